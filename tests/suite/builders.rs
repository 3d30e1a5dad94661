//! What the builders make is what the service asks for, and what the model says of itself is what the documentation says.

use authscan::model::{
    ENDPOINTS, ErrorCode, Field, LinuxAuthParams, LinuxAuthType, Method, ScanAuthenticationParams,
    ScanDefinitionCreate, ScanDefinitionIds, ScanType, ScannerReference, SessionIds, SnmpAuthParams, SnmpAuthType, Str,
    TargetType, Validate, WindowsAuthParams, WindowsAuthType,
};
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

/// Every way to sign in that there is a builder for, and the members that it writes beside its type.
#[test]
fn credentials_fit_their_method() {
    let uri = "https://kv.vault.azure.net/";
    let vault = |kind: &str| json!({"type": kind, "keyVaultUri": uri, "keyVaultSecretName": "scan"});
    let private = SnmpAuthParams::auth_no_priv("scan", "SHA1", "one").with_priv("AES", "two");
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
            SnmpAuthParams::auth_no_priv("scan", "SHA1", "one").into(),
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
        assert_eq!(request.validate(), [], "{expected}");
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
    let definitions: ScanDefinitionIds = ScanDefinitionIds::new(["a", "b"]);
    assert_eq!(authscan::to_string(&definitions).unwrap(), r#"{"ScanDefinitionIds":["a","b"]}"#);
    let sessions: SessionIds = SessionIds::new(["c"]);
    assert_eq!(authscan::to_string(&sessions).unwrap(), r#"{"SessionIds":["c"]}"#);
}

/// The documentation's table of common errors.
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
            ("Machine.Read.All", "Machine.Read.All", ["ViewData", "TvmViewData"].as_slice())
        } else {
            ("Machine.ReadWrite.All", "Machine.ReadWrite", ["ManageSecurity"].as_slice())
        };
        let found = (endpoint.permission.application(), endpoint.permission.delegated(), endpoint.permission.roles());
        assert_eq!(found, expected, "{}", endpoint.title);
        assert_eq!(endpoint.method == Method::Patch, endpoint.method.to_string() == "PATCH");
        assert_eq!(endpoint.request.is_some(), ["POST", "PATCH"].contains(&endpoint.method.as_str()));
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
