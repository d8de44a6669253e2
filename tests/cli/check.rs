//! `leadmap check`: which mappings are checked, what is said of them, and with what status it ends. What is said about
//! each kind of problem is kept in `tests/cases/mapping`.

use std::fs;
use std::process::Stdio;

use serde_json::json;

use crate::run::{Folder, Outcome, has, project};
use crate::samples::SHIPPED;

const GOOD: &str = r#"{"fields": {"a": "a"}}"#;
const WARNED: &str = r#"{"fields": {"a": "a"}, "unique": ["a", "a"]}"#;
const BAD: &str = r#"{"fields": {"a": "a..b"}, "uniqe": []}"#;

fn folder(files: &[(&str, &str)]) -> Folder {
    let folder = Folder::new();
    for (name, text) in files {
        fs::create_dir_all(folder.path(name).parent().unwrap()).unwrap();
        folder.write(name, text);
    }
    folder
}

/// Checks one mapping and gives the lines of `--format short`.
fn short(mapping: impl AsRef<[u8]>) -> (i32, Vec<String>) {
    let outcome = checked(mapping, &["-f", "short"]);
    (outcome.status, lines(&outcome.stdout))
}

fn checked(mapping: impl AsRef<[u8]>, options: &[&str]) -> Outcome {
    let folder = Folder::new();
    folder.write("m.json", mapping);
    let mut arguments = vec!["check", "m.json"];
    arguments.extend(options);
    folder.run(&arguments)
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

#[test]
fn the_mappings_of_this_project_are_clean() {
    let outcome = Folder::new().run(&["check", &project("mappings")]).ends_with(0);
    assert_eq!(outcome.stdout, "");
    let said = lines(&outcome.stderr);
    assert_eq!(said[0], format!("no problems in {} mappings", SHIPPED.len()));
    assert!(said[1].ends_with(" tests passed"), "{said:?}");
    assert!(said[2].ends_with("mapping.schema.json, a JSON Schema"), "{said:?}");
}

#[test]
fn all_problems_of_all_files_are_said_in_one_run_and_in_the_order_of_the_text() {
    let folder = folder(&[("a.json", BAD), ("b.json", GOOD), ("c.json", BAD)]);
    let outcome = folder.run(&["check", "c.json", "b.json", "a.json", "-f", "short"]).ends_with(1);
    let places: Vec<_> =
        outcome.stdout.lines().filter_map(|line| line.split(": ").next()).collect();
    assert_eq!(places, ["c.json:1:20", "c.json:1:27", "a.json:1:20", "a.json:1:27"]);
    assert_eq!(
        outcome.stderr,
        "4 errors in 2 of 3 mappings\n\
         for more, `leadmap explain CODE`: unknown-key, bad-path\n\
         not tested: 2 mappings with errors\n"
    );
}

#[test]
fn warnings_end_with_0_unless_they_are_denied() {
    let outcome = checked(WARNED, &[]).ends_with(0);
    assert!(outcome.stdout.starts_with("warning[listed-twice]"));
    let more = "for more, `leadmap explain listed-twice`\n";
    assert_eq!(outcome.stderr, format!("1 warning in 1 mapping\n{more}"));
    let outcome = checked(WARNED, &["--deny", "warnings"]).ends_with(1);
    assert_eq!(outcome.stderr, format!("1 warning in 1 mapping (--deny warnings)\n{more}"));
    checked(GOOD, &["--deny", "warnings"]).ends_with(0);
    assert_eq!(checked(GOOD, &["--deny", "notes"]).status, 2);
}

#[test]
fn quiet_says_nothing_but_problems() {
    let outcome = checked(GOOD, &["-q"]).ends_with(0);
    assert_eq!(outcome.stdout + &outcome.stderr, "");
    let outcome = checked(BAD, &["-q"]).ends_with(1);
    assert!(outcome.stdout.contains("error[bad-path]"));
    assert_eq!(outcome.stderr, "");
}

#[test]
fn colours_are_used_when_asked_for() {
    let outcome = checked(BAD, &["--color", "always"]).ends_with(1);
    assert!(outcome.stdout.contains("\u{1b}["), "{}", outcome.stdout);
    let outcome = checked(BAD, &[]).ends_with(1);
    assert!(!outcome.stdout.contains('\u{1b}'), "{}", outcome.stdout);
}

#[test]
fn a_mapping_comes_from_standard_input_and_its_tests_from_the_folder_it_runs_in() {
    let folder = folder(&[("a.json", r#"{"a": 1}"#)]);
    let mapping = r#"{"fields": {"a": "a"}, "tests": [{"input": "a.json", "expect": [{"a": 2}]}]}"#;
    let outcome = folder.pipe(&["check", "-", "-f", "short"], mapping).ends_with(1);
    assert_eq!(
        outcome.stdout,
        "<stdin>:1:34: error[failed-test]: test 1 fails: its only cell differs\n"
    );
    let outcome = folder.pipe(&["check", "-", "-"], GOOD);
    assert_eq!(outcome.error(), "error: standard input can be read only once");
}

#[test]
fn a_folder_is_walked_in_the_order_of_names_and_schemas_in_it_are_no_mappings() {
    let schema = r#"{ // for editors
        "$schema": "http://json-schema.org/draft-07/schema#", "properties": {} }"#;
    let folder = folder(&[
        ("m/b/x.jsonc", "// none\n{"),
        ("m/a.JSON", BAD),
        ("m/c.json", WARNED),
        ("m/schema.json", schema),
        ("m/.hidden.json", BAD),
        ("m/.git/x.json", BAD),
        ("m/notes.txt", BAD),
    ]);
    let outcome = folder.run(&["check", "m", "-f", "short"]).ends_with(1);
    let files: Vec<_> = outcome.stdout.lines().filter_map(|line| line.split(':').next()).collect();
    assert_eq!(files, ["m/a.JSON", "m/a.JSON", "m/b/x.jsonc", "m/c.json"]);
    assert!(
        outcome.stderr.ends_with("\nnot checked: m/schema.json, a JSON Schema\n"),
        "{}",
        outcome.stderr
    );
    // Who names it means it to be a mapping.
    let outcome = folder.run(&["check", "m/schema.json"]).ends_with(1);
    assert!(outcome.stdout.contains("error[unknown-key]"), "{}", outcome.stdout);
}

#[test]
fn only_a_schema_of_json_schema_org_without_fields_is_passed_over() {
    for (text, is_mapping) in [
        (r#"{"$schema": "https://json-schema.org/x"}"#, false),
        (r#"{"$schema": "https://json-schema.org/x", "fields": {}}"#, true),
        (r#"{"$schema": "./json-schema.org"}"#, true),
        (r#"{"$schema": 7, "x": "json-schema.org"}"#, true),
        (r#"["json-schema.org"]"#, true),
        (r#"{"$schema": "https://json-schema.org/x" "unclosed": "#, true),
    ] {
        let folder = folder(&[("m/a.json", text)]);
        let outcome = folder.run(&["check", "m"]);
        assert_eq!(outcome.status == 1, is_mapping, "{text}");
    }
}

#[test]
fn a_folder_without_mappings_cannot_be_checked() {
    let folder = folder(&[("m/a.txt", GOOD), ("good.json", GOOD)]);
    let outcome = folder.run(&["check", "m", "good.json"]);
    assert_eq!(
        outcome.error(),
        "error: no mappings in the folder m: no file is named *.json or *.jsonc"
    );
}

#[test]
fn what_cannot_be_read_does_not_keep_the_rest_from_being_checked() {
    let folder = folder(&[("a.json", BAD), ("b.json", WARNED)]);
    let outcome =
        folder.run(&["check", "missing.json", "a.json", "none.json", "b.json", "-f", "short"]);
    assert_eq!(outcome.status, 2, "{}", outcome.stderr);
    assert_eq!(outcome.stdout.lines().count(), 3);
    let said = lines(&outcome.stderr);
    assert_eq!(said[0], "2 errors and 1 warning in 2 of 2 mappings");
    assert!(said[1].starts_with("for more, "));
    assert!(said[3].starts_with("error: could not read missing.json: "));
    assert!(said[4].starts_with("error: could not read none.json: "));
    assert_eq!(said.len(), 5, "{said:?}");
}

#[test]
fn no_mapping_at_all_is_wrong_usage() {
    assert_eq!(Folder::new().run(&["check"]).status, 2);
}

#[test]
fn a_closed_output_is_a_quiet_success() {
    // More than a pipe holds, so that it is noticed.
    let unique = vec!["a"; 10_000];
    let mapping = json!({"fields": {"a": "a"}, "unique": unique}).to_string();
    let folder = folder(&[("a.json", &mapping)]);
    for format in ["text", "short", "json", "github", "sarif"] {
        let mut command = folder.command(&["check", "a.json", "--deny", "warnings", "-f", format]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{format}");
        assert_eq!(output.stderr, b"", "{format}");
    }
}

#[test]
fn tests_are_run_as_apply_would_run_them() {
    // A wrapper is opened, an array is a payload for each element, and of duplicates the first is kept.
    let mapping = json!({
        "fields": {"a": "a", "country": "query:client", "where": "origin:file"},
        "unique": ["a"],
        "tests": [
            {
                "input": {"headers": {}, "query": {"client": "x"}, "body": "[{\"a\": 1}, {\"a\": 1.0}, {\"a\": \"1\"}]"},
                "expect": [{"a": 1, "country": "x"}, {"a": "1"}],
            },
            {"input": [{"a": "é"}, {"a": null}, {}], "expect": [{"a": "\u{e9}"}, {"a": null}, {}]},
            {"input": "in/log.ndjson.gz", "expect": [{"a": 7, "where": "in/log.ndjson.gz"}, {"a": 8}]},
        ],
    });
    let folder = folder(&[("m/mapping.json", &mapping.to_string())]);
    fs::create_dir(folder.path("m/in")).unwrap();
    folder.write("m/in/log.ndjson.gz", crate::run::gzip(b"{\"a\":7}\n{\"a\":8}\n"));
    let outcome = folder.run(&["check", "m"]);
    assert_eq!(outcome.stdout, "");
    assert_eq!(outcome.stderr, "no problems in 1 mapping\n3 tests passed\n");
}

#[test]
fn failed_tests_are_counted() {
    let mapping = json!({
        "fields": {"a": "a"},
        "tests": [
            {"input": {"a": 1}, "expect": [{"a": 1}]},
            {"input": {"a": 1}, "expect": [{"a": "1"}]},
            {"input": "missing.json", "expect": []},
        ],
    });
    let outcome = checked(mapping.to_string(), &[]).ends_with(1);
    assert_eq!(
        outcome.stderr,
        "2 errors in 1 mapping\n\
         for more, `leadmap explain CODE`: failed-test, unreadable-test\n\
         2 of 3 tests failed\n"
    );
}

#[test]
fn a_record_that_the_mapping_rejects_is_none() {
    let mapping = json!({
        "fields": {"a": {"path": "a", "required": true}},
        "tests": [{"input": [{}, {"a": 1}], "expect": [{"a": 1}]}],
    });
    checked(mapping.to_string(), &[]).ends_with(0);
}

#[test]
fn a_test_reads_no_device() {
    if !has("/dev/zero") {
        return;
    }
    let mapping = r#"{"fields": {"a": "a"}, "tests": [{"input": "/dev/zero", "expect": []}]}"#;
    let (status, said) = short(mapping);
    assert_eq!(status, 1);
    assert!(said[0].ends_with("`/dev/zero` is not a file"), "{said:?}");
}

#[test]
fn header_values_are_not_told() {
    let mapping = json!({
        "fields": {
            "a": "header:authorization",
            "b": {"template": "{header:authorization}!"},
            "c": ["x", "header:authorization"],
            "d": {"path": "header:authorization", "many": "list"},
        },
        "when": {"header:authorization": "other"},
        "tests": [{"input": "capture.json", "expect": [{"a": "1"}]}],
    });
    let mut without_when = mapping.clone();
    without_when.as_object_mut().unwrap().remove("when");
    without_when["tests"][0]["expect"] = json!([{"a": "1", "b": "1", "c": "1", "d": "1"}]);
    let mut unexpected = without_when.clone();
    unexpected["tests"][0]["expect"] = json!([]);
    let folder = Folder::new();
    let capture = json!({"headers": {"authorization": "s3cret"}, "body": {}});
    folder.write("capture.json", capture.to_string());
    for mapping in [mapping, without_when, unexpected] {
        folder.write("m.json", mapping.to_string());
        for format in ["text", "short", "json", "github", "sarif"] {
            let outcome = folder.run(&["check", "m.json", "-f", format]).ends_with(1);
            assert!(outcome.stdout.contains("test 1 fails"), "{}", outcome.stdout);
            assert!(!outcome.stdout.contains("s3cret"), "{}", outcome.stdout);
        }
    }
}

#[test]
fn what_is_no_mapping_is_said_in_one_problem() {
    for (bytes, code) in [
        (&b""[..], "syntax"),
        (b" \n", "syntax"),
        (b"\xEF\xBB\xBF", "syntax"),
        (b"[]", "wrong-kind"),
        (b"{\"fields\": {\"a\": \"Ren\xe9e\"}}", "not-utf8"),
        (b"\xff\xfe{\0}\0", "not-utf8"),
        (&[0; 100], "syntax"),
        (b"{\"fields\": {}}", "no-fields"),
    ] {
        let (status, said) = short(bytes);
        assert_eq!((status, said.len()), (1, 1), "{said:?}");
        assert!(said[0].contains(&format!("error[{code}]")), "{said:?}");
    }
}

#[test]
fn a_mapping_of_three_megabytes_is_checked() {
    let fields: Vec<_> = (0..100_000).map(|n| format!("\"field {n}\": \"a.b.c{n}.d\"")).collect();
    let mapping = format!("{{\"fields\": {{{}, \"x\": {{\"pth\": 1}}}}}}", fields.join(","));
    assert!(mapping.len() > 2_900_000);
    let (status, said) = short(&mapping);
    assert_eq!((status, said.len()), (1, 2), "{said:?}");
    assert!(said[1].ends_with("(did you mean `path`?)"), "{said:?}");
    // On one line: the place is deep in it.
    let column = mapping.find("\"pth\"").unwrap() + 1;
    assert!(said[1].starts_with(&format!("m.json:1:{column}: ")), "{said:?}");
}

#[test]
fn a_mapping_with_ten_thousand_fields_is_tested() {
    let fields: serde_json::Map<_, _> =
        (0..10_000).map(|n| (format!("f{n}"), json!(format!("a.f{n}")))).collect();
    let payload: serde_json::Map<_, _> = (0..10_000).map(|n| (format!("f{n}"), json!(n))).collect();
    let mapping = json!({
        "fields": fields,
        "tests": [{"input": {"a": payload}, "expect": [payload]}, {"name": "empty", "input": {}, "expect": [payload]}],
    });
    let (status, said) = short(mapping.to_string());
    assert_eq!(status, 1);
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].ends_with("test `empty` fails: 10000 of 10000 cells differ"), "{said:?}");
}

#[test]
fn ten_thousand_problems_are_all_said_in_every_format() {
    let fields: Vec<_> =
        (0..10_000).map(|n| format!("\"é{n}\": {{\"path\": \"a\", \"typ\": \"text\"}}")).collect();
    let mapping = format!("{{\"fields\": {{{}}}}}", fields.join(","));
    for (format, mark) in [
        ("text", "error[unknown-key]"),
        ("short", "error[unknown-key]"),
        ("json", "\"code\":\"unknown-key\""),
        ("github", "title=unknown-key"),
        ("sarif", "\"ruleId\":\"unknown-key\""),
    ] {
        let outcome = checked(&mapping, &["-f", format]).ends_with(1);
        assert_eq!(outcome.stdout.matches(mark).count(), 10_000, "{format}");
    }
}

#[test]
fn limits_of_paths_are_said_and_cost_nothing() {
    let union: Vec<_> = (0..1000).map(|n| n.to_string()).collect();
    let mapping = json!({"fields": {
        "long": "x.".repeat(500_000),
        "deep": format!("${}", "[?@".repeat(500)),
        "dotted": format!("a{}", "[".repeat(500)),
        "wide": format!("$[{}]", union.join(",")),
    }});
    let (status, said) = short(mapping.to_string());
    assert_eq!(status, 1);
    assert!(said[0].contains("the path is longer than 4096 bytes"), "{said:?}");
    assert!(said[1].contains("brackets are nested more than 16 deep"), "{said:?}");
    assert!(said[2].contains("error[bad-path]"), "{said:?}");
    // A thousandfold union is within the limits.
    assert_eq!(said.len(), 3, "{said:?}");
    assert!(said.iter().all(|line| line.len() < 1000), "{said:?}");
}

#[test]
fn nesting_has_a_limit() {
    for text in ["[".repeat(8_000_000), "{\"a\":".repeat(1_000_000)] {
        let (status, said) = short(text);
        assert_eq!((status, said.len()), (1, 1), "{said:?}");
        assert!(said[0].contains("nested more than 128 deep"), "{said:?}");
    }
}

#[test]
fn a_mapping_larger_than_any_is_not_read() {
    let folder = Folder::new();
    let file = fs::File::create(folder.path("m.json")).unwrap();
    file.set_len((64 << 20) + 1).unwrap();
    let outcome = folder.run(&["check", "m.json"]);
    assert_eq!(outcome.error(), "error: could not read m.json: it is larger than 8 MiB");
}

#[test]
fn large_tests_are_compared_in_a_moment() {
    let object = |keys: &mut dyn Iterator<Item = u32>| {
        let members: Vec<_> = keys.map(|key| format!("\"k{key}\":{key}")).collect();
        format!("{{{}}}", members.join(","))
    };
    let forwards = object(&mut (0..60_000));
    let backwards = object(&mut (0..60_000).rev());
    let mapping = format!(
        r#"{{"fields": {{"a": "a"}}, "tests": [{{"input": {{"a": {forwards}}}, "expect": [{{"a": {backwards}}}]}}]}}"#
    );
    checked(mapping, &[]).ends_with(0);
}
