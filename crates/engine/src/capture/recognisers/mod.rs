//! The table of known wrappers: one file a family.
//!
//! A shape is known by two signs at least: its key, which is looked for in every capture, and what `open` demands beside
//! it. To add one, write `open` in the file of its family, put the entry here before all that would claim the
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

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::body::Body;
use super::delivery::Delivery;
use super::one_or_many::OneOrMany;
use super::texts::Texts;
use super::top_keys::Inspected;
use crate::json::View;
use crate::json::index::KeyForm;

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

/// A shape of wrappers.
pub struct Shape {
    /// The name in summaries.
    pub name: &'static str,
    /// Who writes it.
    pub seen_in: &'static str,
    /// What has to stand beside its key, in words.
    pub beside: &'static str,
    /// Where it can stand in a capture.
    pub places: &'static [ShapePlace],
}

/// A place of a shape in a capture, and how it is opened there.
pub struct ShapePlace {
    /// The keys that lead from the top of a capture to the object of this shape.
    holder: &'static [&'static str],
    /// The first sign: a key of that object.
    key: &'static str,
    /// Another key at the top of the capture without which it is none of these, where the first stands in many payloads.
    also: Option<&'static str>,
    /// Whether what has this place has no `name` itself: where it has one it is somebody's, and the capture a payload.
    is_nameless: bool,
    /// The same of the name of an event, which payloads have beside their `payload`.
    is_eventless: bool,
    open: Open,
}

/// Opens an object of which this is the first key, if it has the other signs too, which are up to each family: one sign is
/// never enough.
type Open = for<'a> fn(View<'a>, &str, &'a Texts) -> Option<Found<'a>>;

const fn at(holder: &'static [&'static str], key: &'static str, open: Open) -> ShapePlace {
    ShapePlace { holder, key, also: None, is_nameless: false, is_eventless: false, open }
}

impl ShapePlace {
    const fn with(self, also: &'static str) -> ShapePlace {
        ShapePlace { also: Some(also), ..self }
    }

    const fn eventless(self) -> ShapePlace {
        ShapePlace { is_eventless: true, ..self }
    }

    const fn nameless(self) -> ShapePlace {
        ShapePlace { is_nameless: true, ..self }
    }

    /// The dotted path of its key.
    pub fn path(&self) -> String {
        self.holder.iter().chain([&self.key]).copied().collect::<Vec<_>>().join(".")
    }
}

/// A shape at one of its places.
pub(super) struct Recogniser {
    shape: &'static Shape,
    place: &'static ShapePlace,
    /// Finds its key in quotes, where that is not at the top of a capture.
    quoted_key: Option<Finder<'static>>,
}

const BASE64: &str = "request_payload_base64";
const RESULT: &[&str] = &["data", "resultData"];
const TRIGGER: &[&str] = &["trigger", "event"];
const EVENT: &[&str] = &["steps", "trigger", "event"];

/// All of them. The first that opens a capture has it, so those that ask for most come first, and then the outermost
/// places.
pub static SHAPES: &[Shape] = &[
    Shape {
        name: "HAR",
        seen_in: "browsers, proxies (HAR 1.2)",
        beside: "`request.postData` in each entry",
        places: &[at(&["log"], "entries", har::entries)],
    },
    Shape {
        name: "webhook.site",
        seen_in: "webhook.site: exports, API",
        beside: "`token_id`, or `uuid` and `method`",
        places: &[at(&[], "content", webhook_site::request).nameless()],
    },
    Shape {
        name: "HookSense",
        seen_in: "HookSense exports",
        beside: "`method`, `headers`, `body`",
        places: &[at(&[], "source_ip", hooksense::request)],
    },
    Shape {
        name: "MockServer",
        seen_in: "MockServer",
        beside: "`method`, `path`, and its forms of `body` and `headers`",
        places: &[
            at(&[], "body", mockserver::request).with("method"),
            at(&[], "httpRequest", mockserver::answered),
        ],
    },
    Shape {
        name: "Prismatic",
        seen_in: "Prismatic",
        beside: "`headers`, `body.data` or `rawBody.data`",
        places: &[
            at(&["payload"], "rawBody", prismatic::trigger).eventless(),
            at(&[], "rawBody", prismatic::trigger),
        ],
    },
    Shape {
        name: "httpbin",
        seen_in: "httpbin, Postman Echo",
        beside: "`headers`, `url`, and `data`, `form` or `json`",
        places: &[at(&[], "args", httpbin::echo).nameless()],
    },
    Shape {
        name: "Hookdeck attempt",
        seen_in: "Hookdeck CLI",
        beside: "`headers`",
        places: &[at(&["body", "request"], "data_string", hookdeck::attempt)],
    },
    Shape {
        name: "ngrok",
        seen_in: "ngrok's inspector",
        beside: "`method`, `headers`: the whole message, its body, or JSON",
        places: &[at(&["request"], "raw", ngrok::raw)],
    },
    Shape {
        name: "GitHub delivery",
        seen_in: "GitHub's API of deliveries",
        beside: "`headers` and `payload` in it, `guid` or `event`",
        places: &[at(&[], "request", github::delivery)],
    },
    Shape {
        name: "WireMock",
        seen_in: "WireMock's journal",
        beside: "`method`, `url` and `headers` in it, and `body` or `bodyAsBase64`",
        places: &[at(&[], "request", wiremock::event)],
    },
    Shape {
        name: "request.body + request.headers",
        seen_in: "mountebank and others",
        beside: "`body`, `headers` in it",
        places: &[at(&[], "request", requests::under_request)],
    },
    Shape {
        name: "Svix",
        seen_in: "Svix: messages, attempts",
        beside: "`payload`, and an id that begins `msg_`, or `channels`",
        places: &[at(&[], "eventType", svix::message), at(&["msg"], "eventType", svix::message)],
    },
    Shape {
        name: "n8n pinned data",
        seen_in: "n8n workflows",
        beside: "`nodes`",
        places: &[at(&[], "pinData", n8n::workflow)],
    },
    Shape {
        name: "n8n execution",
        seen_in: "n8n executions",
        beside: "the data of a webhook's node",
        places: &[at(RESULT, "runData", n8n::execution)],
    },
    Shape {
        name: "Make",
        seen_in: "Make",
        beside: "headers in it, and a body",
        places: &[at(&[], "__IMTHEADERS__", make::bundle)],
    },
    Shape {
        name: "CloudWatch subscription",
        seen_in: "CloudWatch Logs, sent to a function or a stream",
        beside: "base64 of gzip or zlib, with `logEvents` in it",
        places: &[at(&["awslogs"], "data", aws::subscription).nameless()],
    },
    Shape {
        name: "CloudWatch log events",
        seen_in: "CloudWatch Logs: subscriptions, `aws logs filter-log-events`",
        beside: "`logGroup`, or `ingestionTime` or `eventId` in each event",
        places: &[
            at(&[], "logEvents", aws::log_events).nameless(),
            at(&[], "events", aws::filtered_events).nameless(),
        ],
    },
    Shape {
        name: "CloudWatch log event",
        seen_in: "CloudWatch Logs, one event a line",
        beside: "`message`, `timestamp`",
        places: &[at(&[], "ingestionTime", aws::log_event).nameless()],
    },
    Shape {
        name: "CloudWatch Logs Insights",
        seen_in: "CloudWatch Logs Insights, results of a query",
        beside: "`@message` in each result",
        places: &[at(&[], "results", aws::insights).nameless()],
    },
    Shape {
        name: "SQS",
        seen_in: "Amazon SQS: events of functions, received messages",
        beside: "`messageId` or `receiptHandle`, and a body",
        places: &[
            at(&[], "Records", aws::sqs).nameless(),
            at(&[], "Messages", aws::sqs_received).nameless(),
            at(&[], "receiptHandle", aws::sqs_record).nameless(),
        ],
    },
    Shape {
        name: "SNS",
        seen_in: "Amazon SNS: events of functions, deliveries by HTTP",
        beside: "`Sns.Message`, or `Type` and `Message`",
        places: &[
            at(&[], "Records", aws::sns).nameless(),
            at(&[], "TopicArn", aws::notification).nameless(),
        ],
    },
    Shape {
        name: "Kinesis",
        seen_in: "Amazon Kinesis",
        beside: "`kinesis.data`, or `SequenceNumber` and `Data`",
        places: &[
            at(&[], "Records", aws::kinesis).nameless(),
            at(&[], "Records", aws::kinesis_read).nameless(),
        ],
    },
    Shape {
        name: "Firehose",
        seen_in: "Amazon Data Firehose",
        beside: "`data` in base64, and a delivery stream or record ids",
        places: &[at(&[], "records", aws::firehose).nameless()],
    },
    Shape {
        name: "Kafka",
        seen_in: "Kafka, through Amazon MSK",
        beside: "`eventSource`, and `value` in base64",
        places: &[at(&[], "records", aws::kafka).nameless()],
    },
    Shape {
        name: "EventBridge",
        seen_in: "Amazon EventBridge",
        beside: "`source`, `detail`",
        places: &[at(&[], "detail-type", aws::event).nameless()],
    },
    Shape {
        name: "Cloud Logging",
        seen_in: "Google Cloud Logging",
        beside: "`logName`, `insertId` or `resource`",
        places: &[
            at(&[], "jsonPayload", clouds::json_payload).nameless(),
            at(&[], "textPayload", clouds::text_payload).nameless(),
            at(&[], "httpRequest", clouds::http_request).nameless(),
        ],
    },
    Shape {
        name: "list under entries",
        seen_in: "pages of exports, journals",
        beside: "each element is one of these",
        places: &[at(&[], "entries", lists::of_captures)],
    },
    Shape {
        name: "Pub/Sub",
        seen_in: "Google Pub/Sub, push and pull",
        beside: "`data` in base64, and `subscription`, `ackId` or a message id",
        places: &[
            at(&[], "message", clouds::pub_sub).nameless(),
            at(&[], "receivedMessages", clouds::pulled).nameless(),
        ],
    },
    Shape {
        name: "CloudEvents",
        seen_in: "CloudEvents, also Eventarc and Knative",
        beside: "`type`, `source`, and `data` or `data_base64`",
        places: &[at(&[], "specversion", clouds::cloud_event).nameless()],
    },
    Shape {
        name: "Event Grid",
        seen_in: "Azure Event Grid",
        beside: "`eventTime` or `topic`, and `data`",
        places: &[at(&[], "eventType", clouds::event_grid).nameless()],
    },
    Shape {
        name: "Logic Apps",
        seen_in: "Azure Logic Apps, Power Automate",
        beside: "`$content-type`",
        places: &[at(&[], "$content", clouds::logic_apps).nameless()],
    },
    Shape {
        name: "OpenTelemetry logs",
        seen_in: "OpenTelemetry (OTLP)",
        beside: "`scopeLogs[].logRecords[].body`",
        places: &[at(&[], "resourceLogs", clouds::otlp).nameless()],
    },
    Shape {
        name: "Docker log",
        seen_in: "Docker's json-file logs",
        beside: "`log`, a time",
        places: &[at(&[], "stream", logs::docker).nameless()],
    },
    Shape {
        name: "Fluent Bit",
        seen_in: "Fluent Bit, Fluentd",
        beside: "`stream`, a time or `kubernetes`",
        places: &[
            at(&[], "log_processed", logs::parsed_log).nameless(),
            at(&[], "log", logs::log).nameless(),
        ],
    },
    Shape {
        name: "Vector",
        seen_in: "Vector",
        beside: "`message`, `timestamp`",
        places: &[at(&[], "source_type", logs::vector).nameless()],
    },
    Shape {
        name: "Logstash",
        seen_in: "Logstash, Filebeat",
        beside: "`message`",
        places: &[at(&[], "@timestamp", logs::logstash).nameless()],
    },
    Shape {
        name: "journald",
        seen_in: "`journalctl -o json`",
        beside: "`__REALTIME_TIMESTAMP`",
        places: &[at(&[], "MESSAGE", logs::journal).nameless()],
    },
    Shape {
        name: "Loki",
        seen_in: "Grafana Loki: logcli, queries, pushes",
        beside: "`labels` or `stream`, and values",
        places: &[
            at(&[], "line", logs::logcli).nameless(),
            at(&["data"], "result", logs::loki_streams).nameless(),
            at(&[], "streams", logs::loki_streams).nameless(),
        ],
    },
    Shape {
        name: "Elasticsearch",
        seen_in: "Elasticsearch, OpenSearch",
        beside: "`_index` or `_id`",
        places: &[
            at(&["hits"], "hits", logs::hits).nameless(),
            at(&[], "_source", logs::hit).nameless(),
        ],
    },
    Shape {
        name: "nginx log",
        seen_in: "nginx with `escape=json`",
        beside: "two of `request`, `remote_addr`, `status`, …",
        places: &[at(&[], "request_body", logs::nginx).nameless()],
    },
    Shape {
        name: "log line with a level",
        seen_in: "loggers that write JSON: pino, winston, zap, …",
        beside: "`message` or `msg` that holds JSON, a time",
        places: &[at(&[], "level", logs::leveled)],
    },
    Shape {
        name: "body + headers",
        seen_in: "Quickwork, n8n, Pipedream, API Gateway, and most others",
        beside: "`headers` or `multiValueHeaders`, and nothing of a response",
        places: &[at(&[], "body", requests::beside_headers)],
    },
    Shape {
        name: "raw_body + headers",
        seen_in: "Zapier (Catch Raw Hook)",
        beside: "`headers`",
        places: &[at(&[], "raw_body", requests::beside_headers)],
    },
    Shape {
        name: "request_payload_base64 + headers",
        seen_in: "webhook-tester",
        beside: "`headers`",
        places: &[
            at(&[], BASE64, requests::in_base64),
            at(&["data"], BASE64, requests::in_base64),
            at(&["json"], BASE64, requests::in_base64),
            at(&["event"], BASE64, requests::in_base64),
            at(EVENT, BASE64, requests::in_base64),
        ],
    },
    Shape {
        name: "body + spread headers",
        seen_in: "smee.io",
        beside: "two or more common headers at the same level",
        places: &[
            at(&[], "body", requests::among_headers),
            at(&["data"], "body", requests::among_headers),
            at(&["json"], "body", requests::among_headers),
            at(&["event"], "body", requests::among_headers),
            at(EVENT, "body", requests::among_headers),
        ],
    },
    Shape {
        name: "data.body + data.headers",
        seen_in: "Hookdeck",
        beside: "`headers`",
        places: &[at(&["data"], "body", requests::beside_headers)],
    },
    Shape {
        name: "json.body + json.headers",
        seen_in: "n8n, with the level `json`",
        beside: "`headers`",
        places: &[at(&["json"], "body", requests::beside_headers)],
    },
    Shape {
        name: "event.body + event.headers",
        seen_in: "Pipedream",
        beside: "`headers`",
        places: &[at(&["event"], "body", requests::beside_headers)],
    },
    Shape {
        name: "trigger.event.body + headers",
        seen_in: "Pipedream",
        beside: "`headers`",
        places: &[at(TRIGGER, "body", requests::beside_headers)],
    },
    Shape {
        name: "steps.trigger.event.body + headers",
        seen_in: "Pipedream, whole steps",
        beside: "`headers`",
        places: &[at(EVENT, "body", requests::beside_headers)],
    },
    Shape {
        name: "request without a body",
        seen_in: "Pipedream, MockServer and others",
        beside: "`headers`, a URL or a path, and nothing but what tools note of requests",
        places: &[
            at(&[], "method", requests::without_body).with("headers"),
            at(&["event"], "method", requests::without_body),
            at(TRIGGER, "method", requests::without_body),
            at(EVENT, "method", requests::without_body),
        ],
    },
    Shape {
        name: "API Gateway without a body",
        seen_in: "Amazon API Gateway",
        beside: "a method",
        places: &[at(&[], "requestContext", aws::without_body).nameless()],
    },
    Shape {
        name: "WebSocket of API Gateway",
        seen_in: "Amazon API Gateway, WebSockets",
        beside: "`connectionId`, and `body`",
        places: &[at(&[], "requestContext", aws::web_socket).nameless()],
    },
    Shape {
        name: "list under data",
        seen_in: "pages of exports, journals",
        beside: "each element is one of these",
        places: &[at(&[], "data", lists::of_captures)],
    },
    Shape {
        name: "list under requests",
        seen_in: "pages of exports, journals",
        beside: "each element is one of these",
        places: &[at(&[], "requests", lists::of_captures)],
    },
    Shape {
        name: "list under models",
        seen_in: "pages of exports, journals",
        beside: "each element is one of these",
        places: &[at(&[], "models", lists::of_captures)],
    },
    Shape {
        name: "list under imposters",
        seen_in: "pages of exports, journals",
        beside: "each element is one of these",
        places: &[at(&[], "imposters", lists::of_captures)],
    },
    Shape {
        name: "list under items",
        seen_in: "pages of exports, journals",
        beside: "each element is one of these",
        places: &[at(&[], "items", lists::of_captures)],
    },
    Shape {
        name: "list under events",
        seen_in: "pages of exports, journals",
        beside: "each element is one of these",
        places: &[at(&[], "events", lists::of_captures)],
    },
    Shape {
        name: "list under deliveries",
        seen_in: "pages of exports, journals",
        beside: "each element is one of these",
        places: &[at(&[], "deliveries", lists::of_captures)],
    },
];

/// Each shape at each of its places, in the order in which they are tried.
pub(super) static RECOGNISERS: LazyLock<Vec<Recogniser>> = LazyLock::new(|| {
    let places = |shape: &'static Shape| shape.places.iter().map(move |place| (shape, place));
    let recogniser = |(shape, place): (&'static Shape, &'static ShapePlace)| {
        let is_within = !place.holder.is_empty();
        let quoted_key = is_within.then(|| Finder::new(&format!("\"{}\"", place.key)).into_owned());
        Recogniser { shape, place, quoted_key }
    };
    SHAPES.iter().flat_map(places).map(recogniser).collect()
});

impl Recogniser {
    /// The key at the top of a capture without which this shape is not in it.
    pub(super) fn top_key(&self) -> &'static str {
        self.place.holder.first().copied().unwrap_or(self.place.key)
    }

    /// Whether a `name` at the top of a capture tells that this shape is not in it.
    pub(super) fn is_nameless(&self) -> bool {
        self.place.is_nameless
    }

    /// Whether the name of an event there tells that too.
    pub(super) fn is_eventless(&self) -> bool {
        self.place.is_eventless
    }

    /// Another such key.
    pub(super) fn second_top_key(&self) -> Option<&'static str> {
        self.place.also
    }

    /// Whether its key may be in `capture`. To look for it in the text costs next to nothing beside a look at the members of
    /// an object within, which is nearly always some payload.
    fn may_hold_key(&self, capture: View<'_>) -> bool {
        let Some(quoted_key) = &self.quoted_key else {
            return true;
        };
        let has_plain_keys =
            capture.structure().is_some_and(|structure| structure.keys() == KeyForm::Plain);
        !has_plain_keys || quoted_key.find(capture.text().as_bytes()).is_some()
    }

    fn open<'a>(&self, capture: View<'a>, texts: &'a Texts) -> Option<Found<'a>> {
        if !self.may_hold_key(capture) {
            return None;
        }
        let holder =
            self.place.holder.iter().try_fold(capture, |object, key| object.object(key))?;
        (self.place.open)(holder, self.place.key, texts)
    }
}

/// Opens `capture` by the first row of the table that can, and tells its name.
pub(super) fn recognise<'a>(
    capture: &Inspected<'a>,
    texts: &'a Texts,
) -> Option<(&'static str, Found<'a>)> {
    capture.possible().find_map(|row| Some((row.shape.name, row.open(capture.value, texts)?)))
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
        rows_of(capture).first().map(|row| RECOGNISERS[*row].shape.name)
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
            let put_there =
                |sample: &str| {
                    let sample = match row.shape.name.starts_with("list under ") {
                        true => format!("{{{}:[{sample}]}}", serde_json::json!(row.place.key)),
                        false => sample.to_owned(),
                    };
                    row.place.holder.iter().rev().fold(sample, |inner, key| {
                        format!("{{{}:{inner}}}", serde_json::json!(key))
                    })
                };
            let mut all =
                samples.iter().flat_map(|(_, sample)| [sample.clone(), put_there(sample)]);
            assert!(
                all.any(|sample| rows_of(&sample).first() == Some(&number)),
                "no file in samples or tests/cases/captures is for row {number}, `{}`",
                row.shape.name
            );
        }
    }

    #[test]
    fn each_sample_is_claimed_by_its_own_row_and_by_no_other() {
        let mut wrong = Vec::new();
        for (file, sample) in samples() {
            let claimed: Vec<&str> =
                rows_of(&sample).into_iter().map(|row| RECOGNISERS[row].shape.name).collect();
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
