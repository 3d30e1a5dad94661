//! Changes costs and counts what that does to the answers.

use std::ops::{AddAssign, Sub};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use jsonmend::repair::tune::{self, Tunable};

use crate::Options;
use crate::cases::{Case, Half};
use crate::score::Verdict;

const INTRODUCTION: &str = "\
# Costs: on which of them answers depend

`cargo xtask costs > docs/costs.md` writes this page. Every case is recovered with each cost of the
[cost model](../crates/engine/src/repair/cost/mod.rs) lower and higher than it is, one at a time. The cases are half for fitting
and half for testing: generated damage with seeds that no board uses, with a schema and without, and broken samples of public
documentation. The table shows how many more or fewer answers are right and silently wrong. A cost stays as it is unless both
halves agree that another value is better; `--estimate` searches for such values.
";

/// The answer to a case with the costs of the moment.
#[derive(Clone, Copy)]
struct Run {
    verdict: Verdict,
    /// The costs that were read: a bit for each.
    read: [u64; 4],
}

impl Run {
    fn has_read(&self, cost: usize) -> bool {
        self.read.get(cost / 64).is_some_and(|word| word >> (cost % 64) & 1 == 1)
    }
}

/// Number of right answers, and of wrong ones that nothing flags.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Count {
    right: i64,
    silent: i64,
}

impl Count {
    fn of(verdict: Verdict) -> Self {
        Self { right: i64::from(verdict == Verdict::Exact), silent: i64::from(verdict == Verdict::Wrong) }
    }

    /// A silently wrong answer is as bad as a right one is good.
    fn score(self) -> i64 {
        self.right - self.silent
    }
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        self.right += other.right;
        self.silent += other.silent;
    }
}

impl Sub for Count {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self { right: self.right - other.right, silent: self.silent - other.silent }
    }
}

/// Change of the counts of each half by a change of costs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Effect {
    fit: Count,
    test: Count,
}

/// The cases and the answers with the costs of the moment.
pub(crate) struct Study<'a> {
    cases: &'a [Case<'a>],
    options: &'a Options,
    runs: Vec<Run>,
}

impl<'a> Study<'a> {
    /// Runs all cases with the costs as they are.
    pub(crate) fn new(cases: &'a [Case<'a>], options: &'a Options) -> Self {
        let all: Vec<usize> = (0..cases.len()).collect();
        let runs = run(cases, &all, options.threads);
        Self { cases, options, runs: runs.into_iter().map(|(_, run)| run).collect() }
    }

    /// The costs that the options name, each with its index.
    fn costs(&self) -> Vec<(usize, &'static Tunable)> {
        let only = &self.options.only;
        let wanted = |name: &str| only.is_empty() || only.iter().any(|part| name.contains(part.as_str()));
        tune::costs().iter().enumerate().filter(|(_, cost)| wanted(cost.name)).collect()
    }

    /// The cases that read a cost.
    fn readers(&self, cost: usize) -> Vec<usize> {
        (0..self.cases.len()).filter(|case| self.runs.get(*case).is_some_and(|run| run.has_read(cost))).collect()
    }

    /// Runs the cases that read a cost with another value of it; returns the answers and the effect.
    fn with(&self, at: usize, cost: &Tunable, value: u32) -> (Vec<(usize, Run)>, Effect) {
        let before = cost.value();
        cost.set(value);
        let runs = run(self.cases, &self.readers(at), self.options.threads);
        cost.set(before);
        let mut effect = Effect::default();
        for (index, run) in &runs {
            let (Some(case), Some(old)) = (self.cases.get(*index), self.runs.get(*index)) else { continue };
            let change = Count::of(run.verdict) - Count::of(old.verdict);
            match case.half {
                Half::Fit => effect.fit += change,
                Half::Test => effect.test += change,
            }
        }
        (runs, effect)
    }

    fn sums(&self) -> Effect {
        let mut sums = Effect::default();
        for (case, run) in self.cases.iter().zip(&self.runs) {
            match case.half {
                Half::Fit => sums.fit += Count::of(run.verdict),
                Half::Test => sums.test += Count::of(run.verdict),
            }
        }
        sums
    }

    fn print_sums(&self, title: &str) {
        let Effect { fit, test } = self.sums();
        let of = |half| self.cases.iter().filter(|case| case.half == half).count();
        println!(
            "{title}: fit {} right and {} silently wrong of {}, test {} and {} of {}.\n",
            fit.right,
            fit.silent,
            of(Half::Fit),
            test.right,
            test.silent,
            of(Half::Test)
        );
    }

    /// Prints what each change of a cost does.
    pub(crate) fn vary(&mut self) {
        println!("{INTRODUCTION}");
        self.print_sums("As they are");
        println!("| cost | value | read by | changed to | fit: right | silent | test: right | silent |");
        println!("|:---|---:|---:|---:|---:|---:|---:|---:|");
        let mut idle = Vec::new();
        for (at, cost) in self.costs() {
            let readers = self.readers(at).len();
            let mut matters = false;
            for value in values(cost, &self.options.factors) {
                let (_, effect) = self.with(at, cost, value);
                if effect == Effect::default() {
                    continue;
                }
                matters = true;
                let Effect { fit, test } = effect;
                println!(
                    "| {} | {} | {readers} | {value} | {:+} | {:+} | {:+} | {:+} |",
                    cost.name,
                    cost.value(),
                    fit.right,
                    fit.silent,
                    test.right,
                    test.silent
                );
            }
            if !matters {
                idle.push(format!("{} ({readers})", cost.name));
            }
        }
        println!("\nNo answer depends on these (read by): {}.", idle.join(", "));
    }

    /// Changes costs where that helps, until none does, and prints the estimates.
    pub(crate) fn estimate(&mut self) {
        self.print_sums("Before");
        loop {
            let mut changed = false;
            for (at, cost) in self.costs() {
                for value in values(cost, &self.options.factors) {
                    let (runs, effect) = self.with(at, cost, value);
                    if effect.fit.score() > 0 && effect.test.score() >= 0 {
                        eprintln!("{} {} -> {value}: {effect:?}", cost.name, cost.value());
                        cost.set(value);
                        for (index, run) in runs {
                            if let Some(old) = self.runs.get_mut(index) {
                                *old = run;
                            }
                        }
                        changed = true;
                        break;
                    }
                }
            }
            if !changed {
                break;
            }
        }
        self.print_sums("After");
        println!("| cost | value | estimate |\n|:---|---:|---:|");
        for cost in tune::costs().iter().filter(|cost| cost.value() != cost.default) {
            println!("| {} | {} | {} |", cost.name, cost.default, cost.value());
        }
    }
}

/// The values to try for a cost, each different from its value now.
fn values(cost: &Tunable, factors: &[f64]) -> Vec<u32> {
    let now = cost.value();
    let changed = |factor: &f64| {
        let value = (f64::from(now) * factor).round() as u32;
        if value == now { now.saturating_add_signed(if *factor < 1.0 { -1 } else { 1 }) } else { value }
    };
    factors.iter().map(changed).filter(|value| *value != now).collect()
}

/// Runs the cases of these indices with the costs of the moment; the order of the answers is that of the indices.
fn run(cases: &[Case<'_>], indices: &[usize], threads: usize) -> Vec<(usize, Run)> {
    let next = AtomicUsize::new(0);
    let answers = Mutex::new(Vec::with_capacity(indices.len()));
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(index) = indices.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let Some(case) = cases.get(*index) else { continue };
                    tune::take_read();
                    let verdict = case.verdict();
                    let run = Run { verdict, read: tune::take_read() };
                    if let Ok(mut answers) = answers.lock() {
                        answers.push((*index, run));
                    }
                }
            });
        }
    });
    let mut answers = answers.into_inner().unwrap_or_default();
    answers.sort_by_key(|(index, _)| *index);
    answers
}
