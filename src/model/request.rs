//! The bodies of requests.
//!
//! The service's documentation says that member names in a body are case-sensitive, so what is written here is
//! exactly the metadata's spelling: camelCase, but PascalCase for the parameters of actions.

use super::macros::model;
use super::text::Text;
use super::{ScanAuthenticationParams, ScanType, ScannerReference, TargetType};

model! {
    /// The body that creates a scan definition.
    pub struct ScanDefinitionCreate<S: Text = String> {
        /// What is scanned. Only `Network` is documented since November 2025.
        scan_type: ScanType => "scanType".required().non_null(),
        /// The name people will know it by.
        scan_name: S => "scanName".required().non_null(),
        /// Whether it runs.
        is_active: bool as Flag => "isActive".required().non_null(),
        /// What to scan: a comma-separated list without blanks.
        target: S => "target".required().non_null().example("127.0.0.1,127.0.0.2"),
        /// Hours between two runs.
        interval_in_hours: i32 as Whole => "intervalInHours".required().non_null(),
        /// What the entries of `target` are. Documented as required, yet with a default, and two samples omit it.
        target_type: TargetType => "targetType".usual().non_null(),
        /// The scanner that runs it.
        scanner_agent: ScannerReference<S> => "scannerAgent".required().non_null(),
        /// How the scanner signs in.
        scan_authentication_params: Box<ScanAuthenticationParams<S>> =>
            "scanAuthenticationParams".required().non_null(),
    }
}

model! {
    /// The body that changes a scan definition: what is absent stays as it is.
    pub struct ScanDefinitionUpdate<S: Text = String> {
        /// What is scanned. Only the newest sample sends it.
        scan_type: ScanType => "scanType".non_null(),
        /// The name people know it by.
        scan_name: S => "scanName".usual(),
        /// Whether it runs. The earliest sample has the string `"True"`.
        is_active: bool as Flag => "isActive".usual().non_null(),
        /// What to scan: a comma-separated list without blanks.
        target: S => "target".usual().example("127.0.0.1,127.0.0.2"),
        /// Hours between two runs.
        interval_in_hours: i32 as Whole => "intervalInHours".usual(),
        /// What the entries of `target` are.
        target_type: TargetType => "targetType".usual(),
        /// The scanner that runs it. Only the newest sample sends it.
        scanner_agent: ScannerReference<S> => "scannerAgent",
        /// How the scanner signs in.
        scan_authentication_params: Box<ScanAuthenticationParams<S>> => "scanAuthenticationParams".usual(),
    }
}

model! {
    /// The body that names scan definitions: to delete them (`BatchDelete`), or to ask for their history
    /// (`GetScanHistoryByScanDefinitionId`).
    pub struct ScanDefinitionIds<S: Text = String> {
        /// The definitions. The documentation's table calls the list a string.
        scan_definition_ids: Vec<S> => "ScanDefinitionIds".required().non_null().format("id"),
    }
}

model! {
    /// The body that asks for the history of sessions (`GetScanHistoryBySessionId`).
    pub struct SessionIds<S: Text = String> {
        /// The sessions, 32 hexadecimal digits each. The documentation's table calls the list a string.
        session_ids: Vec<S> => "SessionIds".required().non_null().format("id"),
    }
}

impl<S: Text> ScanDefinitionCreate<S> {
    /// A definition that is active, with every required member.
    ///
    /// ```
    /// use authscan::model::{ScanAuthenticationParams, ScanDefinitionCreate, ScanType, ScannerReference, SnmpAuthParams};
    /// use authscan::model::{TargetType, Validate};
    ///
    /// let create: ScanDefinitionCreate = ScanDefinitionCreate::new(
    ///     ScanType::Network,
    ///     "Core switches",
    ///     TargetType::Ip,
    ///     "10.0.0.0/24",
    ///     4,
    ///     ScannerReference::machine("eb663a27ae9d032f61bc268a79eedf14c4b90f77"),
    ///     SnmpAuthParams::community("public"),
    /// );
    /// assert!(create.validate().is_empty());
    /// ```
    #[must_use]
    pub fn new(
        scan_type: ScanType,
        scan_name: impl Into<S>,
        target_type: TargetType,
        target: impl Into<S>,
        interval_in_hours: i32,
        scanner_agent: ScannerReference<S>,
        scan_authentication_params: impl Into<ScanAuthenticationParams<S>>,
    ) -> Self {
        Self {
            scan_type: scan_type.into(),
            scan_name: scan_name.into().into(),
            is_active: true.into(),
            target: target.into().into(),
            interval_in_hours: interval_in_hours.into(),
            target_type: target_type.into(),
            scanner_agent: scanner_agent.into(),
            scan_authentication_params: scan_authentication_params.into().into(),
            ..Self::default()
        }
    }
}

impl<S: Text> ScanDefinitionIds<S> {
    /// These definitions.
    pub fn new(ids: impl IntoIterator<Item = impl Into<S>>) -> Self {
        Self { scan_definition_ids: ids.into_iter().map(Into::into).collect::<Vec<_>>().into(), ..Self::default() }
    }
}

impl<S: Text> SessionIds<S> {
    /// These sessions.
    pub fn new(ids: impl IntoIterator<Item = impl Into<S>>) -> Self {
        Self { session_ids: ids.into_iter().map(Into::into).collect::<Vec<_>>().into(), ..Self::default() }
    }
}
