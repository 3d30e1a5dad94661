//! Writes payloads to stdout, one a line, some of them damaged, as input for `authscan recover --lines`.
//!
//! ```sh
//! cargo run --release --example generate_captures -- --lines 1000 --damaged 1 --seed 7
//! ```
//!
//! Output depends only on the arguments, and a longer stream starts with the lines of a shorter one.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "an example, and the tables it indexes are not empty")]

use std::io::{self, BufWriter, ErrorKind, Write};
use std::process::ExitCode;

use authscan_testkit::damage::{self, Class, Group, KINDS};

const USAGE: &str = "usage: generate_captures [--lines N] [--damaged PERCENT] [--seed S] [--kind NAME]";

struct Arguments {
    lines: u64,
    /// Share of damaged lines, in percent.
    damaged: f64,
    seed: u64,
    /// Index of the kind of payload in [`KINDS`].
    kind: usize,
}

fn main() -> ExitCode {
    let Some(arguments) = arguments(std::env::args().skip(1)) else {
        eprintln!("{USAGE}\nkinds: {}", KINDS.join(", "));
        return ExitCode::from(2);
    };
    match write(&arguments, &mut BufWriter::with_capacity(1 << 16, io::stdout().lock())) {
        Ok(()) => ExitCode::SUCCESS,
        // The reader of the pipe, such as `head`, has ended.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("cannot write: {error}");
            ExitCode::from(2)
        }
    }
}

fn arguments(mut given: impl Iterator<Item = String>) -> Option<Arguments> {
    let mut arguments = Arguments { lines: 1000, damaged: 1.0, seed: 7, kind: 0 };
    while let Some(name) = given.next() {
        let value = given.next()?;
        match &*name {
            "--lines" => arguments.lines = value.parse().ok()?,
            "--damaged" => arguments.damaged = value.parse().ok().filter(|percent| (0.0..=100.0).contains(percent))?,
            "--seed" => arguments.seed = value.parse().ok()?,
            "--kind" => arguments.kind = KINDS.iter().position(|kind| *kind == value)?,
            _ => return None,
        }
    }
    Some(arguments)
}

fn write(arguments: &Arguments, out: &mut dyn Write) -> io::Result<()> {
    let classes: Vec<&Class> = damage::classes().filter(|class| class.group != Group::Valid).collect();
    for line in 0..arguments.lines {
        let draw = mixed(arguments.seed, line);
        let is_damaged = ((draw >> 11) as f64 / (1_u64 << 53) as f64) * 100.0 < arguments.damaged;
        let text = if is_damaged { damaged(arguments, &classes, draw) } else { sound(arguments, line) };
        out.write_all(&text)?;
        out.write_all(b"\n")?;
    }
    out.flush()
}

fn sound(arguments: &Arguments, line: u64) -> Vec<u8> {
    // Kinds take turns, so one payload of each `KINDS.len()` is of the requested kind.
    let number = line * KINDS.len() as u64 + arguments.kind as u64;
    damage::payload(arguments.seed, number).value.to_string().into_bytes()
}

/// Returns a damaged payload of the requested kind, on one line.
fn damaged(arguments: &Arguments, classes: &[&'static Class], draw: u64) -> Vec<u8> {
    let fits = |case: &damage::Case| case.kind == KINDS[arguments.kind] && !case.damaged.contains(&b'\n');
    // Not every class of damage applies to every kind of payload, so try until one does.
    (0..)
        .find_map(|attempt| {
            let draw = mixed(draw, attempt);
            let class = classes[(draw % classes.len() as u64) as usize];
            damage::case(class, draw, arguments.kind as u64).filter(fits)
        })
        .unwrap()
        .damaged
}

/// Hashes two numbers to one (SplitMix64).
fn mixed(seed: u64, number: u64) -> u64 {
    let mut mixed = seed ^ number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
