//! Memory grows with the length of the input and no faster, also where the input is made to hurt: the most that is
//! allocated at once beyond the input, for each public way to read, stays below the constant that the crate states.
//!
//! Growing a buffer counts the old and the new one, as the worst of allocators would need.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failed test is to panic")]

use std::hint::black_box;
use std::sync::Mutex;

use authscan::capture::{Guide, unwrap};
use authscan::limits::Limits;
use authscan::model::{Collection, PayloadKind, ScanDefinition, Str};
use authscan::schema::Shape;
use authscan::{Options, syntax};
use peak_alloc::PeakAlloc;
use serde::de::IgnoredAny;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// One measurement at a time: the allocator counts for all threads.
static ALONE: Mutex<()> = Mutex::new(());

/// The most bytes that `run` has at once, beyond what there was before.
fn peak<T>(run: impl FnOnce() -> T) -> usize {
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    drop(black_box(run()));
    MEMORY.peak_usage().saturating_sub(before)
}

/// Texts of about `n` bytes that are hard to read or have many parts for their length.
fn hostile(n: usize) -> Vec<(&'static str, Vec<u8>)> {
    let fill = |start: &str, part: &str, end: &str| format!("{start}{}{end}", part.repeat(n / part.len())).into_bytes();
    vec![
        ("zeros", fill("[", "0,", "0]")),
        ("empty objects", fill("{\"value\": [", "{},", "{}]}")),
        ("the same name", fill("{", "\"id\":0,", "\"id\":0}")),
        ("quotes", fill("", "\"", "")),
        ("openers", fill("", "[{\"a\":", "")),
        ("closers", fill("{\"value\": [{", "]}", "")),
        ("definitions without an end", fill("{\"value\": [", "{\"id\": \"1\", ", "")),
        ("a string without an end", fill("{\"value\": [{\"id\": \"", "lorem ipsum ", "")),
        ("escapes", fill("\"", "\\\"", "\"")),
        ("damage in every member", fill("{\"value\": [{", "\"scanName\": \"a\" \"target\": b\", \"id\" 7,, ", "")),
        ("bytes that are no text", [b"{\"id\": \"".to_vec(), vec![0xff; n]].concat()),
        ("lines of a log", fill("", "2026-01-02T03:04:05Z info {\"id\": 1}\n", "")),
    ]
}

/// Every public way to read, by name.
type Way = (&'static str, fn(&[u8]) -> usize);

const WAYS: &[Way] = &[
    ("parse", |input| peak(|| authscan::parse::<IgnoredAny>(input))),
    ("parse, borrowed", |input| peak(|| authscan::parse::<Collection<ScanDefinition<Str<'_>>>>(input).map(drop))),
    ("syntax::parse", |input| peak(|| std::str::from_utf8(input).map(|text| syntax::parse(text, 128).map(drop)).ok())),
    ("check", |input| peak(|| Options::new().check_shape(&Shape::ANY, input))),
    ("check, by shape", |input| peak(|| Options::new().check_shape(PayloadKind::Definitions.shape(), input))),
    ("recover", |input| peak(|| Options::new().recover_shape(&Shape::ANY, input))),
    ("recover, by shape", |input| peak(|| Options::new().recover_shape(PayloadKind::Definitions.shape(), input))),
    ("capture", |input| peak(|| unwrap(input, &Guide::NONE, &Limits::default()).bytes.len())),
];

/// The most bytes for each byte of the input, over all ways and texts.
fn measure(n: usize) -> f64 {
    let _alone = ALONE.lock().unwrap();
    // What is made once and for all is not counted to the first input.
    let _ = authscan::recover::<Collection<ScanDefinition>>(b"{\"value\": [{]}");
    let mut worst = 0.0_f64;
    for (name, read) in WAYS {
        for (what, input) in hostile(n) {
            let start = std::time::Instant::now();
            let bytes = read(&input);
            let ratio = bytes as f64 / input.len() as f64;
            println!("{name}, {what}: {ratio:.1} bytes a byte at {} bytes {:?}", input.len(), start.elapsed());
            worst = worst.max(ratio);
        }
    }
    println!("at most {worst:.1} bytes a byte of {n}");
    worst
}

#[test]
fn peak_memory_is_bounded() {
    measure(1 << 20);
}
