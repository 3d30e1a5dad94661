//! Hexadecimal dumps: of `xxd`, `hexdump -C` and `od`, of packet sniffers, and digits without a frame.

use crate::decode::layer::Found;
use crate::decode::layer::{Layer, Rewrite};
use crate::decode::lines::{behind, is_blank, lines, run};
use crate::diagnostic::{Applicability, Code};
use crate::limits::Limits;
use crate::text::Span;

/// Fewest bytes of a dump; fewer are words.
const FEWEST: usize = 16;
/// Most bytes on one line.
const MOST_ON_A_LINE: usize = 64;

pub(in crate::decode) fn find(bytes: &[u8], _: &Limits, found: &mut Found) {
    found.push(framed(bytes));
    found.push(plain(bytes));
}

/// A line of a dump: the end of its offset, and the end of its digits.
struct Line {
    offset: u64,
    digits: Span,
}

/// Reads lines with an offset, with or without a column of characters. Other lines between them, as sniffers print them
/// before each packet, are dropped, and so are the headers of packets.
fn framed(bytes: &[u8]) -> Option<Layer> {
    let mut rewrite = Rewrite::new(bytes);
    let (mut count, mut others) = (0, 0);
    let mut packet: Vec<Span> = Vec::new();
    let mut expected: Option<u64> = None;
    let mut stretch: Option<Span> = None;
    for (line, _) in lines(bytes) {
        let content = line.slice_bytes(bytes);
        match dumped(content) {
            Some(Line { offset, digits }) => {
                if offset == 0 || expected.is_none() {
                    write(&mut rewrite, bytes, &std::mem::take(&mut packet));
                }
                let pairs = pairs(bytes, Span::new(line.start + digits.start, line.start + digits.end));
                expected = Some(offset + pairs.len() as u64);
                count += pairs.len();
                packet.extend(pairs);
                stretch = Some(stretch.map_or(line, |before| before.cover(line)));
            }
            // Some tools end with the offset of the end.
            None if is_blank(content) || is_offset(content) || content == b"*" => {}
            None => {
                others += 1;
                expected = None;
            }
        }
    }
    write(&mut rewrite, bytes, &packet);
    let stretch = stretch.filter(|_| count >= FEWEST && others * 4 <= count)?;
    rewrite.restate(stretch.end, b"");
    rewrite.decoded(stretch, Code::EncodedDocument, Applicability::Certain, "a hex dump");
    rewrite.drop(bytes.len(), Code::Envelope, Applicability::Likely);
    rewrite.finish().map(|layer| Layer { repeats: true, ..layer })
}

/// Replaces pairs of digits by their bytes, without packet headers.
fn write(rewrite: &mut Rewrite<'_>, bytes: &[u8], pairs: &[Span]) {
    let values: Vec<u8> = pairs.iter().filter_map(|pair| octet(pair.slice_bytes(bytes))).collect();
    let payload = payload(&values);
    let headers = values.len() - payload.len();
    for (pair, value) in pairs.iter().zip(&values).skip(headers) {
        rewrite.restate_units(pair.end, &[*value], (1, pair.end - rewrite.at()));
    }
}

/// Returns the payload of a packet, after the headers of Ethernet, IP, TCP and UDP; all bytes if they are not a packet.
fn payload(packet: &[u8]) -> &[u8] {
    let network = match (packet.get(12), packet.get(13)) {
        (Some(0x08), Some(0x00)) if packet.get(14).is_some_and(|byte| byte >> 4 == 4) => behind(packet, 14),
        (Some(0x86), Some(0xdd)) => behind(packet, 14),
        _ => packet,
    };
    let nibbles = |byte: u8| (byte >> 4, usize::from(byte & 15));
    let (protocol, transport) = match network.first().map(|byte| nibbles(*byte)) {
        Some((4, words @ 5..)) => (network.get(9), behind(network, words * 4)),
        Some((6, _)) => (network.get(6), behind(network, 40)),
        _ => return packet,
    };
    match protocol {
        Some(6) => behind(transport, transport.get(12).map_or(0, |byte| nibbles(*byte).0.into()) * 4),
        Some(17) => behind(transport, 8),
        _ => packet,
    }
}

/// Parses a line of a dump.
fn dumped(line: &[u8]) -> Option<Line> {
    let mark = if line.starts_with("\u{feff}".as_bytes()) { 3 } else { 0 };
    let indent = mark + run(behind(line, mark), |byte| byte == b' ' || byte == b'\t');
    let prefix = if behind(line, indent).starts_with(b"0x") { indent + 2 } else { indent };
    let length = run(behind(line, prefix), |byte| byte.is_ascii_hexdigit());
    if !(4..=16).contains(&length) {
        return None;
    }
    let offset = u64::from_str_radix(std::str::from_utf8(line.get(prefix..prefix + length)?).ok()?, 16).ok()?;
    let colon = usize::from(behind(line, prefix + length).starts_with(b":"));
    let start = prefix + length + colon;
    // The column of characters is between bars, or after several spaces.
    let end = memchr::memmem::find(behind(line, start), b"  |").map_or(line.len(), |at| start + at);
    let is_barred = end < line.len();
    let mut at = start;
    let mut count = 0;
    let mut last = start;
    while at < end && count < MOST_ON_A_LINE {
        let blanks = run(behind(line, at), |byte| byte == b' ' || byte == b'\t');
        let digits = run(behind(line, at + blanks), |byte| byte.is_ascii_hexdigit());
        let next = line.get(at + blanks + digits);
        let is_apart = next.is_none_or(|byte| matches!(byte, b' ' | b'\t'));
        let is_wide = blanks > 1 && count > 0 && !is_barred;
        if blanks == 0 || digits == 0 || digits % 2 == 1 || digits > 16 || !is_apart || is_wide {
            break;
        }
        count += digits / 2;
        at += blanks + digits;
        last = at;
    }
    (count > 0).then_some(Line { offset, digits: Span::new(start, last) })
}

/// Returns whether a line consists of an offset only.
fn is_offset(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    line.len() >= 4 && line.iter().all(u8::is_ascii_hexdigit)
}

/// Returns the pairs of digits in a part of a line.
fn pairs(bytes: &[u8], part: Span) -> Vec<Span> {
    let mut pairs = Vec::new();
    let mut at = part.start;
    while at + 1 < part.end {
        if bytes.get(at).is_some_and(u8::is_ascii_hexdigit) {
            pairs.push(Span::new(at, at + 2));
            at += 2;
        } else {
            at += 1;
        }
    }
    pairs
}

/// Reads digits without offsets, on one line or several, with white space or `\x` between the pairs.
fn plain(bytes: &[u8]) -> Option<Layer> {
    let is_between = |byte: u8| byte.is_ascii_whitespace() || matches!(byte, b'\\' | b'x' | b',' | b':' | b'-');
    let stretch = Span::new(run(bytes, is_between), bytes.trim_ascii_end().len());
    let mut rewrite = Rewrite::new(bytes);
    let mut at = stretch.start;
    let mut count = 0;
    while at < stretch.end {
        let between = run(behind(bytes, at), is_between);
        let pair = Span::new(at + between, at + between + 2);
        let value = octet(pair.slice_bytes(bytes).get(..2)?)?;
        rewrite.restate_units(pair.end, &[value], (1, pair.end - rewrite.at()));
        at = pair.end;
        count += 1;
    }
    if count < FEWEST {
        return None;
    }
    rewrite.decoded(stretch, Code::EncodedDocument, Applicability::Certain, "a hex dump");
    rewrite.restate(bytes.len(), b"");
    rewrite.finish()
}

/// Decodes two digits.
fn octet(pair: &[u8]) -> Option<u8> {
    let digit = |at: usize| pair.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    u8::try_from(digit(0)? << 4 | digit(1)?).ok()
}
