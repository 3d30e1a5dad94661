//! The documents in `schemas/` are up to date with the model.
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use authscan::model::PayloadKind;
use authscan::schema::{Contract, catalog, index};
use serde_json::Value;

#[test]
fn checked_in_schemas_are_current() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
    let mut expected: Vec<(String, Value)> = vec![("index.json".into(), index()), ("catalog.json".into(), catalog())];
    for kind in PayloadKind::ALL {
        for contract in [Contract::Open, Contract::Documented] {
            expected.push((kind.schema_file(contract), kind.schema(contract)));
        }
    }
    for (file, schema) in &expected {
        let text = fs::read_to_string(folder.join(file)).unwrap_or_default();
        assert_eq!(text, format!("{schema:#}\n"), "{file}: run `cargo run --example generate_schemas`");
    }
    let files: BTreeSet<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|file| file.ends_with(".json"))
        .collect();
    assert_eq!(files, expected.into_iter().map(|(file, _)| file).collect(), "a file belongs to no kind of payload");
}

/// `AUTHSCAN_BLESS=1 cargo test --test suite schemas` rewrites the table.
#[test]
fn the_table_of_schemas_is_current() {
    let mut table = "| payload | as documented | what may be read |\n| --- | --- | --- |\n".to_owned();
    for kind in PayloadKind::ALL {
        let file = |contract| {
            let file = kind.schema_file(contract);
            format!("[`{file}`](../schemas/{file})")
        };
        let (documented, open) = (file(Contract::Documented), file(Contract::Open));
        table.push_str(&format!("| {} (`{kind}`) | {documented} | {open} |\n", kind.title()));
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schemas.md");
    let text = fs::read_to_string(&path).unwrap();
    let (before, rest) = text.split_once("<!-- schemas -->\n").unwrap();
    let (current, after) = rest.split_once("<!-- /schemas -->\n").unwrap();
    if std::env::var_os("AUTHSCAN_BLESS").is_some() {
        fs::write(&path, format!("{before}<!-- schemas -->\n{table}<!-- /schemas -->\n{after}")).unwrap();
    } else {
        assert_eq!(current, table, "run `AUTHSCAN_BLESS=1 cargo test --test suite schemas`");
    }
}

/// `AUTHSCAN_BLESS=1 cargo test --test suite schemas` rewrites the settings of editors.
#[test]
fn the_settings_of_editors_are_current() {
    let entries = PayloadKind::ALL.iter().map(|kind| {
        let file = kind.schema_file(Contract::Documented);
        format!("    {{ \"fileMatch\": [\"*.{kind}.json\"], \"url\": \"./schemas/{file}\" }}")
    });
    let settings =
        format!("```json\n{{\n  \"json.schemas\": [\n{}\n  ]\n}}\n```\n", entries.collect::<Vec<_>>().join(",\n"));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/editors.md");
    let text = fs::read_to_string(&path).unwrap();
    let (before, rest) = text.split_once("<!-- settings -->\n").unwrap();
    let (current, after) = rest.split_once("<!-- /settings -->\n").unwrap();
    if std::env::var_os("AUTHSCAN_BLESS").is_some() {
        fs::write(&path, format!("{before}<!-- settings -->\n{settings}<!-- /settings -->\n{after}")).unwrap();
    } else {
        assert_eq!(current, settings, "run `AUTHSCAN_BLESS=1 cargo test --test suite schemas`");
    }
}

#[test]
fn every_schema_is_one() {
    for kind in PayloadKind::ALL {
        for contract in [Contract::Open, Contract::Documented] {
            assert!(jsonschema::meta::is_valid(&kind.schema(contract)), "{kind}");
        }
    }
}

/// The documents avoid problems of other tools: nonstandard keywords and formats, definitions without a title,
/// documents without an example, and examples that the schema refuses.
#[test]
fn other_tools_need_no_options() {
    for kind in PayloadKind::ALL {
        for contract in [Contract::Open, Contract::Documented] {
            let schema = kind.schema(contract);
            let name = kind.schema_file(contract);
            for keyword in ["\"x-", "\"format\":"] {
                assert!(!schema.to_string().contains(keyword), "{name} has {keyword}");
            }
            let definitions = schema.get("$defs").and_then(Value::as_object).into_iter().flatten();
            for (definition, content) in definitions {
                assert_eq!(content["title"], **definition, "{name}");
            }
            let validator = jsonschema::validator_for(&schema).unwrap();
            let examples = schema["examples"].as_array().unwrap();
            assert!(!examples.is_empty(), "{name}");
            for example in examples {
                let verdict = validator.validate(example).map_err(|error| error.to_string());
                assert_eq!(verdict, Ok(()), "{name}: {example}");
            }
        }
    }
}

/// Descriptions are for people who read the schema: examples in Rust stay in the documentation of the types.
#[test]
fn descriptions_have_no_code() {
    for kind in PayloadKind::ALL {
        for contract in [Contract::Open, Contract::Documented] {
            let schema = kind.schema(contract).to_string();
            assert!(schema.contains("description") && !schema.contains("```"), "{kind}");
        }
    }
}
