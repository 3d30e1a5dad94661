//! Lists of scan definitions of a given size.

use authscan_testkit::damage;
use authscan::model::ScanDefinition;
use serde_json::{Map, Value};

/// A payload, and what to call it.
pub struct Payload {
    pub size: &'static str,
    pub style: &'static str,
    pub text: String,
}

/// The size of a page as the service sends it.
pub const PAGE: usize = 2_000;
/// A page, and what many pages make.
const SIZES: [(&str, usize); 3] = [("2 KB", PAGE), ("100 KB", 100_000), ("1 MB", 1_000_000)];
/// Only where `AUTHSCAN_BENCH_LARGE` is set: it takes a while.
const LARGE: (&str, usize) = ("100 MB", 100_000_000);

/// Each size, minified and pretty.
pub fn all() -> impl Iterator<Item = Payload> {
    let large = std::env::var_os("AUTHSCAN_BENCH_LARGE").map(|_| LARGE);
    SIZES.into_iter().chain(large).flat_map(|(size, bytes)| [minified(size, bytes), pretty(size, bytes)])
}

/// A list of about so many bytes without white space.
pub fn minified(size: &'static str, bytes: usize) -> Payload {
    Payload { size, style: "minified", text: list(bytes, |value| value.to_string()) }
}

/// A list of about so many bytes, indented by two blanks.
pub fn pretty(size: &'static str, bytes: usize) -> Payload {
    let write = |value: &Value| serde_json::to_string_pretty(value).expect("a value is JSON");
    Payload { size, style: "pretty", text: list(bytes, write) }
}

/// The definitions of as many generated lists as fit, in one list.
fn list(bytes: usize, write: impl Fn(&Value) -> String) -> String {
    let is_page = bytes <= PAGE;
    let generated = (0..)
        .map(|index| damage::payload(damage::TEST_SEED, index))
        .filter(|payload| payload.kind == "definitions" && is_canonical(&payload.text))
        .flat_map(|payload| payload.value["value"].as_array().cloned().unwrap_or_default())
        .filter(|definition| !is_page || is_in_order(definition));
    let (mut definitions, mut length) = (Vec::new(), 100);
    for definition in generated {
        let more = write(&definition).len();
        if length + more <= bytes {
            definitions.push(definition);
            length += more;
        } else if length * 10 >= bytes * 9 {
            break;
        }
    }
    let context = "https://api.security.microsoft.com/api/$metadata#DeviceAuthenticatedScanDefinitions";
    let list = Map::from_iter([("@odata.context".to_owned(), context.into()), ("value".to_owned(), definitions.into())]);
    write(&list.into())
}

/// Whether the members come as the service writes them, as they mostly do. Of the long lists it is part of what is
/// measured that some do not; a page would be all one or all the other.
fn is_in_order(definition: &Value) -> bool {
    let text = definition.to_string();
    let written = authscan::parse::<ScanDefinition>(text.as_bytes()).map(|read| authscan::to_string(&read));
    written.is_ok_and(|written| written.is_ok_and(|written| written == text))
}

/// Whether the names are those that the service writes: plain types know no others, so the work would not be the same.
fn is_canonical(text: &str) -> bool {
    !["AssignedApplicationId", "isGmsaUser", "keyVaultUrl"].iter().any(|name| text.contains(name))
}
