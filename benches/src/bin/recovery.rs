//! Prints the speed of each repairer on a megabyte with a fault every 10 KB, and the number of definitions that it
//! restores; also prints the cost of `recover` on sound input.
//!
//! Contenders take turns, and the fastest turn counts for each. All convert text to repaired text.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use authscan::limits::Limits;
use authscan::model::{Collection, PayloadKind, ScanDefinition};
use authscan::schema::Shape;
use authscan_benches::payloads;
use serde_json::Value;

/// Distance in bytes from one fault to the next.
const EVERY: usize = 10_000;
/// Maximum distance in bytes from the intended place of a fault to text that it applies to.
const NEAR: usize = EVERY / 2;

type Repair = fn(&str) -> Option<String>;

/// Repairs text, like the peers do: without a report.
fn repair(text: &str, shape: &Shape) -> Option<String> {
    let recovery = jsonmend::repair::recover(text, shape, &Limits::default()).ok()?;
    Some(recovery.script.apply(text))
}

/// Repairs text with a full report: validated against the shape, secrets redacted, each edit described.
fn report(text: &str, shape: &Shape) -> Option<String> {
    let report = authscan::Options::new().recover_shape(shape, text.as_bytes());
    report.repaired_text().map(str::to_owned)
}

const CONTENDERS: [(&str, Repair); 7] = [
    ("authscan, repair, with schema", |text| repair(text, PayloadKind::Definitions.shape())),
    ("authscan, repair, without", |text| repair(text, &Shape::ANY)),
    ("authscan, repair and report, with schema", |text| report(text, PayloadKind::Definitions.shape())),
    ("authscan, repair and report, without", |text| report(text, &Shape::ANY)),
    ("jsonfix", |text| jsonfix::repair(text).ok()),
    ("jsonrepair", |text| jsonrepair::repair_json(text, &jsonrepair::Options::default()).ok()),
    ("llm_json", |text| llm_json::repair_json(text, &llm_json::RepairOptions::default()).ok()),
];

/// The faults, applied in turn: name, text to find, and its replacement.
const FAULTS: [(&str, &str, &str); 5] = [
    ("missing comma", "\",\"", "\"\""),
    ("missing closing quote", "\",\"", ",\""),
    ("trailing comma", "},\"", ",},\""),
    ("missing closing brace", "},{\"id\"", ",{\"id\""),
    ("doubled quote", "\",\"", "\"\",\""),
];

/// Returns the text with a fault every [`EVERY`] bytes, and the number of faults.
fn damaged(text: &str) -> (String, usize) {
    let (mut out, mut from, mut faults) = (String::with_capacity(text.len() + 1000), 0, 0);
    for at in (NEAR..text.len() - EVERY).step_by(EVERY) {
        let (_, sound, fault) = FAULTS[faults % FAULTS.len()];
        let Some(place) = text.as_bytes()[at..at + NEAR].windows(sound.len()).position(|it| it == sound.as_bytes())
        else {
            continue;
        };
        out.push_str(&text[from..at + place]);
        out.push_str(fault);
        from = at + place + sound.len();
        faults += 1;
    }
    out.push_str(&text[from..]);
    (out, faults)
}

/// Returns the number of definitions that are unchanged in the repaired text.
fn restored(truth: &Value, repaired: Option<&str>) -> usize {
    let value: Option<Value> = repaired.and_then(|text| serde_json::from_str(text).ok());
    let by_id = |value: &Value| {
        let definitions = value["value"].as_array().cloned().unwrap_or_default();
        definitions.into_iter().map(|it| (it["id"].to_string(), it)).collect::<HashMap<_, _>>()
    };
    let got = value.as_ref().map(by_id).unwrap_or_default();
    by_id(truth).iter().filter(|(id, definition)| got.get(*id) == Some(*definition)).count()
}

/// Returns the fastest turn of each contender.
fn fastest(rounds: usize, contenders: &mut [(&'static str, Box<dyn FnMut() + '_>)]) -> Vec<Duration> {
    let mut best = vec![Duration::MAX; contenders.len()];
    for _ in 0..rounds {
        for ((_, run), best) in contenders.iter_mut().zip(&mut best) {
            let start = Instant::now();
            run();
            *best = start.elapsed().min(*best);
        }
    }
    best
}

fn main() {
    let rounds = std::env::args().nth(1).map_or(15, |rounds| rounds.parse().expect("a number of rounds"));
    let payload = payloads::minified("1 MB", 1_000_000);
    let truth: Value = serde_json::from_str(&payload.text).expect("payloads are JSON");
    let all = restored(&truth, Some(&payload.text));
    let (text, faults) = damaged(&payload.text);
    println!("{} bytes, {faults} faults, {all} definitions\n", text.len());
    println!("| repairer | MB/s | of jsonfix | definitions restored |");
    println!("| --- | ---: | ---: | ---: |");
    let mut runs: Vec<(&str, Box<dyn FnMut()>)> = Vec::new();
    for (name, repair) in CONTENDERS {
        let text = &text;
        runs.push((name, Box::new(move || drop(std::hint::black_box(repair(text))))));
    }
    let times = fastest(rounds, &mut runs);
    let speed = |time: &Duration| text.len() as f64 / 1e6 / time.as_secs_f64();
    let peer = CONTENDERS.iter().position(|(name, _)| *name == "jsonfix").map_or(1.0, |at| speed(&times[at]));
    for ((name, repair), time) in CONTENDERS.iter().zip(&times) {
        let restored = restored(&truth, repair(&text).as_deref());
        println!("| {name} | {:.0} | {:.2} | {restored} |", speed(time), speed(time) / peer);
    }

    let bytes = payload.text.as_bytes();
    let times = fastest(
        rounds * 10,
        &mut [
            ("parse", Box::new(|| drop(std::hint::black_box(authscan::parse::<Collection<ScanDefinition>>(bytes))))),
            (
                "recover",
                Box::new(|| drop(std::hint::black_box(authscan::recover::<Collection<ScanDefinition>>(bytes)))),
            ),
        ],
    );
    let ratio = times[1].as_secs_f64() / times[0].as_secs_f64();
    println!("\nUndamaged, typed: recover takes {ratio:.3} times parse (at most 1.05 is promised).");
}
