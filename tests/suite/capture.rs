//! Captures in envelopes and encodings are read: every case of `tests/data/capture`, and generated ones.
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use authscan::limits::Limits;
use authscan::model::PayloadKind;
use authscan::{Options, Outcome, Report};
use authscan_testkit::damage::{self, Gives, WRAPPERS, Wrapper};
use jsonmend::decode::{Guide, unwrap};
use serde_json::Value;

fn value(input: &[u8], report: &Report<()>) -> Option<Value> {
    if report.outcome == Outcome::Rejected {
        return None;
    }
    serde_json::from_slice(report.repaired_text().map_or(input, str::as_bytes)).ok()
}

/// Reads a capture.
fn read(kind: PayloadKind, input: &[u8]) -> Option<Value> {
    value(input, &Options::new().recover_shape(kind.shape(), input))
}

/// Reads a capture, and asserts the guarantees of every report.
fn recover(kind: PayloadKind, input: &[u8]) -> Option<Value> {
    let options = Options::new();
    let report = options.recover_shape(kind.shape(), input);
    let within = |start: usize, end: usize| start <= end && end <= input.len();
    assert!(report.edits.iter().all(|edit| within(edit.span.start, edit.span.end)), "{report:?}");
    assert!(report.diagnostics.iter().all(|found| within(found.span.start, found.span.end)), "{report:?}");
    if let Some(text) = report.repaired_text() {
        assert!(!report.edits.is_empty(), "changed without an edit");
        let again = options.recover_shape(kind.shape(), text.as_bytes());
        assert!(again.edits.is_empty(), "the repaired text was repaired: {again:?}");
    }
    value(input, &report)
}

/// Number of captures that were read exactly, and number of all.
#[derive(Clone, Copy, Default)]
struct Rate {
    good: u64,
    all: u64,
}

impl Rate {
    fn add(&mut self, is_good: bool) {
        self.good += u64::from(is_good);
        self.all += 1;
    }

    fn percent(self) -> f64 {
        self.good as f64 * 100.0 / self.all.max(1) as f64
    }
}

/// Figures of the page, row by row, and the captures that were missed.
#[derive(Default)]
struct Board {
    rates: Vec<(String, Rate)>,
    missed: BTreeMap<String, Vec<u64>>,
}

impl Board {
    fn add(&mut self, row: &str, names: &[&str], index: u64, is_good: bool) {
        match self.rates.iter_mut().find(|(name, _)| name == row) {
            Some((_, rate)) => rate.add(is_good),
            None => self.rates.push((row.to_owned(), Rate { good: u64::from(is_good), all: 1 })),
        }
        if !is_good {
            self.missed.entry(format!("{row}: {}", names.join(" in "))).or_default().push(index);
        }
    }

    fn rate(&self, row: &str) -> Rate {
        self.rates.iter().find(|(name, _)| name == row).map(|(_, rate)| *rate).unwrap_or_default()
    }
}

/// Returns whether a payload in these envelopes is read exactly.
fn is_read(index: u64, wrappers: &[&Wrapper]) -> bool {
    let payload = damage::payload(damage::TEST_SEED, index);
    let kind = PayloadKind::from_name(payload.kind).unwrap();
    read(kind, &wrapped(payload.text.into_bytes(), index, wrappers)).as_ref() == Some(&payload.value)
}

fn wrapped(bytes: Vec<u8>, index: u64, wrappers: &[&Wrapper]) -> Vec<u8> {
    wrappers.iter().fold(bytes, |bytes, wrapper| wrapper.wrap(damage::TEST_SEED, index, &bytes))
}

fn names(wrappers: &[&Wrapper]) -> Vec<&'static str> {
    wrappers.iter().map(|wrapper| wrapper.name).collect()
}

/// Returns whether each envelope can contain the output of the one before.
fn fits(wrappers: &[&Wrapper]) -> bool {
    let mut is_text = true;
    wrappers.iter().all(|wrapper| {
        let fits = is_text || !wrapper.needs_text;
        is_text = wrapper.gives == Gives::Text || (wrapper.gives == Gives::Same && is_text);
        fits
    })
}

/// Returns `depth` nested envelopes, drawn by `index`.
fn nest(index: u64, depth: usize) -> Vec<&'static Wrapper> {
    let mut state = index.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mut draw = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        &WRAPPERS[(state >> 33) as usize % WRAPPERS.len()]
    };
    let mut chosen: Vec<&Wrapper> = Vec::new();
    while chosen.len() < depth {
        chosen.push(draw());
        if !fits(&chosen) {
            chosen.pop();
        }
    }
    chosen
}

/// Measures every envelope around many payloads.
fn alone(board: &mut Board) {
    for index in 0..CASES.max(WRAPPERS.len() as u64) {
        let wrapper = &WRAPPERS[index as usize % WRAPPERS.len()];
        let is_good = is_read(index, &[wrapper]);
        board.add("one wrapper", &[wrapper.name], index, is_good);
        board.add(wrapper.name, &[wrapper.name], index, is_good);
    }
}

/// Measures every envelope in every other that can contain it, twice.
fn in_twos(board: &mut Board) {
    let pairs = || WRAPPERS.iter().flat_map(|inner| WRAPPERS.iter().map(move |outer| [inner, outer]));
    for (index, pair) in pairs().chain(pairs()).filter(|pair| fits(pair)).enumerate() {
        let is_good = is_read(index as u64, &pair);
        board.add("two, one in the other", &names(&pair), index as u64, is_good);
        board.add(&format!("{} within", pair[0].name), &names(&pair), index as u64, is_good);
        board.add(&format!("{} outside", pair[1].name), &names(&pair), index as u64, is_good);
    }
}

fn in_threes(board: &mut Board) {
    for index in 0..CASES / 4 {
        let wrappers = nest(index, 3);
        board.add("three, one in another", &names(&wrappers), index, is_read(index, &wrappers));
    }
}

/// Measures damaged payloads in envelopes, which must be repaired as well as without.
fn damaged(board: &mut Board) {
    let classes = damage::classes().filter(|class| class.group.single());
    for (number, case) in classes.flat_map(|class| damage::cases(class, damage::TEST_SEED, 12)).enumerate() {
        let kind = PayloadKind::from_name(case.kind).unwrap();
        let wrappers = nest(number as u64, 1 + number % 3);
        let bare = read(kind, &case.damaged);
        let is_good = read(kind, &wrapped(case.damaged, case.index, &wrappers)) == bare;
        board.add(
            ["damaged, in one wrapper", "damaged, in two", "damaged, in three"][number % 3],
            &names(&wrappers),
            number as u64,
            is_good,
        );
    }
}

/// Minimum number of captures of a row.
const CASES: u64 = 2_300;

/// Rows of the first table, with the minimum percentage that must be read exactly.
const ROWS: [(&str, f64); 6] = [
    ("one wrapper", 99.5),
    ("two, one in the other", 98.5),
    ("three, one in another", 95.0),
    ("damaged, in one wrapper", 98.0),
    ("damaged, in two", 95.0),
    ("damaged, in three", 93.0),
];

/// Renders the figures for the page.
fn tables(board: &Board) -> String {
    let mut page = String::from("| captures | how many | read exactly |\n| --- | ---: | ---: |\n");
    for (row, _) in ROWS {
        let rate = board.rate(row);
        page += &format!("| {row} | {} | {:.2} % |\n", rate.all, rate.percent());
    }
    page += "\n| wrapper | alone | within another | round another |\n| --- | ---: | ---: | ---: |\n";
    for Wrapper { name, .. } in WRAPPERS {
        let percent = |row: &str| format!("{:.1} %", board.rate(row).percent());
        let [within, outside] = [format!("{name} within"), format!("{name} outside")];
        page += &format!("| {name} | {} | {} | {} |\n", percent(name), percent(&within), percent(&outside));
    }
    page
}

/// Returns the recorded percentage of a row.
fn recorded(page: &str, row: &str) -> f64 {
    let line =
        page.lines().find(|line| line.starts_with(&format!("| {row} |"))).unwrap_or_else(|| panic!("no row {row}"));
    line.split('|').nth(3).unwrap().trim().trim_end_matches(" %").parse().unwrap()
}

/// The figures of `docs/captures.md` are reached or exceeded. `AUTHSCAN_BLESS=1 cargo test --all-features --test suite
/// recorded_figures` rewrites them.
#[test]
fn recorded_figures_are_reached() {
    let mut board = Board::default();
    alone(&mut board);
    in_twos(&mut board);
    in_threes(&mut board);
    damaged(&mut board);
    println!("{:#?}", board.missed);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/captures.md");
    let page = fs::read_to_string(&path).unwrap();
    let [head, _, tail] = page.split("<!-- figures -->\n").collect::<Vec<_>>().try_into().unwrap();
    if std::env::var_os("AUTHSCAN_BLESS").is_some() {
        let tables = tables(&board);
        fs::write(&path, format!("{head}<!-- figures -->\n{tables}<!-- figures -->\n{tail}")).unwrap();
    }
    let page = fs::read_to_string(&path).unwrap();
    for (row, least) in ROWS {
        let reached = board.rate(row).percent();
        assert!(reached >= least, "{row}: {reached:.2} %, and {least} % are due");
        // The page has two digits.
        assert!(reached >= recorded(&page, row) - 0.005, "{row}: {reached:.2} %, and the page says more");
    }
}

/// Every case: `<wrapper>/<name>.<kind>.capture` with `<name>.expected.json` beside it.
#[test]
fn captures_keep_their_promise() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/capture");
    let mut count = 0;
    for folder in fs::read_dir(&root).unwrap().map(|entry| entry.unwrap().path()) {
        for path in fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
            let name = path.file_name().unwrap().to_str().unwrap();
            let Some((stem, kind)) = name.strip_suffix(".capture").and_then(|name| name.rsplit_once('.')) else {
                assert!(name.ends_with(".expected.json"), "{}: no part of a case", path.display());
                continue;
            };
            let kind = PayloadKind::from_name(kind).unwrap();
            let expected = fs::read(folder.join(format!("{stem}.expected.json"))).unwrap();
            let expected: Value = serde_json::from_slice(&expected).unwrap();
            let input = fs::read(&path).unwrap();
            assert_eq!(recover(kind, &input), Some(expected), "{}", path.display());
            count += 1;
        }
    }
    assert!(count > 0);
}

#[test]
fn a_bomb_is_refused_with_a_word() {
    let bomb = WRAPPERS.iter().find(|wrapper| wrapper.name == "deflate").unwrap();
    let capture = bomb.wrap(0, 0, &vec![b' '; 64 << 20]);
    let report = Options::new().recover_shape(PayloadKind::Definitions.shape(), &capture);
    assert_eq!(report.outcome, Outcome::Rejected);
    assert!(report.diagnostics.iter().any(|found| found.code.name() == "decompression-bomb"), "{report:?}");
}

#[test]
fn clean_json_is_never_unwrapped() {
    for index in 0..220 {
        let payload = damage::payload(damage::TEST_SEED, index);
        let kind = PayloadKind::from_name(payload.kind).unwrap();
        let report = Options::new().recover_shape(kind.shape(), payload.text.as_bytes());
        assert!(report.edits.is_empty() && report.outcome == Outcome::Clean, "{report:?}");
    }
}

/// Joins several pages, and returns the report and its number of elements.
fn joined(capture: &[u8]) -> (Report<Value>, usize) {
    let report = Options::new().join_pages(true).recover_canonical(&PayloadKind::Definitions, capture);
    let count = report.value.as_ref().and_then(|value| value["value"].as_array()).map_or(0, Vec::len);
    (report, count)
}

fn page(ids: std::ops::Range<u32>, next: bool) -> String {
    let definition =
        |id: u32| serde_json::json!({ "id": format!("{id:08}-0000-4000-8000-000000000000"), "scanName": "a" });
    let mut page = serde_json::json!({ "@odata.context": "c", "value": ids.map(definition).collect::<Vec<_>>() });
    if next {
        page["@odata.nextLink"] = "https://example.com/?sig=hu9ter2z".into();
    }
    page.to_string()
}

#[test]
fn pages_are_joined_on_request() {
    let pages = [page(0..3, true), page(3..5, true), page(5..6, false)];
    let message = |page: &String| format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{page}\n", page.len());
    let entry = |page: &String| serde_json::json!({ "response": { "content": { "text": page } } });
    let login = serde_json::json!({ "response": { "content": { "text": "<html>" } } });
    let entries: Vec<Value> = std::iter::once(login).chain(pages.iter().map(entry)).collect();
    for capture in [
        pages.concat(),
        pages.join("\n"),
        pages.iter().map(message).collect(),
        serde_json::json!({ "log": { "entries": entries } }).to_string(),
        // The end of the second page is lost.
        [&*pages[0], pages[1].split("],").next().unwrap(), &pages[2]].join("\n"),
    ] {
        let (report, count) = joined(capture.as_bytes());
        assert_eq!(count, 6, "{capture}: {report:#?}");
        assert!(report.edits.iter().filter(|edit| edit.code.name() == "pages").count() == 3, "{report:#?}");
        let text = report.repaired_text().unwrap();
        assert!(!text.contains("nextLink"), "{text}");
        assert!(!format!("{report:?}").contains("hu9ter2z"), "{report:#?}");
        let (_, alone) = joined(text.as_bytes());
        assert_eq!(alone, 6);
    }
    // Without the request, one page is read.
    let report = Options::new().recover_canonical(&PayloadKind::Definitions, pages.join("\n").as_bytes());
    assert_eq!(report.value.unwrap()["value"].as_array().unwrap().len(), 3);
    // If the last page links to a next one, so does the collection.
    let (report, _) = joined(pages[..2].join("\n").as_bytes());
    assert!(report.repaired_text().unwrap().contains("nextLink"), "{report:#?}");
}

#[test]
fn an_archive_without_bodies_says_so() {
    let archive = br#"{"log": {"version": "1.2", "entries": [{"request": {"headers": [{"name": "Cookie", "value": "hu9ter2z"}]}, "response": {"content": {"size": 12}}}]}}"#;
    // The archive is read whether damaged or not.
    for archive in [&archive[..], &archive[..archive.len() - 3]] {
        let report = Options::new().recover_shape(PayloadKind::Definitions.shape(), archive);
        assert_eq!(report.outcome, Outcome::Rejected);
        assert_eq!(report.diagnostics[0].code.name(), "no-body");
        assert!(!report.render("har", archive, false).contains("hu9ter2z"));
    }
}

/// The work for each byte of captures built to be costly does not grow with their length.
#[test]
fn work_is_linear() {
    let bomb = |rounds: usize, bytes: usize| {
        let gzip = WRAPPERS.iter().find(|wrapper| wrapper.name == "gzip").unwrap();
        (0..rounds).fold(vec![b' '; bytes], |inner, _| gzip.wrap(0, 0, &inner))
    };
    let nested = |wrapper: &str, depth: usize| {
        let wrapper = WRAPPERS.iter().find(|known| known.name == wrapper).unwrap();
        (0..depth).fold(br#"{"value": []}"#.to_vec(), |inner, index| wrapper.wrap(0, index as u64, &inner))
    };
    let repeated = |text: &str, bytes: usize| text.bytes().cycle().take(bytes).collect::<Vec<u8>>();
    let repeats = [
        "\\",
        "\"",
        "\\\"",
        "%25",
        "%7B",
        "&amp;",
        "=",
        "=3D",
        "`",
        "```\n",
        "{",
        "[{",
        "{}",
        "{}\n",
        "A",
        "ab",
        "ffffffff\r\n",
        "1\r\nx\r\n",
        "0000: 7b\n",
        "HTTP/1.1 200 OK\n",
        "HTTP/1.1 200 OK\n\n{}\n",
        "GET / HTTP/1.1\n",
        "> ",
        "> \n",
        "+\n",
        "2024-05-01T12:00:00Z {\n",
        "12:00:00 a: b: \n",
        "{\"log\":\"{\"}\n",
        "{\"message\":1}\n",
        "a(",
        ")",
        "\u{feff}",
        "\0",
        "\n\n\n",
        "password",
        "\"password\":",
        "bearer ",
        "://a:b@",
        "\u{1f}\u{8b}\u{8}",
        "\"\"",
        "x=1&",
        "* \n",
        "$ \n",
        ">>> \n",
    ];
    for text in repeats {
        let work = |bytes: usize| unwrap(&repeated(text, bytes), &Guide::NONE, &Limits::default()).work;
        let (one, two) = (work(40_000), work(80_000));
        assert!(two <= one * 5 / 2 + (64 << 20) && two <= 2_000 * 80_000 + (64 << 20), "{text:?}: {one}, then {two}");
    }
    let entries = |count: usize| {
        let content = serde_json::json!({ "text": "{\"log\": {\"entries\": []}}", "encoding": "base64" });
        let entry = serde_json::json!({ "request": { "postData": 3 }, "response": { "content": content } });
        serde_json::json!({ "log": { "entries": vec![entry; count] } }).to_string().into_bytes()
    };
    for (name, capture) in [
        ("bomb", bomb(1, 64 << 20)),
        ("bomb in a bomb", bomb(3, 32 << 20)),
        ("guards in guards", nested("guard", 100)),
        ("messages in messages", nested("http-response", 100)),
        ("chunks in chunks", nested("chunked", 100)),
        ("gzip in gzip", nested("gzip", 100)),
        ("quotes in quotes", nested("quoted", 100)),
        ("archive", entries(2_000)),
        ("archive in archives", nested("har", 6)),
        ("strings in strings", nested("json-string", 14)),
    ] {
        let unwrapped = unwrap(&capture, &Guide::NONE, &Limits::default());
        let most = 2_000 * capture.len() as u64 + (256 << 20);
        assert!(unwrapped.work <= most, "{name}: {} for {} bytes", unwrapped.work, capture.len());
        // Every result is allowed, but the search ends and reports what it did.
        let report = Options::new().recover_shape(PayloadKind::Definitions.shape(), &capture);
        let is_json = serde_json::from_slice::<Value>(&capture).is_ok();
        assert!(report.outcome != Outcome::Clean || is_json, "{name}");
    }
}
