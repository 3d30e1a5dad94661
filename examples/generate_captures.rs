//! Captures for trying the program on many: lines of definitions, or a folder of payloads of every kind.
//!
//! ```sh
//! cargo run --release --example generate_captures -- lines 1000000 > captures.ndjson
//! cargo run --release --example generate_captures -- folder 10000 captures
//! ```
//!
//! One in a hundred lines is damaged, and one in ten files. The same numbers give the same bytes.

use std::error::Error;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use authscan::damage::{self, Case, Class, FIT_SEED};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match *arguments {
        ["lines", count] => lines(count.parse()?),
        ["folder", count, directory] => folder(count.parse()?, Path::new(directory)),
        _ => Err("usage: generate_captures lines COUNT | folder COUNT DIRECTORY".into()),
    }
}

/// The kinds of damage, but for none.
fn classes() -> Vec<&'static Class> {
    damage::classes().filter(|class| class.group != damage::Group::Valid).collect()
}

/// Damaged payloads without end, kind of damage by kind.
fn damaged() -> impl Iterator<Item = Case> {
    let classes = classes();
    (0..).flat_map(move |index| {
        let class = classes.get(index % classes.len()).copied();
        class.and_then(|class| damage::case(class, FIT_SEED, (index / classes.len()) as u64))
    })
}

fn lines(count: u64) -> Result<(), Box<dyn Error>> {
    let mut out = BufWriter::new(io::stdout().lock());
    let is_line = |case: &Case| case.kind == "definitions" && !case.damaged.contains(&b'\n');
    let mut damaged = damaged().filter(is_line);
    for number in 0..count {
        let case = if number % 100 == 99 { damaged.next() } else { None };
        match case {
            Some(case) => out.write_all(&case.damaged)?,
            // Kinds take turns, and definitions are the first.
            None => write!(out, "{}", damage::payload(FIT_SEED, number * damage::KINDS.len() as u64).value)?,
        }
        writeln!(out)?;
    }
    Ok(out.flush()?)
}

fn folder(count: u64, directory: &Path) -> Result<(), Box<dyn Error>> {
    let mut damaged = damaged();
    for number in 0..count {
        let folder = directory.join(format!("{:03}", number / 1000));
        fs::create_dir_all(&folder)?;
        let content = match number % 10 {
            9 => damaged.next().map(|case| case.damaged).unwrap_or_default(),
            _ => damage::payload(FIT_SEED, number).text.into_bytes(),
        };
        fs::write(folder.join(format!("{number:06}.json")), content)?;
    }
    Ok(())
}
