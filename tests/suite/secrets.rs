//! G8: no secret leaves through `Debug`, diagnostics, edits or drawings, whatever the damage.
// Helpers of tests may panic like the tests.
use authscan::model::PayloadKind;
use authscan::schema::Shape;
use authscan::{Options, Report};

const SECRETS: [&str; 3] = ["hu9ter2z", "pr1vx7te", "c0mqu1ty"];

/// Returns the documentation's broken sample, with secrets that occur nowhere else in it.
fn sample() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/samples/broken/get-all-scan-definitions-4.json");
    let text = std::fs::read_to_string(path).unwrap();
    let text = text
        .replace("\"authPassword\": \"authPassword\"", "\"authPassword\": \"hu9ter2z\"")
        .replace("\"privPassword\": \"privPassword\"", "\"privPassword\": \"pr1vx7te\"")
        .replace("\"communityString\": \"community-string\"", "\"communityString\": \"c0mqu1ty\"");
    assert!(SECRETS.iter().all(|secret| text.contains(secret)));
    text
}

/// Returns all text that a report shows to people and programs.
fn shown(report: &Report<()>, input: &[u8]) -> String {
    let edits: Vec<String> = report.edits.iter().map(|edit| edit.describe()).collect();
    format!("{report:#?}\n{}\n{}", edits.join("\n"), report.render("input", input, false))
}

fn assert_hidden(input: &[u8], what: &str) {
    let options = Options::new();
    for shape in [PayloadKind::Definitions.shape(), &Shape::ANY] {
        for report in [options.check_as(shape, input), options.recover_shape(shape, input)] {
            let shown = shown(&report, input);
            // A part of a secret counts as a leak, too.
            for part in SECRETS.iter().flat_map(|secret| [&secret[..5], &secret[2..]]) {
                assert!(!shown.contains(part), "{what}: {part} in {shown}");
            }
        }
    }
}

/// Returns the range of the sample around its secrets.
fn around(text: &str) -> std::ops::Range<usize> {
    text.rfind("scanAuthenticationParams").unwrap() - 4..text.rfind("scannerAgent").unwrap() + 16
}

#[test]
fn a_lost_byte_shows_no_secret() {
    let text = sample();
    for at in around(&text) {
        let damaged = [&text.as_bytes()[..at], &text.as_bytes()[at + 1..]].concat();
        assert_hidden(&damaged, &format!("without byte {at}"));
    }
}

#[test]
fn a_byte_too_many_shows_no_secret() {
    let text = sample();
    for byte in [b'"', b'}', b',', b'\n', b':', b'x', 0xff] {
        for at in around(&text).step_by(7) {
            let damaged = [&text.as_bytes()[..at], &[byte], &text.as_bytes()[at..]].concat();
            assert_hidden(&damaged, &format!("{byte:#x} at {at}"));
        }
    }
}

#[test]
fn a_lost_end_or_beginning_shows_no_secret() {
    let text = sample();
    for at in around(&text) {
        assert_hidden(&text.as_bytes()[..at], &format!("up to {at}"));
        // Without the member's name, nothing identifies a secret.
        if text[at..].contains("authPassword") {
            assert_hidden(&text.as_bytes()[at..], &format!("from {at}"));
        }
    }
}

#[test]
fn minified_and_unquoted() {
    let text = sample().replace(['\n', ' '], "");
    assert_hidden(text.as_bytes(), "minified");
    assert_hidden(text.replace('"', "").as_bytes(), "without quotes");
    assert_hidden(text.replace('"', "'").as_bytes(), "single quotes");
    assert_hidden(text.to_uppercase().replace("HU9TER2Z", "hu9ter2z").as_bytes(), "upper case");
}

/// Texts of `tests/data/secrets`, whose secrets were shown by earlier versions. All secrets start with `Zq`.
#[test]
fn what_was_once_shown_is_hidden() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/secrets");
    let mut count = 0;
    for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let input = std::fs::read(&path).unwrap();
        assert!(String::from_utf8_lossy(&input).contains("Zq"));
        for shape in [PayloadKind::Definitions.shape(), PayloadKind::Update.shape(), &Shape::ANY] {
            let options = Options::new();
            for report in [options.check_as(shape, &input), options.recover_shape(shape, &input)] {
                let shown = shown(&report, &input);
                assert!(!shown.contains("Zq"), "{}: {shown}", path.display());
            }
        }
        count += 1;
    }
    assert!(count > 0);
}

/// No name identifies the secret, but what stands in place of an object with secrets may be one.
#[test]
fn a_value_in_place_of_an_object_with_secrets_is_hidden() {
    use authscan::model::{Collection, ScanDefinition};

    let shape = PayloadKind::Definitions.shape();
    let objects = [r#"{"Zq1x"}"#, r#"{"Zq1x": "Zq2x"}"#, "{Zq1x}"];
    for value in [r#""Zq1x""#, r#"["Zq1x"]"#, r#"["a", {"b": "Zq1x"}]"#].into_iter().chain(objects) {
        for (start, end) in [("", ""), ("", ","), ("{", ""), ("", "}"), ("x ", " y")] {
            let member = format!(r#""scanAuthenticationParams": {value}"#);
            let text = format!(r#"{start}{{"value": [{{"id": "a", {member}{end}, "scanName": "b"}}]}}"#);
            let input = text.as_bytes();
            let typed = authscan::recover::<Collection<ScanDefinition>>(input);
            let options = Options::new();
            let shown = [
                format!("{typed:#?}{}{:?}", typed.render("input", input, false), typed.edits),
                shown(&options.check_as(shape, input), input),
                shown(&options.recover_shape(shape, input), input),
                shown(&options.recover_as(&PayloadKind::Definitions, input), input),
            ];
            assert!(shown.iter().all(|shown| !shown.contains("Zq")), "{text}: {shown:#?}");
        }
    }
}

/// Authorization of a request and secrets of an embedded document are redacted in the capture, too.
#[test]
fn wrappers_show_no_secret() {
    use authscan_testkit::damage::{Gives, WRAPPERS};

    let heads = "POST /api?sig=hu9ter2z&page=1 HTTP/1.1\r\nHost: example.com\r\nAuthorization: Bearer hu9ter2z\r\n\
                 Cookie: a=hu9ter2z; b=pr1vx7te\r\nX-Api-Key: c0mqu1ty\r\n\r\n";
    let body =
        r#"{"isActive": true, "scanAuthenticationParams": {"authPassword": "hu9ter2z", "privPassword": "pr1vx7te","#;
    let body = format!(r#"{body} "communityString": "c0mqu1ty" "x": [1, 2}}"#);
    let asked = format!("curl -H 'Authorization: hu9ter2z' https://u:pr1vx7te@a/b\n{body}");
    for (number, text) in [format!("{heads}{body}"), body, asked].iter().enumerate() {
        for inner in WRAPPERS {
            let once = inner.wrap(7, 1, text.as_bytes());
            assert_hidden(&once, inner.name);
            // Pairs of envelopes are tried only for the first text, and only some of them.
            let others =
                WRAPPERS.iter().filter(|outer| number == 0 && (!outer.needs_text || inner.gives == Gives::Same));
            for outer in others.step_by(11) {
                assert_hidden(&outer.wrap(7, 1, &once), &format!("{} in {}", inner.name, outer.name));
            }
        }
    }
}

/// Base64 that does not encode the document is dropped without showing a secret inside of it.
#[test]
fn text_in_base64_shows_no_secret() {
    // `{"password":"hu9ter2z"}`
    let encoded = "eyJwYXNzd29yZCI6Imh1OXRlcjJ6In0=";
    for input in [
        format!("sent {encoded} and got:\n\n{{\"value\": []}}\n"),
        format!("{{\"value\": [{{\"scanName\": \"a\" {encoded}, \"isActive\": true}}]}}"),
        format!("{{\"value\": [] {encoded}"),
    ] {
        for report in [
            Options::new().check_as(PayloadKind::Definitions.shape(), input.as_bytes()),
            Options::new().recover_shape(PayloadKind::Definitions.shape(), input.as_bytes()),
        ] {
            let shown = shown(&report, input.as_bytes());
            assert!(!shown.contains("yZCI6Imh1OXRl"), "{shown}");
        }
    }
}

/// The types of `tests/data/foreign`.
fn foreign() -> Vec<(authscan_testkit::damage::Foreign, Shape)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/foreign/");
    let names = ["circle-ci", "cloudevents", "compose-spec", "cyclonedx-1.6", "geojson", "har-1.2", "openapi-3.1"];
    let read = |name: &str| std::fs::read_to_string(format!("{folder}{name}")).unwrap();
    let each = names.into_iter().map(|name| {
        let schema = serde_json::from_str(&read(&format!("{name}.schema.json"))).unwrap();
        let documents =
            read(&format!("{name}.ndjson")).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let types = authscan_testkit::damage::Foreign::new(name, &schema, documents);
        (types.unwrap_or_else(|error| panic!("{error}")), Shape::from_schema(&schema))
    });
    each.collect()
}

/// Secrets in captures of every generator are shown in nothing that the library gives.
#[test]
fn planted_secrets_of_every_generator_are_shown_nowhere() {
    use authscan_testkit::damage::{TEST_SEED, planting};

    let count = std::env::var("AUTHSCAN_PLANTINGS").ok().and_then(|count| count.parse().ok()).unwrap_or(250);
    let (types, shapes): (Vec<_>, Vec<_>) = foreign().into_iter().unzip();
    let (mut captures, mut outputs, mut hits) = (0, 0, Vec::new());
    for index in 0..count {
        let Some(planting) = planting(&types, TEST_SEED, index) else { continue };
        captures += 1;
        let input = &planting.capture;
        let options = Options::new().layers(true);
        let own = PayloadKind::ALL[index as usize % PayloadKind::ALL.len()].shape();
        for shape in [own, &Shape::ANY, &shapes[index as usize % shapes.len()]] {
            let mut reports = vec![options.check_as(shape, input), options.recover_shape(shape, input)];
            reports.extend(options.recover_all_as(shape, input));
            for (number, report) in reports.iter().enumerate() {
                let layers = serde_json::to_string(report.layers()).unwrap();
                let all = [shown(report, input), serde_json::to_string(report).unwrap(), layers];
                authscan_testkit::oracles::replays(report, input);
                outputs += all.len();
                let parts = [&planting.secret[..6], &planting.secret[planting.secret.len() - 6..]];
                let leak =
                    all.iter().flat_map(|all| all.lines()).find(|line| parts.iter().any(|part| line.contains(part)));
                if let Some(line) = leak {
                    let name = if shape.is_any() { "any" } else { "a type" };
                    hits.push(format!(
                        "{index}, {number} as {name}: {}: {} in {line:.400}",
                        planting.origin, planting.secret
                    ));
                }
            }
        }
    }
    println!("{captures} captures, {outputs} outputs, {} hits", hits.len());
    assert!(hits.is_empty(), "{}", hits.join("\n"));
}

/// Sound documents of other people, most of which have no secret, and what of them would be redacted.
#[test]
fn little_of_ordinary_documents_is_hidden() {
    use authscan::redact::Mask;

    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/");
    let mut texts = Vec::new();
    for folder in ["foreign", "samples/valid"] {
        for path in
            std::fs::read_dir(format!("{root}{folder}")).into_iter().flatten().map(|entry| entry.unwrap().path())
        {
            let name = path.to_string_lossy();
            if (name.ends_with(".json") && !name.ends_with(".schema.json")) || name.ends_with(".ndjson") {
                texts.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    assert!(texts.len() > 10);
    let (mut hidden, mut all) = (0, 0);
    for (name, text) in &texts {
        let mask = Mask::lexical(text, |_| false);
        let count: usize = mask.spans().iter().map(|span| span.len()).sum();
        let words = ["password", "communitystring", "token", "secret", "cookie"];
        let has_secret = words.iter().any(|word| text.to_lowercase().contains(word));
        assert!(has_secret || mask.is_empty(), "{name}: {:?}", mask.apply(text));
        (hidden, all) = (hidden + count, all + text.len());
    }
    println!("{hidden} of {all} bytes");
    assert!(hidden * 80 <= all, "{hidden} of {all} bytes are hidden");
}

/// A text that no value is accepted as; the error quotes the value.
#[derive(Debug, schemars::JsonSchema)]
#[schemars(transparent)]
struct Refused(#[allow(dead_code, reason = "the schema is that of a string")] String);

impl<'de> serde::Deserialize<'de> for Refused {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Err(serde::de::Error::custom(format_args!("`{text}` is refused")))
    }
}

/// The message of a type that refuses a value may quote it, but not the value of a secret.
#[test]
fn no_error_quotes_a_secret() {
    type Members = std::collections::BTreeMap<String, Refused>;
    let errors = |name: &str, text: &str| {
        let input = format!(r#"{{"{name}": "{text}"}}"#).into_bytes();
        let recovered = authscan::recover::<Members>(&input).into_result(authscan::diagnostic::Applicability::Guess);
        let errors = [authscan::parse::<Members>(&input).unwrap_err(), recovered.unwrap_err()];
        let found = authscan::check::<Members>(&input).diagnostics;
        format!("{errors:?} {} {} {found:?}", errors[0], errors[1])
    };
    assert!(errors("scanName", "hu9ter2z").contains("`hu9ter2z` is refused"));
    for name in authscan::model::SECRET_MEMBERS {
        for name in [(*name).to_owned(), name.to_uppercase(), name[1..].to_owned()] {
            let shown = errors(&name, "hu9ter2z");
            assert!(!shown.contains("hu9ter2z"), "{shown}");
        }
    }
}

/// A type whose error quotes the note.
#[derive(Debug, serde::Deserialize, schemars::JsonSchema)]
struct Noted {
    #[allow(dead_code, reason = "only its errors are looked at")]
    note: Refused,
}

/// The message of a type is withheld if it quotes the value of a secret that the document also has elsewhere.
#[test]
fn no_error_quotes_a_secret_that_is_repeated() {
    use authscan::diagnostic::Applicability;

    let shape = Shape::ANY.with_secrets(["pin"]);
    for (name, end) in [("password", "}"), ("password", ",}"), ("pin", ",}"), ("pin", "")] {
        let input = format!(r#"{{"login": {{"{name}": "hu9ter2z"}}, "note": "hu9ter2z"{end}"#).into_bytes();
        let report = Options::new().recover_as(&shape, &input);
        let mut shown = format!("{:?} {:?}", report, report.read::<Noted>(&input).unwrap_err());
        if name == "password" {
            let recovered = authscan::recover::<Noted>(&input);
            shown += &format!("{recovered:?} {:?}", authscan::check::<Noted>(&input).diagnostics);
            shown += &format!("{:?}", recovered.into_result(Applicability::Certain));
            shown += &format!("{:?}", authscan::parse::<Noted>(&input));
        }
        assert!(!shown.contains("hu9ter2z"), "{shown}");
        let other = String::from_utf8(input).unwrap().replace(r#"note": "hu9ter2z"#, r#"note": "plain"#).into_bytes();
        let shown = format!("{:?}", Options::new().recover_as(&shape, &other).read::<Noted>(&other));
        assert!(shown.contains("plain"), "{shown}");
    }
}

/// The pointer of an error names no member inside of a secret.
#[test]
fn no_pointer_names_a_secret() {
    #[derive(Debug, serde::Deserialize)]
    struct Holder {
        #[allow(dead_code, reason = "only its errors are looked at")]
        password: std::collections::BTreeMap<String, u32>,
    }
    let input = br#"{"password": {"hu9ter2z": "x"}}"#;
    let errors = [
        authscan::parse::<Holder>(input).unwrap_err(),
        Options::new().recover_as(&Shape::ANY, input).read::<Holder>(input).unwrap_err(),
        Options::new().i_json(true).parse::<Holder>(br#"{"password": {"hu9ter2z": 1, "hu9ter2z": 2}}"#).unwrap_err(),
    ];
    assert!(errors.iter().all(|error| !error.to_string().contains("hu9ter2z")), "{errors:?}");
}
