//! What became of past scans.

use super::macros::{model, open_enum};
use super::text::Text;
use super::{DefinitionId, MachineId, SessionId, TimeOfDay, Timestamp};

model! {
    /// One session of a scan definition (metadata: `AuthScanHistoryContract`).
    ///
    /// The documentation spells nearly every member in PascalCase, and each of its two pages has members that the
    /// other lacks.
    pub struct ScanHistory<S: Text = String> {
        /// The organisation. Documented by session only.
        org_id: S => "orgId".format("id"),
        /// The definition that ran. The documentation has the one id under a plural name.
        scan_definition_id: DefinitionId<S> => "scanDefinitionId".aliases(&["ScanDefinitionIds"]).format("id"),
        /// The session: 32 hexadecimal digits. The documentation has the one id under a plural name.
        session_id: SessionId<S> => "sessionId".aliases(&["SessionIds"]).format("id"),
        /// The scanner that ran it, by its machine id. Documented by definition only.
        scanner_id: MachineId<S> => "scannerId".format("id"),
        /// How many targets were scanned with success.
        number_of_successfully_scanned_targets: i32 as Whole => "numberOfSuccessfullyScannedTargets".non_null(),
        /// How many targets there were.
        number_of_targets: i32 as Whole => "numberOfTargets".non_null(),
        /// How it ended. Free text in the metadata; the documentation has `Success` and `Partial Success`.
        scan_status: S => "scanStatus",
        /// When it ran. Documented, but not in the metadata.
        last_scanned: Timestamp => "lastScanned",
        /// What went wrong in general; only in the metadata.
        general_error_message: S => "generalErrorMessage",
        /// What became of each target. The documentation calls it `ListScannedTargets`.
        scanned_targets: Vec<ScannedTarget<S>> as List => "scannedTargets".aliases(&["ListScannedTargets"]),
    }
}

model! {
    /// What became of one target (metadata: `ScannedTargetResultContract`).
    pub struct ScannedTarget<S: Text = String> {
        /// Its address.
        ip: S => "ip",
        /// Its name.
        hostname: S => "hostname",
        /// What kind of device it turned out to be.
        scanned_device_description: S => "scannedDeviceDescription",
        /// What went wrong; empty when nothing did.
        error_message: S => "errorMessage",
        /// How it ended.
        scan_status: AuthenticatedScanStatus => "scanStatus",
        /// How long it took.
        scan_duration: TimeOfDay => "scanDuration".non_null(),
    }
}

open_enum! {
    /// How the scan of a target ended (metadata: `AuthenticatedScanStatus`).
    ///
    /// Not the status of a definition's last run, whose values are others.
    pub enum AuthenticatedScanStatus {
        /// It failed.
        Failure = "Failure" | "Fail",
        /// It succeeded.
        Success = "Success",
        /// It succeeded in part.
        PartialSuccess = "PartialSuccess" | "Partial Success",
    }
}

impl<S: Text> ScanHistory<S> {
    /// `scan_status` as one of the known outcomes.
    #[must_use]
    pub fn status(&self) -> Option<AuthenticatedScanStatus> {
        self.scan_status.text().map(AuthenticatedScanStatus::from)
    }

    /// The targets that were not scanned with success.
    pub fn failed_targets(&self) -> impl Iterator<Item = &ScannedTarget<S>> {
        let targets = self.scanned_targets.get().map_or(&[][..], Vec::as_slice);
        targets.iter().filter(|target| target.scan_status.get() != Some(&AuthenticatedScanStatus::Success))
    }
}
