//! `--lines`: one payload per line in, one line out, in order, in memory independent of the input's length.

use std::io;

use crate::flow::Job;
use crate::input::Entry;

/// Initial capacity of a batch, in bytes.
const BATCH: usize = 128 << 10;

/// Consecutive lines of one input.
pub(crate) struct Batch {
    /// Name of the input in reports.
    pub(crate) name: String,
    /// Number of the first line, from 1.
    pub(crate) first: u64,
    bytes: Vec<u8>,
    /// Ends of the lines.
    ends: Vec<usize>,
}

impl Batch {
    /// Returns the lines without their line breaks, with their numbers.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (u64, &[u8])> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let lines = starts.zip(&self.ends).map(|(start, end)| self.bytes.get(start..*end).unwrap_or_default());
        let bare = lines.map(|line| line.strip_suffix(b"\r").unwrap_or(line));
        (self.first..).zip(bare)
    }
}

/// Splits an input into batches until `send` returns `false`. Lines are sent as soon as they are read, so that an
/// interactive writer sees their results.
pub(crate) fn read(entry: Entry<'_>, max_bytes: usize, send: &mut dyn FnMut(Job, usize) -> bool) -> bool {
    let mut cutter = Cutter { name: entry.name, number: 1, bytes: Vec::new(), ends: Vec::new(), max_bytes };
    let failed = loop {
        let available = match entry.content.fill_buf() {
            Ok(available) => available,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => break Some(error),
        };
        let length = available.len();
        if length == 0 {
            break None;
        }
        cutter.push(available);
        entry.content.consume(length);
        if !cutter.send(send) {
            return false;
        }
    };
    if cutter.open() > 0 {
        cutter.end_line();
    }
    let name = cutter.name.clone();
    cutter.send(send) && failed.is_none_or(|error| send(Job::Failure(format!("cannot read {name}: {error}")), 0))
}

/// Lines being collected for a batch; the last one may be incomplete.
struct Cutter {
    name: String,
    /// Number of the first line.
    number: u64,
    bytes: Vec<u8>,
    ends: Vec<usize>,
    max_bytes: usize,
}

impl Cutter {
    /// Returns the number of bytes of the incomplete line.
    fn open(&self) -> usize {
        self.bytes.len() - self.ends.last().copied().unwrap_or(0)
    }

    fn push(&mut self, available: &[u8]) {
        let mut from = 0;
        for end in memchr::memchr_iter(b'\n', available) {
            self.extend(available.get(from..end).unwrap_or_default());
            self.end_line();
            from = end + 1;
        }
        self.extend(available.get(from..).unwrap_or_default());
    }

    /// Appends to the incomplete line, up to one byte beyond the limit, which suffices to detect that the limit is
    /// exceeded.
    fn extend(&mut self, part: &[u8]) {
        let room = self.max_bytes.saturating_add(1).saturating_sub(self.open());
        self.bytes.extend_from_slice(part.get(..part.len().min(room)).unwrap_or_default());
    }

    fn end_line(&mut self) {
        self.ends.push(self.bytes.len());
    }

    /// Sends the complete lines.
    fn send(&mut self, send: &mut dyn FnMut(Job, usize) -> bool) -> bool {
        let Some(end) = self.ends.last().copied() else { return true };
        let mut next = Vec::with_capacity(BATCH);
        next.extend_from_slice(self.bytes.get(end..).unwrap_or_default());
        let mut bytes = std::mem::replace(&mut self.bytes, next);
        bytes.truncate(end);
        let ends = std::mem::take(&mut self.ends);
        let first = self.number;
        self.number += ends.len() as u64;
        send(Job::Lines(Batch { name: self.name.clone(), first, bytes, ends }), end)
    }
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use super::*;

    /// Returns the numbered lines of a text that is read in portions of `portion` bytes.
    fn cut(text: &[u8], portion: usize, max_bytes: usize) -> Vec<(u64, Vec<u8>)> {
        let mut lines = Vec::new();
        let mut reader = BufReader::with_capacity(portion, text);
        let entry = Entry { name: "a".into(), relative: "a".into(), file: None, content: &mut reader };
        read(entry, max_bytes, &mut |job, _| {
            let Job::Lines(batch) = job else { panic!("it can be read") };
            lines.extend(batch.lines().map(|(number, line)| (number, line.to_vec())));
            true
        });
        lines
    }

    #[test]
    fn lines_are_the_same_however_they_are_read() {
        let text = b"a\r\n\nbc\r\ndefghijkl\n\r\nlast";
        let lines: Vec<(u64, Vec<u8>)> = [&b"a"[..], b"", b"bc", b"defghijkl", b"", b"last"]
            .iter()
            .zip(1..)
            .map(|(line, number)| (number, line.to_vec()))
            .collect();
        for portion in 1..text.len() + 1 {
            assert_eq!(cut(text, portion, 100), lines, "{portion}");
            assert_eq!(cut(text, portion, 3)[3], (4, b"defg".to_vec()), "{portion}");
        }
        assert!(cut(b"", 10, 10).is_empty());
        assert_eq!(cut(b"a\n", 10, 10).len(), 1);
    }
}
