//! Scan definitions: what is scanned, how, how often and by which scanner.

use super::macros::{model, open_enum};
use super::text::Text;
use super::{DefinitionId, ScanAuthenticationParams, ScannerAgent, Timestamp};

model! {
    /// A scan definition (metadata: `DeviceAuthenticatedScanDefinition`).
    ///
    /// Its members grew with time: `orgId` came after 2022, `advancedActiveConfiguration` by December 2025.
    pub struct ScanDefinition<S: Text = String> {
        /// Says what the response is; only where the entity is the whole response.
        context: S => "@odata.context".format("uri"),
        /// The definition's id. A GUID in live responses; documented ones are no GUIDs.
        id: DefinitionId<S> => "id".required().non_null().format("id").example("d14cefe1-0301-488c-ad17-a86c428c3727"),
        /// What is scanned.
        scan_type: ScanType => "scanType".required().non_null(),
        /// The name people gave it.
        scan_name: S => "scanName".usual(),
        /// Whether it runs.
        is_active: bool as Flag => "isActive".required().non_null(),
        /// What to scan: a comma-separated list without blanks.
        target: S => "target".usual().example("127.0.0.1,127.0.0.2"),
        /// The organisation; response only. Missing in samples of 2022.
        org_id: S => "orgId".usual().format("id"),
        /// Hours between two runs. The service can also run a scan once ("Do not repeat"); how that is written is unknown:
        /// `null` and `0` are likely.
        interval_in_hours: i32 as Whole => "intervalInHours".usual(),
        /// Who made it; response only. A user principal name in every sample, documented as the unique identity of the user.
        created_by: S => "createdBy".usual().example("admin@contoso.com"),
        /// What the entries of `target` are.
        target_type: TargetType => "targetType".usual(),
        /// How the scanner signs in. Live responses always have `null` here; the documentation's list has it filled.
        scan_authentication_params: Box<ScanAuthenticationParams<S>> => "scanAuthenticationParams".usual(),
        /// The scanner that runs it.
        scanner_agent: ScannerAgent<S> => "scannerAgent".usual(),
        /// How the last run went; response only. Of a new definition an object of three `null`s.
        latest_scan: LatestScan<S> => "latestScan".usual(),
        /// Settings of an active industrial scan; `null` in every capture since December 2025.
        advanced_active_configuration: Box<AdvancedActiveConfiguration<S>> => "advancedActiveConfiguration",
        /// Whether it runs to find a fault. Only in the metadata of 2026, in no sample.
        is_troubleshoot_mode: bool as Flag => "isTroubleshootMode".non_null(),
    }
}

model! {
    /// How the last run of a scan definition went (metadata: `ScanState`).
    pub struct LatestScan<S: Text = String> {
        /// The outcome; `null` before the first run.
        status: ScanStatus => "status".usual(),
        /// Why it failed; `null` in every sample, failed ones too.
        failure_reason: S => "failureReason".usual().example("The device did not answer."),
        /// When it ran; `null` before the first run.
        execution_date_time: Timestamp => "executionDateTime".usual(),
    }
}

model! {
    /// Settings of an active scan of industrial devices (metadata: `AdvancedActiveConfiguration`).
    /// In no sample and in no documentation: `null` wherever it is seen.
    pub struct AdvancedActiveConfiguration<S: Text = String> {
        /// What to scan.
        addresses: Vec<S> => "addresses",
        /// The site.
        site_id: S => "siteId".format("id"),
        /// What tells this scan from others.
        scan_identifier: S => "scanIdentifier".format("id"),
        /// How many scans may run at once.
        max_concurrent_scans: i32 as Whole => "maxConcurrentScans".non_null(),
        /// How long one port is waited for.
        port_check_timeout: f64 => "portCheckTimeout".non_null(),
        /// How long one scan is waited for.
        single_scan_timeout: i32 as Whole => "singleScanTimeout".non_null(),
        /// Scanners that are switched off.
        disabled_scanners: Vec<S> => "disabledScanners",
        /// Endpoints that are switched on.
        enabled_endpoints: Vec<S> => "enabledEndpoints",
        /// Whether operator panels (HMI) are exported.
        export_hmi: bool as Flag => "exportHMI".non_null(),
        /// Whether the addresses are external.
        external_address: bool as Flag => "externalAddress".non_null(),
        /// Whether TCP ports are scanned.
        enable_tcp_port_scan: bool as Flag => "enableTCPPortScan".non_null(),
        /// Whether only addresses that answered are exported. The metadata spells it with two `l`.
        export_successfull_only_addresses: bool as Flag => "exportSuccessfullOnlyAddresses".non_null(),
        /// The zone.
        zone: S => "zone",
        /// Whether to scan in spite of warnings.
        force: bool as Flag => "force".non_null(),
        /// Whether to keep to what cannot disturb a device.
        safe: bool as Flag => "safe".non_null(),
    }
}

open_enum! {
    /// What is scanned (metadata: `AuthScanType`).
    pub enum ScanType {
        /// Network devices over SNMP. The only one documented since November 2025.
        Network = "Network",
        /// Windows devices. **Discontinued**: not supported and not available since 2025-11-30, without a replacement
        /// (documentation: vulnerability management FAQ). Old definitions may still have it.
        Windows = "Windows",
        /// Linux devices; only in the metadata.
        Linux = "Linux",
        /// An active scan of industrial devices; only in the metadata.
        AdvancedActive = "AdvancedActive",
    }
}

open_enum! {
    /// What the entries of a target list are (metadata: `TargetType`).
    pub enum TargetType {
        /// Addresses. The documentation's prose calls it `IP Address`.
        Ip = "Ip" | "IP Address" | "IpAddress",
        /// Host names.
        Hostname = "Hostname" | "Host Name",
        /// Either; only in the metadata.
        Combined = "Combined",
    }
}

open_enum! {
    /// How a run of a scan definition ended (metadata: `ScanStatus`).
    ///
    /// Not the status of a scanned target, whose values are others.
    pub enum ScanStatus {
        /// It succeeded.
        Success = "Success",
        /// It failed.
        Fail = "Fail",
    }
}

impl<S: Text> ScanDefinition<S> {
    /// The time between two runs; none where it is not known or not positive, as of a scan that is not repeated.
    #[must_use]
    pub fn interval(&self) -> Option<std::time::Duration> {
        let hours = u64::try_from(*self.interval_in_hours.get()?).ok().filter(|hours| *hours > 0)?;
        Some(std::time::Duration::from_secs(hours * 3_600))
    }

    /// Whether the definition is active and its last run is more than one interval before `at`.
    ///
    /// None where that cannot be told: it has no interval or has not run yet.
    #[must_use]
    pub fn is_overdue(&self, at: Timestamp) -> Option<bool> {
        let interval = self.interval()?;
        if self.is_active.get() == Some(&false) {
            return Some(false);
        }
        let ran = self.latest_scan.get()?.execution_date_time.get()?;
        Some(at.since(*ran).is_some_and(|passed| passed > interval))
    }

    /// Whether the last run failed.
    #[must_use]
    pub fn is_failing(&self) -> bool {
        self.latest_scan.get().and_then(|scan| scan.status.get()) == Some(&ScanStatus::Fail)
    }

    /// The entries of `target`.
    pub fn targets(&self) -> impl Iterator<Item = super::Target<'_>> {
        super::Target::list(self.target.text().unwrap_or_default())
    }
}
