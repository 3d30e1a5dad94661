//! Wrappers that captures come in: each puts one round bytes.

use super::rng::Rng;

type Put = fn(&mut Rng, &[u8]) -> Vec<u8>;

/// A wrapper: its name, and what puts it on.
#[derive(Clone, Copy, Debug)]
pub struct Wrapper {
    /// The name, unlike every other's.
    pub name: &'static str,
    /// It takes text only: another wrapper that gives bytes must not be inside.
    pub needs_text: bool,
    put: Put,
}

impl Wrapper {
    /// Puts the wrapper round bytes. What varies follows from seed and number.
    #[must_use]
    pub fn wrap(&self, seed: u64, index: u64, bytes: &[u8]) -> Vec<u8> {
        (self.put)(&mut Rng::keyed(seed, self.name, index), bytes)
    }
}

const fn binary(name: &'static str, put: Put) -> Wrapper {
    Wrapper { name, needs_text: false, put }
}

const fn text(name: &'static str, put: Put) -> Wrapper {
    Wrapper { name, needs_text: true, put }
}

/// Every wrapper.
pub const WRAPPERS: &[Wrapper] = &[
    binary("byte-order-mark", |_, bytes| [b"\xef\xbb\xbf", bytes].concat()),
    text("utf-16", |rng, bytes| wide(rng, bytes, 2)),
    text("utf-32", |rng, bytes| wide(rng, bytes, 4)),
    binary("nul-padding", |rng, bytes| [bytes, &vec![0; rng.between(1, 600)]].concat()),
    binary("http-response", |_, bytes| {
        let head =
            format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n", bytes.len());
        [head.as_bytes(), bytes].concat()
    }),
    binary("http-request", |_, bytes| {
        [b"POST /api/x HTTP/1.1\r\nHost: example.com\r\nAuthorization: Bearer abc\r\n\r\n", bytes].concat()
    }),
    binary("chunked", chunked),
    #[cfg(feature = "compression")]
    binary("gzip", |_, bytes| {
        use std::io::Read;
        let mut out = Vec::new();
        // Reading from memory does not fail; if it ever did, the tests would see the empty capture.
        let _ = flate2::read::GzEncoder::new(bytes, flate2::Compression::fast()).read_to_end(&mut out);
        out
    }),
    #[cfg(feature = "compression")]
    binary("deflate", |_, bytes| {
        use std::io::Read;
        let mut out = Vec::new();
        let _ = flate2::read::ZlibEncoder::new(bytes, flate2::Compression::default()).read_to_end(&mut out);
        out
    }),
    #[cfg(feature = "compression")]
    binary("zstd", |_, bytes| ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)),
    text("fence", |_, bytes| [b"Here it is:\n\n```json\n", bytes, b"\n```\n"].concat()),
    text("log-lines", |rng, bytes| {
        let form = rng.below(4);
        prefixed(bytes, |line| match form {
            0 => format!("2024-05-01T12:00:{:02}.{:03}Z app[{}]: INFO ", line % 60, line * 7 % 1000, line % 9 + 1),
            1 => format!("2024-05-01 12:00:{:02},{:03} DEBUG client - ", line % 60, line % 1000),
            2 => format!("Nov 24 00:22:{:02} host scanner[123]: ", line % 60),
            _ => format!("[12:00:{:02}] ", line % 60),
        })
    }),
    text("log-once", |_, bytes| [b"2024-05-01T12:00:00Z [main] INFO c.e.Client - response: ", bytes].concat()),
    text("line-numbers", |rng, bytes| {
        let form = rng.below(3);
        prefixed(bytes, |line| match form {
            0 => format!("{:>6}\t", line + 1),
            1 => format!("{}: ", line + 1),
            _ => format!("{:>4} | ", line + 1),
        })
    }),
    text("quoted", |_, bytes| prefixed(bytes, |_| "> ".into())),
    text("diff", |_, bytes| {
        [b"--- a/x.json\n+++ b/x.json\n@@ -0,0 +1,9 @@\n", &*prefixed(bytes, |_| "+".into())].concat()
    }),
    text("docker", |_, bytes| json_lines(bytes, "log", "stream")),
    text("cloudwatch", |_, bytes| json_lines(bytes, "message", "logStreamName")),
    text("hard-wrap", hard_wrap),
    text("json-string", |_, bytes| serde_json::Value::from(String::from_utf8_lossy(bytes)).to_string().into_bytes()),
    text("escaped", |_, bytes| {
        let string = serde_json::Value::from(String::from_utf8_lossy(bytes)).to_string();
        string.as_bytes().get(1..string.len() - 1).unwrap_or_default().to_vec()
    }),
    text("html", |_, bytes| {
        let text = String::from_utf8_lossy(bytes).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        text.replace('"', "&quot;").into_bytes()
    }),
    binary("percent", |_, bytes| {
        let mut out = Vec::new();
        for byte in bytes {
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(*byte),
                _ => out.extend(format!("%{byte:02X}").bytes()),
            }
        }
        out
    }),
    text("quoted-printable", quoted_printable),
    binary("base64", base64),
    text("jsonp", |_, bytes| [b"/**/callback(", bytes, b");"].concat()),
    text("guard", |_, bytes| [b")]}',\n", bytes].concat()),
];

fn wide(rng: &mut Rng, bytes: &[u8], unit: usize) -> Vec<u8> {
    let (big, mark) = (rng.chance(50), rng.chance(50));
    let text = String::from_utf8_lossy(bytes);
    let characters = mark.then_some('\u{feff}').into_iter().chain(text.chars());
    let mut out = Vec::new();
    let mut put = |number: u32| {
        let all = number.to_be_bytes();
        let kept = all.get(4 - unit..).unwrap_or_default();
        if big { out.extend(kept) } else { out.extend(kept.iter().rev()) }
    };
    for character in characters {
        let mut buffer = [0; 2];
        match unit {
            2 => character.encode_utf16(&mut buffer).iter().for_each(|unit| put(u32::from(*unit))),
            _ => put(u32::from(character)),
        }
    }
    out
}

fn chunked(rng: &mut Rng, bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let (chunk, behind) = rest.split_at(rng.between(1, 400).min(rest.len()));
        out.extend(format!("{:x}\r\n", chunk.len()).bytes());
        out.extend(chunk);
        out.extend(b"\r\n");
        rest = behind;
    }
    out.extend(b"0\r\n\r\n");
    out
}

fn prefixed(bytes: &[u8], prefix: impl Fn(usize) -> String) -> Vec<u8> {
    let lines = bytes.split_inclusive(|byte| *byte == b'\n').enumerate();
    lines.flat_map(|(number, line)| [prefix(number).into_bytes(), line.to_vec()].concat()).collect()
}

fn json_lines(bytes: &[u8], member: &str, other: &str) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes);
    let mut out = String::new();
    for line in text.split_inclusive('\n') {
        out.push_str(&serde_json::json!({ member: line, other: "stdout", "time": "2024-05-01T12:00:00Z" }).to_string());
        out.push('\n');
    }
    out.into_bytes()
}

fn hard_wrap(rng: &mut Rng, bytes: &[u8]) -> Vec<u8> {
    let width = rng.between(60, 120);
    let mut out = String::new();
    for line in String::from_utf8_lossy(bytes).split_inclusive('\n') {
        for (at, character) in line.trim_end_matches('\n').chars().enumerate() {
            if at > 0 && at % width == 0 {
                out.push('\n');
            }
            out.push(character);
        }
        out.push('\n');
    }
    out.into_bytes()
}

fn quoted_printable(_: &mut Rng, bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut column = 0;
    for byte in bytes {
        let encoded = match byte {
            b'\n' => vec![b'\n'],
            b'=' | 0x80.. | 0..0x20 => format!("={byte:02X}").into_bytes(),
            _ => vec![*byte],
        };
        if column + encoded.len() > 75 && *byte != b'\n' {
            out.extend(b"=\n");
            column = 0;
        }
        column = if *byte == b'\n' { 0 } else { column + encoded.len() };
        out.extend(encoded);
    }
    out
}

fn base64(rng: &mut Rng, bytes: &[u8]) -> Vec<u8> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let in_lines = rng.chance(50);
    let mut out = Vec::new();
    for (index, group) in bytes.chunks(3).enumerate() {
        if in_lines && index > 0 && index % 19 == 0 {
            out.push(b'\n');
        }
        let byte = |at: usize| u32::from(group.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for at in 0..4 {
            let digit = DIGITS.get((bits >> (18 - 6 * at) & 63) as usize).copied().unwrap_or(b'A');
            out.push(if at <= group.len() { digit } else { b'=' });
        }
    }
    out
}
