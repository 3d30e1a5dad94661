//! Prints the peak memory of each reader beyond the input, as a multiple of the input's size.
//!
//! The value is still held at the end of a turn. A copy of the input that a peer overwrites counts as the input.

use std::collections::BTreeMap;

use authscan_benches::payloads::{self, Payload};
use authscan_benches::readers;
use peak_alloc::PeakAlloc;

#[global_allocator]
static PEAK: PeakAlloc = PeakAlloc;

/// Maximum for a typed parse with borrowed strings: the reader's name, and the multiple of the input's size.
const MOST: (&str, f64) = ("authscan model &", 2.5);

/// Measures the peak memory of each reader in addition to the memory in use before, as a multiple of the input's size.
fn measure(payload: &Payload) -> BTreeMap<&'static str, f64> {
    let peak = |reader: &readers::Reader| {
        let mut once = reader.prepare(&payload.text, |work| {
            let before = PEAK.current_usage();
            PEAK.reset_peak_usage();
            work();
            PEAK.peak_usage().saturating_sub(before)
        });
        // The first turn creates lazily initialized data.
        once();
        once() as f64 / payload.text.len() as f64
    };
    readers::ALL.iter().map(|reader| (reader.name, peak(reader))).collect()
}

fn main() {
    let payloads: Vec<Payload> = payloads::all().collect();
    let columns: Vec<_> = payloads.iter().map(measure).collect();
    let row = |name: &str, cells: Vec<String>| println!("| {name} | {} |", cells.join(" | "));
    row("peak / input", payloads.iter().map(|payload| format!("{} {}", payload.size, payload.style)).collect());
    row("---", payloads.iter().map(|_| "---:".to_owned()).collect());
    for reader in readers::ALL {
        row(reader.name, columns.iter().map(|peaks| format!("{:.2}", peaks[reader.name])).collect());
    }
    let (name, most) = MOST;
    let worst = columns.iter().map(|peaks| peaks[name]).fold(0.0, f64::max);
    println!("\n{name}: at most {worst:.2} × the input, which is not counted (bound: {most})");
    assert!(worst <= most, "too much memory");
}
