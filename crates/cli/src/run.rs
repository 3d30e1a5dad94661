//! The verbs: what is done with each input, and with what comes of it.

use std::borrow::Cow;
use std::io::{self, Write};
use std::time::Instant;

use authscan::text::LineIndex;
use authscan::{Options, Outcome};

use crate::Status;
use crate::args::{Check, Format, Recover};
use crate::document::{self, Document};
use crate::expected::Expected;
use crate::flow::{Done, Flow, Piece};
use crate::input;
use crate::output::place::Directory;
use crate::output::{self, Failure, Name, sarif};
use crate::report;

/// Of so many documents of one input what was wrong is drawn; each drawing looks for its lines in the whole input.
const MOST_DRAWN: usize = 20;

/// `authscan check`
pub(crate) fn check(arguments: &Check) -> Result<Status, Failure> {
    let options = arguments.reading.options().i_json(arguments.i_json);
    let expected = arguments.reading.expecting.resolve(arguments.reading.payload, arguments.talking.quiet)?;
    let flow = Flow {
        verb: "check",
        reading: &arguments.reading,
        talking: &arguments.talking,
        limits: *options.limits(),
        format: Some(arguments.format),
        directory: None,
    };
    flow.run(|piece, done| {
        flow.each(piece, done, |name, content, done| {
            let started = Instant::now();
            let document = document::check(&options, &expected, content);
            let status = if document.report.conforms() { Status::Good } else { Status::Bad };
            flow.tell(name, content, &document, started, status, done)?;
            Ok(document.text)
        })
    })
}

/// `authscan recover`
pub(crate) fn recover(arguments: &Recover) -> Result<Status, Failure> {
    let options = arguments.reading.options().max_doubt(arguments.max_doubt.into()).join_pages(arguments.join_pages);
    let nowhere = arguments.output.is_none() && arguments.format.is_none() && arguments.talking.report.is_none();
    if nowhere && !arguments.reading.lines && !input::is_single(&arguments.reading.inputs) {
        let message = "stdout takes the document of one input: give --output DIR, --format or --report for more";
        return Err(Failure::Message(message.into()));
    }
    if arguments.all_documents && arguments.format == Some(Format::Sarif) {
        let message = "--all-documents writes an array, or reports with --format human or json";
        return Err(Failure::Message(message.into()));
    }
    let flow = Flow {
        verb: "recover",
        reading: &arguments.reading,
        talking: &arguments.talking,
        limits: *options.limits(),
        format: arguments.format,
        directory: arguments.output.as_deref().map(|output| Directory::new(output, arguments.resume)),
    };
    let expected = arguments.reading.expecting.resolve(arguments.reading.payload, arguments.talking.quiet)?;
    flow.run(|piece, done| {
        flow.each(piece, done, |name, content, done| {
            recover_one((arguments, &options, &expected), &flow, name, content, done)
        })
    })
}

fn recover_one<'i>(
    (arguments, options, expected): (&Recover, &Options, &Expected),
    flow: &Flow<'_>,
    name: Name<'_>,
    content: &'i [u8],
    done: &mut Done,
) -> io::Result<Option<Cow<'i, str>>> {
    let started = Instant::now();
    let document = match arguments.document {
        _ if arguments.all_documents => return all(arguments, options, expected, flow, name, content, done),
        None => document::recover(options, expected, arguments.canonical, content),
        Some(number) => {
            let mut documents = document::recover_all(options, expected, arguments.canonical, content);
            let count = documents.len();
            if number.get() > count {
                let holds = if count == 1 { "it holds one".to_owned() } else { format!("it holds {count}") };
                done.fail(format!("{name} has no document {number}: {holds}"));
                return Ok(None);
            }
            documents.swap_remove(number.get() - 1)
        }
    };
    flow.tell(name, content, &document, started, status(&document), done)?;
    if flow.format.is_none() && flow.directory.is_none() {
        match &document.text {
            text if name.line.is_some() => {
                let line = text.as_deref().and_then(output::on_one_line);
                writeln!(done.out, "{}", line.as_deref().unwrap_or("null"))?;
            }
            Some(text) if flow.talking.report.is_none() => done.out.extend_from_slice(text.as_bytes()),
            _ => {}
        }
    }
    Ok(document.text)
}

/// Every document of an input: as an array, and where reports are asked for one for each.
fn all<'i>(
    arguments: &Recover,
    options: &Options,
    expected: &Expected,
    flow: &Flow<'_>,
    name: Name<'_>,
    content: &'i [u8],
    done: &mut Done,
) -> io::Result<Option<Cow<'i, str>>> {
    let started = Instant::now();
    let documents = document::recover_all(options, expected, arguments.canonical, content);
    let index = LineIndex::new(content);
    let is_quiet = flow.talking.quiet;
    let mut drawn = 0;
    for (number, document) in documents.iter().enumerate() {
        let name = Name { document: Some(number + 1), ..name };
        let bytes = document.text.as_deref().map_or(0, str::len);
        done.tally.add(name, bytes, &document.report, started.elapsed());
        done.status = done.status.max(status(document));
        let out = if flow.format.is_some() { &mut done.out } else { &mut done.said };
        let is_clean = document.report.outcome == Outcome::Clean && document.report.diagnostics.is_empty();
        match flow.format {
            Some(Format::Json) => output::json_at(out, name, &index, document)?,
            _ if is_quiet => {}
            None if is_clean => {}
            _ if is_clean || drawn == MOST_DRAWN => output::line(out, name, &document.report)?,
            _ => {
                drawn += 1;
                output::human(out, name, content, &document.report)?;
            }
        }
    }
    let texts = documents.iter().map(|document| document.text.as_deref().map_or("null", str::trim));
    let array = format!("[{}]\n", texts.collect::<Vec<_>>().join(",\n"));
    if flow.format.is_none() && flow.directory.is_none() {
        done.out.extend_from_slice(array.as_bytes());
    }
    Ok(Some(Cow::Owned(array)))
}

fn status(document: &Document<'_>) -> Status {
    if document.report.outcome == Outcome::Rejected { Status::Bad } else { Status::Good }
}

impl Flow<'_> {
    /// Handles each payload of a piece of work.
    fn each(
        &self,
        piece: &Piece,
        done: &mut Done,
        handle: impl for<'i> Fn(Name<'_>, &'i [u8], &mut Done) -> io::Result<Option<Cow<'i, str>>>,
    ) -> io::Result<()> {
        match piece {
            Piece::Whole(capture) => {
                let text = handle(Name::of(&capture.name), &capture.content, done)?;
                if let (Some(directory), Some(text)) = (&self.directory, &text) {
                    if let Err(message) = directory.write(&capture.relative, text) {
                        done.fail(message);
                    }
                }
            }
            Piece::Lines(batch) => {
                for (number, line) in batch.lines() {
                    handle(Name { line: Some(number), ..Name::of(&batch.name) }, line, done)?;
                }
            }
            Piece::Failure(_) | Piece::Skipped => {}
        }
        Ok(())
    }

    /// Reports on a payload, in every way that was asked for.
    fn tell(
        &self,
        name: Name<'_>,
        content: &[u8],
        document: &Document<'_>,
        started: Instant,
        status: Status,
        done: &mut Done,
    ) -> io::Result<()> {
        let report = &document.report;
        done.tally.add(name, content.len(), report, started.elapsed());
        done.status = done.status.max(status);
        if self.talking.report.is_some() {
            done.rows.push(report::row(&name.to_string(), content, document));
        }
        let is_line = name.line.is_some();
        match self.format {
            Some(Format::Json) => output::json(&mut done.out, name, content, document),
            Some(Format::Sarif) => sarif::results(&mut done.out, name, content, document),
            _ if self.talking.quiet => Ok(()),
            Some(Format::Human) if is_line => output::line(&mut done.out, name, report),
            Some(Format::Human) => output::human(&mut done.out, name, content, report),
            None if is_line && report.outcome == Outcome::Clean => Ok(()),
            None if is_line => output::line(&mut done.said, name, report),
            None => output::human(&mut done.said, name, content, report),
        }
    }
}
