//! Scan definitions: targets, credentials, interval and scanner.

use super::macros::{model, open_enum};
use super::text::Text;
use super::{DefinitionId, ScanAuthenticationParams, ScannerAgent, Timestamp};

model! {
    /// A scan definition (metadata: `DeviceAuthenticatedScanDefinition`).
    ///
    /// The service added members over time: `orgId` after 2022, `advancedActiveConfiguration` by December 2025.
    pub struct ScanDefinition<S: Text = String> {
        /// OData context URL, which names the type of the response. Present only where the entity is the whole
        /// response.
        context: S => "@odata.context".format("uri"),
        /// Id of the definition. A GUID in live responses; the documentation's examples are not GUIDs.
        id: DefinitionId<S> => "id".required().non_null().format("id").example("d14cefe1-0301-488c-ad17-a86c428c3727"),
        /// Kind of devices that are scanned.
        scan_type: ScanType => "scanType".required().non_null(),
        /// Display name of the definition.
        scan_name: S => "scanName".usual().example("Core switches"),
        /// Whether the definition is active, so that its scans run.
        is_active: bool as Flag => "isActive".required().non_null(),
        /// Targets: addresses or host names, separated by commas without blanks.
        target: S => "target".usual().example("127.0.0.1,127.0.0.2"),
        /// Id of the organization; in responses only. Absent from samples of 2022.
        org_id: S => "orgId".usual().format("id"),
        /// Hours between two runs. The service can also run a scan once ("Do not repeat"); how that is written is
        /// unknown, probably `null` or `0`.
        interval_in_hours: i32 as Whole => "intervalInHours".usual(),
        /// Creator of the definition; in responses only. A user principal name in every sample, documented as the
        /// unique identity of the user.
        created_by: S => "createdBy".usual().example("admin@contoso.com"),
        /// Kind of the entries of `target`.
        target_type: TargetType => "targetType".usual(),
        /// Credentials of the scanner. Always `null` in live responses; an object in the documentation's list.
        scan_authentication_params: Box<ScanAuthenticationParams<S>> => "scanAuthenticationParams".usual(),
        /// Scanner that runs the definition.
        scanner_agent: ScannerAgent<S> => "scannerAgent".usual(),
        /// Result of the last run; in responses only. For a definition that has not run, an object of three `null`s.
        latest_scan: LatestScan<S> => "latestScan".usual(),
        /// Settings of an active industrial scan; `null` in every capture since December 2025.
        advanced_active_configuration: Box<AdvancedActiveConfiguration<S>> => "advancedActiveConfiguration",
        /// Whether the scan runs for troubleshooting. Only in the metadata of 2026, in no sample.
        is_troubleshoot_mode: bool as Flag => "isTroubleshootMode".non_null(),
    }
}

model! {
    /// Result of the last run of a scan definition (metadata: `ScanState`).
    pub struct LatestScan<S: Text = String> {
        /// Outcome of the run; `null` before the first run.
        status: ScanStatus => "status".usual(),
        /// Reason of a failure; `null` in every sample, even after a failure.
        failure_reason: S => "failureReason".usual().example("The device did not answer."),
        /// Time of the run; `null` before the first run.
        execution_date_time: Timestamp => "executionDateTime".usual(),
    }
}

model! {
    /// Settings of an active scan of industrial devices (metadata: `AdvancedActiveConfiguration`).
    /// Only in the metadata; `null` in every sample.
    pub struct AdvancedActiveConfiguration<S: Text = String> {
        /// Addresses to scan.
        addresses: Vec<S> => "addresses",
        /// Id of the site.
        site_id: S => "siteId".format("id"),
        /// Identifier of the scan.
        scan_identifier: S => "scanIdentifier".format("id"),
        /// Maximum number of scans that run at once.
        max_concurrent_scans: i32 as Whole => "maxConcurrentScans".non_null(),
        /// Timeout for one port; the metadata names no unit.
        port_check_timeout: f64 => "portCheckTimeout".non_null(),
        /// Timeout for one scan; the metadata names no unit.
        single_scan_timeout: i32 as Whole => "singleScanTimeout".non_null(),
        /// Scanners that are disabled.
        disabled_scanners: Vec<S> => "disabledScanners",
        /// Endpoints that are enabled.
        enabled_endpoints: Vec<S> => "enabledEndpoints",
        /// Whether operator panels (human-machine interfaces) are exported.
        export_hmi: bool as Flag => "exportHMI".non_null(),
        /// Whether the addresses are external.
        external_address: bool as Flag => "externalAddress".non_null(),
        /// Whether TCP ports are scanned.
        enable_tcp_port_scan: bool as Flag => "enableTCPPortScan".non_null(),
        /// Whether only addresses that answered are exported. The metadata spells the name with `ll`.
        export_successfull_only_addresses: bool as Flag => "exportSuccessfullOnlyAddresses".non_null(),
        /// Zone; not described anywhere.
        zone: S => "zone",
        /// Whether to scan despite warnings.
        force: bool as Flag => "force".non_null(),
        /// Whether to use only methods that cannot disturb a device.
        safe: bool as Flag => "safe".non_null(),
    }
}

open_enum! {
    /// Kind of devices that are scanned (metadata: `AuthScanType`).
    pub enum ScanType {
        /// Network devices, over SNMP. The only value that is documented since November 2025.
        Network = "Network",
        /// Windows devices. **Discontinued**: not supported and not available since 2025-11-30, without a replacement
        /// (documentation: vulnerability management FAQ). Old definitions may still have this value.
        Windows = "Windows",
        /// Linux devices; only in the metadata.
        Linux = "Linux",
        /// Industrial devices, by an active scan; only in the metadata.
        AdvancedActive = "AdvancedActive",
    }
}

open_enum! {
    /// Kind of the entries of a target list (metadata: `TargetType`).
    pub enum TargetType {
        /// Addresses. The documentation's prose writes `IP Address`.
        Ip = "Ip" | "IP Address" | "IpAddress",
        /// Host names.
        Hostname = "Hostname" | "Host Name",
        /// Addresses and host names; only in the metadata.
        Combined = "Combined",
    }
}

open_enum! {
    /// Outcome of a run of a scan definition (metadata: `ScanStatus`).
    ///
    /// The status of a scanned target is another type, with other values.
    pub enum ScanStatus {
        /// The run succeeded.
        Success = "Success",
        /// The run failed.
        Fail = "Fail",
    }
}

impl<S: Text> ScanDefinition<S> {
    /// Returns the time between two runs; `None` if `interval_in_hours` is absent, `null` or not positive, as for a
    /// scan that is not repeated.
    #[must_use]
    pub fn interval(&self) -> Option<std::time::Duration> {
        let hours = u64::try_from(*self.interval_in_hours.get()?).ok().filter(|hours| *hours > 0)?;
        Some(std::time::Duration::from_secs(hours * 3_600))
    }

    /// Returns whether the definition is active and its last run is more than one interval before `at`.
    ///
    /// `None` if that is unknown: the definition has no interval, or has not run yet and is not marked inactive.
    ///
    /// ```
    /// use std::time::SystemTime;
    ///
    /// use authscan::model::{ScanDefinition, Timestamp};
    ///
    /// let definition: ScanDefinition = authscan::parse(
    ///     br#"{"id": "d", "intervalInHours": 4, "latestScan": {"executionDateTime": "2022-05-08T12:18:41Z"}}"#,
    /// )?;
    /// assert_eq!(definition.is_overdue("2022-05-08T15:00:00Z".parse()?), Some(false));
    /// assert_eq!(definition.is_overdue(Timestamp::try_from(SystemTime::now())?), Some(true));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn is_overdue(&self, at: Timestamp) -> Option<bool> {
        let interval = self.interval()?;
        if self.is_active.get() == Some(&false) {
            return Some(false);
        }
        let ran = self.latest_scan.get()?.execution_date_time.get()?;
        Some(at.since(*ran).is_some_and(|passed| passed > interval))
    }

    /// Returns whether the last run failed. False if the definition has not run.
    #[must_use]
    pub fn is_failing(&self) -> bool {
        self.latest_scan.get().and_then(|scan| scan.status.get()) == Some(&ScanStatus::Fail)
    }

    /// Returns the entries of `target`; none if it is absent or `null`.
    pub fn targets(&self) -> impl Iterator<Item = super::Target<'_>> {
        super::Target::list(self.target.text().unwrap_or_default())
    }
}
