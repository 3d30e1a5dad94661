//! Processing of inputs on all cores, with output in the order of the inputs.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use authscan::diagnostic::Style;
use authscan::limits::Limits;

use crate::Status;
use crate::args::{Format, InputArgs, OutputArgs};
use crate::config::Config;
use crate::expected::Expected;
use crate::filter::Filter;
use crate::input::{self, Entry, Own, ReadOptions, Source};
use crate::lines::{self, Batch};
use crate::output::place::{Candidate, Destination, InPlace, Placement};
use crate::output::{self, FAILURES, Failure, complain, sarif};
use crate::pool;
use crate::progress::Progress;
use crate::report::{Page, Row};
use crate::tally::Tally;
use crate::terminal;
use crate::verdict::{CHECKED, RECOVERED, Verdict};

/// Findings of an input that are drawn, unless an option sets another number.
const DRAWN: usize = 10;

/// Commands that process inputs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verb {
    Check,
    Recover,
}

impl Verb {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Recover => "recover",
        }
    }

    /// Returns the word that begins a summary.
    pub(crate) const fn past(self) -> &'static str {
        match self {
            Self::Check => "checked",
            Self::Recover => "read",
        }
    }

    /// Returns the possible verdicts of the command.
    pub(crate) const fn verdicts(self) -> [Verdict; 4] {
        match self {
            Self::Check => CHECKED,
            Self::Recover => RECOVERED,
        }
    }
}

/// A run over inputs.
pub(crate) struct Flow<'f> {
    pub(crate) verb: Verb,
    pub(crate) inputs: &'f InputArgs,
    pub(crate) outputs: &'f OutputArgs,
    pub(crate) limits: Limits,
    pub(crate) format: Option<Format>,
    pub(crate) expected: Expected,
    pub(crate) filter: Filter,
    pub(crate) style: Style,
    /// Destination of documents; `None` for stdout.
    pub(crate) destination: Option<Destination>,
    /// In-place repair of files; `None` if it was not requested.
    pub(crate) in_place: Option<InPlace>,
    /// Whether diffs are shown instead of documents.
    pub(crate) is_diff: bool,
    /// Whether files that this program did not write may be overwritten.
    pub(crate) force: bool,
}

/// Unit of work.
pub(crate) enum Job {
    Whole(Capture),
    Lines(Batch),
    /// An input that could not be read, with the reason.
    Failure(String),
    /// An input that an earlier run processed.
    Skipped,
}

/// An input in memory.
pub(crate) struct Capture {
    /// Name of the input in reports.
    pub(crate) name: String,
    /// Name of the document, relative to an output directory.
    pub(crate) relative: PathBuf,
    /// File with exactly this content; `None` for entries of archives and compressed files.
    pub(crate) file: Option<PathBuf>,
    pub(crate) content: Vec<u8>,
}

/// Result of a job.
#[derive(Default)]
pub(crate) struct JobResult {
    /// Output for stdout.
    pub(crate) out: Vec<u8>,
    /// Number of elements in `out`, for formats that are an array with one element per line.
    pub(crate) results: usize,
    /// Output for stderr.
    pub(crate) said: Vec<u8>,
    /// Messages about inputs that could not be read and documents that could not be written.
    pub(crate) failures: Vec<String>,
    pub(crate) status: Status,
    pub(crate) tally: Tally,
    pub(crate) rows: Vec<Row>,
}

impl JobResult {
    pub(crate) fn fail(&mut self, message: String) {
        self.tally.failed += 1;
        self.failures.push(message);
        self.status = Status::Failed;
    }
}

impl<'f> Flow<'f> {
    /// Creates a run that writes no documents.
    pub(crate) fn new(
        verb: Verb,
        inputs: &'f InputArgs,
        outputs: &'f OutputArgs,
        limits: Limits,
    ) -> Result<Self, Failure> {
        let config = Config::load(&inputs.config)?;
        let settings = &config.settings;
        let select = if outputs.select.is_empty() { &settings.select } else { &outputs.select };
        let filter = Filter::new(select, outputs.ignore.iter().chain(&settings.ignore))?;
        let expected = Expected::resolve(inputs, &config, outputs.quiet)?;
        let on_stderr = verb == Verb::Recover && outputs.output_format.is_none();
        let style = terminal::style(on_stderr, settings.code_links.as_deref());
        Ok(Self {
            verb,
            inputs,
            outputs,
            limits,
            format: outputs.output_format,
            expected,
            filter,
            style,
            destination: None,
            in_place: None,
            is_diff: false,
            force: false,
        })
    }

    /// Returns the maximum number of findings shown of an input.
    pub(crate) fn most(&self) -> usize {
        match (self.outputs.max_findings, self.format) {
            (Some(most), _) => most.0,
            (None, None | Some(Format::Human)) => DRAWN,
            (None, _) => usize::MAX,
        }
    }

    /// Reads and processes every input. Unreadable inputs are reported, and the others are processed nevertheless.
    /// Returns the worst status.
    pub(crate) fn run(
        &self,
        handle: impl Fn(&Job, &mut JobResult) -> io::Result<()> + Sync,
    ) -> Result<(Status, Tally), Failure> {
        terminal::say_what_is_awaited(self.inputs);
        let directory = self.destination.as_ref().and_then(Destination::directory);
        let own = Own::new(directory, self.outputs.report.as_deref());
        let own = match &self.in_place {
            Some(in_place) => own.without_backups(in_place.backup.as_deref()),
            None => own,
        };
        let progress = Progress::new(&self.inputs.paths, &own, self.outputs.quiet);
        let mut writer = Writer::new(self, &progress)?;
        pool::ordered(
            pool::threads(self.inputs.threads),
            |send| self.feed(&progress, &own, send),
            |job| {
                let mut result = JobResult::default();
                match job {
                    Job::Failure(message) => result.fail(message),
                    Job::Skipped => result.tally.skipped += 1,
                    // Writing to memory does not fail.
                    job => drop(handle(&job, &mut result)),
                }
                result
            },
            |result, is_last| writer.take(result, is_last),
        )?;
        writer.finish()
    }

    fn feed(&self, progress: &Progress, own: &Own, send: &mut dyn FnMut(Job, usize) -> bool) {
        let skipped = std::cell::Cell::new(0_u64);
        let place = |candidate: &Candidate<'_>| {
            let Some(destination) = &self.destination else {
                return Placement::Write(candidate.relative.to_path_buf());
            };
            let placement = destination.place(candidate);
            skipped.set(skipped.get() + u64::from(matches!(placement, Placement::Skip)));
            placement
        };
        let options = ReadOptions {
            lines: self.inputs.lines,
            limits: &self.limits,
            progress,
            stdin: self.inputs.stdin_filename.as_deref(),
            place: &place,
        };
        for source in Source::all(&self.inputs.paths, own) {
            let more = match source {
                Err(message) => send(Job::Failure(message), 0),
                Ok(source) => input::read(&source, &options, &mut |entry| match entry {
                    Err(message) => send(Job::Failure(message), 0),
                    Ok(entry) if options.lines => lines::read(entry, self.limits.bytes, send),
                    Ok(entry) => self.whole(entry, send),
                }),
            };
            let more = more && (0..skipped.take()).all(|_| send(Job::Skipped, 0));
            if !more {
                return;
            }
        }
    }

    fn whole(&self, mut entry: Entry<'_>, send: &mut dyn FnMut(Job, usize) -> bool) -> bool {
        match entry.read(self.limits.bytes) {
            Ok(content) => {
                let bytes = content.len();
                let Entry { name, relative, file, .. } = entry;
                send(Job::Whole(Capture { name, relative, file, content }), bytes)
            }
            Err(error) => send(Job::Failure(format!("cannot read {}: {error}", entry.name)), 0),
        }
    }
}

/// Writer of results.
struct Writer<'w> {
    flow: &'w Flow<'w>,
    progress: &'w Progress,
    out: Box<dyn Write>,
    page: Option<Page>,
    failures: Vec<String>,
    status: Status,
    tally: Tally,
    started: Instant,
    /// Number of results written, for formats that are an array.
    results: usize,
    /// Number of results left out.
    left_out: usize,
}

impl<'w> Writer<'w> {
    fn new(flow: &'w Flow<'w>, progress: &'w Progress) -> Result<Self, Failure> {
        let is_for_people = flow.is_diff || matches!(flow.format, Some(Format::Human | Format::Concise));
        // Only the human formats have colors to strip.
        let mut out: Box<dyn Write> = match is_for_people {
            true => Box::new(BufWriter::new(anstream::stdout().lock())),
            false => Box::new(BufWriter::new(io::stdout().lock())),
        };
        let page = flow
            .outputs
            .report
            .as_deref()
            .map(|path| Page::create(path, flow.verb, flow.force).map_err(|error| cannot_write(path, &error)));
        let page = page.transpose()?;
        out.write_all(output::head(flow.format).as_bytes())?;
        Ok(Self {
            flow,
            progress,
            out,
            page,
            failures: Vec::new(),
            status: Status::Good,
            tally: Tally::default(),
            started: Instant::now(),
            results: 0,
            left_out: 0,
        })
    }

    fn take(&mut self, result: JobResult, is_last: bool) -> Result<(), Failure> {
        self.write(&result, is_last)?;
        for failure in result.failures {
            self.progress.aside(|| complain(&failure));
            if let Some(page) = &mut self.page {
                page.fail(&failure);
            }
            if self.failures.len() < FAILURES {
                self.failures.push(failure);
            }
        }
        if let Some(page) = &mut self.page {
            for row in &result.rows {
                page.add(row).map_err(|error| self.flow.report_failed(&error))?;
            }
        }
        self.status = self.status.max(result.status);
        self.tally.merge(result.tally);
        self.progress.say(self.tally.inputs);
        Ok(())
    }

    fn write(&mut self, result: &JobResult, is_last: bool) -> io::Result<()> {
        let part = self.part(result);
        if part.is_empty() && result.said.is_empty() {
            return Ok(());
        }
        let out = &mut self.out;
        self.progress.aside(|| {
            out.write_all(part)?;
            if is_last || !result.said.is_empty() {
                out.flush()?;
            }
            // If stderr is closed, the error cannot be reported.
            let _ = anstream::stderr().lock().write_all(&result.said);
            Ok(())
        })
    }

    /// Returns the part of a result to write: without the comma before the first element of an array, and for SARIF
    /// only up to the limit of code scanning.
    fn part<'r>(&mut self, result: &'r JobResult) -> &'r [u8] {
        if !output::is_array(self.flow.format) {
            return &result.out;
        }
        let comma = usize::from(self.results == 0 && result.results > 0);
        let room = match self.flow.format {
            Some(Format::Sarif) => sarif::RESULTS - self.results,
            _ => usize::MAX,
        };
        let count = result.results.min(room);
        self.results += count;
        self.left_out += result.results - count;
        let end = match count {
            0 => 0,
            count if count == result.results => result.out.len(),
            count => memchr::memchr_iter(b'\n', &result.out).nth(count - 1).map_or(result.out.len(), |end| end + 1),
        };
        result.out.get(comma.min(end)..end).unwrap_or_default()
    }

    fn finish(mut self) -> Result<(Status, Tally), Failure> {
        let foot = output::foot(self.flow.format, self.status, &self.failures, self.left_out);
        self.out.write_all(foot.as_bytes())?;
        self.out.flush()?;
        if let Some(page) = self.page.take() {
            page.finish(&self.tally).map_err(|error| self.flow.report_failed(&error))?;
        }
        let outputs = self.flow.outputs;
        // Without any input, as for an empty directory, no output would look like success.
        let is_told = self.tally.inputs + self.tally.failed + self.tally.skipped != 1;
        let mut summary = String::new();
        if outputs.statistics || (is_told && !outputs.quiet) {
            summary.push_str(&self.tally.summary(self.flow.verb));
        }
        if outputs.statistics {
            summary.push_str(&self.tally.statistics(self.started.elapsed()));
        }
        // If stderr is closed, the error cannot be reported.
        self.progress.aside(|| drop(anstream::stderr().lock().write_all(summary.as_bytes())));
        Ok((self.status, self.tally))
    }
}

impl Flow<'_> {
    fn report_failed(&self, error: &io::Error) -> Failure {
        cannot_write(self.outputs.report.as_deref().unwrap_or(Path::new("")), error)
    }
}

fn cannot_write(path: &Path, error: &io::Error) -> Failure {
    Failure::Message(format!("cannot write {}: {error}", path.display()))
}
