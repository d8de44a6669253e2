//! Payloads that are no objects, objects in strings, and runs that are blank throughout.

use serde_json::json;

use crate::run::{Folder, csv, ndjson};

const NAME: &str = r#"{"fields": {"name": "name", "file": "origin:file"}}"#;

#[test]
fn what_is_no_object_is_a_reject_and_no_row_of_blanks() {
    let input = "1\n\"two\"\n[[3]]\nnull\ntrue\n{\"name\":\"Asha\"}\n{\"headers\":{},\"body\":[5,{\"name\":\"Ravi\"}]}\n";
    let folder = Folder::of_mapping(NAME);
    folder.write("in.ndjson", input);
    for jobs in ["1", "4"] {
        let outcome = folder.apply(&["in.ndjson", "-j", jobs], "").ends_with(1);
        assert_eq!(outcome.stdout, "name,file\nAsha,in.ndjson\nRavi,in.ndjson\n");
        assert_eq!(outcome.stats["rejects"], json!({"not-an-object": 6}));
        assert!(outcome.stderr.contains("the payload is a list and no object"), "{outcome:?}");
        let traced = folder.run(&["trace", "m.json", "in.ndjson", "-j", jobs, "--record", "2"]);
        assert!(traced.ends_with(0).stdout.contains("Ravi"));
    }
    // The other commands tell of any value.
    let schema = folder.run(&["schema", "in.ndjson"]).ends_with(0);
    assert!(schema.stdout.starts_with("path"), "{schema:?}");
    assert!(folder.run(&["find", "two", "in.ndjson"]).ends_with(0).stdout.contains('$'));
    let init = folder.pipe(&["init"], "1\n2\n").ends_with(0);
    assert!(init.stdout.contains(r#""value": "$""#), "{init:?}");
}

#[test]
fn a_mapping_with_a_path_into_such_a_payload_maps_it() {
    for (mapping, input, rows) in [
        (r#"{"fields": {"a": "$", "b": "name"}}"#, "7", "{\"a\":7,\"b\":null}\n"),
        (r#"{"fields": {"a": "$[0].name"}}"#, "[[{\"name\":\"Asha\"}]]", "{\"a\":\"Asha\"}\n"),
        (r#"{"each": "$[*]", "fields": {"a": "@"}}"#, "[[1,2]]", "{\"a\":1}\n{\"a\":2}\n"),
        (r#"{"each": "$", "fields": {"a": "@"}}"#, "\"x\"", "{\"a\":\"x\"}\n"),
        (
            r#"{"fields": {"a": "origin:line", "b": {"value": "c"}}}"#,
            "7",
            "{\"a\":1,\"b\":\"c\"}\n",
        ),
        (
            r#"{"fields": {"a": "header:x"}}"#,
            "{\"headers\":{\"x\":\"y\"},\"body\":7}",
            "{\"a\":\"y\"}\n",
        ),
        (
            r#"{"decode": ["$"], "fields": {"a": "name"}}"#,
            "{\"headers\":{},\"body\":[\" {\\\"name\\\":1} \"]}",
            "{\"a\":1}\n",
        ),
    ] {
        assert_eq!(ndjson(mapping, input).ends_with(0).stdout, rows, "{mapping}");
    }
    let filtered = r#"{"when": {"event": "lead"}, "fields": {"a": "name"}}"#;
    assert_eq!(ndjson(filtered, "7").ends_with(0).count("payloads/filtered"), 1);
    let outcome = ndjson(r#"{"each": "leads[*]", "fields": {"a": "@.name", "b": "$"}}"#, "7");
    assert_eq!(outcome.ends_with(1).stats["rejects"], json!({"not-an-object": 1}));
}

#[test]
fn a_node_that_is_no_object_is_a_reject_and_no_row_of_blanks() {
    for (mapping, input, rows, rejects) in [
        (r#"{"each": "$", "fields": {"a": "@.name"}}"#, "7", "", 1),
        (r#"{"each": "$", "fields": {"a": "@.name", "f": "origin:file"}}"#, "\"x\"", "", 1),
        (r#"{"each": "$", "fields": {"a": "@.name", "b": "$"}}"#, "7", "{\"a\":null,\"b\":7}\n", 0),
        (r#"{"each": "$", "fields": {"a": "@.name"}}"#, "{\"name\":1}", "{\"a\":1}\n", 0),
        (
            r#"{"each": "l[*]", "fields": {"a": "@.name"}}"#,
            r#"{"l":[null,1,{"name":2},"x",[3]]}"#,
            "{\"a\":2}\n",
            4,
        ),
        (r#"{"each": "$[*]", "fields": {"a": "@.name"}}"#, "[[1,{\"name\":2}]]", "{\"a\":2}\n", 1),
        (r#"{"each": "l[*]", "fields": {"a": "@[0]"}}"#, r#"{"l":[[1],2]}"#, "{\"a\":1}\n", 1),
        (r#"{"each": "l[*]", "fields": {"a": "@"}}"#, r#"{"l":[1]}"#, "{\"a\":1}\n", 0),
        (r#"{"each": "l[*]", "fields": {"b": "b"}}"#, r#"{"b":7,"l":[1]}"#, "{\"b\":7}\n", 0),
    ] {
        let folder = Folder::of_mapping(mapping);
        folder.write("in.ndjson", input);
        for jobs in ["1", "2"] {
            let outcome = folder.apply(&["in.ndjson", "-f", "ndjson", "-j", jobs], "");
            assert_eq!(outcome.stdout, rows, "{mapping} {input}");
            assert_eq!(outcome.status, i32::from(rejects > 0), "{mapping} {input}");
            assert_eq!(outcome.count("records/rejected"), rejects, "{mapping} {input}");
            if rejects > 0 {
                assert_eq!(outcome.stats["rejects"], json!({"not-an-object": rejects}));
            }
        }
    }
}

#[test]
fn an_object_in_a_string_is_opened_however_often_it_was_encoded() {
    let object = r#"{"name":"Asha"}"#;
    let once = serde_json::to_string(object).unwrap();
    let twice = serde_json::to_string(&once).unwrap();
    let list = serde_json::to_string(r#"[{"name":"Asha"},{"name":"Ravi"}]"#).unwrap();
    let wrapper =
        serde_json::to_string(&format!(r#"{{"headers":{{"a":"b"}},"body":{object}}}"#)).unwrap();
    let wrapped = |body: &str| format!(r#"{{"headers":{{}},"body":{body}}}"#);
    for (input, rows) in [
        (once.clone(), "Asha\n"),
        (twice.clone(), "Asha\n"),
        (format!("[{once},{twice}]"), "Asha\nAsha\n"),
        (list.clone(), "Asha\nRavi\n"),
        (wrapper, "Asha\n"),
        (wrapped(&once), "Asha\n"),
        (wrapped(&twice), "Asha\n"),
        (wrapped(&list), "Asha\nRavi\n"),
        (wrapped(&format!("[{once},{{\"name\":\"Ravi\"}},{twice}]")), "Asha\nRavi\nAsha\n"),
    ] {
        let outcome = csv(r#"{"fields": {"name": "name"}}"#, &input).ends_with(0);
        assert_eq!(outcome.stdout, format!("name\n{rows}"), "{input}");
    }
    // The reject keeps the string, and is read again.
    let folder = Folder::of_mapping(r#"{"fields": {"name": {"path": "name", "required": true}}}"#);
    folder
        .apply(&["-q", "--rejects", "r"], serde_json::to_string("{\"name\":\"\"}").unwrap())
        .ends_with(1);
    let mended = folder.read("r").replace("\\\\\\\"\\\\\\\"", "\\\\\\\"Ravi\\\\\\\"");
    assert_ne!(mended, folder.read("r"));
    assert_eq!(folder.apply(&["-f", "csv"], mended).ends_with(0).stdout, "name\nRavi\n");
    // As it is asked for, a string is a string.
    let folder = Folder::of_mapping(r#"{"fields": {"all": "$"}}"#);
    let outcome = folder.apply(&["-f", "ndjson", "--from", "json"], &once).ends_with(0);
    assert_eq!(outcome.stdout, format!("{{\"all\":{once}}}\n"));
    assert_eq!(
        csv(r#"{"fields": {"all": "$"}}"#, "\"{no JSON\"").ends_with(0).stdout,
        "all\n{no JSON\n"
    );
}

#[test]
fn a_text_beside_keys_that_no_wrapper_has_is_no_broken_body() {
    let mapping = r#"{"fields": {"from": "from", "body": "body"}}"#;
    let mail = |body: &str, more: &str| {
        format!(r#"{{"from":"a@b.co",{more}"headers":{{"Message-ID":"x"}},"body":{body}}}"#)
    };
    for (body, cell) in [
        ("\"Hello, call me\"", "\"Hello, call me\""),
        ("\"\"", "\"\""),
        ("\"[Urgent] call\"", "\"[Urgent] call\""),
        ("\"{name}, call me\"", "\"{name}, call me\""),
        ("\"{{ lead.name }}\"", "\"{{ lead.name }}\""),
        ("\"{\\\"a quote\\\"} and more\"", "\"{\\\"a quote\\\"} and more\""),
        ("\"{\"", "\"{\""),
        ("\"{}\"", "\"{}\""),
        ("\"[]\"", "\"[]\""),
        ("\" [ ] \"", "\" [ ] \""),
        ("\"42\"", "\"42\""),
        ("null", "null"),
    ] {
        for more in ["", "\"subject\":\"Enquiry\",", "\"host\":\"mx\",\"accept\":\"all\","] {
            let input = mail(body, more);
            let outcome = ndjson(mapping, &input).ends_with(0);
            assert_eq!(
                outcome.stdout,
                format!("{{\"from\":\"a@b.co\",\"body\":{cell}}}\n"),
                "{input}"
            );
        }
    }
    let spread = r#"{"from":"a@b.co","subject":"x","host":"mx","accept":"all","body":"Hello"}"#;
    assert_eq!(
        ndjson(mapping, spread).ends_with(0).stdout,
        "{\"from\":\"a@b.co\",\"body\":\"Hello\"}\n"
    );
}

#[test]
fn the_wrapper_of_a_tool_with_a_broken_body_stays_one() {
    let mapping = r#"{"fields": {"name": "name"}}"#;
    for beside in [
        "",
        r#""queryString":{},"#,
        r#""params":{},"query":{},"webhookUrl":"u","executionMode":"test","#,
        r#""method":"POST","path":"/","query":{},"client_ip":"::1","url":"u","inferred_body_type":"TEXT","#,
        r#""resource":"/","path":"/","httpMethod":"POST","multiValueHeaders":{},"requestContext":{},"isBase64Encoded":false,"#,
        r#""version":"2.0","rawPath":"/","rawQueryString":"","requestContext":{},"isBase64Encoded":false,"#,
        r#""topic":"orders","#,
        r#""id":"1","method":"POST","query":{},"source_ip":"::1","size_bytes":3,"received_at":"x","verified":null,"#,
    ] {
        for body in ["\"Hello\"", "\"name=Asha&city=Pune\"", "\"<xml/>\"", "\"{\\\"name\\\":\""] {
            let input = format!(r#"{{{beside}"headers":{{"host":"a"}},"body":{body}}}"#);
            let outcome = csv(mapping, &input).ends_with(1);
            assert_eq!(outcome.stats["rejects"], json!({"body-not-json": 1}), "{input}");
        }
    }
    // So does one that nobody knows, if it was a request and the body was meant to be JSON.
    for (headers, body) in [
        (r#"{"host":"a"}"#, "\"{\\\"name\\\": bad}\""),
        (r#"{"user-agent":"curl","content-type":["application/json; charset=utf-8"]}"#, "\"name\""),
    ] {
        let input = format!(r#"{{"tool":"new","headers":{headers},"body":{body}}}"#);
        assert_eq!(
            csv(mapping, &input).ends_with(1).stats["rejects"],
            json!({"body-not-json": 1}),
            "{input}"
        );
    }
    // Or if something else tells of a request that was received.
    for beside in [
        r#""headers":{"Host":"hooks.example"}"#,
        r#""headers":{"user-agent":"curl/8","accept":"*/*"}"#,
        r#""headers":[{"name":"X-Forwarded-For","value":"192.0.2.1"}]"#,
        r#""headers":{},"method":"POST""#,
        r#""headers":{},"query":{"source":"ad"}"#,
    ] {
        for body in ["\"name=Asha&city=Pune\"", "\"{name}\"", "\"<xml/>\""] {
            let input = format!(r#"{{"tool":"new",{beside},"body":{body}}}"#);
            assert_eq!(
                csv(mapping, &input).ends_with(1).stats["rejects"],
                json!({"body-not-json": 1}),
                "{input}"
            );
        }
    }
    let smee = r#"{"host":"smee.io","user-agent":"x","x-event":"y","body":"Hello","query":{},"timestamp":1}"#;
    assert_eq!(csv(mapping, smee).ends_with(1).stats["rejects"], json!({"body-not-json": 1}));
}

#[test]
fn a_run_whose_every_record_is_blank_says_so() {
    let warning = "warning: every record is blank in all columns that come from payloads";
    for (mapping, input, warns) in [
        (NAME, "{\"nmae\":\"x\"}\n{\"naem\":\"y\"}\n", true),
        (NAME, "{\"nmae\":\"x\"}\n{\"name\":\"y\"}\n", false),
        (
            r#"{"fields": {"a": ["header:x", "name"]}}"#,
            "{\"headers\":{\"x\":\"1\"},\"body\":{}}",
            true,
        ),
        (r#"{"fields": {"a": {"path": "name", "default": "none"}}}"#, "{}", true),
        (r#"{"fields": {"a": {"template": "{first} {last}"}}}"#, "{}", true),
        (r#"{"fields": {"a": {"template": "{first} {last}"}}}"#, "{\"last\":\"Rao\"}", false),
        (r#"{"fields": {"a": "origin:line", "b": {"value": 1}}}"#, "{}", false),
    ] {
        let outcome = csv(mapping, input).ends_with(0);
        assert_eq!(outcome.stderr.contains(warning), warns, "{mapping} {outcome:?}");
    }
}
