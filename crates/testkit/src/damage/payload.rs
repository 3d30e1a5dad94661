//! Undamaged payloads of every kind.

use serde_json::{Map, Value, json};

use super::rng::Rng;
use super::values::{self, Flavor};

/// Kinds of payload: responses, then requests, then the error.
pub const KINDS: [&str; 11] = [
    "definitions",
    "definition",
    "agents",
    "agent",
    "history",
    "create",
    "update",
    "batch-delete",
    "history-by-definition",
    "history-by-session",
    "error",
];

/// Kinds that are a list of objects.
pub(crate) const LISTS: [&str; 3] = ["definitions", "agents", "history"];

/// An undamaged payload.
#[derive(Clone, Debug)]
pub struct Payload {
    /// Kind, one of [`KINDS`].
    pub kind: &'static str,
    /// JSON text, minified or indented.
    pub text: String,
    /// Value of the text.
    pub value: Value,
}

/// Returns the payload with this index. Kinds alternate; everything else follows from seed and index.
#[must_use]
pub fn payload(seed: u64, index: u64) -> Payload {
    let kind = KINDS.get((index % KINDS.len() as u64) as usize).copied().unwrap_or("definitions");
    generate(&mut Rng::keyed(seed, "payload", index), kind, Profile::DEFAULT)
}

/// Requirements of a class of damage on its payloads.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Profile {
    /// Content of free texts.
    pub(crate) flavor: Flavor,
    /// Kinds to use, in turn.
    pub(crate) kinds: &'static [&'static str],
    /// Fewest elements of a list.
    pub(crate) least: usize,
}

impl Profile {
    /// Every kind, everyday texts, lists of any length.
    pub(crate) const DEFAULT: Self = Self { flavor: Flavor::Everyday, kinds: &KINDS, least: 1 };

    /// Free texts with a certain content.
    pub(crate) const fn flavored(flavor: Flavor) -> Self {
        Self { flavor, ..Self::DEFAULT }
    }

    /// Lists of objects with at least this many elements.
    pub(crate) const fn lists(least: usize) -> Self {
        Self { kinds: &LISTS, least, ..Self::DEFAULT }
    }
}

/// Generates a payload.
pub(crate) fn generate(rng: &mut Rng, kind: &'static str, profile: Profile) -> Payload {
    let spelling = if rng.chance(15) { Spelling::Documented } else { Spelling::Canonical };
    let shuffled = rng.chance(15);
    let mut maker = Maker { rng, spelling, shuffled, flavor: profile.flavor, least: profile.least };
    let value = maker.payload(kind);
    let text = written(rng, &value);
    Payload { kind, text, value }
}

/// Serializes the value, minified or indented.
pub(super) fn written(rng: &mut Rng, value: &Value) -> String {
    match rng.below(4) {
        0 => indented(value, b"  "),
        1 => indented(value, b"    "),
        _ => value.to_string(),
    }
}

fn indented(value: &Value, indent: &[u8]) -> String {
    use serde::Serialize;
    let mut bytes = Vec::new();
    let formatter = serde_json::ser::PrettyFormatter::with_indent(indent);
    // Writing a value to memory cannot fail; if it ever did, the tests of the generator would see the empty text.
    let _ = value.serialize(&mut serde_json::Serializer::with_formatter(&mut bytes, formatter));
    String::from_utf8(bytes).unwrap_or_default()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Spelling {
    Canonical,
    Documented,
}

struct Maker<'r> {
    rng: &'r mut Rng,
    spelling: Spelling,
    shuffled: bool,
    flavor: Flavor,
    least: usize,
}

impl Maker<'_> {
    fn payload(&mut self, kind: &str) -> Value {
        match kind {
            "definitions" => self.list("$metadata#DeviceAuthenticatedScanDefinitions", |maker| maker.definition(None)),
            "definition" => {
                let context = self.context("$metadata#DeviceAuthenticatedScanDefinitions/$entity");
                self.definition(Some(context))
            }
            "agents" => self.list("$metadata#DeviceAuthenticatedScanAgents", |maker| maker.agent(None)),
            "agent" => {
                let context = self.context("$metadata#DeviceAuthenticatedScanAgents/$entity");
                self.agent(Some(context))
            }
            "history" if self.rng.chance(50) => self
                .list("DeviceAuthenticatedScanDefinitions/GetScanHistoryByScanDefinitionId", |maker| {
                    maker.history(false)
                }),
            "history" => {
                self.list("DeviceAuthenticatedScanDefinitions/GetScanHistoryBySessionId", |maker| maker.history(true))
            }
            "create" => self.request(false),
            "update" => self.request(true),
            "history-by-session" => self.identifiers("SessionIds", |rng| values::hex(rng, 32)),
            "batch-delete" | "history-by-definition" => self.identifiers("ScanDefinitionIds", values::guid),
            _ => self.error(),
        }
    }

    /// Returns the canonical name, or the documented one in a payload that follows the documentation.
    fn name(&self, canonical: &'static str, documented: &'static str) -> &'static str {
        if self.spelling == Spelling::Documented { documented } else { canonical }
    }

    fn object(&mut self, mut members: Vec<(&str, Value)>) -> Value {
        // Members that distinguish an object from its neighbors (context, type or id) stay first, as in every service.
        if self.shuffled {
            if let Some((_, rest)) = members.split_first_mut() {
                self.rng.shuffle(rest);
            }
        }
        Value::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }

    fn context(&mut self, rest: &str) -> String {
        const HOSTS: [&str; 4] = [
            "api.security.microsoft.com",
            "api.securitycenter.microsoft.com",
            "api-us.securitycenter.microsoft.com",
            "eu.api.security.microsoft.com",
        ];
        format!("https://{}/api/{rest}", self.rng.word(&HOSTS))
    }

    fn list(&mut self, context: &str, element: impl Fn(&mut Self) -> Value) -> Value {
        let length = self.rng.between(self.least, 6.max(self.least));
        let elements: Vec<Value> = (0..length).map(|_| element(self)).collect();
        json!({ "@odata.context": self.context(context), "value": elements })
    }

    fn identifiers(&mut self, name: &str, one: impl Fn(&mut Rng) -> String) -> Value {
        let length = self.rng.between(self.least, 6.max(self.least));
        let identifiers: Vec<Value> = (0..length).map(|_| one(self.rng).into()).collect();
        Value::Object(Map::from_iter([(name.to_owned(), identifiers.into())]))
    }

    fn prose(&mut self) -> Value {
        values::prose(self.rng, self.flavor).into()
    }

    fn secret(&mut self) -> Value {
        values::secret(self.rng, self.flavor).into()
    }

    /// Returns `null`, or a message if the class is about messages.
    fn message(&mut self) -> Value {
        let percent = if matches!(self.flavor, Flavor::Everyday | Flavor::Plain) { 20 } else { 70 };
        if self.rng.chance(percent) { self.prose() } else { Value::Null }
    }

    fn definition(&mut self, context: Option<String>) -> Value {
        let hosts = self.rng.chance(20);
        let mut members: Vec<(&str, Value)> = Vec::new();
        members.extend(context.map(|context| ("@odata.context", context.into())));
        members.extend([
            ("id", values::guid(self.rng).into()),
            ("scanType", self.rng.word(&["Network", "Network", "Windows", "Linux"]).into()),
            ("scanName", self.prose()),
            ("isActive", self.rng.chance(70).into()),
            ("target", values::targets(self.rng, hosts).into()),
            ("orgId", values::guid(self.rng).into()),
            ("intervalInHours", self.interval()),
            ("createdBy", values::user(self.rng).into()),
            ("targetType", if hosts { "Hostname" } else { "Ip" }.into()),
            ("scanAuthenticationParams", self.credentials(50)),
            ("scannerAgent", self.scanner()),
            ("latestScan", self.latest()),
        ]);
        if self.rng.chance(30) {
            members.push(("advancedActiveConfiguration", self.advanced()));
        }
        if self.rng.chance(30) {
            members.push(("isTroubleshootMode", self.rng.chance(20).into()));
        }
        self.object(members)
    }

    fn interval(&mut self) -> Value {
        (*self.rng.pick(&[1, 4, 8, 12, 24]).unwrap_or(&24)).into()
    }

    fn latest(&mut self) -> Value {
        let (status, reason, time) = match self.rng.below(4) {
            0 => (Value::Null, Value::Null, Value::Null),
            1 => ("Fail".into(), self.message(), values::timestamp(self.rng).into()),
            2 => ("Fail".into(), Value::Null, values::timestamp(self.rng).into()),
            _ => ("Success".into(), Value::Null, values::timestamp(self.rng).into()),
        };
        self.object(vec![("status", status), ("failureReason", reason), ("executionDateTime", time)])
    }

    fn advanced(&mut self) -> Value {
        if self.rng.chance(50) {
            return Value::Null;
        }
        let addresses: Vec<Value> = (0..self.rng.between(1, 3)).map(|_| values::ip(self.rng).into()).collect();
        let flags: [bool; 6] = std::array::from_fn(|_| self.rng.chance(50));
        let [hmi, external, scan, only, force, safe] = flags.map(Value::from);
        let timeout = *self.rng.pick(&[0.5, 0.25, 1.5, 2.75]).unwrap_or(&0.5);
        let site = values::guid(self.rng);
        let members = vec![
            ("addresses", Value::from(addresses)),
            ("siteId", site.into()),
            ("scanIdentifier", Value::Null),
            ("maxConcurrentScans", self.rng.between(2, 64).into()),
            ("portCheckTimeout", timeout.into()),
            ("singleScanTimeout", self.rng.between(30, 3600).into()),
            ("disabledScanners", json!(["Telnet", "Bacnet"])),
            ("enabledEndpoints", json!(["Snmp"])),
            ("exportHMI", hmi),
            ("externalAddress", external),
            ("enableTCPPortScan", scan),
            ("exportSuccessfullOnlyAddresses", only),
            ("zone", "zone-a".into()),
            ("force", force),
            ("safe", safe),
        ];
        self.object(members)
    }

    /// Returns credentials of one of the three types, with or without a key vault; `null` in `null` percent of cases.
    fn credentials(&mut self, null: usize) -> Value {
        if self.rng.chance(null) {
            return Value::Null;
        }
        let vault = self.rng.chance(30);
        let kind = self.rng.word(&["Windows", "Windows", "Snmp", "Snmp", "Linux"]);
        let mut members: Vec<(&str, Value)> =
            vec![("@odata.type", format!("#microsoft.windowsDefenderATP.api.{kind}AuthParams").into())];
        let user = values::user(self.rng);
        match kind {
            "Windows" => {
                members.push(("type", self.rng.word(&["Kerberos", "Negotiate", "Ntlm"]).into()));
                members.push(("username", user.into()));
                members.push(("domain", self.rng.word(&["contoso.com", "CONTOSO", "corp.fabrikam.com"]).into()));
                members.push((self.name("isgmsaUser", "isGmsaUser"), self.rng.chance(70).into()));
                if !vault && self.rng.chance(40) {
                    members.push(("password", self.secret()));
                    members.push(("packetPrivacy", self.rng.chance(50).into()));
                    members.push(("packetIntegrity", self.rng.chance(50).into()));
                }
            }
            "Linux" => {
                let key = self.rng.chance(30);
                members.push(("type", if key { "PrivateKey" } else { "Password" }.into()));
                members.push(("username", user.into()));
                if !vault {
                    members.push((if key { "privateKey" } else { "password" }, self.secret()));
                }
            }
            _ => {
                let level = self.rng.word(&["AuthPriv", "AuthNoPriv", "NoAuthNoPriv", "CommunityString"]);
                members.push(("type", level.into()));
                if !vault {
                    self.snmp(level, user, &mut members);
                }
            }
        }
        if vault {
            let uri = format!("https://kv-{}.vault.azure.net/", values::hex(self.rng, 4));
            members.push((self.name("keyVaultUri", "keyVaultUrl"), uri.into()));
            members.push(("keyVaultSecretName", format!("scan-secret-{}", self.rng.below(50)).into()));
        }
        self.object(members)
    }

    fn snmp(&mut self, level: &str, user: String, members: &mut Vec<(&str, Value)>) {
        if level == "CommunityString" {
            members.push(("communityString", self.secret()));
            return;
        }
        members.push(("username", user.into()));
        if level != "NoAuthNoPriv" {
            members.push(("authProtocol", self.rng.word(&["MD5", "SHA1"]).into()));
            members.push(("authPassword", self.secret()));
        }
        if level == "AuthPriv" {
            members.push(("privProtocol", self.rng.word(&["DES", "3DES", "AES"]).into()));
            members.push(("privPassword", self.secret()));
        }
    }

    /// Returns the agent inside a definition.
    fn scanner(&mut self) -> Value {
        let name = values::host(self.rng);
        let mut members = self.agent_members();
        members.insert(2, ("machineName", name.into()));
        self.object(members)
    }

    /// Returns an agent as a separate object.
    fn agent(&mut self, context: Option<String>) -> Value {
        let name = values::host(self.rng);
        let mut members = self.agent_members();
        members.insert(3, ("computerDnsName", name.into()));
        if let Some(context) = context {
            members.insert(0, ("@odata.context", context.into()));
        }
        self.object(members)
    }

    fn agent_members(&mut self) -> Vec<(&'static str, Value)> {
        let machine = values::hex(self.rng, 40);
        let mut members: Vec<(&str, Value)> = vec![
            ("id", format!("{}_{machine}", values::guid(self.rng)).into()),
            ("machineId", machine.into()),
            ("lastSeen", values::timestamp(self.rng).into()),
        ];
        // The drafts of 2022 stop here.
        if !self.rng.chance(10) {
            let version = format!("{}.{}.{}.0", self.rng.between(7, 9), self.rng.below(10), self.rng.below(20));
            let client = format!("10.{}.{}.{}", self.rng.between(8000, 8999), 22621, self.rng.between(1000, 1999));
            let client = if self.rng.chance(30) { Value::Null } else { client.into() };
            members.extend([
                (self.name("assignedApplicationId", "AssignedApplicationId"), values::guid(self.rng).into()),
                (self.name("scannerSoftwareVersion", "ScannerSoftwareVersion"), version.into()),
                (
                    self.name("lastCommandExecutionTimestamp", "LastCommandExecutionTimestamp"),
                    values::timestamp(self.rng).into(),
                ),
                ("mdeClientVersion", client),
            ]);
        }
        members
    }

    fn history(&mut self, by_session: bool) -> Value {
        let targets = self.rng.between(1, 4);
        let status = self.rng.word(&["Success", "Partial Success", "Failure"]);
        let mut members = vec![
            ("orgId", Value::from(values::guid(self.rng))),
            (self.name("scanDefinitionId", "ScanDefinitionIds"), values::guid(self.rng).into()),
            (self.name("sessionId", "SessionIds"), values::hex(self.rng, 32).into()),
            (self.name("scannerId", "ScannerId"), values::hex(self.rng, 40).into()),
            (
                self.name("numberOfSuccessfullyScannedTargets", "NumberOfSuccessfullyScannedTargets"),
                self.rng.between(0, targets).into(),
            ),
            (self.name("numberOfTargets", "NumberOfTargets"), targets.into()),
            (self.name("scanStatus", "ScanStatus"), status.into()),
        ];
        if self.spelling == Spelling::Documented {
            members.push(("LastScanned", values::timestamp(self.rng).into()));
        } else {
            members.push(("generalErrorMessage", self.message()));
        }
        if by_session {
            let scanned: Vec<Value> = (0..targets).map(|_| self.scanned_target()).collect();
            members.push((self.name("scannedTargets", "ListScannedTargets"), scanned.into()));
        }
        self.object(members)
    }

    fn scanned_target(&mut self) -> Value {
        let (status, error) = match self.rng.below(3) {
            0 => ("Failure", self.prose()),
            1 => ("PartialSuccess", self.prose()),
            _ => ("Success", "".into()),
        };
        let members = vec![
            (self.name("ip", "Ip"), Value::from(values::ip(self.rng))),
            (self.name("hostname", "Hostname"), values::host(self.rng).into()),
            (self.name("scannedDeviceDescription", "ScannedDeviceDescription"), self.prose()),
            (self.name("errorMessage", "ErrorMessage"), error),
            (self.name("scanStatus", "ScanStatus"), status.into()),
            (self.name("scanDuration", "ScanDuration"), values::duration(self.rng).into()),
        ];
        self.object(members)
    }

    /// Returns the body of a create request, or a part of it for an update.
    fn request(&mut self, partial: bool) -> Value {
        let machine = Value::from(values::hex(self.rng, 40));
        let mut scanner = vec![("machineId", machine)];
        if self.rng.chance(40) {
            scanner.push(("machineName", values::host(self.rng).into()));
        }
        let mut members: Vec<(&str, Value)> = vec![
            ("scanType", "Network".into()),
            ("scanName", self.prose()),
            ("isActive", self.rng.chance(70).into()),
            ("target", values::targets(self.rng, false).into()),
            ("intervalInHours", self.interval()),
            ("targetType", "Ip".into()),
            ("scannerAgent", self.object(scanner)),
            ("scanAuthenticationParams", self.credentials(if partial { 30 } else { 10 })),
        ];
        if partial {
            // One member and a name remain, so that there is something to damage.
            for _ in 0..self.rng.below(4) {
                let at = self.rng.below(members.len());
                if members.get(at).is_some_and(|(name, _)| *name != "scanName") {
                    members.remove(at);
                }
            }
        }
        self.object(members)
    }

    fn error(&mut self) -> Value {
        const CODES: [&str; 6] =
            ["ResourceNotFound", "InvalidRequestBody", "BadRequest", "TooManyRequests", "Forbidden", "InvalidInput"];
        const MESSAGES: [&str; 4] = [
            "Machine 123123123 was not found",
            "The request body is invalid, see target for the correlation id.",
            "Too many requests: 100 per minute",
            "Scan definition does not exist",
        ];
        let message = if matches!(self.flavor, Flavor::Everyday | Flavor::Plain) && self.rng.chance(70) {
            self.rng.word(&MESSAGES).into()
        } else {
            self.prose()
        };
        let code = self.rng.word(&CODES).into();
        let members = vec![("code", code), ("message", message), ("target", values::guid(self.rng).into())];
        json!({ "error": self.object(members) })
    }
}
