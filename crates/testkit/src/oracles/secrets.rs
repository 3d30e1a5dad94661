//! G8: secrets in every spelling of every secret member, damage around them, and a search for the secrets in all output.

use std::fmt::Write;

use super::draws::Draws;
use super::{ANY, is_bounded, length};
use authscan::Options;
use authscan::Report;
use authscan::diagnostic::Applicability;
use authscan::model::{PayloadKind, SECRET_MEMBERS};

/// A payload with planted secrets, and the words of the secrets.
#[derive(Clone, Debug)]
pub struct Planted {
    /// Damaged payload.
    pub text: String,
    /// Words of the secrets, which occur nowhere else.
    pub words: Vec<String>,
}

/// Returns a member's name in one of its usual spellings.
fn spelt(name: &str, style: usize) -> String {
    let camel = match name {
        "privatekey" => "privateKey",
        "communitystring" => "communityString",
        "authpassword" => "authPassword",
        "privpassword" => "privPassword",
        other => other,
    };
    match style {
        0 => camel.to_owned(),
        1 => camel[..1].to_uppercase() + &camel[1..],
        2 => camel.to_uppercase(),
        _ => name.to_owned(),
    }
}

/// Returns letters that occur in no word of the payload, of the messages or of another secret.
fn word(draws: &mut Draws<'_>, number: usize) -> String {
    let mut word = format!("Zq{}x", char::from(b'a' + (number % 26) as u8));
    for _ in 0..6 {
        word.push(char::from(b"bcdfghjkmnpqrstvwxz2456789"[draws.below(26)]));
    }
    word
}

/// Plants secrets and applies the damage that the input encodes. Damage leaves secrets and the names before them
/// intact.
#[must_use]
pub fn plant(input: &[u8]) -> Planted {
    let mut draws = Draws::new(input);
    let mut words = Vec::new();
    // Pieces of text, and whether damage may change them.
    let mut pieces: Vec<(String, bool)> = Vec::new();
    let indent = draws.pick(&["", "\n  ", "\n\t", " "]);
    let (colon, quote) = (draws.pick(&[": ", ":", " : "]), draws.pick(&["\"", "\"", "\"", "'"]));
    let around = draws.below(3);
    let open = ["{", "{\"scanAuthenticationParams\": {", "{\"value\": [{\"scanAuthenticationParams\": {"][around];
    pieces.push((format!("{open}{indent}\"username\"{colon}\"user\",{indent}"), true));
    for number in 0..=draws.below(3) {
        let name = spelt(SECRET_MEMBERS[draws.below(SECRET_MEMBERS.len())], draws.below(4));
        let (first, second) = (word(&mut draws, 2 * number), word(&mut draws, 2 * number + 1));
        let between = draws.pick(&["", " ", "-", ", ", ": ", "\\\"", "{", "'", "\\\\", "]", "="]);
        pieces.push((quote.to_owned(), true));
        pieces.push((name, false));
        pieces.push((format!("{quote}{colon}{quote}"), true));
        pieces.push((format!("{first}{between}{second}"), false));
        pieces.push((format!("{quote},{indent}"), true));
        words.extend([first, second]);
    }
    let close = ["}", "}}", "}}]}"][around];
    let last = draws.pick(&["\"domain\": \"d\"", "\"type\": \"Password\"", "\"extra\": [1, {\"a\": null}]"]);
    pieces.push((format!("{last}{indent}{close}"), true));
    let mut text = String::new();
    let mut open_to_damage = Vec::new();
    for (piece, touchable) in pieces {
        let start = text.len();
        text.push_str(&piece);
        open_to_damage.extend((start..text.len()).map(|_| touchable));
    }
    let mut bytes = text.into_bytes();
    for _ in 0..draws.below(5) {
        let places: Vec<usize> = (0..bytes.len()).filter(|at| open_to_damage[*at]).collect();
        if places.is_empty() {
            break;
        }
        let at = places[draws.below(places.len())];
        match draws.below(3) {
            0 => {
                bytes.remove(at);
                open_to_damage.remove(at);
            }
            1 => {
                bytes.insert(at, b"{}[]:,\"'\n =\\"[draws.below(12)]);
                open_to_damage.insert(at, true);
            }
            _ => {
                bytes.truncate(at);
                open_to_damage.truncate(at);
            }
        }
    }
    Planted { text: String::from_utf8_lossy(&bytes).into_owned(), words }
}

/// Returns all output about an input, except the value and the repaired text.
#[must_use]
pub fn planted(text: &str) -> String {
    let mut shown = String::new();
    let input = text.as_bytes();
    let options = Options::new().layers(true);
    for shape in [PayloadKind::Definitions.shape(), PayloadKind::Update.shape(), PayloadKind::Agents.shape(), &ANY] {
        show(&options.recover_shape(shape, input), input, &mut shown);
        show(&options.check_as(shape, input), input, &mut shown);
        for least in [Applicability::Guess, Applicability::Likely, Applicability::Certain] {
            if let Err(error) = options.recover_shape(shape, input).into_result(least) {
                let _ = writeln!(shown, "{error} {error:?} {}", error.clone().with_position(input));
            }
        }
    }
    for kind in [PayloadKind::Definitions, PayloadKind::Update] {
        show(&options.recover_canonical(&kind, input), input, &mut shown);
    }
    if let Err(error) = options.parse::<authscan::model::ScanDefinitionUpdate>(input) {
        let _ = write!(shown, "{error} {error:?} {:?}", error.diagnostic());
    }
    if let Err(error) = options.parse::<serde_json::Map<String, serde_json::Value>>(input) {
        let _ = write!(shown, "{error} {error:?}");
    }
    shown
}

fn show<T>(report: &Report<T>, input: &[u8], shown: &mut String) {
    is_bounded(report, length(report, input));
    let _ = writeln!(shown, "{report:?} {:?}", report.mask());
    for found in &report.diagnostics {
        let _ = writeln!(shown, "{found:?} {} {:?} {}", found.message(), found.help, found.pointer);
    }
    for edit in &report.edits {
        let _ = writeln!(shown, "{edit:?} {} {} {}", edit.describe(), edit.removed, edit.inserted);
    }
    let _ = writeln!(shown, "{:?}", report.layers());
    shown.push_str(&report.render("input", input, false));
}

/// Asserts G8: no secret appears outside of the value and the text of the document.
pub fn secrets(input: &[u8]) {
    let Planted { text, words } = plant(input);
    let shown = planted(&text);
    for word in words {
        if let Some(at) = shown.find(&word) {
            let line = shown[..at].matches('\n').count();
            panic!("G8: {word} of {text:?} is shown: {:?}", shown.lines().nth(line));
        }
    }
}
