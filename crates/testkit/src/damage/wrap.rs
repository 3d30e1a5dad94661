//! Envelopes and encodings of captures: each wraps bytes.

use super::rng::Rng;

type Put = fn(&mut Rng, &[u8]) -> Vec<u8>;

/// An envelope or encoding with its generator.
#[derive(Clone, Copy, Debug)]
pub struct Wrapper {
    /// Unique name.
    pub name: &'static str,
    /// Whether it accepts only text: an encoding that gives bytes must not be inside.
    pub needs_text: bool,
    /// Kind of its output.
    pub gives: Gives,
    put: Put,
}

/// Kind of output, depending on the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gives {
    /// Text for text, bytes for bytes.
    Same,
    /// Bytes that are not text, for any input.
    Bytes,
    /// Text, for any input.
    Text,
}

impl Wrapper {
    /// Wraps bytes. Variations follow from seed and index.
    #[must_use]
    pub fn wrap(&self, seed: u64, index: u64, bytes: &[u8]) -> Vec<u8> {
        (self.put)(&mut Rng::keyed(seed, self.name, index), bytes)
    }
}

const fn any(name: &'static str, put: Put) -> Wrapper {
    Wrapper { name, needs_text: false, gives: Gives::Same, put }
}

const fn text(name: &'static str, put: Put) -> Wrapper {
    Wrapper { name, needs_text: true, gives: Gives::Same, put }
}

const fn to_bytes(name: &'static str, put: Put) -> Wrapper {
    Wrapper { name, needs_text: false, gives: Gives::Bytes, put }
}

const fn to_text(name: &'static str, put: Put) -> Wrapper {
    Wrapper { name, needs_text: false, gives: Gives::Text, put }
}

/// Every envelope and encoding.
pub const WRAPPERS: &[Wrapper] = &[
    any("byte-order-mark", |_, bytes| [b"\xef\xbb\xbf", bytes].concat()),
    Wrapper { gives: Gives::Bytes, ..text("utf-16", |rng, bytes| wide(rng, bytes, 2)) },
    Wrapper { gives: Gives::Bytes, ..text("utf-32", |rng, bytes| wide(rng, bytes, 4)) },
    text("windows-1252", windows_1252),
    any("nul-padding", |rng, bytes| [bytes, &vec![0; rng.between(1, 600)]].concat()),
    any("http-response", |_, bytes| {
        let head =
            format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n", bytes.len());
        [head.as_bytes(), bytes].concat()
    }),
    any("http-request", |_, bytes| {
        [b"POST /api/x HTTP/1.1\r\nHost: example.com\r\nAuthorization: Bearer abc\r\n\r\n", bytes].concat()
    }),
    any("curl-include", |_, bytes| [messages::INCLUDED.as_bytes(), bytes].concat()),
    any("curl-verbose", |_, bytes| [messages::VERBOSE.0.as_bytes(), bytes, messages::VERBOSE.1.as_bytes()].concat()),
    any("mitmproxy", |_, bytes| [messages::PROXY.as_bytes(), bytes].concat()),
    any("chunked", |rng, bytes| chunked(rng, bytes, "\r\n", 0)),
    text("chunk-sizes-only", |rng, bytes| chunked(rng, bytes, "\n", 0)),
    text("chunk-sizes-lie", |rng, bytes| {
        let lie = rng.between(1, 9);
        chunked(rng, bytes, "\r\n", lie)
    }),
    to_bytes("gzip", |_, bytes| read(flate2::read::GzEncoder::new(bytes, flate2::Compression::fast()))),
    to_bytes("deflate", |_, bytes| read(flate2::read::ZlibEncoder::new(bytes, flate2::Compression::default()))),
    to_bytes("raw-deflate", |_, bytes| read(flate2::read::DeflateEncoder::new(bytes, flate2::Compression::default()))),
    to_bytes("zstd", |_, bytes| ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)),
    text("fence", |_, bytes| [b"Here it is:\n\n```json\n", bytes, b"\n```\n"].concat()),
    text("prose", |_, bytes| [b"The service answered (see above):\n\n", bytes, b"\n\nThat is all.\n"].concat()),
    text("log-lines", log_lines),
    text("log-once", |_, bytes| [b"2024-05-01T12:00:00Z [main] INFO c.e.Client - response: ", bytes].concat()),
    text("log-among", |_, bytes| {
        let (before, behind) = (
            &b"2024-05-01T12:00:00Z INFO asking\n2024-05-01T12:00:01Z INFO got: "[..],
            b"\n2024-05-01T12:00:02Z INFO done\n",
        );
        [before, bytes, behind].concat()
    }),
    text("container-names", |_, bytes| prefixed(bytes, |_| "scanner-1  | ".into())),
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
    text("prompt", |rng, bytes| match rng.below(2) {
        0 => [b"$ cat answer.json\n", bytes].concat(),
        _ => prefixed(bytes, |line| if line == 0 { ">>> ".into() } else { "... ".into() }),
    }),
    text("docker", |_, bytes| json_lines(bytes, "log", "stream")),
    text("cloudwatch", |_, bytes| json_lines(bytes, "message", "logStreamName")),
    text("journald", |_, bytes| json_lines(bytes, "MESSAGE", "_SYSTEMD_UNIT")),
    text("log-events", |_, bytes| {
        let text = String::from_utf8_lossy(bytes);
        let event = |line: &str| serde_json::json!({ "timestamp": 1_714_564_800_000_u64, "message": line });
        let events: Vec<serde_json::Value> = text.lines().map(event).collect();
        serde_json::json!({ "events": events, "nextForwardToken": "f/1" }).to_string().into_bytes()
    }),
    text("hard-wrap", |rng, bytes| hard_wrap(rng, bytes, "")),
    text("soft-wrap", |rng, bytes| hard_wrap(rng, bytes, "\\")),
    text("json-string", |_, bytes| serde_json::Value::from(String::from_utf8_lossy(bytes)).to_string().into_bytes()),
    text("escaped", |_, bytes| {
        let string = serde_json::Value::from(String::from_utf8_lossy(bytes)).to_string();
        string.as_bytes().get(1..string.len() - 1).unwrap_or_default().to_vec()
    }),
    text("html", |_, bytes| {
        let text = String::from_utf8_lossy(bytes).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        text.replace('"', "&quot;").into_bytes()
    }),
    to_text("percent", |_, bytes| {
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
    to_text("base64", base64),
    to_text("hex-dump", hex_dump),
    to_text("packets", packets),
    to_text("har", har),
    text("jsonp", |_, bytes| [b"/**/callback(", bytes, b");"].concat()),
    text("guard", |_, bytes| [b")]}',\n", bytes].concat()),
    text("candidates", |_, bytes| [b"{\"status\": \"ok\"}\n", bytes, b"\n{\"took\": 3, \"retries\": []}\n"].concat()),
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

/// UTF-8, except some strings, whose letters are Latin-1.
fn windows_1252(rng: &mut Rng, bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut is_other = false;
    for character in String::from_utf8_lossy(bytes).chars() {
        if character == '"' {
            is_other = rng.chance(80);
        }
        let mut buffer = [0; 4];
        match u8::try_from(u32::from(character)) {
            Ok(byte @ 0xc0..=0xfe) if is_other => out.push(byte),
            _ => out.extend(character.encode_utf8(&mut buffer).bytes()),
        }
    }
    out
}

fn read(mut reader: impl std::io::Read) -> Vec<u8> {
    let mut out = Vec::new();
    // Reading from memory does not fail; if it did, the tests would see an empty capture.
    let _ = reader.read_to_end(&mut out);
    out
}

/// Splits bytes into chunks whose declared sizes exceed their lengths by `lie`.
fn chunked(rng: &mut Rng, bytes: &[u8], end: &str, lie: usize) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let (chunk, behind) = rest.split_at(rng.between(1, 400).min(rest.len()));
        out.extend(format!("{:x}{end}", chunk.len() + lie).bytes());
        out.extend(chunk);
        out.extend(end.bytes());
        rest = behind;
    }
    out.extend(format!("0{end}{end}").bytes());
    out
}

fn log_lines(rng: &mut Rng, bytes: &[u8]) -> Vec<u8> {
    let form = rng.below(10);
    prefixed(bytes, |line| {
        let second = line % 60;
        match form {
            0 => format!("2024-05-01T12:00:{second:02}.{:03}Z app[{}]: INFO ", line * 7 % 1000, line % 9 + 1),
            1 => format!("2024-05-01 12:00:{second:02},{:03} DEBUG client - ", line % 1000),
            2 => format!("Nov 24 00:22:{second:02} host scanner[123]: "),
            3 => format!("[12:00:{second:02}] "),
            4 => format!("I0501 12:00:{second:02}.{:06}   4242 client.go:17] ", line % 1_000_000),
            5 => format!("5/1/2024 2:00:{second:02} PM client: "),
            6 => format!("{}.{:03} client ", 1_714_564_800 + line, line % 1000),
            7 => format!("Wed May  1 12:00:{second:02} 2024 client: "),
            8 => format!("2024-05-01T12:00:{second:02}.123456789Z stdout F "),
            _ => "INFO:client:".into(),
        }
    })
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

/// Breaks lines at a width, with a mark at the end of each continued line.
fn hard_wrap(rng: &mut Rng, bytes: &[u8], mark: &str) -> Vec<u8> {
    let width = rng.between(60, 120);
    let mut out = String::new();
    for line in String::from_utf8_lossy(bytes).split_inclusive('\n') {
        for (at, character) in line.trim_end_matches('\n').chars().enumerate() {
            if at > 0 && at % width == 0 {
                out.push_str(mark);
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
    let digits = rng.word(&["+/", "-_"]);
    encoded(bytes, digits, rng.chance(50)).into_bytes()
}

/// Encodes as base64 with these last two digits, in lines or in one piece.
fn encoded(bytes: &[u8], last: &str, in_lines: bool) -> String {
    const DIGITS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let mut out = String::new();
    for (index, group) in bytes.chunks(3).enumerate() {
        if in_lines && index > 0 && index % 19 == 0 {
            out.push('\n');
        }
        let byte = |at: usize| u32::from(group.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for at in 0..4 {
            let digit = (bits >> (18 - 6 * at) & 63) as usize;
            let digit = DIGITS.iter().copied().chain(last.bytes()).nth(digit).unwrap_or(b'A');
            out.push(if at <= group.len() { char::from(digit) } else { '=' });
        }
    }
    out
}

/// Output of `xxd`, `hexdump -C`, `od -t x1` and `xxd -p`.
fn hex_dump(rng: &mut Rng, bytes: &[u8]) -> Vec<u8> {
    let form = rng.below(4);
    let mut out = String::new();
    for (line, group) in bytes.chunks(if form == 3 { 30 } else { 16 }).enumerate() {
        let octets = |apart: usize| -> String {
            let blank = |at: usize| if at > 0 && at % apart == 0 { " " } else { "" };
            group.iter().enumerate().map(|(at, byte)| format!("{}{byte:02x}", blank(at))).collect()
        };
        let shown: String =
            group.iter().map(|byte| if byte.is_ascii_graphic() { char::from(*byte) } else { '.' }).collect();
        out += &match form {
            0 => format!("{:08x}: {:<39}  {shown}\n", line * 16, octets(2)),
            1 => format!("{:08x}  {:<48}  |{shown}|\n", line * 16, octets(1)),
            2 => format!("{:07o} {}\n", line * 16, octets(1)),
            _ => format!("{}\n", octets(64)),
        };
    }
    match form {
        1 => out += &format!("{:08x}\n", bytes.len()),
        2 => out += &format!("{:07o}\n", bytes.len()),
        _ => {}
    }
    out.into_bytes()
}

/// Output of `tcpdump -X` for packets over IPv4 and TCP.
fn packets(_: &mut Rng, bytes: &[u8]) -> Vec<u8> {
    let mut out = String::new();
    for (number, payload) in bytes.chunks(1200).enumerate() {
        let mut packet = vec![0x45, 0, 0, 0, 0, 1, 0x40, 0, 64, 6, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2];
        packet.extend([0x01, 0xbb, 0xc0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 0x50, 0x18, 1, 0xf6, 0, 0, 0, 0]);
        packet.extend(payload);
        out += &format!(
            "12:00:{:02}.000001 IP 10.0.0.1.443 > 10.0.0.2.49153: Flags [P.], length {}\n",
            number % 60,
            payload.len()
        );
        for (line, group) in packet.chunks(16).enumerate() {
            let blank = |at: usize| if at > 0 && at % 2 == 0 { " " } else { "" };
            let octets: String =
                group.iter().enumerate().map(|(at, byte)| format!("{}{byte:02x}", blank(at))).collect();
            let shown: String =
                group.iter().map(|byte| if byte.is_ascii_graphic() { char::from(*byte) } else { '.' }).collect();
            out += &format!("\t0x{:04x}:  {octets:<39}  {shown}\n", line * 16);
        }
    }
    out.into_bytes()
}

/// An archive of three messages, one of which has the bytes as its body.
fn har(rng: &mut Rng, bytes: &[u8]) -> Vec<u8> {
    let text = std::str::from_utf8(bytes).ok().filter(|_| rng.chance(70));
    let content = match text {
        Some(text) => serde_json::json!({ "size": bytes.len(), "mimeType": "application/json", "text": text }),
        None => serde_json::json!({ "size": bytes.len(), "text": encoded(bytes, "+/", false), "encoding": "base64" }),
    };
    let entry = |content: serde_json::Value| {
        serde_json::json!({
            "startedDateTime": "2024-05-01T12:00:00Z",
            "request": { "method": "GET", "url": "https://example.com/api", "headers": [{ "name": "Accept", "value": "*/*" }] },
            "response": { "status": 200, "content": content },
        })
    };
    let page = entry(serde_json::json!({ "mimeType": "text/html", "text": "<!doctype html><title>Portal</title>" }));
    let state = entry(serde_json::json!({ "mimeType": "application/json", "text": "{\"ready\": true}" }));
    serde_json::json!({ "log": { "version": "1.2", "entries": [page, entry(content), state] } })
        .to_string()
        .into_bytes()
}

/// Text that programs print around a body.
mod messages {
    pub(super) const INCLUDED: &str =
        "HTTP/2 200 \ncontent-type: application/json; odata.metadata=minimal\ndate: Wed, 01 May 2024 12:00:00 GMT\n\n";
    pub(super) const VERBOSE: (&str, &str) = (
        "* Connected to api.example.com (10.0.0.1) port 443\n> GET /api/definitions HTTP/1.1\n> Host: api.example.com\n\
         > Authorization: Bearer abc\n> \n< HTTP/1.1 200 OK\n< Content-Type: application/json\n< \n{ [512 bytes data]\n",
        "\n* Connection #0 to host api.example.com left intact\n",
    );
    pub(super) const PROXY: &str = "10.0.0.2:49153: GET https://api.example.com/api/definitions HTTP/2.0\n    \
         accept: */*\n\n << HTTP/2.0 200 OK 512b\n    content-type: application/json\n\n";
}
