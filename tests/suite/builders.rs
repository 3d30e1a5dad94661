//! Builders of the model create requests that the service accepts, and the model's constants agree with the
//! documentation.

use std::collections::{BTreeSet, HashSet};
use std::time::SystemTime;

use authscan::model::{
    AgentId, Collection, DefinitionId, ENDPOINTS, ErrorCode, Field, Host, LinuxAuthParams, LinuxAuthType, MachineId,
    Method, PayloadKind, PayloadType, PayloadVisitor, ScanAgent, ScanAuthenticationParams, ScanDefinition,
    ScanDefinitionCreate, ScanDefinitionIds, ScanDefinitionUpdate, ScanType, ScannerReference, SessionIds,
    SnmpAuthParams, SnmpAuthType, SnmpAuthentication, SnmpPrivacy, Str, TargetType, Targets, Timestamp, Validate,
    WindowsAuthParams, WindowsAuthType, endpoints,
};
use proptest::prelude::*;
use serde_json::{Value, json};

const MACHINE: &str = "eb663a27ae9d032f61bc268a79eedf14c4b90f77";

fn create(kind: ScanType, params: impl Into<ScanAuthenticationParams>) -> ScanDefinitionCreate {
    let scanner = ScannerReference::machine(MACHINE);
    ScanDefinitionCreate::new(kind, "Nightly", TargetType::Ip, "10.0.0.1", 4, scanner, params)
}

#[test]
fn a_new_definition_has_every_required_member() {
    let request = create(ScanType::Network, SnmpAuthParams::community("planted"));
    let expected = json!({
        "scanType": "Network",
        "scanName": "Nightly",
        "isActive": true,
        "target": "10.0.0.1",
        "intervalInHours": 4,
        "targetType": "Ip",
        "scannerAgent": {"machineId": MACHINE},
        "scanAuthenticationParams": {
            "@odata.type": "#microsoft.windowsDefenderATP.api.SnmpAuthParams",
            "type": "CommunityString",
            "communityString": "planted",
        },
    });
    assert_eq!(serde_json::to_value(&request).unwrap(), expected);
    assert_eq!(request.validate(), []);
    assert!(!format!("{request:?}").contains("planted"));
}

/// Every builder of credentials writes the members of its method, besides the type.
#[test]
fn credentials_fit_their_method() {
    let uri = "https://kv.vault.azure.net/";
    let vault = |kind: &str| json!({"type": kind, "keyVaultUri": uri, "keyVaultSecretName": "scan"});
    let authentication = SnmpAuthentication::sha1("one");
    let private = SnmpAuthParams::auth_priv("scan", authentication.clone(), SnmpPrivacy::aes("two"));
    let cases: [(ScanType, ScanAuthenticationParams, Value); 10] = [
        (
            ScanType::Windows,
            WindowsAuthParams::gmsa(WindowsAuthType::Kerberos, "contoso.com", "scan$").into(),
            json!({"type": "Kerberos", "username": "scan$", "domain": "contoso.com", "isgmsaUser": true}),
        ),
        (ScanType::Windows, WindowsAuthParams::key_vault(WindowsAuthType::Ntlm, uri, "scan").into(), vault("Ntlm")),
        (
            ScanType::Linux,
            LinuxAuthParams::password("scan", "one").into(),
            json!({"type": "Password", "username": "scan", "password": "one"}),
        ),
        (
            ScanType::Linux,
            LinuxAuthParams::private_key("scan", "one").into(),
            json!({"type": "PrivateKey", "username": "scan", "privateKey": "one"}),
        ),
        (ScanType::Linux, LinuxAuthParams::key_vault(LinuxAuthType::Password, uri, "scan").into(), vault("Password")),
        (
            ScanType::Network,
            SnmpAuthParams::community("one").into(),
            json!({"type": "CommunityString", "communityString": "one"}),
        ),
        (
            ScanType::Network,
            SnmpAuthParams::no_auth_no_priv("scan").into(),
            json!({"type": "NoAuthNoPriv", "username": "scan"}),
        ),
        (
            ScanType::Network,
            SnmpAuthParams::auth_no_priv("scan", authentication).into(),
            json!({"type": "AuthNoPriv", "username": "scan", "authProtocol": "SHA1", "authPassword": "one"}),
        ),
        (
            ScanType::Network,
            private.into(),
            json!({
                "type": "AuthPriv", "username": "scan", "authProtocol": "SHA1", "authPassword": "one",
                "privProtocol": "AES", "privPassword": "two",
            }),
        ),
        (ScanType::Network, SnmpAuthParams::key_vault(SnmpAuthType::AuthPriv, uri, "scan").into(), vault("AuthPriv")),
    ];
    for (kind, params, expected) in cases {
        let request = create(kind, params.clone());
        let errors: Vec<_> = request.validate().into_iter().filter(|found| found.is_error()).collect();
        assert_eq!(errors, [], "{expected}");
        let mut written = serde_json::to_value(&params).unwrap();
        let members = written.as_object_mut().unwrap();
        assert!(members.shift_remove("@odata.type").is_some_and(|name| name.as_str().unwrap().ends_with("AuthParams")));
        assert_eq!(written, expected);
        let written = authscan::to_string(&params).unwrap();
        assert_eq!(authscan::parse::<ScanAuthenticationParams>(written.as_bytes()).unwrap(), params);
    }
}

#[test]
fn lists_of_ids_are_written_as_the_service_reads_them() {
    let definitions = ScanDefinitionIds::new(["a", "b"]);
    assert_eq!(authscan::to_string(&definitions).unwrap(), r#"{"ScanDefinitionIds":["a","b"]}"#);
    let sessions = SessionIds::new(["c"]);
    assert_eq!(authscan::to_string(&sessions).unwrap(), r#"{"SessionIds":["c"]}"#);
}

/// Error codes have the status of the documentation's table of common errors.
#[test]
fn error_codes_have_the_documented_status() {
    let documented = [
        (
            400,
            "BadRequest ODataError InvalidInput InvalidRequestBody InvalidHashValue InvalidDomainName InvalidIpAddress",
        ),
        (400, "InvalidUrl MaximumBatchSizeExceeded MissingRequiredParameter OsPlatformNotSupported"),
        (400, "ClientVersionNotSupported"),
        (401, "Unauthorized"),
        (403, "Forbidden DisabledFeature DisallowedOperation"),
        (404, "NotFound ResourceNotFound"),
        (429, "TooManyRequests"),
        (500, "InternalServerError"),
    ];
    let mut seen = 0;
    for (status, codes) in documented {
        for code in codes.split(' ') {
            let code = ErrorCode::from(code);
            assert!(code.is_known(), "{code}");
            assert_eq!(code.status(), Some(status), "{code}");
            seen += 1;
        }
    }
    assert_eq!(seen, ErrorCode::KNOWN.len());
    assert_eq!(ErrorCode::from("Teapot").status(), None);
}

#[test]
fn what_reads_needs_less_than_what_writes() {
    for endpoint in ENDPOINTS {
        let reads = endpoint.method == Method::Get || endpoint.path.contains("GetScanHistory");
        let expected = if reads {
            ("Machine.Read.All", "Machine.Read", ["ViewData", "TvmViewData"].as_slice())
        } else {
            ("Machine.ReadWrite.All", "Machine.ReadWrite", ["ManageSecurity"].as_slice())
        };
        let found = (endpoint.permission.application(), endpoint.permission.delegated(), endpoint.permission.roles());
        assert_eq!(found, expected, "{}", endpoint.title);
        assert_eq!(endpoint.method == Method::Patch, endpoint.method.to_string() == "PATCH");
        assert_eq!(endpoint.request.is_some(), ["POST", "PATCH"].contains(&endpoint.method.as_str()));
        assert_eq!(endpoint.method.as_str().parse(), Ok(endpoint.method));
        assert_eq!((endpoint.success, endpoint.rate.per_minute, endpoint.rate.per_hour), (200, 100, 1_500));
    }
}

#[test]
fn a_field_is_absent_or_null_or_a_value() {
    let mut fields = [Field::Absent, Field::Null, Field::Value(1)];
    assert_eq!(fields.map(|field| field.get().copied()), [None, None, Some(1)]);
    assert_eq!(fields.map(|field| field.as_ref().get().map_or(0, |value| **value)), [0, 0, 1]);
    assert_eq!(
        fields.map(|field| (field.is_absent(), field.is_null())),
        [(true, false), (false, true), (false, false)]
    );
    assert_eq!(format!("{fields:?}"), "[absent, null, 1]");
    for field in &mut fields {
        if let Some(value) = field.get_mut() {
            *value = 2;
        }
    }
    assert_eq!(fields.map(Field::into_value), [None, None, Some(2)]);
    let read = |text: &str| authscan::parse::<Field<u8>>(text.as_bytes()).unwrap();
    assert_eq!([read("null"), read("3")], [Field::Null, Field::Value(3)]);
}

#[test]
fn a_string_borrows_unless_it_is_escaped() {
    let read = |text: &'static str| authscan::parse::<Str<'_>>(text.as_bytes()).unwrap();
    let (plain, escaped) = (read(r#""a""#), read(r#""\u0061""#));
    assert_eq!((plain.is_borrowed(), escaped.is_borrowed()), (true, false));
    assert_eq!(plain, escaped);
    assert!(plain == *"a" && plain == "a" && plain.as_str() == &*escaped);
    assert_eq!(format!("{plain:>3} {plain:?}"), "  a \"a\"");
    assert_eq!((Str::from("a"), Str::from("a".to_owned())), (plain.clone(), escaped));
    assert_eq!(authscan::to_string(&plain).unwrap(), r#""a""#);
    let shown = authscan::parse::<Str<'_>>(b"1").unwrap_err().to_string();
    assert!(shown.contains("expected a string"), "{shown}");
}

/// The description of each endpoint and the endpoint's types name the same kinds.
#[test]
fn the_types_of_endpoints_are_those_of_their_kinds() {
    fn of<B: PayloadType, R: PayloadType>(request: Option<PayloadKind>, response: Option<PayloadKind>) {
        struct IsOne<T>(std::marker::PhantomData<T>);
        impl<T: PayloadType> PayloadVisitor for IsOne<T> {
            type Output = bool;
            fn visit<U: PayloadType>(self) -> bool {
                std::any::TypeId::of::<T>() == std::any::TypeId::of::<U>()
            }
        }
        for (kind, is_one) in [
            (request, request.map(|kind| kind.visit(IsOne::<B>(std::marker::PhantomData)))),
            (response, response.map(|kind| kind.visit(IsOne::<R>(std::marker::PhantomData)))),
        ] {
            assert_eq!(is_one, kind.map(|_| true), "{kind:?}");
        }
    }
    fn bodies<P, R: PayloadType>(endpoint: &endpoints::Endpoint<P, R>) -> (Option<PayloadKind>, Option<PayloadKind>) {
        (endpoint.info().request, endpoint.info().response)
    }
    let (request, response) = bodies(&endpoints::CREATE_DEFINITION);
    of::<ScanDefinitionCreate, ScanDefinition>(request, response);
    let (request, response) = bodies(&endpoints::UPDATE_DEFINITION);
    of::<ScanDefinitionUpdate, ScanDefinition>(request, response);
    let (request, response) = bodies(&endpoints::LIST_AGENTS);
    of::<ScanAgent, Collection<ScanAgent>>(request, response);
    let (request, response) = bodies(&endpoints::HISTORY_BY_SESSION);
    of::<SessionIds, Collection<authscan::model::ScanHistory>>(request, response);
    for kind in PayloadKind::ALL {
        struct Name;
        impl PayloadVisitor for Name {
            type Output = PayloadKind;
            fn visit<T: PayloadType>(self) -> PayloadKind {
                T::KIND
            }
        }
        let expected = if *kind == PayloadKind::BatchDelete { PayloadKind::HistoryByDefinition } else { *kind };
        assert_eq!(kind.visit(Name), expected);
    }
}

#[test]
fn a_request_has_all_that_an_http_library_needs() {
    let ids = ScanDefinitionIds::new(["d"]);
    let request = endpoints::HISTORY_BY_DEFINITION.request(&Host::EU, &ids).top(20_000).skip(5).versioned();
    let path = "/api/v1.0/DeviceAuthenticatedScanDefinitions/GetScanHistoryByScanDefinitionId?$top=10000&$skip=5";
    assert_eq!(request.url(), format!("https://eu.api.security.microsoft.com{path}"));
    assert_eq!((request.target(), request.method()), (path, Method::Post));
    assert!(request.headers().contains(&("Content-Type", "application/json")));
    assert_eq!(request.body(), Some(br#"{"ScanDefinitionIds":["d"]}"#.as_slice()));
    let http = request.to_http().unwrap();
    assert_eq!((http.method(), http.uri().to_string()), (&http::Method::POST, request.url().to_owned()));
    assert_eq!(http.headers()["content-type"], "application/json");

    let request = endpoints::GET_AGENT.request(&Host::GCC_HIGH, &AgentId::new("o_ m"));
    assert!(request.url().ends_with("/o_%20m"), "{}", request.url());
    assert_eq!((Host::GCC_HIGH.token_scope(), Host::EU.token_scope().is_some()), (None, true));
    for wrong in ["api.security.microsoft.com", "https://", "https://a/b", "https://a@b", "ftp://a", "https://a b"] {
        assert!(wrong.parse::<Host>().is_err(), "{wrong}");
    }
}

#[test]
fn references_to_scanners_come_from_what_lists_them() {
    let agent: ScanAgent = authscan::parse(br#"{"id": "o_m", "machineId": "m", "computerDnsName": "n"}"#).unwrap();
    assert_eq!(ScannerReference::from(&agent), ScannerReference::machine("m"));
    let nameless: ScanAgent = authscan::parse(br#"{"id": "o_m", "computerDnsName": "n"}"#).unwrap();
    let by_id = ScannerReference::from(&nameless);
    assert_eq!(authscan::to_string(&by_id).unwrap(), r#"{"machineName":"n","id":"o_m"}"#);
    assert_eq!(ScannerReference::from(MachineId::new("m")), ScannerReference::machine("m"));
}

#[test]
fn changes_are_what_differs_and_no_more() {
    let before: ScanDefinition = authscan::parse(
        br#"{"id": "d", "scanName": "a", "isActive": true, "target": "10.0.0.1", "intervalInHours": 4,
            "scannerAgent": {"machineId": "m", "lastSeen": "2026-01-01T00:00:00Z"}, "createdBy": "x@y"}"#,
    )
    .unwrap();
    assert!(ScanDefinitionUpdate::changes_from(&before, &before).is_empty());
    let mut after = before.clone();
    after.scan_name = "b".into();
    after.target = Field::Null;
    after.created_by = "z".into();
    after.interval_in_hours = Field::Absent;
    if let Some(scanner) = after.scanner_agent.get_mut() {
        scanner.last_seen = Field::Null;
    }
    let changes = ScanDefinitionUpdate::changes_from(&before, &after);
    assert_eq!(authscan::to_string(&changes).unwrap(), r#"{"scanName":"b","target":null}"#);
}

#[test]
fn a_setter_takes_values_options_and_texts() {
    let update = ScanDefinitionUpdate::new()
        .scan_name("a")
        .scan_type(ScanType::Network)
        .target_type("hostname")
        .interval_in_hours(None)
        .is_active(Some(true))
        .scan_authentication_params(SnmpAuthParams::community("x"));
    let written = serde_json::to_value(&update).unwrap();
    let names: Vec<&str> = written.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(names, ["scanType", "scanName", "isActive", "targetType", "scanAuthenticationParams"]);
    assert_eq!(written["targetType"], "Hostname");
    let targets = Targets::combined([" 10.0.0.1 ", "host-1"]);
    assert_eq!((targets.kind(), targets.list()), (&TargetType::Combined, "10.0.0.1,host-1"));
}

#[test]
fn values_that_mean_the_same_are_the_same() {
    let written = ScanType::Other("Network".into());
    assert_eq!(written, ScanType::Network);
    assert_eq!(TargetType::Other("ip address".into()), TargetType::Ip);
    assert_ne!(ScanType::Other("Printer".into()), ScanType::Network);
    let set: HashSet<ScanType> = [written, ScanType::Network, ScanType::from("NETWORK")].into();
    assert_eq!(set.len(), 1);
    let ordered: BTreeSet<ScanType> = ["b", "a", "Linux", "network"].map(ScanType::from).into();
    let texts: Vec<&str> = ordered.iter().map(ScanType::as_str).collect();
    assert_eq!(texts, ["Network", "Linux", "a", "b"]);
    let variants: Vec<String> = ScanType::variants().map(|variant| variant.to_string()).collect();
    assert_eq!(variants, ScanType::KNOWN);
}

#[test]
fn collections_are_collected_and_extended() {
    let mut all: Collection<u8> = (1..3).collect();
    all.extend([3]);
    for item in &mut all {
        *item *= 2;
    }
    assert_eq!((all.items(), all.iter().copied().sum::<u8>()), (&[2, 4, 6][..], 12));
    let mut empty = Collection::default();
    empty.extend(all);
    assert_eq!(empty.into_iter().collect::<Vec<u8>>(), [2, 4, 6]);
    let ids: ScanDefinitionIds = ["a", "b"].into_iter().collect();
    assert_eq!(ids.into_iter().map(|id: DefinitionId| id.into_string()).collect::<String>(), "ab");
}

proptest! {
    /// Times survive the conversion to another library and back, within its range.
    #[test]
    fn times_go_to_other_libraries_and_back(ticks in -621_355_968_000_000_000_i64..2_534_023_007_990_000_000, minutes in -1_439_i16..1_440) {
        let seconds = ticks.div_euclid(10_000_000);
        let instant = jiff::Timestamp::new(seconds, (ticks.rem_euclid(10_000_000) * 100) as i32).unwrap();
        let utc = Timestamp::try_from(instant).unwrap();
        let with_offset = chrono::DateTime::<chrono::FixedOffset>::try_from(utc).unwrap()
            .with_timezone(&chrono::FixedOffset::east_opt(i32::from(minutes) * 60).unwrap());
        if let Ok(time) = Timestamp::try_from(with_offset) {
            prop_assert_eq!(time.offset_minutes(), minutes);
            prop_assert_eq!(jiff::Timestamp::try_from(time).unwrap(), instant);
            prop_assert_eq!(time.to_string().parse::<Timestamp>().unwrap(), time);
            prop_assert_eq!(Timestamp::try_from(chrono::DateTime::<chrono::FixedOffset>::try_from(time).unwrap()).unwrap(), time);
            if let Ok(other) = time::OffsetDateTime::try_from(time) {
                prop_assert_eq!(Timestamp::try_from(other).unwrap(), time);
            }
        }
        prop_assert_eq!(jiff::Timestamp::try_from(utc).unwrap(), instant);
        if let Ok(system) = SystemTime::try_from(utc) {
            prop_assert_eq!(Timestamp::try_from(system).unwrap(), utc);
        }
    }
}
