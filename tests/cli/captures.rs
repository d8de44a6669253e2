//! Captures: wrappers are recognised, or named, or left alone, and what came with the payload stays in reach.

use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use serde_json::{Value, json};

use crate::run::{Folder, Outcome, csv, gzip};

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
    for from in ["message.data|b64|json", "message.data|json | b64", "$['a|c']|b64"] {
        let outcome = Folder::of_mapping(MAPPING).run(&["apply", "m.json", "--from", from]);
        let said = outcome.ends_with(2).stderr;
        assert!(said.contains("`b64` is no step: json, form and base64 are"), "{from}: {said}");
        let mapping = format!(r#"{{"from": "{from}", "fields": {{"id": "id"}}}}"#);
        let said = Folder::of_mapping(&mapping).run(&["check", "m.json"]).ends_with(1).stdout;
        assert!(said.contains("`b64` is no step of `from`"), "{from}: {said}");
    }
}

#[test]
fn a_capture_without_a_usable_payload_is_a_reject_that_says_why() {
    let headers = json!({"authorization": "Bearer secret"});
    let table: [(Value, &[&str], &str); 4] = [
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

#[test]
fn a_request_without_a_body_is_no_reject_and_is_counted_by_its_method() {
    let get = r#"{"method":"GET","headers":{"host":"a"},"body":null}"#;
    let input = format!(
        "{get}\n{}\n{}\n{}\n{}\n",
        r#"{"httpMethod":"OPTIONS","path":"/","headers":{"host":"a"},"body":" \n"}"#,
        r#"{"method":"GET","headers":{"host":"a"},"query":{},"body":{}}"#,
        r#"{"headers":{"host":"a"},"body":""}"#,
        r#"{"method":"POST","headers":{"host":"a"},"body":{"id":7}}"#,
    );
    let outcome = apply(&[], &input).ends_with(0);
    assert_eq!(outcome.stdout, "id,country,utm\n7,,\n");
    assert_eq!(
        outcome.stats["without_body"],
        json!({"GET": 2, "OPTIONS": 1, "method not told": 1})
    );
    assert_eq!(
        outcome.stats["capture_totals"],
        json!({"read": 5, "opened": 1, "empty": 4, "rejected": 0})
    );
    assert!(
        outcome.stderr.contains("requests without a body: GET 2, OPTIONS 1, method not told 1"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn a_query_is_the_payload_of_a_request_without_a_body() {
    for input in [
        r#"{"method":"GET","headers":{"host":"a"},"query":{"id":"7"},"body":null}"#,
        r#"{"method":"GET","headers":{"host":"a"},"url":"https://a.example/x?id=7","body":""}"#,
        r#"{"httpMethod":"GET","multiValueHeaders":{"Host":["a"]},"queryStringParameters":null,"multiValueQueryStringParameters":{"id":["7"]},"body":null}"#,
        r#"{"version":"2.0","rawPath":"/","rawQueryString":"id=7","headers":{"host":"a"},"requestContext":{"http":{"method":"GET"}},"isBase64Encoded":false,"body":""}"#,
    ] {
        assert_eq!(apply(&[], input).ends_with(0).stdout, "id,country,utm\n7,,\n", "{input}");
    }
}

#[test]
fn a_form_body_is_an_object_of_its_fields() {
    let mapping = r#"{"fields": {"id": "id", "tags": {"path": "tag[*]", "many": "join"}, "mail": "['contact[email]']"}}"#;
    for body in [
        json!({"body": "id=7&tag=x&tag=y&contact%5Bemail%5D=a%40b.example", "method": "POST",
               "headers": {"Content-Type": "application/x-www-form-urlencoded"}}),
        json!({"body": BASE64.encode("id=7&tag=x&tag=y&contact[email]=a@b.example\r\n"), "isBase64Encoded": true,
               "httpMethod": "POST", "path": "/", "multiValueHeaders": {"content-type": ["application/x-www-form-urlencoded; charset=utf-8"]}}),
    ] {
        let outcome = csv(mapping, body.to_string()).ends_with(0);
        assert_eq!(outcome.stdout, "id,tags,mail\n7,\"x; y\",a@b.example\n", "{body}");
    }
}

#[test]
fn json_that_came_as_a_form_is_opened() {
    let form = json!({"content-type": "application/x-www-form-urlencoded"});
    for (body, headers) in [
        (json!({"{\"id\":7}": ""}), &form),
        (json!("{\"id\":7}"), &form),
        (json!("%7B%22id%22%3A7%7D="), &form),
        (json!("payload=%7B%22id%22%3A7%7D"), &form),
        (json!({"payload": "{\"id\":7}"}), &form),
    ] {
        let input = json!({"method": "POST", "headers": headers, "body": body}).to_string();
        assert_eq!(apply(&[], &input).ends_with(0).stdout, "id,country,utm\n7,,\n", "{input}");
    }
    // In JSON it is a payload with a member of that name.
    let input = json!({"method": "POST", "headers": {"content-type": "application/json"},
                       "body": {"payload": "{\"id\":7}"}});
    assert_eq!(apply(&[], &input.to_string()).ends_with(0).stdout, "id,country,utm\n,,\n");
}

#[test]
fn the_body_of_a_request_can_be_compressed() {
    for packed in [gzip(b"{\"id\":7}"), zlib(b"{\"id\":7}")] {
        let input = json!({"body": BASE64.encode(&packed), "isBase64Encoded": true, "headers": {"host": "a"}});
        assert_eq!(apply(&[], &input.to_string()).ends_with(0).stdout, "id,country,utm\n7,,\n");
        let cut = json!({"body": BASE64.encode(&packed[..packed.len() - 9]), "isBase64Encoded": true,
                         "headers": {"host": "a"}});
        let outcome = apply(&[], &cut.to_string()).ends_with(1);
        assert!(
            outcome
                .reject()
                .starts_with("reject[body-not-json]: the compressed data is damaged or ends early"),
            "{}",
            outcome.reject()
        );
    }
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn what_only_looks_like_a_request_that_was_received_is_a_payload() {
    for input in [
        // An answer.
        r#"{"statusCode":200,"headers":{"content-type":"application/json"},"body":"{\"id\":7}"}"#,
        // What a client has recorded.
        r#"{"scope":"https://a.example","method":"POST","path":"/","body":{"id":7},"status":200,"response":{},"headers":{}}"#,
        // What is still to be sent.
        r#"{"endpoint":"https://a.example","type":"REST","headers":{},"params":{},"body":{"id":7}}"#,
        // A part of a batch call.
        r#"{"id":"1","method":"POST","url":"/me/messages","headers":{"content-type":"application/json"},"body":{"id":7}}"#,
        // A person's.
        r#"{"host":"Asha","accept":"yes","body":{"id":7},"query":{}}"#,
    ] {
        let outcome = apply(&[], input).ends_with(0);
        assert_eq!(outcome.stats["captures"], json!({"bare": 1}), "{input}");
    }
}

#[test]
fn from_follows_what_is_recognised_and_decodes() {
    let inner = BASE64.encode(r#"[{"id":7},{"id":8}]"#);
    for (from, body) in [
        ("data.lead", json!({"data": {"lead": {"id": 7}}})),
        ("$.json", json!({"json": {"id": 7}})),
        ("data.lead|json", json!({"data": {"lead": "\"{\\\"id\\\":7}\""}})),
        ("data|form", json!({"data": "id=7"})),
        ("message.data|base64|json", json!({"message": {"data": BASE64.encode("{\"id\":7}")}})),
        ("message.data|base64", json!({"message": {"data": BASE64.encode("{\"id\":7}")}})),
    ] {
        for capture in [
            body.clone(),
            json!({"body": body, "headers": {"CF-IPCountry": "IN"}, "query": {"utm": "spring"}}),
            json!({"body": body.to_string(), "headers": {"CF-IPCountry": "IN"}, "query": {"utm": "spring"}}),
        ] {
            let outcome = apply(&["--from", from], &capture.to_string()).ends_with(0);
            let beside = if capture.get("headers").is_some() { "IN,spring" } else { "," };
            assert_eq!(outcome.stdout, format!("id,country,utm\n7,{beside}\n"), "{from} {capture}");
        }
    }
    let list = json!({"message": {"data": inner}});
    let outcome = apply(&["--from", "message.data|base64|json"], &list.to_string()).ends_with(0);
    assert_eq!(outcome.stdout, "id,country,utm\n7,,\n8,,\n");
}

#[test]
fn headers_and_query_stay_in_reach_behind_a_wildcard_of_from() {
    let list = json!({"calls": [
        {"headers": {"cf-ipcountry": "IN"}, "sent": {"id": 1}},
        {"headers": {"cf-ipcountry": "LK"}, "query": {"utm": "x"}, "sent": {"id": 2}},
        {"sent": {"id": 3}},
    ]});
    let outcome = apply(&["--from", "calls[*].sent"], &list.to_string()).ends_with(0);
    assert_eq!(outcome.stdout, "id,country,utm\n1,IN,\n2,LK,x\n3,,\n");
}

#[test]
fn a_step_of_from_that_finds_nothing_is_named() {
    for (from, capture, message) in [
        ("a", r#"{"b":1}"#, "the path of --from selects nothing in this capture"),
        ("a|json", r#"{"b":1}"#, "step `a` of --from `a|json` selects nothing"),
        (
            "a|base64",
            r#"{"a":"%%"}"#,
            "step `base64` of --from `a|base64` gives nothing: Invalid symbol 37, offset 0.",
        ),
        (
            "a|base64|json",
            r#"{"a":"QQ=="}"#,
            "step `json` of --from `a|base64|json` gives nothing: the text is no JSON object or list",
        ),
    ] {
        let outcome = apply(&["--from", from], capture).ends_with(1);
        assert!(
            outcome.reject().starts_with(&format!("reject[no-payload]: {message}")),
            "{}",
            outcome.reject()
        );
    }
}

#[test]
fn a_mapping_says_where_its_payloads_are_unless_the_command_line_does() {
    let folder = Folder::of_mapping(r#"{"from": "data|base64|json", "fields": {"id": "id"}}"#);
    let capture = json!({"data": BASE64.encode("{\"id\":7}"), "id": 3}).to_string();
    assert_eq!(folder.apply(&[], &capture).ends_with(0).stdout, "id\n7\n");
    assert_eq!(folder.apply(&["--from", "auto"], &capture).ends_with(0).stdout, "id\n3\n");
}

#[test]
fn the_query_of_a_get_is_its_payload_in_whatever_way_a_tool_leaves_out_the_body() {
    for input in [
        r#"{"headers":{"host":"x","accept":"*/*"},"params":{},"query":{"id":"7"},"body":{}}"#,
        r#"{"method":"GET","path":"/","query":{"id":"7"},"client_ip":"1.1.1.1","url":"https://x.example/?id=7","headers":{"host":"x"}}"#,
        r#"{"event":{"method":"GET","path":"/","query":{"id":"7"},"client_ip":"1.1.1.1","url":"https://x.example/","headers":{"host":"x"}}}"#,
        r#"{"trigger":{"event":{"method":"GET","path":"/","query":{"id":"7"},"url":"https://x.example/","headers":{"host":"x"}}}}"#,
        r#"{"host":"smee.io","user-agent":"x","accept":"*/*","x-forwarded-for":"1","query":{"id":"7"},"body":{},"timestamp":1}"#,
        r#"{"method":"GET","path":"/h","queryStringParameters":{"id":["7"]},"headers":{"Host":["x"]},"keepAlive":true}"#,
    ] {
        assert_eq!(apply(&[], input).ends_with(0).stdout, "id,country,utm\n7,,\n", "{input}");
    }
    // A preflight asks for the webhook with its query, and a query beside an empty POST is the webhook's too.
    for method in ["OPTIONS", "HEAD", "POST"] {
        let input = json!({"method": method, "url": "https://x.example/?id=7", "headers": {"host": "x"}, "body": null});
        let outcome = apply(&[], &input.to_string()).ends_with(0);
        assert_eq!(outcome.stats["without_body"], json!({method: 1}));
    }
}

#[test]
fn what_has_the_details_of_a_lead_beside_the_signs_of_a_wrapper_is_a_payload() {
    let mapping = r#"{"fields": {"name": "name", "email": "email"}}"#;
    for signs in [
        r#""resourceLogs":[]"#,
        r#""date":"2026-01-01","log":"[]""#,
        r#""source_type":"web","message":"[]","timestamp":"t""#,
        r#""resource":"lp","httpRequest":{"ip":"1"}"#,
        r#""resource":"lp","textPayload":"hi""#,
        r#""uuid":"u","method":"form","content":"""#,
        r#""events":[{"message":"viewed","eventId":"1"}]"#,
        r#""results":[[{"field":"@message","value":"x"}]]"#,
        r#""message":{"text":"hi","message_id":5},"subscription":"gold""#,
        r#""specversion":"1.0","type":"t","source":"s","data":{"a":1}"#,
        r#""args":{},"url":"http://x","headers":{},"json":{"a":1}"#,
        r#""_id":"5","_source":{"utm":"g"}"#,
        r#""records":[{"data":"eyJhIjoxfQ=="}],"requestId":"r""#,
        r#""line":"call me","labels":{"a":"b"},"timestamp":"2026-11-28T10:00:00Z""#,
        r#""MESSAGE":"call me","__REALTIME_TIMESTAMP":"1""#,
        r#""detail-type":"a","source":"b","detail":{}"#,
        r#""Type":"Notification","TopicArn":"x","Message":"call me""#,
    ] {
        for (lead, row) in
            [(r#""name":"Asha""#, "Asha,"), (r#""email":"a@b.example""#, ",a@b.example")]
        {
            let input = format!("{{{lead},{signs}}}");
            let outcome = csv(mapping, &input).ends_with(0);
            assert_eq!(outcome.stdout, format!("name,email\n{row}\n"), "{input}");
            assert_eq!(outcome.stats["captures"], json!({"bare": 1}), "{input}");
        }
    }
    let input = r#"{"body":{"x":1},"headers":{},"path":"/lp","email":"a@b.example"}"#;
    assert_eq!(csv(mapping, input).ends_with(0).stdout, "name,email\n,a@b.example\n");
}

#[test]
fn what_would_come_out_of_a_body_as_something_else_is_a_reject() {
    let form = |name: &[u8]| {
        let body =
            [b"--B\r\nContent-Disposition: form-data; name=\"id\"\r\n\r\n", name, b"\r\n--B--\r\n"]
                .concat();
        json!({"body": BASE64.encode(body), "isBase64Encoded": true,
               "headers": {"content-type": "multipart/form-data; boundary=B"}})
    };
    let urlencoded = |body: &str| json!({"body": body, "headers": {"content-type": "application/x-www-form-urlencoded"}});
    let two = [zlib(b"[{\"id\":1}]"), zlib(b"[{\"id\":2}]")].concat();
    for capture in [
        form(b"\xFF\xFEA\0"),
        form(b"\xE9"),
        urlencoded("id=%ff"),
        json!({"body": BASE64.encode(two), "isBase64Encoded": true, "headers": {}}),
    ] {
        let outcome = apply(&[], &capture.to_string()).ends_with(1);
        assert_eq!(outcome.stats["rejects"], json!({"body-not-json": 1}), "{capture}");
    }
    for capture in
        [form("\u{feff}7".as_bytes()), urlencoded("id=%EF%BB%BF7"), urlencoded("id=\u{feff}7")]
    {
        assert_eq!(
            apply(&[], &capture.to_string()).ends_with(0).stdout,
            "id,country,utm\n\"\u{feff}7\",,\n"
        );
    }
    let replaced = apply(&[], &urlencoded("id=%ef%bf%bd").to_string()).ends_with(0);
    assert_eq!(replaced.stdout, "id,country,utm\n\u{fffd},,\n");
}
