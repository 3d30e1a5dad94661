//! Scanners: the devices that run scans.

use super::macros::model;
use super::text::Text;
use super::{AgentId, Field, MachineId, Timestamp};

model! {
    /// A device that can run authenticated scans, as the list of agents has it
    /// (metadata: `DeviceAuthenticatedScanAgent`).
    ///
    /// The documentation of 2022 has four members only, and spells three of the later ones in PascalCase.
    pub struct ScanAgent<S: Text = String> {
        /// OData context URL, which names the type of the response. Present only where the entity is the whole
        /// response.
        context: S => "@odata.context".format("uri"),
        /// Id of the scanner: in live responses the organization's and the machine's id joined by `_`. Treat as opaque:
        /// one documented example is the machine's id alone.
        id: AgentId<S> => "id".required().non_null().format("id"),
        /// Id of the machine: 40 hexadecimal digits in live responses.
        machine_id: MachineId<S> => "machineId".usual().format("id").example("eb663a27ae9d032f61bc268a79eedf14c4b90f77"),
        /// Time at which the scanner was last seen.
        last_seen: Timestamp => "lastSeen".required().non_null(),
        /// Name of the machine. The scanner of a scan definition has `machineName` instead.
        computer_dns_name: S => "computerDnsName".usual().example("scan-1.contoso.com"),
        /// Id of the application that the scanner acts as: a GUID, in upper or lower case.
        assigned_application_id: S => "assignedApplicationId".usual().format("id"),
        /// Version of the scanner software.
        scanner_software_version: S => "scannerSoftwareVersion".usual().format("version").example("9.3.15.19"),
        /// Time at which the scanner last ran a command. Never `null` according to the metadata; absent from old
        /// samples.
        last_command_execution_timestamp: Timestamp => "lastCommandExecutionTimestamp".usual().non_null(),
        /// Version of the Defender for Endpoint client.
        mde_client_version: S => "mdeClientVersion".usual().format("version").example("10.8295.22621.1195"),
    }
}

model! {
    /// The scanner of a scan definition in a response (metadata: `AgentContract`).
    pub struct ScannerAgent<S: Text = String> {
        /// Id of the scanner: the organization's and the machine's id joined by `_`. Three of four live captures have a
        /// blank after the `_`.
        id: AgentId<S> => "id".usual().format("id"),
        /// Id of the machine: 40 hexadecimal digits in live responses.
        machine_id: MachineId<S> => "machineId".usual().format("id").example("eb663a27ae9d032f61bc268a79eedf14c4b90f77"),
        /// Name of the machine. The list of agents has `computerDnsName` instead.
        machine_name: S => "machineName".usual().example("scan-1"),
        /// Time at which the scanner was last seen.
        last_seen: Timestamp => "lastSeen".required().non_null(),
        /// Id of the application that the scanner acts as: a GUID, in upper or lower case.
        assigned_application_id: S => "assignedApplicationId".usual().format("id"),
        /// Version of the scanner software.
        scanner_software_version: S => "scannerSoftwareVersion".usual().format("version").example("9.3.15.19"),
        /// Time at which the scanner last ran a command. Never `null` according to the metadata; absent from old
        /// samples.
        last_command_execution_timestamp: Timestamp => "lastCommandExecutionTimestamp".usual().non_null(),
        /// Version of the Defender for Endpoint client; `null` in the captures of December 2025.
        mde_client_version: S => "mdeClientVersion".usual().format("version").example("10.8295.22621.1195"),
    }
}

model! {
    /// The scanner that a request names (metadata: `AgentContract`, of which a request needs only a part).
    pub struct ScannerReference {
        /// Id of the scanner's machine: the only member that the documentation requires.
        machine_id: MachineId => "machineId".required().non_null().format("id").example("eb663a27ae9d032f61bc268a79eedf14c4b90f77"),
        /// Name of the machine. Not required; some accepted requests have it.
        machine_name: String => "machineName",
        /// Id of the scanner, which some clients send instead of `machineId` (Microsoft365DSC, pysec).
        id: AgentId => "id".format("id"),
    }
}

impl ScannerReference {
    /// Creates a reference to the scanner on this machine.
    ///
    /// ```
    /// use authscan::model::ScannerReference;
    ///
    /// let reference = ScannerReference::machine("eb663a27");
    /// assert_eq!(authscan::to_string(&reference)?, r#"{"machineId":"eb663a27"}"#);
    /// # Ok::<(), authscan::Error>(())
    /// ```
    #[must_use]
    pub fn machine(machine_id: impl Into<MachineId>) -> Self {
        Self { machine_id: machine_id.into().into(), ..Self::default() }
    }

    /// Creates a reference by the machine's id, or by the scanner's id and name where the machine's is absent or empty.
    fn by<S: Text>(machine_id: &Field<MachineId<S>>, id: &Field<AgentId<S>>, name: &Field<S>) -> Self {
        let machine = machine_id.get().filter(|id| !id.as_str().is_empty());
        let other = || Self {
            id: id.get().map(AgentId::to_owned_id).into(),
            machine_name: name.text().map(str::to_owned).into(),
            ..Self::default()
        };
        machine.map_or_else(other, |machine| Self::machine(machine.to_owned_id()))
    }
}

/// References a scanner of the list of scanners, by its machine where known.
///
/// ```
/// use authscan::model::{ScanAgent, ScannerReference};
///
/// let agent: ScanAgent = authscan::parse(br#"{"id": "o_m", "machineId": "m", "computerDnsName": "scan-1"}"#)?;
/// assert_eq!(authscan::to_string(&ScannerReference::from(&agent))?, r#"{"machineId":"m"}"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
impl<S: Text> From<&ScanAgent<S>> for ScannerReference {
    fn from(agent: &ScanAgent<S>) -> Self {
        Self::by(&agent.machine_id, &agent.id, &agent.computer_dns_name)
    }
}

impl<S: Text> From<ScanAgent<S>> for ScannerReference {
    fn from(agent: ScanAgent<S>) -> Self {
        Self::from(&agent)
    }
}

/// References the scanner of an existing definition, by its machine where known.
impl<S: Text> From<&ScannerAgent<S>> for ScannerReference {
    fn from(agent: &ScannerAgent<S>) -> Self {
        Self::by(&agent.machine_id, &agent.id, &agent.machine_name)
    }
}

impl<S: Text> From<ScannerAgent<S>> for ScannerReference {
    fn from(agent: ScannerAgent<S>) -> Self {
        Self::from(&agent)
    }
}

impl From<MachineId> for ScannerReference {
    fn from(machine: MachineId) -> Self {
        Self::machine(machine)
    }
}

impl<S: Text> From<&MachineId<S>> for ScannerReference {
    fn from(machine: &MachineId<S>) -> Self {
        Self::machine(machine)
    }
}

/// Implements the conversions to a [`ScannerReference`] for its member of a request too, so that setters take the same
/// values as constructors.
macro_rules! members {
    ($([$($generics:tt)*] $scanner:ty,)*) => {$(
        impl $($generics)* From<$scanner> for Field<ScannerReference> {
            fn from(scanner: $scanner) -> Self {
                Self::Value(scanner.into())
            }
        }
    )*};
}

members! {
    [<S: Text>] &ScanAgent<S>,
    [<S: Text>] ScanAgent<S>,
    [<S: Text>] &ScannerAgent<S>,
    [<S: Text>] ScannerAgent<S>,
    [<S: Text>] &MachineId<S>,
    [] MachineId,
}

impl<S: Text> ScanAgent<S> {
    /// Returns whether the scanner was last seen before `since`. True for a scanner without a time.
    ///
    /// ```
    /// use authscan::model::ScanAgent;
    ///
    /// let agent: ScanAgent = authscan::parse(br#"{"id": "a", "lastSeen": "2022-05-08T12:00:00Z"}"#)?;
    /// assert!(agent.is_silent_since("2022-05-09T00:00:00Z".parse()?));
    /// assert!(!agent.is_silent_since("2022-05-08T00:00:00Z".parse()?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn is_silent_since(&self, since: Timestamp) -> bool {
        self.last_seen.get().is_none_or(|seen| seen.is_before(since))
    }
}
