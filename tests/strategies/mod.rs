//! Arbitrary payloads, made from their schemas: so a schema that allows too much is found out.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// Calls a generic function with the type of a kind of payload.
macro_rules! with_type {
    ($kind:expr, $function:ident $arguments:tt) => {
        match $kind {
            PayloadKind::Definitions => $function::<Collection<ScanDefinition>>$arguments,
            PayloadKind::Definition => $function::<ScanDefinition>$arguments,
            PayloadKind::Agents => $function::<Collection<ScanAgent>>$arguments,
            PayloadKind::Agent => $function::<ScanAgent>$arguments,
            PayloadKind::History => $function::<Collection<ScanHistory>>$arguments,
            PayloadKind::Create => $function::<ScanDefinitionCreate>$arguments,
            PayloadKind::Update => $function::<ScanDefinitionUpdate>$arguments,
            PayloadKind::BatchDelete | PayloadKind::HistoryByDefinition => $function::<ScanDefinitionIds>$arguments,
            PayloadKind::HistoryBySession => $function::<SessionIds>$arguments,
            PayloadKind::Error => $function::<ErrorResponse>$arguments,
            other => panic!("no type for {other}"),
        }
    };
}
pub(crate) use with_type;

/// A value that `schema`, a whole document, allows.
pub(crate) fn document(schema: &Value) -> BoxedStrategy<Value> {
    place(schema, schema, 0)
}

fn place(root: &Value, schema: &Value, depth: usize) -> BoxedStrategy<Value> {
    if let Some(to) = schema.get("$ref").and_then(Value::as_str) {
        return place(root, root.pointer(to.trim_start_matches('#')).unwrap(), depth + 1);
    }
    for keyword in ["anyOf", "oneOf"] {
        if let Some(Value::Array(parts)) = schema.get(keyword) {
            return one_of(parts.iter().map(|part| place(root, part, depth)).collect());
        }
    }
    if let Some(constant) = schema.get("const") {
        return Just(constant.clone()).boxed();
    }
    if let Some(Value::Array(literals)) = schema.get("enum") {
        return proptest::sample::select(literals.clone()).boxed();
    }
    match schema.get("type") {
        Some(Value::Array(kinds)) => one_of(kinds.iter().map(|kind| of_kind(root, schema, kind, depth)).collect()),
        Some(kind) => of_kind(root, schema, kind, depth),
        None => json_value(),
    }
}

fn one_of(parts: Vec<BoxedStrategy<Value>>) -> BoxedStrategy<Value> {
    proptest::strategy::Union::new(parts).boxed()
}

fn of_kind(root: &Value, schema: &Value, kind: &Value, depth: usize) -> BoxedStrategy<Value> {
    match kind.as_str().unwrap() {
        "null" => Just(Value::Null).boxed(),
        "boolean" => any::<bool>().prop_map(Value::from).boxed(),
        "integer" => {
            let bound = |keyword| schema.get(keyword).and_then(Value::as_i64).unwrap();
            (bound("minimum")..=bound("maximum")).prop_map(Value::from).boxed()
        }
        "number" => (-1e12..1e12).prop_map(|number: f64| json!(number)).boxed(),
        "string" => string(root, schema),
        "array" => {
            proptest::collection::vec(place(root, &schema["items"], depth + 1), 0..4).prop_map(Value::from).boxed()
        }
        "object" => object(root, schema, depth),
        other => panic!("kind {other}"),
    }
}

fn string(root: &Value, schema: &Value) -> BoxedStrategy<Value> {
    let time = "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,7})?";
    let pattern = match schema.get("format").and_then(Value::as_str) {
        // The pattern lets pass a 30th of February.
        Some("date-time") => {
            format!(
                "[0-9]{{4}}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])[Tt]{time}([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])"
            )
        }
        Some("time-of-day") => time.to_owned(),
        // Reading does not depend on these: the open contract lets pass any text.
        Some("id") if !is_open(root) => {
            "[a-zA-Z0-9_-]{1,12}|[a-f0-9]{3}_ [a-f0-9]{3}|[^\\s\\pC\"{}\\[\\],:\\\\]{1,6}".to_owned()
        }
        Some("uri") if !is_open(root) => "[a-z][a-z0-9+.-]{0,5}:(//)?[a-z0-9/$#%&=.:-]{1,12}".to_owned(),
        Some("email") if !is_open(root) => "[a-z.]{1,6}@[a-z.]{1,6}".to_owned(),
        Some("version") if !is_open(root) => "[0-9]{1,3}(\\.[0-9]{1,5}){1,3}".to_owned(),
        _ => match schema.get("pattern").and_then(Value::as_str) {
            Some(pattern) => pattern.trim_start_matches('^').trim_end_matches('$').to_owned(),
            None => "\\PC{0,12}|[a-z\"\\\\\n\t]{0,6}".to_owned(),
        },
    };
    proptest::string::string_regex(&pattern).unwrap().prop_map(Value::from).boxed()
}

fn is_open(root: &Value) -> bool {
    root.get("$id").and_then(Value::as_str).is_some_and(|id| id.ends_with(":open"))
}

fn object(root: &Value, schema: &Value, depth: usize) -> BoxedStrategy<Value> {
    let required: Vec<&str> =
        schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    let mut members: Vec<BoxedStrategy<Option<(String, Value)>>> = Vec::new();
    for (name, member) in schema["properties"].as_object().unwrap() {
        let name = name.clone();
        let is_required = required.contains(&name.as_str());
        let member = place(root, member, depth + 1).prop_map(move |value| (name.clone(), value));
        members.push(if is_required { member.prop_map(Some).boxed() } else { proptest::option::of(member).boxed() });
    }
    if schema.get("additionalProperties") != Some(&Value::Bool(false)) {
        // No member of the model begins like this.
        members.push(proptest::option::weighted(0.3, ("x\\PC{0,4}", json_value())).boxed());
    }
    members.prop_map(|members| Value::Object(members.into_iter().flatten().collect::<Map<_, _>>())).boxed()
}

/// Any JSON, not deep.
pub(crate) fn json_value() -> BoxedStrategy<Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1e9..1e9).prop_map(|number: f64| json!(number)),
        Just(json!(2.0)),
        "\\PC{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            proptest::collection::vec(("x[a-z]{0,3}", inner), 0..3)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
    .boxed()
}

/// A document with one of its values replaced by another: by any, or by one that is nearly the same.
pub(crate) fn damaged(document: BoxedStrategy<Value>) -> BoxedStrategy<Value> {
    (document, any::<proptest::sample::Index>(), proptest::option::of(json_value()), any::<u8>())
        .prop_map(|(mut document, at, other, how)| {
            let mut pointers = vec![String::new()];
            collect(&document, "", &mut pointers);
            if let Some(place) = document.pointer_mut(at.get(&pointers).as_str()) {
                *place = other.unwrap_or_else(|| near(place, how));
            }
            document
        })
        .boxed()
}

/// A document with one of its member names in upper case.
pub(crate) fn respelled(document: BoxedStrategy<Value>) -> BoxedStrategy<Value> {
    (document, any::<proptest::sample::Index>())
        .prop_map(|(mut document, at)| {
            let mut pointers = Vec::new();
            collect(&document, "", &mut pointers);
            pointers.retain(|pointer| !pointer.ends_with(|last: char| last.is_ascii_digit()));
            if pointers.is_empty() {
                return document;
            }
            let (owner, name) = at.get(&pointers).rsplit_once('/').unwrap();
            let name = name.replace("~1", "/").replace("~0", "~");
            if let Some(Value::Object(members)) = document.pointer_mut(owner) {
                if let Some(value) = members.shift_remove(&name) {
                    members.insert(name.to_uppercase(), value);
                }
            }
            document
        })
        .boxed()
}

/// A value that differs little.
fn near(value: &Value, how: u8) -> Value {
    match value {
        Value::Null => json!([[], "", 0, false, {}]).as_array().unwrap()[usize::from(how) % 5].clone(),
        Value::Bool(flag) => json!(if how % 2 == 0 { "True".to_owned() } else { flag.to_string() }),
        Value::Number(number) => {
            let float = number.as_f64().unwrap();
            [json!(float), json!(float + 0.5), json!(float * 1e10), json!(number.to_string()), json!(float.trunc())]
                [usize::from(how) % 5]
                .clone()
        }
        Value::String(text) => {
            let at = (usize::from(how)..).find(|at| text.is_char_boundary(at % (text.len() + 1))).unwrap();
            let (head, tail) = text.split_at(at % (text.len() + 1));
            let shorter: String = head.chars().take(head.chars().count().saturating_sub(1)).collect();
            match how % 8 {
                0 => json!(text.to_uppercase()),
                1 => json!(text.to_lowercase()),
                2 => json!(format!("{text} ")),
                3 => json!(format!("{head}0{tail}")),
                4 => json!(format!("{head}000{tail}")),
                5 => json!(format!("{head}:{tail}")),
                6 => json!([text]),
                _ => json!(format!("{shorter}{tail}")),
            }
        }
        Value::Array(items) if how % 2 == 0 => items.first().cloned().unwrap_or_default(),
        Value::Array(items) => json!([items]),
        Value::Object(members) if members.is_empty() || how % 4 == 0 => json!([members]),
        Value::Object(members) => {
            let mut members = members.clone();
            let name = members.keys().nth(usize::from(how / 4) % members.len()).unwrap().clone();
            members.shift_remove(&name);
            if how % 4 == 1 {
                members.insert("xUnknown".into(), Value::Null);
            }
            Value::Object(members)
        }
    }
}

fn collect(value: &Value, at: &str, pointers: &mut Vec<String>) {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(members) => members.iter().map(|(name, child)| (name.clone(), child)).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(at, child)| (at.to_string(), child)).collect(),
        _ => return,
    };
    for (name, child) in children {
        let pointer = format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"));
        collect(child, &pointer, pointers);
        pointers.push(pointer);
    }
}
