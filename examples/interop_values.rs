//! Prints payloads with the library's verdicts, one JSON object a line, for comparison with other JSON Schema validators:
//! `tests/interop/run`.
//!
//! Each line is `{"kind": …, "origin": …, "value": …, "open": …, "documented": …}`. `open` is whether the value reads
//! as the kind's type, `null` if not to be compared; `documented` is whether `check` finds nothing. The one argument is
//! the number of generated values of each kind; the samples are added to them.

// A failed expectation must end the run; the shared module has strategies that only tests use.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, dead_code)]

#[path = "../tests/suite/strategies/mod.rs"]
mod strategies;

use std::fs;
use std::io::{BufWriter, Write};
use std::path::Path;

use authscan::diagnostic::Code;
use authscan::model::*;
use authscan::schema::Contract;
use authscan_testkit::damage::{TEST_SEED, payload};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use strategies::with_type;

fn main() -> std::io::Result<()> {
    let count: usize = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(1000);
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut print = |kind: PayloadKind, origin: &str, value: &Value| {
        let text = value.to_string();
        let (open, documented) = with_type!(kind, verdicts(&text));
        let line =
            json!({"kind": kind.name(), "origin": origin, "value": value, "open": open, "documented": documented});
        writeln!(out, "{line}")
    };
    for kind in PayloadKind::ALL {
        let open = strategies::document(*kind, Contract::Open);
        let documented = strategies::document(*kind, Contract::Documented);
        let strategies =
            [open.clone(), documented.clone(), strategies::damaged(open), strategies::damaged(documented.clone())];
        let mut runner = TestRunner::new_with_rng(Config::default(), TestRng::deterministic_rng(RngAlgorithm::ChaCha));
        // A fifth from each strategy, and a fifth in the form of the service and of the documentation.
        for at in 0..count {
            match strategies.get(at % 5) {
                Some(strategy) => print(*kind, "generated", &strategy.new_tree(&mut runner).unwrap().current())?,
                None => print(*kind, "generated", &plausible(*kind, at as u64))?,
            }
        }
    }
    // Each sample is tried as each kind, so most are refused.
    for value in samples()? {
        for kind in PayloadKind::ALL {
            print(*kind, "sample", &value)?;
        }
    }
    out.flush()
}

/// Returns whether the text reads as a `T`, and whether `check` finds nothing.
///
/// A schema does not see the value of a member in another spelling. Where reading may refuse the text because of such a
/// value, the first result is `None`.
fn verdicts<T: DeserializeOwned + JsonSchema + 'static>(text: &str) -> (Option<bool>, bool) {
    let found = authscan::check::<T>(text.as_bytes()).diagnostics;
    let reads = authscan::parse::<T>(text.as_bytes()).is_ok();
    let respelled = found.iter().any(|found| found.code == Code::NoncanonicalName);
    (Some(reads).filter(|reads| *reads || !respelled), found.is_empty())
}

fn plausible(kind: PayloadKind, at: u64) -> Value {
    let kinds = authscan_testkit::damage::KINDS;
    let place = kinds.iter().position(|name| *name == kind.name()).unwrap();
    payload(TEST_SEED, at * kinds.len() as u64 + place as u64).value
}

/// Returns the published samples, with the expected values of the broken ones.
fn samples() -> std::io::Result<Vec<Value>> {
    let mut paths = Vec::new();
    for (folder, suffix) in [("valid", ".json"), ("broken", ".expected.json")] {
        for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/samples").join(folder))? {
            paths.extend(Some(entry?.path()).filter(|path| path.to_string_lossy().ends_with(suffix)));
        }
    }
    paths.sort();
    paths.iter().map(|path| Ok(serde_json::from_str(&fs::read_to_string(path)?)?)).collect()
}
