//! Realistic scalar values: identifiers, times, versions, and texts with characters that are hard to parse.

use super::rng::Rng;

/// Content of the free texts of a payload (names, descriptions, messages, passwords).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Flavor {
    /// Plain words; some with characters that need escapes.
    #[default]
    Everyday,
    /// Plain words only.
    Plain,
    /// Words in quotes.
    Quotes,
    /// Windows paths of which no part would be a valid escape if its backslash stood alone.
    Paths,
    /// Windows paths of which some parts would be valid escapes.
    MixedPaths,
    /// Windows paths that end in a backslash.
    Folders,
    /// Line breaks.
    Breaks,
    /// Tabs and other control characters.
    Controls,
    /// Apostrophes.
    Apostrophes,
    /// Braces, brackets, commas, colons, and all of them in quotes.
    Punctuation,
}

const SUBJECTS: [&str; 12] = [
    "core switches",
    "branch routers",
    "Windows servers",
    "printers, floor 3",
    "DMZ hosts",
    "lab network",
    "Zürich office",
    "data centre 2",
    "access points",
    "legacy VLAN 120",
    "build agents",
    "東京 site",
];
const PURPOSES: [&str; 8] =
    ["Nightly scan of", "Test scan,", "Weekly audit:", "Scan", "Discovery of", "Onboarding:", "Rescan of", "Pilot for"];
// Quotes, brackets and commas are inside: at the very end of a text, a lost escape and a doubled quote look alike.
const QUOTED: [&str; 6] = [
    "Scan \"core\" switches",
    "the \"old\" DMZ and the \"new\" one",
    "24\" display wall",
    "so-called \"guest\" network (floor 2)",
    "owner \"Network Ops\" asked for it",
    "set \"public\" as community string first",
];
const PATHS: [&str; 5] = [
    "C:\\Scans\\Agents\\MDE.log",
    "see D:\\Data\\2024\\Export.csv for details",
    "copy of E:\\Logs\\Scan.txt could not be read",
    "C:\\Program Files\\Windows Defender\\MsMpEng.exe",
    "CONTOSO\\Scanner-01 has no access",
];
const MIXED_PATHS: [&str; 5] = [
    "C:\\Scans\\new\\report.txt",
    "D:\\tools\\Nmap\\bin\\nmap.exe",
    "\\\\SRV01\\fileshare\\Results\\today.log is locked",
    "C:\\Temp\\results\\MDE.log",
    "CONTOSO\\Admin wrote to E:\\backup\\full",
];
const FOLDERS: [&str; 3] = ["C:\\Scans\\", "D:\\Data\\Export\\", "C:\\Program Files\\Scanner\\"];
const BREAKS: [&str; 5] = [
    "Connection timed out.\nRetry in 5 minutes.",
    "first line\nsecond line\nthird line",
    "Access is denied.\r\nContact the owner of the device.",
    "Scan stopped\n\n3 targets left",
    "Login failed:\n- Kerberos\n- Negotiate",
];
const CONTROLS: [&str; 5] = [
    "switch\tfloor 1\tport 24",
    "bell\u{7} and escape\u{1b}[0m kept",
    "form\u{c}feed",
    "unit\u{1f}separator, name\u{1e}record",
    "start\u{1}of heading",
];
const APOSTROPHES: [&str; 4] =
    ["Anna's lab", "the team's 'old' site", "Operator's console, floor 1", "O'Brien's office"];
const PUNCTUATION: [&str; 8] = [
    "core {edge}, access: all",
    "DMZ [10.0.0.0/24]: web, db",
    "note: {\"a\": 1, \"b\": [2, 3]} as sent",
    "VLAN 10, 20; \"guest\": off",
    "lookup [a, b], then {c: d} done",
    "see https://contoso.com/a?b={c},d=[e] for more",
    "ports 22,80,443 {tcp}: open, 161 {udp}: closed",
    "the \"value\": [ member, see page 4",
];

/// Returns free text: a name, a description or a message.
pub(crate) fn prose(rng: &mut Rng, flavor: Flavor) -> String {
    // Payloads about a certain content still have some plain fields, as real ones do.
    let flavor = match flavor {
        Flavor::Everyday if rng.chance(12) => awkward(rng),
        Flavor::Everyday | Flavor::Plain => Flavor::Plain,
        _ if rng.chance(30) => Flavor::Plain,
        other => other,
    };
    match flavor {
        Flavor::Everyday | Flavor::Plain => format!("{} {}", rng.word(&PURPOSES), rng.word(&SUBJECTS)),
        Flavor::Quotes => rng.word(&QUOTED).to_owned(),
        Flavor::Paths => rng.word(&PATHS).to_owned(),
        Flavor::MixedPaths => rng.word(&MIXED_PATHS).to_owned(),
        Flavor::Folders => rng.word(&FOLDERS).to_owned(),
        Flavor::Breaks => rng.word(&BREAKS).to_owned(),
        Flavor::Controls => rng.word(&CONTROLS).to_owned(),
        Flavor::Apostrophes => rng.word(&APOSTROPHES).to_owned(),
        Flavor::Punctuation => rng.word(&PUNCTUATION).to_owned(),
    }
}

fn awkward(rng: &mut Rng) -> Flavor {
    *rng.pick(&[Flavor::Quotes, Flavor::Paths, Flavor::Breaks, Flavor::Apostrophes, Flavor::Punctuation])
        .unwrap_or(&Flavor::Plain)
}

/// Returns a password or another secret.
pub(crate) fn secret(rng: &mut Rng, flavor: Flavor) -> String {
    const PLAIN: [&str; 6] = ["authPassword", "Contoso123!", "pUbl1c-ro", "s3cret_of_lab", "Winter2024", "xK9$wq7Lm"];
    const AWKWARD: [&str; 7] =
        ["p@ss,w}ord", "a:b{c}d", "x\"y\"z7", "back\\Slash8", "q[1]=2;w", "it's#1", "semi;colon, and=more"];
    let awkward = match flavor {
        Flavor::Everyday => 20,
        Flavor::Punctuation => 70,
        _ => 0,
    };
    let word = if rng.chance(awkward) { rng.word(&AWKWARD) } else { rng.word(&PLAIN) };
    format!("{word}{}", rng.below(10))
}

/// Returns hexadecimal digits.
pub(crate) fn hex(rng: &mut Rng, digits: usize) -> String {
    (0..digits).map(|_| char::from_digit(rng.below(16) as u32, 16).unwrap_or('0')).collect()
}

/// Returns a GUID, mostly in lower case.
pub(crate) fn guid(rng: &mut Rng) -> String {
    let parts = [8, 4, 4, 4, 12].map(|digits| hex(rng, digits));
    let guid = parts.join("-");
    if rng.chance(15) { guid.to_uppercase() } else { guid }
}

/// Returns a time with up to seven digits of a second: the service trims trailing zeros.
pub(crate) fn timestamp(rng: &mut Rng) -> String {
    let (year, month, day) = (rng.between(2021, 2026), rng.between(1, 12), rng.between(1, 28));
    let (hour, minute, second) = (rng.below(24), rng.below(60), rng.below(60));
    let whole = format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}");
    let digits = if rng.chance(60) { 7 } else { rng.below(8) };
    if digits == 0 {
        return whole + "Z";
    }
    let fraction: String = (1..digits).map(|_| char::from(b'0' + rng.below(10) as u8)).collect();
    format!("{whole}.{fraction}{}Z", rng.between(1, 9))
}

/// Returns a duration as OData writes it.
pub(crate) fn duration(rng: &mut Rng) -> String {
    let whole = format!("{:02}:{:02}:{:02}", rng.below(2), rng.below(60), rng.below(60));
    if rng.chance(25) { format!("{whole}.{:07}", rng.between(1, 9_999_999)) } else { whole }
}

/// Returns an IPv4 address.
pub(crate) fn ip(rng: &mut Rng) -> String {
    match rng.below(3) {
        0 => format!("10.{}.{}.{}", rng.below(256), rng.below(256), rng.between(1, 254)),
        1 => format!("192.168.{}.{}", rng.below(256), rng.between(1, 254)),
        _ => format!("127.0.0.{}", rng.between(1, 9)),
    }
}

/// Returns addresses or host names in one string, as in `target`.
pub(crate) fn targets(rng: &mut Rng, hosts: bool) -> String {
    let many = if rng.chance(50) { 1 } else { rng.between(2, 4) };
    let one = |rng: &mut Rng| if hosts { host(rng) } else { ip(rng) };
    (0..many).map(|_| one(rng)).collect::<Vec<_>>().join(",")
}

/// Returns the name of a machine.
pub(crate) fn host(rng: &mut Rng) -> String {
    const STEMS: [&str; 5] = ["DESKTOP-TEST", "SRV-SCAN", "TEST_DOMAIN", "lab-vm", "WS2022"];
    let name = format!("{}{}", rng.word(&STEMS), rng.between(1, 99));
    if rng.chance(20) { format!("{}.contoso.com", name.to_lowercase()) } else { name }
}

/// Returns the name of a user.
pub(crate) fn user(rng: &mut Rng) -> String {
    const USERS: [&str; 5] = ["test", "username", "anna.berg", "sec-ops", "j.doe"];
    const DOMAINS: [&str; 3] = ["contoso.com", "test.com", "fabrikam.onmicrosoft.com"];
    format!("{}@{}", rng.word(&USERS), rng.word(&DOMAINS))
}
