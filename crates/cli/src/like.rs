//! `--like` and `schema --infer`: inference of a schema from valid captures.

use std::path::Path;

use authscan::Options;
use authscan::schema::{Inference, Shape};
use authscan::syntax::parse;
use jsonmend::decode::decode;

use crate::input::{self, Own, ReadOptions, Source};
use crate::output::place::{Candidate, Placement};
use crate::output::{Failure, complain};
use crate::progress::Progress;

/// Bytes of captures after which inference stops: more would not change the schema much.
const ENOUGH: usize = 256 << 20;

/// Returns the shape inferred from the valid captures of a file or directory.
pub(crate) fn shape(path: &Path, quiet: bool) -> Result<Shape, Failure> {
    Ok(inference(path, quiet)?.shape())
}

/// Infers from the valid captures of a file or directory; others are skipped. Fails if none is valid.
pub(crate) fn inference(path: &Path, quiet: bool) -> Result<Inference, Failure> {
    let options = Options::new();
    let limits = options.limits();
    let inputs = [path.to_owned()];
    let progress = Progress::new(&inputs, &Own::default(), true);
    let read_options = ReadOptions { lines: false, limits, progress: &progress, stdin: None, place: &anywhere };
    let (mut inference, mut all, mut bytes) = (Inference::new(), 0_usize, 0_usize);
    let mut failure = None;
    for found in Source::all(&inputs, &Own::default()) {
        let found = found.map_err(Failure::Message)?;
        let more = input::read(&found, &read_options, &mut |entry| {
            let content = match entry {
                Ok(mut entry) => match entry.read(limits.bytes) {
                    Ok(content) => content,
                    Err(error) => {
                        failure.get_or_insert(format!("cannot read {}: {error}", entry.name));
                        return true;
                    }
                },
                Err(message) => {
                    failure.get_or_insert(message);
                    return true;
                }
            };
            all += 1;
            bytes = bytes.saturating_add(content.len());
            let capture = decode(&content);
            if let Ok(tape) = parse(&capture.text, limits.depth) {
                inference.add(&tape);
            }
            bytes < ENOUGH
        });
        if !more {
            break;
        }
    }
    match (inference.documents(), failure) {
        (0, Some(message)) => Err(Failure::Message(message)),
        (0, None) => Err(Failure::Message(format!(
            "{}: none of {all} captures is valid, so no schema can be inferred",
            path.display()
        ))),
        (sound, _) => {
            if !quiet {
                let kinds = inference.kinds();
                let several = if kinds > 1 { format!(", of {kinds} kinds") } else { String::new() };
                let captures = if sound == 1 { "capture" } else { "captures" };
                complain(&format!("{}: inferred from {sound} valid {captures} of {all}{several}", path.display()));
            }
            Ok(inference)
        }
    }
}

/// Lets every capture be read: no document of it is written.
fn anywhere(candidate: &Candidate<'_>) -> Placement {
    Placement::Write(candidate.relative.to_path_buf())
}
