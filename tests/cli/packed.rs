//! Packed inputs: archives, whose members are inputs as the files of a folder are, and what is compressed. And inputs that
//! are no captures: each is named for what it is.

use std::io::Write as _;
use std::process::Command;

use crate::run::{Folder, Live, Outcome, gzip, zstandard};

const MAPPING: &str = r#"{"fields": {"a": "a", "file": "origin:file"}}"#;

/// Files of a folder: captures by their names and by how they begin, and others.
const FILES: [(&str, &[u8]); 6] = [
    ("caps/b.json", b"{\"a\":2}\n"),
    ("caps/a.ndjson", b"{\"a\":0}\n{\"a\":1}\n"),
    ("caps/note.txt", b"hello there\n"),
    ("caps/raw", b" [{\"a\":3}]"),
    ("caps/.hidden.json", b"{\"a\":9}\n"),
    ("__MACOSX/caps/._b.json", b"\0\x05\x16\x07"),
];

fn owned(files: &[(&str, &[u8])]) -> Vec<(String, Vec<u8>)> {
    files.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect()
}

/// A tar archive, as GNU tar writes it.
fn tar(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut archive = Vec::new();
    for (name, bytes) in files {
        let mut header = [0; 512];
        header[..name.len()].copy_from_slice(name.as_bytes());
        header[100..108].copy_from_slice(b"0000644\0");
        header[124..136].copy_from_slice(format!("{:011o}\0", bytes.len()).as_bytes());
        header[148..156].copy_from_slice(b"        ");
        header[156] = b'0';
        header[257..265].copy_from_slice(b"ustar  \0");
        let sum: u32 = header.iter().map(|&byte| u32::from(byte)).sum();
        header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        archive.extend(header);
        archive.extend(bytes);
        archive.resize(archive.len().next_multiple_of(512), 0);
    }
    archive.resize(archive.len() + 1024, 0);
    archive
}

/// One member of a zip archive.
struct Member {
    name: String,
    bytes: Vec<u8>,
    flags: u16,
    method: u16,
}

fn members(files: &[(String, Vec<u8>)]) -> Vec<Member> {
    let member = |(name, bytes): &(String, Vec<u8>)| Member {
        name: name.clone(),
        bytes: bytes.clone(),
        flags: 0,
        method: 8,
    };
    files.iter().map(member).collect()
}

/// A zip archive. What its method is not known for here is stored.
fn zip_of(members: &[Member]) -> Vec<u8> {
    let (mut archive, mut list) = (Vec::new(), Vec::new());
    for Member { name, bytes, flags, method } in members {
        let mut crc = flate2::Crc::new();
        crc.update(bytes);
        let data = if *method == 8 {
            let level = flate2::Compression::default();
            let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), level);
            encoder.write_all(bytes).unwrap();
            encoder.finish().unwrap()
        } else {
            bytes.clone()
        };
        let length = |bytes: &[u8]| u32::try_from(bytes.len()).unwrap().to_le_bytes();
        let common = [
            &20u16.to_le_bytes()[..],
            &flags.to_le_bytes(),
            &method.to_le_bytes(),
            &[0; 4],
            &crc.sum().to_le_bytes(),
            &length(&data),
            &length(bytes),
            &u16::try_from(name.len()).unwrap().to_le_bytes(),
            &[0; 2],
        ]
        .concat();
        list.extend([b"PK\x01\x02\x14\0".to_vec(), common.clone(), vec![0; 10]].concat());
        list.extend(length(&archive));
        list.extend(name.as_bytes());
        archive.extend([b"PK\x03\x04".to_vec(), common, name.as_bytes().to_vec(), data].concat());
    }
    let count = u16::try_from(members.len()).unwrap().to_le_bytes();
    let place = u32::try_from(archive.len()).unwrap().to_le_bytes();
    let size = u32::try_from(list.len()).unwrap().to_le_bytes();
    archive.extend(list);
    archive.extend([b"PK\x05\x06\0\0\0\0", &count[..], &count, &size, &place, &[0, 0]].concat());
    archive
}

fn zip(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    zip_of(&members(files))
}

/// The records that come of an input, as lines of CSV, with `name` where the archive's name stands.
fn rows(outcome: &Outcome, name: &str) -> Vec<String> {
    outcome.stdout.lines().skip(1).map(|row| row.replacen(name, "NAME", 1)).collect()
}

/// Runs on a file, and on standard input, in one thread and in four, which has to come to the same.
#[track_caller]
fn on(bytes: &[u8], status: i32) -> Outcome {
    let folder = Folder::of_mapping(MAPPING);
    folder.write("input", bytes);
    let file = folder.apply(&["input", "-f", "csv", "-j", "1"], "").ends_with(status);
    for jobs in ["2", "4"] {
        let divided = folder.apply(&["input", "-f", "csv", "-j", jobs], "").ends_with(status);
        assert_eq!((&divided.stdout, &divided.stats), (&file.stdout, &file.stats), "-j {jobs}");
        assert_eq!(divided.rejects(), file.rejects());
    }
    for jobs in ["1", "4"] {
        let piped = folder.apply(&["-f", "csv", "-j", jobs], bytes).ends_with(status);
        assert_eq!(rows(&piped, "<stdin>"), rows(&file, "input"), "-j {jobs}");
        assert_eq!(piped.stats, file.stats, "-j {jobs}");
    }
    file
}

const ALL: [&str; 4] =
    ["0,NAME/caps/a.ndjson", "1,NAME/caps/a.ndjson", "2,NAME/caps/b.json", "3,NAME/caps/raw"];

#[test]
fn members_of_a_zip_archive_are_inputs_as_the_files_of_a_folder_are() {
    let outcome = on(&zip(&owned(&FILES)), 0);
    assert_eq!(rows(&outcome, "input"), ALL);
    assert!(
        outcome.stderr.contains(
            "not read:     1 file that does not look like captures: input/caps/note.txt\n"
        ),
        "{}",
        outcome.stderr
    );
    assert_eq!((outcome.count("inputs"), outcome.count("passed_over")), (3, 1));
}

#[test]
fn members_of_a_tar_archive_come_in_the_order_of_the_archive() {
    let outcome = on(&tar(&owned(&FILES)), 0);
    assert_eq!(rows(&outcome, "input"), [ALL[2], ALL[0], ALL[1], ALL[3]]);
    assert!(outcome.stderr.contains("input/caps/note.txt\n"), "{}", outcome.stderr);
    assert_eq!((outcome.count("inputs"), outcome.count("passed_over")), (3, 1));
}

#[test]
fn tar_is_read_however_it_is_compressed() {
    let expected = rows(&on(&tar(&owned(&FILES)), 0), "input");
    let plain = tar(&owned(&FILES));
    for bytes in [gzip(&plain), zstandard(&plain), gzip(&zstandard(&plain))] {
        assert_eq!(rows(&on(&bytes, 0), "input"), expected);
    }
}

#[test]
fn bzip2_and_xz_are_known_by_their_first_bytes_whatever_the_name() {
    for (tool, arguments) in [("bzip2", ["-c"]), ("xz", ["-c"])] {
        let Some(packed) = packed_by(tool, &arguments, b"{\"a\":1}\n{\"a\":2}\n") else {
            continue;
        };
        let outcome = on(&packed, 0);
        assert_eq!(rows(&outcome, "input"), ["1,NAME", "2,NAME"], "{tool}");
        // Two, one after the other, are one input.
        let outcome = on(&[packed.clone(), packed.clone()].concat(), 0);
        assert_eq!(rows(&outcome, "input").len(), 4, "{tool}");
        let outcome = on(&packed[..packed.len() - 6], 1);
        assert_eq!(outcome.stats["rejects"]["damaged-input"], 1, "{tool}");
        assert!(outcome.reject().contains(" data ends early --> input:"), "{}", outcome.stderr);
        let mut damaged = packed.clone();
        let middle = damaged.len() / 2;
        damaged[middle] ^= 0x55;
        let outcome = on(&damaged, 1);
        assert_eq!(outcome.stats["rejects"]["damaged-input"], 1, "{tool}");
        let tar = packed_by(tool, &arguments, &tar(&owned(&FILES))).unwrap();
        assert_eq!(rows(&on(&tar, 0), "input").len(), 4, "{tool}");
    }
}

/// What a tool makes of `bytes`; `None` where it is not installed.
fn packed_by(tool: &str, arguments: &[&str], bytes: &[u8]) -> Option<Vec<u8>> {
    let folder = Folder::new();
    folder.write("plain", bytes);
    let mut command = Command::new(tool);
    let output = command.args(arguments).arg(folder.path("plain")).output();
    match output {
        Ok(output) if output.status.success() => Some(output.stdout),
        _ => {
            crate::run::skipped(&format!("{tool} is not installed"));
            None
        }
    }
}

#[test]
fn archives_in_folders_and_in_archives_are_opened_to_a_bound() {
    let inner = owned(&[("a.json", b"{\"a\":1}\n"), ("b.json.gz", &gzip(b"{\"a\":2}\n"))]);
    let outer = owned(&[("one.zip", &zip(&inner)), ("two.tgz", &gzip(&tar(&inner)))]);
    let expected = [
        "1,NAME/one.zip/a.json",
        "2,NAME/one.zip/b.json.gz",
        "1,NAME/two.tgz/a.json",
        "2,NAME/two.tgz/b.json.gz",
    ];
    assert_eq!(rows(&on(&zip(&outer), 0), "input"), expected);
    assert_eq!(rows(&on(&tar(&outer), 0), "input"), expected);
    let folder = Folder::of_mapping(MAPPING);
    std::fs::create_dir(folder.path("input")).unwrap();
    for (name, bytes) in &outer {
        folder.write(&format!("input/{name}"), bytes);
    }
    folder.write("input/empty.zip", zip(&[]));
    let outcome = folder.apply(&["input", "-f", "csv"], "").ends_with(0);
    assert_eq!(rows(&outcome, "input"), expected);
    assert!(
        outcome.stderr.contains("does not look like captures: input/empty.zip\n"),
        "{}",
        outcome.stderr
    );
    let mut deep = zip(&inner);
    for _ in 0..8 {
        deep = zip(&owned(&[("in.zip", &deep)]));
    }
    let outcome = on(&deep, 1);
    assert_eq!(outcome.stats["rejects"]["other-format"], 1);
    assert!(
        outcome.reject().contains("is packed in more than 6 ways, one in another"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn names_of_members_are_only_names() {
    let files = owned(&[("../x.json", b"{\"a\":1}\n"), ("/tmp/leadmap-y.json", b"{\"a\":2}\n")]);
    for bytes in [zip(&files), tar(&files)] {
        let folder = Folder::of_mapping(MAPPING);
        folder.write("input", bytes);
        let outcome = folder.apply(&["input", "-f", "csv"], "").ends_with(0);
        let mut rows = rows(&outcome, "input");
        rows.sort();
        assert_eq!(rows, ["1,NAME/../x.json", "2,NAME//tmp/leadmap-y.json"]);
        assert_eq!(folder.names(), ["input", "m.json"]);
        assert!(!folder.path("../x.json").exists());
    }
}

#[test]
fn two_members_of_one_name_are_both_read() {
    let files = owned(&[("x.json", b"{\"a\":1}\n"), ("x.json", b"{\"a\":2}\n")]);
    for bytes in [zip(&files), tar(&files)] {
        assert_eq!(rows(&on(&bytes, 0), "input"), ["1,NAME/x.json", "2,NAME/x.json"]);
    }
}

#[test]
fn a_fault_in_a_member_has_its_place_there_and_costs_nothing_else() {
    let files =
        owned(&[("a.ndjson", b"{\"a\":1}\n{\"a\" 2}\n{\"a\":3}\n"), ("b.json", b"{\"a\":4}")]);
    for bytes in [zip(&files), tar(&files)] {
        let outcome = on(&bytes, 1);
        assert_eq!(rows(&outcome, "input").len(), 3);
        assert!(
            outcome.reject().ends_with("--> input/a.ndjson:2:6 (byte 13)"),
            "{}",
            outcome.stderr
        );
    }
}

#[test]
fn lines_of_a_rejects_file_are_not_believed_in_an_archive() {
    let folder = Folder::of_mapping(MAPPING);
    folder.apply(&["--rejects", "rejects.ndjson"], "{\"a\" 1}\n").ends_with(1);
    let rejects = folder.read("rejects.ndjson");
    let outcome = on(&zip(&owned(&[("r.ndjson", rejects.as_bytes())])), 1);
    assert_eq!(outcome.stats["rejects"]["reject-line"], 1);
}

#[test]
fn an_archive_that_is_cut_short_is_one_reject_and_what_was_whole_is_read() {
    let files = owned(&[("a.json", b"{\"a\":1}\n"), ("b.json", b"{\"a\":2}\n")]);
    let outcome = on(&zip(&files)[..120], 1);
    assert!(
        outcome.reject().starts_with("reject[damaged-input]: the zip archive ends early"),
        "{}",
        outcome.stderr
    );
    let whole = tar(&files);
    for (kept, place, said) in [
        (1024, "input:1:1", "the tar archive has no end: members may be missing"),
        (1024 + 100, "input:1:1", "the tar archive "),
        (1536 + 4, "input/b.json:1:5", "the tar archive ends early"),
        (2048, "input:1:1", "the tar archive has no end"),
    ] {
        let outcome = on(&whole[..kept], 1);
        assert!(rows(&outcome, "input").contains(&"1,NAME/a.json".to_owned()), "{kept}");
        let reject = outcome.reject();
        assert!(reject.starts_with("reject[damaged-input]") && reject.contains(said), "{reject}");
        assert!(reject.contains(&format!("--> {place}")), "{reject}");
    }
    let packed = gzip(&whole);
    let outcome = on(&packed[..packed.len() - 12], 1);
    assert_eq!(outcome.stats["rejects"]["damaged-input"], 1);
}

#[test]
fn tar_archives_that_were_joined_are_read_to_the_end() {
    let (one, two) =
        (tar(&owned(&[("a.json", b"{\"a\":1}")])), tar(&owned(&[("b.json", b"{\"a\":2}")])));
    let outcome = on(&[one, two].concat(), 0);
    assert_eq!(rows(&outcome, "input"), ["1,NAME/a.json", "2,NAME/b.json"]);
}

#[test]
fn a_member_that_cannot_be_read_is_a_reject_with_its_name_and_the_others_are_read() {
    let good = || Member { name: "z.json".into(), bytes: b"{\"a\":7}".into(), flags: 0, method: 8 };
    let bad =
        |flags, method| Member { name: "a.json".into(), bytes: b"{\"a\":1}".into(), flags, method };
    for (member, said) in [
        (bad(1, 0), "input/a.json is encrypted"),
        (bad(0, 14), "input/a.json is compressed by LZMA, which is not read"),
        (bad(0, 77), "input/a.json is compressed by 77, which is not read"),
        (bad(0, 12), "the bzip2 data is damaged"),
    ] {
        let outcome = on(&zip_of(&[member, good()]), 1);
        assert_eq!(rows(&outcome, "input"), ["7,NAME/z.json"], "{said}");
        let reject = outcome.reject();
        assert!(reject.contains(said) && reject.contains("--> input/a.json:1:1"), "{reject}");
    }
    // What is not named like captures is named as not read.
    let other = Member { name: "note".into(), ..bad(1, 0) };
    let outcome = on(&zip_of(&[other, good()]), 0);
    assert!(
        outcome.stderr.contains("could not be looked into: input/note (is encrypted"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn a_member_whose_checksum_or_size_is_another_is_damaged() {
    let stored = Member { name: "a.json".into(), bytes: b"{\"a\":1}".into(), flags: 0, method: 0 };
    let mut bytes = zip_of(&[stored]);
    let at = bytes.windows(5).position(|it| it == b"\"a\":1").unwrap();
    bytes[at + 4] = b'2';
    let outcome = on(&bytes, 1);
    assert!(outcome.reject().contains("the zip archive is damaged"), "{}", outcome.stderr);
    // The list says that there is less than there is.
    let mut bytes = zip(&owned(&[("a.json", &[b' '; 5000])]));
    let list = bytes.windows(4).position(|it| it == b"PK\x01\x02").unwrap();
    bytes[list + 24..list + 28].copy_from_slice(&10u32.to_le_bytes());
    let outcome = on(&bytes, 1);
    assert!(outcome.reject().contains("the zip archive is damaged"), "{}", outcome.stderr);
}

#[test]
fn members_that_lie_in_each_other_are_refused() {
    let bytes = zip(&owned(&[("a.json", b"{\"a\":1}"), ("b.json", b"{\"a\":2}")]));
    let mut bytes = bytes;
    let second = bytes.windows(4).rposition(|it| it == b"PK\x01\x02").unwrap();
    bytes[second + 42..second + 46].copy_from_slice(&[0; 4]);
    let outcome = on(&bytes, 1);
    assert!(
        outcome.reject().contains("members of the zip archive lie in each other"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn a_list_of_members_that_is_not_whole_is_said() {
    let mut bytes = zip(&owned(&[("a.json", b"{\"a\":1}")]));
    let end = bytes.len() - 22;
    bytes[end + 8..end + 12].copy_from_slice(&[2, 0, 2, 0]);
    let outcome = on(&bytes, 1);
    assert!(outcome.reject().contains("it lists 1 of 2 members"), "{}", outcome.stderr);
}

#[test]
fn an_archive_without_captures_is_a_reject() {
    for bytes in
        [zip(&[]), zip(&owned(&[("note.txt", b"hi")])), tar(&owned(&[("note.txt", b"hi")]))]
    {
        let outcome = on(&bytes, 1);
        assert!(
            outcome.reject().contains("input is an archive without captures"),
            "{}",
            outcome.stderr
        );
    }
}

#[test]
fn what_is_no_capture_is_one_reject_that_says_what_it_is() {
    let office = |part: &str| zip(&owned(&[("[Content_Types].xml", b"<a/>"), (part, b"<a/>")]));
    let noise: Vec<u8> =
        (0..2000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let binary = |start: &[u8]| [start, &noise].concat();
    for (bytes, what) in [
        (binary(b"\x89PNG\r\n\x1a\n"), "is a PNG image: captures are JSON"),
        (binary(b"\xff\xd8\xff\xe0"), "is a JPEG image"),
        (binary(b"GIF89a"), "is a GIF image"),
        (binary(b"RIFF\x10\x20\0\0WEBPVP8 "), "is a WebP image"),
        (binary(b"%PDF-1.7\n{\n[\n"), "is a PDF document"),
        (binary(b"SQLite format 3\0"), "is an SQLite database"),
        (binary(b"PAR1"), "is a Parquet file"),
        (binary(b"\x7fELF\x02\x01\x01\0"), "is a program"),
        (binary(b"7z\xbc\xaf\x27\x1c"), "is a 7z archive: `7z x -so FILE` unpacks it"),
        (office("xl/workbook.xml"), "is a spreadsheet (XLSX)"),
        (office("word/document.xml"), "is a text document (DOCX)"),
        (b"name,phone\nAsha,98200 10431\nRavi,98110 20562\n".to_vec(), "looks like CSV"),
        (b"\"name\",\"phone\"\n\"Asha\",\"98200 10431\"\n".to_vec(), "looks like CSV"),
        (b"\xef\xbb\xbfname;phone\r\nAsha;98200 10431\r\n".to_vec(), "looks like CSV"),
        (b"leads:\n  - name: Asha\n    phone: 98200 10431\n".to_vec(), "looks like YAML"),
        (b"<?xml version=\"1.0\"?>\n<leads><lead/></leads>\n".to_vec(), "looks like XML"),
        (b"<!DOCTYPE html>\n<html><body>Not found</body></html>\n".to_vec(), "is HTML"),
        (
            b"Dear Asha, thank you for your visit to our office.\nWe will call you soon.\n"
                .to_vec(),
            "looks like text that people read",
        ),
        (MAPPING.as_bytes().to_vec(), "is a mapping: `leadmap apply MAPPING INPUT`"),
        (
            b"{\n  // Of a form.\n  \"fields\": {\"name\": \"lead.name\",},\n}\n".to_vec(),
            "is a mapping",
        ),
    ] {
        for bytes in [bytes.clone(), gzip(&bytes)] {
            let outcome = on(&bytes, 1);
            assert_eq!(outcome.stats["rejects"]["other-format"], 1, "{}", outcome.stderr);
            let reject = outcome.reject();
            let expected = format!("reject[other-format]: input {what}");
            assert!(reject.starts_with(&expected), "{reject}");
            assert!(reject.contains(" --> input:1:1 (byte "), "{reject}");
            assert!(outcome.stderr.lines().all(|line| line.len() < 180), "{}", outcome.stderr);
        }
    }
}

#[test]
fn files_beside_what_is_no_capture_are_read() {
    let folder = Folder::of_mapping(MAPPING);
    folder.write("a.json", "{\"a\":1}");
    folder.write("photo.png", b"\x89PNG\r\n\x1a\n{\"a\":5}\n");
    folder.write("z.json", "{\"a\":2}");
    for jobs in ["1", "4"] {
        let files = ["a.json", "photo.png", "z.json", "-f", "csv", "-j", jobs];
        let outcome = folder.apply(&files, "").ends_with(1);
        assert_eq!(outcome.stdout, "a,file\n1,a.json\n2,z.json\n");
        assert_eq!(outcome.rejects().len(), 1);
    }
    for command in [&["schema"][..], &["find", "2"], &["init"], &["trace", "m.json"]] {
        let arguments = [command, &["photo.png", "a.json", "z.json"]].concat();
        let outcome = folder.run(&arguments);
        assert!(
            outcome.stderr.contains("photo.png is a PNG image"),
            "{command:?} {}",
            outcome.stderr
        );
    }
}

#[test]
fn what_has_json_in_it_is_no_other_format() {
    for text in [
        "# a banner, of two lines\n# or more\n{\"a\":1}\n",
        "{\"fields\": {\"name\": \"Asha\"}}\n{\"a\":1}\n",
        "{\"fields\": {\"name\": {\"value\": \"Asha\"}}}\n",
        "name,phone\n{\"a\":1}\n",
    ] {
        let outcome = Folder::of_mapping(MAPPING).apply(&["-f", "csv"], text);
        assert_eq!(outcome.stats["rejects"].get("other-format"), None, "{text}");
        assert!(outcome.count("payloads/mapped") > 0, "{text}: {}", outcome.stderr);
    }
}

#[test]
fn lines_with_json_in_them_are_no_other_format() {
    for text in [
        "received {\"a\":1,\"b\":2}\nreceived {\"a\":2,\"b\":2}\n",
        "lead: {\"a\":1}\nlead: {\"a\":2}\n",
        "the hook of our office has received this lead now: {\"a\":1}\nthe hook of our office has it {\"a\":2}\n",
    ] {
        let outcome = on(text.as_bytes(), 1);
        assert_eq!(outcome.count("rejects/stray-text"), 1, "{}", outcome.stderr);
        assert!(outcome.stderr.contains("`--from log`"), "{}", outcome.stderr);
        let read = Folder::of_mapping(MAPPING).apply(&["--from", "log", "-f", "csv"], text);
        assert_eq!(read.ends_with(0).count("payloads/mapped"), 2);
    }
    // What says itself what it is remains that.
    for text in [
        "#!/bin/sh\ncurl -d '{\"a\":1}' example.com\n",
        "<html>{\"a\":1}</html>\n",
        "---\na: {\"b\":1}\n",
    ] {
        assert_eq!(on(text.as_bytes(), 1).count("rejects/other-format"), 1, "{text}");
    }
}

#[test]
fn json_after_a_line_of_strings_is_read() {
    for text in ["\"a\",\"b\"\n{\"a\":1}\n", "\"a\";\"b\"\r\n\r\n[{\"a\":1}]"] {
        for bytes in [text.as_bytes().to_vec(), gzip(text.as_bytes())] {
            let outcome = on(&bytes, 1);
            assert_eq!(outcome.count("payloads/mapped"), 1, "{text}: {}", outcome.stderr);
            assert_eq!(outcome.stats["rejects"].get("other-format"), None, "{text}");
        }
    }
}

#[test]
fn a_rejected_format_is_rejected_again_from_the_rejects_file() {
    let folder = Folder::of_mapping(MAPPING);
    folder.write("photo.png", b"\x89PNG\r\n\x1a\n{\"a\":5}\n");
    folder.write("leads.csv", "name,phone\nAsha,98200 10431\n");
    let options = ["photo.png", "leads.csv", "--rejects", "rejects.ndjson"];
    folder.apply(&options, "").ends_with(1);
    assert_eq!(folder.read("rejects.ndjson").lines().count(), 2);
    let again = folder.apply(&["rejects.ndjson"], "").ends_with(1);
    assert_eq!(again.count("payloads/rejected"), 2);
    assert_eq!(again.stats["rejects"]["other-format"], 2);
}

#[test]
fn files_with_nothing_in_them_are_named_in_all_commands() {
    let folder = Folder::of_mapping(MAPPING);
    folder.write("a.json", "{\"a\":1}");
    folder.write("empty.json", "");
    folder.write("white.json", "\u{feff} \n\t\r\n");
    folder.write("packed.gz", gzip(b"\n"));
    // A trace ends with the first record.
    let inputs = ["empty.json", "white.json", "packed.gz", "a.json"];
    for jobs in ["1", "2", "4"] {
        let options = [&inputs[..], &["-f", "csv", "-j", jobs]].concat();
        let outcome = folder.apply(&options, "").ends_with(0);
        let line = "nothing in:   empty.json, white.json, packed.gz\n";
        assert!(outcome.stderr.contains(line), "{}", outcome.stderr);
        assert_eq!((outcome.count("inputs"), outcome.count("blank_inputs")), (4, 3));
    }
    for command in [&["schema"][..], &["find", "1"], &["init"], &["trace", "m.json"]] {
        let outcome = folder.run(&[command, &inputs].concat());
        let said = outcome.stderr.lines().find(|line| line.starts_with("nothing in"));
        let said = said.unwrap_or_else(|| panic!("{command:?} {}", outcome.stderr));
        assert!(said.ends_with("empty.json, white.json, packed.gz"), "{said}");
    }
    let check = [&["check", "m.json", "--samples"], &inputs[..]].concat();
    assert!(folder.run(&check).stderr.contains("nothing in: empty.json"));
    let archive = zip(&owned(&[("a.json", b"{\"a\":1}"), ("b.json", b"")]));
    assert!(on(&archive, 0).stderr.contains("nothing in:   input/b.json\n"));
    assert_eq!(on(b"", 0).count("blank_inputs"), 1);
}

#[test]
fn many_small_files_of_which_some_are_archives_or_empty_come_in_their_order() {
    let folder = Folder::of_mapping(MAPPING);
    std::fs::create_dir(folder.path("in")).unwrap();
    for n in 0..40 {
        let text = format!("{{\"a\":{n}}}\n");
        let (name, bytes) = match n % 10 {
            3 => ("zip", zip(&owned(&[("x.json", text.as_bytes())]))),
            5 => ("json", Vec::new()),
            7 => ("tar", tar(&owned(&[("x.json", text.as_bytes())]))),
            _ => ("json", text.into_bytes()),
        };
        folder.write(&format!("in/{n:02}.{name}"), bytes);
    }
    let run = |jobs| folder.apply(&["in", "-f", "csv", "-j", jobs], "").ends_with(0);
    let expected = run("1");
    assert_eq!(expected.count("records/written"), 36);
    assert_eq!(expected.count("blank_inputs"), 4);
    for jobs in ["2", "4"] {
        let outcome = run(jobs);
        assert_eq!((&outcome.stdout, &outcome.stderr), (&expected.stdout, &expected.stderr));
        assert_eq!(outcome.stats, expected.stats);
    }
}

#[test]
fn a_line_of_text_is_not_waited_beyond_to_know_what_the_input_is() {
    let folder = Folder::of_mapping(MAPPING);
    let mut run = Live::start(folder.command(&["apply", "m.json", "-f", "ndjson"]));
    run.send("x\n{\"a\":1}\n");
    run.wait_for("\"a\":1");
    assert_eq!(run.end().0, 1);
}

#[test]
fn a_large_member_is_divided_as_a_large_file_is() {
    let lines: String = (0..60_000).map(|n| format!("{{\"a\":{n}}}\n")).collect();
    let files = owned(&[("a.ndjson", lines.as_bytes()), ("b.json", b"{\"a\":-1}")]);
    for bytes in [zip(&files), gzip(&tar(&files))] {
        assert_eq!(on(&bytes, 0).count("records/written"), 60_001);
    }
}

#[test]
fn what_stands_before_or_after_a_zip_archive_is_not_passed_over_in_silence() {
    let lead =
        |name: &str| (format!("{name}.json"), format!("{{\"name\":\"{name}\"}}\n").into_bytes());
    let one = zip(&[lead("A"), lead("B")]);
    let other = zip(&[lead("C")]);
    let text = b"{\"name\":\"AFTER\"}\n".to_vec();
    for joined in [[one.clone(), other.clone()], [one, text], [other.clone(), other]] {
        let folder = Folder::of_mapping(r#"{"fields": {"name": "name"}}"#);
        folder.write("joined.zip", joined.concat());
        let outcome = folder.run(&["apply", "m.json", "joined.zip", "-f", "csv"]);
        assert_eq!(outcome.status, 1, "{}", outcome.stderr);
        assert!(outcome.stderr.contains("reject[damaged-input]"), "{}", outcome.stderr);
    }
}
