//! Minimal stand-in for an HTTP library. A real client uses a real one, with TLS.

use std::error::Error;
use std::io::{Read, Write};
use std::net::TcpStream;

use authscan::model::Request;

/// A response.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) retry_after: Option<String>,
    pub(crate) body: Vec<u8>,
}

/// Sends a request with a token.
pub(crate) fn send<R>(request: &Request<R>, token: &str) -> Result<Answer, Box<dyn Error>> {
    let url = request.url();
    let authority = url.strip_prefix("http://").ok_or("only http is spoken here")?;
    let authority = authority.split('/').next().unwrap_or_default();
    let body = request.body().unwrap_or_default();
    let mut head = format!("{} {} HTTP/1.1\r\nHost: {authority}\r\n", request.method(), request.target());
    head.push_str(&format!("Authorization: Bearer {token}\r\nConnection: close\r\nContent-Length: {}\r\n", body.len()));
    for (name, value) in request.headers() {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    let mut stream = TcpStream::connect(authority)?;
    stream.write_all(format!("{head}\r\n").as_bytes())?;
    stream.write_all(body)?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").ok_or("no head")?;
    let (head, body) = answer.split_at(end + 4);
    let head = String::from_utf8_lossy(head);
    let status = head.split(' ').nth(1).ok_or("no status")?.parse()?;
    let retry_after = head.lines().find_map(|line| line.strip_prefix("Retry-After: ")).map(str::to_owned);
    Ok(Answer { status, retry_after, body: body.to_vec() })
}
