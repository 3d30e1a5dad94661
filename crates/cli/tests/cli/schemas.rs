//! `--schema`, `--like`, `--secret` and `schema --infer`.

use std::fs;

use crate::support::{code, folder, json, reports, run, run_with, stderr, stdout};

const PETS: &str = "tests/data/any-schema/pets.openapi.json#/components/schemas/Pet";

#[test]
fn check_holds_inputs_against_a_schema() {
    for (pet, fits) in [
        (r#"{"kind": "cat", "id": 1, "lives": 9}"#, true),
        (r#"{"kind": "dog", "id": 1, "tricks": ["sit", "roll over"]}"#, true),
        (r#"{"kind": "dog", "id": 1, "tricks": ["Sit!"]}"#, false),
        (r#"{"kind": "cow", "id": 1}"#, false),
    ] {
        let output = run_with(&["check", "--schema", PETS, "--format", "json"], pet.as_bytes());
        let errors = stdout(&output).matches(r#""severity":"error""#).count();
        assert_eq!((code(&output), errors == 0), (i32::from(!fits), fits), "{}", stdout(&output));
    }
}

#[test]
fn a_schema_guides_recovery_of_inputs_and_lines() {
    let damaged =
        r#"[{"kind":"dog","id":1,"chip":{"maker":"x","key":"k","tricks":["sit"]},{"kind":"cat","id":2,"lives":9}]"#;
    let pets =
        "tests/data/any-schema/pets.openapi.json#/paths/~1pets/get/responses/200/content/application~1json/schema";
    let output = run_with(&["recover", "--schema", pets], damaged.as_bytes());
    assert_eq!(json(stdout(&output))[0]["tricks"][0], "sit");
    let lines = "{\"kind\":\"cat\" \"id\":1,\"lives\":9}\n{\"kind\":\"dog\",\"id\":2}\n";
    let output = run_with(&["recover", "--lines", "--schema", PETS], lines.as_bytes());
    assert_eq!(stdout(&output), "{\"kind\":\"cat\", \"id\":1,\"lives\":9}\n{\"kind\":\"dog\",\"id\":2}\n");
}

#[test]
fn a_schema_is_found_by_method_path_and_status() {
    const FILE: &str = "tests/data/any-schema/pets.openapi.json";
    let recover = |operation: &str, text: &str| {
        run_with(&["recover", "--schema", &format!("{FILE}#{operation}")], text.as_bytes())
    };
    let damaged =
        r#"[{"kind":"dog","id":1,"chip":{"maker":"x","key":"k","tricks":["sit"]},{"kind":"cat","id":2,"lives":9}]"#;
    for operation in ["GET /pets 200", "get /pets"] {
        assert_eq!(json(stdout(&recover(operation, damaged)))[0]["tricks"][0], "sit", "{operation}");
    }
    let cat = r#"{"kind":"cat","id":2,"chip":{"maker":"x","key":"k","lives":9}"#;
    for operation in ["POST /pets request", "POST /pets 201", "GET /pets/2 200"] {
        assert_eq!(json(stdout(&recover(operation, cat)))["lives"], 9, "{operation}");
    }
    assert_eq!(json(stdout(&recover("POST /pets 409", r#"{"title":"Known" "status":409}"#)))["status"], 409);
    for (operation, told) in [
        ("GET /cats 200", "no path `/cats`; there are `/pets`, `/pets/{id}`"),
        ("PUT /pets 200", "no operation `PUT`; there are `GET`, `POST`"),
        ("GET /pets 404", "no response `404`; there is `200`"),
        ("Pet", "expected a method and a path"),
    ] {
        let output = recover(operation, "{}");
        assert_eq!(code(&output), 2);
        assert!(stderr(&output).contains(told), "{}", stderr(&output));
    }
}

#[test]
fn a_schema_that_does_not_compile_is_told_with_its_place() {
    let from = folder("bad-schemas");
    for (schema, told) in [
        (r##"{"items": {"$ref": "#/no"}}"##, "/items/$ref: unresolved reference `#/no`"),
        (r#"{"properties": {"a": {"type": "text"}}}"#, "/properties/a/type: expected the name of a type"),
        (r##"{"$ref": "#"}"##, "refers to itself in a cycle"),
        ("7", "expected a schema"),
        ("{", "the schema is not JSON"),
    ] {
        let file = from.join("schema.json");
        fs::write(&file, schema).unwrap();
        for verb in ["check", "recover"] {
            let output = run_with(&[verb, "--schema", file.to_str().unwrap()], b"{}");
            assert_eq!(code(&output), 2);
            assert!(stderr(&output).contains(told), "{}", stderr(&output));
        }
    }
    for arguments in [
        &["--schema", "tests/data/any-schema/none.json"][..],
        &["--schema", "tests/data/any-schema/pets.openapi.json#/none"],
    ] {
        assert_eq!(code(&run_with(&[&["check"], arguments].concat(), b"{}")), 2, "{arguments:?}");
    }
}

#[test]
fn a_schema_may_refer_to_documents_beside_it() {
    let from = folder("schemas-beside");
    fs::write(from.join("a.json"), r#"{"properties": {"b": {"$ref": "b.json#/definitions/b"}}}"#).unwrap();
    fs::write(from.join("b.json"), r#"{"definitions": {"b": {"type": "number"}}}"#).unwrap();
    let schema = from.join("a.json");
    let check = |text: &str| code(&run_with(&["check", "--schema", schema.to_str().unwrap()], text.as_bytes()));
    assert_eq!((check(r#"{"b": 1}"#), check(r#"{"b": "1"}"#)), (0, 1));
}

#[test]
fn secrets_of_a_schema_and_named_ones_are_not_shown() {
    let pet = r#"{"kind": "cat", "id": "x", "lives": 9, "chip": {"maker": "m", "key": "hunter2", "Pin": "swordfish"} "a" "b"}"#;
    for verb in ["check", "recover"] {
        let output = run_with(&[verb, "--schema", PETS, "--secret", "pin", "--format", "human"], pet.as_bytes());
        let shown = format!("{}{}", stdout(&output), stderr(&output));
        assert!(!shown.contains("hunter2") && !shown.contains("swordfish"), "{shown}");
    }
}

/// An additional name of a secret applies to every type of input.
#[test]
fn named_secrets_are_hidden_with_every_type() {
    let text = r#"{"value": [{"id": "1", "scanName": "a", "isActive": true, "doorCode": "hunter2" "a" "b"}]}"#;
    for kind in ["auto", "any", "definitions"] {
        for arguments in
            [&["check", "--format", "human"][..], &["recover", "--format", "human"], &["recover", "--diff"]]
        {
            let arguments = [arguments, &["--type", kind]].concat();
            let shown = |secret: &[&str]| {
                let output = run_with(&[&arguments[..], secret].concat(), text.as_bytes());
                format!("{}{}", stdout(&output), stderr(&output))
            };
            assert!(shown(&[]).contains("hunter2"), "{arguments:?}: there is nothing to hide");
            assert!(!shown(&["--secret", "DoorCode"]).contains("hunter2"), "{arguments:?}");
        }
    }
}

#[test]
fn what_sound_captures_are_like_guides_the_damaged_ones() {
    let to = folder("like-out");
    let like =
        ["recover", "tests/data/any-schema/damaged", "--like", "tests/data/any-schema/sound", "--format", "json"];
    let output = run(&like);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert!(stderr(&output).contains("inferred from 12 valid captures of 12"), "{}", stderr(&output));
    for (input, report) in reports(&output) {
        let value = &report["value"];
        assert_eq!(value["labels"]["site"], "north", "{input}: {report}");
        assert!(value["disks"][0]["free"].is_number() && value["state"].is_string(), "{input}: {report}");
    }
    let output = run(&["recover", "tests/data/any-schema/suite", "--like", to.to_str().unwrap(), "--format", "json"]);
    assert_eq!(code(&output), 2);
    assert!(stderr(&output).contains("none of 0 captures is valid"), "{}", stderr(&output));
}

#[test]
fn the_schema_of_sound_captures_is_printed_and_can_be_used() {
    let output = run(&["schema", "--infer", "tests/data/any-schema/sound"]);
    let schema = json(stdout(&output));
    assert_eq!(schema["properties"]["state"]["enum"].as_array().unwrap().len(), 2);
    assert_eq!(schema["properties"]["started"]["format"], "date-time");
    assert_eq!(schema["properties"]["apiToken"]["writeOnly"], true);
    let file = folder("inferred").join("schema.json");
    fs::write(&file, stdout(&output)).unwrap();
    let output = run(&["check", "tests/data/any-schema/sound", "--schema", file.to_str().unwrap()]);
    assert_eq!(code(&output), 0, "{}", stdout(&output));
}
