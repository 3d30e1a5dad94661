//! The guarantees of the crate, each as a property. `crates/testkit/src/oracles/guarantees.rs` has their exact
//! statements.
//!
//! `PROPTEST_CASES` sets the number of cases of each. The exhaustive runs take minutes: `cargo test -- --ignored`.
#[path = "properties/inputs.rs"]
mod inputs;

use std::sync::atomic::{AtomicU64, Ordering};

use authscan::model::{PayloadKind, detect};
use authscan::schema::Shape;
use authscan::syntax::decode_string;
use authscan::{Options, Outcome, Report};
use authscan_testkit::oracles::{self, Subject};
use proptest::prelude::*;
use proptest::test_runner::Config;
use serde_json::Value;

use inputs::{Input, any_input, json, samples};

static ANY: Shape = Shape::ANY;

/// Reads an input as its kind and as plain JSON.
fn subjects(input: &Input, check: impl Fn(&Subject<'_>)) {
    let options = Options::new();
    for shape in [input.kind.map_or(&ANY, PayloadKind::shape), &ANY] {
        check(&Subject::new(&input.bytes, shape, &options));
    }
}

/// Returns a configuration without persistence: properties do not depend on earlier runs, and findings become test
/// data.
fn config(cases: u32) -> Config {
    let default = Config::default();
    // The variable overrides the number of all properties.
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { default.cases } else { cases };
    Config { cases, failure_persistence: None, ..default }
}

proptest! {
    #![proptest_config(config(256))]

    #[test]
    fn g1_work_is_bounded(input in any_input()) {
        subjects(&input, |subject| {
            subject.g1_bounded();
            subject.is_consistent();
        });
    }

    #[test]
    fn g2_valid_json_is_never_changed(text in json()) {
        for kind in [None, Some(PayloadKind::Definitions), Some(PayloadKind::Update), Some(PayloadKind::Error)] {
            let shape = kind.map_or(&ANY, PayloadKind::shape);
            let report = Options::new().recover_shape(shape, text.as_bytes());
            // With a kind of payload, JSON that cannot be of that kind may contain an embedded payload.
            if kind.is_some() && report.edits.iter().any(|edit| edit.code.is_wrapper()) {
                continue;
            }
            prop_assert!(report.edits.is_empty() && report.repaired_text().is_none(), "{kind:?}: {report:?}");
            prop_assert_eq!(report.outcome, Outcome::Clean, "{:?}: {:?}", kind, report);
        }
        let report = authscan::recover::<Value>(text.as_bytes());
        prop_assert_eq!(report.value, serde_json::from_str(&text).ok());
    }

    #[test]
    fn g3_repaired_text_is_json_and_gives_the_value(input in any_input()) {
        subjects(&input, |subject| subject.g3_repaired_is_json());
        oracles::value_guarantees(&input.bytes);
    }

    #[test]
    fn g4_every_byte_is_accounted_for(input in any_input()) {
        subjects(&input, |subject| drop(subject.g4_every_byte_accounted_for()));
    }

    #[test]
    fn g5_nothing_is_invented(input in any_input()) {
        subjects(&input, |subject| {
            subject.g5_nothing_invented();
            occurs(&input.bytes, subject.report());
        });
    }

    #[test]
    fn g6_idempotent_and_deterministic(input in any_input()) {
        subjects(&input, |subject| subject.g6_idempotent_and_deterministic());
    }

    #[test]
    fn g7_guesses_are_called_so(input in any_input()) {
        subjects(&input, |subject| subject.g7_honest());
    }

    #[test]
    fn g8_secrets_stay_in_the_value(seed in proptest::collection::vec(any::<u8>(), 0..80)) {
        oracles::secrets(&seed);
    }

    /// `tests/suite/model.rs` has the property for values made from the schemas.
    #[test]
    fn g9_model_values_round_trip(seed: u64, index in 0_u64..1000) {
        let payload = authscan_testkit::damage::payload(seed, index);
        oracles::canonical(payload.text.as_bytes());
        let kind = PayloadKind::from_name(payload.kind).unwrap();
        let value = Options::new().recover_canonical(&kind, payload.text.as_bytes()).value;
        let written = value.expect("a sound payload is one of its kind").to_string();
        let conforms = |text: &str| Options::new().check_as(kind.shape(), text.as_bytes()).conforms();
        prop_assert!(conforms(&written) || !conforms(&payload.text), "{written}");
    }
}

/// G5 from the value's side: the letters and digits of every scalar and name occur in the capture, in order.
fn occurs(input: &[u8], report: &Report<()>) {
    // Edits with these codes replace text by other characters, or join separate text.
    let rewrites = [
        "invalid-escape",
        "invalid-utf8",
        "other-encoding",
        "lone-surrogate",
        "stray-text",
        "comment",
        "nonstandard-number",
    ];
    if report.edits.iter().any(|edit| rewrites.contains(&edit.code.name()) || edit.code.name() == "head-lost") {
        return;
    }
    let Some(Ok(value)) = report.repaired_text().map(serde_json::from_str::<Value>) else { return };
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let capture = String::from_utf8_lossy(input);
    let captures = [letters(&capture), letters(&decode_string(&capture))];
    let mut values = vec![&value];
    while let Some(value) = values.pop() {
        let found = |text: &str| captures.iter().any(|capture| capture.contains(&letters(text)));
        match value {
            Value::String(text) => assert!(found(text), "{text:?} is not in {capture:?}"),
            Value::Array(items) => values.extend(items),
            Value::Object(members) => {
                assert!(members.keys().all(|name| found(name)), "a name of {members:?} is not in {capture:?}");
                values.extend(members.values());
            }
            // A number may be written in another form than in the capture.
            _ => {}
        }
    }
}

/// A repeated piece costs no more steps for each byte than a single one.
#[test]
fn g1_work_is_bounded_in_long_texts() {
    let options = Options::new().max_steps_per_byte(8);
    let mut worst = 0.0_f64;
    for (before, piece, after) in inputs::REPEATED {
        for length in [4_000, 40_000] {
            let text = format!("{before}{}{after}", piece.repeat(length / piece.len()));
            for shape in [PayloadKind::Definitions.shape(), &ANY] {
                let subject = Subject::new(text.as_bytes(), shape, &options);
                subject.g1_bounded();
                subject.g3_repaired_is_json();
                let beyond = subject.report().steps.saturating_sub(options.limits().steps(text.len()));
                worst = worst.max(beyond as f64 / text.len() as f64);
            }
        }
    }
    assert!(worst > 0.0, "no text of them is hard enough to run out of steps");
    println!("at most {worst:.2} steps for each byte beyond the limit");
}

/// Parsing does not recurse on nesting, so depth needs no more stack.
#[test]
fn g1_hostile_depth_needs_little_stack() {
    let run = || {
        for (opening, closing) in
            [("[", "]"), ("{\"a\":", "}"), ("[{\"value\":", "}]"), ("{", ""), ("[\"", "\"]"), ("{[", "]}")]
        {
            for depth in [100, 300, 511, 20_000] {
                let whole = format!("{}1{}", opening.repeat(depth), closing.repeat(depth));
                let damaged = format!("{}1 2{}", opening.repeat(depth), closing.repeat(depth / 2));
                for text in [whole, damaged, opening.repeat(depth), closing.repeat(depth)] {
                    let options = Options::new().max_depth(Options::DEEPEST);
                    for shape in [PayloadKind::Definitions.shape(), &ANY] {
                        let report = options.recover_shape(shape, text.as_bytes());
                        assert!(report.steps <= options.limits().most_steps(text.len()));
                        let _ = options.check_as(shape, text.as_bytes());
                    }
                }
            }
        }
    };
    std::thread::Builder::new().stack_size(64 << 10).spawn(run).unwrap().join().unwrap();
}

/// Maximum number of steps over all runs.
static MOST: AtomicU64 = AtomicU64::new(0);

fn holds(bytes: &[u8], kind: Option<PayloadKind>) {
    let options = Options::new();
    for shape in [kind.map_or(&ANY, PayloadKind::shape), &ANY] {
        let subject = Subject::new(bytes, shape, &options);
        subject.g1_bounded();
        subject.is_consistent();
        subject.g3_repaired_is_json();
        MOST.fetch_max(subject.report().steps, Ordering::Relaxed);
    }
}

/// Asserts the guarantees on every sample cut at every `stride`th offset.
fn cut_samples(stride: usize) {
    for (name, text) in samples() {
        let kind = detect(&text).kind;
        // Each sample starts at another offset, so that together they cover all residues.
        for end in (name.len() % stride..text.len()).step_by(stride) {
            holds(&text.as_bytes()[..end], kind);
        }
    }
    println!("at most {} steps", MOST.load(Ordering::Relaxed));
}

/// Asserts the guarantees on the documentation's worst sample without any one of its `stride`th bytes.
fn lose_bytes(stride: usize) {
    let (_, text) = samples().into_iter().find(|(name, _)| name == "get-all-scan-definitions-4").unwrap();
    let kind = detect(&text).kind;
    for at in (0..text.len()).step_by(stride) {
        let mut bytes = text.clone().into_bytes();
        bytes.remove(at);
        holds(&bytes, kind);
    }
    println!("at most {} steps", MOST.load(Ordering::Relaxed));
}

#[test]
fn samples_cut_anywhere_are_read() {
    cut_samples(61);
}

#[test]
fn the_sample_without_a_byte_is_read() {
    lose_bytes(17);
}

#[test]
#[ignore = "takes minutes"]
fn samples_cut_everywhere_are_read() {
    cut_samples(1);
}

#[test]
#[ignore = "takes minutes"]
fn the_sample_without_any_byte_is_read() {
    lose_bytes(1);
}
