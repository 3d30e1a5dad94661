//! Requests and responses as a client sends and reads them: links, refusals, retries, and the redaction of both.

use std::time::{Duration, SystemTime};

use authscan::diagnostic::{Applicability, Code, Severity};
use authscan::model::{
    AgentId, DefinitionId, ENDPOINTS, ErrorKind, Failure, Host, MachineId, PayloadKind, ScanDefinitionCreate,
    ScanDefinitionIds, SnmpAuthParams, SnmpAuthType, Targets, Validate, endpoints,
};
use authscan::schema::Contract;
use proptest::prelude::*;
use serde_json::json;

const MACHINE: &str = "eb663a27ae9d032f61bc268a79eedf14c4b90f77";
const PATH: &str = "/api/DeviceAuthenticatedScanDefinitions";

fn create(params: SnmpAuthParams, targets: Targets) -> ScanDefinitionCreate {
    ScanDefinitionCreate::network("Core", targets, 4, MachineId::new(MACHINE), params)
}

#[test]
fn a_link_to_another_host_is_not_followed() {
    let request = endpoints::LIST_DEFINITIONS.request(&Host::WORLDWIDE);
    let regional = "https://eu.api.security.microsoft.com/api/DeviceAuthenticatedScanDefinitions?$skip=100";
    assert_eq!(request.follow(regional).unwrap().unwrap().url(), regional);
    for foreign in [
        "https://api.security.microsoft.com.example.org/api",
        "http://api.security.microsoft.com/api",
        "https://api.security.microsoft.com:8443/api",
        "https://example.org/https://api.security.microsoft.com/",
        "//example.org/api",
    ] {
        assert_eq!(request.follow(foreign).unwrap_err().kind(), ErrorKind::ForeignLink, "{foreign}");
    }
    for malformed in [
        "https://api.security.microsoft.com@example.org/api",
        "https://api.security.microsoft.com\\@example.org/api",
        "ftp://api.security.microsoft.com/api",
        "https:api.security.microsoft.com",
        "/api\n/x",
    ] {
        assert_eq!(request.follow(malformed).unwrap_err().kind(), ErrorKind::MalformedLink, "{malformed}");
    }
    assert!(request.follow("  ").unwrap().is_none());
    for circular in [request.url(), PATH, "#next"] {
        assert_eq!(request.follow(circular).unwrap_err().kind(), ErrorKind::CircularLink, "{circular}");
    }
}

proptest! {
    /// A link to the same page is followed however it is written: letter case, default port, trailing dot,
    /// percent-encoded characters of the host, relative to the scheme, the host, the folder or the path.
    #[test]
    fn a_link_is_followed_however_it_is_written(mask in any::<u32>(), port in 0..3_usize, dot in any::<bool>(),
                                                escaped in 0..26_usize, form in 0..5_usize, skip in 1_u32..) {
        let request = endpoints::LIST_DEFINITIONS.request(&Host::WORLDWIDE);
        let name = "api.security.microsoft.com";
        let written: String = name.char_indices().map(|(at, c)| match c {
            c if at == escaped => format!("%{:02x}", u32::from(c)),
            c if mask >> at & 1 == 1 => c.to_ascii_uppercase().to_string(),
            c => c.to_string(),
        }).collect();
        let authority = format!("{written}{}{}", if dot { "." } else { "" }, ["", ":", ":443"][port]);
        let link = match form {
            0 => format!("HTTPS://{authority}{PATH}?$skip={skip}"),
            1 => format!("//{authority}{PATH}?$skip={skip}"),
            2 => format!("{PATH}?$skip={skip}"),
            3 => format!("./DeviceAuthenticatedScanDefinitions?$skip={skip}#x"),
            _ => format!("?$skip={skip}"),
        };
        let next = request.follow(&link).unwrap().unwrap();
        prop_assert_eq!(next.url(), format!("https://{name}{PATH}?$skip={skip}"), "{}", link);
    }

    /// No link takes a token to another host, and following never panics.
    #[test]
    fn a_followed_link_stays_at_the_service(link in "(https?:)?[/\\\\]{0,3}[a-z@:.%/\\\\?#\\[\\]é0-9]{0,30}") {
        let request = endpoints::LIST_DEFINITIONS.request(&Host::WORLDWIDE);
        if let Ok(Some(next)) = request.follow(&link) {
            prop_assert!(next.url().starts_with("https://api.security.microsoft.com/"), "{} {}", link, next.url());
            let uri = next.to_http().unwrap().uri().clone();
            prop_assert_eq!(uri.host(), Some("api.security.microsoft.com"));
        }
    }

    /// A query option is in the URL once, with its last value, whatever was there before.
    #[test]
    fn an_option_replaces_its_predecessor(values in prop::collection::vec(1_u32..10_000, 1..5), other in "[a-z]{1,5}") {
        let mut request = endpoints::LIST_DEFINITIONS.request(&Host::EU).option("$filter", &other);
        for value in &values {
            request = request.top(*value).skip(*value);
        }
        let last = values.last().unwrap();
        prop_assert!(request.url().ends_with(&format!("?$filter={other}&$top={last}&$skip={last}")), "{}", request.url());
        let link = format!("?%24top={}", last + 1);
        let next = request.follow(&link).unwrap().unwrap().top(*last);
        prop_assert!(next.url().ends_with(&format!("{PATH}?$top={last}")), "{}", next.url());
    }

    /// The class of a failure does not depend on bytes that are lost after the code of an error response.
    #[test]
    fn a_cut_refusal_keeps_its_class(cut in 0..60_usize, wait in 0_u64..1_000_000) {
        let body = br#"{"error": {"code": "TooManyRequests", "message": "The limit of requests is exceeded.", "target": "x"}}"#;
        let request = endpoints::CREATE_DEFINITION.request(&Host::UK, &ScanDefinitionCreate::default());
        let failure = request.read(400, Some(&wait.to_string()), &body[..body.len() - cut]).unwrap_err();
        prop_assert!(failure.is_retryable(), "{:?}", failure);
        prop_assert_eq!(failure.retry_after().unwrap().wait(SystemTime::now()), Duration::from_secs(wait));
    }
}

#[test]
fn only_what_may_be_repeated_is_retryable() {
    let create = endpoints::CREATE_DEFINITION.request(&Host::EU, &ScanDefinitionCreate::default());
    let list = endpoints::LIST_DEFINITIONS.request(&Host::EU);
    for status in [400, 401, 403, 404, 408, 409, 429, 500, 501, 502, 503, 504] {
        let once = create.read(status, None, b"").unwrap_err();
        let again = list.read(status, None, b"").unwrap_err();
        assert_eq!(once.is_retryable(), status == 429, "{status}");
        assert_eq!(again.is_retryable(), [408, 429, 500, 502, 503, 504].contains(&status), "{status}");
    }
    // Every endpoint but the one that creates has the same effect however often it is called.
    for endpoint in ENDPOINTS {
        assert_eq!(endpoint.idempotent, endpoint.request != Some(PayloadKind::Create), "{}", endpoint.title);
    }
}

#[test]
fn a_response_is_read_or_says_why_not() {
    let request = endpoints::GET_AGENT.request(&Host::WORLDWIDE, &AgentId::new("a"));
    for body in [r#"{"id": "a"}"#, r#"{"@odata.context": "x:y", "value": [{"id": "a"}]}"#] {
        assert_eq!(request.read(200, None, body.as_bytes()).unwrap().id.text(), Some("a"), "{body}");
    }
    let failure = request.read(403, None, br#"{"error": {"code": "Forbidden", "message": "No."}}"#).unwrap_err();
    assert_eq!((failure.to_string(), failure.is_retryable()), ("the service answered 403 Forbidden".into(), false));
    let failure = request.read(502, Some("7"), b"<html>").unwrap_err();
    assert!(failure.is_retryable() && matches!(failure, Failure::Refused { status: 502, error: None, .. }));
    let list = endpoints::LIST_DEFINITIONS.request(&Host::WORLDWIDE);
    assert!(matches!(list.read(200, None, br#"{"error": {}}"#), Err(Failure::Unreadable(_))));
}

/// An object without an id is not an entity, and an error is an error whatever the status.
#[test]
fn a_successful_status_does_not_make_an_entity() {
    let definition = endpoints::GET_DEFINITION.request(&Host::EU, &DefinitionId::new("d"));
    let agent = endpoints::GET_AGENT.request(&Host::EU, &AgentId::new("a"));
    for body in [r"{}", r#"{"id": null}"#, r#"{"id": ""}"#, r#"{"unrelated": 1}"#, r#"{"error": {}}"#] {
        let failures = [
            definition.read(200, None, body.as_bytes()).unwrap_err(),
            agent.read(200, None, body.as_bytes()).unwrap_err(),
        ];
        assert!(failures.iter().all(|failure| matches!(failure, Failure::Unreadable(_))), "{body}: {failures:?}");
    }
    let body = br#"{"error": {"code": "Forbidden", "message": "No."}}"#;
    let delete = endpoints::DELETE_DEFINITIONS.request(&Host::EU, &ScanDefinitionIds::new(["d"]));
    let list = endpoints::LIST_DEFINITIONS.request(&Host::EU);
    for failure in [
        definition.read(200, None, body).unwrap_err(),
        agent.read(200, None, body).unwrap_err(),
        delete.read(200, None, body).unwrap_err(),
        list.read(200, None, body).unwrap_err(),
        list.recover(200, None, body).unwrap_err(),
    ] {
        assert!(matches!(failure, Failure::Refused { status: 200, .. }), "{failure:?}");
    }
    assert!(delete.read(204, None, b"").is_ok());
}

/// Neither a request nor a failure shows a secret in any way but the value.
#[test]
fn neither_requests_nor_failures_show_secrets() {
    let body = create(SnmpAuthParams::community("hunter2"), Targets::ips(["10.0.0.1"]));
    let request = endpoints::CREATE_DEFINITION.request(&Host::EU, &body);
    let http = request.to_http().unwrap();
    assert!(http.body().as_ref().windows(7).any(|seven| seven == b"hunter2"));
    let refusal = br#"{"error": {"code": "hunter2 hunter2", "message": "hunter2 is not valid", "target": "hunter2"}}"#;
    let failure = request.read(400, None, refusal).unwrap_err();
    assert_eq!(failure.error().unwrap().message.text(), Some("hunter2 is not valid"));
    for shown in [format!("{request:?}"), format!("{http:?}"), format!("{failure:?}"), format!("{failure}")] {
        assert!(!shown.contains("hunter2"), "{shown}");
    }
}

/// The functions for responses of the `http` crate answer what those for a status, a header and a body do.
#[test]
fn responses_of_the_http_crate_are_read_alike() {
    let request = endpoints::LIST_DEFINITIONS.request(&Host::EU);
    let bodies =
        [r#"{"value": [{"id": "d"}]}"#, r#"{"value": [{"id": "d",}]"#, r#"{"error": {"code": "Forbidden"}}"#, ""];
    for (status, body) in [200, 403, 429, 503].into_iter().flat_map(|status| bodies.map(|body| (status, body))) {
        for wait in [None, Some("7"), Some("soon")] {
            let mut response = http::Response::builder().status(status);
            if let Some(wait) = wait {
                response = response.header("retry-after", wait);
            }
            let response = response.body(body).unwrap();
            let read = request.read(status, wait, body.as_bytes());
            assert_eq!(format!("{:?}", request.read_http(&response)), format!("{read:?}"));
            let recovered = request.recover(status, wait, body.as_bytes());
            assert_eq!(format!("{:?}", request.recover_http(&response)), format!("{recovered:?}"));
        }
    }
}

/// A report with a finding of severity error is not certain, and is no less likely for it.
#[test]
fn findings_count_for_certain_values_only() {
    let body = br#"{"value": [{"id": "d", "isActive": true}]}"#;
    let request = endpoints::LIST_DEFINITIONS.request(&Host::EU);
    let report = request.recover(200, None, body).unwrap();
    assert!(!report.conforms());
    assert!(report.clone().into_result(Applicability::Likely, body).is_ok());
    let error = report.into_result(Applicability::Certain, body).unwrap_err();
    assert_eq!((error.code(), error.pointer()), (Some(Code::MissingMember), "/value/0"));
}

#[test]
fn doubtful_vaults_protocols_targets_and_ids_are_told() {
    let told = |request: &dyn Validate| -> Vec<(String, &'static str, Severity)> {
        request.validate().into_iter().map(|it| (it.pointer, it.code.name(), it.severity)).collect()
    };
    let one = || Targets::ips(["10.0.0.1"]);
    let auth = |name: &str| format!("/scanAuthenticationParams/{name}");
    let vault = |uri: &str| SnmpAuthParams::key_vault(SnmpAuthType::AuthPriv, uri, "scan");
    let good = vault("https://kv.vault.azure.net/");
    assert_eq!(
        told(&create(good.clone(), one())),
        ["authProtocol", "privProtocol"].map(|name| (auth(name), "missing-member", Severity::Warning))
    );
    assert_eq!(told(&create(good.clone().protocols("sha1", "3DES"), one())), []);
    assert_eq!(
        told(&create(good.protocols("ROT13", "AES"), one())),
        [(auth("authProtocol"), "uncertain-value", Severity::Warning)]
    );
    for uri in
        ["kv", "http://kv.vault.azure.net", "https://10.0.0.1", "https://kv", "https://kv.vault.azure.net/secrets/x"]
    {
        let request = create(vault(uri).protocols("SHA1", "AES"), one());
        assert_eq!(told(&request), [(auth("keyVaultUri"), "invalid-format", Severity::Error)], "{uri}");
    }
    let community = || SnmpAuthParams::community("c");
    for (entries, is_much) in
        [(vec!["10.0.0.0/22"], false), (vec!["10.0.0.0/22", "10.0.4.0/23"], true), (vec!["::/0"], true)]
    {
        let expected = is_much.then(|| ("/target".to_owned(), "out-of-range", Severity::Warning));
        assert_eq!(told(&create(community(), Targets::ips(&entries))), Vec::from_iter(expected), "{entries:?}");
    }
    let ids = ScanDefinitionIds::new(["a", "b", "A", "a"]);
    let again = |at: usize| (format!("/ScanDefinitionIds/{at}"), "uncertain-value", Severity::Warning);
    assert_eq!(told(&ids), [again(2), again(3)]);
}

/// The example of a schema is a value of the API: it is the same under both contracts, the service would accept it, and
/// each of its enums has a known value.
#[test]
fn examples_of_schemas_are_real_values() {
    for kind in PayloadKind::ALL {
        let [documented, open] = [Contract::Documented, Contract::Open].map(|contract| kind.schema(contract));
        assert_eq!(documented["examples"], open["examples"], "{kind}");
        let report = authscan::Options::new().check_as(kind, documented["examples"][0].to_string().as_bytes());
        assert_eq!(report.diagnostics, [], "{kind}");
        assert_ne!(documented["examples"][0], json!({}), "{kind}");
    }
}
