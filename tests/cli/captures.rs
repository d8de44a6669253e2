//! Captures: wrappers are recognised, or named, or left alone, and what came with the payload stays in reach.

use serde_json::{Value, json};

use crate::run::{Folder, Outcome};

const MAPPING: &str = r#"{"fields": {
    "id": "id",
    "country": {"path": "header:CF-IPCountry", "many": "join"},
    "utm": {"path": "query:utm", "many": "join"}
}}"#;

fn apply(options: &[&str], input: &str) -> Outcome {
    Folder::of_mapping(MAPPING).apply(options, input)
}

/// The wrapper that the program has found.
fn wrapper(outcome: &Outcome) -> String {
    let wrappers = outcome.stats["captures"].as_object().unwrap();
    wrappers.keys().cloned().collect::<Vec<_>>().join(" ")
}

#[test]
fn headers_are_found_in_every_form_and_whatever_their_case() {
    for headers in [
        json!({"cf-ipcountry": "IN"}),
        json!({"CF-IPCOUNTRY": "IN", "host": "x"}),
        json!({"Cf-Ipcountry": ["IN"]}),
        json!([{"name": "host", "value": "x"}, {"name": "Cf-ipcountry", "value": "IN"}]),
    ] {
        for query in
            ["query", "queryString", "queryParameters", "parsed_query", "queryStringParameters"]
        {
            let capture = json!({"body": {"id": 1}, "headers": headers, query: {"utm": "spring"}});
            let outcome = apply(&[], &capture.to_string()).ends_with(0);
            assert_eq!(outcome.stdout, "id,country,utm\n1,IN,spring\n", "{capture}");
        }
    }
    let spread = json!({"host": "x", "user-agent": "y", "cf-ipcountry": "IN", "body": {"id": 1}, "query": {}});
    let outcome = apply(&[], &spread.to_string()).ends_with(0);
    assert_eq!(outcome.stdout, "id,country,utm\n1,IN,\n");
    assert_eq!(wrapper(&outcome), "body + spread headers");
}

#[test]
fn a_header_that_stands_twice_has_two_values_and_one_that_does_not_is_blank() {
    let capture = json!({"body": {"id": 1}, "headers": {"cf-ipcountry": ["IN", "NP"]}});
    assert_eq!(apply(&[], &capture.to_string()).stdout, "id,country,utm\n1,\"IN; NP\",\n");
    assert_eq!(apply(&[], "{\"id\":1}").stdout, "id,country,utm\n1,,\n");
}

#[test]
fn a_body_is_json_or_a_string_of_json_or_base64_or_an_array_of_payloads() {
    let headers = json!({"host": "x"});
    for (capture, ids) in [
        (json!({"body": {"id": 1}, "headers": headers}), "1"),
        (json!({"body": "{\"id\": 1}", "headers": headers}), "1"),
        (json!({"body": " [{\"id\": 1}, {\"id\": 2}] ", "headers": headers}), "12"),
        (json!({"body": [{"id": 1}, {"id": 2}, {"id": 3}], "headers": headers}), "123"),
        (json!({"body": "eyJpZCI6IDF9", "isBase64Encoded": true, "headers": headers}), "1"),
        (
            json!({"body": "W3siaWQiOiAxfSx7ImlkIjoyfV0=", "isBase64Encoded": true, "headers": headers}),
            "12",
        ),
        (json!({"request_payload_base64": "eyJpZCI6IDF9", "headers": []}), "1"),
        (json!({"data": {"body": "{\"id\":1}", "headers": headers}}), "1"),
        (json!({"json": {"body": {"id": 1}, "headers": headers}}), "1"),
        (json!({"event": {"body": {"id": 1}, "headers": headers}}), "1"),
        (json!({"steps": {"trigger": {"event": {"body": {"id": 1}, "headers": headers}}}}), "1"),
        (
            json!([{"body": {"id": 1}, "headers": headers}, {"body": {"id": 2}, "headers": headers}]),
            "12",
        ),
    ] {
        let outcome = apply(&["--no-header"], &capture.to_string()).ends_with(0);
        let found: String =
            outcome.stdout.lines().map(|row| row.trim_end_matches(',').to_owned()).collect();
        assert_eq!(found, ids, "{capture}");
        assert_ne!(wrapper(&outcome), "bare", "{capture}");
        assert_eq!(outcome.count("payloads/read"), ids.len() as u64);
    }
}

#[test]
fn the_summary_says_what_captures_were_taken_for() {
    let input = r#"{"body": {"id": 1}, "headers": {}} {"id": 2}"#;
    let outcome = apply(&[], input);
    assert!(
        outcome.stderr.contains("captures:     bare 1, body + headers 1"),
        "{}",
        outcome.stderr
    );
    assert!(!apply(&[], "{\"id\":1}").stderr.contains("captures:"));
}

#[test]
fn one_sign_alone_makes_no_wrapper() {
    for capture in [
        json!({"id": 1, "body": {"id": 2}}),
        json!({"id": 1, "headers": {"host": "x"}}),
        json!({"id": 1, "body": {"id": 2}, "host": "x"}),
        json!({"id": 1, "data": {"body": {"id": 2}}, "headers": {}}),
        json!({"id": 1, "body": {"id": 2}, "headers": "none"}),
    ] {
        let outcome = apply(&[], &capture.to_string()).ends_with(0);
        assert_eq!(outcome.stdout, "id,country,utm\n1,,\n", "{capture}");
        assert_eq!(wrapper(&outcome), "bare");
    }
}

#[test]
fn from_json_unwraps_nothing() {
    let capture =
        json!({"id": "outer", "body": {"id": "inner"}, "headers": {"cf-ipcountry": "IN"}})
            .to_string();
    assert_eq!(apply(&["--from", "json"], &capture).stdout, "id,country,utm\nouter,,\n");
    assert_eq!(apply(&["--from", "auto"], &capture).stdout, "id,country,utm\ninner,IN,\n");
    assert_eq!(apply(&[], &capture).stdout, "id,country,utm\ninner,IN,\n");
}

#[test]
fn from_a_path_takes_what_it_selects_as_payloads() {
    let capture = json!({
        "log": {"entries": [{"sent": {"id": 1}}, {"sent": "{\"id\": 2}"}, {"sent": [{"id": 3}, {"id": 4}]}]},
        "headers": {"cf-ipcountry": "IN"}
    });
    for path in ["log.entries[*].sent", "$.log.entries[*].sent", "$..sent"] {
        let outcome = apply(&["--from", path], &capture.to_string()).ends_with(0);
        assert_eq!(outcome.stdout, "id,country,utm\n1,IN,\n2,IN,\n3,IN,\n4,IN,\n", "{path}");
        assert_eq!(wrapper(&outcome), "--from");
    }
}

#[test]
fn from_something_that_is_no_path_into_the_capture_is_a_usage_error() {
    for from in ["header:x", "@.x", "a..b", "$[", ""] {
        let outcome = Folder::of_mapping(MAPPING).run(&["apply", "m.json", "--from", from]);
        assert!(outcome.ends_with(2).stderr.contains("--from"), "{from}");
    }
}

#[test]
fn a_capture_without_a_usable_payload_is_a_reject_that_says_why() {
    let headers = json!({"authorization": "Bearer secret"});
    let table: [(Value, &[&str], &str); 7] = [
        (
            json!({"body": null, "headers": headers}),
            &[],
            "reject[no-payload]: the capture's body is empty",
        ),
        (
            json!({"body": "", "headers": headers}),
            &[],
            "reject[no-payload]: the capture's body is empty",
        ),
        (
            json!({"body": " \n", "headers": headers}),
            &[],
            "reject[no-payload]: the capture's body is empty",
        ),
        (
            json!({"body": "a=1&b=2", "headers": headers}),
            &[],
            "reject[body-not-json]: the body is not JSON: expected a value",
        ),
        (
            json!({"body": "{\"a\":1,}", "headers": headers}),
            &[],
            "reject[body-not-json]: the body is not JSON: ",
        ),
        (
            json!({"body": "%%%", "isBase64Encoded": true, "headers": headers}),
            &[],
            "reject[body-not-json]: the body is not the base64 it is said to be",
        ),
        (
            json!({"id": 1}),
            &["--from", "sent"],
            "reject[no-payload]: the path of --from selects nothing in this capture",
        ),
    ];
    for (capture, options, message) in table {
        let input = format!("{capture}\n{{\"id\":7,\"sent\":{{\"id\":7}}}}\n");
        let outcome = apply(options, &input).ends_with(1);
        let reject = outcome.reject();
        assert!(reject.starts_with(message), "{capture}: {reject}");
        assert!(reject.ends_with(" --> <stdin>:1:1 (byte 0)"), "{reject}");
        assert!(!outcome.stderr.contains("secret"), "{}", outcome.stderr);
        assert_eq!(outcome.stdout, "id,country,utm\n7,,\n", "{capture}");
    }
}

#[test]
fn messages_never_repeat_what_a_header_holds() {
    let mapping = r#"{"fields": {"token": {"path": "header:authorization", "type": "integer", "on_invalid": "reject"}}}"#;
    let capture = json!({"body": {}, "headers": {"authorization": "Bearer secret"}}).to_string();
    let outcome = Folder::of_mapping(mapping).apply(&[], capture).ends_with(1);
    assert!(
        outcome.reject().starts_with("reject[invalid-value]: `token`: its value "),
        "{}",
        outcome.stderr
    );
    assert!(!outcome.stderr.contains("secret"), "{}", outcome.stderr);
}

#[test]
fn the_origin_of_a_payload_is_where_its_capture_begins() {
    let folder = Folder::of_mapping(
        r#"{"fields": {"file": "origin:file", "line": "origin:line", "byte": "origin:byte"}}"#,
    );
    folder.write("in.json", "\n{}\n  {\"body\": [{}, {}], \"headers\": {}}\n[{}, {}]");
    let outcome = folder.apply(&["in.json"], "").ends_with(0);
    assert_eq!(
        outcome.stdout,
        "file,line,byte\nin.json,2,1\nin.json,3,6\nin.json,3,6\nin.json,4,41\nin.json,4,45\n"
    );
    assert_eq!(folder.apply(&[], "{}").stdout, "file,line,byte\n<stdin>,1,0\n");
}
