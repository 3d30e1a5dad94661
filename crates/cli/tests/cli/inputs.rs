//! Readable inputs, and unreadable ones, which are reported while the others are processed.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use crate::support::{EXPECTED, code, files, folder, json, reports, run, run_with, stderr, stdout};

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

fn zstd(content: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(content, ruzstd::encoding::CompressionLevel::Fastest)
}

fn zip(path: &Path, entries: &[(&str, &[u8])]) {
    let mut zip = zip::ZipWriter::new(File::create(path).unwrap());
    for (name, content) in entries {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap();
}

/// Creates a tar with unchecked names, which may be malicious.
fn tar(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut tar = tar::Builder::new(Vec::new());
    for (name, content) in entries {
        let mut header = tar::Header::new_gnu();
        header.as_gnu_mut().unwrap().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        tar.append(&header, *content).unwrap();
    }
    tar.into_inner().unwrap()
}

#[test]
fn archives_and_compressed_files_hold_captures() {
    let from = folder("archives");
    fs::write(from.join("a.json"), "[1]").unwrap();
    fs::write(from.join("b.json.gz"), gzip(b"[2]")).unwrap();
    fs::write(from.join("c.json.zst"), zstd(b"[3]")).unwrap();
    zip(&from.join("d.zip"), &[("x/1.json", b"[4"), ("x/", b""), ("2.json.gz", &gzip(b"[5]"))]);
    let archive = tar(&[("./y/1.json", b"[6]"), ("2.json", b"[7")]);
    fs::write(from.join("e.tar"), &archive).unwrap();
    fs::write(from.join("f.tar.gz"), gzip(&archive)).unwrap();
    fs::write(from.join("g.tar.zst"), zstd(&archive)).unwrap();
    let path = from.to_str().unwrap();

    let names = [
        "a.json",
        "b.json.gz",
        "c.json.zst",
        "d.zip/x/1.json",
        "d.zip/2.json.gz",
        "e.tar/y/1.json",
        "e.tar/2.json",
        "f.tar.gz/y/1.json",
        "f.tar.gz/2.json",
        "g.tar.zst/y/1.json",
        "g.tar.zst/2.json",
    ];
    let output = run(&["recover", "--type", "any", "--format", "json", path]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let reports = reports(&output);
    let found: Vec<&str> =
        reports.iter().map(|(name, _)| name.strip_prefix(path).unwrap().trim_start_matches('/')).collect();
    assert_eq!(found, names);
    let values: Vec<i64> = reports.iter().map(|(_, report)| report["value"][0].as_i64().unwrap()).collect();
    assert_eq!(values, [1, 2, 3, 4, 5, 6, 7, 6, 7, 6, 7]);

    let to = folder("archives-out");
    let output = run(&["recover", "--type", "any", "-o", to.to_str().unwrap(), path]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let written: Vec<String> =
        files(&to).into_iter().map(|(name, text)| name + " " + &json(&text).to_string()).collect();
    assert_eq!(
        written,
        [
            "a.json [1]",
            "b.json [2]",
            "c.json [3]",
            "d.zip/2.json [5]",
            "d.zip/x/1.json [4]",
            "e.tar/2.json [7]",
            "e.tar/y/1.json [6]",
            "f.tar.gz/2.json [7]",
            "f.tar.gz/y/1.json [6]",
            "g.tar.zst/2.json [7]",
            "g.tar.zst/y/1.json [6]",
        ]
    );

    // As streams of lines the same things can be read.
    let output = run(&["recover", "--type", "any", "--lines", path]);
    assert_eq!(stdout(&output), "[1]\n[2]\n[3]\n[4]\n[5]\n[6]\n[7]\n[6]\n[7]\n[6]\n[7]\n");
}

#[test]
fn names_that_lead_out_of_an_archive_are_refused() {
    let from = folder("traversal");
    let evil: &[(&str, &[u8])] = &[
        ("good.json", b"[1]"),
        ("../evil.json", b"[2]"),
        ("/tmp/evil.json", b"[3]"),
        ("a/../../evil.json", b"[4]"),
        ("..\\evil.json", b"[5]"),
        ("C:\\evil.json", b"[6]"),
        ("last.json", b"[7]"),
    ];
    zip(&from.join("a.zip"), evil);
    fs::write(from.join("b.tar"), tar(evil)).unwrap();
    let to = folder("traversal-out");
    let output = run(&["recover", "--type", "any", "-o", to.join("x").to_str().unwrap(), from.to_str().unwrap()]);
    assert_eq!(code(&output), 2);
    let names: Vec<String> = files(&to).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["x/a.zip/good.json", "x/a.zip/last.json", "x/b.tar/good.json", "x/b.tar/last.json"]);
    assert_eq!(stderr(&output).matches("its path leaves the archive").count(), 10, "{}", stderr(&output));
    assert!(stderr(&output).contains("cannot read ../evil.json in "));
}

/// The directory of a zip that is stored in another is not mistaken for that of the outer one.
#[test]
fn a_truncated_zip_says_so_and_gives_what_it_has() {
    let from = folder("truncated");
    zip(&from.join("inner.zip"), &[("inner.json", b"[3]")]);
    let inner = fs::read(from.join("inner.zip")).unwrap();
    fs::remove_file(from.join("inner.zip")).unwrap();
    let path = from.join("a.zip");
    let mut archive = zip::ZipWriter::new(File::create(&path).unwrap());
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, content) in [("first.json", &b"[1]"[..]), ("second.json", b"[2]"), ("inner.zip", &inner)] {
        archive.start_file(name, stored).unwrap();
        archive.write_all(content).unwrap();
    }
    archive.finish().unwrap();
    let whole = fs::read(&path).unwrap();
    let directory = whole.windows(4).rposition(|mark| mark == b"PK\x05\x06").unwrap();
    let last = whole.windows(inner.len()).position(|part| part == inner).unwrap() + inner.len();
    for cut in [directory, last] {
        fs::write(&path, &whole[..cut]).unwrap();
        let output = run(&["recover", "--type", "any", "--format", "json", path.to_str().unwrap()]);
        assert_eq!(code(&output), 2, "{}", stderr(&output));
        assert!(stderr(&output).contains("the archive is truncated"), "{}", stderr(&output));
        let read = stdout(&output);
        assert!(read.contains("a.zip/first.json") && read.contains("a.zip/second.json"), "{read}");
    }
}

#[test]
fn links_in_archives_are_no_files() {
    let mut tar = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(tar::EntryType::Symlink);
    header.set_size(0);
    tar.append_link(&mut header, "link.json", "/etc/passwd").unwrap();
    let path = folder("links").join("a.tar");
    fs::write(&path, tar.into_inner().unwrap()).unwrap();
    let output = run(&["check", path.to_str().unwrap()]);
    assert_eq!(code(&output), 2);
    assert!(stderr(&output).contains("cannot read link.json in ") && !stdout(&output).contains("root"));
}

#[test]
fn what_expands_too_much_is_refused_and_the_rest_goes_on() {
    let from = folder("bombs");
    let zeros = vec![b' '; 64 << 20];
    fs::write(from.join("a.json.gz"), gzip(&zeros)).unwrap();
    zip(&from.join("b.zip"), &[("bomb.json", &zeros), ("good.json", b"[1]")]);
    fs::write(from.join("c.tgz"), gzip(&tar(&[("good.json", b"[2]"), ("bomb.json", &zeros)]))).unwrap();
    fs::write(from.join("d.json"), "[3]").unwrap();
    let output = run(&["recover", "--type", "any", "--format", "json", from.to_str().unwrap()]);
    assert_eq!(code(&output), 2);
    let values: Vec<i64> = reports(&output).iter().map(|(_, report)| report["value"][0].as_i64().unwrap()).collect();
    assert_eq!(values, [1, 2, 3]);
    for name in ["a.json.gz: ", "b.zip/bomb.json: ", "c.tgz/bomb.json: "] {
        let said = stderr(&output).lines().any(|line| line.contains(name) && line.contains("expands beyond the limit"));
        assert!(said, "{name}: {}", stderr(&output));
    }
}

#[test]
fn what_is_not_as_its_name_says_is_a_capture_as_it_stands() {
    let from = folder("misnamed");
    fs::write(from.join("a.json.gz"), "[1]").unwrap();
    fs::write(from.join("b.zip"), "[2]").unwrap();
    fs::write(from.join("c.json"), gzip(b"[3]")).unwrap();
    let output = run(&["recover", "--type", "any", "--format", "json", from.to_str().unwrap()]);
    assert_eq!(code(&output), 2, "a file that is not an archive cannot be listed");
    let reports = reports(&output);
    assert_eq!(reports.len(), 2);
    assert_eq!((&reports[0].1["outcome"], &reports[0].1["value"][0]), (&json("\"clean\""), &json("1")));
    assert_eq!((&reports[1].1["outcome"], &reports[1].1["value"][0]), (&json("\"repaired\""), &json("3")));
    assert!(stderr(&output).contains("b.zip: "));
}

#[test]
fn patterns_are_matched_where_no_shell_does() {
    let from = folder("patterns");
    for name in ["b/1.json", "a/2.json", "a/3.txt", "a/c/4.json", "[x].json"] {
        fs::create_dir_all(from.join(name).parent().unwrap()).unwrap();
        fs::write(from.join(name), "[]").unwrap();
    }
    let matched = |pattern: &str| {
        let output = run(&["check", "--type", "any", from.join(pattern).to_str().unwrap()]);
        let lines = stdout(&output).lines().map(|line| line.split_once(": ").unwrap().0.to_owned());
        let names: Vec<String> =
            lines.map(|name| name.strip_prefix(from.to_str().unwrap()).unwrap()[1..].to_owned()).collect();
        (code(&output), names)
    };
    assert_eq!(matched("*/*.json"), (0, vec!["a/2.json".into(), "b/1.json".into()]));
    assert_eq!(matched("**/*.json").1.len(), 4);
    // A file that is called like a pattern is meant itself.
    assert_eq!(matched("[x].json"), (0, vec!["[x].json".into()]));
    assert_eq!(matched("a"), (0, vec!["a/2.json".into(), "a/3.txt".into(), "a/c/4.json".into()]));
    assert_eq!(matched("*.yaml"), (2, vec![]));

    let to = folder("patterns-out");
    run(&["recover", "--type", "any", "-o", to.to_str().unwrap(), from.join("*/*.json").to_str().unwrap()]);
    assert_eq!(files(&to).into_iter().map(|(name, _)| name).collect::<Vec<_>>(), ["a/2.json", "b/1.json"]);
}

#[test]
fn the_output_directory_is_no_input() {
    let from = folder("output-inside");
    fs::write(from.join("z.json"), "[1]").unwrap();
    let to = from.join("out");
    for _ in 0..2 {
        let output = run(&["recover", "--type", "any", "-o", to.to_str().unwrap(), from.to_str().unwrap()]);
        assert_eq!(code(&output), 0);
        assert_eq!(files(&to).len(), 1);
    }
}

#[test]
fn a_file_that_changes_while_it_is_read_is_neither_old_nor_new() {
    use std::sync::atomic::{AtomicBool, Ordering};

    let from = folder("changing");
    let path = from.join("a.json");
    let file = File::create(&path).unwrap();
    // Reading the zeros takes a while, although they are not on the disk.
    file.set_len(200 << 20).unwrap();
    fs::write(from.join("b.json"), "[1]").unwrap();
    let over = AtomicBool::new(false);
    let output = std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut file = &file;
            while !over.load(Ordering::Relaxed) {
                file.write_all(b" ").unwrap();
                std::thread::yield_now();
            }
        });
        // On a busy machine the writer may sleep for as long as it takes to read the file once.
        let mut outputs = (0..50).map(|_| run(&["check", "--type", "any", from.to_str().unwrap()]));
        let output = outputs.find(|output| code(output) == 2);
        over.store(true, Ordering::Relaxed);
        output.unwrap()
    });
    assert!(stderr(&output).contains("a.json: the file changed while it was read"), "{}", stderr(&output));
    assert!(stdout(&output).contains("b.json: conforms"));
}

#[cfg(unix)]
#[test]
fn a_pipe_that_nobody_writes_to_is_not_waited_for() {
    let from = folder("pipes");
    let made = std::process::Command::new("mkfifo").arg(from.join("a")).status();
    assert!(made.unwrap().success());
    fs::write(from.join("b.json"), "[1]").unwrap();
    let output = run(&["check", "--type", "any", from.to_str().unwrap()]);
    assert_eq!(code(&output), 2);
    assert!(stderr(&output).contains("a: it is a pipe or a device"), "{}", stderr(&output));
    assert!(stdout(&output).contains("b.json: conforms"));
}

#[test]
fn a_line_over_the_limit_is_refused_and_the_next_is_read() {
    let mut input = b"[1]\n".to_vec();
    input.extend(vec![b'['; 20_000_000]);
    input.extend(b"\n[2]\n");
    let output = run_with(&["recover", "--lines", "--type", "any", "--max-bytes", "1000"], &input);
    assert_eq!((code(&output), stdout(&output)), (1, "[1]\nnull\n[2]\n"));
}

#[test]
fn two_inputs_of_one_name_do_not_overwrite_each_other() {
    let from = folder("same");
    for side in ["a", "b"] {
        fs::create_dir_all(from.join(side)).unwrap();
        fs::write(from.join(side).join("x.json"), format!("[\"{side}\"]")).unwrap();
    }
    let to = folder("same-out");
    let path = |name: &str| from.join(name).to_str().unwrap().to_owned();
    let output = run(&["recover", "--type", "any", "-o", to.to_str().unwrap(), &path("a"), &path("b")]);
    assert_eq!(code(&output), 2);
    assert_eq!(files(&to), [("x.json".to_owned(), "[\"a\"]".to_owned())]);
    assert!(stderr(&output).contains("another input has the same name"));
}

#[test]
fn what_is_not_there_is_said_and_the_rest_goes_on() {
    let output = run(&["check", "nowhere.json", "nowhere.zip", EXPECTED, "no*where"]);
    assert_eq!(code(&output), 2);
    assert!(stdout(&output).contains("expected.json: conforms"));
    for name in ["nowhere.json: ", "nowhere.zip: ", "nothing matches `no*where`"] {
        assert!(stderr(&output).contains(name), "{}", stderr(&output));
    }
}

#[test]
fn no_input_at_all_is_told() {
    let empty = folder("no-input");
    for (verb, told) in [("check", "checked no input"), ("recover", "read no input")] {
        let arguments = [verb, "--output-format", "json", empty.to_str().unwrap()];
        let output = run(&arguments);
        assert_eq!((code(&output), stdout(&output)), (0, ""), "{verb}");
        assert!(stderr(&output).contains(told), "{verb}: {}", stderr(&output));
        assert_eq!(stderr(&run(&[&arguments[..], &["--quiet"]].concat())), "", "{verb}");
    }
}
