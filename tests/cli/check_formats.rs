//! What `leadmap check` writes in each of its formats.

use std::fs;

use serde_json::{Value, json};

use crate::run::{Folder, Outcome, project};

/// Two problems that can be replaced, with characters before them that the units of UTF-16 count differently, and a
/// warning on the third line.
const MAPPING: &str = "{\n  \"description\": \"😀é\", \"feilds\": 1,\n  \"unique\": [\"a\", \"a\"],\n  \"fields\": {\"a\": {\"path\": \"a\", \"type\": \"phne\"}}\n}\n";

const FAILING: &str = r#"{
  "fields": {"a": "a", "b": "b"},
  "tests": [{"name": "50 %, at least", "input": {"a": 1.10}, "expect": [{"a": 1.20, "b": null}, {"a": "x"}]}]
}"#;

fn check(mapping: &str, format: &str) -> Outcome {
    let folder = Folder::new();
    folder.write("m.json", mapping);
    folder.run(&["check", "./m.json", "-f", format])
}

fn parsed(outcome: &Outcome) -> Value {
    serde_json::from_str(&outcome.stdout).unwrap()
}

#[test]
fn text_shows_the_place_and_what_differs() {
    let expected = "\
error[failed-test]: test `50 %, at least` fails: 2 records were expected, 1 came out, and 1 of 2 cells differs
 --> ./m.json:3:23
  |
3 |   \"tests\": [{\"name\": \"50 %, at least\", \"input\": {\"a\": 1.10}, \"expect\": [{\"a\": 1.20, \"b\": null}, {\"a\": \"x\"}]}]
  |                       ^^^^^^^^^^^^^^
  |
  = record 1:
      a  expected  1.20
         found     1.10
  = record 2 did not come out:
      a  \"x\"

";
    assert_eq!(check(FAILING, "text").ends_with(1).stdout, expected);
}

#[test]
fn short_is_one_line_for_each_problem() {
    let expected = "\
./m.json:2:24: error[unknown-key]: unknown key `feilds` in the mapping (did you mean `fields`?)
./m.json:3:20: warning[listed-twice]: `unique` lists `a` twice (once is enough)
./m.json:4:42: error[unknown-word]: unknown `type` `phne` (did you mean `phone`?)
";
    assert_eq!(check(MAPPING, "short").ends_with(1).stdout, expected);
    assert_eq!(check("{\"fields\": {\"a\": \"a\"}}", "short").stdout, "");
}

#[test]
fn json_is_one_array_with_every_place() {
    let outcome = check(MAPPING, "json").ends_with(1);
    let problems = parsed(&outcome);
    assert_eq!(
        problems[0],
        json!({
            "code": "unknown-key", "severity": "error", "message": "unknown key `feilds` in the mapping",
            "label": "did you mean `fields`?", "file": "./m.json", "line": 2, "column": 24, "byte": 29,
            "end_line": 2, "end_column": 32, "end_byte": 37, "replacement": "\"fields\"",
            "differences": [], "notes": [],
        })
    );
    assert_eq!(problems[2]["replacement"], "phone");
    assert_eq!(problems.as_array().unwrap().len(), 3);
    // One problem a line, for those who read lines.
    assert_eq!(outcome.stdout.lines().count(), 5);
    assert_eq!(check("{\"fields\": {\"a\": \"a\"}}", "json").ends_with(0).stdout, "[]\n");
}

#[test]
fn json_tells_differences_as_json_text() {
    let problems = parsed(&check(FAILING, "json").ends_with(1));
    assert_eq!(
        problems[0]["differences"],
        json!([
            {"record": 1, "column": "a", "expected": "1.20", "found": "1.10"},
            {"record": 2, "column": "a", "expected": "\"x\"", "found": null},
        ])
    );
}

#[test]
fn replacements_put_in_their_places_give_a_mapping_without_these_problems() {
    let problems = parsed(&check(MAPPING, "json"));
    let mut text = MAPPING.to_owned();
    for problem in problems.as_array().unwrap().iter().rev() {
        let place = |key: &str| usize::try_from(problem[key].as_u64().unwrap()).unwrap();
        if let Some(replacement) = problem["replacement"].as_str() {
            text.replace_range(place("byte")..place("end_byte"), replacement);
        }
    }
    let left = check(&text, "short").stdout;
    assert!(!left.contains("unknown-"), "{left}");
}

#[test]
fn github_gets_workflow_commands() {
    let expected = "\
::error file=m.json,line=2,endLine=2,col=24,endColumn=32,title=unknown-key::unknown key `feilds` in the mapping%0Adid you mean `fields`?
::warning file=m.json,line=3,endLine=3,col=20,endColumn=21,title=listed-twice::`unique` lists `a` twice%0Aonce is enough
::error file=m.json,line=4,endLine=4,col=42,endColumn=46,title=unknown-word::unknown `type` `phne`%0Adid you mean `phone`?
";
    assert_eq!(check(MAPPING, "github").ends_with(1).stdout, expected);
    let failing = check(FAILING, "github").ends_with(1).stdout;
    assert!(failing.contains("::test `50 %25, at least` fails: "), "{failing}");
    assert_eq!(failing.lines().count(), 1, "{failing}");
}

#[test]
fn a_mapping_cannot_smuggle_a_workflow_command() {
    let mapping = "{\"fields\": {\"\\n::error::x\\r::warning::y\": {\"pth\": 1}}}";
    let outcome = check(mapping, "github").ends_with(1);
    for line in outcome.stdout.split(['\n', '\r']) {
        assert!(line.is_empty() || line.starts_with("::error file=m.json,"), "{line}");
    }
}

/// What `leadmap check -f sarif` writes for `arguments`, which must be valid against the standard's schema.
#[track_caller]
fn sarif(folder: &Folder, arguments: &[&str], status: i32) -> Value {
    let mut all = vec!["check", "-f", "sarif"];
    all.extend(arguments);
    let outcome = folder.run(&all).ends_with(status);
    let log = parsed(&outcome);
    let schema = fs::read_to_string(project("tests/cases/sarif/sarif-schema-2.1.0.json")).unwrap();
    let mut schema: Value = serde_json::from_str(&schema).unwrap();
    // The published pattern of languages has a bracket too many, and is no regular expression.
    for definition in ["run", "toolComponent"] {
        let properties = &mut schema["definitions"][definition]["properties"];
        let language = properties["language"].as_object_mut().unwrap();
        language.remove("pattern").unwrap();
    }
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<_> = validator
        .iter_errors(&log)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
    log
}

#[test]
fn sarif_is_valid_and_counts_columns_in_utf_16() {
    let folder = Folder::new();
    folder.write("m n.json", MAPPING);
    let log = sarif(&folder, &["./m n.json"], 1);
    let run = &log["runs"][0];
    assert_eq!(run["columnKind"], "utf16CodeUnits");
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), 3);
    let location = &results[0]["locations"][0]["physicalLocation"];
    assert_eq!(location["artifactLocation"]["uri"], "m%20n.json");
    assert_eq!(
        location["region"],
        json!({"startLine": 2, "startColumn": 25, "endLine": 2, "endColumn": 33})
    );
    assert_eq!(results[0]["level"], "error");
    assert_eq!(results[1]["level"], "warning");
    assert!(results[1].get("fixes").is_none());
    let replacement = &results[2]["fixes"][0]["artifactChanges"][0]["replacements"][0];
    assert_eq!(replacement["insertedContent"]["text"], "phone");
    assert_eq!(replacement["deletedRegion"]["startColumn"], 42);
    for result in results {
        let rule = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(run["tool"]["driver"]["rules"][rule]["id"], result["ruleId"]);
    }
    assert_eq!(run["invocations"][0]["executionSuccessful"], true);
}

#[test]
fn sarif_is_valid_for_every_case_and_without_any_problem() {
    let folder = Folder::new();
    let cases = project("tests/cases/mapping");
    let log = sarif(&folder, &[&cases], 1);
    let uri = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
        ["uri"];
    assert!(uri.as_str().unwrap().starts_with("file:///"), "{uri}");
    folder.write("good.json", "{\"fields\": {\"a\": \"a\"}}");
    let log = sarif(&folder, &["good.json"], 0);
    assert_eq!(log["runs"][0]["results"], json!([]));
}

#[test]
fn sarif_says_what_could_not_be_read() {
    let folder = Folder::new();
    folder.write("m.json", FAILING);
    let log = sarif(&folder, &["missing.json", "m.json"], 2);
    let run = &log["runs"][0];
    assert_eq!(run["results"].as_array().unwrap().len(), 1);
    let invocation = &run["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    let message = &invocation["toolExecutionNotifications"][0]["message"]["text"];
    assert!(message.as_str().unwrap().starts_with("could not read missing.json"), "{message}");
}
