//! What fields mean: select → clean → values → type → default → required.

use serde_json::{Value, json};

use crate::run::{Folder, Outcome, csv, ndjson};

/// Runs one field, described by `field`, on payloads, and returns its values.
#[track_caller]
fn values(field: &Value, payloads: &[Value]) -> (Vec<Value>, Outcome) {
    let mapping = json!({"fields": {"x": field}}).to_string();
    let input: String = payloads.iter().map(|payload| format!("{payload}\n")).collect();
    let outcome = ndjson(&mapping, input);
    let values = outcome.records().into_iter().map(|mut record| record["x"].take()).collect();
    (values, outcome)
}

/// Asks that one field gives just these values, without rejects.
#[track_caller]
fn gives(field: &Value, payloads: &[Value], expected: &[Value]) -> Outcome {
    let (values, outcome) = values(field, payloads);
    assert_eq!(outcome.status, 0, "{}", outcome.stderr);
    assert_eq!(values, expected, "{field}");
    outcome
}

/// Asks that one field makes each of these payloads a reject.
#[track_caller]
fn rejects(field: &Value, payloads: &[Value], code: &str, message: &str) {
    let (values, outcome) = values(field, payloads);
    assert_eq!(outcome.status, 1, "{}", outcome.stderr);
    assert!(values.is_empty(), "{values:?}");
    assert_eq!(outcome.count("records/rejected"), payloads.len() as u64);
    for reject in outcome.rejects() {
        assert!(reject.starts_with(&format!("reject[{code}]: {message} --> ")), "{reject}");
    }
}

#[test]
fn missing_null_and_the_empty_text_are_told_apart_in_ndjson_and_alike_in_csv() {
    let mapping = r#"{"fields": {"x": "x"}}"#;
    let input = r#"{} {"x":null} {"x":""} {"x":" "} {"x":false} {"x":0} {"x":[]} {"x":{}}"#;
    let outcome = ndjson(mapping, input).ends_with(0);
    let expected = ["null", "null", "\"\"", "\" \"", "false", "0", "[]", "{}"];
    assert_eq!(outcome.stdout, expected.map(|value| format!("{{\"x\":{value}}}\n")).concat());
    let counts = ["filled", "blank"].map(|bin| outcome.count(&format!("fields/x/{bin}")));
    assert_eq!(counts, [4, 4]);
    let outcome = csv(mapping, input).ends_with(0);
    assert_eq!(outcome.stdout, "x\n\"\"\n\"\"\n\"\"\n \nfalse\n0\n[]\n{}\n");
}

#[test]
fn the_first_path_that_is_not_blank_wins_and_is_counted() {
    let outcome = gives(
        &json!(["a", "b.c", "d[0]"]),
        &[
            json!({"a": 1, "b": {"c": 2}}),
            json!({"a": " ", "b": {"c": 2}}),
            json!({"a": null, "b": {}, "d": [false]}),
            json!({"b": {"c": 0}, "d": [1]}),
            json!({}),
        ],
        &[json!(1), json!(2), json!(false), json!(0), json!(null)],
    );
    assert_eq!(outcome.stats["fields"]["x"]["paths"], json!([1, 2, 1]));
    assert!(outcome.stderr.contains("fallbacks:    x 3"), "{}", outcome.stderr);
}

#[test]
fn several_nodes_are_a_reject_unless_many_says_what_they_mean() {
    let payloads = [json!({"a": [1, 2]})];
    rejects(
        &json!("a[*]"),
        &payloads,
        "several-values",
        "`x` selects 2 values where one is wanted",
    );
    rejects(
        &json!({"path": "a[*]", "many": "one"}),
        &payloads,
        "several-values",
        "`x` selects 2 values where one is wanted",
    );
    rejects(
        &json!({"template": "{a[*]}"}),
        &payloads,
        "several-values",
        "a part of `x` selects 2 values where one is wanted",
    );
}

#[test]
fn blank_nodes_are_passed_over_except_by_list() {
    let payloads = [
        json!({"a": [null, "", "p", " ", 7]}),
        json!({"a": [null, "one", ""]}),
        json!({"a": [null, " "]}),
        json!({"a": []}),
    ];
    let field = |many: &str| json!({"path": "a[*]", "many": many});
    gives(&field("first"), &payloads, &[json!("p"), json!("one"), json!(null), json!(null)]);
    gives(&field("join"), &payloads, &[json!("p; 7"), json!("one"), json!(null), json!(null)]);
    gives(
        &field("list"),
        &payloads,
        &[
            json!([null, "", "p", " ", 7]),
            json!([null, "one", ""]),
            json!([null, " "]),
            json!(null),
        ],
    );
    gives(&field("one"), &payloads[1..3], &[json!("one"), json!(null)]);
    gives(
        &json!({"path": "a[*]", "many": "join", "separator": "|"}),
        &[json!({"a": ["p", {"q": [1]}, true]})],
        &[json!("p|{\"q\":[1]}|true")],
    );
}

#[test]
fn a_template_is_trimmed_and_blank_when_every_part_is() {
    gives(
        &json!({"template": " {first} {last} "}),
        &[
            json!({"first": "Asha", "last": "Rao"}),
            json!({"first": "Asha"}),
            json!({"last": "Rao", "first": ""}),
            json!({"first": " ", "last": null}),
        ],
        &[json!("Asha Rao"), json!("Asha"), json!("Rao"), json!(null)],
    );
    gives(&json!({"template": "{{{a}}} {{"}), &[json!({"a": 1.5})], &[json!("{1.5} {")]);
    gives(
        &json!({"template": "{a[*]}!", "many": "join", "separator": "+"}),
        &[json!({"a": [1, "", 2]})],
        &[json!("1+2!")],
    );
}

#[test]
fn a_table_of_values_says_what_is_written_and_what_is_not_in_it_is_invalid() {
    let field = |on_invalid: &str| json!({"path": "a", "values": {"fb": "Facebook", "1": true, "none": null}, "on_invalid": on_invalid});
    let payloads = [
        json!({"a": "fb"}),
        json!({"a": 1}),
        json!({"a": "none"}),
        json!({"a": "x"}),
        json!({"a": ""}),
    ];
    let outcome = gives(
        &field("keep"),
        &payloads,
        &[json!("Facebook"), json!(true), json!(null), json!("x"), json!("")],
    );
    assert_eq!(outcome.count("fields/x/kept_invalid"), 1);
    gives(
        &field("blank"),
        &payloads,
        &[json!("Facebook"), json!(true), json!(null), json!(null), json!("")],
    );
    rejects(&field("reject"), &[json!({"a": "x"})], "invalid-value", "`x`: `x` is not in `values`");
}

#[test]
fn what_does_not_fit_its_type_is_kept_as_it_was_before_clean_or_blank_or_a_reject() {
    let field = |on_invalid: &str| json!({"path": "a", "type": "email", "clean": ["trim", "lower"], "on_invalid": on_invalid});
    let payloads = [json!({"a": " ASHA@Example.com "}), json!({"a": " Not AN address "})];
    let outcome =
        gives(&field("keep"), &payloads, &[json!("asha@example.com"), json!(" Not AN address ")]);
    assert_eq!(outcome.count("fields/x/kept_invalid"), 1);
    assert!(outcome.stderr.contains("kept invalid: x 1"), "{}", outcome.stderr);
    let outcome = gives(&field("blank"), &payloads, &[json!("asha@example.com"), json!(null)]);
    assert_eq!([outcome.count("fields/x/kept_invalid"), outcome.count("fields/x/blank")], [0, 1]);
    let (values, outcome) = values(&field("reject"), &payloads);
    assert_eq!(values, [json!("asha@example.com")]);
    assert!(
        outcome.reject().starts_with("reject[invalid-value]: `x`: ` Not AN address ` "),
        "{}",
        outcome.stderr
    );
}

#[test]
fn clean_ups_are_done_in_the_order_in_which_they_stand() {
    let payloads = [json!({"a": "  Two\r\nLines  "})];
    for (clean, expected) in [
        (json!(["trim"]), "Two\r\nLines"),
        (json!(["single_line", "trim", "upper"]), "TWO LINES"),
        (json!(["lower", "trim"]), "two\r\nlines"),
        (json!(["upper", "lower", "trim", "single_line"]), "two lines"),
        (json!([]), "  Two\r\nLines  "),
    ] {
        gives(&json!({"path": "a", "clean": clean}), &payloads, &[json!(expected)]);
    }
    // First clean, then values.
    gives(
        &json!({"path": "a", "clean": ["trim", "lower"], "values": {"fb": "Facebook"}}),
        &[json!({"a": " FB "})],
        &[json!("Facebook")],
    );
}

#[test]
fn a_default_stands_in_for_what_is_blank_and_saves_what_is_required() {
    let payloads = [json!({"a": ""}), json!({}), json!({"a": 0})];
    let outcome = gives(
        &json!({"path": "a", "default": "none", "required": true}),
        &payloads,
        &[json!("none"), json!("none"), json!(0)],
    );
    assert_eq!([outcome.count("fields/x/defaulted"), outcome.count("fields/x/filled")], [2, 1]);
    // What does not fit and becomes blank is blank too.
    gives(
        &json!({"path": "a", "type": "integer", "on_invalid": "blank", "default": 7}),
        &[json!({"a": "x"})],
        &[json!(7)],
    );
}

#[test]
fn what_is_required_and_blank_is_a_reject() {
    rejects(
        &json!({"path": ["a", "b"], "required": true}),
        &[json!({}), json!({"a": null}), json!({"a": " ", "b": ""})],
        "required-blank",
        "`x` is required, and blank",
    );
    gives(&json!({"path": "a", "required": true}), &[json!({"a": false})], &[json!(false)]);
}

#[test]
fn types_convert_what_fits() {
    for (kind, payload, expected) in [
        ("text", json!(1.5), json!("1.5")),
        ("text", json!(true), json!("true")),
        ("integer", json!("42"), json!(42)),
        ("number", json!("1.5"), json!(1.5)),
        ("boolean", json!("yes"), json!(true)),
        ("boolean", json!("No"), json!(false)),
    ] {
        gives(&json!({"path": "a", "type": kind}), &[json!({"a": payload})], &[expected]);
    }
    gives(
        &json!({"path": "a", "type": "phone", "region": "IN"}),
        &[
            json!({"a": "098220 36481"}),
            json!({"a": "+91 98220-36481"}),
            json!({"a": "+910987654321"}),
        ],
        &[json!("+919822036481"), json!("+919822036481"), json!("+910987654321")],
    );
    gives(
        &json!({"path": "a", "type": "timestamp", "input": "unix_ms", "zone": "Asia/Kolkata"}),
        &[json!({"a": 1_773_632_564_317_u64}), json!({"a": "1773632564317"})],
        &[json!("2026-03-16T09:12:44.317+05:30"), json!("2026-03-16T09:12:44.317+05:30")],
    );
    gives(
        &json!({"path": "a", "type": "timestamp", "input": "%d/%m/%Y %H:%M", "output": "%Y-%m-%d", "zone": "Asia/Kolkata"}),
        &[json!({"a": "07/11/2024 16:30"}), json!({"a": "11/2024"})],
        &[json!("2024-11-07"), json!("11/2024")],
    );
}

#[test]
fn paths_are_dotted_or_jsonpath() {
    let payload = json!({
        "properties": {"portal-id": 7, "first.name": "Asha"},
        "field_data": [{"name": "email", "values": ["a@b.example"]}, {"name": "a.b]", "values": [2]}],
        "list": [[1], [2, 3]],
        "First Name": "Rao",
        "1.3": "Jane"
    });
    for (path, expected) in [
        ("properties.portal-id", json!(7)),
        ("properties[\"first.name\"]", json!("Asha")),
        ("field_data[name=email].values[0]", json!("a@b.example")),
        ("field_data[name=\"a.b]\"].values[0]", json!(2)),
        ("$.field_data[?@.name == 'email'].values[0]", json!("a@b.example")),
        ("list[1][0]", json!(2)),
        ("$.list[-1][-1]", json!(3)),
        ("[\"First Name\"]", json!("Rao")),
        ("$['1.3']", json!("Jane")),
        ("missing.entirely[3]", json!(null)),
    ] {
        gives(&json!(path), std::slice::from_ref(&payload), &[expected]);
    }
}

#[test]
fn values_that_are_lists_or_objects_are_compact_json_in_csv() {
    let mapping = r#"{"fields": {"x": "x", "y": {"value": ["a", {"b": 1.0}]}}}"#;
    let outcome = csv(mapping, "{\"x\": {\"k\" : [ 1.10 , \"\\u0041 b\" ]}}").ends_with(0);
    let mut reader = csv::ReaderBuilder::new().from_reader(outcome.stdout.as_bytes());
    let row = reader.records().next().unwrap().unwrap();
    assert_eq!(&row[0], "{\"k\":[1.10,\"\\u0041 b\"]}");
    assert_eq!(&row[1], "[\"a\",{\"b\":1.0}]");
}

#[test]
fn with_strict_what_would_be_kept_invalid_is_a_reject() {
    let folder = Folder::of_mapping(r#"{"fields": {"x": {"path": "a", "type": "integer"}}}"#);
    let outcome = folder.apply(&["--strict"], "{\"a\":1} {\"a\":\"one\"}").ends_with(1);
    assert_eq!(outcome.stdout, "x\n1\n");
    assert!(
        outcome.reject().starts_with("reject[invalid-value]: `x`: `one` "),
        "{}",
        outcome.stderr
    );
}

#[test]
fn payloads_that_are_no_objects_are_what_they_are_after_one_that_is() {
    let payloads = [json!({"a": [1]}), json!(1), json!([2]), json!("a"), json!(null)];
    let expected = [json!({"a": [1]}), json!(1), json!(2), json!("a"), json!(null)];
    gives(&json!("$"), &payloads, &expected);
}
