//! `check` of requests agrees with the service: known facts about the API, each with its diagnostics.
use authscan::diagnostic::{Code, Severity};
use authscan::model::{ErrorResponse, PayloadKind, ScanDefinition, Unknown};
use authscan::{Options, Outcome};
use proptest::prelude::*;
use serde_json::{Value, json};

const MACHINE: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

fn create() -> Value {
    json!({
        "scanType": "Network", "scanName": "Core", "isActive": true, "target": "10.0.0.1", "targetType": "Ip",
        "intervalInHours": 4, "scannerAgent": {"machineId": MACHINE},
        "scanAuthenticationParams": {
            "@odata.type": "#microsoft.windowsDefenderATP.api.SnmpAuthParams", "type": "AuthPriv", "username": "u",
            "authProtocol": "SHA1", "authPassword": "p", "privProtocol": "AES", "privPassword": "q",
        },
    })
}

/// Returns pointer, code and severity of each finding.
fn found(kind: PayloadKind, request: &Value) -> Vec<(String, &'static str, &'static str)> {
    let report = Options::new().check_as(&kind, request.to_string().as_bytes());
    let found = report.diagnostics.iter().map(|it| (it.pointer.clone(), it.code.name(), it.severity.name()));
    let wrong = report.diagnostics.iter().any(|found| found.severity == Severity::Error);
    assert_eq!(report.outcome, if wrong { Outcome::Rejected } else { Outcome::Clean });
    found.collect()
}

fn one(pointer: &str, code: &'static str, severity: &'static str) -> Vec<(String, &'static str, &'static str)> {
    vec![(pointer.to_owned(), code, severity)]
}

#[test]
fn a_whole_request_is_clean() {
    assert_eq!(found(PayloadKind::Create, &create()), []);
}

/// 1. The service's member names are case-sensitive, except for the spellings of its documentation's request tables.
#[test]
fn a_name_in_another_case_is_an_error() {
    let ids = json!({"scandefinitionids": ["a"]});
    assert_eq!(found(PayloadKind::BatchDelete, &ids), one("/scandefinitionids", "noncanonical-name", "error"));
    let pascal: Value = create()
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, value)| (format!("{}{}", name[..1].to_uppercase(), &name[1..]), value.clone()))
        .collect::<serde_json::Map<_, _>>()
        .into();
    let said = found(PayloadKind::Create, &pascal);
    assert_eq!(said.len(), 8, "{said:?}");
    assert!(said.iter().all(|(_, code, severity)| (*code, *severity) == ("noncanonical-name", "error")), "{said:?}");
    let mut table = create();
    table["scanAuthenticationParams"] = json!({
        "@odata.type": "#microsoft.windowsDefenderATP.api.SnmpAuthParams", "type": "CommunityString",
        "KeyVaultUrl": "https://kv.vault.azure.net", "KeyVaultSecretName": "snmp",
    });
    let said = found(PayloadKind::Create, &table);
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said.iter().all(|(_, code, severity)| (*code, *severity) == ("noncanonical-name", "warning")), "{said:?}");
    // Member names of responses match regardless of case.
    let list = json!({"Value": []});
    assert_eq!(found(PayloadKind::Definitions, &list), one("/Value", "noncanonical-name", "warning"));
}

/// 2. The documentation's own samples send the community string with `AuthPriv`.
#[test]
fn a_community_string_beside_auth_priv_is_a_warning() {
    let mut request = create();
    request["scanAuthenticationParams"]["communityString"] = "c".into();
    let said = found(PayloadKind::Create, &request);
    assert_eq!(said, one("/scanAuthenticationParams/communityString", "conflicting-member", "warning"));
}

/// 3. Clients identify the scanner by its id alone.
#[test]
fn a_scanner_by_its_id_is_a_warning_and_by_its_name_an_error() {
    let mut request = create();
    request["scannerAgent"] = json!({"machineName": "WIN", "id": "o_m"});
    let pointer = "/scannerAgent/machineId";
    assert_eq!(found(PayloadKind::Create, &request), one(pointer, "missing-member", "warning"));
    request["scannerAgent"] = json!({"machineName": "WIN"});
    assert_eq!(found(PayloadKind::Create, &request), one(pointer, "missing-member", "error"));
}

/// 4. The service no longer scans Windows devices.
#[test]
fn scans_of_windows_devices_are_discontinued() {
    let mut request = create();
    request["scanType"] = "Windows".into();
    request["scanAuthenticationParams"] = json!({
        "@odata.type": "#microsoft.windowsDefenderATP.api.WindowsAuthParams", "type": "Kerberos", "username": "u",
        "domain": "d", "isgmsaUser": true,
    });
    assert_eq!(found(PayloadKind::Create, &request), one("/scanType", "discontinued", "warning"));
}

/// 7. Clients leave the credentials out of updates. Such an update is not an incomplete request to create.
#[test]
fn an_update_may_leave_the_credentials_out() {
    let mut request = create();
    request.as_object_mut().unwrap().remove("scanAuthenticationParams");
    assert_eq!(authscan::model::detect(&request.to_string()).kind, Some(PayloadKind::Update));
    assert_eq!(found(PayloadKind::Update, &request), []);
    let said = found(PayloadKind::Create, &request);
    assert_eq!(said, one("/scanAuthenticationParams", "missing-member", "error"));
}

/// 8. The form of "do not repeat" is unknown.
#[test]
fn an_interval_of_nothing_is_a_warning() {
    for interval in [json!(null), json!(0)] {
        for kind in [PayloadKind::Create, PayloadKind::Update] {
            let mut request = create();
            request["intervalInHours"] = interval.clone();
            assert_eq!(found(kind, &request), one("/intervalInHours", "uncertain-value", "warning"), "{kind}");
        }
    }
    let mut request = create();
    request["intervalInHours"] = json!(-1);
    assert_eq!(found(PayloadKind::Create, &request), one("/intervalInHours", "out-of-range", "error"));
    request.as_object_mut().unwrap().remove("intervalInHours");
    assert_eq!(found(PayloadKind::Create, &request), one("/intervalInHours", "missing-member", "error"));
}

/// 10. The creator of a definition need not be an email address, and OData may annotate any object and member.
#[test]
fn annotations_and_identities_are_let_pass() {
    let definition = json!({
        "@odata.etag": "W/\"1\"", "id": "d", "scanType": "Network", "isActive": true, "createdBy": "svc-4711",
        "scanName@odata.type": "#String", "scannerAgent": {"@odata.id": "x", "lastSeen": "2026-01-01T00:00:00Z"},
    });
    assert_eq!(found(PayloadKind::Definition, &definition), []);
    let error = json!({"error": {"code": "BadRequest", "details": [{"code": "Scan.TargetInvalid", "message": "m"}],
        "innererror": {"date": "2026-01-01", "request-id": "x"}}});
    assert_eq!(found(PayloadKind::Error, &error), []);
    let read: ErrorResponse = authscan::parse(error.to_string().as_bytes()).unwrap();
    let detail = read.error.get().unwrap();
    assert_eq!(detail.inner_error.get().and_then(|inner| inner.get("request-id")), Some(&json!("x")));
    assert_eq!(detail.details.get().map(Vec::len), Some(1));
    assert_eq!(serde_json::to_value(&read).unwrap(), error);
    let planted: Unknown = [("key", json!("hunter2"))].into_iter().collect();
    assert!(!format!("{planted:?}").contains("hunter2"));
}

/// Many violations in one request, each with its member and the source of its rule.
#[test]
fn every_violation_is_told_with_its_source() {
    let request = json!({
        "scanType": "Windows", "ScanName": "Core", "isActive": true, "target": "10.0.0.1, host-1", "targetType": "Ip",
        "intervalInHours": 0, "scannerAgent": {"id": "o_m"},
        "scanAuthenticationParams": {"type": "AuthPriv", "Username": "u", "communityString": "c"},
    });
    let report = Options::new().check_as(&PayloadKind::Create, request.to_string().as_bytes());
    for pointer in [
        "/scanType",
        "/ScanName",
        "/target",
        "/intervalInHours",
        "/scannerAgent/machineId",
        "/scanAuthenticationParams/Username",
        "/scanAuthenticationParams/authPassword",
        "/scanAuthenticationParams/communityString",
    ] {
        let told = report.diagnostics.iter().find(|found| found.pointer == pointer);
        let told = told.unwrap_or_else(|| panic!("nothing about {pointer}: {:#?}", report.diagnostics));
        let is_sourced = told.help.as_ref().is_some_and(|help| help.contains('('));
        assert!(is_sourced || told.code == Code::NoncanonicalName, "{told}");
    }
}

proptest! {
    /// For any member of a request, only the canonical spelling is clean, and any other is reported.
    #[test]
    fn a_request_in_another_case_is_never_clean(at in 0_usize..8, mask in 1_u32..) {
        let request = create();
        let (name, value) = request.as_object().unwrap().iter().nth(at).unwrap();
        let flip = |(index, c): (usize, char)| {
            let is_flipped = mask >> (index % 32) & 1 == 1;
            if is_flipped && c.is_lowercase() { c.to_ascii_uppercase() } else { c }
        };
        let respelled: String = name.chars().enumerate().map(flip).collect();
        prop_assume!(respelled != *name);
        let mut other = request.clone();
        other.as_object_mut().unwrap().remove(name);
        other[&respelled] = value.clone();
        let said = found(PayloadKind::Create, &other);
        prop_assert_eq!(said, one(&format!("/{respelled}"), "noncanonical-name", "error"));
    }

    /// Any annotation is allowed on any object; any other unknown name is reported.
    #[test]
    fn a_name_with_an_at_sign_is_an_annotation(before in "[a-z]{0,5}", behind in "[a-z.]{1,8}") {
        let base = json!({"id": "d", "scanType": "Network", "isActive": true});
        let mut annotated = base.clone();
        annotated[format!("x{before}@{behind}")] = json!({"anything": [1]});
        prop_assert_eq!(found(PayloadKind::Definition, &annotated), []);
        let mut unknown = base;
        unknown[format!("x{before}{behind}")] = json!(1);
        let codes: Vec<_> = found(PayloadKind::Definition, &unknown).into_iter().map(|(_, code, _)| code).collect();
        prop_assert_eq!(codes, ["unknown-member"]);
        let read: ScanDefinition = authscan::parse(annotated.to_string().as_bytes()).unwrap();
        prop_assert_eq!(serde_json::to_value(read).unwrap().as_object().unwrap().len(), 4);
    }
}
