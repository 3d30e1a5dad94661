//! Results of past scans.

use super::macros::{model, open_enum};
use super::text::Text;
use super::{DefinitionId, MachineId, SessionId, TimeOfDay, Timestamp};

model! {
    /// One session of a scan definition (metadata: `AuthScanHistoryContract`).
    ///
    /// The documentation spells nearly every member in PascalCase, and each of its two pages has members that the other
    /// lacks.
    pub struct ScanHistory<S: Text = String> {
        /// Id of the organization. Documented only for the history by session.
        org_id: S => "orgId".format("id"),
        /// Id of the definition that ran. The documentation gives this one id a plural name.
        scan_definition_id: DefinitionId<S> => "scanDefinitionId".aliases(&["ScanDefinitionIds"]).format("id"),
        /// Id of the session: 32 hexadecimal digits. The documentation gives this one id a plural name.
        session_id: SessionId<S> => "sessionId".aliases(&["SessionIds"]).format("id"),
        /// Machine id of the scanner that ran the session. Documented only for the history by definition.
        scanner_id: MachineId<S> => "scannerId".format("id"),
        /// Number of targets that were scanned successfully.
        number_of_successfully_scanned_targets: i32 as Whole => "numberOfSuccessfullyScannedTargets".non_null(),
        /// Number of targets.
        number_of_targets: i32 as Whole => "numberOfTargets".non_null(),
        /// Outcome of the session. Free text in the metadata; the documentation has `Success` and `Partial Success`.
        scan_status: S => "scanStatus",
        /// Time of the session. Documented, but not in the metadata.
        last_scanned: Timestamp => "lastScanned",
        /// Error message for the whole session; only in the metadata.
        general_error_message: S => "generalErrorMessage",
        /// Result for each target. The documentation calls the member `ListScannedTargets`.
        scanned_targets: Vec<ScannedTarget<S>> as List => "scannedTargets".aliases(&["ListScannedTargets"]),
    }
}

model! {
    /// Result for one target (metadata: `ScannedTargetResultContract`).
    pub struct ScannedTarget<S: Text = String> {
        /// Address of the target.
        ip: S => "ip",
        /// Host name of the target.
        hostname: S => "hostname",
        /// Description of the device that was found.
        scanned_device_description: S => "scannedDeviceDescription",
        /// Error message; empty after a success.
        error_message: S => "errorMessage",
        /// Outcome for the target.
        scan_status: AuthenticatedScanStatus => "scanStatus",
        /// Duration of the scan, as `hh:mm:ss` with an optional fraction.
        scan_duration: TimeOfDay => "scanDuration".non_null(),
    }
}

open_enum! {
    /// Outcome of the scan of a target (metadata: `AuthenticatedScanStatus`).
    ///
    /// The status of a definition's last run is another type, with other values.
    pub enum AuthenticatedScanStatus {
        /// The scan failed.
        Failure = "Failure" | "Fail",
        /// The scan succeeded.
        Success = "Success",
        /// The scan succeeded in part.
        PartialSuccess = "PartialSuccess" | "Partial Success",
    }
}

impl<S: Text> ScanHistory<S> {
    /// Returns `scan_status` as an outcome, [`Other`](AuthenticatedScanStatus::Other) if unknown; `None` if absent or
    /// `null`.
    ///
    /// ```
    /// use authscan::model::{AuthenticatedScanStatus, ScanHistory};
    ///
    /// let session: ScanHistory = authscan::parse(br#"{"sessionId": "s", "scanStatus": "Partial Success"}"#)?;
    /// assert_eq!(session.status(), Some(AuthenticatedScanStatus::PartialSuccess));
    /// # Ok::<(), authscan::Error>(())
    /// ```
    #[must_use]
    pub fn status(&self) -> Option<AuthenticatedScanStatus> {
        self.scan_status.text().map(AuthenticatedScanStatus::from)
    }

    /// Returns the targets whose status is not `Success`, including those without a status.
    ///
    /// ```
    /// use authscan::model::ScanHistory;
    ///
    /// let session: ScanHistory = authscan::parse(
    ///     br#"{"scannedTargets": [{"ip": "10.0.0.1", "scanStatus": "Success"}, {"ip": "10.0.0.2", "scanStatus": "Failure"}]}"#,
    /// )?;
    /// let failed: Vec<_> = session.failed_targets().map(|target| target.ip.text()).collect();
    /// assert_eq!(failed, [Some("10.0.0.2")]);
    /// # Ok::<(), authscan::Error>(())
    /// ```
    pub fn failed_targets(&self) -> impl Iterator<Item = &ScannedTarget<S>> {
        let targets = self.scanned_targets.get().map_or(&[][..], Vec::as_slice);
        targets.iter().filter(|target| target.scan_status.get() != Some(&AuthenticatedScanStatus::Success))
    }
}
