//! The rules about members that requests have in common, except for credentials.

use std::borrow::Cow;
use std::collections::HashSet;

use super::Violation;
use crate::codes;
use crate::diagnostic::{Code, Severity};
use crate::model::{
    ADDRESSES_PER_SCANNER, Field, ScanAuthenticationParams, ScanType, ScannerReference, Target, TargetType,
};

/// Sources of rules, from here to [`ACTIONS`].
pub(super) const TABLE: &str = "documentation: add-a-new-scan-definition";
pub(super) const SAMPLES: &str = "documentation: add-a-new-scan-definition, samples";
pub(super) const METADATA: &str = "metadata";
pub(super) const CAPTURES: &str = "live captures";
pub(super) const DEVICES: &str = "documentation: network-devices";
pub(super) const FAQ: &str = "documentation: defender-vulnerability-management-faq";
pub(super) const CLIENTS: &str = "clients: Microsoft365DSC, pysec";
pub(super) const ACTIONS: &str = "documentation: the page of the action";

/// The violations found so far.
#[derive(Default)]
pub(super) struct Found(pub(super) Vec<Violation>);

impl Found {
    pub(super) fn add(
        &mut self,
        pointer: impl Into<String>,
        code: Code,
        remedy: impl Into<Cow<'static, str>>,
        source: &'static str,
    ) {
        self.0.push(Violation {
            pointer: pointer.into(),
            code,
            severity: code.severity(),
            remedy: remedy.into(),
            source,
        });
    }

    /// Adds a violation as a warning: it is unknown whether the service refuses the request.
    pub(super) fn doubt(
        &mut self,
        pointer: &str,
        code: Code,
        remedy: impl Into<Cow<'static, str>>,
        source: &'static str,
    ) {
        self.add(pointer, code, remedy, source);
        if let Some(last) = self.0.last_mut() {
            last.severity = Severity::Warning;
        }
    }

    pub(super) fn require<T>(&mut self, field: &Field<T>, pointer: &str, remedy: &'static str) {
        if field.get().is_none() {
            self.add(pointer, Code::MissingMember, remedy, TABLE);
        }
    }

    pub(super) fn require_text(&mut self, field: &Field<String>, pointer: &str, remedy: &'static str) {
        if field.text().is_none_or(|text| text.trim().is_empty()) {
            self.add(pointer, Code::MissingMember, remedy, TABLE);
        }
    }

    pub(super) fn not_null<T>(&mut self, field: &Field<T>, pointer: &str) {
        if field.is_null() {
            self.add(pointer, Code::WrongKind, "give it a value, or leave the member out", METADATA);
        }
    }

    pub(super) fn ids<I: AsRef<str>>(&mut self, ids: &Field<Vec<I>>, pointer: &str) {
        let ids = ids.get().map_or(&[][..], Vec::as_slice);
        if ids.is_empty() {
            self.add(pointer, Code::MissingMember, "name at least one id", ACTIONS);
        }
        let mut seen = HashSet::new();
        for (at, id) in ids.iter().enumerate() {
            let pointer = format!("{pointer}/{at}");
            if id.as_ref().is_empty() || id.as_ref().contains(char::is_whitespace) {
                self.add(pointer, Code::InvalidFormat, "an id is one word", CAPTURES);
            } else if !seen.insert(id.as_ref().to_ascii_lowercase()) {
                // Ids are hexadecimal in captures, so their case makes no difference.
                self.doubt(
                    &pointer,
                    codes::UNCERTAIN_VALUE,
                    "remove the duplicate: the id is in the list already",
                    ACTIONS,
                );
            }
        }
    }

    /// Checks the members that requests to create and to change have in common.
    pub(super) fn values(
        &mut self,
        scan_type: &Field<ScanType>,
        target: &Field<String>,
        target_type: Option<&TargetType>,
        interval: &Field<i32>,
        scanner: &Field<ScannerReference>,
        auth: &Field<Box<ScanAuthenticationParams>>,
    ) {
        if scan_type.get().is_some_and(|known| !known.is_known()) {
            self.unknown_value("/scanType", ScanType::KNOWN);
        }
        if scan_type.get() == Some(&ScanType::Windows) {
            let remedy = "scan Windows devices by other means: the service stopped on 2025-11-30";
            self.add("/scanType", codes::DISCONTINUED, remedy, FAQ);
        }
        if target_type.is_some_and(|known| !known.is_known()) {
            self.unknown_value("/targetType", TargetType::KNOWN);
        }
        if let Some(target) = target.text() {
            self.targets(target, target_type);
        }
        self.interval(interval);
        if let Some(scanner) = scanner.get() {
            self.scanner(scanner);
        }
        if let Some(auth) = auth.get() {
            self.auth(auth, scan_type.get());
        }
    }

    /// Checks the interval. `null` and 0 are doubtful: the portal has scans that run once, but nothing documents their
    /// form.
    pub(super) fn interval(&mut self, interval: &Field<i32>) {
        let pointer = "/intervalInHours";
        match interval {
            Field::Null | Field::Value(0) => {
                let remedy = "use at least 1 hour; the notation for a scan without repetition is not documented";
                self.doubt(pointer, codes::UNCERTAIN_VALUE, remedy, DEVICES);
            }
            Field::Value(hours) if *hours < 0 => self.add(pointer, Code::OutOfRange, "at least one hour", TABLE),
            Field::Absent | Field::Value(_) => {}
        }
    }

    pub(super) fn scanner(&mut self, scanner: &ScannerReference) {
        let pointer = "/scannerAgent/machineId";
        let is_machine = |id: &str| id.len() == 40 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
        match (scanner.machine_id.text(), scanner.id.text()) {
            (None, Some(id)) if !id.is_empty() => {
                let remedy =
                    "name the scanner's machine: the documentation requires it, although clients send only the id";
                self.doubt(pointer, Code::MissingMember, remedy, CLIENTS);
            }
            (None, _) => self.add(pointer, Code::MissingMember, "name the scanner's machine", TABLE),
            (Some(id), _) if !is_machine(id) => {
                self.add(pointer, Code::InvalidFormat, "a machine id is 40 hexadecimal digits", CAPTURES);
            }
            (Some(_), _) => {}
        }
    }

    pub(super) fn unknown_value(&mut self, pointer: &str, known: &[&str]) {
        self.add(pointer, Code::UnknownValue, format!("one of {}", known.join(", ")), METADATA);
    }

    pub(super) fn targets(&mut self, target: &str, target_type: Option<&TargetType>) {
        if target.contains(char::is_whitespace) {
            self.add("/target", Code::InvalidFormat, "write the list without spaces", TABLE);
        }
        if !target.is_empty() && target.split(',').any(|entry| entry.trim().is_empty()) {
            self.add("/target", Code::InvalidFormat, "remove the empty entry", TABLE);
        }
        for (at, entry) in Target::list(target).enumerate() {
            let number = at + 1;
            if matches!(entry, Target::Text { .. }) {
                let fault = entry.fault().unwrap_or("is neither an address nor a host name");
                let remedy = format!("entry {number} {fault}");
                self.add("/target", Code::InvalidFormat, remedy, TABLE);
            } else if target_type == Some(&TargetType::Ip) && !entry.is_address() {
                let remedy = format!("entry {number} is a host name: `targetType` must be `Hostname` or `Combined`");
                self.add("/target", codes::TARGET_MISMATCH, remedy, TABLE);
            } else if target_type == Some(&TargetType::Hostname) && entry.is_address() {
                let remedy = format!("entry {number} is an address: `targetType` must be `Ip` or `Combined`");
                self.add("/target", codes::TARGET_MISMATCH, remedy, TABLE);
            }
        }
        let addresses = Target::list(target).map(|entry| entry.addresses()).fold(0, u128::saturating_add);
        if addresses > u128::from(ADDRESSES_PER_SCANNER) {
            let remedy = format!(
                "scan fewer addresses: the list has {addresses}, and a scanner may have at most {ADDRESSES_PER_SCANNER}"
            );
            self.doubt("/target", Code::OutOfRange, remedy, DEVICES);
        }
    }
}
