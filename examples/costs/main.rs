//! Varies the costs of the cost model one by one, and reports on which of them the answers of recovery depend.
//!
//! `cargo xtask costs -- --help`

mod cases;
#[allow(dead_code)]
#[path = "../foreign/engine.rs"]
mod engine;
#[allow(dead_code)]
#[path = "../scoreboard/score.rs"]
mod score;
#[allow(dead_code)]
#[path = "../foreign/subject.rs"]
mod subject;
mod vary;

use std::error::Error;

use vary::Study;

const USAGE: &str = "\
Usage: costs [OPTIONS]

Recovers damaged documents with each cost of the cost model lower and higher than it is, and prints what that changes: a
table of the costs on which answers depend. Half of the cases are for fitting, half for testing. The cases are those of the
scoreboard and of the foreign board, and the broken samples of documentation in tests/data/boards.

  --own N           cases of each class of the scoreboard (default 10)
  --foreign N       cases of each class and type of the foreign board (default 2)
  --only NAME       only costs whose name contains NAME; may be given more than once
  --factors F,F     what each cost is multiplied by (default 0.75,1.33)
  --estimate        change the costs for good where the fitting half gets better and the testing half no worse, and print
                    the estimates instead
  --threads N       threads to use (default 2)
";

/// Command-line options.
pub(crate) struct Options {
    /// Cases of each class of the scoreboard.
    pub(crate) own: u64,
    /// Cases of each class and type of the foreign board.
    pub(crate) foreign: u64,
    /// Parts of the names of the costs to vary; empty for all.
    pub(crate) only: Vec<String>,
    /// Factors of each cost.
    pub(crate) factors: Vec<f64>,
    /// Number of threads.
    pub(crate) threads: usize,
    estimate: bool,
}

impl Options {
    /// Reads the arguments; `None` requests help.
    fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Option<Self>, Box<dyn Error>> {
        let mut options =
            Self { own: 10, foreign: 2, only: Vec::new(), factors: vec![0.75, 1.33], threads: 2, estimate: false };
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or_else(|| format!("{argument} needs a value"));
            match argument.as_str() {
                "--own" => options.own = value()?.parse()?,
                "--foreign" => options.foreign = value()?.parse()?,
                "--only" => options.only.push(value()?),
                "--factors" => options.factors = value()?.split(',').map(str::parse).collect::<Result<_, _>>()?,
                "--threads" => options.threads = value()?.parse::<usize>()?.max(1),
                "--estimate" => options.estimate = true,
                "--help" | "-h" => return Ok(None),
                other => return Err(format!("no such option: {other}").into()),
            }
        }
        Ok(Some(options))
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let Some(options) = Options::parse(std::env::args().skip(1))? else {
        print!("{USAGE}");
        return Ok(());
    };
    let subjects = subject::subjects()?;
    let cases = cases::all(&options, &subjects)?;
    let mut study = Study::new(&cases, &options);
    if options.estimate {
        study.estimate();
    } else {
        study.vary();
    }
    Ok(())
}
