//! The verbs: what is done with each input, and with what comes of it.

use std::io::{self, Write};
use std::time::Instant;

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
            Ok(document)
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
) -> io::Result<Document<'i>> {
    let started = Instant::now();
    let document = document::recover(options, expected, arguments.canonical, content);
    let status = if document.report.outcome == Outcome::Rejected { Status::Bad } else { Status::Good };
    flow.tell(name, content, &document, started, status, done)?;
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
    Ok(document)
}

impl Flow<'_> {
    /// Handles each payload of a piece of work.
    fn each(
        &self,
        piece: &Piece,
        done: &mut Done,
        handle: impl for<'i> Fn(Name<'_>, &'i [u8], &mut Done) -> io::Result<Document<'i>>,
    ) -> io::Result<()> {
        match piece {
            Piece::Whole(capture) => {
                let document = handle(Name { input: &capture.name, line: None }, &capture.content, done)?;
                if let (Some(directory), Some(text)) = (&self.directory, &document.text) {
                    if let Err(message) = directory.write(&capture.relative, text) {
                        done.fail(message);
                    }
                }
            }
            Piece::Lines(batch) => {
                for (number, line) in batch.lines() {
                    handle(Name { input: &batch.name, line: Some(number) }, line, done)?;
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
