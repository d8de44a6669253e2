//! `leadmap trace`: where every cell of one record came from.

use serde_json::Value;

use crate::run::{Folder, MAPPING, Outcome, project};
use crate::samples::SHIPPED;

const FIELDS: &str = r#"{
  "when": { "event": { "not": "test" } },
  "fields": {
    "name": { "path": ["person.name", "person.first"], "clean": ["trim", "upper"] },
    "age": { "path": "age", "type": "integer", "default": "18" },
    "mail": { "path": "mail", "type": "email", "on_invalid": "reject" },
    "tags": { "path": "tags[*]", "many": "join" },
    "full": { "template": "{person.first}, {city}" },
    "source": { "value": "web" },
    "line": "origin:line"
  },
  "unique": ["mail"]
}"#;

const INPUT: &str = r#"{"event":"test"}
{"event":"lead","person":{"first":" Asha "},"age":12345678901234567890,"mail":"a@b.example","tags":["x","","y"]}
{"event":"lead","person":{"first":"Ravi","name":" "},"age":"ten","mail":"A@b"}
{"event":"lead","person":{"name":"Mina"},"age":1.0,"mail":"a@b.example"}
"#;

fn trace(mapping: &str, options: &[&str], input: &str) -> Outcome {
    let folder = Folder::of_mapping(mapping);
    folder.write("in.ndjson", input);
    let mut arguments = vec!["trace", MAPPING, "in.ndjson"];
    arguments.extend(options);
    folder.pipe(&arguments, "")
}

fn document(options: &[&str]) -> Value {
    let mut all = vec!["-f", "json"];
    all.extend(options);
    let outcome = trace(FIELDS, &all, INPUT);
    assert_eq!(outcome.status, 0, "{}", outcome.stderr);
    serde_json::from_str(&outcome.stdout).unwrap()
}

/// The cell of a column in a traced record.
fn cell<'d>(document: &'d Value, column: &str) -> &'d Value {
    let mut cells = document["cells"].as_array().unwrap().iter();
    cells.find(|cell| cell["column"] == column).unwrap()
}

#[test]
fn the_first_record_is_shown_cell_by_cell() {
    let outcome = trace(FIELDS, &[], INPUT);
    assert_eq!(outcome.status, 0);
    assert_eq!(
        outcome.stdout,
        r#"record 1: in.ndjson:2 (byte 17)

name  ASHA
    path      person.name   missing
    path      person.first  " Asha "
    clean     trim          "Asha"
    clean     upper         "ASHA"

age  12345678901234567890
    path      age      12345678901234567890
    type      integer  unchanged

mail  a@b.example
    path      mail   "a@b.example"
    type      email  unchanged

tags  x; y
    path      tags[*]         3 values
                $['tags'][0]  "x"
                $['tags'][1]  "" (blank)
                $['tags'][2]  "y"
    many      join "; "

full  Asha ,
    path      person.first  " Asha "
    text                    ", "
    path      city          missing
    template                "Asha ,"

source  web
    value     "web"

line  2
    path      origin:line  2
"#
    );
    assert_eq!(outcome.stderr, "passed over:  1 filtered\nfiltered:     event = test 1\n");
}

#[test]
fn a_rejected_record_is_shown_to_its_end() {
    let outcome = trace(FIELDS, &["--only", "rejected"], INPUT);
    assert_eq!(outcome.status, 0);
    for expected in [
        "record 2, rejected: in.ndjson:3 (byte 130)\nreject[invalid-value]: `mail`: `A@b` is not an e-mail",
        "    path      person.name   \" \" (blank)\n    path      person.first  \"Ravi\"\n",
        "age  ten\n    path      age      \"ten\"\n    type      integer  is not a number: kept as it was\n",
        ": the record is rejected\n\ntags  (blank)\n    path      tags[*]  missing\n",
        "line  3\n",
    ] {
        assert!(outcome.stdout.contains(expected), "{}", outcome.stdout);
    }
}

#[test]
fn a_rejected_record_is_found_by_the_value_that_was_refused() {
    let found = document(&["--where", "mail=A@b"]);
    assert_eq!((&found["record"], &found["outcome"]), (&2.into(), &"rejected".into()));
    assert_eq!(cell(&found, "mail")["cell"], Value::Null);
    assert_eq!(cell(&found, "mail")["refusal"]["code"], "invalid-value");
}

#[test]
fn a_duplicate_names_the_record_that_was_there_before() {
    let outcome = trace(FIELDS, &["--record", "3"], INPUT);
    assert!(
        outcome.stdout.starts_with(
            "record 3, duplicate: in.ndjson:4 (byte 209)\n\
             duplicate of record 1, in.ndjson:2 (byte 17): equal in `mail`\n"
        ),
        "{}",
        outcome.stdout
    );
    let found = document(&["--only", "duplicate"]);
    assert_eq!(found["duplicate_of"]["record"], 1);
    assert_eq!(found["duplicate_of"]["origin"]["line"], 2);
}

#[test]
fn numbers_count_among_the_records_of_the_outcome_that_is_asked_for() {
    assert_eq!(document(&["--record", "2"])["origin"]["line"], 3);
    let input = INPUT.replace("\"mail\":\"a@b.example\"}", "\"mail\":\"c@d.example\"}");
    let outcome = trace(FIELDS, &["--only", "written", "--record", "2"], &input);
    assert!(outcome.stdout.starts_with("record 3, row 2: in.ndjson:4 "), "{}", outcome.stdout);
}

#[test]
fn the_document_has_every_value_as_it_stands_in_the_payload() {
    let outcome = trace(FIELDS, &["-f", "json"], INPUT);
    assert!(outcome.stdout.contains("\"value\": 12345678901234567890\n"));
    let found = document(&[]);
    let name = cell(&found, "name");
    assert_eq!(name["paths"][0]["state"], "missing");
    assert_eq!(name["paths"][1]["state"], "taken");
    assert_eq!(name["paths"][1]["nodes"][0]["place"], "$['person']['first']");
    assert_eq!(name["paths"][1]["nodes"][0]["value"], " Asha ");
    assert_eq!(name["steps"][0]["passed"][1]["value"], "ASHA");
    assert_eq!(cell(&found, "tags")["paths"][0]["nodes"][1]["value"], "");
}

#[test]
fn a_default_says_that_it_is_one_and_a_path_that_is_not_needed_that_it_is_not() {
    let outcome = trace(
        r#"{"fields": {"a": {"path": ["b", "c"], "default": 7}, "d": ["e", "f"]}}"#,
        &[],
        r#"{"b":null,"e":false}"#,
    );
    for expected in [
        "a  7\n    path     b  null\n    path     c  missing\n    default     7\n",
        "d  false\n    path     e  false\n    path     f  not needed\n",
    ] {
        assert!(outcome.stdout.contains(expected), "{}", outcome.stdout);
    }
}

#[test]
fn each_node_is_a_record_and_its_places_are_those_in_the_payload() {
    let outcome = trace(
        r#"{"each": "l[*]", "fields": {"a": "@.v", "b": "$.l[?@.v == 2].w"}}"#,
        &["--where", "a=2"],
        r#"{"l":[{"v":1},{"v":2,"w":"x"}]}"#,
    );
    for expected in ["(byte 0, $['l'][1])", "at $['l'][1]['w']"] {
        assert!(outcome.stdout.contains(expected), "{}", outcome.stdout);
    }
}

#[test]
fn of_a_header_nothing_is_shown() {
    let mapping = r#"{"fields": {
      "kind": {"path": "header:authorization", "values": {"s3cret": "known"}},
      "text": {"template": "{header:authorization}!"},
      "number": {"path": "header:authorization", "type": "integer", "on_invalid": "reject"}
    }}"#;
    let input = r#"{"headers":{"authorization":"s3cret"},"body":{}}"#;
    for format in ["text", "json"] {
        let outcome = trace(mapping, &["-f", format], input);
        assert_eq!(outcome.status, 0);
        assert!(!outcome.stdout.contains("s3cret"), "{}", outcome.stdout);
        // What `values` makes of it could be looked up in the mapping.
        assert!(!outcome.stdout.contains("known"), "{}", outcome.stdout);
        assert!(!outcome.stderr.contains("s3cret"));
    }
    let asked = trace(mapping, &["--where", "number=s3cret"], input);
    assert_eq!(asked.status, 1);
}

#[test]
fn control_characters_are_shown_not_sent() {
    let outcome = trace(
        r#"{"fields": {"a": {"path": "['k\u001b']", "clean": ["trim"]}}}"#,
        &[],
        "{\"k\\u001b\":\" \\u001b[31m\u{202e}\"}",
    );
    assert!(!outcome.stdout.contains(['\u{1b}', '\u{202e}']), "{:?}", outcome.stdout);
}

#[test]
fn strict_rejects_what_apply_rejects_with_it() {
    let input = r#"{"event":"lead","age":"ten"}"#;
    assert!(trace(FIELDS, &[], input).stdout.starts_with("record 1: "));
    let strict = trace(FIELDS, &["--strict"], input);
    assert!(strict.stdout.starts_with("record 1, rejected: "), "{}", strict.stdout);
}

#[test]
fn a_record_of_a_rejects_file_is_traced_to_where_it_stood_first() {
    let folder = Folder::of_mapping(FIELDS);
    folder.write("in.ndjson", INPUT);
    folder.pipe(&["apply", MAPPING, "in.ndjson", "--rejects", "r.ndjson"], "");
    let outcome = folder.pipe(&["trace", MAPPING, "r.ndjson"], "");
    assert!(
        outcome.stdout.starts_with(
            "record 1, rejected: in.ndjson:3 (byte 130)\nread again from r.ndjson:1\n"
        ),
        "{}",
        outcome.stdout
    );
}

#[test]
fn reading_stops_at_the_record() {
    let outcome = trace(FIELDS, &["--record", "1"], &format!("{INPUT}{{broken"));
    assert_eq!(outcome.status, 0);
    assert!(!outcome.stderr.contains("reject["), "{}", outcome.stderr);
}

#[test]
fn where_there_is_no_such_record_it_is_said_why() {
    for (options, input, expected) in [
        (&["--record", "9"][..], INPUT, "not found: there are only 3 records in 4 payloads\n"),
        (&["--where", "name=Nobody"], INPUT, "not found: none of 3 records has name=Nobody\n"),
        (
            &["--only", "rejected", "--record", "2"],
            INPUT,
            "not found: there is 1 rejected record in 4 payloads\n",
        ),
        (&["--only", "rejected"], "{}", "not found: there is no rejected record in 1 payload\n"),
        (&[], "", "not found: there was nothing to read\n"),
        (&[], "{\"event\":\"test\"}", "not found: the payload was filtered\n"),
        (
            &[],
            "{\"event\":\"test\"} {\"event\":\"test\"}",
            "not found: all 2 payloads were filtered\npassed over:  2 filtered\nfiltered:     event = test 2\n",
        ),
        (&[], "hello", "not found: the only payload was rejected\npassed over:  1 rejected\n"),
    ] {
        let outcome = trace(FIELDS, options, input);
        assert_eq!((outcome.status, outcome.stdout.as_str()), (1, ""), "{options:?}");
        assert!(outcome.stderr.contains(expected), "{options:?}: {}", outcome.stderr);
        let quiet = trace(FIELDS, &[options, &["-q"]].concat(), input);
        assert_eq!((quiet.status, quiet.stderr.as_str()), (1, ""), "{options:?}");
    }
}

#[test]
fn wrong_arguments_are_told_before_anything_is_read() {
    for (options, expected) in [
        (&["--where", "nmae=x"][..], "no column `nmae`; did you mean `name`?"),
        (&["--where", "zzzzzz=x"], "no column `zzzzzz`; it has `name`, `age`, "),
        (&["--where", "name"], "--where takes COLUMN=VALUE, not `name`"),
        (&["--record", "0"], "--record"),
        (&["--record", "-1"], "-1"),
        (&["--record", "1", "--where", "name=x"], "cannot be used with"),
        (&["--from", "$["], "--from"),
    ] {
        let outcome = trace(FIELDS, options, INPUT);
        assert_eq!((outcome.status, outcome.stdout.as_str()), (2, ""), "{options:?}");
        assert!(outcome.stderr.contains(expected), "{options:?}: {}", outcome.stderr);
    }
    let outcome = trace(r#"{"fields": {"a": "b"}}"#, &["--only", "duplicate"], "{}");
    assert_eq!(outcome.status, 2);
    assert!(outcome.stderr.contains("has no `unique`"), "{}", outcome.stderr);
}

#[test]
fn a_column_with_an_equals_sign_can_be_asked_for_and_so_can_a_blank_cell() {
    let mapping = r#"{"fields": {"a=b": "x", "c": "y"}}"#;
    let input = "{\"x\":\"1=2\",\"y\":1}\n{\"x\":\"\"}";
    for (asked, line) in [("a=b=1=2", 1), ("a=b=", 2), ("c=1", 1), ("c=", 2)] {
        let outcome = trace(mapping, &["--where", asked], input);
        let expected = format!("record {line}: in.ndjson:{line} ");
        assert!(outcome.stdout.starts_with(&expected), "{asked}: {}", outcome.stdout);
    }
}

#[test]
fn the_cells_of_the_samples_are_traced_as_they_are_applied() {
    let folder = Folder::new();
    for (mapping, sample) in SHIPPED {
        let mapping = project(&format!("mappings/{mapping}.json"));
        let sample = project(&format!("samples/{sample}"));
        let applied = folder.pipe(&["apply", &mapping, &sample, "-f", "ndjson", "-q"], "");
        for (at, row) in applied.stdout.lines().enumerate() {
            let number = (at + 1).to_string();
            let arguments = [
                "trace", &mapping, &sample, "-f", "json", "--only", "written", "--record", &number,
            ];
            let traced: Value = serde_json::from_str(&folder.pipe(&arguments, "").stdout).unwrap();
            let row: Value = serde_json::from_str(row).unwrap();
            for (column, expected) in row.as_object().unwrap() {
                let cell = cell(&traced, column);
                let of_header = column == "sent_from" && !expected.is_null();
                assert_eq!(cell["hidden"] == true, of_header, "{sample} {number} {column}");
                let expected = if of_header { &Value::Null } else { expected };
                assert_eq!(&cell["cell"], expected, "{sample} {number} {column}");
            }
        }
    }
}
