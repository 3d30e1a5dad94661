//! Publishes schemas for other tools: standard keywords only, no private formats, a title on every definition.

use serde_json::{Map, Value, json};

use jsonmend::schema::{ALIASES, ANNOTATED, Contract, USUAL};

/// Unicode white space, as the content of a character class: tools disagree about `\\s`.
const SPACES: &str = r"\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000";
/// Pattern of a calendar date: each day must exist in its month, February 29th only in leap years.
const DATE: &str = "(?:[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)\
    |02-(?:0[1-9]|1[0-9]|2[0-8]))|(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)";
const CLOCK: &str = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]";

/// Rewrites a schema in standard keywords.
///
/// `documented` is the document of the same kind under the documented contract: it alone lists the values of enums, so
/// the example of both contracts is made from it.
pub(crate) fn publish(schema: &mut Value, documented: &Value, contract: Contract) {
    if let Some(Value::Object(definitions)) = schema.get_mut("$defs") {
        for (name, definition) in definitions {
            entitle(definition, name);
        }
    }
    examples(schema, documented);
    // The keys of `properties` are member names, not keywords, so they are not rewritten as a schema.
    let mut rest = vec![schema];
    while let Some(schema) = rest.pop() {
        let Value::Object(keywords) = schema else { continue };
        rewrite(keywords, contract);
        split(keywords);
        for (keyword, value) in keywords {
            match (keyword.as_str(), value) {
                ("properties" | "$defs", Value::Object(places)) => rest.extend(places.values_mut()),
                ("anyOf" | "oneOf" | "allOf", Value::Array(parts)) => rest.extend(parts),
                ("items", value) => rest.push(value),
                _ => {}
            }
        }
    }
}

/// Sets the title of a definition and moves it to the front, where readers look for it.
fn entitle(definition: &mut Value, name: &str) {
    if let Value::Object(keywords) = definition {
        let mut titled = Map::new();
        titled.insert("title".into(), name.into());
        titled.extend(std::mem::take(keywords).into_iter().filter(|(keyword, _)| keyword != "title"));
        *keywords = titled;
    }
}

fn rewrite(keywords: &mut Map<String, Value>, contract: Contract) {
    keywords.shift_remove(USUAL);
    keywords.shift_remove(ALIASES);
    if keywords.shift_remove(ANNOTATED).is_some() {
        let pattern = annotation(keywords.get("properties"));
        keywords.insert("patternProperties".into(), json!({pattern: {}}));
    }
    // Some validators demand a `type` beside a keyword that is about one type.
    if keywords.contains_key("required") && !keywords.contains_key("type") {
        keywords.insert("type".into(), "object".into());
    }
    let Some(format) = keywords.shift_remove("format") else { return };
    // Reading depends on the form of times, but not on the form of ids and URLs.
    let is_read = matches!(format.as_str(), Some("date-time" | "time-of-day"));
    if let Some(pattern) = format.as_str().and_then(pattern).filter(|_| is_read || contract == Contract::Documented) {
        keywords.insert("pattern".into(), pattern.into());
    }
}

/// Rewrites a list of types as `anyOf`, as strict validators and code generators demand. One type and `null` stay a
/// list.
fn split(keywords: &mut Map<String, Value>) {
    let Some(Value::Array(kinds)) = keywords.get("type") else { return };
    if kinds.iter().filter(|kind| *kind != "null").count() < 2 {
        return;
    }
    let Some(Value::Array(kinds)) = keywords.shift_remove("type") else { return };
    let pattern = keywords.shift_remove("pattern");
    let part = |kind: Value| match &pattern {
        Some(pattern) if kind == "string" => json!({"type": kind, "pattern": pattern}),
        _ => json!({"type": kind}),
    };
    keywords.insert("anyOf".into(), kinds.into_iter().map(part).collect());
}

/// Returns a pattern for the names of annotations: every name with an `@` except those of declared members, which
/// strict validators do not allow a pattern to match as well.
fn annotation(members: Option<&Value>) -> String {
    let names = members.and_then(Value::as_object).into_iter().flat_map(Map::keys);
    let known: Vec<String> = names.filter(|name| name.contains('@')).map(|name| name.replace('.', r"\.")).collect();
    if known.is_empty() { "@".to_owned() } else { format!("^(?!(?:{})$).*@", known.join("|")) }
}

/// Returns a format as an ECMA-262 pattern that most languages read alike; `None` for a format without one.
fn pattern(format: &str) -> Option<String> {
    Some(match format {
        "date-time" => format!(r"^{DATE}[Tt]{CLOCK}:(?:[0-5][0-9]|60)(?:\.[0-9]+)?(?:[Zz]|[+\-]{CLOCK})$"),
        "time-of-day" => format!(r"^{CLOCK}:[0-5][0-9](?:\.[0-9]+)?$"),
        "uri" => format!(r#"^[A-Za-z][A-Za-z0-9+.\-]*:[^{SPACES}\u0000-\u001f\u007f-\u009f"<>{{}}]+$"#),
        // A blank is allowed after an underscore, where captured ids have one.
        "id" => format!(r#"^(?:_ ?|[^_{SPACES}\u0000-\u001f\u007f-\u009f"{{}}\[\],:\\])+$"#),
        "version" => r"^[0-9]+(?:\.[0-9]+)+$".to_owned(),
        _ => return None,
    })
}

/// Adds one example of the whole document.
fn examples(schema: &mut Value, documented: &Value) {
    if let (Some(example), Value::Object(keywords)) = (example(documented, documented, 0), schema) {
        keywords.insert("examples".into(), json!([example]));
    }
}

/// Depth in levels of the schema beyond which examples end.
const DEEPEST: usize = 12;

/// Returns an example value: an object has every member that is required or usual. `None` below [`DEEPEST`], and for a
/// type without an example, such as free text whose member states none.
fn example(root: &Value, schema: &Value, depth: usize) -> Option<Value> {
    if depth > DEEPEST {
        return None;
    }
    let first = |keyword: &str| schema.get(keyword).and_then(Value::as_array).and_then(|all| all.first());
    if let Some(shown) = schema.get("const").or_else(|| first("examples")).or_else(|| first("enum")) {
        return Some(shown.clone());
    }
    if let Some(to) = schema.get("$ref").and_then(Value::as_str) {
        return example(root, root.pointer(to.trim_start_matches('#'))?, depth + 1);
    }
    // The last alternative of credentials is SNMP, the only one that is still in use.
    if let Some(part) = schema.get("oneOf").and_then(Value::as_array).and_then(|parts| parts.last()) {
        return example(root, part, depth + 1);
    }
    if let Some(part) = first("anyOf") {
        return example(root, part, depth + 1);
    }
    let kind = match schema.get("type") {
        Some(Value::Array(kinds)) => kinds.first().and_then(Value::as_str),
        kind => kind.and_then(Value::as_str),
    };
    match kind? {
        "object" => Some(Value::Object(object_example(root, schema, depth))),
        "array" => Some(json!([example(root, schema.get("items")?, depth + 1)?])),
        "boolean" => Some(true.into()),
        "integer" => Some(4.into()),
        "number" => Some(1.5.into()),
        "string" => Some(match schema.get("format").and_then(Value::as_str) {
            Some("date-time") => "2022-12-19T20:29:04.8242449Z".into(),
            Some("time-of-day") => "00:08:30".into(),
            Some("uri") => "https://api.security.microsoft.com/api/$metadata".into(),
            Some("id") => "d14cefe1-0301-488c-ad17-a86c428c3727".into(),
            Some("version") => "9.3.15.19".into(),
            _ if schema.get("writeOnly") == Some(&Value::Bool(true)) => "example".into(),
            _ => return None,
        }),
        _ => None,
    }
}

fn object_example(root: &Value, schema: &Value, depth: usize) -> Map<String, Value> {
    let is_in = |keyword: &str, name: &str| {
        schema.get(keyword).and_then(Value::as_array).is_some_and(|names| names.iter().any(|known| known == name))
    };
    let is_shown = |name: &str| is_in("required", name) || is_in(USUAL, name);
    let members = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
    members
        .filter(|(name, _)| is_shown(name))
        .filter_map(|(name, member)| Some((name.clone(), example(root, member, depth + 1)?)))
        .collect()
}
