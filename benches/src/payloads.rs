//! Lists of scan definitions of a given size.

use authscan_testkit::damage;
use authscan::model::ScanDefinition;
use serde_json::{Map, Value};

/// A payload with the labels of its size and style.
pub struct Payload {
    pub size: &'static str,
    pub style: &'static str,
    pub text: String,
}

/// Size in bytes of a page as the service sends it.
pub const PAGE: usize = 2_000;
/// Labels and sizes in bytes: a page, and lists of many pages.
const SIZES: [(&str, usize); 3] = [("2 KB", PAGE), ("100 KB", 100_000), ("1 MB", 1_000_000)];
/// Size that takes long, used only if `AUTHSCAN_BENCH_LARGE` is set.
const LARGE: (&str, usize) = ("100 MB", 100_000_000);

/// Returns a payload of each size, minified and pretty.
pub fn all() -> impl Iterator<Item = Payload> {
    let large = std::env::var_os("AUTHSCAN_BENCH_LARGE").map(|_| LARGE);
    SIZES.into_iter().chain(large).flat_map(|(size, bytes)| [minified(size, bytes), pretty(size, bytes)])
}

/// Creates a list of about `bytes` bytes without white space.
pub fn minified(size: &'static str, bytes: usize) -> Payload {
    Payload { size, style: "minified", text: list(bytes, |value| value.to_string()) }
}

/// Creates a list of about `bytes` bytes, indented by two blanks.
pub fn pretty(size: &'static str, bytes: usize) -> Payload {
    let write = |value: &Value| serde_json::to_string_pretty(value).expect("a value is JSON");
    Payload { size, style: "pretty", text: list(bytes, write) }
}

/// Joins the definitions of generated lists, up to `bytes` bytes and at least about 90 % of them.
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

/// Returns whether the members are in the service's order, as most are. Long lists also contain definitions in another
/// order, which is part of the measurement; a page has so few that its order must be fixed.
fn is_in_order(definition: &Value) -> bool {
    let text = definition.to_string();
    let written = authscan::parse::<ScanDefinition>(text.as_bytes()).map(|read| authscan::to_string(&read));
    written.is_ok_and(|written| written.is_ok_and(|written| written == text))
}

/// Returns whether all names have the service's spelling. Plain types know no other, so they would do less work.
fn is_canonical(text: &str) -> bool {
    !["AssignedApplicationId", "isGmsaUser", "keyVaultUrl"].iter().any(|name| text.contains(name))
}
