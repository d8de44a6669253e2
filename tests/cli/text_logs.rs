//! Logs of text: the JSON in their lines is read, with its place, and a line without any is text, not a reject.

use serde_json::Value;

use crate::run::{Folder, Live, Outcome, gzip};

const MAPPING: &str =
    r#"{"fields": {"name": "name", "line": "origin:line", "byte": "origin:byte"}}"#;

/// Runs on `input` in one thread and in several, which makes no difference.
fn apply(options: &[&str], input: impl AsRef<[u8]>) -> Outcome {
    let folder = Folder::of_mapping(MAPPING);
    let threads = |number| folder.apply(&[options, &["-f", "csv", "-j", number]].concat(), &input);
    let (one, several) = (threads("1"), threads("4"));
    assert_eq!(
        (&one.stdout, &one.stderr, one.status),
        (&several.stdout, &several.stderr, several.status)
    );
    one
}

/// The names of the leads, and how many lines are text.
fn names(outcome: &Outcome) -> (String, u64) {
    let names = outcome.stdout.lines().skip(1).filter_map(|row| row.split(',').next());
    (names.collect::<Vec<_>>().join(" "), outcome.count("text"))
}

/// As [`names`], of a log that needs no option, and has nothing wrong in it.
fn read(input: &str) -> (String, u64) {
    names(&apply(&[], input).ends_with(0))
}

#[test]
fn lines_that_begin_as_those_of_logs_do_are_read_without_an_option() {
    for before in [
        "2026-11-28T10:00:00Z ",
        "2026-11-28T10:00:00.123456789Z stdout F ",
        "2026-11-28 10:00:00,123 INFO hooks - got ",
        "[12:00:01] got ",
        "[2026-11-28T10:00:00.000Z] POST /hook ",
        "INFO:hooks:",
        "info: ",
        "[INFO] ",
        "Nov 28 10:00:00 web-1 node[12]: ",
        "<34>1 2026-11-28T10:00:00Z host app - - - ",
        "83 <40>1 2026-11-28T10:00:00+00:00 host app web.1 - ",
        "2026-11-28T10:00:00.123456+00:00 app[web.1]: ",
        "web-1  | ",
        "0|server  | ",
        "data: ",
        "I1128 10:00:00.000000       1 hook.go:12] ",
        "1795860000 ",
        "\u{1b}[32mINFO\u{1b}[0m ",
        "\0\0\0\0",
    ] {
        let log = format!(
            "{before}{{\"name\":\"Asha\"}}\n{before}started\n{before}[12] {{id}} {{\"name\":\"Ravi\"}} done\n"
        );
        assert_eq!(read(&log), ("Asha Ravi".to_owned(), 1), "{log}");
    }
}

#[test]
fn the_place_of_a_payload_is_where_its_brace_stands() {
    let log = "INFO é {\"name\":\"Asha\"} and {\"name\":\"Ravi\"}\r\nINFO {\"name\":\"Meera\"}\r\n";
    let outcome = apply(&[], log).ends_with(0);
    assert_eq!(outcome.stdout, "name,line,byte\nAsha,1,8\nRavi,1,28\nMeera,2,50\n");
    let outcome = apply(&[], "INFO x\nINFO é {\"name\" 1}\n").ends_with(1);
    assert!(outcome.stderr.contains("<stdin>:2:16 (byte 23)"), "{}", outcome.stderr);
}

#[test]
fn what_stands_before_the_first_line_of_a_log_is_text_too() {
    let log = "\n> app@1.0.0 start\n> node .\n\nAttaching to web-1\nweb-1  | {\"name\":\"Asha\"}\n";
    assert_eq!(read(log), ("Asha".into(), 3));
    let events = "id: 1\nevent: lead\ndata: {\"name\":\"Asha\"}\n\nid: 2\ndata: {\"name\":\"Ravi\"}\n\n: ping\n";
    assert_eq!(read(events), ("Asha Ravi".into(), 4));
    assert_eq!(
        read("{\"name\":\"Asha\"}\nlistening\nINFO {\"name\":\"Ravi\"}\n"),
        ("Asha Ravi".into(), 1)
    );
    // Nothing says that this is a log.
    let outcome = apply(&[], "listening\n{\"name\":\"Asha\"}\n").ends_with(1);
    assert_eq!(names(&outcome), ("Asha".into(), 0));
    assert_eq!(outcome.count("rejects/stray-text"), 1);
}

#[test]
fn from_log_reads_what_says_nothing_of_itself() {
    let log = "webhook {\"name\":\"Asha\"}\nserver up\nwebhook {\"name\":\"Ravi\"}\n";
    let outcome = apply(&[], log).ends_with(1);
    assert!(outcome.stderr.contains("`--from log`"), "{}", outcome.stderr);
    let outcome = apply(&["--from", "log"], log).ends_with(0);
    assert_eq!(names(&outcome), ("Asha Ravi".into(), 1));
    // With nothing in it to read, it would be no help.
    assert!(!apply(&[], "started\n").stderr.contains("--from log"));
}

#[test]
fn from_json_reads_no_log() {
    let outcome = apply(&["--from", "json"], "INFO {\"name\":\"Asha\"}\n").ends_with(1);
    assert_eq!(outcome.count("rejects/stray-text"), 1);
    assert_eq!(names(&outcome), (String::new(), 0));
}

#[test]
fn a_brace_in_a_text_is_text_and_json_may_be_a_string() {
    let log = "INFO user {id} logged in\nINFO [12] [INFO] {}\nINFO { name: 'Asha' }\nINFO msg=\"{\\\"name\\\":\\\"Asha\\\"}\" n=1\n";
    assert_eq!(read(log), ("Asha".into(), 3));
}

#[test]
fn lists_commas_and_bare_lines_are_read() {
    let log = "INFO [{\"name\":\"Asha\"},{\"name\":\"Ravi\"}]\n{\"name\":\"Meera\"},\n[\n  {\"name\":\"Dev\"},\n  {\"name\":\"Isha\"}\n]\n";
    assert_eq!(read(log), ("Asha Ravi Meera Dev Isha".into(), 0));
}

#[test]
fn wrappers_in_lines_are_opened() {
    let log = "2026-11-28T10:00:00Z {\"body\":\"{\\\"name\\\":\\\"Asha\\\"}\",\"headers\":{\"host\":\"x\"},\"query\":{}}\n";
    assert_eq!(read(log), ("Asha".into(), 0));
}

#[test]
fn a_value_may_go_over_several_lines() {
    let log = "INFO got {\n  \"name\": \"Asha\",\n  \"tags\": [\n    1\n  ]\n}\nINFO {\n\"name\": \"Ravi\"\n} done\nINFO x\n";
    assert_eq!(read(log), ("Asha Ravi".into(), 1));
}

#[test]
fn a_broken_payload_is_one_reject_and_costs_no_other_line() {
    for (broken, code) in [
        ("INFO {\"name\" 1} {\"name\":\"no\"}", "syntax"),
        ("INFO {\"name\":\"no\"", "syntax"),
        ("INFO {\"name\":\"no", "syntax"),
        ("INFO {\"name\":", "syntax"),
        ("INFO msg=\"{\\\"name\\\":1", "syntax"),
        ("INFO {\n  \"name\": \"no\"\n  \"lead\": {\"name\": \"no\"}\n}", "syntax"),
        ("INFO [{\"name\": \"no\",}]", "syntax"),
        ("INFO a\",\"lead\":{\"name\":\"no\"}}", "stray-text"),
        ("INFO \"leads\": [{\"name\":\"no\"}]}", "stray-text"),
        ("INFO {\"name\":\"\\q\"}", "syntax"),
    ] {
        for end in ["\n", "\r\n"] {
            let log = format!(
                "INFO {{\"name\":\"Asha\"}}{end}{broken}{end}INFO {{\"name\":\"Ravi\"}}{end}{{\"name\":\"Meera\"}}"
            );
            let outcome = apply(&[], &log).ends_with(1);
            assert_eq!(names(&outcome), ("Asha Ravi Meera".into(), 0), "{log:?}");
            assert_eq!(outcome.count("payloads/rejected"), 1, "{log:?}");
            assert_eq!(outcome.count(&format!("rejects/{code}")), 1, "{log:?}");
        }
    }
    let outcome = apply(&[], "INFO x\nINFO {\"name\":\"no\"").ends_with(1);
    assert_eq!(outcome.count("rejects/cut-short"), 1);
    let outcome =
        apply(&[], b"INFO {\"name\":\"\xe9\"} x\nINFO {\"name\":\"Asha\"}\n").ends_with(1);
    assert_eq!(outcome.count("rejects/invalid-utf8"), 1);
    assert_eq!(names(&outcome), ("Asha".into(), 0));
}

#[test]
fn a_line_may_be_longer_than_a_payload() {
    let long = "x".repeat(10_000);
    let log = format!(
        "INFO {long} {{\"name\":\"Asha\"}} {long}\nINFO {{\"name\":\"{long}\"}} y\nINFO {long}\nINFO {{\"name\":\"Ravi\"}}\n"
    );
    let outcome = apply(&["--max-payload", "100"], &log).ends_with(1);
    assert_eq!(names(&outcome), ("Asha Ravi".into(), 1));
    assert_eq!(outcome.count("rejects/too-large"), 1);
}

#[test]
fn encodings_marks_and_compression_are_as_in_other_inputs() {
    let log = "INFO {\"name\":\"Asha\"}\nINFO x";
    assert_eq!(read(&format!("\u{feff}{log}")), ("Asha".into(), 1));
    assert_eq!(names(&apply(&[], gzip(log.as_bytes())).ends_with(0)), ("Asha".into(), 1));
    let invalid = b"INFO \xff\xfe caf\xe9 {\"name\":\"Asha\"}\n";
    assert_eq!(names(&apply(&[], invalid).ends_with(0)), ("Asha".into(), 0));
    let wide: Vec<u8> = log.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let outcome = apply(&[], [&[0xFF, 0xFE][..], &wide].concat()).ends_with(1);
    assert_eq!(outcome.count("rejects/encoding"), 1);
    assert_eq!(
        read("\u{1e}{\"name\":\"Asha\"}\n\u{1e}{\"name\":\"Ravi\"}\n"),
        ("Asha Ravi".into(), 0)
    );
}

#[test]
fn what_was_rejected_in_a_log_is_read_again_when_it_is_mended() {
    let folder = Folder::of_mapping(MAPPING);
    folder.apply(&["--rejects", "r.ndjson"], "INFO {\"name\" \"Asha\"} (200)\n").ends_with(1);
    let rejects = folder.read("r.ndjson");
    let reject: Value = serde_json::from_str(rejects.trim()).unwrap();
    assert_eq!(reject["payload"], "{\"name\" \"Asha\"} (200)");
    folder.write("mended.ndjson", rejects.replace("{\\\"name\\\" ", "{\\\"name\\\": "));
    let outcome = folder.run(&["apply", "m.json", "mended.ndjson", "-f", "csv"]).ends_with(0);
    assert_eq!(outcome.stdout, "name,line,byte\nAsha,1,5\n");
}

#[test]
fn small_faults_in_lines_are_mended() {
    let log = "INFO {\"name\":\"Asha\",} (200)\nINFO {\"name\":\"Ravi\"} x\nINFO {\"name\":\"Dev\"";
    let outcome = apply(&["--repair"], log).ends_with(0);
    assert_eq!(names(&outcome), ("Asha Ravi Dev".into(), 0));
}

#[test]
fn a_lead_is_there_before_the_next_line_of_the_log_comes() {
    let folder = Folder::of_mapping(MAPPING);
    let mut run = Live::start(folder.command(&["apply", "m.json", "-f", "ndjson"]));
    run.send("Attaching to web-1\n");
    for number in 0..5 {
        run.send("web-1  | listening\n");
        run.send(&format!("web-1  | got {{\"name\":\"lead {number}\"}}\n"));
        run.wait_for(&format!("lead {number}"));
    }
    assert_eq!(run.end().0, 0);
}

#[test]
fn every_command_reads_logs() {
    let folder = Folder::of_mapping(MAPPING);
    folder.write("app.log", "INFO start\nINFO got {\"name\":\"Asha\"}\n");
    for arguments in [
        &["schema", "app.log"][..],
        &["init", "app.log"],
        &["check", "m.json", "--samples", "app.log"],
        &["trace", "m.json", "app.log"],
        &["find", "Asha", "app.log"],
    ] {
        let outcome = folder.run(arguments);
        assert!(!outcome.stderr.contains("stray-text"), "{arguments:?}: {}", outcome.stderr);
        assert!(outcome.status == 0, "{arguments:?}: {}", outcome.stderr);
    }
}

/// Lines as a container's runtime writes them, each a stream, a flag and a text.
fn cri(pieces: &[(&str, &str, &str)]) -> String {
    let line = |(stream, flag, text): &(&str, &str, &str)| {
        format!("2026-11-28T10:00:00.123456789Z {stream} {flag} {text}\n")
    };
    pieces.iter().map(line).collect()
}

#[test]
fn pieces_of_a_line_are_joined_by_stream() {
    let log = cri(&[
        ("stdout", "P", "got {\"name\":"),
        ("stderr", "P", "and {\"na"),
        ("stdout", "P", "\"As"),
        ("stderr", "F", "me\":\"Ravi\"}"),
        ("stdout", "F", "ha\"} {\"name\":\"Meera\"}"),
        ("stdout", "P", "plain "),
        ("stdout", "F", "text"),
        ("stdout", "F", "{\"name\":\"Dev\"}"),
    ]);
    let outcome = apply(&[], &log).ends_with(0);
    assert_eq!(
        outcome.stdout,
        format!(
            "name,line,byte\nRavi,2,{}\nAsha,1,{}\nMeera,5,{}\nDev,8,{}\n",
            log.find("{\"na\n").unwrap(),
            log.find("{\"name\":\n").unwrap(),
            log.find("{\"name\":\"Meera").unwrap(),
            log.find("{\"name\":\"Dev").unwrap(),
        )
    );
    assert_eq!(outcome.count("text"), 1);
}

#[test]
fn a_piece_that_is_missing_or_out_of_order_is_a_reject_with_what_there_is() {
    for (pieces, code, found) in [
        (&[("stdout", "P", "{\"name\":"), ("stdout", "F", "x}")][..], "syntax", ""),
        (&[("stdout", "P", "{\"name\":\"A"), ("stderr", "F", "x")], "cut-short", ""),
        (&[("stdout", "P", "{\"name\":"), ("stdout", "P", "\"A\"")], "cut-short", ""),
        (&[("stdout", "P", "{\"name\":"), ("stdout", "F", "\"A\"")], "cut-short", ""),
        (&[("stdout", "F", "\"A\"}"), ("stdout", "P", "{\"name\":")], "cut-short", ""),
        (&[("stdout", "F", "x\",\"lead\":{\"name\":\"A\"}}")], "stray-text", ""),
        (&[("stdout", "P", "{\"name\":\"A\"} {\"name\""), ("stdout", "F", ":1")], "cut-short", "A"),
    ] {
        let log = "INFO {\"name\":\"Asha\"}\n".to_owned() + &cri(pieces);
        let outcome = apply(&[], &log).ends_with(1);
        assert_eq!(names(&outcome).0, format!("Asha {found}").trim(), "{log}");
        assert_eq!(outcome.count(&format!("rejects/{code}")), 1, "{log}");
        assert_eq!(outcome.count("payloads/rejected"), 1, "{log}");
    }
    let long = "x".repeat(300);
    let log = cri(&[
        ("stdout", "P", &format!("{{\"name\":\"{long}")),
        ("stdout", "P", &long),
        ("stdout", "F", "\"}"),
        ("stdout", "F", "{\"name\":\"Asha\"}"),
    ]);
    let outcome = apply(&["--max-payload", "400"], &log).ends_with(1);
    assert_eq!(names(&outcome), ("Asha".into(), 0));
    assert_eq!(outcome.count("rejects/too-large"), 1);
}

#[test]
fn a_value_over_lines_that_each_have_something_before_them_is_one_reject() {
    let log = "web-1  | {\nweb-1  |   \"name\": \"no\",\nweb-1  |   \"lead\": {\nweb-1  |     \"name\": \"no\"\nweb-1  |   }\nweb-1  | }\nweb-1  | {\"name\":\"Asha\"}\nweb-1  | f() {\nweb-1  | }\n";
    let outcome = apply(&[], log).ends_with(1);
    assert_eq!(names(&outcome).0, "Asha");
    assert_eq!(outcome.count("payloads/rejected"), 1);
    assert!(outcome.stderr.contains("<stdin>:2:1 "), "{}", outcome.stderr);
}

#[test]
fn the_end_of_a_value_whose_beginning_is_missing_is_a_reject() {
    for tail in [
        "2026-11-28T10:00:00.1Z stdout F \"phone\":\"9820010431\",\"name\":\"Tail\"}",
        "2026-11-28T10:00:00.1Z stderr F sha\"}",
        "Nov 28 10:00:00 web-1 node[12]: 10431\", \"tags\": [1]}",
        "web-1  | \"b\"]},",
        "INFO name\", \"is_new\": true }]",
    ] {
        let log = format!("{tail}\r\nINFO x\n{tail}\n\nINFO {{\"name\":\"Asha\"}}\n{tail}");
        let folder = Folder::of_mapping(MAPPING);
        let rejects = ["--rejects", "r.ndjson"];
        folder.apply(&rejects, &log).ends_with(1);
        let outcome = apply(&[], &log).ends_with(1);
        assert_eq!(names(&outcome), ("Asha".into(), 1), "{log}");
        assert_eq!(outcome.count("rejects/stray-text"), 3, "{log}");
        assert!(outcome.stderr.contains("a piece of it is missing"), "{}", outcome.stderr);
        let kept = folder.read("r.ndjson");
        let reject: Value = serde_json::from_str(kept.lines().next().unwrap()).unwrap();
        assert_eq!(reject["payload"], *tail);
        folder.write("again.ndjson", kept);
        let again = folder.apply(&["again.ndjson"], "").ends_with(1);
        assert_eq!(again.count("rejects/stray-text"), 3, "{}", again.stderr);
    }
    let log = cri(&[("stdout", "P", "820\",\"na"), ("stdout", "F", "me\":\"Tail\"}")]);
    let outcome = apply(&[], &log).ends_with(1);
    assert_eq!(outcome.count("rejects/stray-text"), 1);
    assert_eq!(outcome.count("text"), 0);
}

#[test]
fn braces_at_the_end_of_a_text_are_text() {
    for text in [
        "done}",
        "user {id}",
        "}",
        "  });",
        "throw \"x\" }",
        "case \"a\": run() }",
        "say \"}\"",
        "level=info msg=\"a: {b}}\"",
        "[12]",
        "\"a\": 1",
    ] {
        assert_eq!(read(&format!("INFO {text}\nINFO x\nweb-1  | {text}")), (String::new(), 3));
    }
}

#[test]
fn what_was_rejected_in_a_log_is_rejected_again_and_gives_no_lead_by_itself() {
    for (log, options) in [
        ("INFO ...\"lead\": {\"name\":\"Asha\"}}\nINFO {\"name\":\"C\"}\n", &[][..]),
        ("web-1  | {\nweb-1  |   \"name\": \"Asha\"\nweb-1  | }\n", &[]),
        ("INFO [", &["--from", "json"]),
    ] {
        let folder = Folder::of_mapping(r#"{"fields": {"name": "name"}}"#);
        let first = folder.apply(&[options, &["--rejects", "r.ndjson"]].concat(), log);
        let rejects = folder.read("r.ndjson");
        assert_eq!(rejects.lines().count(), 1, "{log}: {}", first.stderr);
        let again = folder.apply(&["-f", "csv"], &rejects).ends_with(1);
        assert_eq!(again.stdout, "name\n", "{log}");
        assert_eq!(again.stats["rejects"], first.stats["rejects"], "{log}");
    }
}
