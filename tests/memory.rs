//! Memory is linear in the length of the input, even for hostile input: the peak allocation beyond the input stays
//! below the documented constant for each public function that reads bytes.
//!
//! A buffer that grows counts twice, old and new, as in the worst allocator.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failed test is to panic")]

use std::hint::black_box;
use std::sync::Mutex;

use authscan::limits::Limits;
use authscan::model::{Collection, PayloadKind, ScanDefinition, Str};
use authscan::schema::Shape;
use authscan::{Options, syntax};
use jsonmend::decode::{Guide, unwrap};
use peak_alloc::PeakAlloc;
use serde::de::IgnoredAny;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// Allows one measurement at a time, because the allocator counts for all threads.
static ALONE: Mutex<()> = Mutex::new(());

/// Returns the peak number of bytes that `run` allocates beyond what was allocated before.
fn peak<T>(run: impl FnOnce() -> T) -> usize {
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    drop(black_box(run()));
    MEMORY.peak_usage().saturating_sub(before)
}

/// Returns texts of about `n` bytes that are costly to read or have many parts for their length.
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

/// A public function that reads bytes: its name, the maximum of allocated bytes for each byte of an input below
/// [`LONG`] and of one from [`LONG`] on, and a function that measures the peak.
type Way = (&'static str, [usize; 2], fn(&[u8]) -> usize);

/// Length in bytes from which the search ends early on a text whose every byte is an edit.
const LONG: usize = 1 << 17;

/// The bounds of `docs/limits.md`. The peak is just after a buffer was doubled, so the bounds are 1.5 to 3 times what
/// most lengths take.
const WAYS: &[Way] = &[
    ("parse", [2; 2], |input| peak(|| authscan::parse::<IgnoredAny>(input))),
    ("syntax::parse", [32; 2], |input| {
        peak(|| std::str::from_utf8(input).map(|text| syntax::parse(text, 128).map(drop)).ok())
    }),
    // An empty definition is two bytes of text, but a whole struct in memory.
    ("parse, borrowed", [640; 2], |input| {
        peak(|| authscan::parse::<Collection<ScanDefinition<Str<'_>>>>(input).map(drop))
    }),
    ("capture", [64; 2], |input| peak(|| unwrap(input, &Guide::NONE, &Limits::default()).bytes.len())),
    ("check", [512, 448], |input| peak(|| Options::new().check_as(&Shape::ANY, input))),
    ("recover", [768, 448], |input| peak(|| Options::new().recover_shape(&Shape::ANY, input))),
    ("check, by shape", [768, 384], |input| peak(|| Options::new().check_as(PayloadKind::Definitions.shape(), input))),
    ("recover, by shape", [768, 384], |input| {
        peak(|| Options::new().recover_shape(PayloadKind::Definitions.shape(), input))
    }),
];

/// Asserts the bounds of the functions whose bound is at most `most`, on texts of about `n` bytes.
fn measure(n: usize, most: usize) {
    let _alone = ALONE.lock().unwrap();
    // Create lazily initialized data, so that it does not count for the first input.
    let _ = authscan::recover::<Collection<ScanDefinition>>(b"{\"value\": [{]}");
    let _ = Options::new().recover_shape(PayloadKind::Definitions.shape(), b"{\"value\": [{]}");
    for (name, bounds, read) in WAYS.iter().filter(|(_, bounds, _)| bounds[0] <= most) {
        for (what, input) in hostile(n) {
            hold((name, *bounds, *read), what, &input);
        }
    }
}

fn hold((name, [of_any, of_long], read): Way, what: &str, input: &[u8]) {
    let bound = if input.len() < LONG { of_any } else { of_long };
    let ratio = read(input) as f64 / input.len() as f64;
    println!("{name}, {what}: {ratio:.1} bytes a byte of {}", input.len());
    assert!(ratio <= bound as f64, "{name}, {what}: {ratio:.1} bytes a byte of {}, not {bound}", input.len());
}

#[test]
fn peak_memory_is_bounded() {
    for n in [1 << 15, LONG] {
        measure(n, usize::MAX);
    }
}

#[test]
#[ignore = "takes minutes"]
fn peak_memory_is_bounded_for_a_megabyte() {
    measure(1 << 20, usize::MAX);
}

/// Covers the functions that never search for repairs.
#[test]
#[ignore = "takes minutes"]
fn peak_memory_is_bounded_for_many_megabytes() {
    for megabytes in [4, 16, 64] {
        measure(megabytes << 20, 64);
    }
}

/// Covers every function at a size of `AUTHSCAN_MEGABYTES`, as far as `AUTHSCAN_GIGABYTES` of memory suffice by what a
/// megabyte takes. Needs a release build to end in reasonable time.
#[test]
#[ignore = "takes minutes, and memory, when it gets a size"]
fn peak_memory_is_bounded_for_a_size_of_choice() {
    let number = |name| std::env::var(name).ok().map(|text: String| text.parse::<usize>().unwrap());
    let Some(n) = number("AUTHSCAN_MEGABYTES").map(|megabytes| megabytes << 20) else { return };
    let most = number("AUTHSCAN_GIGABYTES").unwrap_or(8) << 30;
    let _alone = ALONE.lock().unwrap();
    for way in WAYS {
        for ((what, small), (_, large)) in hostile(1 << 20).into_iter().zip(hostile(n)) {
            let expected = (way.2)(&small) / small.len() * large.len();
            if expected > most {
                println!("{}, {what}: not tried, it would take {} MiB", way.0, expected >> 20);
            } else {
                hold(*way, what, &large);
            }
        }
    }
}
