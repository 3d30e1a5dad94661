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
        /// Says what the response is; only where the entity is the whole response.
        context: S => "@odata.context".format("uri"),
        /// The organisation's and the machine's id joined by `_`. Opaque: one documented example is the machine's id alone.
        id: AgentId<S> => "id".required().non_null().format("id"),
        /// The machine, by 40 hexadecimal digits in live responses.
        machine_id: MachineId<S> => "machineId".usual().format("id").example("eb663a27ae9d032f61bc268a79eedf14c4b90f77"),
        /// When the scanner was last seen.
        last_seen: Timestamp => "lastSeen".required().non_null(),
        /// The machine's name. The scanner inside a scan definition has `machineName` instead.
        computer_dns_name: S => "computerDnsName".usual().example("scan-1.contoso.com"),
        /// The application that the scanner acts as; a GUID in either case.
        assigned_application_id: S => "assignedApplicationId".usual().format("id"),
        /// The scanner software's version.
        scanner_software_version: S => "scannerSoftwareVersion".usual().format("version").example("9.3.15.19"),
        /// When the scanner last ran a command. The metadata never has it `null`; old samples lack it.
        last_command_execution_timestamp: Timestamp => "lastCommandExecutionTimestamp".usual().non_null(),
        /// The version of the Defender for Endpoint client.
        mde_client_version: S => "mdeClientVersion".usual().format("version").example("10.8295.22621.1195"),
    }
}

model! {
    /// The scanner of a scan definition in a response (metadata: `AgentContract`).
    pub struct ScannerAgent<S: Text = String> {
        /// The organisation's and the machine's id joined by `_`. Three of four live captures have a blank after it.
        id: AgentId<S> => "id".usual().format("id"),
        /// The machine, by 40 hexadecimal digits in live responses.
        machine_id: MachineId<S> => "machineId".usual().format("id").example("eb663a27ae9d032f61bc268a79eedf14c4b90f77"),
        /// The machine's name. In the list of agents it is `computerDnsName`.
        machine_name: S => "machineName".usual().example("scan-1"),
        /// When the scanner was last seen.
        last_seen: Timestamp => "lastSeen".required().non_null(),
        /// The application that the scanner acts as; a GUID in either case.
        assigned_application_id: S => "assignedApplicationId".usual().format("id"),
        /// The scanner software's version.
        scanner_software_version: S => "scannerSoftwareVersion".usual().format("version").example("9.3.15.19"),
        /// When the scanner last ran a command. The metadata never has it `null`; old samples lack it.
        last_command_execution_timestamp: Timestamp => "lastCommandExecutionTimestamp".usual().non_null(),
        /// The version of the Defender for Endpoint client; `null` in the captures of December 2025.
        mde_client_version: S => "mdeClientVersion".usual().format("version").example("10.8295.22621.1195"),
    }
}

model! {
    /// The scanner that a request names (metadata: `AgentContract`, of which a request holds a part).
    pub struct ScannerReference {
        /// The machine: all that a request needs, and what the documentation asks for.
        machine_id: MachineId => "machineId".required().non_null().format("id").example("eb663a27ae9d032f61bc268a79eedf14c4b90f77"),
        /// The machine's name, which some accepted requests send along.
        machine_name: String => "machineName",
        /// The scanner's id, which some clients send instead of the machine's (Microsoft365DSC, pysec).
        id: AgentId => "id".format("id"),
    }
}

impl ScannerReference {
    /// The scanner on this machine.
    #[must_use]
    pub fn machine(machine_id: impl Into<MachineId>) -> Self {
        Self { machine_id: machine_id.into().into(), ..Self::default() }
    }

    /// A reference by whichever of the ids is known: the machine's, or else the scanner's.
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

/// The scanner by its machine, as in the list of scanners.
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

/// The scanner of another definition.
impl<S: Text> From<&ScannerAgent<S>> for ScannerReference {
    fn from(agent: &ScannerAgent<S>) -> Self {
        Self::by(&agent.machine_id, &agent.id, &agent.machine_name)
    }
}

impl From<MachineId> for ScannerReference {
    fn from(machine: MachineId) -> Self {
        Self::machine(machine)
    }
}

impl<S: Text> ScanAgent<S> {
    /// Whether the scanner was not seen since `since`. A scanner that was never seen was not.
    #[must_use]
    pub fn is_silent_since(&self, since: Timestamp) -> bool {
        self.last_seen.get().is_none_or(|seen| seen.is_before(since))
    }
}
