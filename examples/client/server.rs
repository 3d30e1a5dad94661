//! A local server that behaves like the service, including damage in transit.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

use authscan::Options;
use authscan::model::{
    ErrorCode, ErrorDetail, ErrorResponse, Host, PayloadKind, ScanDefinition, ScanDefinitionCreate,
    ScanDefinitionUpdate,
};

/// The token that is accepted.
pub(crate) const TOKEN: &str = "example-token";

/// Starts the server, which runs as long as the process.
pub(crate) fn start() -> io::Result<Host> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let host = format!("http://{}", listener.local_addr()?);
    thread::spawn(move || {
        let mut busy = 2;
        for stream in listener.incoming().flatten() {
            // A connection that was closed early must not affect the next one.
            let _ = serve(stream, &mut busy);
        }
    });
    host.parse().map_err(io::Error::other)
}

struct Answer {
    status: u16,
    headers: &'static str,
    body: String,
}

fn ok(body: impl Into<String>) -> Answer {
    Answer { status: 200, headers: "", body: body.into() }
}

fn refused(status: u16, code: ErrorCode, message: &str) -> Answer {
    let mut error = ErrorDetail::new();
    error.code = code.into();
    error.message = message.into();
    let mut response = ErrorResponse::new();
    response.error = error.into();
    Answer { status, headers: "", body: authscan::to_string(&response).unwrap_or_default() }
}

fn serve(mut stream: TcpStream, busy: &mut u32) -> io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let (mut length, mut authorized) = (0, false);
    let mut header = String::new();
    while reader.read_line(&mut header)? > 2 {
        let (name, value) = header.trim().split_once(": ").unwrap_or_default();
        match name {
            "Content-Length" => length = value.parse().unwrap_or(0),
            "Authorization" => authorized = value == format!("Bearer {TOKEN}"),
            _ => {}
        }
        header.clear();
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let mut words = line.split(' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let answer = if authorized {
        route(method, target, &body, busy)
    } else {
        refused(401, ErrorCode::Unauthorized, "The token is not valid here.")
    };
    let Answer { status, headers, body } = answer;
    let head = format!("HTTP/1.1 {status} -\r\nContent-Type: application/json\r\n{headers}Connection: close\r\n\r\n");
    stream.write_all(head.as_bytes())?;
    stream.write_all(body.as_bytes())
}

fn route(method: &str, target: &str, body: &[u8], busy: &mut u32) -> Answer {
    const DEFINITIONS: &str = "/api/DeviceAuthenticatedScanDefinitions";
    let path = target.split('?').next().unwrap_or_default();
    match (method, path.strip_prefix(DEFINITIONS)) {
        // A proxy dropped the closing brace of the first definition. The link is relative.
        ("GET", Some("")) if !target.contains("$skip") => ok(format!(
            r#"{{"value": [{{"id": "d1", "scanName": "Core", "isActive": true, "target": "10.0.0.0/24",
                "latestScan": {{"status": "Fail"}}, {{"id": "d2", "scanName": "Branch", "isActive": true}}],
                "@odata.nextLink": "{DEFINITIONS}?$skip=2"}}"#
        )),
        ("GET", Some("")) => ok(r#"{"value": [{"id": "d3", "scanName": "Lab", "isActive": true}]}"#),
        ("POST", Some("")) => create(body),
        ("POST", Some("/BatchDelete")) => ok(""),
        ("POST", Some(history)) if history.starts_with("/GetScanHistory") => {
            ok(r#"{"value": [{"sessionId": "s1", "scanDefinitionId": "d1", "numberOfTargets": 2,
                "scannedTargets": [{"ip": "10.0.0.1", "scanStatus": "Success", "scanDuration": "00:00:07"},
                                   {"ip": "10.0.0.2", "scanStatus": "Failure", "scanDuration": "00:00:30"}]}]}"#)
        }
        ("PATCH", Some(id)) if *busy > 0 => {
            *busy -= 1;
            let limited = refused(429, ErrorCode::TooManyRequests, &format!("Too many requests about {id}."));
            // Damaged in transit, too: the end is missing.
            let mut limited = limited;
            limited.body.truncate(limited.body.len() - 4);
            let headers =
                if *busy == 0 { "Retry-After: 0\r\n" } else { "Retry-After: Sun, 06 Nov 1994 08:49:37 GMT\r\n" };
            Answer { headers, ..limited }
        }
        ("PATCH", Some(id)) => update(id.trim_start_matches('/'), body),
        ("GET", None) if path == "/api/DeviceAuthenticatedScanAgents" => {
            ok(r#"{"value": [{"id": "o_eb663a27ae9d032f61bc268a79eedf14c4b90f77", "lastSeen": "2026-11-27T09:33:16Z",
                "machineId": "eb663a27ae9d032f61bc268a79eedf14c4b90f77", "computerDnsName": "scan-1"}]}"#)
        }
        _ => refused(404, ErrorCode::ResourceNotFound, "There is nothing here."),
    }
}

/// Refuses a request that the service would refuse.
fn create(body: &[u8]) -> Answer {
    let report = Options::new().check_as(&PayloadKind::Create, body);
    let request = match authscan::parse::<ScanDefinitionCreate>(body) {
        Ok(request) if report.conforms() => request,
        _ => return refused(400, ErrorCode::InvalidRequestBody, "The body is not what it should be."),
    };
    let mut definition = ScanDefinition::new();
    definition.id = format!("new {}", request.scan_name.text().unwrap_or_default()).into();
    definition.scan_type = request.scan_type;
    definition.scan_name = request.scan_name;
    definition.is_active = request.is_active;
    ok(authscan::to_string(&definition).unwrap_or_default())
}

fn update(id: &str, body: &[u8]) -> Answer {
    let Ok(request) = authscan::parse::<ScanDefinitionUpdate>(body) else {
        return refused(400, ErrorCode::InvalidRequestBody, "The body is not what it should be.");
    };
    let mut definition = ScanDefinition::new();
    definition.id = id.into();
    definition.is_active = request.is_active;
    definition.target = request.target;
    ok(authscan::to_string(&definition).unwrap_or_default())
}
