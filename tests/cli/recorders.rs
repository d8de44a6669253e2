//! What tools that receive, record or inspect requests write down: the payload, its headers and its query are found in each.

use std::fs;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Value, json};

use crate::run::{Folder, Outcome, project};

const MAPPING: &str = r#"{"fields": {
    "id": "id",
    "country": {"path": "header:cf-ipcountry", "many": "join"},
    "utm": {"path": "query:utm", "many": "join"}
}}"#;

fn apply(capture: &Value) -> Outcome {
    Folder::of_mapping(MAPPING).apply(&["--no-header"], capture.to_string())
}

/// What the captures of a run were taken for.
fn taken_for(outcome: &Outcome) -> String {
    let wrappers = outcome.stats["captures"].as_object().unwrap();
    wrappers.keys().cloned().collect::<Vec<_>>().join(" ")
}

fn assert_payload(name: &str, capture: &Value) {
    let outcome = apply(capture).ends_with(0);
    assert_eq!(outcome.stdout, "7,IN,spring\n", "{name}: {capture}");
    assert_eq!(taken_for(&outcome), name, "{capture}");
}

/// The reject of a capture that gives nothing else.
fn reject(capture: &Value) -> String {
    let outcome = apply(capture).ends_with(1);
    assert_eq!(outcome.stdout, "", "{capture}");
    assert_eq!(outcome.count("payloads/rejected"), 1, "{capture}");
    outcome.reject()
}

/// Asserts that a capture is a payload, and no wrapper.
fn assert_bare(capture: &Value) {
    assert_eq!(taken_for(&apply(capture).ends_with(0)), "bare", "{capture}");
}

/// `change` made to a capture.
fn but(capture: &Value, change: impl FnOnce(&mut Value)) -> Value {
    let mut capture = capture.clone();
    change(&mut capture);
    capture
}

const URL: &str = "https://hooks.example/x?utm=spring";
const FORM: &str = "application/x-www-form-urlencoded";

fn multipart(fields: &[(&str, &str)]) -> String {
    let part = |(name, value): &(&str, &str)| {
        format!("--Xy\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    fields.iter().map(part).collect::<String>() + "--Xy--\r\n"
}

fn webhook_site() -> Value {
    json!({"uuid": "5f3c", "token_id": "0e9a", "type": "web", "method": "POST", "ip": "203.0.113.15",
        "content": "{\"id\":7}", "headers": {"cf-ipcountry": ["IN"]}, "query": {"utm": "spring"}, "url": URL})
}

#[test]
fn webhook_site_gives_a_request_or_pages_of_them() {
    let one = webhook_site();
    assert_payload("webhook.site", &one);
    let page = |requests: Value| json!({"data": requests, "total": 1, "per_page": 50, "current_page": 1, "is_last_page": true});
    assert_payload("list under data > webhook.site", &page(json!([one])));
    for query in [json!(null), json!([])] {
        assert_payload("webhook.site", &but(&one, |it| it["query"] = query));
    }
    assert_payload("webhook.site", &but(&one, |it| it["token_id"] = json!(null)));
    let empty = apply(&page(json!([]))).ends_with(0);
    assert_eq!((empty.stdout.as_str(), empty.count("payloads/read")), ("", 0));
    assert_eq!(taken_for(&empty), "list under data");
}

#[test]
fn webhook_site_has_forms_as_text_or_as_fields() {
    let form = but(&webhook_site(), |it| {
        it["content"] = json!("id=7");
        it["headers"]["content-type"] = json!([FORM]);
    });
    assert_payload("webhook.site", &form);
    let in_parts = but(&webhook_site(), |it| {
        it["content"] = json!("");
        it["headers"]["content-type"] = json!(["multipart/form-data; boundary=Xy"]);
        it["request"] = json!({"id": "7"});
    });
    assert_payload("webhook.site", &in_parts);
}

#[test]
fn e_mails_and_look_ups_at_webhook_site_are_counted_and_no_payloads() {
    let of_type = |kind: &str, content: &str| json!({"uuid": "5f3c", "token_id": "0e9a", "type": kind, "content": content, "headers": {}, "query": null});
    let page = json!({"data": [of_type("email", "Dear Asha"), of_type("dns", "x.dnshook.example"), webhook_site()]});
    let outcome = apply(&page).ends_with(0);
    assert_eq!(outcome.stdout, "7,IN,spring\n");
    assert_eq!(outcome.stats["without_body"], json!({"DNS look-up": 1, "e-mail": 1}));
    let outcome = apply(&of_type("email", "{\"id\":7}")).ends_with(0);
    assert_eq!(outcome.stdout, "7,,\n");
}

#[test]
fn a_signed_document_is_no_request_of_webhook_site() {
    assert_bare(&json!({"data": [{"uuid": "5f3c", "content": "{\"id\":7}", "signature": "x"}]}));
}

fn hooksense() -> Value {
    json!({"id": "req_1", "method": "POST", "headers": {"cf-ipcountry": "IN"}, "body": "{\"id\":7}",
        "query": {"utm": "spring"}, "source_ip": "203.0.113.15", "size_bytes": 8, "received_at": "2026-03-13T05:25:12Z"})
}

#[test]
fn hooksense_gives_bodies_as_text_or_in_base64_without_saying_so() {
    assert_payload("HookSense", &hooksense());
    let page = json!({"endpoint": "x", "exported_at": "2026-03-13", "requests": [hooksense()]});
    assert_payload("list under requests > HookSense", &page);
    let packed = |bytes: &[u8]| {
        but(&hooksense(), |it| {
            it["body"] = json!(BASE64.encode(bytes));
            it["size_bytes"] = json!(bytes.len());
        })
    };
    assert_payload("HookSense", &packed(b"{\"id\":7}"));
    assert_payload("HookSense", &packed(&crate::run::gzip(b"{\"id\":7}")));
    // What is base64 by accident is a text: its size tells.
    let text = but(&hooksense(), |it| {
        it["body"] = json!("abcd");
        it["size_bytes"] = json!(4);
    });
    assert!(reject(&text).contains("the body is not JSON: "), "{}", reject(&text));
    let empty = apply(&json!({"endpoint": "x", "exported_at": "2026-03-13", "requests": []}));
    assert_eq!(empty.ends_with(0).count("payloads/read"), 0);
}

#[test]
fn webhook_tester_gives_bodies_in_base64() {
    let one = json!({"uuid": "8f2b", "client_address": "203.0.113.15", "method": "POST",
        "request_payload_base64": BASE64.encode("{\"id\":7}"), "headers": [{"name": "Cf-Ipcountry", "value": "IN"}], "url": URL});
    assert_payload("request_payload_base64 + headers", &one);
    let form = but(&one, |it| {
        it["request_payload_base64"] = json!(BASE64.encode("id=7"));
        it["headers"].as_array_mut().unwrap().push(json!({"name": "Content-Type", "value": FORM}));
    });
    assert_payload("request_payload_base64 + headers", &form);
    let broken = but(&one, |it| it["request_payload_base64"] = json!("%%%"));
    assert!(reject(&broken).contains("not the base64 it is said to be"));
}

#[test]
fn ngrok_gives_whole_messages_or_bodies_or_json() {
    let message =
        "POST /x?utm=spring HTTP/1.1\r\nCf-Ipcountry: IN\r\nContent-Length: 8\r\n\r\n{\"id\":7}";
    let chunked = "POST /x HTTP/1.1\r\nCf-Ipcountry: IN\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{\"id\r\n4\r\n\":7}\r\n0\r\n\r\n";
    let with = |raw: Value| {
        json!({"uri": "/api/requests/http/1", "id": "1", "tunnel_name": "t", "remote_addr": "203.0.113.15:50514",
            "request": {"method": "POST", "proto": "HTTP/1.1", "headers": {"Cf-Ipcountry": ["IN"]}, "uri": "/x?utm=spring", "raw": raw},
            "response": {"status_code": 200, "headers": {}, "raw": BASE64.encode("HTTP/1.1 200 OK\r\n\r\n{\"id\":8}")}})
    };
    for raw in [
        json!(BASE64.encode(message)),
        json!(BASE64.encode(chunked)),
        json!(BASE64.encode("{\"id\":7}")),
        json!(BASE64.encode(crate::run::gzip(b"{\"id\":7}"))),
        json!("{\"id\":7}"),
        json!({"id": 7}),
    ] {
        assert_payload("ngrok", &with(raw.clone()));
        let page = json!({"uri": "/api/requests/http", "requests": [with(raw)]});
        assert_payload("list under requests > ngrok", &page);
    }
    // The inspector cuts long messages.
    let cut = with(json!(BASE64.encode(&message[..message.len() - 2])));
    let reject = reject(&cut);
    assert!(reject.contains("less of it than its content length says"), "{reject}");
    let empty = apply(&json!({"uri": "/api/requests/http", "requests": []})).ends_with(0);
    assert_eq!(empty.count("payloads/read"), 0);
}

#[test]
fn hookdeck_gives_events_attempts_and_samples() {
    let headers = json!({"cf-ipcountry": "IN"});
    for body in [json!({"id": 7}), json!("{\"id\":7}")] {
        for query in [
            json!({"parsed_query": {"utm": "spring"}}),
            json!({"query": "utm=spring"}),
            json!({"path": "/x?utm=spring"}),
        ] {
            let mut data = json!({"headers": headers, "body": body, "path": "/x"});
            data.as_object_mut().unwrap().extend(query.as_object().unwrap().clone());
            let event =
                json!({"id": "evt_1", "data": data, "verified": true, "rejection_cause": null});
            assert_payload("data.body + data.headers", &event);
            let page = json!({"pagination": {"limit": 1}, "count": 1, "models": [event]});
            assert_payload("list under models > data.body + data.headers", &page);
        }
    }
    let attempt = json!({"event": "attempt", "body": {"cli_path": "/x", "event_id": "evt_1",
        "request": {"method": "POST", "timeout": 30000, "data_string": "{\"id\":7}", "headers": headers}}});
    let outcome = apply(&attempt).ends_with(0);
    assert_eq!(
        (outcome.stdout.as_str(), taken_for(&outcome).as_str()),
        ("7,IN,\n", "Hookdeck attempt")
    );
    let sample = json!({"headers": headers, "body": {"id": 7}, "topic": "lead/create"});
    let outcome = apply(&sample).ends_with(0);
    assert_eq!(
        (outcome.stdout.as_str(), taken_for(&outcome).as_str()),
        ("7,IN,\n", "body + headers")
    );
}

#[test]
fn svix_gives_messages_and_attempts() {
    let message = json!({"id": "msg_2Xk0", "eventType": "lead", "payload": {"id": 7}, "timestamp": "2026-03-13T05:25:12Z"});
    let attempt = json!({"id": "atmpt_1", "endpointId": "ep_1", "response": "{\"id\":8}", "responseStatusCode": 200, "msg": message});
    for (name, capture) in [
        ("Svix", message.clone()),
        ("Svix", attempt.clone()),
        (
            "list under data > Svix",
            json!({"data": [message, message], "iterator": null, "done": true}),
        ),
        ("list under data > Svix", json!({"data": [attempt], "iterator": null, "done": true})),
    ] {
        let outcome = apply(&capture).ends_with(0);
        assert_eq!(outcome.stdout.lines().next(), Some("7,,"), "{capture}");
        assert_eq!(taken_for(&outcome), name);
    }
    assert_bare(&json!({"id": "7", "eventType": "lead", "payload": {"id": 8}}));
}

fn n8n_hook() -> Value {
    json!({"headers": {"cf-ipcountry": "IN"}, "params": {}, "query": {"utm": "spring"}, "body": {"id": 7},
        "webhookUrl": "https://n8n.example/webhook/x", "executionMode": "production"})
}

#[test]
fn n8n_gives_items_with_and_without_their_json_level() {
    assert_payload("body + headers", &n8n_hook());
    assert_payload(
        "json.body + json.headers",
        &json!([{"json": n8n_hook(), "pairedItem": {"item": 0}}]),
    );
    let form = but(&n8n_hook(), |it| {
        it["headers"]["content-type"] = json!(FORM);
        it["body"] = json!({"{\"id\":7}": ""});
    });
    assert_payload("body + headers", &form);
}

#[test]
fn n8n_workflows_give_what_their_webhooks_and_forms_have_pinned() {
    let workflow = |kind: &str, item: Value| {
        json!({"name": "w", "connections": {},
            "nodes": [{"name": "A \"b\"", "type": kind, "parameters": {}}, {"name": "B", "type": "n8n-nodes-base.set"}],
            "pinData": {"A \"b\"": [item]}})
    };
    let hook = "n8n-nodes-base.webhook";
    assert_payload("n8n pinned data > body + headers", &workflow(hook, n8n_hook()));
    assert_payload(
        "n8n pinned data > json.body + json.headers",
        &workflow(hook, json!({"json": n8n_hook()})),
    );
    let fields = json!({"id": 7, "submittedAt": "2026-03-13T05:25:12Z", "formMode": "production"});
    let outcome =
        apply(&workflow("n8n-nodes-base.formTrigger", json!({"json": fields}))).ends_with(0);
    assert_eq!(outcome.stdout, "7,,\n");
    // Answers to requests, what later nodes hold of the same delivery, and workflows without a delivery.
    for nothing in [
        workflow("n8n-nodes-base.httpRequest", json!({"json": n8n_hook()})),
        workflow(hook, json!({"json": {"statusCode": 200, "headers": {}, "body": {"id": 8}}})),
        workflow("n8n-nodes-base.set", json!({"json": n8n_hook()})),
        workflow("n8n-nodes-base.manualTrigger", json!({"json": {"id": 8}})),
        json!({"name": "w", "nodes": [], "connections": {}, "pinData": {}}),
        json!({"name": "w", "nodes": [], "connections": {}, "pinData": null}),
    ] {
        let outcome = apply(&nothing).ends_with(0);
        assert_eq!(outcome.stdout, "", "{nothing}");
        assert_eq!(outcome.count("payloads/read"), 0, "{nothing}");
        assert_eq!(taken_for(&outcome), "n8n pinned data");
    }
    assert_bare(&json!({"id": 7, "pinData": {"code": "1234"}}));
}

#[test]
fn n8n_executions_give_what_their_first_nodes_have_received() {
    let run = |before: Value| json!([{"startTime": 1, "executionTime": 1, "source": before, "data": {"main": [[{"json": n8n_hook()}]]}}]);
    let execution = json!({"id": "1", "finished": true, "data": {"resultData": {"runData": {
        "Webhook": run(json!([])), "Set": run(json!([{"previousNode": "Webhook"}]))}}}});
    assert_payload("n8n execution > json.body + json.headers", &execution);
    assert_payload(
        "list under data > n8n execution > json.body + json.headers",
        &json!({"data": [execution], "nextCursor": null}),
    );
}

#[test]
fn pipedream_gives_events_wherever_they_stand() {
    let event = json!({"method": "POST", "path": "/", "url": URL, "client_ip": "203.0.113.15",
        "headers": {"cf-ipcountry": "IN"}, "body": {"id": 7}, "inferred_body_type": "JSON"});
    for (name, capture) in [
        ("body + headers", event.clone()),
        ("event.body + event.headers", json!({"id": "1", "event": event})),
        ("trigger.event.body + headers", json!({"trigger": {"event": event, "context": {}}})),
        ("steps.trigger.event.body + headers", json!({"steps": {"trigger": {"event": event}}})),
        (
            "list under data > event.body + event.headers",
            json!({"data": [{"id": "1", "event": event}], "page_info": {}}),
        ),
    ] {
        assert_payload(name, &capture);
    }
}

#[test]
fn zapier_gives_raw_bodies() {
    for body in ["{\"id\":7}", "id=7", " \n{\"id\":7}"] {
        let form = if body.starts_with('i') { FORM } else { "application/json" };
        let capture = json!({"raw_body": body, "querystring": {"utm": "spring"},
            "headers": {"http_cf_ipcountry": "IN", "http_content_type": form}});
        assert_payload("raw_body + headers", &capture);
    }
    let page = json!({"raw_body": "<html>", "headers": {"Content-Type": "application/json"}});
    assert!(reject(&page).contains("the body is not JSON (its content type is application/json)"));
    assert_bare(&json!({"raw_body": "Dear Asha", "id": 7}));
}

#[test]
fn make_gives_bundles_with_headers() {
    let headers =
        json!([{"name": "host", "value": "h.example"}, {"name": "cf-ipcountry", "value": "IN"}]);
    for capture in [
        json!({"value": "{\"id\":7}", "__IMTMETHOD__": "POST", "__IMTHEADERS__": headers}),
        json!({"id": 7, "value": "x", "__IMTHEADERS__": headers, "__IMTMETHOD__": "POST"}),
        json!([{"__IMTHEADERS__": headers, "id": 7}]),
    ] {
        let outcome = apply(&capture).ends_with(0);
        assert_eq!(outcome.stdout, "7,IN,\n", "{capture}");
        assert_eq!(taken_for(&outcome), "Make");
    }
    // What Make adds is no part of the payload.
    let capture = json!({"id": 7, "__IMTHEADERS__": headers}).to_string();
    let schema = Folder::new().pipe(&["schema", "-f", "json"], &capture);
    assert!(!schema.stdout.contains("__IMT"), "{}", schema.stdout);
}

#[test]
fn prismatic_gives_what_a_trigger_was_given() {
    let payload = |raw: Value, body: Value| json!({"headers": {"Cf-Ipcountry": "IN"}, "queryParameters": {"utm": "spring"}, "rawBody": {"data": raw}, "body": body});
    for given in [
        payload(json!("{\"id\":8}"), json!({"data": {"id": 7}, "contentType": "application/json"})),
        payload(json!("id=8"), json!({"data": "id=7", "contentType": FORM})),
        payload(json!("{\"id\":7}"), json!({"contentType": "application/json"})),
        payload(json!({"type": "Buffer", "data": b"{\"id\":7}"}), json!({"data": null})),
    ] {
        assert_payload("Prismatic", &given);
        assert_payload("Prismatic", &json!({"payload": given}));
    }
}

fn har(post: &Value) -> Value {
    json!({"log": {"version": "1.2", "creator": {"name": "x", "version": "1"}, "entries": [{
        "startedDateTime": "2026-03-13T05:25:12Z", "time": 1, "cache": {}, "timings": {},
        "request": {"method": "POST", "url": URL, "httpVersion": "HTTP/1.1", "cookies": [], "queryString": [],
            "headers": [{"name": "Cf-IPCountry", "value": "IN"}], "postData": post},
        "response": {"status": 200, "headers": [], "content": {"mimeType": "application/json", "text": "{\"id\":8}"}}}]}})
}

#[test]
fn archives_give_what_was_posted() {
    let json = "application/json";
    for post in [
        json!({"mimeType": json, "text": "{\"id\":7}"}),
        json!({"mimeType": json, "text": "{\"id\":7}", "params": []}),
        json!({"mimeType": json, "text": BASE64.encode("{\"id\":7}"), "encoding": "base64"}),
        json!({"mimeType": FORM, "text": "id=7", "params": [{"name": "id", "value": "8"}]}),
        json!({"mimeType": FORM, "params": [{"name": "id", "value": "7"}]}),
        json!({"mimeType": FORM, "text": "", "params": [{"name": "id", "value": "7"}]}),
        json!({"mimeType": FORM, "params": [{"name": "{\"id\":7}", "value": ""}]}),
        json!({"mimeType": "multipart/form-data; boundary=Xy", "text": multipart(&[("id", "7")])}),
        json!({"mimeType": "multipart/form-data", "text": "--Xy", "params": [{"name": "id", "value": "7"}]}),
    ] {
        assert_payload("HAR", &har(&post));
    }
    let of_pairs = but(&har(&json!({"mimeType": json, "text": "{\"id\":7}"})), |it| {
        let request = &mut it["log"]["entries"][0]["request"];
        request["url"] = json!("https://hooks.example/x");
        request["queryString"] = json!([{"name": "utm", "value": "spring"}]);
    });
    assert_payload("HAR", &of_pairs);
}

#[test]
fn files_in_forms_of_archives_are_told_of_and_not_copied() {
    let capture = har(&json!({"mimeType": "multipart/form-data", "params": [
        {"name": "id", "fileName": "cv.pdf", "contentType": "application/pdf", "value": "secret"}]}));
    let folder = Folder::of_mapping(
        r#"{"fields": {"file": "id.name", "type": "id.type", "size": "id.size", "all": "id"}}"#,
    );
    let outcome = folder.apply(&["-f", "ndjson"], capture.to_string()).ends_with(0);
    assert!(
        outcome.stdout.starts_with(r#"{"file":"cv.pdf","type":"application/pdf","size":6"#),
        "{}",
        outcome.stdout
    );
    assert!(!outcome.stdout.contains("secret"), "{}", outcome.stdout);
}

#[test]
fn requests_without_a_body_in_archives_are_counted_and_their_queries_are_no_payloads() {
    let mut archive = har(&json!({"mimeType": "application/json", "text": "{\"id\":7}"}));
    let mut page = archive["log"]["entries"][0].clone();
    page["request"]["method"] = json!("GET");
    page["request"].as_object_mut().unwrap().remove("postData");
    archive["log"]["entries"].as_array_mut().unwrap().extend([page.clone(), page]);
    let outcome = apply(&archive).ends_with(0);
    assert_eq!(outcome.stdout, "7,IN,spring\n");
    assert_eq!(outcome.stats["without_body"], json!({"GET": 2}));
    let empty = json!({"log": {"version": "1.2", "creator": {}, "entries": []}});
    assert_eq!(apply(&empty).ends_with(0).count("payloads/read"), 0);
    assert_bare(&json!({"log": {"entries": [{"id": 7}]}}));
    assert_bare(&json!({"log": {"version": "2", "entries": [{"request": "x"}]}}));
}

#[test]
fn journals_of_mock_servers_give_what_they_received_and_not_what_they_wait_for() {
    let request = json!({"url": "/x?utm=spring", "absoluteUrl": URL, "method": "POST", "clientIp": "203.0.113.15",
        "headers": {"CF-IPCountry": "IN"}, "cookies": {}, "loggedDate": 1, "bodyAsBase64": BASE64.encode("{\"id\":7}"), "body": "{\"id\":7}"});
    let event = json!({"id": "1", "request": request, "responseDefinition": {"status": 200}, "response": {"status": 200}, "wasMatched": true});
    assert_payload("WireMock", &event);
    let journal =
        json!({"requests": [event], "meta": {"total": 1}, "requestJournalDisabled": false});
    assert_payload("list under requests > WireMock", &journal);
    // Unmatched requests stand in their list without an event around them.
    assert_payload("list under requests > body + headers", &json!({"requests": [request]}));
    let empty =
        apply(&json!({"requests": [], "meta": {"total": 0}, "requestJournalDisabled": false}));
    assert_eq!(empty.ends_with(0).count("payloads/read"), 0);
    assert_bare(
        &json!({"id": "7", "request": {"method": "POST", "url": "/x", "headers": {"a": {"equalTo": "b"}},
        "bodyPatterns": [], "body": {}}, "response": {"status": 200, "jsonBody": {"id": 8}}}),
    );

    let imposter = json!({"protocol": "http", "port": 4545, "numberOfRequests": 1, "requests": [{"requestFrom": "203.0.113.15:50514",
        "method": "POST", "path": "/x", "query": {"utm": "spring"}, "headers": {"Cf-Ipcountry": "IN"}, "body": "{\"id\":7}",
        "ip": "203.0.113.15", "timestamp": "2026-03-13T05:25:12Z"}], "stubs": []});
    assert_payload("list under requests > body + headers", &imposter);
    let several = json!({"imposters": [imposter, {"protocol": "http", "port": 4546, "requests": [], "stubs": []}]});
    assert_payload("list under imposters > list under requests > body + headers", &several);
}

#[test]
fn mock_server_gives_bodies_of_each_type() {
    for body in [
        json!({"type": "JSON", "json": {"id": 7}}),
        json!({"type": "JSON", "json": "{\"id\":7}", "rawBytes": "x"}),
        json!({"type": "STRING", "string": "{\"id\":7}", "contentType": "text/plain"}),
        json!({"type": "STRING", "string": "id=7", "contentType": FORM}),
        json!({"type": "BINARY", "base64Bytes": BASE64.encode("{\"id\":7}")}),
        json!({"type": "PARAMETERS", "parameters": {"id": ["7"]}}),
        json!({"type": "PARAMETERS", "parameters": [{"name": "id", "values": ["7"]}]}),
    ] {
        for (headers, query) in [
            (json!({"cf-ipcountry": ["IN"]}), json!({"utm": ["spring"]})),
            (
                json!([{"name": "cf-ipcountry", "values": ["IN"]}]),
                json!([{"name": "utm", "values": ["spring"]}]),
            ),
        ] {
            let request = json!({"method": "POST", "path": "/x", "queryStringParameters": query, "headers": headers,
                "keepAlive": true, "secure": false, "body": body});
            assert_payload("MockServer", &request);
            let answered = json!({"httpRequest": request, "httpResponse": {"statusCode": 200}, "timestamp": "2026-03-13 05:25:12"});
            assert_payload("MockServer > MockServer", &answered);
            assert_bare(
                &json!({"id": "1", "httpRequest": request, "httpResponse": {"statusCode": 200}, "times": {"unlimited": true}}),
            );
        }
    }
    let xml = json!({"method": "POST", "path": "/x", "headers": {}, "body": {"type": "XML", "xml": "<a/>"}});
    assert!(reject(&xml).contains("the body is not JSON"));
}

#[test]
fn echoes_give_the_request_that_they_repeat() {
    let echo = |sent: Value| {
        let mut echo = json!({"args": {"utm": "spring"}, "headers": {"Cf-Ipcountry": "IN"}, "origin": "203.0.113.15", "url": URL,
            "data": "", "files": {}, "form": {}, "json": null});
        echo.as_object_mut().unwrap().extend(sent.as_object().unwrap().clone());
        echo
    };
    for sent in [
        json!({"data": "{\"id\":7}", "json": {"id": 7}}),
        json!({"data": {"id": 7}, "json": {"id": 7}}),
        json!({"data": {"id": 7}}),
        json!({"form": {"id": "7"}, "data": ""}),
        json!({"form": {"id": ["7"]}, "json": null}),
        json!({"form": {"{\"id\":7}": ""}, "json": null}),
        json!({"data": format!("data:application/octet-stream;base64,{}", BASE64.encode("{\"id\":7}"))}),
        json!({"args": {"utm": ["spring"]}, "headers": {"Cf-Ipcountry": ["IN"]}, "json": {"id": 7}}),
    ] {
        assert_payload("httpbin", &echo(sent));
    }
    let get = json!({"args": {"id": "7"}, "headers": {"cf-ipcountry": "IN"}, "origin": "203.0.113.15", "url": "https://h.example/get?id=7"});
    let outcome = apply(&get).ends_with(0);
    assert_eq!((outcome.stdout.as_str(), taken_for(&outcome).as_str()), ("7,IN,\n", "httpbin"));
    assert_bare(&json!({"id": 7, "args": {}, "url": "https://a.example", "form": {}}));
}

#[test]
fn github_gives_deliveries() {
    for payload in [json!({"id": 7}), json!("{\"id\":7}")] {
        let delivery = json!({"id": 1, "guid": "7c1d", "delivered_at": "2026-03-13T05:25:12Z", "status": "OK", "status_code": 200,
            "event": "lead", "request": {"headers": {"CF-IPCountry": "IN"}, "payload": payload},
            "response": {"headers": {}, "payload": "{\"id\":8}"}});
        let outcome = apply(&delivery).ends_with(0);
        assert_eq!(
            (outcome.stdout.as_str(), taken_for(&outcome).as_str()),
            ("7,IN,\n", "GitHub delivery")
        );
        assert_bare(&json!({"id": 7, "request": {"headers": {}, "payload": {"id": 8}}}));
    }
}

#[test]
fn requests_under_request_are_those_that_were_received() {
    let request =
        json!({"method": "POST", "url": URL, "headers": {"cf-ipcountry": "IN"}, "body": {"id": 7}});
    assert_payload(
        "request.body + request.headers",
        &json!({"request": request, "received_at": "2026-03-13"}),
    );
    assert_payload(
        "request.body + request.headers",
        &json!({"request": request, "response": null}),
    );
    // What a client has recorded, and what is to be sent.
    assert_bare(&json!({"request": request, "response": {"status": 200}}));
    assert_bare(&json!({"request": request, "status": 200}));
    assert_bare(&json!({"request": but(&request, |it| it["url"] = json!("{{base}}/x"))}));
}

#[test]
fn headers_are_found_as_lists_too() {
    for headers in [
        json!({"headers": [["Host", "a"], ["CF-IPCountry", "IN"]]}),
        json!({"rawHeaders": ["Host", "a", "CF-IPCountry", "IN"]}),
        json!({"headers": {}, "rawHeaders": ["Host", "a", "CF-IPCountry", "IN"]}),
        json!({"multiValueHeaders": {"CF-IPCountry": ["IN"]}, "headers": null}),
        json!({"multiValueHeaders": null, "headers": {"CF-IPCountry": "IN"}}),
        json!({"headers": {"CONTENT_TYPE": "application/json", "HTTP_CF_IPCOUNTRY": "IN"}}),
    ] {
        let mut capture = json!({"method": "POST", "url": URL, "body": {"id": 7}});
        capture.as_object_mut().unwrap().extend(headers.as_object().unwrap().clone());
        assert_payload("body + headers", &capture);
    }
    let twice = json!({"headers": {"cf-ipcountry": "NP"}, "multiValueHeaders": {"cf-ipcountry": ["IN", "NP"]}, "body": {"id": 7},
        "queryStringParameters": {"utm": "b"}, "multiValueQueryStringParameters": {"utm": ["a", "b"]}});
    assert_eq!(apply(&twice).ends_with(0).stdout, "7,\"IN; NP\",\"a; b\"\n");
}

fn posted(content_type: &str, body: &[u8], is_base64: bool) -> Value {
    let text = || String::from_utf8(body.to_vec()).unwrap();
    let body = if is_base64 { BASE64.encode(body) } else { text() };
    json!({"method": "POST", "url": URL, "headers": {"cf-ipcountry": "IN", "Content-Type": content_type},
        "body": body, "isBase64Encoded": is_base64})
}

#[test]
fn a_multipart_form_is_an_object_of_its_fields() {
    let form = multipart(&[("id", "7"), ("tag", "x"), ("tag", "y")]);
    for is_base64 in [false, true] {
        for content_type in [
            "multipart/form-data; boundary=Xy",
            "Multipart/Form-Data;charset=utf-8; Boundary=\"Xy\"",
        ] {
            assert_payload("body + headers", &posted(content_type, form.as_bytes(), is_base64));
        }
    }
    let mapping = r#"{"fields": {"tags": {"path": "tag[*]", "many": "join"}, "name": "cv.name", "type": "cv.type", "size": "cv.size"}}"#;
    let mut with_file = form.strip_suffix("--Xy--\r\n").unwrap().as_bytes().to_vec();
    with_file.extend(b"--Xy\r\nContent-Disposition: form-data; name=\"cv\"; filename=\"a.pdf\"\r\nContent-Type: application/pdf\r\n\r\n");
    with_file.extend([0xFF, 0x00, 0x0D, 0x0A]);
    with_file.extend(b"\r\n--Xy--\r\n");
    let capture = posted("multipart/form-data; boundary=Xy", &with_file, true).to_string();
    let outcome = Folder::of_mapping(mapping).apply(&["--no-header"], capture).ends_with(0);
    assert_eq!(outcome.stdout, "\"x; y\",a.pdf,application/pdf,4\n");
}

#[test]
fn a_multipart_form_that_is_broken_is_a_reject_that_says_why() {
    let form = multipart(&[("id", "7")]);
    for (content_type, body, why) in [
        ("multipart/form-data", form.as_str(), "its content type names no boundary"),
        (
            "multipart/form-data; boundary=Xy",
            &form[..form.len() - 5],
            "it ends before its last boundary",
        ),
        ("multipart/form-data; boundary=Xy", &form[..20], "it ends before its last boundary"),
        ("multipart/form-data; boundary=Zz", &form, "it ends before its last boundary"),
        ("multipart/form-data; boundary=Xy", "id=7", "it ends before its last boundary"),
    ] {
        for is_base64 in [false, true] {
            let reject = reject(&posted(content_type, body.as_bytes(), is_base64));
            assert!(
                reject.starts_with(
                    "reject[body-not-json]: the body is not the multipart form it is said to be: "
                ),
                "{reject}"
            );
            assert!(reject.contains(why), "{reject}");
        }
    }
    // JSON with the type of a form is JSON.
    assert_payload("body + headers", &posted("multipart/form-data", b"{\"id\":7}", false));
}

#[test]
fn a_body_as_bytes_of_node_is_opened() {
    let capture = but(&posted("application/json", b"", false), |it| {
        it["body"] = json!({"type": "Buffer", "data": b"{\"id\":7}"});
    });
    assert_payload("body + headers", &capture);
}

#[test]
fn no_request_that_was_made_or_described_and_no_answer_is_claimed() {
    let request = json!({"method": "POST", "url": URL, "headers": {"content-type": "application/json"}, "body": {"id": 8}});
    let with = |more: Value| {
        let mut request = request.clone();
        request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        request
    };
    for capture in [
        with(json!({"timeout": 30})),
        with(json!({"auth": {"type": "bearer"}})),
        with(json!({"statusCode": 200})),
        with(json!({"response": {"status": 200}})),
        with(json!({"status": 200})),
        with(json!({"type": "REST", "params": {}})),
        with(json!({"url": "${BASE}/x"})),
        with(json!({"id": "1", "url": "/x"})),
        with(json!({"id": "1", "url": "me/messages", "dependsOn": ["0"]})),
        with(json!({"body": {"JSON": {"id": 8}}})),
        with(json!({"body": {"mode": "raw", "raw": "{\"id\":8}"}})),
        with(json!({"body": {"mimeType": "application/json", "text": "{\"id\":8}"}})),
        json!({"requests": [with(json!({"id": "1", "url": "/x"})), with(json!({"id": "2", "url": "/y"}))]}),
        json!({"scope": "https://a.example", "method": "POST", "path": "/", "body": {"id": 8}, "status": 200,
            "response": {}, "rawHeaders": ["Content-Type", "application/json"]}),
        // An answer without its status, and an e-mail.
        json!({"headers": {"server": "nginx", "content-type": "application/json"}, "body": "{\"id\":8}"}),
        json!({"id": 7, "headers": {"Subject": "Hello", "Message-ID": "<1@a.example>"}, "body": "Dear Asha"}),
    ] {
        assert_bare(&capture);
    }
    // Who knows where a request came from has received it, whatever it has answered.
    assert_payload(
        "body + headers",
        &json!({"method": "POST", "url": URL, "client_ip": "203.0.113.15", "status": 200,
        "headers": {"cf-ipcountry": "IN"}, "body": {"id": 7}}),
    );
}

#[test]
fn a_list_of_requests_to_be_made_is_not_opened_and_one_of_requests_received_is() {
    let part = |more: Value| {
        let mut part = json!({"method": "POST", "url": "/x?utm=spring", "body": {"id": 7},
            "headers": {"Content-Type": "application/json", "cf-ipcountry": "IN"}});
        part.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        part
    };
    assert_bare(&json!({"requests": [part(json!({}))]}));
    assert_bare(&json!({"requests": [part(json!({"url": "me/messages"})), part(json!({}))]}));
    for received in [
        json!({"ip": "203.0.113.15"}),
        json!({"timestamp": "2026-11-28T10:00:00Z"}),
        json!({"url": "https://hooks.example/x?utm=spring"}),
        json!({"headers": {"Host": "hooks.example", "cf-ipcountry": "IN"}}),
    ] {
        let name = "list under requests > body + headers";
        assert_payload(name, &json!({"requests": [part(received)]}));
    }
}

#[test]
fn what_providers_send_is_no_wrapper() {
    let taken = |path: &str| {
        let outcome = Folder::of_mapping(MAPPING).apply(&[&project(path)], "");
        taken_for(&outcome)
    };
    for (folder, allowed) in [
        ("samples/google-ads", "bare"),
        ("samples/meta", "bare"),
        ("samples/saleassist", "bare body + headers"),
        ("tests/cases/init", "bare"),
    ] {
        let files = fs::read_dir(project(folder)).unwrap().map(|file| file.unwrap().file_name());
        let files = files.map(|name| format!("{folder}/{}", name.to_str().unwrap()));
        let captures: Vec<_> = files.filter(|file| !file.ends_with("jsonc")).collect();
        assert!(captures.len() >= 2, "{folder}");
        for file in captures {
            let taken = taken(&file);
            assert!(allowed.contains(&taken), "{file} is taken for {taken}");
        }
    }
}

#[test]
fn what_a_trigger_of_n8n_has_pinned_is_a_payload_whatever_it_looks_like() {
    let workflow = |kind: &str, items: Value| json!({"nodes": [{"name": "W", "type": kind}], "connections": {}, "pinData": {"W": items}});
    for (given, rows) in [
        (
            workflow(
                "n8n-nodes-base.webhook",
                json!([
                    {"json": {"body": {"id": 1}, "headers": {"host": "h"}}},
                    {"json": {"body": {"id": 2}}},
                ]),
            ),
            2,
        ),
        (workflow("n8n-nodes-base.facebookLeadAdsTrigger", json!([{"json": {"id": 3}}])), 1),
    ] {
        let outcome = apply(&given);
        assert_eq!(outcome.stats["payloads"]["read"], rows, "{given}: {}", outcome.stderr);
    }
}
