//! Which lines are taken for those of a rejects file: the place decides, not the keys, for anybody can send a payload.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::run::{Folder, Outcome};

const MAPPING: &str = r#"{"fields": {"name": {"path": "name", "required": true}, "file": "origin:file", "line": "origin:line"}}"#;

/// Has the keys of reject lines, but not their mark.
const LEAD: &str = r#"{"code":"E42","message":"Form error","file":"contact.html","line":7,"byte":0,"name":"Real lead"}"#;

/// Is such a line.
const LINE: &str = r#"{"leadmap_reject":1,"code":"required-blank","message":"m","field":"name","file":"in.ndjson","line":3,"byte":9,"node":null,"payload":{"name":"Ravi"}}"#;

const COMMANDS: [&[&str]; 6] = [
    &["apply", "m.json"],
    &["schema"],
    &["init"],
    &["find", "Real lead"],
    &["check", "m.json", "--samples"],
    &["trace", "m.json", "--record", "9"],
];

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

fn is_out_of_place(outcome: &Outcome) -> bool {
    outcome.stderr.contains("reject[reject-line]: this is a line of a rejects file, in ")
        && outcome.stderr.contains("read it with --from rejects")
}

#[test]
fn a_payload_with_the_keys_of_a_reject_line_is_a_payload() {
    let folder = Folder::of_mapping(MAPPING);
    for before in ["", "{\"name\":\"Asha\"}\n"] {
        folder.write("in.ndjson", format!("{before}{LEAD}\n"));
        for command in COMMANDS {
            for from in ["auto", "json", "rejects"] {
                let outcome = folder.run(&[command, &["in.ndjson", "--from", from]].concat());
                assert!(!outcome.stderr.contains("reject line"), "{command:?} {outcome:?}");
                assert!(!outcome.stderr.contains("reject["), "{outcome:?}");
            }
        }
    }
    let outcome = folder.apply(&["-f", "csv"], LEAD).ends_with(0);
    assert_eq!(outcome.stdout, "name,file,line\nReal lead,<stdin>,1\n");
}

#[test]
fn lines_are_read_again_in_an_input_that_begins_with_one() {
    let folder = Folder::of_mapping(MAPPING);
    let read = "name,file,line\nRavi,in.ndjson,3\n";
    let spaced = LINE.replace("\":", "\" : ").replace(',', ", ");
    for text in [LINE.to_owned(), format!("\u{feff}\n {spaced}"), LINE.replacen('{', "{\n  ", 1)] {
        assert_eq!(folder.apply(&["-f", "csv"], &text).ends_with(0).stdout, read, "{text}");
        folder.write("r.ndjson", &text);
        assert_eq!(folder.apply(&["r.ndjson"], "").ends_with(0).stdout, read, "{text}");
        folder.write("r.ndjson.gz", gzip(&text));
        assert_eq!(folder.apply(&["r.ndjson.gz"], "").ends_with(0).stdout, read, "{text}");
    }
    // What somebody has put together: payloads behind the lines are payloads, however the keys are sorted.
    let sorted = LINE
        .replace("\"leadmap_reject\":1,", "")
        .replace("\"node\"", "\"leadmap_reject\":1,\"node\"");
    let all = format!("{LINE}\n{{\"name\":\"Asha\"}}\n{sorted}\n");
    let outcome = folder.apply(&["-f", "csv"], all).ends_with(0);
    assert_eq!(
        outcome.stdout,
        "name,file,line\nRavi,in.ndjson,3\nAsha,<stdin>,2\nRavi,in.ndjson,3\n"
    );
}

#[test]
fn in_any_other_place_a_line_is_kept_whole_and_no_command_believes_it() {
    let folder = Folder::of_mapping(MAPPING);
    for (input, from_rejects) in [
        (format!("{{\"name\":\"Asha\"}}\n{LINE}\n"), "Ravi"),
        (format!("[{LINE}]"), "Ravi"),
        (
            LINE.replacen("\"leadmap_reject\":1,\"code\"", "\"code\"", 1).replacen(
                "\"node\"",
                "\"leadmap_reject\":1,\"node\"",
                1,
            ),
            "Ravi",
        ),
    ] {
        folder.write("in.ndjson", &input);
        folder.write("gz.ndjson.gz", gzip(&input));
        for command in COMMANDS {
            for name in ["in.ndjson", "gz.ndjson.gz"] {
                let outcome = folder.run(&[command, &[name]].concat());
                assert!(is_out_of_place(&outcome), "{command:?} {input} {outcome:?}");
                assert_ne!(outcome.status, 0, "{command:?} {outcome:?}");
            }
        }
        let kept = folder.apply(&["in.ndjson", "-q", "--rejects", "r.ndjson"], "").ends_with(1);
        assert!(!kept.stdout.contains("Ravi"), "{kept:?}");
        // Read again it is still not believed, unless it is said that it can be.
        let again = folder.apply(&["r.ndjson", "--rejects", "again.ndjson"], "").ends_with(1);
        assert!(is_out_of_place(&again), "{again:?}");
        let read = folder.apply(&["again.ndjson", "--from", "rejects"], "").ends_with(0);
        assert_eq!(read.stdout, format!("name,file,line\n{from_rejects},in.ndjson,3\n"));
        let read = folder.apply(&["in.ndjson", "--from", "rejects"], "").ends_with(0);
        assert!(read.stdout.ends_with("Ravi,in.ndjson,3\n"), "{read:?}");
    }
}

#[test]
fn a_file_that_was_found_in_a_folder_is_not_believed_however_it_begins() {
    let folder = Folder::of_mapping(MAPPING);
    std::fs::create_dir(folder.path("in")).unwrap();
    folder.write("in/posted.json", LINE);
    for command in COMMANDS {
        let outcome = folder.run(&[command, &["in"]].concat());
        assert!(is_out_of_place(&outcome), "{command:?} {outcome:?}");
    }
    let read = folder.apply(&["in/posted.json"], "").ends_with(0);
    assert_eq!(read.stdout, "name,file,line\nRavi,in.ndjson,3\n");
    assert_eq!(folder.apply(&["in", "--from", "rejects"], "").ends_with(0).stdout, read.stdout);
}

#[test]
fn threads_and_chunks_make_no_difference() {
    let folder = Folder::of_mapping(MAPPING);
    let many = |first: &str| {
        let lines = (0..4000).map(|n| LINE.replace("Ravi", &format!("Ravi {n}")));
        std::iter::once(first.to_owned()).chain(lines).collect::<Vec<_>>().join("\n")
    };
    for (name, text, rows) in [("r", many(LINE), 4001), ("p", many("{\"name\":\"Asha\"}"), 1)] {
        let name = format!("{name}.ndjson");
        folder.write(&name, &text);
        let expected = folder.apply(&[&name, "-q", "-j", "1", "--rejects", "r1"], "");
        assert_eq!(expected.stdout.lines().count(), 1 + rows);
        for jobs in ["2", "4"] {
            let outcome = folder.apply(&[&name, "-q", "-j", jobs, "--rejects", "rn"], "");
            assert_eq!(outcome.stdout, expected.stdout);
            assert_eq!(outcome.stats, expected.stats);
            assert_eq!(folder.read("rn"), folder.read("r1"));
            let piped = folder.apply(&["-q", "-j", jobs], &text);
            assert_eq!(piped.stdout.lines().count(), 1 + rows);
        }
    }
}

#[test]
fn a_line_tells_how_its_capture_was_opened() {
    let folder = Folder::of_mapping(MAPPING);
    let capture = r#"{"request":{"raw":"{\"name\":\"\"}"}}"#;
    folder.apply(&["-q", "--from", "request.raw", "--rejects", "r"], capture).ends_with(1);
    assert!(folder.read("r").contains(",\"from\":\"request.raw\",\"payload\":{\"request\""));
    folder.write("mended", folder.read("r").replace("\\\"\\\"", "\\\"Ravi\\\""));
    for options in [&["mended"][..], &["mended", "--from", "rejects"]] {
        let outcome = folder.apply(options, "").ends_with(0);
        assert_eq!(outcome.stdout, "name,file,line\nRavi,<stdin>,1\n");
    }
    // Not mended it is kept as it was, any number of times.
    folder.apply(&["r", "-q", "--rejects", "again"], "").ends_with(1);
    assert_eq!(folder.read("again"), folder.read("r"));
    // Also what is no JSON yet.
    folder
        .apply(&["-q", "--from", "request.raw", "--rejects", "r"], "{\"request\" 1}")
        .ends_with(1);
    assert!(folder.read("r").contains(",\"from\":\"request.raw\",\"payload\":\"{"));
    let mended = folder.read("r").replace(
        "{\\\"request\\\" 1}",
        "{\\\"request\\\":{\\\"raw\\\":{\\\"name\\\":\\\"Ravi\\\"}}}",
    );
    assert_eq!(
        folder.apply(&["-f", "csv"], mended).ends_with(0).stdout,
        "name,file,line\nRavi,<stdin>,1\n"
    );
}

#[test]
fn a_line_that_cannot_be_understood_is_kept_and_not_read_in_part() {
    let folder = Folder::of_mapping(MAPPING);
    for (wrong, message) in [
        (LINE.replace("\"leadmap_reject\":1", "\"leadmap_reject\":2"), "this form of reject lines"),
        (LINE.replace("\"node\":null", "\"node\":7"), "`node` is not a string"),
        (LINE.replace("\"node\":null", "\"element\":\"1\""), "`element` is not the number"),
        (LINE.replace("\"node\":null", "\"from\":\"a b[\""), "`from` is wrong"),
        (LINE.replace("\"node\":null", "\"more\":[7]"), "`more` is not a list"),
    ] {
        let outcome = folder.apply(&["-f", "csv", "--rejects", "r"], &wrong).ends_with(1);
        assert_eq!(outcome.stdout, "name,file,line\n");
        assert!(outcome.reject().starts_with("reject[reject-line]"), "{outcome:?}");
        assert!(outcome.reject().contains(message), "{outcome:?}");
        assert!(folder.read("r").contains(&wrong));
    }
    // Of the place only the payload needs to know.
    let bare = r#"{"leadmap_reject":1,"payload":{"name":"Ravi"}}"#;
    assert_eq!(
        folder.apply(&["-f", "csv"], bare).ends_with(0).stdout,
        "name,file,line\nRavi,<stdin>,1\n"
    );
}

#[test]
fn a_capture_with_the_mark_and_without_a_payload_is_kept_whole() {
    let folder = Folder::of_mapping(r#"{"fields": {"name": "name"}}"#);
    let capture = r#"{"leadmap_reject":1,"name":"Real lead"}"#;
    folder.write("in.ndjson", format!("{capture}\n{{\"name\":\"B\"}}\n"));
    folder.apply(&["in.ndjson", "--rejects", "r.ndjson"], "").ends_with(1);
    assert!(folder.read("r.ndjson").contains(&format!("\"payload\":{capture}")));
    folder.apply(&["r.ndjson", "--from", "rejects", "--rejects", "again.ndjson"], "").ends_with(1);
    assert!(folder.read("again.ndjson").contains("Real lead"), "{}", folder.read("again.ndjson"));
}
