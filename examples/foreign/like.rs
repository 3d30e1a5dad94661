//! Schemas that are inferred from sound captures, compared with the types' own.

use std::fmt::Write;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use authscan::schema::{Inference, Shape};
use authscan::syntax::parse;
use authscan_testkit::damage::{self, Case, Class, FIT_SEED, Group};

use crate::score::{self, Tally, Verdict};
use crate::{Options, Subject, engine};

/// Sound captures of each type that its schema is inferred from.
pub(crate) const SOUND: u64 = 200;
/// Damaged captures of each type.
pub(crate) const DAMAGED: u64 = 100;

/// Tallies of a type: with its own schema, with the inferred one, without any.
pub(crate) type Tallies = [Tally; 3];

/// Returns the shape inferred from sound captures of the type. They are drawn with another seed than damaged ones.
fn inferred(subject: &Subject) -> Shape {
    let mut inference = Inference::new();
    let classes: Vec<&'static Class> = damage::classes().filter(|class| class.group == Group::Valid).collect();
    let cases = (0..SOUND).filter_map(|index| {
        let class = classes.get(index as usize % classes.len().max(1))?;
        damage::foreign_case(class, &subject.documents, FIT_SEED, index)
    });
    for case in cases {
        if let Ok(tape) = parse(&case.sound, 128) {
            inference.add(&tape);
        }
    }
    inference.shape()
}

/// Returns captures with single faults of every class in turn.
fn damaged(subject: &Subject, seed: u64) -> Vec<Case> {
    let classes: Vec<&'static Class> = damage::classes().filter(|class| class.group.single()).collect();
    let count = classes.len() as u64;
    let draws = (0..).map(|at| (classes.get((at % count.max(1)) as usize), at / count.max(1)));
    let cases = draws
        .take(4 * DAMAGED as usize)
        .filter_map(|(class, index)| damage::foreign_case(class?, &subject.documents, seed, index));
    cases.take(DAMAGED as usize).collect()
}

fn run(subject: &Subject, seed: u64) -> Tallies {
    let like = inferred(subject);
    let mut tallies = Tallies::default();
    for case in damaged(subject, seed) {
        for (shape, sum) in [&subject.shape, &like, &Shape::ANY].into_iter().zip(&mut tallies) {
            let answer = engine::recover(shape, &case.damaged);
            *sum += Tally::of(&case, &answer, score::judge(&case, &answer), std::time::Duration::ZERO);
        }
    }
    tallies
}

/// Runs all types; the order of the results does not depend on the threads.
pub(crate) fn run_all(options: &Options, subjects: &[Subject]) -> Vec<(&'static str, Tallies)> {
    let wanted: Vec<&Subject> = subjects.iter().filter(|subject| options.wants_type(subject)).collect();
    let next = AtomicUsize::new(0);
    let found = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..options.threads {
            scope.spawn(|| {
                while let Some((at, subject)) = {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    wanted.get(at).map(|subject| (at, subject))
                } {
                    let tallies = run(subject, options.seed);
                    if let Ok(mut found) = found.lock() {
                        found.push((at, (subject.name(), tallies)));
                    }
                }
            });
        }
    });
    let mut found = found.into_inner().unwrap_or_default();
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().map(|(_, row)| row).collect()
}

/// Renders the table: exact and silently wrong answers in percent.
pub(crate) fn table(rows: &[(&'static str, Tallies)]) -> String {
    let mut text = String::from(
        "| type | cases | own schema | inferred | none | silently wrong: own schema | inferred | none |\n\
         |:---|---:|---:|---:|---:|---:|---:|---:|\n",
    );
    let mut all = Tallies::default();
    for (_, tallies) in rows {
        all.iter_mut().zip(tallies).for_each(|(sum, tally)| *sum += *tally);
    }
    for (name, tallies) in std::iter::once(&("all", all)).chain(rows) {
        let _ = write!(text, "| {name} | {} |", tallies[0].cases());
        for verdict in [Verdict::Exact, Verdict::Wrong] {
            for tally in tallies {
                let _ = write!(text, " {:.2} |", tally.percent(verdict));
            }
        }
        text.push('\n');
    }
    text
}
