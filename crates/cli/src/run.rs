//! The commands `check` and `recover`.

use std::borrow::Cow;
use std::io::{self, Write};
use std::time::Instant;

use authscan::text::LineIndex;
use authscan::{Options, Outcome};

use crate::Status;
use crate::args::{Check, Format, OutputArgs, Recover};
use crate::document::{self, Document, Recovery};
use crate::flow::{Capture, Flow, Job, JobResult, Verb};
use crate::input;
use crate::output::place::{Destination, InPlace, Policy};
use crate::output::{self, Failure, Name, sarif};
use crate::report;

/// Documents of one input whose findings are drawn; each drawing scans the whole input for its lines.
const MOST_DRAWN: usize = 20;

/// The document or documents of an input as text, with the overall outcome.
struct Product<'i> {
    text: Cow<'i, str>,
    outcome: Outcome,
}

/// Runs `authscan check`.
pub(crate) fn check(arguments: &Check) -> Result<Status, Failure> {
    let options = arguments.inputs.options().i_json(arguments.i_json);
    let mut flow = Flow::new(Verb::Check, &arguments.inputs, &arguments.outputs, *options.limits())?;
    flow.format = Some(arguments.outputs.output_format.unwrap_or(Format::Human));
    let (status, tally) = flow.run(|job, result| {
        flow.each(job, result, |name, content, result| {
            let started = Instant::now();
            let document = document::check(&options, &flow.filter, flow.expected.of(name.input), content);
            flow.tell(&Told { name, content, document: &document, started }, result)?;
            Ok(None)
        })
    })?;
    let is_over = arguments.max_warnings.is_some_and(|most| tally.warnings > most);
    let status = if is_over { status.max(Status::Bad) } else { status };
    Ok(exit(status, &arguments.outputs))
}

/// Runs `authscan recover`.
pub(crate) fn recover(arguments: &Recover) -> Result<Status, Failure> {
    let options = arguments
        .inputs
        .options()
        .min_applicability(arguments.min_applicability.into())
        .join_pages(arguments.join_pages)
        .layers(arguments.layers);
    let flow = recovering(arguments, &options)?;
    let recovery = Recovery { options: &options, canonical: arguments.canonical, filter: &flow.filter };
    let (status, _) = flow.run(|job, result| {
        flow.each(job, result, |name, content, result| match arguments.all_documents {
            true => all(&recovery, &flow, name, content, result),
            false => one(arguments, &recovery, &flow, name, content, result),
        })
    })?;
    Ok(exit(status, &arguments.outputs))
}

/// Creates the run of `recover` from its arguments.
fn recovering<'a>(arguments: &'a Recover, options: &Options) -> Result<Flow<'a>, Failure> {
    let Recover { inputs, outputs, writing, .. } = arguments;
    let nowhere = writing.output.is_none()
        && outputs.output_format.is_none()
        && outputs.report.is_none()
        && !writing.diff
        && !writing.write;
    if nowhere && !inputs.lines && !input::is_single(&inputs.paths) {
        let message = "stdout takes the document of one input: give --output DIR, --write, --diff, --output-format or \
                       --report for more";
        return Err(Failure::Message(message.into()));
    }
    let policy = || Policy { resume: writing.resume, force: writing.force, extension: writing.extension.clone() };
    let destination = writing.output.as_deref().map(|output| Destination::new(output, &inputs.paths, policy()));
    let mut flow = Flow::new(Verb::Recover, inputs, outputs, *options.limits())?;
    flow.destination = destination.transpose().map_err(Failure::Message)?;
    let takes_partial = writing.force || writing.backup.is_some();
    flow.in_place = writing.write.then(|| InPlace { backup: writing.backup.clone(), takes_partial });
    flow.is_diff = writing.diff;
    flow.force = writing.force;
    Ok(flow)
}

/// Returns the exit status, with `--exit-zero` applied.
fn exit(status: Status, outputs: &OutputArgs) -> Status {
    if outputs.exit_zero && status == Status::Bad { Status::Good } else { status }
}

/// Returns the document of an input, or the selected one of several.
fn one<'i>(
    arguments: &Recover,
    recovery: &Recovery<'_>,
    flow: &Flow<'_>,
    name: Name<'_>,
    content: &'i [u8],
    result: &mut JobResult,
) -> io::Result<Option<Product<'i>>> {
    let started = Instant::now();
    let expected = flow.expected.of(name.input);
    let document = match arguments.document {
        None => recovery.whole(expected, content),
        Some(number) => {
            let mut documents = recovery.each(expected, content);
            let count = documents.len();
            if number.get() > count {
                let holds = if count == 1 { "it holds one".to_owned() } else { format!("it holds {count}") };
                result.fail(format!("{name} has no document {number}: {holds}"));
                return Ok(None);
            }
            documents.swap_remove(number.get() - 1)
        }
    };
    flow.tell(&Told { name, content, document: &document, started }, result)?;
    if flow.is_diff {
        output::diff::diff(&mut result.out, name, content, &document)?;
    } else if flow.writes_to_stdout() {
        match &document.text {
            text if name.line.is_some() => {
                let line = text.as_deref().and_then(output::on_one_line);
                writeln!(result.out, "{}", line.as_deref().unwrap_or("null"))?;
            }
            Some(text) if flow.outputs.report.is_none() => {
                result.out.extend_from_slice(text.as_bytes());
                if !text.ends_with('\n') {
                    result.out.push(b'\n');
                }
            }
            _ => {}
        }
    }
    let outcome = document.report.outcome;
    Ok(document.text.map(|text| Product { text, outcome }))
}

/// Returns every document of an input as an array; machine-readable reports get one entry for each.
fn all<'i>(
    recovery: &Recovery<'_>,
    flow: &Flow<'_>,
    name: Name<'_>,
    content: &'i [u8],
    result: &mut JobResult,
) -> io::Result<Option<Product<'i>>> {
    let started = Instant::now();
    let documents = recovery.each(flow.expected.of(name.input), content);
    let index = LineIndex::new(content);
    let mut drawn = 0;
    for (number, document) in documents.iter().enumerate() {
        let name = Name { document: Some(number + 1), ..name };
        let told = Told { name, content, document, started };
        let is_clean = document.report.outcome == Outcome::Clean && document.report.diagnostics.is_empty();
        let is_drawn = !is_clean && drawn < MOST_DRAWN;
        drawn += usize::from(is_drawn);
        flow.count(&told, is_drawn, result);
        let for_people = if flow.format.is_some() { &mut result.out } else { &mut result.said };
        match flow.format {
            Some(Format::Json) => output::json_at(&mut result.out, name, &index, document)?,
            Some(Format::Human) | None if flow.outputs.quiet => {}
            None if is_clean => {}
            Some(Format::Human) | None if !is_drawn => output::line(for_people, name, document)?,
            _ => flow.show(&told, result)?,
        }
    }
    let texts = documents.iter().map(|document| document.text.as_deref().map_or("null", str::trim));
    let array = format!("[{}]\n", texts.collect::<Vec<_>>().join(",\n"));
    if flow.writes_to_stdout() {
        result.out.extend_from_slice(array.as_bytes());
    }
    let outcome = documents.iter().map(|document| document.report.outcome).max().unwrap_or(Outcome::Rejected);
    Ok(Some(Product { text: Cow::Owned(array), outcome }))
}

/// A document to report on.
struct Told<'t> {
    name: Name<'t>,
    /// Content of the whole input.
    content: &'t [u8],
    document: &'t Document<'t>,
    started: Instant,
}

impl Flow<'_> {
    /// Processes each payload of a job.
    fn each(
        &self,
        job: &Job,
        result: &mut JobResult,
        handle: impl for<'i> Fn(Name<'_>, &'i [u8], &mut JobResult) -> io::Result<Option<Product<'i>>>,
    ) -> io::Result<()> {
        match job {
            Job::Whole(capture) => {
                if let Some(product) = handle(Name::of(&capture.name), &capture.content, result)? {
                    self.keep(capture, &product, result)?;
                }
            }
            Job::Lines(batch) => {
                for (number, line) in batch.lines() {
                    handle(Name { line: Some(number), ..Name::of(&batch.name) }, line, result)?;
                }
            }
            Job::Failure(_) | Job::Skipped => {}
        }
        Ok(())
    }

    /// Returns whether documents are written to stdout.
    fn writes_to_stdout(&self) -> bool {
        self.format.is_none() && self.destination.is_none() && self.in_place.is_none() && !self.is_diff
    }

    /// Writes a document to its file, if it has one.
    fn keep(&self, capture: &Capture, product: &Product<'_>, result: &mut JobResult) -> io::Result<()> {
        if let Some(destination) = &self.destination {
            if let Err(message) = destination.write(&capture.relative, &product.text) {
                result.fail(message);
            }
        }
        let Some(in_place) = &self.in_place else { return Ok(()) };
        if product.text.as_bytes() == capture.content {
            return Ok(());
        }
        let Some(file) = &capture.file else {
            let why = "--write changes plain files, not stdin, archives or compressed files";
            result.fail(format!("{} is not repaired in place: {why}", capture.name));
            return Ok(());
        };
        if product.outcome == Outcome::Partial && !in_place.takes_partial {
            result.status = result.status.max(Status::Bad);
            let why = "the document is incomplete; --backup or --force writes it";
            return writeln!(result.said, "authscan: skipped {}: {why}", capture.name);
        }
        if let Err(message) = in_place.write(file, &capture.content, &product.text) {
            result.fail(message);
        }
        Ok(())
    }

    /// Counts a document and writes its reports.
    fn tell(&self, told: &Told<'_>, result: &mut JobResult) -> io::Result<()> {
        self.count(told, true, result);
        self.show(told, result)
    }

    fn count(&self, told: &Told<'_>, is_drawn: bool, result: &mut JobResult) {
        let Told { name, content, document, started } = told;
        let bytes = match name.document {
            Some(_) if document.text.is_some() => document.text.as_deref().map_or(0, str::len),
            _ => content.len(),
        };
        result.tally.add(*name, bytes, document, started.elapsed());
        result.status = result.status.max(document.verdict.status());
        if self.outputs.report.is_some() {
            result.rows.push(report::row(&name.to_string(), content, document, is_drawn));
        }
    }

    fn show(&self, told: &Told<'_>, result: &mut JobResult) -> io::Result<()> {
        let Told { name, content, document, .. } = *told;
        let JobResult { out, said, results, .. } = result;
        let (most, is_line) = (self.most(), name.line.is_some());
        match self.format {
            Some(Format::Json) => output::json(out, name, content, document),
            Some(Format::Sarif) => {
                *results += sarif::results(out, name, content, document, most)?;
                Ok(())
            }
            Some(Format::Gitlab) => {
                *results += output::gitlab(out, name, content, document, most)?;
                Ok(())
            }
            Some(Format::Github) => output::github(out, name, content, document, most),
            Some(Format::Junit) => output::junit(out, name, content, document, most),
            Some(Format::Concise) => output::concise(out, name, content, document, most),
            _ if self.outputs.quiet => Ok(()),
            Some(Format::Human) if is_line => output::line(out, name, document),
            Some(Format::Human) => output::human(out, name, content, document, (most, &self.style)),
            None if is_line && document.report.outcome == Outcome::Clean => Ok(()),
            None if is_line || self.is_diff => output::line(said, name, document),
            None => output::human(said, name, content, document, (most, &self.style)),
        }
    }
}
