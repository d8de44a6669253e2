//! Nothing is blank in silence: rows of blanks and blank columns are named.

use serde_json::json;

use crate::run::{Folder, Outcome};

const MAPPING: &str = r#"{"fields": {
    "name": "lead.name",
    "phone": ["lead.phone", "header:x-phone"],
    "tag": {"path": "lead.tag", "default": "new"},
    "file": "origin:file",
    "source": {"value": "web"}
}}"#;

fn apply(mapping: &str, options: &[&str], input: &str) -> Outcome {
    Folder::of_mapping(mapping).apply(options, input)
}

fn warning(outcome: &Outcome) -> &str {
    outcome.stderr.lines().find(|line| line.starts_with("warning: ")).unwrap_or_default()
}

#[test]
fn records_that_hold_nothing_of_their_payload_are_counted_and_named() {
    let input = r#"{"lead":{"name":"Asha"}}
{"people":{"name":"Ravi"}}
{"lead":{"name":" ","phone":null}}
"#;
    let outcome = apply(MAPPING, &["-f", "csv"], input).ends_with(0);
    assert_eq!(outcome.stats["blank_records"], 2);
    assert_eq!(
        warning(&outcome),
        "warning: 2 of 3 records are blank in all columns that come from payloads: do the paths of the mapping fit these \
         captures? If payloads stand in a wrapper that is not known, --from PATH says where (`leadmap check MAPPING \
         --samples INPUT` tells what is there)"
    );
    let quiet = apply(MAPPING, &["-q", "-f", "csv"], input).ends_with(0);
    assert_eq!((quiet.stats["blank_records"].as_u64(), quiet.stderr.as_str()), (Some(2), ""));
}

#[test]
fn a_path_that_begins_outside_of_the_wrapper_is_named() {
    let mapping = r#"{"fields": {"name": "body.name"}}"#;
    let input = json!({"body": {"name": "Asha"}, "headers": {"host": "a"}}).to_string();
    let outcome = apply(mapping, &["-f", "csv"], &input).ends_with(0);
    assert!(
        warning(&outcome).contains(
            "`body.name` has to begin inside the wrapper that was opened, without `body`"
        ),
        "{}",
        outcome.stderr
    );
}

#[test]
fn what_a_header_gives_does_not_fill_a_record_of_a_payload() {
    let input = json!({"body": {"x": 1}, "headers": {"x-phone": "1"}, "query": {}}).to_string();
    assert_eq!(apply(MAPPING, &[], &input).ends_with(0).stats["blank_records"], 1);
    let outcome = apply(MAPPING, &["--strict"], &input).ends_with(1);
    assert_eq!(outcome.stats["rejects"], json!({"blank-record": 1}));
    let headers = r#"{"fields": {"a": "header:x-phone", "b": {"value": 1}}}"#;
    let outcome = apply(headers, &["--strict"], &input).ends_with(0);
    assert_eq!((&outcome.stats["blank_records"], warning(&outcome)), (&json!(0), ""));
}

#[test]
fn each_node_is_judged_by_itself() {
    let mapping = r#"{"each": "leads[*]", "fields": {"name": "@.name", "page": "page"}}"#;
    let input = r#"{"page":"","leads":[{"name":"a"},{},{"name":null}]}"#;
    assert_eq!(apply(mapping, &[], input).ends_with(0).stats["blank_records"], 2);
    let outcome = apply(mapping, &["--strict"], input).ends_with(1);
    assert_eq!(outcome.stats["rejects"], json!({"blank-record": 2}));
    let rejects = outcome.rejects();
    assert!(
        rejects[0].contains("$['leads'][1]") && rejects[1].contains("$['leads'][2]"),
        "{rejects:?}"
    );
    let trace = Folder::of_mapping(mapping);
    trace.write("in.json", input);
    let traced = trace.run(&["trace", "m.json", "in.json", "--strict", "--only", "rejected"]);
    assert!(traced.stdout.contains("blank-record"), "{}", traced.stdout);
}

#[test]
fn a_column_that_is_blank_in_every_record_is_named() {
    let lead = "{\"lead\":{\"name\":\"Asha\",\"phone\":\"\"}}\n";
    for (count, options, status) in
        [(19, &[][..], 0), (20, &[], 0), (19, &["--strict"], 0), (20, &["--strict"], 1)]
    {
        let outcome = apply(MAPPING, options, &lead.repeat(count)).ends_with(status);
        let said = outcome.stderr.lines().find(|line| line.starts_with("blank: "));
        let expected = "blank:        phone in every record (`leadmap check MAPPING --samples INPUT` tells why)";
        assert_eq!(said, (count == 20).then_some(expected), "{}", outcome.stderr);
    }
    let one_more = lead.repeat(30) + "{\"lead\":{\"phone\":\"1\"}}\n";
    let outcome = apply(MAPPING, &["--strict"], &one_more).ends_with(0);
    assert!(!outcome.stderr.contains("blank: "), "{}", outcome.stderr);
}
