//! `--lines`: one payload a line in, one line out, in order, in memory that does not grow with the input.

use std::collections::BTreeMap;
use std::io::{self, BufRead, Write};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, sync_channel};

use crate::Status;
use crate::input::{self, Input};
use crate::output::{self, Failure};

/// A batch is full once it has so many bytes.
const BATCH: usize = 128 << 10;

/// Consecutive lines of one input.
struct Batch {
    /// What reports call the input.
    name: String,
    /// The number of the first line, from 1.
    first: u64,
    lines: Vec<Vec<u8>>,
    /// What could not be read.
    complaint: Option<String>,
}

/// What came of a batch.
pub(crate) struct Done {
    /// For stdout.
    pub(crate) out: Vec<u8>,
    /// For stderr.
    pub(crate) said: Vec<u8>,
    pub(crate) status: Status,
}

/// Handles every line of the inputs on so many threads. `handle` gets the line's name, the line, and where to write.
pub(crate) fn each(
    arguments: &[std::path::PathBuf],
    max_bytes: usize,
    threads: usize,
    handle: impl Fn(&str, &[u8], &mut Done) -> io::Result<()> + Sync,
) -> Result<Status, Failure> {
    let threads = threads.max(1);
    // Each batch under way holds a permit, so that a slow one stops the reader.
    let (permit, permits) = sync_channel::<()>(threads * 4);
    let (work, todo) = sync_channel::<(u64, Batch)>(threads * 4);
    let (finish, finished) = sync_channel::<(u64, Done)>(threads * 4);
    let todo = Mutex::new(todo);
    std::thread::scope(|scope| {
        scope.spawn(move || {
            let mut number = 0;
            read(arguments, max_bytes, |batch| {
                let sent = permit.send(()).is_ok() && work.send((number, batch)).is_ok();
                number += 1;
                sent
            });
        });
        for _ in 0..threads {
            let (finish, todo, handle) = (finish.clone(), &todo, &handle);
            scope.spawn(move || {
                while let Some((number, batch)) = next(todo) {
                    if finish.send((number, run(&batch, handle))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(finish);
        // It owns the receivers: when it ends early, everybody else does.
        write(finished, permits)
    })
}

fn next(todo: &Mutex<Receiver<(u64, Batch)>>) -> Option<(u64, Batch)> {
    todo.lock().ok()?.recv().ok()
}

fn run(batch: &Batch, handle: &impl Fn(&str, &[u8], &mut Done) -> io::Result<()>) -> Done {
    let mut done = Done { out: Vec::new(), said: Vec::new(), status: Status::Good };
    for (line, number) in batch.lines.iter().zip(batch.first..) {
        // Writing to memory does not fail.
        let _ = handle(&format!("{}:{number}", batch.name), line, &mut done);
    }
    if let Some(complaint) = &batch.complaint {
        done.said.extend(format!("authscan: {complaint}\n").into_bytes());
        done.status = Status::Failed;
    }
    done
}

/// Writes what is done, in the order of the input.
fn write(finished: Receiver<(u64, Done)>, permits: Receiver<()>) -> Result<Status, Failure> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut worst = Status::Good;
    let mut waiting = BTreeMap::new();
    let mut due = 0;
    for (number, done) in finished {
        waiting.insert(number, done);
        while let Some(done) = waiting.remove(&due) {
            out.write_all(&done.out)?;
            anstream::stderr().lock().write_all(&done.said)?;
            worst = worst.max(done.status);
            due += 1;
            let _ = permits.recv();
        }
    }
    out.flush()?;
    Ok(worst)
}

/// Cuts the inputs into batches, until nobody takes them.
fn read(arguments: &[std::path::PathBuf], max_bytes: usize, mut send: impl FnMut(Batch) -> bool) {
    for input in input::inputs(arguments) {
        let complaint = match input {
            Ok(input) => match read_one(&input, max_bytes, &mut send) {
                Ok(true) => continue,
                Ok(false) => return,
                Err(error) => format!("cannot read {}: {error}", input.name),
            },
            Err(complaint) => complaint,
        };
        if !send(Batch { name: String::new(), first: 1, lines: Vec::new(), complaint: Some(complaint) }) {
            return;
        }
    }
}

fn read_one(input: &Input, max_bytes: usize, send: &mut impl FnMut(Batch) -> bool) -> io::Result<bool> {
    let mut reader = input.open()?;
    let empty = |first| Batch { name: input.name.clone(), first, lines: Vec::new(), complaint: None };
    let (mut batch, mut bytes) = (empty(1), 0);
    loop {
        let line = read_line(&mut *reader, max_bytes);
        let is_end = !matches!(line, Ok(Some(_)));
        if let Ok(Some(line)) = &line {
            bytes += line.len();
        }
        let failed = match line {
            Ok(line) => {
                batch.lines.extend(line);
                None
            }
            Err(error) => Some(error),
        };
        if is_end || bytes >= BATCH {
            let next = empty(batch.first + batch.lines.len() as u64);
            if !send(std::mem::replace(&mut batch, next)) {
                return Ok(false);
            }
            bytes = 0;
        }
        match (failed, is_end) {
            (Some(error), _) => return Err(error),
            (None, true) => return Ok(true),
            (None, false) => {}
        }
    }
}

/// A line without its end, as far as one byte over the limit: enough to see that it is over. `None` at the end.
fn read_line(reader: &mut dyn BufRead, max_bytes: usize) -> io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    loop {
        let available = reader.fill_buf()?;
        if available.is_empty() {
            return Ok((!line.is_empty()).then_some(line));
        }
        let end = memchr::memchr(b'\n', available);
        let length = end.unwrap_or(available.len());
        let room = max_bytes.saturating_add(1).saturating_sub(line.len());
        line.extend_from_slice(available.get(..length.min(room)).unwrap_or_default());
        reader.consume(length + usize::from(end.is_some()));
        if end.is_some() {
            if line.last() == Some(&b'\r') {
                line.pop();
            }
            return Ok(Some(line));
        }
    }
}

/// `--threads`, or all cores.
pub(crate) fn threads(asked: Option<usize>) -> usize {
    asked.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from))
}

/// Says in a line what came of one.
pub(crate) fn summary(said: &mut Vec<u8>, name: &str, report: &authscan::Report<()>) -> io::Result<()> {
    writeln!(said, "{name}: {}, {} edits{}", report.outcome, report.edits.len(), output::ambiguous(report))
}
