//! Prints how fast each repairer takes folders of small damaged captures, a row a kind of damage: the work that recovery is
//! made for. `jsonfix` and `llm_json` go from text to repaired text; authscan gives the whole report.
//!
//! `cargo run --release --bin folder` prints the rows of all kinds, of each group and of each dialect; with the names of
//! folders only those, with `--classes` one for each class of damage. Contenders take turns, and of each the fastest turn
//! counts. `--only NAME` reads a folder once without timing, for a profiler.

use std::hint::black_box;
use std::time::{Duration, Instant};

use authscan::Options;
use authscan::model::PayloadKind;
use authscan::schema::Shape;
use authscan_benches::folder::{self, Folder};

type Repair = fn(&str);

fn report(text: &str, shape: &Shape) {
    black_box(Options::new().recover_shape(shape, text.as_bytes()));
}

const CONTENDERS: [(&str, Repair); 4] = [
    ("with schema", |text| report(text, PayloadKind::Definitions.shape())),
    ("without", |text| report(text, &Shape::ANY)),
    ("jsonfix", |text| drop(black_box(jsonfix::repair(text)))),
    ("llm_json", |text| drop(black_box(llm_json::repair_json(text, &llm_json::RepairOptions::default())))),
];

/// A contender has at least two turns, and more until this has passed.
const TURNS: Duration = Duration::from_millis(150);

/// The fastest turn of each contender.
fn times(folder: &Folder) -> [Duration; CONTENDERS.len()] {
    let mut best = [Duration::MAX; CONTENDERS.len()];
    for ((_, repair), best) in CONTENDERS.into_iter().zip(&mut best) {
        let (begun, mut turns) = (Instant::now(), 0);
        while turns < 2 || begun.elapsed() < TURNS {
            let start = Instant::now();
            folder.captures.iter().for_each(|text| repair(text));
            *best = start.elapsed().min(*best);
            turns += 1;
        }
    }
    best
}

fn print(folder: &Folder) {
    let bytes = folder.bytes() as f64;
    let speeds = times(folder).map(|time| bytes / 1e6 / time.as_secs_f64());
    let [with, without, jsonfix, llm_json] = speeds;
    println!(
        "| {} | {} | {:.1} | {with:.1} | {without:.1} | {jsonfix:.0} | {llm_json:.0} | {:.3} | {:.3} |",
        folder.name,
        folder.captures.len(),
        bytes / folder.captures.len() as f64 / 1e3,
        with / jsonfix,
        without / jsonfix,
    );
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, name] = &*arguments
        && flag == "--only"
    {
        let folder = folder::named(name).expect("a folder of that name");
        folder.captures.iter().for_each(|text| report(text, PayloadKind::Definitions.shape()));
        return;
    }
    println!("| damage | captures | KB each | MB/s, schema | without | jsonfix | llm_json | schema / jsonfix | without / jsonfix |");
    println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    match &*arguments {
        [] => folder::folders().iter().for_each(print),
        [flag] if flag == "--classes" => folder::of_each_class(|_| true).iter().for_each(print),
        names => names.iter().filter_map(|name| folder::named(name)).for_each(|folder| print(&folder)),
    }
}
