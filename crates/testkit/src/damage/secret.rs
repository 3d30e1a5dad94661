//! Secrets planted in damaged documents of every generator. Tests search the output for them.

use super::rng::Rng;
use super::{Case, Foreign, Gives, WRAPPERS, case, classes, foreign_case};

/// Texts with a secret, which `§` represents. Texts that start with a quote, a brace or a colon are members of an object.
pub const PLACES: &[&str] = &[
    "$ curl -u admin:§ https://a",
    "$ curl --user admin:§ https://a",
    "$ curl -H 'Authorization: Bearer §' https://a",
    "$ curl -H \"X-Vault-Token: §\" https://a",
    "$ sshpass -p § ssh a",
    "$ sshpass -p'§' ssh a",
    "$ mysql -uroot -p§ db",
    "$ snmpwalk -v2c -c § 10.0.0.1",
    "$ snmpget -v3 -l authPriv -u u -a SHA -A § -x AES -X § 10.0.0.1",
    "$ tool --password=§ --verbose",
    "$ tool --api-key § --verbose",
    "$ tool -p §",
    "$ tool -p§",
    "$ tool -u admin -p §",
    "$ tool -u admin:§",
    "$ net use \\\\host\\share § /user:adm",
    "$ net use Z: \\\\host\\share /user:adm §",
    "$ net user bob § /add",
    "$ htpasswd -b file bob §",
    "$ echo § | sudo -S ls",
    "$ echo '§' | docker login --password-stdin",
    "$ smbclient //host/share § -U bob",
    "$ sqlplus bob/§@db",
    "$ kinit bob <<< §",
    "$ scp file bob:§@10.0.0.1:/tmp",
    "$ mongo bob:§@db.example.com:27017/admin",
    "PS> Connect-It -Password § -Port 22",
    "PS> ConvertTo-SecureString \"§\" -AsPlainText -Force",
    "PS> New-Object PSCredential(\"bob\", \"§\")",
    "CREATE USER bob IDENTIFIED BY '§'",
    "snmp-server community § RO",
    "enable secret 5 §",
    "HTTP/1.1 200 OK\r\nX-Auth-Key: §\r\nHost: a\r\n",
    "HTTP/1.1 200 OK\r\nPRIVATE-TOKEN: §\r\nHost: a\r\n",
    "HTTP/1.1 200 OK\r\nAuthorization: Bearer\r\n §\r\nHost: a\r\n",
    "HTTP/1.1 200 OK\r\nProxy-Authorization: Basic §\r\nSet-Cookie: sid=§; Path=/\r\n",
    "HTTP/1.1 200 OK\r\nCookie2: a=§\r\n\r\n",
    "Authorization: Digest username=\"u\", nonce=\"n\", response=\"§\"",
    "GET https://u:§@host/a?sig=§&page=2",
    "Server=a;User Id=b;Password=§;AccountKey=§==;",
    "SharedAccessSignature=§",
    "//registry.npmjs.org/:_auth = §",
    "pass: §",
    "-----BEGIN RSA PRIVATE KEY-----\n§\n§\n-----END RSA PRIVATE KEY-----",
    "eyJhbGciOiJIUzI1NiJ9.§\n  §.§",
    "token ghp_§§§ sent",
    "token github_pat_§§ sent",
    "hook xoxb-123456789012-§",
    "key sk_live_§",
    "key glpat-§§",
    "key npm_§§§",
    "key AKIA§§",
    "key AIza§§§",
    "key SG.§§.§§",
    "\"name\": \"authPassword\", \"value\": \"§\"",
    "\"value\": \"§\", \"name\": \"Authorization\"",
    "{\"Key\": \"communityString\", \"Value\": \"§\"}",
    "\"auth\\u0050assword\": \"§\"",
    "\"authPassword=§\": 1",
    "\"authPass word\", \"§\"",
    "\"authPassword \": \"§\"",
    ":'PrivPassword' : \n'§'=",
    "<name>X-Api-Key</name><value>§</value>",
    "<password>§</password>",
    "%22authPassword%22%3A%22§%22",
    "\"accessToken\":\n  \"§\"",
    "\"authPas\": \"§\"",
    "\"privPasw\": \"§\"",
    "\"communityStr\": \"§\"",
    "\"credentials\": \"§\"",
    "\"sessionKey\": \"§\"",
    "\"tokens\": [\"a\", \"§\"]",
    "\"password\": {\"value\": \"§\", \"salt\": \"§\"}",
];

/// Names of secret members, as people write and miswrite them.
const NAMES: &[&str] = &[
    "password",
    "Password",
    "PASSWORD",
    "authPassword",
    "privPassword",
    "AuthPassword",
    "privateKey",
    "communityString",
    "CommunityString",
    "pasword",
    "authPasswrd",
    "privPassw",
    "auth_password",
    "authPas",
    "auth\\u0050assword",
    "clientSecret",
    "access_token",
    "apiKey",
];

/// A capture with a secret in it.
#[derive(Clone, Debug)]
pub struct Planting {
    /// The capture.
    pub capture: Vec<u8>,
    /// The secret, which occurs nowhere else.
    pub secret: String,
    /// Names of the generators that made the capture.
    pub origin: String,
}

/// Returns the capture of this number: one or two damaged documents of the model or of foreign types, a secret as a member, in
/// a string or in text beside them, and up to two wrappers. `None` if no document has a place for the damage.
///
/// The secret is planted after the damage, so that no damage is between the name and the secret.
#[must_use]
pub fn planting(foreign: &[Foreign], seed: u64, index: u64) -> Option<Planting> {
    let mut rng = Rng::keyed(seed, "planting", index);
    let first = damaged(&mut rng, foreign, seed, index)?;
    let mut origin = format!("{} {}", first.kind, first.class.name);
    let mut text = first.damaged;
    let secret = secret(&mut rng);
    match rng.below(4) {
        0 => text = beside(&mut rng, &text, &secret),
        1 => text = in_a_string(&mut rng, &text, &secret),
        _ => text = as_a_member(&mut rng, &text, &secret),
    }
    if rng.chance(20) {
        let other = damaged(&mut rng, foreign, seed, index + 1)?;
        origin.push_str(&format!(", {} {}", other.kind, other.class.name));
        let between = rng.word(&["\n", "", "\n\n", "\n---\n"]).as_bytes().to_vec();
        text = if rng.chance(50) {
            [text, between, other.damaged].concat()
        } else {
            [other.damaged, between, text].concat()
        };
    }
    let mut is_text = true;
    for _ in 0..rng.below(3) {
        let Some(wrapper) = rng.pick(WRAPPERS).filter(|wrapper| is_text || !wrapper.needs_text) else { continue };
        is_text = wrapper.gives == Gives::Text || (wrapper.gives == Gives::Same && is_text);
        text = wrapper.wrap(seed, index, &text);
        origin.push_str(&format!(" in {}", wrapper.name));
    }
    Some(Planting { capture: text, secret, origin })
}

/// A case of any class, of the model or of a foreign type.
fn damaged(rng: &mut Rng, foreign: &[Foreign], seed: u64, index: u64) -> Option<Case> {
    let all: Vec<_> = classes().collect();
    let class = *rng.pick(&all)?;
    match rng.pick(foreign).filter(|_| rng.chance(40)) {
        Some(documents) => foreign_case(class, documents, seed, index).or_else(|| case(class, seed, index)),
        None => case(class, seed, index),
    }
}

/// Letters and digits that are no word.
fn secret(rng: &mut Rng) -> String {
    let mut secret = String::from("Zq");
    for _ in 0..12 {
        secret.push_str(rng.word(&[
            "b", "c", "d", "f", "g", "h", "j", "k", "m", "n", "p", "r", "t", "v", "w", "x", "z", "2", "4", "7", "9",
        ]));
    }
    secret
}

/// The text with a line before or behind it.
fn beside(rng: &mut Rng, text: &[u8], secret: &str) -> Vec<u8> {
    let line = rng.word(PLACES).replace('§', secret);
    if rng.chance(80) {
        [line.as_bytes(), b"\n", text].concat()
    } else {
        [text, b"\n", line.as_bytes(), b"\n"].concat()
    }
}

/// The text with something at the start of one of its objects.
fn in_an_object(rng: &mut Rng, text: &[u8], put: &str) -> Vec<u8> {
    let objects: Vec<usize> = (0..text.len()).filter(|at| text.get(*at) == Some(&b'{')).collect();
    let at = rng.pick(&objects).map_or(0, |at| at + 1);
    let (before, behind) = text.split_at_checked(at).unwrap_or((text, &[]));
    [before, put.as_bytes(), behind].concat()
}

/// The text with a string that holds a line with the secret.
fn in_a_string(rng: &mut Rng, text: &[u8], secret: &str) -> Vec<u8> {
    let content = serde_json::Value::from(rng.word(PLACES).replace('§', secret));
    in_an_object(rng, text, &format!("\"note\": {content}, "))
}

/// The text with a member that is a secret, in the notation of the text or another.
fn as_a_member(rng: &mut Rng, text: &[u8], secret: &str) -> Vec<u8> {
    let quote = if text.contains(&b'"') { rng.word(&["\"", "\"", "\"", "'"]) } else { rng.word(&["'", "\""]) };
    let name = rng.word(NAMES);
    let colon = rng.word(&[":", ": ", " : ", ":\n  ", "="]);
    let value = match rng.below(6) {
        0 => format!("{{{quote}value{quote}: {quote}{secret}{quote}}}"),
        1 => format!("[{quote}{secret}{quote}]"),
        2 => format!("{quote}{secret}"),
        3 => format!("{secret}{quote}"),
        _ => format!("{quote}{secret}{quote}"),
    };
    let end = rng.word(&[", ", ",", ",\n    ", " ", ""]);
    in_an_object(rng, text, &format!("{quote}{name}{quote}{colon}{value}{end}"))
}
