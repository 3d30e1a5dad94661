use std::collections::HashSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use authscan::{Options, Outcome};

use crate::Status;
use crate::args::{Check, Format, Recover};
use crate::document::{self, Document};
use crate::input::{self, Input};
use crate::lines;
use crate::output::{self, Failure};

/// `authscan check`
pub(crate) fn check(arguments: &Check) -> Result<Status, Failure> {
    let options = arguments.reading.options().i_json(arguments.i_json);
    if arguments.reading.lines {
        let threads = lines::threads(arguments.reading.threads);
        return lines::each(&arguments.reading.inputs, options.limits().bytes, threads, |name, line, done| {
            let document = document::check(&options, arguments.reading.payload, line);
            done.status = done.status.max(if document.report.conforms() { Status::Good } else { Status::Bad });
            match arguments.format {
                Format::Human => lines::summary(&mut done.out, name, &document.report),
                Format::Json => output::json(&mut done.out, name, line, &document),
            }
        });
    }
    let mut out = anstream::stdout().lock();
    each(&arguments.reading.inputs, options.limits().bytes, |input, content| {
        let document = document::check(&options, arguments.reading.payload, content);
        write_report(&mut out, arguments.format, input, content, &document)?;
        Ok(if document.report.conforms() { Status::Good } else { Status::Bad })
    })
}

/// `authscan recover`
pub(crate) fn recover(arguments: &Recover) -> Result<Status, Failure> {
    let options = arguments.reading.options().max_doubt(arguments.max_doubt.into());
    let inputs = &arguments.reading.inputs;
    if arguments.reading.lines {
        return recover_lines(arguments, &options);
    }
    if arguments.output.is_none() && arguments.format.is_none() && !input::is_single(inputs) {
        let message = "stdout takes the document of one input: give --output DIR or --format for more";
        return Err(Failure::Message(message.into()));
    }
    let mut directory = arguments.output.as_deref().map(Directory::new);
    each(inputs, options.limits().bytes, |input, content| {
        let document = document::recover(&options, arguments.reading.payload, arguments.canonical, content);
        let mut status = if document.report.outcome == Outcome::Rejected { Status::Bad } else { Status::Good };
        match arguments.format {
            Some(format) => write_report(&mut anstream::stdout().lock(), format, input, content, &document)?,
            None => write_report(&mut anstream::stderr().lock(), Format::Human, input, content, &document)?,
        }
        match (&mut directory, &document.text) {
            (_, None) => {}
            (Some(directory), Some(text)) => {
                if let Err(message) = directory.write(&input.relative, text) {
                    output::complain(&message);
                    status = Status::Failed;
                }
            }
            (None, Some(text)) if arguments.format.is_none() => {
                let mut out = std::io::stdout().lock();
                out.write_all(text.as_bytes())?;
                out.flush()?;
            }
            (None, Some(_)) => {}
        }
        Ok(status)
    })
}

/// `authscan recover --lines`
fn recover_lines(arguments: &Recover, options: &Options) -> Result<Status, Failure> {
    let threads = lines::threads(arguments.reading.threads);
    lines::each(&arguments.reading.inputs, options.limits().bytes, threads, |name, line, done| {
        let document = document::recover(options, arguments.reading.payload, arguments.canonical, line);
        let report = &document.report;
        done.status = done.status.max(if report.outcome == Outcome::Rejected { Status::Bad } else { Status::Good });
        match arguments.format {
            Some(Format::Json) => return output::json(&mut done.out, name, line, &document),
            Some(Format::Human) => return lines::summary(&mut done.out, name, report),
            None => {}
        }
        let text = document.text.as_deref().and_then(output::compact);
        writeln!(done.out, "{}", text.as_deref().unwrap_or("null"))?;
        if report.outcome == Outcome::Clean { Ok(()) } else { lines::summary(&mut done.said, name, report) }
    })
}

/// Reads every input and handles it; what cannot be read is said, and the others go on. The worst status counts.
fn each(
    arguments: &[PathBuf],
    max_bytes: usize,
    mut handle: impl FnMut(&Input, &[u8]) -> Result<Status, Failure>,
) -> Result<Status, Failure> {
    let mut worst = Status::Good;
    for input in input::inputs(arguments) {
        let read = input.and_then(|input| input.read(max_bytes).map(|content| (input, content)));
        worst = worst.max(match read {
            Ok((input, content)) => handle(&input, &content)?,
            Err(message) => {
                output::complain(&message);
                Status::Failed
            }
        });
    }
    Ok(worst)
}

fn write_report(
    out: &mut dyn Write,
    format: Format,
    input: &Input,
    content: &[u8],
    document: &Document,
) -> Result<(), Failure> {
    match format {
        Format::Human => output::human(out, &input.name, content, &document.report)?,
        Format::Json => output::json(out, &input.name, content, document)?,
    }
    Ok(out.flush()?)
}

/// Where documents go.
struct Directory<'a> {
    root: &'a Path,
    written: HashSet<PathBuf>,
}

impl<'a> Directory<'a> {
    fn new(root: &'a Path) -> Self {
        Self { root, written: HashSet::new() }
    }

    fn write(&mut self, relative: &Path, text: &str) -> Result<(), String> {
        let path = self.root.join(relative);
        if !self.written.insert(relative.into()) {
            return Err(format!("cannot write {}: another input has the same name", path.display()));
        }
        let parent = path.parent().unwrap_or(self.root);
        let written = fs::create_dir_all(parent).and_then(|()| fs::write(&path, text));
        written.map_err(|error| format!("cannot write {}: {error}", path.display()))
    }
}
