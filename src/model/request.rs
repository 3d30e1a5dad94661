//! The bodies of requests.
//!
//! According to the service's documentation, member names in a body are case-sensitive. Output therefore has exactly
//! the metadata's spelling: camelCase, but PascalCase for the parameters of actions.

use super::auth::{LinuxAuthParams, SnmpAuthParams, WindowsAuthParams};
use super::macros::model;
use super::text::{IntoOwned, Text};
use super::{
    DefinitionId, Field, ScanAuthenticationParams, ScanDefinition, ScanType, ScannerReference, SessionId, TargetType,
    Targets,
};

model! {
    /// The body that creates a scan definition. [`Validate`](super::Validate) checks it before it is sent.
    pub struct ScanDefinitionCreate {
        /// Kind of devices to scan. Only `Network` is documented since November 2025.
        scan_type: ScanType => "scanType".required().non_null(),
        /// Display name of the definition.
        scan_name: String => "scanName".required().non_null().example("Core switches"),
        /// Whether the definition is active, so that its scans run.
        is_active: bool as Flag => "isActive".required().non_null(),
        /// Targets: addresses or host names, separated by commas without blanks. All definitions of a scanner together
        /// have at most [`ADDRESSES_PER_SCANNER`](crate::model::ADDRESSES_PER_SCANNER) addresses.
        target: String => "target".required().non_null().example("127.0.0.1,127.0.0.2"),
        /// Hours between two runs. The portal also has scans that run once; how a request asks for that is unknown,
        /// probably with `null` or `0`.
        interval_in_hours: i32 as Whole => "intervalInHours".required(),
        /// Kind of the entries of `target`. Documented as required, but with a default, and two samples omit it.
        target_type: TargetType => "targetType".usual().non_null(),
        /// Scanner that runs the definition.
        scanner_agent: ScannerReference => "scannerAgent".required().non_null(),
        /// Credentials of the scanner.
        scan_authentication_params: Box<ScanAuthenticationParams> =>
            "scanAuthenticationParams".required().non_null(),
    }
}

model! {
    /// The body that changes a scan definition. Absent members stay unchanged.
    ///
    /// ```
    /// use authscan::model::ScanDefinitionUpdate;
    ///
    /// let update = ScanDefinitionUpdate::new().is_active(false).scan_name("Core switches");
    /// assert_eq!(authscan::to_string(&update)?, r#"{"scanName":"Core switches","isActive":false}"#);
    /// # Ok::<(), authscan::Error>(())
    /// ```
    pub struct ScanDefinitionUpdate {
        /// Kind of devices to scan. Only the newest sample has it.
        scan_type: ScanType => "scanType".non_null(),
        /// Display name of the definition.
        scan_name: String => "scanName".usual().example("Core switches"),
        /// Whether the definition is active, so that its scans run. The earliest sample has the string `"True"`.
        is_active: bool as Flag => "isActive".usual().non_null(),
        /// Targets: addresses or host names, separated by commas without blanks.
        target: String => "target".usual().example("127.0.0.1,127.0.0.2"),
        /// Hours between two runs. How a request asks for a single run is unknown.
        interval_in_hours: i32 as Whole => "intervalInHours".usual(),
        /// Kind of the entries of `target`.
        target_type: TargetType => "targetType".usual(),
        /// Scanner that runs the definition. Only the newest sample has it.
        scanner_agent: ScannerReference => "scannerAgent",
        /// Credentials of the scanner. Clients leave them out of updates, because they cannot be read back.
        scan_authentication_params: Box<ScanAuthenticationParams> => "scanAuthenticationParams",
    }
}

model! {
    /// The body that lists scan definitions, to delete them (`BatchDelete`) or to request their history
    /// (`GetScanHistoryByScanDefinitionId`).
    pub struct ScanDefinitionIds {
        /// Ids of the definitions. The documentation's table gives the type as string.
        scan_definition_ids: Vec<DefinitionId> => "ScanDefinitionIds".required().non_null().format("id"),
    }
}

model! {
    /// The body that requests the history of sessions (`GetScanHistoryBySessionId`).
    pub struct SessionIds {
        /// Ids of the sessions, 32 hexadecimal digits each. The documentation's table gives the type as string.
        session_ids: Vec<SessionId> => "SessionIds".required().non_null().format("id"),
    }
}

impl ScanDefinitionCreate {
    /// Creates an active definition with every required member. [`ScanDefinitionCreate::network`], `linux` and
    /// `windows` accept only credentials of the matching kind.
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

    /// Creates an active definition that scans network devices over SNMP every `interval_in_hours` hours.
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

    /// Creates an active definition that scans Linux devices; only in the metadata.
    ///
    /// ```
    /// use authscan::model::{LinuxAuthParams, MachineId, ScanDefinitionCreate, ScanType, Targets};
    ///
    /// let credentials = LinuxAuthParams::password("scan", "hunter2");
    /// let create = ScanDefinitionCreate::linux("Servers", Targets::hostnames(["host-1"]), 4, MachineId::new("m"), credentials);
    /// assert_eq!(create.scan_type.get(), Some(&ScanType::Linux));
    /// ```
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

    /// Creates an active definition that scans Windows devices. The service no longer does that: see
    /// [`ScanType::Windows`].
    ///
    /// ```
    /// use authscan::model::{MachineId, ScanDefinitionCreate, Targets, Validate, WindowsAuthParams, WindowsAuthType};
    ///
    /// let credentials = WindowsAuthParams::gmsa(WindowsAuthType::Kerberos, "corp.example", "scan$");
    /// let machine = MachineId::new("eb663a27ae9d032f61bc268a79eedf14c4b90f77");
    /// let create = ScanDefinitionCreate::windows("Servers", Targets::hostnames(["host-1"]), 4, machine, credentials);
    /// assert!(create.validate().iter().any(|found| found.code.name() == "discontinued"));
    /// ```
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
    /// Creates a request that changes nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets `target` and `targetType` to a list of targets.
    ///
    /// ```
    /// use authscan::model::{ScanDefinitionUpdate, Targets};
    ///
    /// let update = ScanDefinitionUpdate::new().targets(Targets::hostnames(["host-1", "host-2"]));
    /// assert_eq!(authscan::to_string(&update)?, r#"{"target":"host-1,host-2","targetType":"Hostname"}"#);
    /// # Ok::<(), authscan::Error>(())
    /// ```
    #[must_use]
    pub fn targets(self, targets: Targets) -> Self {
        let Targets { kind, list } = targets;
        self.target(list).target_type(kind)
    }

    /// Returns whether the request changes nothing: it has no member.
    ///
    /// ```
    /// use authscan::model::ScanDefinitionUpdate;
    ///
    /// assert!(ScanDefinitionUpdate::new().is_empty());
    /// assert!(!ScanDefinitionUpdate::new().is_active(true).is_empty());
    /// ```
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Returns the request that changes `before` to `after`: the members that differ and that a request can change.
    ///
    /// Members that are absent from `after` stay unchanged. A `null` in `after` that `before` does not have is part of
    /// the request.
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

/// Returns `after` if it differs from `before`; otherwise absent.
fn changed<T: Clone + PartialEq>(before: &Field<T>, after: &Field<T>) -> Field<T> {
    if before == after { Field::Absent } else { after.clone() }
}

impl ScanDefinitionIds {
    /// Creates the body with these definitions.
    ///
    /// ```
    /// use authscan::model::{Collection, ScanDefinition, ScanDefinitionIds};
    ///
    /// assert_eq!(authscan::to_string(&ScanDefinitionIds::new(["a", "b"]))?, r#"{"ScanDefinitionIds":["a","b"]}"#);
    /// let definitions: Collection<ScanDefinition> = authscan::parse(br#"{"value": [{"id": "a"}, {"id": "b"}]}"#)?;
    /// // A definition that lacks its id is left out.
    /// let ids = ScanDefinitionIds::new(definitions.iter().filter_map(|definition| definition.id.get()));
    /// assert_eq!(ids, ScanDefinitionIds::new(["a", "b"]));
    /// # Ok::<(), authscan::Error>(())
    /// ```
    pub fn new(ids: impl IntoIterator<Item = impl Into<DefinitionId>>) -> Self {
        ids.into_iter().collect()
    }
}

impl SessionIds {
    /// Creates the body with these sessions.
    ///
    /// ```
    /// use authscan::model::SessionIds;
    ///
    /// assert_eq!(authscan::to_string(&SessionIds::new(["a"]))?, r#"{"SessionIds":["a"]}"#);
    /// # Ok::<(), authscan::Error>(())
    /// ```
    pub fn new(ids: impl IntoIterator<Item = impl Into<SessionId>>) -> Self {
        ids.into_iter().collect()
    }
}

/// Implements the traits of a list for a body that only lists ids.
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
