//! `check` against schemas agrees with the official JSON-Schema-Test-Suite (`any_schema/suite`, under its license).
// Helpers of tests may panic like the tests.
use authscan::diagnostic::Severity;
use authscan::schema::Shape;
use authscan::syntax::parse;
use jsonmend::validate::check;
use serde_json::Value;

/// Files about unsupported keywords: dynamic references, and vocabularies.
const UNSUPPORTED: &[&str] = &["dynamicRef", "vocabulary"];

fn read(name: &str) -> Value {
    let path = format!("{}/tests/data/any-schema/suite/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// Returns the differences, the number of tests and the number of skipped ones.
fn run(draft: &str, identifier: &str) -> (Vec<String>, usize, usize) {
    let remotes = read("remotes");
    let others: Vec<(&str, &Value)> =
        remotes.as_object().unwrap().iter().map(|(uri, document)| (uri.as_str(), document)).collect();
    let (mut different, mut all, mut skipped) = (Vec::new(), 0, 0);
    for (file, groups) in read(draft).as_object().unwrap() {
        for group in groups.as_array().unwrap() {
            let tests = group["tests"].as_array().unwrap();
            let name = format!("{draft}/{file}: {}", group["description"].as_str().unwrap());
            let mut schema = group["schema"].clone();
            if let Some(object) = schema.as_object_mut() {
                object.entry("$schema").or_insert_with(|| identifier.into());
            }
            all += tests.len();
            if UNSUPPORTED.contains(&file.as_str()) || schema.to_string().contains("$dynamicRef") {
                skipped += tests.len();
                continue;
            }
            let shape = match Shape::compile_among(&schema, "", &others) {
                Ok((shape, unused)) if unused.iter().all(|part| !part.reason.contains("pattern")) => shape,
                // Skipped: patterns beyond regular expressions, and references to metaschemas, which are not available.
                Ok(_) => {
                    skipped += tests.len();
                    continue;
                }
                Err(error) if error.to_string().contains("json-schema.org") => {
                    skipped += tests.len();
                    continue;
                }
                Err(error) => {
                    different.push(format!("{name}: {error}"));
                    continue;
                }
            };
            for test in tests {
                let text = test["data"].to_string();
                let found = check(&parse(&text, 64).unwrap(), &shape);
                let is_valid = found.iter().all(|finding| finding.severity != Severity::Error);
                if is_valid != test["valid"].as_bool().unwrap() {
                    different.push(format!("{name}: {}: {text}", test["description"]));
                }
            }
        }
    }
    (different, all, skipped)
}

#[test]
fn verdicts_are_those_of_the_official_suite() {
    let mut all_different = Vec::new();
    for (draft, identifier, most_skipped) in [
        ("draft4", "http://json-schema.org/draft-04/schema#", 4),
        ("draft7", "http://json-schema.org/draft-07/schema#", 4),
        ("draft2020-12", "https://json-schema.org/draft/2020-12/schema", 55),
    ] {
        let (different, all, skipped) = run(draft, identifier);
        println!("{draft}: {all} tests, {skipped} skipped, {} different", different.len());
        all_different.extend(different);
        assert!(skipped <= most_skipped, "{draft}: {skipped} of {all} skipped");
    }
    assert!(all_different.is_empty(), "{}", all_different.join("\n"));
}
