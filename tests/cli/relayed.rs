//! Queues and logs that a delivery went through: their messages and records are opened, and a line of text is counted.

use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use serde_json::{Value, json};

use crate::run::{Folder, Outcome};

const MAPPING: &str = r#"{"fields": {
    "id": "id",
    "topic": {"path": "header:X-Topic", "many": "join"},
    "utm": {"path": "query:utm", "many": "join"}
}}"#;

fn apply(input: &Value) -> Outcome {
    Folder::of_mapping(MAPPING).apply(&[], input.to_string())
}

/// The rows that come of a capture.
#[track_caller]
fn rows(input: &Value) -> String {
    let outcome = apply(input).ends_with(0);
    outcome.stdout.strip_prefix("id,topic,utm\n").unwrap().to_owned()
}

fn base64(text: &str) -> String {
    BASE64.encode(text)
}

fn gzip(text: &str) -> String {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    BASE64.encode(encoder.finish().unwrap())
}

fn zlib(text: &str) -> String {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    BASE64.encode(encoder.finish().unwrap())
}

#[test]
fn every_message_of_a_batch_is_opened_in_order() {
    let sqs = |body: &str| json!({"messageId": "m", "receiptHandle": "r", "body": body, "eventSource": "aws:sqs"});
    let sns = |text: &str| json!({"EventSource": "aws:sns", "Sns": {"Type": "Notification", "TopicArn": "arn:t", "Message": text}});
    let kinesis = |data: String| json!({"kinesis": {"data": data, "partitionKey": "1"}});
    let firehose = |data: String| json!({"recordId": "1", "data": data});
    let (one, two) = (r#"{"id":1}"#, r#"{"id":2}"#);
    for input in [
        json!({"Records": [sqs(one), sqs(two)]}),
        json!({"Records": [sns(one), sns(two)]}),
        json!({"Records": [kinesis(base64(one)), kinesis(gzip(two))]}),
        json!({"records": [firehose(zlib(one)), firehose(base64("{\"id\":2}\n"))]}),
        json!({"requestId": "1", "timestamp": 1, "records": [{"data": base64(one)}, {"data": gzip(two)}]}),
        json!({"records": [{"recordId": "1", "data": gzip("{\"id\":1}{\"id\":2}")}]}),
        json!({"Records": [kinesis(base64("{\"id\":1}\n{\"id\":2}\n"))]}),
        json!({"eventSource": "aws:kafka", "records": {"a-0": [{"topic": "a", "value": base64(one)}], "a-1": [{"topic": "a", "value": base64(two)}]}}),
        json!({"Messages": [{"MessageId": "1", "ReceiptHandle": "r", "Body": one}, {"MessageId": "2", "ReceiptHandle": "r", "Body": two}]}),
        json!({"logGroup": "g", "logStream": "s", "logEvents": [{"id": "1", "timestamp": 1, "message": one}, {"id": "2", "timestamp": 2, "message": two}]}),
        json!({"awslogs": {"data": zlib(&json!({"messageType": "DATA_MESSAGE", "logGroup": "g", "logEvents": [{"id": "1", "timestamp": 1, "message": one}, {"id": "2", "timestamp": 2, "message": two}]}).to_string())}}),
        json!({"events": [{"timestamp": 1, "message": one, "ingestionTime": 1}, {"timestamp": 1, "message": two, "eventId": "1"}]}),
        json!({"receivedMessages": [{"ackId": "a", "message": {"data": base64(one), "messageId": "1"}}, {"ackId": "a", "message": {"data": base64(two), "messageId": "2"}}]}),
        json!({"entries": [{"insertId": "1", "textPayload": one}, {"insertId": "2", "jsonPayload": {"id": 2}}]}),
        json!({"resourceLogs": [{"scopeLogs": [{"logRecords": [{"body": {"stringValue": one}}]}]}, {"scopeLogs": [{"logRecords": [{"body": {"stringValue": two}}]}]}]}),
        json!({"hits": {"total": 2, "hits": [{"_id": "1", "_source": {"id": 1}}, {"_id": "2", "_source": {"id": 2}}]}}),
        json!({"streams": [{"stream": {"app": "a"}, "values": [["1", one]]}, {"stream": {"app": "b"}, "values": [["2", two]]}]}),
    ] {
        assert_eq!(rows(&input), "1,,\n2,,\n", "{input}");
    }
}

#[test]
fn attributes_of_messages_are_in_reach_as_headers() {
    let body = r#"{"id":7}"#;
    let pub_sub =
        json!({"data": base64(body), "attributes": {"x-topic": "leads"}, "messageId": "1"});
    for input in [
        json!({"Records": [{"eventSource": "aws:sqs", "messageId": "1", "body": body, "messageAttributes": {"X-Topic": {"stringValue": "leads", "dataType": "String"}}}]}),
        json!({"Messages": [{"ReceiptHandle": "1", "Body": body, "MessageAttributes": {"X-Topic": {"StringValue": "leads", "DataType": "String"}}}]}),
        json!({"Type": "Notification", "TopicArn": "arn:t", "Message": body, "MessageAttributes": {"X-Topic": {"Type": "String", "Value": "leads"}}}),
        json!({"message": pub_sub, "subscription": "projects/p/subscriptions/s"}),
        json!({"ackId": "a", "message": pub_sub}),
    ] {
        assert_eq!(rows(&input), "7,leads,\n", "{input}");
    }
}

#[test]
fn what_nginx_writes_of_a_request_is_in_reach() {
    let line = json!({
        "request": "POST /in?utm=spring HTTP/1.1", "status": "500", "remote_addr": "192.0.2.1",
        "http_x_topic": "leads", "http_referer": "-", "request_body": r#"{"id":7}"#
    });
    assert_eq!(rows(&line), "7,leads,spring\n");
    let form = json!({
        "request_method": "POST", "request_uri": "/in?utm=spring", "status": 200, "args": "-",
        "content_type": "application/x-www-form-urlencoded", "request_body": "id=7&name=Asha"
    });
    assert_eq!(rows(&form), "7,,spring\n");
    for body in ["-", ""] {
        let page =
            json!({"request": "GET /?utm=spring HTTP/1.1", "status": "200", "request_body": body});
        let outcome = apply(&page).ends_with(0);
        assert_eq!(outcome.stats["without_body"], json!({"GET": 1}), "{page}");
        assert_eq!(outcome.stdout, "id,topic,utm\n");
    }
}

#[test]
fn wrappers_in_wrappers_are_opened_one_after_the_other() {
    let request = json!({"version": "2.0", "rawPath": "/in", "rawQueryString": "utm=spring", "headers": {"x-topic": "leads"}, "body": base64(r#"{"id":7}"#), "isBase64Encoded": true}).to_string();
    let notification =
        json!({"Type": "Notification", "TopicArn": "arn:t", "Message": request}).to_string();
    let queue = json!({"Records": [{"eventSource": "aws:sqs", "body": notification}]}).to_string();
    let line = json!({"log": format!("{queue}\n"), "stream": "stdout", "time": "t"});
    let outcome = apply(&line).ends_with(0);
    assert_eq!(outcome.stdout, "id,topic,utm\n7,leads,spring\n");
    assert_eq!(outcome.stats["captures"], json!({"Docker log > SQS > SNS > body + headers": 1}));
}

#[test]
fn gateways_are_read_with_all_forms_of_their_events() {
    // A load balancer that was told to keep headers that stand twice.
    let balancer = json!({
        "requestContext": {"elb": {"targetGroupArn": "arn:t"}}, "httpMethod": "POST", "path": "/in",
        "multiValueQueryStringParameters": {"utm": ["spring"]},
        "multiValueHeaders": {"x-topic": ["leads", "all"]}, "body": r#"{"id":7}"#, "isBase64Encoded": false
    });
    assert_eq!(rows(&balancer), "7,\"leads; all\",spring\n");
    let socket = json!({
        "requestContext": {"connectionId": "c=", "eventType": "MESSAGE", "routeKey": "$default"},
        "body": base64(r#"{"id":7}"#), "isBase64Encoded": true
    });
    assert_eq!(rows(&socket), "7,,\n");
    let connected = json!({
        "headers": {"host": "a"}, "requestContext": {"connectionId": "c=", "eventType": "CONNECT"}, "isBase64Encoded": false
    });
    let outcome = apply(&connected).ends_with(0);
    assert_eq!(outcome.stats["without_body"], json!({"method not told": 1}));
    // The second edition of events leaves the body out where there is none.
    let get = json!({
        "version": "2.0", "routeKey": "GET /in", "rawPath": "/in", "rawQueryString": "id=7&utm=spring",
        "headers": {"x-topic": "leads"}, "requestContext": {"http": {"method": "GET"}}, "isBase64Encoded": false
    });
    assert_eq!(rows(&get), "7,leads,spring\n");
}

#[test]
fn formats_of_several_clouds_are_read() {
    let event = json!({"specversion": "1.0", "type": "t", "source": "/s", "id": "1"});
    let with = |key: &str, value: Value| {
        let mut event = event.clone();
        event[key] = value;
        event
    };
    assert_eq!(rows(&with("data", json!({"id": 7}))), "7,,\n");
    assert_eq!(rows(&with("data", json!(r#"{"id":7}"#))), "7,,\n");
    assert_eq!(rows(&with("data_base64", json!(base64(r#"{"id":7}"#)))), "7,,\n");
    let mut form = with("data", json!("id=7&b=1"));
    form["datacontenttype"] = json!("application/x-www-form-urlencoded");
    assert_eq!(rows(&form), "7,,\n");
    assert_eq!(apply(&event).ends_with(0).stats["without_body"], json!({"method not told": 1}));
    let logic =
        |kind: &str, content: &str| json!({"$content-type": kind, "$content": base64(content)});
    assert_eq!(rows(&logic("application/json; charset=utf-8", r#"{"id":7}"#)), "7,,\n");
    let form = logic("application/x-www-form-urlencoded", "id=7&name=Asha");
    assert_eq!(rows(&json!({"headers": {"X-Topic": "leads"}, "body": form})), "7,leads,\n");
    let otlp =
        |body: Value| json!({"resourceLogs": [{"scopeLogs": [{"logRecords": [{"body": body}]}]}]});
    let values = json!([{"key": "id", "value": {"intValue": "9007199254740993"}}, {"key": "on", "value": {"boolValue": true}},
        {"key": "list", "value": {"arrayValue": {"values": [{"doubleValue": 1.5}]}}}]);
    assert_eq!(rows(&otlp(json!({"kvlistValue": {"values": values}}))), "9007199254740993,,\n");
    let grid = json!([{"topic": "/t", "subject": "s", "eventType": "e", "eventTime": "t", "id": "1", "data": {"id": 7}, "dataVersion": "1"}]);
    assert_eq!(rows(&grid), "7,,\n");
    let bridge = json!({"version": "0", "detail-type": "t", "source": "s", "detail": {"id": 7}});
    assert_eq!(rows(&bridge), "7,,\n");
    let partner = json!({"version": "0", "detail-type": "t", "source": "aws.partner/a.example", "detail": {
        "payload": {"id": 7}, "metadata": {"Content-Type": "application/json", "X-Topic": "leads"}
    }});
    assert_eq!(rows(&partner), "7,leads,\n");
}

#[test]
fn texts_of_logs_are_counted_where_no_json_is_in_them() {
    let request = json!({"requestMethod": "POST"});
    for input in [
        json!({"log": "started\n", "stream": "stdout", "time": "t"}),
        json!({"stream": "stdout", "time": "t"}),
        json!({"log": "{main} started", "stream": "stderr", "time": "t", "attrs": {"tag": "a"}}),
        json!({"date": 1.5, "log": "[info] started", "stream": "stdout", "kubernetes": {"pod_name": "a"}}),
        json!({"message": "started", "timestamp": "t", "source_type": "file", "file": "a", "host": "b"}),
        json!({"message": "started", "@timestamp": "t", "@version": "1", "host": "b"}),
        json!({"MESSAGE": "started", "__REALTIME_TIMESTAMP": "1", "PRIORITY": "6"}),
        json!({"MESSAGE": [115, 255, 7], "__CURSOR": "s"}),
        json!({"labels": {"app": "a"}, "line": "started", "timestamp": "t"}),
        json!({"level": "info", "message": "started", "timestamp": "t"}),
        json!({"level": 30, "time": 1, "pid": 1, "hostname": "a", "msg": "started"}),
        json!({"level": 30, "time": 1, "pid": 1, "hostname": "a", "msg": "started", "port": 3000, "tls": true}),
        json!({"level": 30, "time": "2026-11-28T10:00:00Z", "msg": "started"}),
        json!({"level": "INFO", "timestamp": "t", "requestId": "r", "message": "started", "ms": 12.345_678_9}),
        json!({"MESSAGE": "started", "__CURSOR": "s", "_PID": "1", "SYSLOG_IDENTIFIER": "a"}),
        json!({"insertId": "1", "logName": "l", "textPayload": "started", "httpRequest": request}),
        json!({"insertId": "1", "jsonPayload": {"message": "started"}}),
        json!({"timestamp": 1, "message": "START RequestId: 1", "ingestionTime": 2}),
        json!({"logGroup": "g", "logEvents": [{"id": "", "timestamp": 1, "message": "CWL CONTROL MESSAGE: Checking health"}]}),
        json!({"results": [[{"field": "@message", "value": "started"}]], "status": "Complete"}),
        json!({"resourceLogs": [{"scopeLogs": [{"logRecords": [{"body": {"stringValue": "started"}}]}]}]}),
        json!({"Type": "SubscriptionConfirmation", "TopicArn": "arn:t", "Message": "You have chosen to subscribe."}),
    ] {
        let outcome = apply(&input).ends_with(0);
        assert_eq!(outcome.stdout, "id,topic,utm\n", "{input}");
        assert_eq!(outcome.stats["text"], 1, "{input}");
        assert_eq!(
            outcome.stats["capture_totals"],
            json!({"read": 1, "opened": 0, "empty": 1, "rejected": 0})
        );
        assert!(outcome.stderr.contains("; 1 text without JSON"), "{}", outcome.stderr);
    }
}

/// What the formats let stand beside the payload is no reason to leave it closed.
#[test]
fn what_formats_allow_beside_a_payload_does_not_hide_it() {
    let payload = json!({"id": 7});
    for (name, input) in [
        (
            "CloudEvents",
            json!({"specversion": "1.0", "type": "t", "source": "s", "id": "1", "comexampleextension1": "value", "othervalue": 5, "data": payload}),
        ),
        (
            "EventBridge",
            json!({"version": "0", "id": "1", "detail-type": "t", "source": "s", "account": "1", "time": "t", "region": "r", "resources": [], "detail": payload}),
        ),
        (
            "Elasticsearch",
            json!({"_index": "i", "_id": "1", "_score": 1.0, "_routing": "r", "sort": [1], "_source": payload}),
        ),
        (
            "log line with a level",
            json!({"level": "INFO", "timestamp": "t", "requestId": "r", "message": payload}),
        ),
        ("Loki", json!({"labels": {"a": "b"}, "line": "got {\"id\":7}", "timestamp": "t"})),
    ] {
        let outcome = apply(&input).ends_with(0);
        assert_eq!(outcome.stdout, "id,topic,utm\n7,,\n", "{input}");
        assert_eq!(outcome.stats["captures"], json!({name: 1}), "{input}");
    }
}

#[test]
fn json_within_the_text_of_a_log_record_is_opened_as_in_a_line_of_text() {
    let request = r#"{"body":{"id":2},"headers":{"x-topic":"leads"}}"#;
    let text = format!("2026-03-12T10:41:09Z INFO got {{\"id\":1}} and {request} from {{user}}\n");
    for input in [
        json!({"log": text, "stream": "stdout", "time": "t"}),
        json!({"message": text, "timestamp": "t", "source_type": "file"}),
        json!({"insertId": "1", "textPayload": text}),
        json!({"events": [{"message": text, "ingestionTime": 1}]}),
        json!({"MESSAGE": text, "__CURSOR": "s"}),
        json!({"resourceLogs": [{"scopeLogs": [{"logRecords": [{"body": {"stringValue": text}}]}]}]}),
    ] {
        assert_eq!(rows(&input), "1,,\n2,leads,\n", "{input}");
    }
    let broken =
        json!({"log": "INFO got {\"id\":7} and {\"id\":,\n", "stream": "stdout", "time": "t"});
    let outcome = apply(&broken).ends_with(1);
    assert_eq!(outcome.stdout, "id,topic,utm\n7,,\n");
    assert!(outcome.reject().starts_with("reject[body-not-json]: "), "{}", outcome.stderr);
}

#[test]
fn a_text_that_is_plainly_a_part_of_json_is_a_reject() {
    for (text, why) in [
        ("\"name\":\"Asha\",\"id\":1}\n", "a piece of it is missing"),
        ("sha\"}\n", "a piece of it is missing"),
        ("  \"name\": \"Asha\",\n", "one line of JSON that was printed over several"),
        ("  \"lead\": {\n", "one line of JSON that was printed over several"),
        ("\"id\": 7", "one line of JSON that was printed over several"),
    ] {
        for input in [
            json!({"message": text, "timestamp": "t", "source_type": "file"}),
            json!({"MESSAGE": text, "__REALTIME_TIMESTAMP": "1"}),
            json!({"labels": {"app": "a"}, "line": text, "timestamp": "t"}),
            json!({"log": format!("{}\n", text.trim_end()), "stream": "stdout", "time": "t"}),
        ] {
            let outcome = apply(&input).ends_with(1);
            assert!(outcome.reject().starts_with("reject[body-not-json]: "), "{}", outcome.stderr);
            assert!(outcome.reject().contains(why), "{}", outcome.stderr);
            assert_eq!(outcome.count("text"), 0, "{input}");
        }
    }
    for text in
        ["{", "}", "x {", "  name: 'Asha',", "user {id}", "\"GET /\": done", "\"a\"", "done}"]
    {
        let input = json!({"MESSAGE": text, "__REALTIME_TIMESTAMP": "1"});
        assert_eq!(apply(&input).ends_with(0).stats["text"], 1, "{input}");
    }
}

#[test]
fn all_summaries_tell_of_texts() {
    let folder = Folder::of_mapping(r#"{"fields": {"id": "id"}}"#);
    folder.write(
        "in.ndjson",
        "{\"log\":\"started\\n\",\"stream\":\"stdout\",\"time\":\"t\"}\n\
         {\"log\":\"{\\\"id\\\":7}\\n\",\"stream\":\"stdout\",\"time\":\"t\"}\n",
    );
    for arguments in [
        &["apply", "m.json", "in.ndjson"][..],
        &["check", "m.json", "--samples", "in.ndjson"],
        &["schema", "in.ndjson"],
        &["init", "in.ndjson"],
        &["find", "7", "in.ndjson"],
        &["trace", "m.json", "in.ndjson"],
    ] {
        let outcome = folder.run(arguments);
        let told = format!("{}{}", outcome.stdout, outcome.stderr);
        assert!(told.contains("1 text without JSON"), "{arguments:?}: {told}");
    }
}

#[test]
fn what_is_broken_within_a_message_or_a_record_is_rejected_in_its_place() {
    let sqs = |body: &str| json!({"eventSource": "aws:sqs", "body": body});
    let cut = gzip(r#"{"id":1}"#);
    let cut = BASE64.encode(&BASE64.decode(cut).unwrap()[..14]);
    for (input, reason) in [
        (json!({"Records": [sqs(r#"{"id":7}"#), sqs("hello")]}), "the body is not JSON"),
        (json!({"Records": [sqs(r#"{"id":7}"#), sqs(r#"{"id":"#)]}), "the body is not JSON"),
        (
            json!({"records": [{"recordId": "1", "data": base64(r#"{"id":7}"#)}, {"recordId": "2", "data": "%"}]}),
            "the body is not the base64 it is said to be",
        ),
        (
            json!({"records": [{"recordId": "1", "data": base64(r#"{"id":7}"#)}, {"recordId": "2", "data": cut}]}),
            "the compressed data is damaged or ends early",
        ),
        (
            json!({"events": [{"eventId": "1", "message": r#"{"id":7}"#}, {"eventId": "2", "message": r#"{"id":1,}"#}]}),
            "the body is not JSON",
        ),
        (
            json!([{"log": r#"{"id":7}"#, "stream": "stdout"}, {"log": "[ {\"id\":1 \n", "stream": "stdout"}]),
            "the body is not JSON",
        ),
        (
            json!([{"ackId": "1", "message": {"data": base64(r#"{"id":7}"#), "messageId": "1"}}, {"ackId": "1", "message": {"data": base64("<html>"), "messageId": "1"}}]),
            "the body is not JSON",
        ),
        (
            json!({"hits": {"hits": [{"_id": "1", "_source": {"id": 7}}, {"_id": "1", "_source": {"message": "{\"id\":", "@timestamp": "t"}}]}}),
            "the body is not JSON",
        ),
    ] {
        let outcome = apply(&input).ends_with(1);
        assert_eq!(outcome.stdout, "id,topic,utm\n7,,\n", "{input}");
        let reject = outcome.reject();
        assert!(
            reject.starts_with(&format!("reject[body-not-json]: {reason}")),
            "{input}: {reject}"
        );
    }
}

#[test]
fn what_only_looks_like_a_message_or_a_log_record_is_a_payload() {
    for input in [
        // Tables, objects and mail in storage.
        json!({"Records": [{"eventSource": "aws:s3", "s3": {"object": {"key": "a"}}}]}),
        json!({"Records": []}),
        json!({"Records": [{"body": "hello"}]}),
        json!({"records": [{"data": "a"}, {"data": "b"}]}),
        json!({"records": {"a": 1}}),
        // Messages of people.
        json!({"message": "I want a course", "timestamp": "t"}),
        json!({"message": {"data": "x", "id": 1}, "name": "Asha"}),
        json!({"message": "call me", "timestamp": "t", "name": "Asha", "level": "info"}),
        json!({"name": "Asha", "level": 10, "message": "I want a course", "time": "t"}),
        json!({"events": [{"message": "hello", "name": "Asha"}]}),
        json!({"events": []}),
        json!({"line": "hello", "labels": ["a"], "timestamp": 1}),
        json!({"stream": "science", "log": "x", "name": "Asha"}),
        json!({"log": "called twice", "name": "Asha", "time": "t"}),
        // A structured line, of which the lead is a part.
        json!({"@timestamp": "t", "message": "lead received", "lead": {"id": 7}}),
        json!({"timestamp": "t", "source_type": "website", "message": "hello", "email": "a@b.example"}),
        // Events of providers, which have a type and data too.
        json!({"eventId": "1", "eventType": "FORM_RESPONSE", "createdAt": "t", "data": {"id": 7}}),
        json!({"detail": {"id": 7}, "source": "website"}),
        json!({"specversion": "1.0", "data": {"id": 7}}),
        json!({"$content": "aGVsbG8=", "name": "Asha"}),
        json!({"jsonPayload": {"id": 7}}),
        json!({"hits": {"hits": [{"id": 7}]}}),
        json!({"_source": {"id": 7}}),
        json!({"hits": 7, "request_body": "x"}),
        json!({"Type": "Notification", "Message": "hello"}),
        json!({"resourceLogs": [{"id": 7}]}),
        json!({"level": "info", "message": "hello"}),
        json!({"requestContext": {"id": 7}, "isBase64Encoded": false}),
        json!({"results": [[{"field": "name", "value": "Asha"}]]}),
        json!({"streams": [{"name": "science", "values": [["a", "b"]]}]}),
        json!({"MESSAGE": "hello", "NAME": "Asha"}),
        json!({"ingestionTime": 1, "message": "hello", "name": "Asha"}),
        // What collectors and services write, with the details of a person beside it.
        json!({"name": "Asha", "line": "call me", "labels": {"a": "b"}, "timestamp": "t"}),
        json!({"name": "Asha", "MESSAGE": "call me", "__REALTIME_TIMESTAMP": "1"}),
        json!({"name": "Asha", "MESSAGE": [104, 105], "__CURSOR": "c"}),
        json!({"firstName": "Asha", "specversion": "1.0", "type": "t", "source": "s", "data": {"id": 7}}),
        json!({"lead": {"name": "Asha"}, "specversion": "1.0", "type": "t", "source": "s", "data": {"id": 7}}),
        json!({"name": "Asha", "detail-type": "t", "source": "s", "detail": {"id": 7}}),
        json!({"name": "Asha", "_id": "1", "_source": {"id": 7}}),
        json!({"hits": {"hits": [{"name": "Asha", "_id": "1", "_source": {"id": 7}}]}}),
        json!({"name": "Asha", "args": {}, "headers": {}, "url": "https://a.example", "data": "{\"id\":7}"}),
        json!({"name": "Asha", "Type": "Notification", "TopicArn": "arn:t", "Message": "{\"id\":7}"}),
        json!({"name": "Asha", "eventType": "t", "eventTime": "t", "topic": "a", "data": {"id": 7}}),
        // Nobody can tell a number of a telephone from another long number.
        json!({"level": 30, "time": 1, "pid": 1, "hostname": "h", "msg": "hi", "phone": 9_811_020_562_u64}),
        json!({"level": 30, "time": "2026-11-28T10:00:00Z", "msg": "hi", "name": "Asha"}),
        json!({"level": 10, "time": "in the evening", "message": "hi"}),
        json!({"level": 7, "time": "2026-11-28T10:00:00Z", "message": "hi"}),
        json!({"level": "info", "timestamp": "t", "name": "Asha", "message": {"id": 7}}),
    ] {
        let outcome = apply(&input).ends_with(0);
        assert_eq!(outcome.stats["captures"], json!({"bare": 1}), "{input}");
        assert_eq!(outcome.stats["text"], 0, "{input}");
    }
}

#[test]
fn answers_of_services_in_which_nothing_was_found_are_empty() {
    for input in [
        json!({"events": [], "searchedLogStreams": []}),
        json!({"events": [], "nextForwardToken": "f"}),
        json!({"logEvents": [], "logGroup": "g"}),
    ] {
        let outcome = apply(&input).ends_with(0);
        assert_eq!(
            outcome.stats["capture_totals"],
            json!({"read": 1, "opened": 0, "empty": 1, "rejected": 0}),
            "{input}"
        );
    }
}

/// The records of Docker's driver for a line, cut at these bytes of it.
fn in_pieces(line: &str, stream: &str, cuts: &[usize]) -> Vec<String> {
    let bytes = line.as_bytes();
    let ends = [&[0], cuts, &[bytes.len()]].concat();
    let pieces = ends.windows(2).map(|ends| &bytes[ends[0]..ends[1]]);
    let written = |piece: &[u8]| {
        // Go's JSON writes a U+FFFD for each byte that is no character.
        piece
            .utf8_chunks()
            .map(|chunk| chunk.valid().to_owned() + &"\u{FFFD}".repeat(chunk.invalid().len()))
            .collect::<String>()
    };
    let time = "2026-03-12T10:41:09.000000001Z";
    pieces
        .map(|piece| json!({"log": written(piece), "stream": stream, "time": time}).to_string())
        .collect()
}

#[test]
fn a_line_that_docker_has_divided_is_put_together_wherever_it_was_cut() {
    let line = "{\"id\":7,\"name\":\"Asha \\\"A\\\" Rao\\n\"}\n";
    for first in 0..line.len() {
        for second in [first, (first + 5).min(line.len()), line.len()] {
            let input = in_pieces(line, "stdout", &[first, second]).join("\n");
            let outcome = Folder::of_mapping(MAPPING).apply(&[], input).ends_with(0);
            assert_eq!(outcome.stdout, "id,topic,utm\n7,,\n", "{first} {second}");
        }
    }
}

#[test]
fn pieces_are_joined_by_their_stream_and_a_cut_character_is_counted() {
    let name = "आशा राव ".repeat(2000);
    let line = format!(
        "{{\"id\":7,\"headers\":{{\"x-topic\":\"leads\"}},\"body\":{{\"id\":7,\"name\":\"{name}\"}}}}\n"
    );
    let mut out = in_pieces(&line, "stdout", &[16384, 32768]);
    let error = in_pieces("{\"id\":8}\n", "stderr", &[]);
    out.insert(1, error[0].clone());
    let folder =
        Folder::of_mapping(r#"{"fields": {"id": "id", "name": "name", "line": "origin:line"}}"#);
    let input = format!("\n{}\n", out.join("\n"));
    let outcome = folder.apply(&["-f", "ndjson"], &input).ends_with(0);
    let records = outcome.records();
    assert_eq!((&records[0]["id"], &records[0]["line"]), (&json!(8), &json!(3)));
    assert_eq!((&records[1]["id"], &records[1]["line"]), (&json!(7), &json!(2)));
    let written = records[1]["name"].as_str().unwrap();
    let expected: Vec<&str> = name.trim_end().split(' ').collect();
    let damaged = written.split(' ').zip(&expected).filter(|(word, expected)| word != *expected);
    assert_eq!(damaged.count() as u64, outcome.count("cut_characters"), "{}", outcome.stderr);
    assert!(outcome.count("cut_characters") > 0, "no character stands where the line was cut");
    assert!(outcome.stderr.contains(" cut where lines were divided"), "{}", outcome.stderr);
    assert_eq!(outcome.count("capture_totals/read"), 2);
    // Each record is a payload where no wrapper is to be opened.
    let outcome = folder.apply(&["--from", "json"], &input).ends_with(0);
    assert_eq!(outcome.count("payloads/read"), 4);
}

#[test]
fn a_line_of_which_a_piece_is_missing_is_a_reject_with_all_that_is_left() {
    let long = in_pieces("{\"id\":1,\"name\":\"Asha\"}\n", "stdout", &[8, 15]);
    let whole = in_pieces("{\"id\":7}\n", "stdout", &[]);
    for (records, place, kept) in [
        // The end, before another line and before the end of the input.
        (vec![&long[0], &long[1], &whole[0]], "1:1", "{\"id\":1,\"name\":"),
        (vec![&whole[0], &long[0], &long[1]], "2:1", "{\"id\":1,\"name\":"),
        // The beginning.
        (vec![&long[1], &long[2], &whole[0]], "1:1", "\"name\":\"Asha\"}\n"),
        (vec![&whole[0], &long[2]], "2:1", "\"Asha\"}\n"),
        // What is between.
        (vec![&long[0], &long[2], &whole[0]], "1:1", "{\"id\":1,\"Asha\"}\n"),
    ] {
        let input: String = records.iter().map(|record| format!("{record}\n")).collect();
        let folder = Folder::of_mapping(MAPPING);
        let outcome = folder.apply(&["--rejects", "rejects.ndjson"], &input).ends_with(1);
        assert_eq!(outcome.stdout, "id,topic,utm\n7,,\n", "{input}");
        let reject = outcome.reject();
        assert!(reject.starts_with("reject[body-not-json]: "), "{reject}");
        assert!(reject.contains(&format!("<stdin>:{place} ")), "{reject}");
        let line: Value = serde_json::from_str(folder.read("rejects.ndjson").trim()).unwrap();
        assert_eq!(line["payload"]["log"], kept, "{input}");
    }
}

#[test]
fn pieces_are_joined_in_any_number_of_threads() {
    let mut input = String::new();
    let mut expected = "id,topic,utm\n".to_owned();
    for number in 0..400 {
        let text = "x".repeat(number * 53 % 4001);
        let line = format!("{{\"id\":{number},\"text\":\"{text}\"}}\n");
        let third = line.len() / 3;
        let stream = if number % 7 == 0 { "stderr" } else { "stdout" };
        let cuts = if number % 5 == 0 { vec![third, 2 * third] } else { vec![] };
        for record in in_pieces(&line, stream, &cuts) {
            input += &record;
            input.push('\n');
        }
        expected += &format!("{number},,\n");
    }
    let folder = Folder::of_mapping(MAPPING);
    folder.write("in.ndjson", &input);
    for threads in ["1", "2", "4"] {
        let outcome = folder.apply(&["-j", threads, "in.ndjson"], "").ends_with(0);
        assert_eq!(outcome.stdout, expected, "{threads}");
        assert_eq!(outcome.count("capture_totals/read"), 400);
    }
}
