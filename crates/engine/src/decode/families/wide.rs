//! UTF-16 and UTF-32, big- and little-endian, with or without a byte order mark.

use crate::decode::layer::Found;
use crate::decode::layer::Rewrite;
use crate::diagnostic::{Applicability, Code};
use crate::limits::Limits;
use crate::text::Span;

/// An encoding in units of two or four bytes.
struct Wide {
    name: &'static str,
    mark: &'static [u8],
    unit: usize,
    big: bool,
}

/// UTF-32 first: its little-endian mark starts as that of UTF-16 does.
const ENCODINGS: [Wide; 4] = [
    Wide { name: "UTF-32 (little-endian)", mark: b"\xff\xfe\0\0", unit: 4, big: false },
    Wide { name: "UTF-32 (big-endian)", mark: b"\0\0\xfe\xff", unit: 4, big: true },
    Wide { name: "UTF-16 (little-endian)", mark: b"\xff\xfe", unit: 2, big: false },
    Wide { name: "UTF-16 (big-endian)", mark: b"\xfe\xff", unit: 2, big: true },
];

/// Units that are examined if there is no mark.
const SAMPLE: usize = 2048;

pub(in crate::decode) fn find(bytes: &[u8], _: &Limits, found: &mut Found) {
    if let Some(wide) = ENCODINGS.iter().find(|wide| bytes.starts_with(wide.mark)) {
        found.push(wide.read(bytes, wide.mark.len()));
    } else if let Some(wide) = ENCODINGS.iter().find(|wide| wide.is_likely(bytes)) {
        found.push(wide.read(bytes, 0));
    }
}

impl Wide {
    fn number(&self, unit: &[u8]) -> u32 {
        let join = |number: u32, byte: &u8| number << 8 | u32::from(*byte);
        if self.big { unit.iter().fold(0, join) } else { unit.iter().rev().fold(0, join) }
    }

    /// Returns whether most units are ASCII, as those of JSON are.
    fn is_likely(&self, bytes: &[u8]) -> bool {
        let units = bytes.chunks_exact(self.unit).take(SAMPLE);
        let (count, ascii) = units.fold((0, 0), |(count, ascii), unit| {
            (count + 1, ascii + usize::from(matches!(self.number(unit), 9 | 10 | 13 | 0x20..=0x7e)))
        });
        count >= 2 && ascii * 10 > count * 6
    }

    fn read(&self, bytes: &[u8], from: usize) -> Option<crate::decode::layer::Layer> {
        let mut rewrite = Rewrite::new(bytes);
        rewrite.restate(from, b"");
        let mut high: Option<(usize, u32)> = None;
        for unit in bytes.get(from..)?.chunks(self.unit) {
            let at = rewrite.at();
            let number = if unit.len() < self.unit { 0xfffd } else { self.number(unit) };
            if let Some((start, high)) = high.take() {
                let low = number.wrapping_sub(0xdc00);
                let pair = ((high - 0xd800_u32) << 10).saturating_add(0x1_0000).saturating_add(low);
                match char::from_u32(pair).filter(|_| low < 0x400) {
                    Some(character) => {
                        put(&mut rewrite, start + 2 * self.unit, character);
                        continue;
                    }
                    None => put(&mut rewrite, start + self.unit, char::REPLACEMENT_CHARACTER),
                }
            }
            let at = at.max(rewrite.at());
            if self.unit == 2 && (0xd800..0xdc00).contains(&number) {
                high = Some((at, number));
            } else {
                put(&mut rewrite, at + unit.len(), char::from_u32(number).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
        }
        if high.is_some() {
            put(&mut rewrite, bytes.len(), char::REPLACEMENT_CHARACTER);
        }
        rewrite.decoded(Span::new(0, bytes.len()), Code::OtherEncoding, Applicability::Certain, self.name);
        rewrite.finish()
    }
}

fn put(rewrite: &mut Rewrite<'_>, end: usize, character: char) {
    let mut buffer = [0; 4];
    rewrite.restate(end, character.encode_utf8(&mut buffer).as_bytes());
}
