//! A complete client of the API, against a server on this machine: `cargo run --example client`.
//!
//! The client lists definitions page by page, one page of them damaged in transit, creates one with each kind of
//! credentials, changes and deletes definitions, reads both histories, and handles a refusal and a rate limit. Besides
//! this crate a client needs an HTTP library, for which the module [`http`] is a stand-in, and `tracing`, for the log.

#[path = "client/http.rs"]
mod http;
#[path = "client/server.rs"]
mod server;

use std::error::Error;
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use authscan::diagnostic::Applicability;
use authscan::model::{
    Collection, DefinitionId, Failure, Host, LinuxAuthParams, PayloadType, Request, Response, ScanAgent,
    ScanDefinition, ScanDefinitionCreate, ScanDefinitionIds, ScanDefinitionUpdate, ScanHistory, SessionIds,
    SnmpAuthParams, SnmpAuthentication, SnmpPrivacy, Targets, Validate, WindowsAuthParams, WindowsAuthType, endpoints,
};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Maximum number of attempts for a request that the service may accept later.
const ATTEMPTS: u32 = 3;
/// Time to wait after the first attempt if the service does not state one; doubled after each further attempt.
const WAIT: Duration = Duration::from_millis(200);
/// Longest time to wait, whatever the service states.
const LONGEST: Duration = Duration::from_secs(120);
/// Maximum number of pages of a list, so that links in a circle have an end.
const PAGES: usize = 1_000;

struct Client {
    host: Host,
    token: String,
}

impl Client {
    /// Sends a request, with retries where these may help, and returns the response.
    fn send<R: Response>(&self, request: &Request<R>) -> Result<http::Answer> {
        let mut attempt = 1;
        loop {
            let answer = http::send(request, &self.token)?;
            match request.read(answer.status, answer.retry_after.as_deref(), &answer.body) {
                Err(failure) if failure.is_retryable() && attempt < ATTEMPTS => {
                    tracing::info!(%failure, attempt, "sending it again");
                    let backoff = WAIT * 2_u32.pow(attempt - 1);
                    sleep(failure.retry_after().map_or(backoff, |after| after.wait(SystemTime::now())).min(LONGEST));
                    attempt += 1;
                }
                Err(failure @ Failure::Refused { .. }) => return Err(failure.into()),
                _ => return Ok(answer),
            }
        }
    }

    /// Sends a request and reads the response.
    fn call<R: Response>(&self, request: &Request<R>) -> Result<R> {
        let answer = self.send(request)?;
        Ok(request.read(answer.status, None, &answer.body)?)
    }

    /// Sends a request and recovers a response that may arrive damaged. Accepts a repair only if no other is plausible.
    fn call_tolerant<R: Response + PayloadType>(&self, request: &Request<R>) -> Result<R> {
        let answer = self.send(request)?;
        let report = request.recover(answer.status, None, &answer.body)?;
        // Edits and findings redact secrets, so the log contains none.
        for edit in &report.edits {
            tracing::warn!(byte = edit.span.start, code = %edit.code, sure = %edit.applicability, "{edit}");
        }
        for finding in report.findings() {
            tracing::warn!(byte = finding.span.start, "{finding}");
        }
        Ok(report.into_result(Applicability::Likely)?)
    }

    /// Returns every entity of a list, reading page by page.
    fn list<T>(&self, first: Request<Collection<T>>) -> Result<Vec<T>>
    where
        Collection<T>: Response + PayloadType,
    {
        let mut next = Some(first);
        let mut all = Vec::new();
        for _ in 0..PAGES {
            let Some(request) = next else { return Ok(all) };
            let page = self.call_tolerant(&request)?;
            next = request.next_page(&page)?;
            all.extend(page);
        }
        Err("the list has too many pages".into())
    }

    fn definitions(&self) -> Result<Vec<ScanDefinition>> {
        self.list(endpoints::LIST_DEFINITIONS.request(&self.host))
    }

    fn agents(&self) -> Result<Vec<ScanAgent>> {
        self.list(endpoints::LIST_AGENTS.request(&self.host))
    }

    /// Creates a definition, unless validation shows that the service would refuse it.
    fn create(&self, body: &ScanDefinitionCreate) -> Result<ScanDefinition> {
        let violations = body.validate();
        for violation in &violations {
            tracing::warn!("{violation}");
        }
        if violations.iter().any(|violation| violation.is_error()) {
            return Err("the service would refuse the request".into());
        }
        self.call(&endpoints::CREATE_DEFINITION.request(&self.host, body))
    }

    fn update(&self, id: &DefinitionId, body: &ScanDefinitionUpdate) -> Result<ScanDefinition> {
        self.call(&endpoints::UPDATE_DEFINITION.request(&self.host, id, body))
    }

    fn delete(&self, ids: &ScanDefinitionIds) -> Result<()> {
        self.call(&endpoints::DELETE_DEFINITIONS.request(&self.host, ids))
    }

    fn history(&self, ids: &ScanDefinitionIds) -> Result<Vec<ScanHistory>> {
        self.list(endpoints::HISTORY_BY_DEFINITION.request(&self.host, ids).top(50))
    }

    fn sessions(&self, ids: &SessionIds) -> Result<Vec<ScanHistory>> {
        self.list(endpoints::HISTORY_BY_SESSION.request(&self.host, ids))
    }
}

/// Runs every operation of the client and returns a log of the results.
fn run(host: Host) -> Result<Vec<String>> {
    let client = Client { host, token: server::TOKEN.to_owned() };
    let mut seen = Vec::new();

    let definitions = client.definitions()?;
    for definition in &definitions {
        let name = definition.scan_name.text().unwrap_or("(no name)");
        seen.push(format!("{name}: {}", if definition.is_failing() { "failing" } else { "not failing" }));
    }

    let agents = client.agents()?;
    let agent = agents.first().ok_or("there is no scanner")?;
    let authentication = SnmpAuthentication::sha1("example-one");
    let network = SnmpAuthParams::auth_priv("svc-scan", authentication, SnmpPrivacy::aes("example-two"));
    let linux = LinuxAuthParams::private_key("svc-scan", "example-key");
    let windows = WindowsAuthParams::gmsa(WindowsAuthType::Kerberos, "contoso.com", "svc-scan$");
    let mut created = ScanDefinitionIds::default();
    for body in [
        ScanDefinitionCreate::network("Switches", Targets::ips(["10.0.0.0/24", "10.0.1.1"]), 24, agent, network),
        ScanDefinitionCreate::linux("Servers", Targets::hostnames(["srv-1.contoso.com"]), 24, agent, linux),
        ScanDefinitionCreate::windows("Desktops", Targets::ips(["10.0.2.0/24"]), 24, agent, windows),
    ] {
        let definition = client.create(&body)?;
        created.extend(definition.id.get());
    }

    let before = definitions.first().ok_or("there is no definition")?;
    let mut after = before.clone();
    after.is_active = false.into();
    after.target = "10.0.0.0/23".into();
    let changes = ScanDefinitionUpdate::changes_from(before, &after);
    let id = before.id.get().ok_or("the definition has no id")?;
    let changed = client.update(id, &changes)?;
    seen.push(format!("active: {:?}, target: {:?}", changed.is_active, changed.target));

    let sessions = client.history(&ScanDefinitionIds::new([id]))?;
    let ids: SessionIds = sessions.iter().filter_map(|session| session.session_id.get()).collect();
    for session in client.sessions(&ids)? {
        seen.push(format!("session {:?}: {} failed", session.session_id, session.failed_targets().count()));
    }

    client.delete(&created)?;
    seen.push(format!("deleted {}", created.into_iter().count()));

    let stranger = Client { token: "of somebody else".to_owned(), ..client };
    match stranger.definitions() {
        Ok(_) => return Err("a token of somebody else opens the door".into()),
        Err(error) => seen.push(error.to_string()),
    }
    Ok(seen)
}

fn main() -> Result<()> {
    let host = server::start()?;
    for line in run(host)? {
        println!("{line}");
    }
    Ok(())
}

#[test]
fn the_client_does_all_that_it_should() {
    let seen = run(server::start().unwrap()).unwrap_or_else(|error| panic!("{error}"));
    let expected = [
        "Core: failing",
        "Branch: not failing",
        "Lab: not failing",
        "active: false, target: \"10.0.0.0/23\"",
        "session \"s1\": 1 failed",
        "deleted 3",
        "the service answered 401 Unauthorized",
    ];
    assert_eq!(seen, expected);
}
