//! Detection of the kind of each published sample.
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use authscan::model::PayloadKind::{self, *};
use authscan::model::detect;

/// Samples whose kind does not follow from their name by the rules of [`expected`].
const EXPECTED: &[(&str, Option<PayloadKind>)] = &[
    // Not of this API: a body that tags a machine, and one of a draft that never worked.
    ("add-a-new-scan-definition-1", None),
    ("Get-agent-details-1", None),
    ("Get-agent-details-2", Some(Agents)),
    ("Get-agent-details-3", Some(Agents)),
    ("Get-agent-details-4", Some(Agents)),
    ("Get-scan-history-by-definition-1", Some(HistoryByDefinition)),
    ("Get-scan-history-by-definition-2", Some(HistoryByDefinition)),
    ("Get-scan-history-by-definition-3", Some(History)),
    ("Get-scan-history-by-definition-4", Some(History)),
    ("Get-scan-history-by-definition-5", Some(History)),
    ("Get-scan-history-by-definition-6", Some(History)),
    // The documentation shows a creating request as the response, here and in the list of definitions.
    ("Get-scan-history-by-session-1", Some(Create)),
    ("Get-scan-history-by-session-2", Some(HistoryBySession)),
    ("Get-scan-history-by-session-3", Some(History)),
    ("Get-scan-history-by-session-4", Some(History)),
    ("add-a-new-scan-definition-2", Some(Create)),
    // Requests to delete, which have the same body as requests for the history.
    ("add-a-new-scan-definition-3", Some(HistoryByDefinition)),
    ("add-a-new-scan-definition-4", Some(Update)),
    ("add-a-new-scan-definition-5", Some(Create)),
    ("add-a-new-scan-definition-6", Some(Definition)),
    ("add-a-new-scan-definition-7", Some(Update)),
    ("add-a-new-scan-definition-8", Some(Definition)),
    ("add-a-new-scan-definition-9", Some(Create)),
    ("add-a-new-scan-definition-10", Some(Definition)),
    ("add-a-new-scan-definition-11", Some(Definition)),
    // Updates with every member of a request to create.
    ("add-a-new-scan-definition-12", Some(Create)),
    ("add-a-new-scan-definition-13", Some(Definition)),
    ("add-a-new-scan-definition-14", Some(Definition)),
    ("common-errors-1", Some(Error)),
    ("common-errors-2", Some(Error)),
    ("get-all-scan-agents-1", Some(Agents)),
    ("get-all-scan-agents-2", Some(Agents)),
    ("get-all-scan-agents-3", Some(Agents)),
    ("get-all-scan-agents-4", Some(Agents)),
    ("get-all-scan-definitions-1", Some(Create)),
    ("get-all-scan-definitions-2", Some(Definitions)),
    ("get-all-scan-definitions-3", Some(Definitions)),
    ("get-all-scan-definitions-4", Some(Definitions)),
    ("get-all-scan-definitions-5", Some(Definitions)),
    ("get-all-scan-definitions-6", Some(Definitions)),
    ("issue-11732-1", Some(Create)),
];

fn samples() -> BTreeMap<String, String> {
    let mut samples = BTreeMap::new();
    for folder in ["valid", "broken"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/samples").join(folder);
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            if let Some(name) = name.strip_suffix(".json").filter(|name| !name.ends_with(".expected")) {
                samples.insert(name.to_owned(), fs::read_to_string(&path).unwrap());
            }
        }
    }
    samples
}

#[test]
fn every_sample_is_told() {
    let samples = samples();
    assert_eq!(samples.len(), EXPECTED.len());
    for (name, kind) in EXPECTED {
        let found = detect(&samples[*name]);
        assert_eq!(found.kind, *kind, "{name}: {found:?}");
    }
}

/// A response without its context is still detected by its members.
#[test]
fn members_alone_tell_responses() {
    let samples = samples();
    for (name, kind) in EXPECTED {
        let text: String = samples[*name].lines().filter(|line| !line.contains("@odata.context")).collect();
        assert_eq!(detect(&text).kind, *kind, "{name}");
    }
}

/// Quotes, escapes and case do not matter.
#[test]
fn spelling_does_not_matter() {
    for (name, text) in samples() {
        let kind = detect(&text).kind;
        assert_eq!(detect(&text.replace('"', "")).kind, kind, "{name} without quotes");
        assert_eq!(detect(&text.replace('"', "\\\"")).kind, kind, "{name} escaped");
        assert_eq!(detect(&text.to_uppercase()).kind, kind, "{name} in upper case");
        assert_eq!(detect(&text.replace(": ", " = ")).kind, kind, "{name} with equals signs");
    }
}

/// An update may lack the credentials, as those of clients do. In a truncated text their absence means nothing.
#[test]
fn without_credentials_it_is_an_update() {
    let update = r#"{"scanType":"Network","scanName":"a","isActive":false,"target":"10.9.9.9","targetType":"Hostname",
        "intervalInHours":12,"scannerAgent":{"machineId":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}}"#;
    assert_eq!(detect(update).kind, Some(Update));
    let create = update.replacen("{", r#"{"scanAuthenticationParams":{"type":"AuthPriv"},"#, 1);
    assert_eq!(detect(&create).kind, Some(Create));
    let cut = update.strip_suffix("aa\"}}").unwrap();
    assert_eq!(detect(cut).kind, Some(Create));
}

/// Nearly every update lacks both the kind of scan and the scanner, so a truncated request with one of them creates.
#[test]
fn a_truncated_request_with_a_kind_of_scan_creates() {
    let create = r#"{"scanType":"Network","scanName":"a","isActive":false,"target":"10.9.9.9","targetType":"Hostname",
        "intervalInHours":12,"scannerAgent":{"machineId":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"},
        "scanAuthenticationParams":{"type":"AuthPriv","username":"u","authPassword":"p"}}"#;
    let kind = create.find("Network").unwrap();
    for end in kind + 1..create.len() - 1 {
        let (cut, behind) = (&create[..end], create[..end].rsplit_once('}').map(|(_, behind)| behind));
        // Behind a closing brace and nothing more, the next one may be all that is lost.
        if behind.is_none_or(|behind| behind.contains(char::is_alphanumeric)) {
            assert_eq!(detect(cut).kind, Some(Create), "{cut}");
        }
    }
    let update =
        r#"{"scanName":"a","isActive":false,"target":"10.9.9.9","targetType":"Hostname","intervalInHours":12}"#;
    for end in update.find("false").unwrap()..update.len() {
        assert_eq!(detect(&update[..end]).kind, Some(Update), "{}", &update[..end]);
    }
    // The text is whole, and only the words around it follow the last brace.
    assert_eq!(detect(r#"{"scanType":"Network","isActive":false} 200 OK"#).kind, Some(Update));
}

#[test]
fn a_request_line_tells_an_update() {
    let body = samples().remove("add-a-new-scan-definition-12").unwrap();
    let text = format!("PATCH /api/DeviceAuthenticatedScanDefinitions/x HTTP/1.1\n\n{body}");
    assert_eq!(detect(&text).kind, Some(Update));
}
