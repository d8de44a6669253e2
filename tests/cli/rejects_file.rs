//! `--rejects`: what was rejected is kept, and is an input again, mended or not.

use serde_json::{Value, json};

use crate::run::{Folder, Outcome};

const MAPPING: &str = r#"{"fields": {"a": {"path": "a", "required": true}, "file": "origin:file", "line": "origin:line"}}"#;

/// One run on `in.ndjson`, and the lines that were kept.
fn run(folder: &Folder, input: impl AsRef<[u8]>, options: &[&str]) -> (Outcome, Vec<Value>) {
    folder.write("in.ndjson", input);
    let mut all = vec!["in.ndjson", "--rejects", "r.ndjson"];
    all.extend(options);
    let outcome = folder.apply(&all, "");
    (outcome, lines(&folder.read("r.ndjson")))
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn keys(line: &Value) -> Vec<&str> {
    line.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn a_line_says_what_is_documented_and_keeps_the_capture_as_it_was_read() {
    let folder = Folder::of_mapping(MAPPING);
    let capture = "{\"body\": {\"n\": 1.10, \"s\": \"\\u0041\"}, \"headers\": {\"x\": \"y\"}}";
    let (outcome, lines) = run(&folder, format!("{{\"a\":1}}\n{capture}\n{{\"a\":2}}\n"), &[]);
    assert_eq!(outcome.ends_with(1).stdout, "a,file,line\n1,in.ndjson,1\n2,in.ndjson,3\n");
    assert_eq!(lines.len(), 1);
    assert_eq!(
        keys(&lines[0]),
        ["leadmap_reject", "code", "message", "field", "file", "line", "byte", "node", "payload"]
    );
    assert_eq!(
        folder.read("r.ndjson"),
        "{\"leadmap_reject\":1,\"code\":\"required-blank\",\"message\":\"`a` is required, and blank\",\"field\":\"a\",\"file\":\"in.ndjson\",\
         \"line\":2,\"byte\":8,\"node\":null,\"payload\":{\"body\":{\"n\":1.10,\"s\":\"\\u0041\"},\"headers\":{\"x\":\"y\"}}}\n"
    );
}

#[test]
fn text_is_kept_as_text_and_bytes_in_base64_and_of_what_is_too_large_only_the_place() {
    let folder = Folder::of_mapping(MAPPING);
    let input =
        [&b"{\"a\" 1}\n{\"a\":\"Ren\xe9\"}\n{\"b\":\""[..], &[b'x'; 300], b"\"}\n"].concat();
    let (_, lines) = run(&folder, input, &["--max-payload", "256"]);
    assert_eq!(lines[0]["payload"], "{\"a\" 1}");
    assert_eq!(lines[0]["code"], "syntax");
    assert_eq!(
        (&lines[1]["encoding"], &lines[1]["payload"]),
        (&json!("base64"), &json!("eyJhIjoiUmVu6SJ9"))
    );
    assert_eq!(lines[1]["code"], "invalid-utf8");
    assert_eq!(lines[2]["code"], "too-large");
    assert_eq!(lines[2]["line"], 3);
    assert_eq!(
        keys(&lines[2]),
        ["leadmap_reject", "code", "message", "field", "file", "line", "byte", "node"]
    );
}

#[test]
fn a_mended_file_gives_the_leads_with_the_origin_they_had() {
    let folder = Folder::of_mapping(MAPPING);
    let (outcome, _) = run(&folder, "{\"a\":1}\n{\"a\" 2}\n{\"b\":3}\n{\"a\":4}\n", &[]);
    assert_eq!(outcome.ends_with(1).stdout, "a,file,line\n1,in.ndjson,1\n4,in.ndjson,4\n");
    let mended = folder
        .read("r.ndjson")
        .replace("{\\\"a\\\" 2}", "{\\\"a\\\": 2}")
        .replace("{\"b\":3}", "{\"a\":3}");
    folder.write("mended.ndjson", mended);
    let outcome = folder.apply(&["mended.ndjson"], "").ends_with(0);
    assert_eq!(outcome.stdout, "a,file,line\n2,in.ndjson,2\n3,in.ndjson,3\n");
}

#[test]
fn a_file_that_is_not_mended_gives_the_same_rejects_again() {
    let folder = Folder::of_mapping(
        r#"{"each": "l[*]", "fields": {"a": {"path": "@.a", "required": true}}}"#,
    );
    let input = [
        &b"{\"l\":[{\"a\":1},{},{\"a\":2},{\"b\":1}]}\n{\"l\" 1}\n{\"l\":\"Ren\xe9\"}\nstray\n"[..],
        b"{\"body\":\"a=1\",\"headers\":{}}\n{\"body\":[{\"l\":[]},{\"l\":[{}]}],\"headers\":{}}\n\"",
    ]
    .concat();
    let (outcome, first) = run(&folder, input, &[]);
    assert_eq!(outcome.ends_with(1).stdout, "a\n1\n2\n");
    assert_eq!(first.len(), 7);
    assert_eq!(first[0]["more"], json!([{"node": "$['l'][3]"}]));
    let before = folder.read("r.ndjson");
    let again = folder.apply(&["r.ndjson", "--rejects", "again.ndjson"], "").ends_with(1);
    assert_eq!(folder.read("again.ndjson"), before);
    assert_eq!(again.stdout, "a\n");
    assert_eq!(again.count("records/made"), 3);
}

#[test]
fn with_a_node_only_that_record_is_made_again() {
    let folder = Folder::of_mapping(
        r#"{"each": "$.l[*]", "fields": {"a": {"path": "@.a", "required": true}}}"#,
    );
    let (outcome, lines) = run(&folder, "{\"l\":[{\"a\":1},{\"b\":2},{\"a\":3}]}", &[]);
    assert_eq!(outcome.ends_with(1).stdout, "a\n1\n3\n");
    assert_eq!(lines[0]["node"], "$['l'][1]");
    folder.write("mended.ndjson", folder.read("r.ndjson").replace("\"b\":2", "\"a\":2"));
    let outcome = folder.apply(&["mended.ndjson"], "").ends_with(0);
    assert_eq!(outcome.stdout, "a\n2\n");
    assert_eq!(outcome.count("records/made"), 1);
}

#[test]
fn of_a_capture_with_several_payloads_only_the_rejected_one_is_read_again() {
    let folder = Folder::of_mapping(MAPPING);
    let (outcome, _) =
        run(&folder, "{\"body\":[{\"a\":1},{\"b\":2},{\"a\":3}],\"headers\":{}}", &[]);
    assert_eq!(outcome.ends_with(1).stdout, "a,file,line\n1,in.ndjson,1\n3,in.ndjson,1\n");
    folder.write("mended.ndjson", folder.read("r.ndjson").replace("\"b\":2", "\"a\":2"));
    let outcome = folder.apply(&["mended.ndjson"], "").ends_with(0);
    assert_eq!(outcome.stdout, "a,file,line\n2,in.ndjson,1\n");
}

#[test]
fn a_reject_whose_capture_was_not_kept_is_a_reject_again() {
    let folder = Folder::of_mapping(MAPPING);
    let (_, _) =
        run(&folder, format!("{{\"a\":\"{}\"}}", "x".repeat(300)), &["--max-payload", "256"]);
    let outcome = folder.apply(&["r.ndjson"], "").ends_with(1);
    assert!(
        outcome.reject().starts_with(
            "reject[too-large]: the reject line keeps no payload, as it was too large"
        ),
        "{}",
        outcome.stderr
    );
}

#[test]
fn with_repair_a_file_of_small_faults_need_not_be_mended() {
    let folder = Folder::of_mapping(MAPPING);
    let (_, lines) = run(&folder, "{\"a\":1 \"b\":2}\n{\"a\":2,}\n", &[]);
    assert_eq!(lines.len(), 2);
    let outcome = folder.apply(&["r.ndjson", "--repair"], "").ends_with(0);
    assert_eq!(outcome.stdout, "a,file,line\n1,in.ndjson,1\n2,in.ndjson,2\n");
    assert_eq!(outcome.stats["repairs"], json!({"missing-comma": 1, "trailing-comma": 1}));
}

#[test]
fn a_clean_run_leaves_an_empty_file_and_one_that_was_stopped_what_it_found() {
    let folder = Folder::of_mapping(MAPPING);
    folder.write("r.ndjson", "old");
    let (outcome, lines) = run(&folder, "{\"a\":1}", &[]);
    assert_eq!((outcome.status, lines.len()), (0, 0));
    let (outcome, lines) = run(&folder, "{}\n{}\n{}\n", &["--max-rejects", "1"]);
    assert_eq!((outcome.status, lines.len()), (2, 2));
}

#[test]
fn a_payload_that_only_looks_a_little_like_a_reject_line_is_a_payload() {
    let folder = Folder::of_mapping(r#"{"fields": {"a": "a", "code": "code"}}"#);
    let payload = "{\"code\":\"x\",\"message\":\"m\",\"payload\":{\"a\":1},\"a\":2}";
    assert_eq!(folder.apply(&[], payload).ends_with(0).stdout, "a,code\n2,x\n");
}

#[test]
fn an_element_of_a_list_on_one_line_is_mended_where_it_stands_and_those_after_it_are_read() {
    let folder = Folder::of_mapping(r#"{"fields": {"name": "name", "line": "origin:line"}}"#);
    let input =
        "{\"name\":\"0\"}\n[{\"name\":\"a\"},{\"name\":bad},{\"name\":\"c\"},{\"name\":\"d\"}]\n";
    for jobs in ["1", "2"] {
        let (outcome, lines) = run(&folder, input, &["-j", jobs]);
        assert_eq!(outcome.ends_with(1).stdout, "name,line\n0,1\na,2\n");
        assert_eq!(lines[0]["within"], "list");
        let before = folder.read("r.ndjson");
        let again = folder.apply(&["r.ndjson", "--rejects", "again.ndjson", "-j", jobs], "");
        assert!(
            again
                .ends_with(1)
                .reject()
                .starts_with("reject[syntax]: expected a value, found a word without quotes")
        );
        assert_eq!(folder.read("again.ndjson"), before);
        for mended in ["\\\"b\\\"", "\\\"b\\\",\\\"x\\\":[1]"] {
            folder.write("mended.ndjson", before.replace("bad", mended));
            for option in ["-q", "--repair"] {
                let outcome = folder.apply(&["mended.ndjson", option, "-j", jobs], "").ends_with(0);
                assert_eq!(outcome.stdout, "name,line\nb,2\nc,2\nd,2\n");
            }
        }
    }
}

#[test]
fn only_what_may_be_the_end_of_a_wrapper_is_taken_for_one_whose_beginning_is_cut_off() {
    let hint = "is the beginning cut off?";
    for (input, is_hinted) in [
        ("{\"a\":1}, \"headers\":{}}\n", true),
        ("{\"a\":1},{\"a\":2}\n", false),
        ("{\"a\":1}\n, \"headers\":{}}\n", false),
        ("[{\"a\":1},, \"headers\"]\n", false),
    ] {
        let (outcome, _) = run(&Folder::of_mapping(MAPPING), input, &[]);
        let outcome = outcome.ends_with(1);
        assert_eq!(outcome.stderr.contains(hint), is_hinted, "{input}: {}", outcome.stderr);
    }
}

#[test]
fn a_text_of_which_nothing_is_left_is_counted_and_one_that_is_a_list_by_now_is_opened() {
    let folder = Folder::of_mapping(r#"{"fields": {"name": "name"}}"#);
    let line = |payload: &str, byte: u32| {
        format!(
            r#"{{"leadmap_reject":1,"code":"cut-short","message":"m","field":null,"file":"f","line":1,"byte":{byte},"node":null,"payload":{}}}"#,
            serde_json::Value::from(payload)
        )
    };
    for payload in ["[]", "[ ]\n[]", "\u{feff}"] {
        for byte in [0, 13] {
            let outcome = folder.apply(&[], line(payload, byte)).ends_with(0);
            assert_eq!(outcome.count("capture_totals/empty"), 1, "{payload} {byte}");
        }
    }
    for byte in [0, 13] {
        let list = line(r#"[{"name":"e"},{"name":"f"}]"#, byte);
        let outcome = folder.apply(&["-f", "csv"], list).ends_with(0);
        assert_eq!(outcome.stdout, "name\ne\nf\n");
    }
}
