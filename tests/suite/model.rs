//! The model agrees with the published samples, with its own schemas and with the metadata.

use std::cell::Cell;
use std::fmt::Debug;
use std::fs;
use std::path::Path;

use crate::strategies::with_type;
use authscan::Options;
use authscan::diagnostic::Code;
use authscan::model::*;
use authscan::schema::{Contract, Kinds, Shape, ShapeId};
use authscan_testkit::oracles::validator;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Reads, writes and reads again; returns the written JSON.
fn round_trip<T: DeserializeOwned + Serialize + PartialEq + Debug>(text: &str) -> Value {
    let value: T = serde_json::from_str(text).unwrap_or_else(|error| panic!("{error} in {text}"));
    let written = serde_json::to_string(&value).unwrap();
    let again: T = serde_json::from_str(&written).unwrap_or_else(|error| panic!("{error} in {written}"));
    assert_eq!(again, value);
    serde_json::from_str(&written).unwrap()
}

fn reads<T: DeserializeOwned>(value: &Value) -> Result<(), String> {
    serde_json::from_value::<T>(value.clone()).map(drop).map_err(|error| error.to_string())
}

/// Returns the findings of `check` about the value as a `T`: by shape alone, and by reading too.
fn check<T: DeserializeOwned + JsonSchema + 'static>(kind: PayloadKind, value: &Value) -> Found {
    let (options, text) = (Options::new(), value.to_string());
    let by_shape = options.check_as(kind.shape(), text.as_bytes());
    let report = options.check::<T>(text.as_bytes());
    Found {
        nothing: report.diagnostics.is_empty(),
        conforms: report.conforms(),
        shape_conforms: by_shape.conforms(),
        codes: report.diagnostics.iter().map(|found| found.code).collect(),
    }
}

#[derive(Debug)]
struct Found {
    nothing: bool,
    conforms: bool,
    shape_conforms: bool,
    codes: Vec<Code>,
}

/// Returns the valid samples, and the expected texts of the broken ones, with their names.
fn samples() -> Vec<(String, String)> {
    let mut samples = Vec::new();
    for (folder, suffix) in [("valid", ".json"), ("broken", ".expected.json")] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/samples").join(folder);
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            if let Some(name) = name.strip_suffix(suffix) {
                samples.push((name.to_owned(), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    samples
}

#[test]
fn every_sample_round_trips_in_canonical_spelling() {
    let mut read = 0;
    for (name, text) in samples() {
        let Some(kind) = detect(&text).kind else { continue };
        let written = with_type!(kind, round_trip(&text));
        assert!(validator(kind, Contract::Open).is_valid(&written), "{name}");
        // One sample mixes two types, so it has members that the named type does not know.
        if name != "add-a-new-scan-definition-4" {
            assert_canonical(kind.shape(), kind.shape().root(), &written, &name);
        }
        assert_eq!(count(&written), count(&serde_json::from_str(&text).unwrap()), "{name}: a value got lost");
        read += 1;
    }
    assert_eq!(read, 39);
}

fn assert_canonical(shape: &Shape, at: ShapeId, value: &Value, name: &str) {
    let node = shape.node(at);
    match value {
        Value::Object(members) => {
            let tagged = node.variants.iter().find(|variant| members.get(&*variant.tag) == Some(&json!(variant.value)));
            let node = tagged.map_or(node, |variant| shape.node(variant.shape));
            for (member, value) in members {
                let known = node.member(member).unwrap_or_else(|| panic!("{name}: {member} is unknown"));
                assert_eq!(known.name, *member, "{name}");
                assert_canonical(shape, known.shape, value, name);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| assert_canonical(shape, shape.element(at), item, name)),
        _ => {}
    }
}

fn count(value: &Value) -> usize {
    1 + match value {
        Value::Object(members) => members.values().map(count).sum(),
        Value::Array(items) => items.iter().map(count).sum(),
        _ => 0,
    }
}

/// Runs `check` on `PROPTEST_CASES` values, 256 by default, and returns the number of times that it was true.
fn for_arbitrary(strategy: &BoxedStrategy<Value>, check: impl Fn(&Value) -> bool) -> u32 {
    let yes = Cell::new(0);
    let mut runner = TestRunner::new_with_rng(
        Config { failure_persistence: None, ..Config::default() },
        proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
    );
    let checked = runner.run(strategy, |value| {
        yes.set(yes.get() + u32::from(check(&value)));
        Ok(())
    });
    checked.unwrap_or_else(|error| panic!("{error}"));
    yes.get()
}

/// G9: a model value serializes to JSON that its own schema accepts and that parses back equal.
#[test]
fn arbitrary_values_round_trip_through_their_schema() {
    for kind in PayloadKind::ALL {
        let open = validator(*kind, Contract::Open);
        for contract in [Contract::Open, Contract::Documented] {
            let all = for_arbitrary(&crate::strategies::document(*kind, contract), |value| {
                let written = with_type!(kind, round_trip(&value.to_string()));
                assert!(open.is_valid(&written), "{kind}: {written}");
                true
            });
            println!("{kind}: {all} values of the {contract:?} schema round-trip");
        }
    }
}

/// The open schema refuses a value with one part replaced exactly if reading refuses it.
#[test]
fn schema_and_reader_agree() {
    for kind in PayloadKind::ALL {
        let validator = validator(*kind, Contract::Open);
        let accepted =
            for_arbitrary(&crate::strategies::damaged(crate::strategies::document(*kind, Contract::Open)), |value| {
                let read = with_type!(kind, reads(value));
                let verdict = validator.validate(value).map_err(|error| error.to_string());
                assert_eq!(read.is_ok(), verdict.is_ok(), "{kind}: {value}\nread: {read:?}\nschema: {verdict:?}");
                read.is_ok()
            });
        let all = Config::default().cases;
        // Both verdicts must occur, or the agreement means nothing.
        assert!((all / 20..all - all / 20).contains(&accepted), "{kind}: {accepted} of {all}");
        println!("{kind}: reader and open schema agree on {all} damaged values, {accepted} of them accepted");
    }
}

/// `check` and the documented schema agree on sound values, damaged values and other spellings.
///
/// A schema cannot describe other spellings: it refuses them, while `check` warns. So the schema accepts a value
/// exactly if `check` finds nothing, and a value that conforms either has no finding or is spelled in another way.
#[test]
fn documented_schema_and_check_agree() {
    let all = Config::default().cases;
    for kind in PayloadKind::ALL {
        let validator = validator(*kind, Contract::Documented);
        let agree = |value: &Value| {
            let found = with_type!(kind, check(*kind, value));
            let verdict = validator.validate(value).map_err(|error| error.to_string());
            let spelling = |code: &Code| matches!(code, Code::NoncanonicalName | Code::NoncanonicalValue);
            // For a schema, a known annotation in another case is an unknown annotation.
            let is_annotation = value.to_string().contains("\"@ODATA.") && found.codes == [Code::NoncanonicalName];
            let nothing = found.nothing || (is_annotation && verdict.is_ok());
            assert_eq!(nothing, verdict.is_ok(), "{kind}: {value}\ncheck: {found:?}\nschema: {verdict:?}");
            assert_eq!(found.conforms, found.codes.iter().all(spelling), "{kind}: {value}\n{found:?}");
            // Only reading knows when a leap second is valid.
            let is_read = |code: &Code| matches!(code, Code::InvalidValue);
            let by_reading = !found.conforms && found.codes.iter().all(|code| is_read(code) || spelling(code));
            assert_eq!(found.shape_conforms, found.conforms || by_reading, "{kind}: {value}\n{found:?}");
            verdict.is_ok()
        };
        let sound = crate::strategies::document(*kind, Contract::Documented);
        assert_eq!(for_arbitrary(&sound, agree), all, "{kind}");
        let damaged = for_arbitrary(&crate::strategies::damaged(sound.clone()), agree);
        // Both verdicts must occur, or the agreement means nothing.
        assert!((all / 50..all - all / 20).contains(&damaged), "{kind}: {damaged} of {all}");
        let respelled = for_arbitrary(&crate::strategies::respelled(sound), agree);
        println!(
            "{kind}: check and documented schema agree on {all} sound values, on {all} damaged ones ({damaged} still"
        );
        println!("    accepted), and on {all} with a name in another case ({respelled} accepted)");
    }
}

/// The documented schema accepts a documented value after it was read and written.
#[test]
fn documented_values_stay_documented() {
    for kind in PayloadKind::ALL {
        let validator = validator(*kind, Contract::Documented);
        let text = |value: &Value| validator.validate(value).map_err(|error| error.to_string());
        for_arbitrary(&crate::strategies::document(*kind, Contract::Documented), |value| {
            assert_eq!(text(value), Ok(()), "{kind}: {value}");
            let written = with_type!(kind, round_trip(&value.to_string()));
            assert_eq!(text(&written), Ok(()), "{kind}: {written}");
            true
        });
    }
}

#[test]
fn borrowed_and_owned_are_equal() {
    for (_, text) in samples() {
        if detect(&text).kind == Some(PayloadKind::Definitions) {
            let borrowed: Collection<ScanDefinition<Str<'_>>> = serde_json::from_str(&text).unwrap();
            let owned: Collection<ScanDefinition> = serde_json::from_str(&text).unwrap();
            assert!(borrowed.iter().all(|definition| definition.id.get().unwrap().is_borrowed()));
            assert_eq!(borrowed.into_owned(), owned);
        }
    }
}

#[test]
fn absent_null_and_value_are_three_things() {
    let text = r#"{"scanName":null,"isActive":true}"#;
    let update: ScanDefinitionUpdate = serde_json::from_str(text).unwrap();
    assert!(update.scan_name.is_null() && update.target.is_absent());
    assert_eq!(update.is_active, Field::Value(true));
    assert_eq!(serde_json::to_string(&update).unwrap(), text);
}

#[test]
fn documented_spellings_are_read() {
    let history: ScanHistory = serde_json::from_value(json!({
        "ScanDefinitionIds": "d", "SessionIds": "s", "ListScannedTargets": [{"Ip": "::1", "ScanStatus": "partial success"}],
        "ScanStatus": "Partial Success",
    }))
    .unwrap();
    assert_eq!(history.scan_definition_id.text(), Some("d"));
    assert_eq!(history.status(), Some(AuthenticatedScanStatus::PartialSuccess));
    let target = &history.scanned_targets.get().unwrap()[0];
    assert_eq!(target.scan_status, Field::Value(AuthenticatedScanStatus::PartialSuccess));
    let update: ScanDefinitionUpdate =
        serde_json::from_value(json!({"IsActive": "True", "targetType": "IP Address", "intervalInHours": 4.0}))
            .unwrap();
    assert_eq!(serde_json::to_string(&update).unwrap(), r#"{"isActive":true,"intervalInHours":4,"targetType":"Ip"}"#);
}

#[test]
fn credentials_are_told_by_type_or_kind() {
    let read = |value: Value| serde_json::from_value::<ScanAuthenticationParams>(value).unwrap();
    let name = |value: Value| match read(value) {
        ScanAuthenticationParams::Windows(_) => "windows",
        ScanAuthenticationParams::Linux(_) => "linux",
        ScanAuthenticationParams::Snmp(_) => "snmp",
        ScanAuthenticationParams::Unknown(_) => "unknown",
        _ => "new",
    };
    assert_eq!(name(json!({"@odata.type": "#microsoft.windowsDefenderATP.api.LinuxAuthParams"})), "linux");
    assert_eq!(name(json!({"type": "x", "$type": "snmpAuthParams"})), "snmp");
    assert_eq!(name(json!({"type": "negotiate"})), "windows");
    assert_eq!(name(json!({"type": "PrivateKey"})), "linux");
    assert_eq!(name(json!({"type": "Sorcery"})), "unknown");
    assert_eq!(name(json!({"type": "Kerberos", "@odata.type": "#a.SorceryAuthParams"})), "unknown");
    assert_eq!(name(json!({})), "unknown");
    let mixed = json!({"@odata.type": "#microsoft.windowsDefenderATP.api.SnmpAuthParams", "type": "Kerberos",
        "username": "u", "domain": "d", "isgmsaUser": true});
    let ScanAuthenticationParams::Snmp(params) = read(mixed.clone()) else { panic!("not SNMP") };
    assert_eq!(params.unknown.get("domain"), Some(&json!("d")));
    assert_eq!(serde_json::to_value(ScanAuthenticationParams::from(params)).unwrap(), mixed);
}

#[test]
fn errors_are_precise() {
    let error = |text: &str| serde_json::from_str::<ScanDefinition>(text).unwrap_err().to_string();
    for (text, part) in [
        (r#"{"id": "a", "Id": "b"}"#, "duplicate field `id`"),
        (r#"{"scanAuthenticationParams": {"$type": "a", "@odata.type": "b"}}"#, "duplicate field `@odata.type`"),
        (r#"{"intervalInHours": 2147483648}"#, "the integer 2147483648 is out of range"),
        (r#"{"intervalInHours": 1.5}"#, "expected an integer"),
        (r#"{"isActive": "yes"}"#, "expected a boolean"),
        (r#"{"scannerAgent": {"lastSeen": "2022-12-19T20:29:04.Z"}}"#, "expected a digit"),
        (r#"{"scannerAgent": {"lastSeen": "2022-12-19T20:29:04+2"}}"#, "an offset such as"),
        (r#"{"scannerAgent": []}"#, "expected an object (ScannerAgent)"),
        (r#"{"latestScan": {"status": 1}}"#, "expected a string (ScanStatus)"),
    ] {
        assert!(error(text).contains(part), "{text}: {}", error(text));
    }
}

/// Adds to each object of a value a member for each secret name, in two spellings, and an unknown member.
fn with_secrets(value: &Value, secret: &str) -> Value {
    match value {
        Value::Array(items) => items.iter().map(|item| with_secrets(item, secret)).collect(),
        Value::Object(members) => {
            let is_new = |name: &str| !members.keys().any(|known| known.eq_ignore_ascii_case(name));
            let mut filled: serde_json::Map<String, Value> =
                members.iter().map(|(name, value)| (name.clone(), with_secrets(value, secret))).collect();
            for name in SECRET_MEMBERS.iter().copied().chain(["pass phrase"]) {
                if is_new(name) {
                    filled.insert(name.to_owned(), secret.into());
                }
            }
            for (name, value) in &mut filled {
                if SECRET_MEMBERS.iter().any(|secret| secret.eq_ignore_ascii_case(name)) {
                    *value = secret.into();
                }
            }
            filled.into()
        }
        other => other.clone(),
    }
}

fn debug<T: DeserializeOwned + Debug>(value: &Value) -> String {
    let read: T = serde_json::from_value(value.clone()).unwrap_or_else(|error| panic!("{error} in {value}"));
    format!("{read:?} {read:#?}")
}

/// G8, for arbitrary values of every type: `format!("{:?}")` shows no secret, wherever in the value it is.
#[test]
fn debug_of_no_type_shows_a_secret() {
    let marker = "hunter2";
    for kind in PayloadKind::ALL {
        for_arbitrary(&crate::strategies::document(*kind, Contract::Open), |value| {
            let shown = with_type!(kind, debug(&with_secrets(value, marker)));
            assert!(!shown.contains(marker), "{kind}: {shown}");
            true
        });
    }
}

/// `Debug` of hand-written credentials shows no secret, for every method, owned and borrowed.
#[test]
fn debug_of_credentials_shows_no_secret() {
    let marker = "hunter2";
    let mut params = serde_json::Map::new();
    for name in SECRET_MEMBERS {
        params.insert((*name).to_owned(), marker.into());
    }
    params.insert("pass word".into(), json!([{"x": marker}]));
    for kind in ["Kerberos", "Password", "AuthPriv", "other"] {
        params.insert("type".into(), kind.into());
        let body = json!({"scanAuthenticationParams": params, "extra": marker});
        let read = |text: &str| {
            let shown = [
                format!("{:#?}", serde_json::from_str::<ScanDefinition>(text).unwrap()),
                format!("{:?}", serde_json::from_str::<ScanDefinition<Str<'_>>>(text).unwrap()),
                format!("{:?}", serde_json::from_str::<ScanDefinitionCreate>(text).unwrap()),
                format!("{:?}", serde_json::from_str::<ScanDefinitionUpdate>(text).unwrap()),
                format!("{:?}", Collection::new(vec![serde_json::from_str::<ScanDefinition>(text).unwrap()])),
            ];
            assert!(shown.iter().all(|shown| !shown.contains(marker) && shown.contains("redacted")), "{shown:?}");
        };
        read(&body.to_string());
    }
    // The list and the schemas name the same secrets.
    let mut secrets = std::collections::BTreeSet::new();
    for kind in PayloadKind::ALL {
        let shape = kind.shape();
        let mut rest = vec![shape.root()];
        let mut seen = std::collections::HashSet::new();
        while let Some(at) = rest.pop() {
            if !seen.insert(at) {
                continue;
            }
            for member in &shape.node(at).members {
                rest.push(member.shape);
                if shape.node(member.shape).secret {
                    secrets.insert(member.name.to_lowercase());
                }
            }
            rest.extend(shape.node(at).element);
        }
    }
    assert_eq!(secrets, SECRET_MEMBERS.iter().map(|name| (*name).to_owned()).collect());
}

/// Errors do not quote a secret, even one that lost its quotes.
#[test]
fn errors_quote_no_secret() {
    for name in SECRET_MEMBERS {
        for value in ["31337", "-31337", "31337.5", "[31337]", "{\"31337\": 31337}"] {
            let text = format!("{{\"{name}\": {value}}}");
            let error = serde_json::from_str::<ScanAuthenticationParams>(&text).unwrap_err().to_string();
            assert!(!error.contains("31337"), "{error}");
        }
    }
}

#[test]
fn overdue_failing_and_silent_are_told() {
    let definition: ScanDefinition = serde_json::from_value(json!({
        "isActive": true, "intervalInHours": 4,
        "latestScan": {"status": "Fail", "executionDateTime": "2025-12-18T14:00:00+02:00"},
    }))
    .unwrap();
    assert_eq!(definition.is_overdue("2025-12-18T16:00:00Z".parse().unwrap()), Some(false));
    assert_eq!(definition.is_overdue("2025-12-18T16:00:01Z".parse().unwrap()), Some(true));
    assert_eq!(ScanDefinition::new().is_overdue("2025-12-18T16:00:00Z".parse().unwrap()), None);
    assert!(definition.is_failing());
    let agent: ScanAgent = serde_json::from_value(json!({"lastSeen": "2025-12-18T16:00:00Z"})).unwrap();
    assert!(agent.is_silent_since("2025-12-18T16:00:01Z".parse().unwrap()));
    assert!(!agent.is_silent_since("2025-12-18T16:00:00Z".parse().unwrap()));
}

#[test]
fn the_shape_of_definitions_has_the_evidence() {
    let shape = PayloadKind::Definitions.shape();
    let definition = shape.element(shape.node(shape.root()).member("VALUE").unwrap().shape);
    let node = shape.node(definition);
    assert!(node.closed && node.known);
    let usual = node.members.iter().filter(|member| member.usual).count();
    assert_eq!(usual, 12);
    assert!(node.member("id").unwrap().required && !node.member("orgId").unwrap().required);
    let auth = shape.node(node.member("scanAuthenticationParams").unwrap().shape);
    assert_eq!(auth.kinds, Kinds::OBJECT.union(Kinds::NULL));
    assert_eq!(auth.variants.len(), 3);
    assert_eq!(auth.member("$TYPE").unwrap().name, "@odata.type");
    assert_eq!(auth.member("keyvaulturl").unwrap().name, "keyVaultUri");
    assert!(auth.member("username").unwrap().usual && !auth.member("domain").unwrap().usual);
    let kind = shape.node(auth.member("type").unwrap().shape);
    assert_eq!(kind.literals.len(), 10);
    let snmp = shape.node(auth.variants[2].shape);
    assert_eq!(shape.node(snmp.member("type").unwrap().shape).literals.len(), 4);
    assert!(shape.node(snmp.member("privPassword").unwrap().shape).secret);
    assert_eq!(shape, &Shape::of::<Collection<ScanDefinition>>());
}
