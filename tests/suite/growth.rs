//! Work is linear in the length of the input, even for hostile input: counted steps and counted bytes at n, 2n, 4n and
//! 8n bytes.
use authscan::Options;
use authscan::model::PayloadKind;
use authscan::schema::Shape;
use authscan_testkit::damage::{TEST_SEED, WRAPPERS};

/// Returns texts of about `n` bytes that are costly to read.
fn hostile(n: usize) -> Vec<(&'static str, String)> {
    let fill = |start: &str, part: &str| format!("{start}{}", part.repeat(n / part.len()));
    let member = |at: usize| format!("\"scanName\": \"a\" \"target\": b\", \"id\" {at},, ");
    vec![
        ("quotes", fill("", "\"")),
        ("quotes and commas", fill("{\"value\": [", "\"a\",\"")),
        ("alternating brackets", fill("", "{[")),
        ("openers that differ", fill("", "[{\"a\":")),
        ("closers", fill("{\"value\": [{", "]}")),
        ("objects without an end", fill("{\"value\": [", "{\"id\": \"1\", ")),
        ("a string without an end", fill("{\"value\": [{\"id\": \"", "lorem ipsum ")),
        ("escapes", fill("{\"id\": \"", "\\\\\"")),
        ("colons and commas", fill("{\"id\"", ":,")),
        ("damage in every member", fill("{\"value\": [{", &member(7))),
        ("bare words", fill("{", "id name: target, ")),
        ("comments without an end", fill("{\"id\": 1, ", "/* // # ")),
    ]
}

/// Returns texts of about `n` bytes with many secrets, or with text that resembles secrets.
fn secretive(n: usize) -> Vec<(&'static str, String)> {
    let fill = |start: &str, part: &str| format!("{start}{}", part.repeat(n / part.len()));
    let closed = |start: &str, part: &str, end: &str| fill(start, part) + end;
    vec![
        ("parameters", fill("", "sig=abcdefgh&")),
        ("parameters of parameters", fill("", "value=sig=")),
        ("members that are credentials", closed("{\"value\": []", ",\"cookie\":\"x\"", ",}")),
        ("addresses in a string", closed("{\"a\": \"", "a?sig=abcdefgh&", "\",}")),
        ("addresses with users", fill("", "http://a:b@c ")),
        ("headers", fill("", "Cookie: abcdefgh\n")),
        ("headers with schemes", fill("", "Authorization: Bearer abcdefgh\r\n")),
        ("folded headers", fill("Cookie: a\n", " b: c\n")),
        ("headers and chunks", fill("", "Cookie: a\n1\n")),
        ("chunks", fill("", "1\r\na\r\n")),
        ("names and values", fill("[", "{\"name\":\"cookie\",\"value\":\"x\"},")),
        ("values and names", fill("[", "{\"value\":\"x\",\"name\":\"cookie\"},")),
        ("strings without an end", fill("{", "\"name\":\"")),
        ("escaped strings", fill("{\"name\":\"", "\\\"name\\\":\\\"")),
        ("names of secrets", fill("", "password ")),
        ("broken names of secrets", fill("", "pass-word, pa sw ")),
        ("backslashes behind a name", fill("password", "\\")),
        ("blanks behind a name", fill("password", " ")),
        ("command lines", fill("", "curl -u a:b -H 'Cookie: c' \\\n")),
        ("options", fill("curl ", "-u -u ")),
        ("private keys", fill("", "-----BEGIN PRIVATE KEY-----\n")),
        ("tokens", fill("", "eyJabcdefgh.\n")),
        ("escaped letters", fill("{\"", "\\u0070")),
        ("percent signs", fill("", "%70%")),
        ("references", fill("", "&#112;&#")),
        ("tags", fill("", "<name><value>")),
        ("logins", fill("", "a:b@10.0.0.1:2 ")),
        ("logins without a host", fill("", "a:b@")),
        ("tokens by their prefixes", fill("", "ghp_\nAKIA")),
        ("prefixes of prefixes", fill("", "ghp_")),
        ("phrases", fill("", "net use snmp community ")),
        ("phrases of pipes", fill("", "echo a | sudo -S ")),
        ("phrases without a line break", fill("\"", "key-string 7 ")),
        ("records", fill("", "{\"log\":\"a | \\\"token\\\":\\n\"}\n")),
        ("records without an end", fill("", "{\"log\":\"\n")),
        ("values on the next line", fill("{", "\"token\":\n a\n")),
        ("a long name", closed("{\"", "\\u006e", "\": [1,, 2,, 3,]}")),
        ("long names round damage", closed(&format!("{{\"{}\": [", "n".repeat(n / 2)), "1,,", "]}")),
    ]
}

/// The search for secrets, positions and drawings is linear too. Its work is counted apart from the steps.
#[test]
fn what_is_looked_at_grows_with_the_length() {
    let sizes = [1 << 12, 1 << 13, 1 << 14, 1 << 15].map(|n| [hostile(n), secretive(n)].concat());
    let of = |text: &str| {
        let before = authscan_testkit::oracles::looked();
        let _ = Options::new().recover_shape(&Shape::ANY, text.as_bytes());
        let _ = Options::new().check_as(&Shape::ANY, text.as_bytes());
        authscan_testkit::oracles::looked() - before
    };
    for at in 0..sizes[0].len() {
        let looked: Vec<u64> = sizes.iter().map(|texts| of(&texts[at].1)).collect();
        let (what, text) = &sizes[3][at];
        println!("{what}: {looked:?} bytes looked at, the last of {}", text.len());
        for pair in looked.windows(2) {
            assert!(pair[1] * 10 <= pair[0] * 22 + 40_000, "{what}: {looked:?}");
        }
    }
}

#[test]
fn steps_grow_with_the_length() {
    let any = Shape::ANY;
    // At smaller sizes the constant number of steps allowed for any input dominates.
    let sizes = [1 << 13, 1 << 14, 1 << 15].map(hostile);
    for (name, shape) in [("definitions", PayloadKind::Definitions.shape()), ("any", &any)] {
        let of = |text: &str| Options::new().recover_shape(shape, text.as_bytes()).steps;
        for at in 0..sizes[0].len() {
            let what = sizes[0][at].0;
            let steps: Vec<u64> = sizes.iter().map(|texts| of(&texts[at].1)).collect();
            println!("{name}, {what}: {steps:?} steps, the last at {} bytes", sizes[2][at].1.len());
            for pair in steps.windows(2) {
                let [before, after] = pair else { continue };
                // A search without alternatives takes few steps at any length.
                assert!(after * 10 <= before * 22 + 10_000, "{name}, {what}: {steps:?}");
            }
        }
    }
}

/// Returns damaged documents of about `n` bytes in each envelope and encoding of the testkit, and in notations other than
/// JSON.
fn enveloped(n: usize) -> Vec<(&'static str, Vec<u8>)> {
    let list = |member: &str, end: &str| format!("{{\"value\": [{}{end}", member.repeat(n / member.len())).into_bytes();
    let damaged = list("{\"id\": \"1\", \"scanName\": \"Nightly scan\", \"isActive\": true,},", "]}");
    let mut all: Vec<(&'static str, Vec<u8>)> =
        WRAPPERS.iter().map(|wrapper| (wrapper.name, wrapper.wrap(TEST_SEED, 1, &damaged))).collect();
    all.extend([
        ("JSON5", list("{id: '1', scanName: 'Nightly',}, // comment\n", "]}")),
        ("Python", list("{'id': u'1', 'isActive': True, 'target': None}, ", "]}")),
        ("Ruby", list("{:id => \"1\", :target => nil}, ", "]}")),
        ("doubled quotes", list("{\"\"id\"\": \"\"1\"\"}, ", "]}")),
        ("typographic quotes", list("{“id”: “1”}, ", "]}")),
        ("names without quotes", list("{id: 1, isActive: true}, ", "]}")),
        ("single faults", list(&format!("{{\"id\": \"{}\" \"isActive\": true}}, ", "x".repeat(500)), "]}")),
        ("documents", list("{\"id\": \"1\"}\n", "")),
        ("a fault at the end", list("{\"id\": \"1\"}, ", "{\"id\": \"1\"")),
    ]);
    all
}

/// Work on envelopes and notations is linear. How many of the nested envelopes are tried depends on details such as where a
/// chunk ends, so the bound is on the growth from the shortest text to the longest.
#[test]
fn envelopes_and_notations_grow_with_the_length() {
    let sizes = [1 << 13, 1 << 14, 1 << 15, 1 << 16].map(enveloped);
    let of = |bytes: &[u8]| {
        let before = authscan_testkit::oracles::looked();
        let steps = Options::new().recover_shape(&Shape::ANY, bytes).steps;
        [steps, authscan_testkit::oracles::looked() - before]
    };
    let mut ratios: Vec<(u64, String)> = Vec::new();
    for at in 0..sizes[0].len() {
        let counts: Vec<[u64; 2]> = sizes.iter().map(|all| of(&all[at].1)).collect();
        for (number, of) in ["steps", "bytes looked at"].into_iter().enumerate() {
            let what = format!("{}: {of}", sizes[0][at].0);
            let [least, most] = [counts[0][number], counts[3][number]];
            // 2.2 for each of the three doublings.
            assert!(most * 100 <= least * 1065 + 40_000_000, "{what}: {counts:?}");
            ratios.push((most * 100 / least.max(10_000), what));
        }
    }
    ratios.sort();
    ratios.reverse();
    println!("{} shapes; the growth in hundredths over eight times the length: {:?}", sizes[0].len(), &ratios[..8]);
}
