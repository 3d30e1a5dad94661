//! Prints how many megabytes a second each reader takes, and the ratios that matter.
//!
//! Contenders take turns, and of each the fastest of many turns counts: what else the machine does slows a turn down,
//! but nothing speeds one up. Dropping the value is part of the turn for all; copying the input for `simd-json`, which
//! overwrites it, is not.

use std::hint::black_box;
use std::time::{Duration, Instant};

use authscan::model::{Collection, ScanDefinition, Str};
use authscan_benches::payloads::{self, Payload};
use authscan_benches::plain::Definitions;
use serde::Deserialize;

/// How long one turn should take at least.
const TURN: Duration = Duration::from_millis(3);

struct Contender<'p> {
    name: &'static str,
    run: Box<dyn FnMut() -> Duration + 'p>,
    best: f64,
}

fn contender<'p>(name: &'static str, mut once: impl FnMut() + 'p) -> Contender<'p> {
    let run = move || {
        let start = Instant::now();
        once();
        start.elapsed()
    };
    Contender { name, run: Box::new(run), best: f64::INFINITY }
}

/// A contender that overwrites its input, and so gets a fresh copy each time.
fn overwriting<'p>(name: &'static str, text: &'p str, mut once: impl FnMut(&mut [u8]) + 'p) -> Contender<'p> {
    let mut copy = Vec::new();
    let run = move || {
        copy.clear();
        copy.extend_from_slice(text.as_bytes());
        let start = Instant::now();
        once(&mut copy);
        start.elapsed()
    };
    Contender { name, run: Box::new(run), best: f64::INFINITY }
}

fn parse<'t, T: Deserialize<'t>>(bytes: &'t [u8]) -> T {
    authscan::de::text::read(std::str::from_utf8(bytes).expect("UTF-8"), 128).expect("a payload is sound")
}

fn contenders<'p>(text: &'p str) -> Vec<Contender<'p>> {
    let bytes = text.as_bytes();
    type Owned = Definitions<String>;
    type Borrowed<'t> = Definitions<Str<'t>>;
    let model: Collection<ScanDefinition> = parse(bytes);
    let plain: Owned = serde_json::from_slice(bytes).expect("a payload is sound");
    assert_eq!(model.items().len(), plain.value.len());
    assert!(model.unknown.is_empty() && model.iter().all(|definition| definition.unknown.is_empty()));
    vec![
        contender("authscan model", || drop(black_box(parse::<Collection<ScanDefinition>>(black_box(bytes))))),
        contender("authscan plain", || drop(black_box(parse::<Owned>(black_box(bytes))))),
        contender("serde_json plain", || drop(black_box(serde_json::from_slice::<Owned>(black_box(bytes)).unwrap()))),
        overwriting("simd-json plain", text, |copy| drop(black_box(simd_json::from_slice::<Owned>(copy).unwrap()))),
        contender("sonic-rs plain", || drop(black_box(sonic_rs::from_slice::<Owned>(black_box(bytes)).unwrap()))),
        contender("authscan model &", || {
            drop(black_box(parse::<Collection<ScanDefinition<Str<'_>>>>(black_box(bytes))));
        }),
        contender("authscan plain &", || drop(black_box(parse::<Borrowed<'_>>(black_box(bytes))))),
        contender("serde_json plain &", || {
            drop(black_box(serde_json::from_slice::<Borrowed<'_>>(black_box(bytes)).unwrap()));
        }),
        overwriting("simd-json plain &", text, |copy| {
            drop(black_box(simd_json::from_slice::<Borrowed<'_>>(copy).unwrap()));
        }),
        contender("sonic-rs plain &", || {
            drop(black_box(sonic_rs::from_slice::<Borrowed<'_>>(black_box(bytes)).unwrap()));
        }),
        contender("authscan tape", || {
            let text = std::str::from_utf8(black_box(bytes)).unwrap();
            drop(black_box(authscan::syntax::parse(text, 128).unwrap()));
        }),
        overwriting("simd-json tape", text, |copy| drop(black_box(simd_json::to_tape(copy).unwrap()))),
        contender("authscan write", move || drop(black_box(serde_json::to_vec(black_box(&model)).unwrap()))),
        contender("serde_json write", move || drop(black_box(serde_json::to_vec(black_box(&plain)).unwrap()))),
    ]
}

fn measure(contenders: &mut [Contender<'_>], bytes: usize, rounds: usize) {
    for _ in 0..rounds {
        for contender in &mut *contenders {
            let (mut total, mut turns) = (Duration::ZERO, 0_u32);
            while total < TURN {
                total += (contender.run)();
                turns += 1;
            }
            contender.best = contender.best.min(total.as_secs_f64() / f64::from(turns));
        }
    }
    for contender in contenders {
        contender.best = bytes as f64 / 1e6 / contender.best;
    }
}

/// The ratios that are promised, with the least they may be.
const RATIOS: [(&str, &str, f64); 6] = [
    ("authscan model", "serde_json plain", 2.0),
    ("authscan model", "sonic-rs plain", 1.3),
    ("authscan model &", "sonic-rs plain", 1.3),
    ("authscan model &", "sonic-rs plain &", 1.0),
    ("authscan tape", "simd-json tape", 1.0),
    ("authscan write", "serde_json write", 1.0),
];

fn main() {
    let mut arguments = std::env::args().skip(1);
    let rounds = arguments.next().map_or(30, |rounds| rounds.parse().expect("a number of rounds"));
    let mut columns: Vec<(Payload, Vec<(&str, f64)>)> = Vec::new();
    for payload in payloads::all() {
        let mut all = contenders(&payload.text);
        measure(&mut all, payload.text.len(), rounds);
        let speeds = all.iter().map(|contender| (contender.name, contender.best)).collect();
        drop(all);
        columns.push((payload, speeds));
    }
    let row = |name: &str, cells: Vec<String>| println!("| {name} | {} |", cells.join(" | "));
    row("MB/s", columns.iter().map(|(payload, _)| format!("{} {}", payload.size, payload.style)).collect());
    row("---", columns.iter().map(|_| "---:".to_owned()).collect());
    let names: Vec<&str> = columns.first().map_or(Vec::new(), |(_, speeds)| speeds.iter().map(|(name, _)| *name).collect());
    let speed = |speeds: &[(&str, f64)], wanted: &str| {
        speeds.iter().find_map(|(name, speed)| (*name == wanted).then_some(*speed)).unwrap_or(f64::NAN)
    };
    for name in names {
        row(name, columns.iter().map(|(_, speeds)| format!("{:.0}", speed(speeds, name))).collect());
    }
    println!();
    row("ratio", columns.iter().map(|(payload, _)| format!("{} {}", payload.size, payload.style)).collect());
    row("---", columns.iter().map(|_| "---:".to_owned()).collect());
    for (ours, theirs, least) in RATIOS {
        let ratio = |speeds: &Vec<(&str, f64)>| format!("{:.2}", speed(speeds, ours) / speed(speeds, theirs));
        row(&format!("{ours} / {theirs} (≥ {least})"), columns.iter().map(|(_, speeds)| ratio(speeds)).collect());
    }
}
