//! From the inputs to what is written about them, on all cores, in the order of the inputs.

use std::collections::HashSet;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::time::{Instant, SystemTime};

use authscan::limits::Limits;

use crate::Status;
use crate::args::{Format, Reading, Talking};
use crate::input::{self, Entry, Find, How};
use crate::lines::{self, Batch};
use crate::output::place::Directory;
use crate::output::{Failure, complain, sarif};
use crate::pool;
use crate::progress::Progress;
use crate::report::{Page, Row};
use crate::tally::Tally;

/// A run over inputs.
pub(crate) struct Flow<'f> {
    pub(crate) verb: &'static str,
    pub(crate) reading: &'f Reading,
    pub(crate) talking: &'f Talking,
    pub(crate) limits: Limits,
    pub(crate) format: Option<Format>,
    pub(crate) directory: Option<Directory>,
}

/// A piece of work.
pub(crate) enum Piece {
    Whole(Capture),
    Lines(Batch),
    /// What could not be read.
    Failure(String),
    /// An earlier run has done it.
    Skipped,
}

/// An input that has been read.
pub(crate) struct Capture {
    /// What reports call it.
    pub(crate) name: String,
    /// Its name below an output directory.
    pub(crate) relative: PathBuf,
    pub(crate) content: Vec<u8>,
}

/// What came of a piece of work.
pub(crate) struct Done {
    /// For stdout.
    pub(crate) out: Vec<u8>,
    /// For stderr.
    pub(crate) said: Vec<u8>,
    /// What could not be read or written.
    pub(crate) failures: Vec<String>,
    pub(crate) status: Status,
    pub(crate) tally: Tally,
    pub(crate) rows: Vec<Row>,
}

impl Done {
    pub(crate) fn fail(&mut self, message: String) {
        self.tally.failed += 1;
        self.failures.push(message);
        self.status = Status::Failed;
    }
}

impl Flow<'_> {
    /// Reads every input and handles it; what cannot be read is said, and the others go on. The worst status counts.
    pub(crate) fn run(&self, handle: impl Fn(&Piece, &mut Done) -> io::Result<()> + Sync) -> Result<Status, Failure> {
        let output = self.directory.as_ref().map(Directory::root);
        let progress = Progress::new(&self.reading.inputs, output, self.talking.quiet);
        let mut writer = Writer::new(self, &progress)?;
        pool::ordered(
            pool::threads(self.reading.threads),
            |send| self.feed(&progress, send),
            |piece| {
                let mut done = Done {
                    out: Vec::new(),
                    said: Vec::new(),
                    failures: Vec::new(),
                    status: Status::Good,
                    tally: Tally::default(),
                    rows: Vec::new(),
                };
                match piece {
                    Piece::Failure(message) => done.fail(message),
                    Piece::Skipped => done.tally.skipped += 1,
                    // Writing to memory does not fail.
                    piece => drop(handle(&piece, &mut done)),
                }
                done
            },
            |done, is_last| writer.take(done, is_last),
        )?;
        writer.finish()
    }

    fn feed(&self, progress: &Progress, send: &mut dyn FnMut(Piece, usize) -> bool) {
        let mut taken: HashSet<PathBuf> = HashSet::new();
        let skipped = std::cell::Cell::new(0_u64);
        let wanted = |relative: &std::path::Path, modified: Option<SystemTime>| {
            let is_done = self.directory.as_ref().is_some_and(|directory| directory.has(relative, modified));
            skipped.set(skipped.get() + u64::from(is_done));
            !is_done
        };
        let how = How { lines: self.reading.lines, limits: &self.limits, progress, wanted: &wanted };
        for found in Find::all(&self.reading.inputs, self.directory.as_ref().map(Directory::root)) {
            let more = match found {
                Err(message) => send(Piece::Failure(message), 0),
                Ok(found) => input::read(&found, &how, &mut |entry| match entry {
                    Err(message) => send(Piece::Failure(message), 0),
                    Ok(entry) if how.lines => lines::read(entry, self.limits.bytes, send),
                    Ok(entry) => self.whole(entry, &mut taken, send),
                }),
            };
            let more = more && (0..skipped.take()).all(|_| send(Piece::Skipped, 0));
            if !more {
                return;
            }
        }
    }

    fn whole(
        &self,
        mut entry: Entry<'_>,
        taken: &mut HashSet<PathBuf>,
        send: &mut dyn FnMut(Piece, usize) -> bool,
    ) -> bool {
        if let Some(directory) = &self.directory {
            if !taken.insert(entry.relative.clone()) {
                let path = directory.root().join(&entry.relative);
                return send(
                    Piece::Failure(format!("cannot write {}: another input has the same name", path.display())),
                    0,
                );
            }
        }
        match entry.read(self.limits.bytes) {
            Ok(content) => {
                let bytes = content.len();
                send(Piece::Whole(Capture { name: entry.name, relative: entry.relative, content }), bytes)
            }
            Err(error) => send(Piece::Failure(format!("cannot read {}: {error}", entry.name)), 0),
        }
    }
}

/// Writes what is done.
struct Writer<'w> {
    flow: &'w Flow<'w>,
    progress: &'w Progress,
    out: Box<dyn Write>,
    page: Option<Page>,
    failures: Vec<String>,
    status: Status,
    tally: Tally,
    started: Instant,
    /// A result has been written, so that a comma is due.
    begun: bool,
}

impl<'w> Writer<'w> {
    fn new(flow: &'w Flow<'w>, progress: &'w Progress) -> Result<Self, Failure> {
        let mut out: Box<dyn Write> = match flow.format {
            // Only what is for people has colours to take out.
            Some(Format::Human) => Box::new(BufWriter::new(anstream::stdout().lock())),
            _ => Box::new(BufWriter::new(io::stdout().lock())),
        };
        if flow.format == Some(Format::Sarif) {
            out.write_all(sarif::head().as_bytes())?;
        }
        let page = flow
            .talking
            .report
            .as_deref()
            .map(|path| Page::create(path, flow.verb).map_err(|error| cannot_write(path, &error)));
        Ok(Self {
            flow,
            progress,
            out,
            page: page.transpose()?,
            failures: Vec::new(),
            status: Status::Good,
            tally: Tally::default(),
            started: Instant::now(),
            begun: false,
        })
    }

    fn take(&mut self, done: Done, is_last: bool) -> Result<(), Failure> {
        self.write(&done, is_last)?;
        for failure in done.failures {
            self.progress.aside(|| complain(&failure));
            if let Some(page) = &mut self.page {
                page.fail(&failure);
            }
            if self.flow.format == Some(Format::Sarif) && self.failures.len() < sarif::FAILURES {
                self.failures.push(failure);
            }
        }
        if let Some(page) = &mut self.page {
            for row in &done.rows {
                page.add(row).map_err(|error| self.flow.report_failed(&error))?;
            }
        }
        self.status = self.status.max(done.status);
        self.tally.merge(done.tally);
        self.progress.say(self.tally.inputs);
        Ok(())
    }

    fn write(&mut self, done: &Done, is_last: bool) -> io::Result<()> {
        let is_sarif = self.flow.format == Some(Format::Sarif);
        // The comma before the first result is one too many.
        let comma = usize::from(is_sarif && !self.begun && !done.out.is_empty());
        self.begun |= !done.out.is_empty();
        if done.out.is_empty() && done.said.is_empty() {
            return Ok(());
        }
        let out = &mut self.out;
        self.progress.aside(|| {
            out.write_all(done.out.get(comma..).unwrap_or_default())?;
            if is_last || !done.said.is_empty() {
                out.flush()?;
            }
            // If stderr is closed, there is nobody to tell.
            let _ = anstream::stderr().lock().write_all(&done.said);
            Ok(())
        })
    }

    fn finish(mut self) -> Result<Status, Failure> {
        if self.flow.format == Some(Format::Sarif) {
            self.out.write_all(sarif::foot(self.status, &self.failures).as_bytes())?;
        }
        self.out.flush()?;
        if let Some(page) = self.page.take() {
            page.finish(&self.tally).map_err(|error| self.flow.report_failed(&error))?;
        }
        let many = self.tally.inputs + self.tally.failed + self.tally.skipped > 1;
        if many && !self.flow.talking.quiet {
            let summary = self.tally.summary(self.started.elapsed());
            self.progress.aside(|| drop(write!(anstream::stderr().lock(), "{summary}")));
        }
        Ok(self.status)
    }
}

impl Flow<'_> {
    fn report_failed(&self, error: &io::Error) -> Failure {
        cannot_write(self.talking.report.as_deref().unwrap_or(std::path::Path::new("")), error)
    }
}

fn cannot_write(path: &std::path::Path, error: &io::Error) -> Failure {
    Failure::Message(format!("cannot write {}: {error}", path.display()))
}
