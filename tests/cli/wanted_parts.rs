//! Rejects of one capture: a line for all of them, and what is wanted of the capture when the line is read again.

use serde_json::{Value, json};

use crate::run::{Folder, Outcome};

const REQUIRED: &str = r#"{"fields": {"name": {"path": "name", "required": true}}}"#;

const NODES: &str = r#"{"each": "a[*]", "fields": {"x": {"path": "@.x", "required": true}}}"#;

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The reject lines of a run on `input`.
fn rejects(folder: &Folder, input: &str, options: &[&str]) -> (Outcome, Vec<Value>) {
    let outcome = folder.apply(&[&["-f", "csv", "--rejects", "r"], options].concat(), input);
    (outcome, lines(&folder.read("r")))
}

#[test]
fn a_payload_that_is_wanted_and_not_there_is_a_reject_that_says_so() {
    let folder = Folder::of_mapping(REQUIRED);
    let body = r#"[{"name":"Asha"},{"name":""}]"#;
    let (outcome, _) = rejects(&folder, &format!("{{\"headers\":{{}},\"body\":{body}}}"), &[]);
    assert_eq!(outcome.ends_with(1).stdout, "name\nAsha\n");
    let line = folder.read("r");
    for mended in [r#"[{"name":"Ravi"}]"#, r#"{"name":"Ravi"}"#, "[]"] {
        let mended = line.replace(body, mended);
        let (outcome, lines) = rejects(&folder, &mended, &[]);
        let outcome = outcome.ends_with(1);
        assert_eq!(outcome.stdout, "name\n");
        assert_eq!((&lines[0]["code"], &lines[0]["element"]), (&json!("not-found"), &json!(1)));
        assert!(lines[0]["message"].as_str().unwrap().contains("element 1 is wanted"), "{lines:?}");
        assert_eq!(outcome.count("capture_totals/rejected"), 1);
        // As the message says: without `element` all that is there is read.
        let all = mended.replace("\"element\":1,", "");
        let (outcome, _) = rejects(&folder, &all, &[]);
        let expected = if mended.contains("Ravi") { "name\nRavi\n" } else { "name\n" };
        assert_eq!(outcome.ends_with(0).stdout, expected);
        // And the reject can be mended again.
        let (outcome, _) = rejects(&folder, &mended, &[]);
        outcome.ends_with(1);
        let whole = folder.read("r").replace(r#"[{"name":"Ravi"}]"#, r#"[{},{"name":"Ravi"}]"#);
        if whole.contains("[{},") {
            let (outcome, _) = rejects(&folder, &whole, &[]);
            assert_eq!(outcome.ends_with(0).stdout, "name\nRavi\n");
        }
    }
}

#[test]
fn a_wanted_payload_is_not_lost_with_a_body_that_is_broken_by_now() {
    let folder = Folder::of_mapping(REQUIRED);
    let input = r#"{"headers":{},"body":"[{\"name\":\"Asha\"},{\"name\":\"\"},{\"name\":\"\"}]"}"#;
    let (_, lines) = rejects(&folder, input, &[]);
    assert_eq!((&lines[0]["element"], &lines[0]["more"]), (&json!(1), &json!([{"element": 2}])));
    let broken = folder.read("r").replace("]\"}", "\"}");
    let (outcome, lines) = rejects(&folder, &broken, &[]);
    outcome.ends_with(1);
    assert_eq!(lines[0]["code"], "body-not-json");
    assert_eq!((&lines[0]["element"], &lines[0]["more"]), (&json!(1), &json!([{"element": 2}])));
    let mended = folder.read("r").replace("\\\"\\\"}\"}", "\\\"Ravi\\\"}]\"}");
    let (outcome, lines) = rejects(&folder, &mended, &[]);
    assert_eq!(outcome.ends_with(1).stdout, "name\nRavi\n");
    assert_eq!((lines.len(), &lines[0]["element"]), (1, &json!(1)));
}

#[test]
fn a_node_that_is_wanted_and_not_there_is_a_reject_of_a_record() {
    let folder = Folder::of_mapping(NODES);
    let (_, lines) = rejects(&folder, r#"{"a":[{"x":1},{},{}]}"#, &[]);
    assert_eq!(lines[0]["node"], "$['a'][1]");
    assert_eq!(lines[0]["more"], json!([{"node": "$['a'][2]"}]));
    for (mended, rows, missing) in [
        (r#"{"a":[{"x":1},{"x":2}]}"#, "x\n2\n", json!(["$['a'][2]"])),
        (r#"{"a":[]}"#, "x\n", json!(["$['a'][1]", "$['a'][2]"])),
        (r#"{"b":1}"#, "x\n", json!(["$['a'][1]", "$['a'][2]"])),
    ] {
        let mended = folder.read("r").replace(r#"{"a":[{"x":1},{},{}]}"#, mended);
        folder.write("mended", &mended);
        let outcome = folder.apply(&["mended", "--rejects", "again"], "").ends_with(1);
        assert_eq!(outcome.stdout, rows);
        let again = self::lines(&folder.read("again")).remove(0);
        assert_eq!(again["code"], "not-found");
        let more = again["more"].as_array().cloned().unwrap_or_default();
        let nodes: Vec<_> =
            std::iter::once(&again).chain(&more).map(|line| line["node"].clone()).collect();
        assert_eq!(json!(nodes), missing);
    }
}

#[test]
fn the_rejects_of_a_capture_are_one_line_whatever_is_wrong_and_are_read_again_together() {
    let folder = Folder::of_mapping(
        r#"{"each": "a[*]", "fields": {"x": {"path": "@.x", "required": true}, "n": {"path": "@.n", "type": "integer", "on_invalid": "reject"}}}"#,
    );
    let body = r#"[{"a":[{"x":1},{},{"x":2,"n":"no"}]},{"a":[{"x":3}]},{"a":[{},{"x":4}]}]"#;
    let capture = format!("{{\"headers\":{{}},\"body\":{body}}}");
    let (outcome, lines) = rejects(&folder, &format!("{capture}\n{capture}\n"), &[]);
    assert_eq!(outcome.ends_with(1).stdout, "x,n\n1,\n3,\n4,\n1,\n3,\n4,\n");
    assert_eq!(lines.len(), 2);
    let more = lines[0]["more"].as_array().unwrap();
    assert_eq!(more.len(), 2);
    assert_eq!(more[0]["code"], "invalid-value");
    assert_eq!((&more[0]["node"], &more[0]["field"]), (&json!("$['a'][2]"), &json!("n")));
    assert_eq!(more[1], json!({"node": "$['a'][0]", "element": 2}));
    let mended = folder.read("r").replace("{}", "{\"x\":7}").replace("\"no\"", "8");
    folder.write("mended", &mended);
    let outcome = folder.apply(&["mended"], "").ends_with(0);
    assert_eq!(outcome.stdout, "x,n\n7,\n2,8\n7,\n7,\n2,8\n7,\n");
}

#[test]
fn rejects_grow_with_the_captures_and_not_with_their_squares() {
    let objects = |count: usize| vec!["0"; count].join(",");
    let strings = |count: usize| vec!["\"no JSON\""; count].join(",");
    let each = r#"{"each":"a[*]","fields":{"x":{"path":"nope","required":true}}}"#;
    for (mapping, input) in [
        (each, format!("{{\"a\":[{}]}}", objects(3000))),
        (REQUIRED, format!("{{\"headers\":{{}},\"body\":[{}]}}", objects(3000))),
        (REQUIRED, format!("{{\"headers\":{{}},\"body\":[{}]}}", strings(3000))),
    ] {
        let folder = Folder::of_mapping(mapping);
        folder.write("in.json", &input);
        for jobs in ["1", "4"] {
            folder.apply(&["in.json", "-q", "-j", jobs, "--rejects", "r"], "").ends_with(1);
            let kept = folder.read("r");
            assert_eq!(kept.lines().count(), 1);
            assert!(kept.len() < 15 * input.len(), "{} of {}", kept.len(), input.len());
            folder.apply(&["r", "-q", "-j", jobs, "--rejects", "again"], "").ends_with(1);
            assert_eq!(folder.read("again"), kept);
        }
    }
}

#[test]
fn a_long_name_is_not_repeated_for_each_reject_behind_it() {
    let mapping = r#"{"each": "$.*[*]", "fields": {"x": {"path": "@.x", "required": true}}}"#;
    let folder = Folder::of_mapping(mapping);
    let name = "k".repeat(20_000);
    let capture = |seventh: &str| {
        let node = |at| if at == 7 { seventh } else { "{}" };
        let nodes: Vec<&str> = (0..500).map(node).collect();
        format!(r#"{{"{name}":[{}]}}"#, nodes.join(","))
    };
    folder.write("in.json", capture("{}"));
    folder.apply(&["in.json", "--rejects", "r.ndjson"], "").ends_with(1);
    let rejects = folder.read("r.ndjson");
    assert!(rejects.len() < 4 * 20_000, "{} bytes", rejects.len());
    assert!(rejects.contains(r##""node":"#7""##), "{rejects}");

    let mended = rejects.replace(&compact(&capture("{}")), &capture(r#"{"x":7}"#));
    assert_ne!(mended, rejects);
    folder.write("mended.ndjson", mended);
    let outcome = folder.apply(&["mended.ndjson", "-f", "csv"], "").ends_with(1);
    assert_eq!(outcome.stdout, "x\n7\n");
    assert_eq!(outcome.count("records/rejected"), 499);
}

fn compact(json: &str) -> String {
    json.replace(' ', "")
}

#[test]
fn a_run_that_stops_in_the_middle_leaves_a_whole_line() {
    let folder = Folder::of_mapping(NODES);
    let input = r#"{"a":[{},{},{},{}]}"#;
    let (outcome, lines) = rejects(&folder, input, &["--max-rejects", "1"]);
    assert_eq!((outcome.status, lines.len()), (2, 1));
    assert_eq!(lines[0]["more"], json!([{"node": "$['a'][1]"}]));
}

#[test]
fn an_empty_list_is_counted_and_said_by_every_command() {
    let folder = Folder::of_mapping(REQUIRED);
    folder.write("empty.json", "{\"headers\":{},\"body\":[]}\n{\"headers\":{},\"body\":\"[]\"}\n");
    let outcome = folder.apply(&["empty.json"], "").ends_with(0);
    assert_eq!(
        outcome.stats["capture_totals"],
        json!({"read": 2, "opened": 0, "empty": 2, "rejected": 0})
    );
    let told = "2 captures = 0 opened + 2 empty + 0 rejected";
    assert!(outcome.stderr.contains(told), "{outcome:?}");
    assert!(outcome.stderr.contains("no capture holds a payload"), "{outcome:?}");
    folder.write("one.json", "{\"headers\":{},\"body\":[]}\n{\"name\":\"Asha\"}\n");
    let told = "2 captures = 1 opened + 1 empty + 0 rejected";
    for command in [
        &["apply", "m.json"][..],
        &["schema"],
        &["init"],
        &["find", "Asha"],
        &["check", "m.json", "--samples"],
        &["trace", "m.json"],
    ] {
        for jobs in ["1", "2"] {
            let outcome = folder.run(&[command, &["one.json", "-j", jobs]].concat()).ends_with(0);
            assert!(outcome.stderr.contains(told), "{command:?} {outcome:?}");
        }
    }
}
