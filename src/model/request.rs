//! The bodies of requests.
//!
//! The service's documentation says that member names in a body are case-sensitive, so what is written here is
//! exactly the metadata's spelling: camelCase, but PascalCase for the parameters of actions.

use super::auth::{LinuxAuthParams, SnmpAuthParams, WindowsAuthParams};
use super::macros::model;
use super::text::{IntoOwned, Text};
use super::{
    DefinitionId, Field, ScanAuthenticationParams, ScanDefinition, ScanType, ScannerReference, SessionId, TargetType,
    Targets,
};

model! {
    /// The body that creates a scan definition.
    pub struct ScanDefinitionCreate {
        /// What is scanned. Only `Network` is documented since November 2025.
        scan_type: ScanType => "scanType".required().non_null(),
        /// The name people will know it by.
        scan_name: String => "scanName".required().non_null(),
        /// Whether it runs.
        is_active: bool as Flag => "isActive".required().non_null(),
        /// What to scan: a comma-separated list without blanks. At most
        /// [`ADDRESSES_PER_SCANNER`](crate::model::ADDRESSES_PER_SCANNER) addresses for all definitions of a scanner.
        target: String => "target".required().non_null().example("127.0.0.1,127.0.0.2"),
        /// Hours between two runs. A scan that is not to be repeated exists in the portal; how a request says so is unknown:
        /// `null` and `0` are likely.
        interval_in_hours: i32 as Whole => "intervalInHours".required(),
        /// What the entries of `target` are. Documented as required, yet with a default, and two samples omit it.
        target_type: TargetType => "targetType".usual().non_null(),
        /// The scanner that runs it.
        scanner_agent: ScannerReference => "scannerAgent".required().non_null(),
        /// How the scanner signs in.
        scan_authentication_params: Box<ScanAuthenticationParams> =>
            "scanAuthenticationParams".required().non_null(),
    }
}

model! {
    /// The body that changes a scan definition: what is absent stays as it is.
    ///
    /// ```
    /// use authscan::model::ScanDefinitionUpdate;
    ///
    /// let update = ScanDefinitionUpdate::new().is_active(false).scan_name("Core switches");
    /// assert_eq!(authscan::to_string(&update)?, r#"{"scanName":"Core switches","isActive":false}"#);
    /// # Ok::<(), authscan::WriteError>(())
    /// ```
    pub struct ScanDefinitionUpdate {
        /// What is scanned. Only the newest sample sends it.
        scan_type: ScanType => "scanType".non_null(),
        /// The name people know it by.
        scan_name: String => "scanName".usual(),
        /// Whether it runs. The earliest sample has the string `"True"`.
        is_active: bool as Flag => "isActive".usual().non_null(),
        /// What to scan: a comma-separated list without blanks.
        target: String => "target".usual().example("127.0.0.1,127.0.0.2"),
        /// Hours between two runs. How a request says that a scan is not to be repeated is unknown.
        interval_in_hours: i32 as Whole => "intervalInHours".usual(),
        /// What the entries of `target` are.
        target_type: TargetType => "targetType".usual(),
        /// The scanner that runs it. Only the newest sample sends it.
        scanner_agent: ScannerReference => "scannerAgent",
        /// How the scanner signs in. Clients leave it out of updates: credentials cannot be read back.
        scan_authentication_params: Box<ScanAuthenticationParams> => "scanAuthenticationParams",
    }
}

model! {
    /// The body that names scan definitions: to delete them (`BatchDelete`), or to ask for their history
    /// (`GetScanHistoryByScanDefinitionId`).
    pub struct ScanDefinitionIds {
        /// The definitions. The documentation's table calls the list a string.
        scan_definition_ids: Vec<DefinitionId> => "ScanDefinitionIds".required().non_null().format("id"),
    }
}

model! {
    /// The body that asks for the history of sessions (`GetScanHistoryBySessionId`).
    pub struct SessionIds {
        /// The sessions, 32 hexadecimal digits each. The documentation's table calls the list a string.
        session_ids: Vec<SessionId> => "SessionIds".required().non_null().format("id"),
    }
}

impl ScanDefinitionCreate {
    /// A definition that is active, with every required member. [`ScanDefinitionCreate::network`] and its siblings take
    /// only credentials of the right kind.
    ///
    /// ```
    /// use authscan::model::{ScanDefinitionCreate, ScanType, ScannerReference, SnmpAuthParams, TargetType, Validate};
    ///
    /// let create = ScanDefinitionCreate::new(
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
        scan_name: impl Into<String>,
        target_type: TargetType,
        target: impl Into<String>,
        interval_in_hours: i32,
        scanner_agent: impl Into<ScannerReference>,
        scan_authentication_params: impl Into<ScanAuthenticationParams>,
    ) -> Self {
        Self {
            scan_type: scan_type.into(),
            scan_name: scan_name.into().into(),
            is_active: true.into(),
            target: target.into().into(),
            interval_in_hours: interval_in_hours.into(),
            target_type: target_type.into(),
            scanner_agent: scanner_agent.into().into(),
            scan_authentication_params: scan_authentication_params.into().into(),
            ..Self::default()
        }
    }

    /// A definition that scans network devices over SNMP, is active and runs every so many hours.
    ///
    /// ```
    /// use authscan::model::{MachineId, ScanDefinitionCreate, SnmpAuthParams, SnmpAuthentication, SnmpPrivacy};
    /// use authscan::model::{Targets, Validate};
    ///
    /// let create = ScanDefinitionCreate::network(
    ///     "Core switches",
    ///     Targets::ips(["10.0.0.0/24", "10.0.1.1"]),
    ///     4,
    ///     MachineId::new("eb663a27ae9d032f61bc268a79eedf14c4b90f77"),
    ///     SnmpAuthParams::auth_priv("scan", SnmpAuthentication::sha1("one"), SnmpPrivacy::aes("two")),
    /// );
    /// assert!(create.validate().is_empty());
    /// ```
    #[must_use]
    pub fn network(
        scan_name: impl Into<String>,
        targets: Targets,
        interval_in_hours: i32,
        scanner_agent: impl Into<ScannerReference>,
        params: SnmpAuthParams,
    ) -> Self {
        let Targets { kind, list } = targets;
        Self::new(ScanType::Network, scan_name, kind, list, interval_in_hours, scanner_agent, params)
    }

    /// A definition that scans Linux devices; only in the metadata.
    #[must_use]
    pub fn linux(
        scan_name: impl Into<String>,
        targets: Targets,
        interval_in_hours: i32,
        scanner_agent: impl Into<ScannerReference>,
        params: LinuxAuthParams,
    ) -> Self {
        let Targets { kind, list } = targets;
        Self::new(ScanType::Linux, scan_name, kind, list, interval_in_hours, scanner_agent, params)
    }

    /// A definition that scans Windows devices, which the service does not do any more: see [`ScanType::Windows`].
    #[must_use]
    pub fn windows(
        scan_name: impl Into<String>,
        targets: Targets,
        interval_in_hours: i32,
        scanner_agent: impl Into<ScannerReference>,
        params: WindowsAuthParams,
    ) -> Self {
        let Targets { kind, list } = targets;
        Self::new(ScanType::Windows, scan_name, kind, list, interval_in_hours, scanner_agent, params)
    }
}

impl ScanDefinitionUpdate {
    /// A request that changes nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether the request changes nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The request that makes `before` what `after` is: the members that a request can change and that differ.
    ///
    /// What `after` does not have stays as it is; where it has a `null` that `before` has not, the request has it too.
    ///
    /// ```
    /// use authscan::model::{ScanDefinition, ScanDefinitionUpdate};
    ///
    /// let before: ScanDefinition = authscan::parse(br#"{"id": "d", "scanName": "Nightly", "isActive": true}"#)?;
    /// let mut after = before.clone();
    /// after.is_active = false.into();
    /// let update = ScanDefinitionUpdate::changes_from(&before, &after);
    /// assert_eq!(update, ScanDefinitionUpdate::new().is_active(false));
    /// # Ok::<(), authscan::Error>(())
    /// ```
    #[must_use]
    pub fn changes_from<S: Text + IntoOwned<Owned = String>>(
        before: &ScanDefinition<S>,
        after: &ScanDefinition<S>,
    ) -> Self {
        let scanner = |definition: &ScanDefinition<S>| definition.scanner_agent.as_ref().map(ScannerReference::from);
        Self {
            scan_type: changed(&before.scan_type, &after.scan_type),
            scan_name: changed(&before.scan_name, &after.scan_name).into_owned(),
            is_active: changed(&before.is_active, &after.is_active),
            target: changed(&before.target, &after.target).into_owned(),
            interval_in_hours: changed(&before.interval_in_hours, &after.interval_in_hours),
            target_type: changed(&before.target_type, &after.target_type),
            scanner_agent: changed(&scanner(before), &scanner(after)),
            scan_authentication_params: changed(&before.scan_authentication_params, &after.scan_authentication_params)
                .into_owned(),
            ..Self::default()
        }
    }
}

/// A member as it is afterwards, where that is something else than before.
fn changed<T: Clone + PartialEq>(before: &Field<T>, after: &Field<T>) -> Field<T> {
    if before == after { Field::Absent } else { after.clone() }
}

impl ScanDefinitionIds {
    /// The body with these definitions.
    pub fn new(ids: impl IntoIterator<Item = impl Into<DefinitionId>>) -> Self {
        ids.into_iter().collect()
    }
}

impl SessionIds {
    /// The body with these sessions.
    pub fn new(ids: impl IntoIterator<Item = impl Into<SessionId>>) -> Self {
        ids.into_iter().collect()
    }
}

/// What a body that only lists ids shares with other lists of ids.
macro_rules! list_of_ids {
    ($($body:ident.$field:ident: $id:ident),*) => {$(
        impl<I: Into<$id>> FromIterator<I> for $body {
            fn from_iter<A: IntoIterator<Item = I>>(ids: A) -> Self {
                Self { $field: ids.into_iter().map(Into::into).collect::<Vec<_>>().into(), ..Self::default() }
            }
        }

        impl<I: Into<$id>> Extend<I> for $body {
            fn extend<A: IntoIterator<Item = I>>(&mut self, ids: A) {
                let ids = ids.into_iter().map(Into::into);
                match self.$field.get_mut() {
                    Some(list) => list.extend(ids),
                    None => self.$field = ids.collect::<Vec<_>>().into(),
                }
            }
        }

        impl IntoIterator for $body {
            type Item = $id;
            type IntoIter = std::vec::IntoIter<$id>;

            fn into_iter(self) -> Self::IntoIter {
                self.$field.into_value().unwrap_or_default().into_iter()
            }
        }

        impl<'a> IntoIterator for &'a $body {
            type Item = &'a $id;
            type IntoIter = std::slice::Iter<'a, $id>;

            fn into_iter(self) -> Self::IntoIter {
                self.$field.get().map_or(&[][..], Vec::as_slice).iter()
            }
        }
    )*};
}

list_of_ids!(ScanDefinitionIds.scan_definition_ids: DefinitionId, SessionIds.session_ids: SessionId);
