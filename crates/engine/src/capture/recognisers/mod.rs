//! The table of known wrappers: one file a family.
//!
//! A row recognises a wrapper by two signs at least: its first key, which is looked for in every capture, and what `open`
//! demands beside it. To add one, write `open` in the file of its family, put the row here before all that would claim the
//! wrapper too, and add to `samples/wrapped`, or to
//! `samples/relayed` if it is a queue or a log, a capture of it.

mod aws;
mod clouds;
mod github;
mod har;
mod hookdeck;
mod hooksense;
mod httpbin;
mod lists;
mod logs;
mod make;
mod mockserver;
mod n8n;
mod ngrok;
mod prismatic;
mod requests;
mod signs;
mod svix;
mod webhook_site;
mod wiremock;

pub(in crate::capture) use logs::is_docker;
pub(in crate::capture) use requests::delivery;

use super::body::Body;
use super::delivery::Delivery;
use super::one_or_many::OneOrMany;
use super::texts::Texts;
use super::top_keys::Inspected;
use crate::json::View;

/// What a wrapper holds.
#[derive(Debug)]
pub(super) enum Held<'a> {
    /// A request.
    Request {
        /// What is told of it beside its body.
        delivery: Delivery<'a>,
        /// Its body, packed.
        body: Body<'a>,
    },
    /// A value that can be a wrapper itself, or a list of them.
    Capture(View<'a>),
    /// The text of a log record, as a string: a capture if there is JSON in it, and otherwise nothing.
    Text(View<'a>),
}

/// All that a wrapper holds, in order.
pub(super) type Found<'a> = OneOrMany<Held<'a>>;

/// A shape of wrappers, at one place in a capture.
pub(super) struct Recogniser {
    /// The name in summaries: of the shape, or of the shape at this place where the summary tells them apart.
    pub(super) name: &'static str,
    /// The keys that lead from the top of a capture to the object of this shape.
    pub(super) holder: &'static [&'static str],
    /// The first sign: a key of that object.
    pub(super) key: &'static str,
    /// Opens the object if it has the other signs too, which are up to each family: one sign is never enough.
    pub(super) open: Open,
}

/// Opens an object of which this is the first key.
type Open = for<'a> fn(View<'a>, &str, &'a Texts) -> Option<Found<'a>>;

const fn row(
    name: &'static str,
    holder: &'static [&'static str],
    key: &'static str,
    open: Open,
) -> Recogniser {
    Recogniser { name, holder, key, open }
}

const BASE64: &str = "request_payload_base64";
const RESULT: &[&str] = &["data", "resultData"];
const TRIGGER: &[&str] = &["trigger", "event"];
const EVENT: &[&str] = &["steps", "trigger", "event"];

/// All of them. The first that opens a capture has it, so those that ask for most come first, and then the outermost
/// places.
#[rustfmt::skip]
pub(super) static RECOGNISERS: &[Recogniser] = &[
    row("HAR",                                   &["log"],   "entries",        har::entries),
    row("webhook.site",                          &[],        "content",        webhook_site::request),
    row("HookSense",                             &[],        "source_ip",      hooksense::request),
    row("MockServer",                            &[],        "body",           mockserver::request),
    row("MockServer",                            &[],        "httpRequest",    mockserver::answered),
    row("Prismatic",                             &["payload"], "rawBody",      prismatic::trigger),
    row("Prismatic",                             &[],        "rawBody",        prismatic::trigger),
    row("httpbin",                               &[],        "args",           httpbin::echo),
    row("Hookdeck attempt",                      &["body", "request"], "data_string", hookdeck::attempt),
    row("ngrok",                                 &["request"], "raw",          ngrok::raw),
    row("GitHub delivery",                       &[],        "request",        github::delivery),
    row("WireMock",                              &[],        "request",        wiremock::event),
    row("request.body + request.headers",        &[],        "request",        requests::under_request),
    row("Svix",                                  &[],        "eventType",      svix::message),
    row("Svix",                                  &["msg"],   "eventType",      svix::message),
    row("n8n pinned data",                       &[],        "pinData",        n8n::workflow),
    row("n8n execution",                         RESULT,     "runData",        n8n::execution),
    row("Make",                                  &[],        "__IMTHEADERS__", make::bundle),
    row("CloudWatch subscription",               &["awslogs"], "data", aws::subscription),
    row("CloudWatch log events",                 &[],        "logEvents", aws::log_events),
    row("CloudWatch log events",                 &[],        "events", aws::filtered_events),
    row("CloudWatch log event",                  &[],        "ingestionTime", aws::log_event),
    row("CloudWatch Logs Insights",              &[],        "results", aws::insights),
    row("SQS",                                   &[],        "Records", aws::sqs),
    row("SNS",                                   &[],        "Records", aws::sns),
    row("Kinesis",                               &[],        "Records", aws::kinesis),
    row("Kinesis",                               &[],        "Records", aws::kinesis_read),
    row("SQS",                                   &[],        "Messages", aws::sqs_received),
    row("SQS",                                   &[],        "receiptHandle", aws::sqs_record),
    row("SNS",                                   &[],        "TopicArn", aws::notification),
    row("Firehose",                              &[],        "records", aws::firehose),
    row("Kafka",                                 &[],        "records", aws::kafka),
    row("EventBridge",                           &[],        "detail-type", aws::event),
    row("Cloud Logging",                         &[],        "jsonPayload", clouds::json_payload),
    row("Cloud Logging",                         &[],        "textPayload", clouds::text_payload),
    row("Cloud Logging",                         &[],        "httpRequest", clouds::http_request),
    row("list under entries",                    &[],        "entries", lists::of_captures),
    row("Pub/Sub",                               &[],        "message", clouds::pub_sub),
    row("Pub/Sub",                               &[],        "receivedMessages", clouds::pulled),
    row("CloudEvents",                           &[],        "specversion", clouds::cloud_event),
    row("Event Grid",                            &[],        "eventType", clouds::event_grid),
    row("Logic Apps",                            &[],        "$content", clouds::logic_apps),
    row("OpenTelemetry logs",                    &[],        "resourceLogs", clouds::otlp),
    row("Docker log",                            &[],        "stream", logs::docker),
    row("Fluent Bit",                            &[],        "log_processed", logs::parsed_log),
    row("Fluent Bit",                            &[],        "log",  logs::log),
    row("Vector",                                &[],        "source_type", logs::vector),
    row("Logstash",                              &[],        "@timestamp", logs::logstash),
    row("journald",                              &[],        "MESSAGE", logs::journal),
    row("Loki",                                  &[],        "line", logs::logcli),
    row("Loki",                                  &["data"],  "result", logs::loki_streams),
    row("Loki",                                  &[],        "streams", logs::loki_streams),
    row("Elasticsearch",                         &["hits"],  "hits", logs::hits),
    row("Elasticsearch",                         &[],        "_source", logs::hit),
    row("nginx log",                             &[],        "request_body", logs::nginx),
    row("log line with a level",                 &[],        "level", logs::leveled),
    row("body + headers",                        &[],        "body", requests::beside_headers),
    row("raw_body + headers",                    &[],        "raw_body", requests::beside_headers),
    row("request_payload_base64 + headers",      &[],        BASE64, requests::in_base64),
    row("body + spread headers",                 &[],        "body", requests::among_headers),
    row("data.body + data.headers",              &["data"],  "body", requests::beside_headers),
    row("request_payload_base64 + headers",      &["data"],  BASE64, requests::in_base64),
    row("body + spread headers",                 &["data"],  "body", requests::among_headers),
    row("json.body + json.headers",              &["json"],  "body", requests::beside_headers),
    row("request_payload_base64 + headers",      &["json"],  BASE64, requests::in_base64),
    row("body + spread headers",                 &["json"],  "body", requests::among_headers),
    row("event.body + event.headers",            &["event"], "body", requests::beside_headers),
    row("request_payload_base64 + headers",      &["event"], BASE64, requests::in_base64),
    row("body + spread headers",                 &["event"], "body", requests::among_headers),
    row("trigger.event.body + headers",          TRIGGER,    "body", requests::beside_headers),
    row("steps.trigger.event.body + headers",    EVENT,      "body", requests::beside_headers),
    row("request_payload_base64 + headers",      EVENT,      BASE64, requests::in_base64),
    row("body + spread headers",                 EVENT,      "body", requests::among_headers),
    row("API Gateway without a body",            &[],        "requestContext", aws::without_body),
    row("WebSocket of API Gateway",              &[],        "requestContext", aws::web_socket),
    row("list under data",                       &[],        "data",      lists::of_captures),
    row("list under requests",                   &[],        "requests",  lists::of_captures),
    row("list under models",                     &[],        "models",    lists::of_captures),
    row("list under imposters",                  &[],        "imposters", lists::of_captures),
    row("list under items",                      &[],        "items",     lists::of_captures),
    row("list under events",                     &[],        "events",    lists::of_captures),
    row("list under deliveries",                 &[],        "deliveries", lists::of_captures),
];

impl Recogniser {
    /// The key at the top of a capture without which this shape is not in it.
    pub(super) fn top_key(&self) -> &'static str {
        self.holder.first().copied().unwrap_or(self.key)
    }

    fn open<'a>(&self, capture: View<'a>, texts: &'a Texts) -> Option<Found<'a>> {
        let holder = self.holder.iter().try_fold(capture, |object, key| object.object(key))?;
        (self.open)(holder, self.key, texts)
    }
}

/// Opens `capture` by the first row of the table that can, and tells its name.
pub(super) fn recognise<'a>(
    capture: &Inspected<'a>,
    texts: &'a Texts,
) -> Option<(&'static str, Found<'a>)> {
    capture.possible().find_map(|row| Some((row.name, row.open(capture.value, texts)?)))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::*;
    use crate::json::walk;

    /// Pairs of rows that both claim some captures, on purpose: the first asks for more, and stands before the second.
    const OVERLAPS: [(&str, &str); 9] = [
        ("HookSense", "body + headers"),
        ("MockServer", "body + headers"),
        ("Prismatic", "body + headers"),
        ("request_payload_base64 + headers", "body + headers"),
        ("WireMock", "request.body + request.headers"),
        ("CloudEvents", "data.body + data.headers"),
        ("Event Grid", "data.body + data.headers"),
        ("CloudWatch log events", "list under events"),
        ("Docker log", "Fluent Bit"),
    ];

    /// The numbers of the rows that open `capture`.
    fn rows_of(capture: &str) -> Vec<usize> {
        let capture = Inspected::of(View::new(capture));
        let rows = capture.possible();
        let rows = rows.filter(|row| row.open(capture.value, &Texts::default()).is_some());
        rows.filter_map(|row: &Recogniser| {
            RECOGNISERS.iter().position(|other| std::ptr::eq::<Recogniser>(row, other))
        })
        .collect()
    }

    fn name(capture: &str) -> Option<&'static str> {
        rows_of(capture).first().map(|row| RECOGNISERS[*row].name)
    }

    /// Captures in which there is no payload.
    const WITHOUT_A_PAYLOAD: [&str; 2] = [
        r#"{"insertId":"1","logName":"l","httpRequest":{"requestMethod":"GET","status":200}}"#,
        r#"{"version":"2.0","rawPath":"/in","headers":{"host":"a"},"requestContext":{"http":{"method":"GET"}}}"#,
    ];

    /// The captures in `samples` and `tests/cases/captures`, with the names of their files.
    fn samples() -> Vec<(String, String)> {
        let folders = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
        let root = folders.into_iter().find(|it| it.join("samples/wrapped").is_dir()).unwrap();
        let mut files: Vec<PathBuf> =
            ["samples/wrapped", "samples/relayed", "tests/cases/captures"]
                .iter()
                .flat_map(|folder| fs::read_dir(root.join(folder)).unwrap())
                .map(|entry| entry.unwrap().path())
                .collect();
        files.sort();
        let mut samples: Vec<(String, String)> =
            WITHOUT_A_PAYLOAD.map(|capture| (String::new(), capture.to_owned())).to_vec();
        for file in files {
            let text = fs::read_to_string(&file).unwrap();
            let name = file.file_name().unwrap().to_str().unwrap().to_owned();
            match text.trim().starts_with('[') {
                true => samples.extend(
                    walk::elements(text.trim()).map(|element| (name.clone(), element.to_owned())),
                ),
                false => samples.push((name, text.trim().to_owned())),
            }
        }
        samples
    }

    #[test]
    fn each_row_opens_a_sample_that_no_row_before_it_claims() {
        let samples = samples();
        for (number, row) in RECOGNISERS.iter().enumerate() {
            let put_there = |sample: &str| {
                let sample = match row.name.starts_with("list under ") {
                    true => format!("{{{}:[{sample}]}}", serde_json::json!(row.key)),
                    false => sample.to_owned(),
                };
                row.holder
                    .iter()
                    .rev()
                    .fold(sample, |inner, key| format!("{{{}:{inner}}}", serde_json::json!(key)))
            };
            let mut all =
                samples.iter().flat_map(|(_, sample)| [sample.clone(), put_there(sample)]);
            assert!(
                all.any(|sample| rows_of(&sample).first() == Some(&number)),
                "no file in samples or tests/cases/captures is for row {number}, `{}`",
                row.name
            );
        }
    }

    #[test]
    fn each_sample_is_claimed_by_its_own_row_and_by_no_other() {
        let mut wrong = Vec::new();
        for (file, sample) in samples() {
            let claimed: Vec<&str> =
                rows_of(&sample).into_iter().map(|row| RECOGNISERS[row].name).collect();
            let is_right = match claimed.as_slice() {
                [first, others @ ..] => others.iter().all(|it| OVERLAPS.contains(&(first, it))),
                [] => false,
            };
            if !is_right {
                wrong.push(format!("{file} is claimed by {claimed:?}"));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn two_signs_make_a_wrapper() {
        assert_eq!(name(r#"{"body":{},"headers":{},"queryString":{}}"#), Some("body + headers"));
        assert_eq!(
            name(r#"{"data":{"headers":{},"body":"{}"}}"#),
            Some("data.body + data.headers")
        );
        assert_eq!(name(r#"{"json":{"headers":[],"body":{}}}"#), Some("json.body + json.headers"));
        assert_eq!(
            name(r#"{"steps":{"trigger":{"event":{"body":1,"headers":{}}}}}"#),
            Some("steps.trigger.event.body + headers")
        );
        assert_eq!(
            name(r#"{"host":"a","user-agent":"b","body":{},"query":{}}"#),
            Some("body + spread headers")
        );
        assert_eq!(name(r#"{"b\u006fdy":{},"headers":{}}"#), Some("body + headers"));
    }

    #[test]
    fn one_sign_does_not() {
        for capture in [
            r#"{"body":{"a":1}}"#,
            r#"{"headers":{"a":"b"}}"#,
            r#"{"body":"Dear customer","host":"a"}"#,
            r#"{"body":{},"headers":"none"}"#,
            r#"{"data":{"body":"x"},"headers":{}}"#,
            r#"[{"body":{},"headers":{}}]"#,
            "7",
        ] {
            assert_eq!(name(capture), None, "{capture}");
        }
    }
}
