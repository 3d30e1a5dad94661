//! Prints the speed of each reader in MB/s, and the ratios that the project promises.
//!
//! Contenders take turns, and the fastest of many turns counts for each: other load on the machine slows a turn down,
//! but nothing speeds one up. A turn includes dropping the value, but not the copy of the input for `simd-json`, which
//! overwrites it.
//!
//! A number as argument sets the number of rounds; `--plot` draws the run into `speed.svg`.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use authscan_benches::payloads::{self, Payload};
use authscan_benches::plot::{self, Panel};
use authscan_benches::readers;

/// Minimum duration of one turn.
const TURN: Duration = Duration::from_millis(2);

/// The promised ratios of speed: reader, peer and minimum.
const RATIOS: [(&str, &str, f64); 6] = [
    ("authscan model", "serde_json plain", 2.0),
    ("authscan model", "sonic-rs plain", 1.3),
    ("authscan model &", "sonic-rs plain &", 1.0),
    ("authscan tape", "simd-json tape", 1.0),
    ("authscan check", "authscan model", 1.0 / 1.3),
    ("authscan write", "serde_json write", 1.0),
];

/// Measures the speed of each reader in MB/s.
fn measure(payload: &Payload, rounds: usize) -> BTreeMap<&'static str, f64> {
    let mut contenders = readers::ALL.map(|reader| {
        let once = reader.prepare(&payload.text, |work| {
            let start = Instant::now();
            work();
            start.elapsed()
        });
        (reader.name, once, Duration::MAX)
    });
    for _ in 0..rounds {
        for (_, once, best) in &mut contenders {
            let start = Instant::now();
            while start.elapsed() < TURN {
                *best = once().min(*best);
            }
        }
    }
    let speed = |best: Duration| payload.text.len() as f64 / 1e6 / best.as_secs_f64();
    contenders.iter().map(|(name, _, best)| (*name, speed(*best))).collect()
}

fn row(name: &str, cells: impl Iterator<Item = String>) {
    println!("| {name} | {} |", cells.collect::<Vec<_>>().join(" | "));
}

fn head(name: &str, payloads: &[Payload]) {
    row(name, payloads.iter().map(|payload| format!("{} {}", payload.size, payload.style)));
    row("---", payloads.iter().map(|_| "---:".to_owned()));
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let rounds = arguments.iter().find_map(|argument| argument.parse().ok()).unwrap_or(30);
    let payloads: Vec<Payload> = payloads::all().collect();
    let columns: Vec<_> = payloads.iter().map(|payload| measure(payload, rounds)).collect();
    head("MB/s", &payloads);
    for reader in readers::ALL {
        row(reader.name, columns.iter().map(|speeds| format!("{:.0}", speeds[reader.name])));
    }
    println!();
    head("ratio", &payloads);
    for (ours, theirs, least) in RATIOS {
        let cells = columns.iter().map(|speeds| format!("{:.2}", speeds[ours] / speeds[theirs]));
        row(&format!("{ours} / {theirs} (≥ {least:.2})"), cells);
    }
    if arguments.iter().any(|argument| argument == "--plot") {
        let speeds = |column: &BTreeMap<_, f64>| readers::ALL.iter().map(|reader| column[reader.name]).collect();
        let panels = payloads.iter().zip(&columns).map(|(payload, column)| Panel { payload, speeds: speeds(column) });
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("speed.svg");
        std::fs::write(path, plot::svg(&panels.collect::<Vec<_>>())).expect("the plot can be written");
    }
}
