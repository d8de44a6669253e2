//! Which payloads are mapped and how many records they give: `when`, `decode`, `each`, `unique`.

use serde_json::json;

use crate::run::{Folder, csv, ndjson};

/// The `id`s of those payloads for which `path` is `expected`.
#[track_caller]
fn kept(path: &str, expected: &serde_json::Value, input: &str) -> String {
    let mapping = json!({"when": {path: expected}, "fields": {"id": "id"}}).to_string();
    let outcome = csv(&mapping, input).ends_with(0);
    outcome.stdout.lines().skip(1).collect()
}

#[test]
fn when_compares_text_numbers_and_blanks() {
    let input = r#"
        {"id": "a", "v": 1}     {"id": "b", "v": 1.0}   {"id": "c", "v": "1"}  {"id": "d", "v": true}
        {"id": "e", "v": null}  {"id": "f"}             {"id": "g", "v": " "}  {"id": "h", "v": "x"}
        {"id": "i", "v": [1]}   {"id": "j", "v": false} {"id": "k", "v": ""}"#;
    for (expected, ids) in [
        (json!(1), "ab"),
        (json!(1.0), "ab"),
        (json!("1"), "c"),
        (json!(true), "d"),
        (json!(["x", 1, false]), "abhj"),
        (json!({"blank": true}), "efgk"),
        (json!({"blank": false}), "abcdhij"),
        (json!(null), "e"),
        (json!("nothing of these"), ""),
    ] {
        assert_eq!(kept("v", &expected, input), ids, "{expected}");
    }
}

#[test]
fn of_several_nodes_any_will_do_and_of_several_conditions_all_must_hold() {
    let input = r#"{"id": "a", "v": [1, 2]} {"id": "b", "v": [2]} {"id": "c", "v": []}"#;
    assert_eq!(kept("v[*]", &json!(1), input), "a");
    assert_eq!(kept("v[*]", &json!([1, 2]), input), "ab");
    assert_eq!(kept("v[*]", &json!({"blank": true}), input), "c");

    let mapping = r#"{"when": {"v": 1, "w": {"blank": false}}, "fields": {"id": "id"}}"#;
    let outcome =
        csv(mapping, r#"{"id": "a", "v": 1} {"id": "b", "w": 1} {"id": "c", "v": 1, "w": 1}"#);
    assert_eq!(outcome.stdout, "id\nc\n");
    assert_eq!(outcome.count("payloads/filtered"), 2);
}

#[test]
fn what_is_filtered_is_counted_by_what_was_there_and_a_run_of_nothing_else_says_so() {
    let mapping = r#"{"when": {"event": "lead"}, "fields": {"id": "id"}}"#;
    let outcome = csv(mapping, r#"{"event": "bye"} {"event": "bye"} {}"#).ends_with(0);
    assert_eq!(
        outcome.stats["filtered"],
        json!([
            {"path": "event", "found": "(missing)", "payloads": 1},
            {"path": "event", "found": "bye", "payloads": 2},
        ])
    );
    assert!(
        outcome.stderr.contains("warning: nothing was written: all 3 payloads were filtered"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn each_gives_a_record_for_each_node_with_the_node_and_the_payload_in_reach() {
    let mapping = r#"{
        "each": "$.entry[*].changes[*]",
        "fields": {"id": "@.id", "page": "page", "again": "$.page", "deep": "$.entry[0].changes[0].id", "origin": "origin:line"}
    }"#;
    let input = "{\"page\":\"p\",\"entry\":[{\"changes\":[{\"id\":1},{\"id\":2}]},{\"changes\":[{\"id\":3}]}]}\n\
                 {\"page\":\"q\",\"entry\":[]}\n{\"page\":\"r\",\"entry\":[{\"changes\":[{}]}]}\n";
    let outcome = csv(mapping, input).ends_with(0);
    assert_eq!(
        outcome.stdout,
        "id,page,again,deep,origin\n1,p,p,1,1\n2,p,p,1,1\n3,p,p,1,1\n,r,r,,3\n"
    );
    let bins = ["payloads/read", "payloads/mapped", "payloads/empty", "records/made"];
    assert_eq!(bins.map(|bin| outcome.count(bin)), [3, 2, 1, 4]);
}

#[test]
fn a_record_of_several_that_cannot_be_made_costs_itself_alone() {
    let mapping = r#"{"each": "leads[*]", "fields": {"id": {"path": "@.id", "required": true}}}"#;
    let outcome = csv(mapping, r#"{"leads": [{"id": 1}, {}, {"id": 3}]}"#).ends_with(1);
    assert_eq!(outcome.stdout, "id\n1\n3\n");
    assert_eq!(
        outcome.reject(),
        "reject[required-blank]: `id` is required, and blank --> <stdin>:1:1 (byte 0, $['leads'][1])"
    );
    assert_eq!(
        ["records/made", "records/rejected", "payloads/rejected"].map(|bin| outcome.count(bin)),
        [3, 1, 0]
    );
}

#[test]
fn decode_opens_strings_that_hold_json_before_anything_else() {
    let mapping = r#"{
        "when": {"meta.event": "lead"},
        "decode": ["meta", "meta.form"],
        "each": "meta.form[*]",
        "fields": {"label": "@.label", "n": "@.n"}
    }"#;
    let form = json!([{"label": "Name", "n": 1}, {"label": "Mail", "n": 2}]).to_string();
    let input = json!({"meta": json!({"event": "lead", "form": form}).to_string()}).to_string();
    let outcome = csv(mapping, input).ends_with(0);
    assert_eq!(outcome.stdout, "label,n\nName,1\nMail,2\n");
    assert_eq!(outcome.count("undecoded"), 0);
}

#[test]
fn a_string_to_decode_that_is_not_json_stays_and_is_counted_and_with_strict_rejected() {
    let folder = Folder::of_mapping(
        r#"{"decode": ["a", "b[*]"], "fields": {"a": "a", "c": "a.c", "b": {"path": "b[*]", "many": "list"}}}"#,
    );
    let input = "{\"a\":\"{'c':1}\"}\n{\"a\":\"{\\\"c\\\":1.10}\",\"b\":[\"[1]\",\"x\",\"\",2]}\n";
    let outcome = folder.apply(&["-f", "ndjson"], input).ends_with(0);
    assert_eq!(
        outcome.stdout,
        "{\"a\":\"{'c':1}\",\"c\":null,\"b\":null}\n{\"a\":{\"c\":1.10},\"c\":1.10,\"b\":[[1],\"x\",\"\",2]}\n"
    );
    assert_eq!(outcome.count("undecoded"), 2);
    assert!(outcome.stderr.contains("strings to decode that are not JSON 2"), "{}", outcome.stderr);
    let outcome = folder.apply(&["-f", "ndjson", "--strict"], input).ends_with(1);
    assert_eq!(outcome.count("rejects/not-decoded"), 2);
}

#[test]
fn duplicates_are_found_after_typing() {
    let mapping = r#"{
        "fields": {"phone": {"path": "phone", "type": "phone", "region": "RW"}, "n": "n"},
        "unique": ["phone"]
    }"#;
    let input = r#"
        {"phone": "0788382382", "n": 1}
        {"phone": "+250788382382", "n": 2}
        {"phone": "+250 788 382 382", "n": 3}
        {"phone": "+250788382383", "n": 4}"#;
    let outcome = csv(mapping, input).ends_with(0);
    assert_eq!(outcome.stdout, "phone,n\n+250788382382,1\n+250788382383,4\n");
    assert_eq!(outcome.count("records/duplicate"), 2);
}

#[test]
fn records_are_duplicates_when_all_unique_columns_agree_and_not_all_are_blank() {
    let mapping = r#"{"fields": {"a": "a", "b": "b"}, "unique": ["a", "b"]}"#;
    let input = r#"
        {"a": "x", "b": "y"} {"a": "x", "b": "z"} {"a": "xy", "b": ""} {"a": "x", "b": "y"}
        {} {} {"a": "", "b": " "} {"a": "x"} {"a": "x", "b": null} {"a": "", "b": "x"}"#;
    let outcome = ndjson(mapping, input).ends_with(0);
    assert_eq!(outcome.count("records/duplicate"), 2, "{}", outcome.stdout);
    assert_eq!(outcome.count("records/written"), 8);
}

#[test]
fn duplicates_are_found_over_all_inputs() {
    let folder =
        Folder::of_mapping(r#"{"fields": {"a": "a", "file": "origin:file"}, "unique": ["a"]}"#);
    folder.write("1.json", "{\"a\":1}");
    folder.write("2.json", "{\"a\":1} {\"a\":2}");
    let outcome = folder.apply(&["1.json", "2.json", "1.json"], "").ends_with(0);
    assert_eq!(outcome.stdout, "a,file\n1,1.json\n2,2.json\n");
    assert_eq!(outcome.count("records/duplicate"), 2);
}
