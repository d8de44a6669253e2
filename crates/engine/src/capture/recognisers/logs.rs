//! Lines of logs as JSON: what collectors and containers put around the text that a program has written.
//!
//! A text in which there is JSON is a capture of its own. Where it holds none and nothing stands beside it but what is known
//! of the collector, it is a line of a log; with anything else beside it the record itself may be the payload.

use super::signs::{
    each, each_of_some, has_any, has_only, has_string, holds_json, list, no_text, string,
};
use super::{Found, Held};
use crate::capture::body::Body;
use crate::capture::delivery::Delivery;
use crate::capture::query;
use crate::capture::texts::Texts;
use crate::json::{View, text, walk};

/// What stands beside `log` in the lines of Docker and Fluent Bit.
const BESIDE_LOG: &[&str] = &[
    "log",
    "stream",
    "time",
    "date",
    "@timestamp",
    "timestamp",
    "attrs",
    "tag",
    "source",
    "container_id",
    "container_name",
    "kubernetes",
    "docker",
    "logtag",
    "_p",
    "partial_message",
    "partial_id",
    "partial_ordinal",
    "partial_last",
];

/// When a line was collected.
const TIMES: [&str; 4] = ["date", "time", "@timestamp", "timestamp"];

/// What Vector puts beside `message`, by the sources that it knows.
#[rustfmt::skip]
const BESIDE_VECTOR: &[&str] = &[
    "message", "timestamp", "source_type", "host", "file", "offset", "container_id", "container_name",
    "container_created_at", "image", "label", "stream", "service", "source_ip", "source_id", "port", "path", "kubernetes",
    "appname", "facility", "hostname", "msgid", "procid", "severity", "version", "pid", "partition", "topic", "message_key",
    "headers", "command", "data_stream", "method", "user_agent", "ddsource", "ddtags", "status", "interface", "subject",
];

/// What Logstash and the collectors of Elastic put beside `message`.
#[rustfmt::skip]
const BESIDE_LOGSTASH: &[&str] = &[
    "message", "@timestamp", "@version", "@metadata", "host", "path", "type", "tags", "agent", "ecs", "input", "log",
    "event", "container", "docker", "kubernetes", "stream", "offset", "source", "beat", "prospector", "service",
    "cloud", "data_stream", "level", "level_value", "logger_name", "thread_name", "process", "port", "geoip",
];

/// What loggers put beside the text of a line. No name of anything: a person has one too.
#[rustfmt::skip]
const BESIDE_LEVEL: &[&str] = &[
    "message", "msg", "level", "timestamp", "time", "ts", "logger", "pid", "hostname", "v", "caller", "context", "thread",
    "service", "env", "module", "target", "label", "requestId", "traceId", "spanId", "tenantId",
];

/// What stands beside a document that was found.
#[rustfmt::skip]
const BESIDE_SOURCE: &[&str] = &[
    "_.", "found", "fields", "sort", "highlight", "inner_hits", "matched_queries", "ignored_field_values",
];

/// The levels of lines. Loggers that write numbers tell the process too.
const LEVELS: [&str; 9] =
    ["trace", "debug", "info", "notice", "warn", "warning", "error", "fatal", "verbose"];

/// A line of Docker's json-file driver. One that is empty has no `log`.
pub(super) fn docker<'a>(holder: View<'a>, key: &str, _: &'a Texts) -> Option<Found<'a>> {
    let is_stream = matches!(holder.word(key), Some("stdout" | "stderr"));
    let is_line = is_stream && is_docker(holder);
    let text = match holder.member("log") {
        Some(text) => Some(text).filter(|text| text.text().starts_with('"'))?,
        None => has_string(holder, "time").then(no_text)?,
    };
    is_line.then(|| Found::from(Held::Text(text)))
}

/// Whether a record holds nothing but what Docker's driver writes.
pub(in crate::capture) fn is_docker(holder: View<'_>) -> bool {
    has_only(holder, &["log", "stream", "time", "attrs"])
}

/// A record of Fluent Bit, of which the text was parsed.
pub(super) fn parsed_log<'a>(holder: View<'a>, key: &str, _: &'a Texts) -> Option<Found<'a>> {
    let parsed = holder.object(key)?;
    let is_record = has_any(holder, &["log", "stream", "kubernetes"]) || has_any(holder, &TIMES);
    is_record.then(|| Found::from(Held::Capture(parsed)))
}

/// A record with a text and what Fluent Bit or Docker's fluentd driver tell of it.
pub(super) fn log<'a>(holder: View<'a>, key: &str, _: &'a Texts) -> Option<Found<'a>> {
    let text = string(holder, key)?;
    let is_record = has_any(holder, &["stream", "kubernetes", "container_id", "container_name"])
        || has_any(holder, &TIMES);
    text_of(holder, text, is_record, BESIDE_LOG)
}

/// An event of Vector.
pub(super) fn vector<'a>(holder: View<'a>, key: &str, _: &'a Texts) -> Option<Found<'a>> {
    let text = string(holder, "message")?;
    let is_event = has_string(holder, key) && has_string(holder, "timestamp");
    text_of(holder, text, is_event, BESIDE_VECTOR)
}

/// An event of Logstash, or of what sends to it.
pub(super) fn logstash<'a>(holder: View<'a>, key: &str, _: &'a Texts) -> Option<Found<'a>> {
    let text = ["message", "event"].iter().find_map(|at| match *at {
        "event" => string(holder.object("event")?, "original"),
        at => string(holder, at),
    })?;
    text_of(holder, text, has_string(holder, key), BESIDE_LOGSTASH)
}

/// A line of a logger with its level.
pub(super) fn leveled<'a>(holder: View<'a>, key: &str, _: &'a Texts) -> Option<Found<'a>> {
    const TIMES: [&str; 3] = ["timestamp", "time", "ts"];
    let is_level = match holder.word(key) {
        Some(level) => LEVELS.iter().any(|known| known.eq_ignore_ascii_case(level)),
        None => {
            let is_of_process = ["pid", "hostname"].iter().all(|key| holder.get(key).is_some());
            let is_number = || holder.get(key).is_some_and(is_level_number);
            let is_time = |key: &&str| holder.word(key).is_some_and(is_exact_time);
            is_of_process || (is_number() && TIMES.iter().any(is_time))
        }
    };
    if !is_level || !has_any(holder, &TIMES) {
        return None;
    }
    let Some(text) = ["message", "msg"].iter().find_map(|key| string(holder, key)) else {
        // What was logged was an object: no text of its own is beside it.
        let logged = holder.object("message").filter(|_| has_only(holder, BESIDE_LEVEL))?;
        return Some(Found::from(Held::Capture(logged)));
    };
    let is_text = holds_json(text)
        || walk::members(holder.text()).all(|member| {
            BESIDE_LEVEL.contains(&&*text::decode(member.key).text) || is_measure(member.value)
        });
    is_text.then(|| Found::from(Held::Text(text)))
}

/// Whether loggers that write numbers for levels have this one, from `trace` to `fatal`.
fn is_level_number(level: &str) -> bool {
    level.parse().is_ok_and(|level: u8| (10..=60).contains(&level))
}

/// Whether this is a time as machines write it, `2026-11-28T10:00:00Z`.
fn is_exact_time(time: &str) -> bool {
    let is_digit = |at: usize| time.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
    let is = |at: usize, sign: u8| time.as_bytes().get(at) == Some(&sign);
    (0..4).all(is_digit) && is(4, b'-') && is(7, b'-') && is(10, b'T') && is(13, b':')
}

/// Whether a value says nothing of a person: `true`, or a number with fewer digits than those of a telephone have.
fn is_measure(value: &str) -> bool {
    const DIGITS: usize = 6;
    let whole = value.trim_start_matches('-').split('.').next().unwrap_or_default();
    let is_number = !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit());
    matches!(value, "true" | "false" | "null") || (is_number && whole.len() <= DIGITS)
}

/// The text of a record. If there is no JSON in it, nothing but what is `known` may stand beside it.
fn text_of<'a>(
    holder: View<'a>,
    text: View<'a>,
    is_record: bool,
    known: &[&str],
) -> Option<Found<'a>> {
    let is_text = is_record && (has_only(holder, known) || holds_json(text));
    is_text.then(|| Found::from(Held::Text(text)))
}

/// An entry of the journal of systemd. A text that is not UTF-8 or holds control characters is a list of its bytes.
pub(super) fn journal<'a>(holder: View<'a>, key: &str, texts: &'a Texts) -> Option<Found<'a>> {
    let text = holder.member(key)?;
    if !has_any(holder, &["__REALTIME_TIMESTAMP", "__CURSOR"]) {
        return None;
    }
    let is_field = |char: char| char.is_ascii_uppercase() || char.is_ascii_digit() || char == '_';
    let is_entry = walk::members(holder.text()).all(|member| {
        let key = text::decode(member.key).text;
        key.starts_with('_') || key.chars().all(is_field)
    });
    if !is_entry && !holds_json(text) {
        return None;
    }
    let bytes: Option<Vec<u8>> = match text.text().starts_with('[') {
        true => text.elements().map(|byte| byte.text().parse().ok()).collect(),
        false => None,
    };
    let text = match bytes {
        Some(bytes) => {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            View::new(texts.keep(serde_json::Value::String(text).to_string()))
        }
        None => text,
    };
    Some(Found::from(Held::Text(text)))
}

/// A line of Loki, as logcli writes it.
pub(super) fn logcli<'a>(holder: View<'a>, key: &str, _: &'a Texts) -> Option<Found<'a>> {
    let text = string(holder, key)?;
    let is_line = holder.object("labels").is_some() && has_any(holder, &["timestamp"]);
    text_of(holder, text, is_line, &["labels", "line", "timestamp"])
}

/// Lines of Loki by their streams, as its interface takes and returns them.
pub(super) fn loki_streams<'a>(holder: View<'a>, key: &str, _: &'a Texts) -> Option<Found<'a>> {
    let mut lines = Vec::new();
    for stream in list(holder, key)?.elements() {
        stream.object("stream")?;
        let found = each(list(stream, "values")?, |pair| {
            let mut parts = pair.elements();
            let (_, text) = (parts.next()?, parts.next()?);
            Some(Held::Text(text)).filter(|_| text.text().starts_with('"'))
        })?;
        lines.extend(found);
    }
    (!lines.is_empty()).then(|| lines.into_iter().collect())
}

/// Documents that Elasticsearch has found.
pub(super) fn hits<'a>(holder: View<'a>, key: &str, _: &'a Texts) -> Option<Found<'a>> {
    each_of_some(list(holder, key)?, source_in)
}

/// One of them.
pub(super) fn hit<'a>(holder: View<'a>, _: &str, _: &'a Texts) -> Option<Found<'a>> {
    source_in(holder).map(Found::from)
}

fn source_in(hit: View<'_>) -> Option<Held<'_>> {
    let source = hit.object("_source")?;
    let is_hit = has_any(hit, &["_index", "_id"]) && has_only(hit, BESIDE_SOURCE);
    is_hit.then_some(Held::Capture(source))
}

/// A line of the access log of nginx with the body of the request. The status beside it is that of the answer.
pub(super) fn nginx<'a>(holder: View<'a>, key: &str, texts: &'a Texts) -> Option<Found<'a>> {
    const BESIDE: [&str; 8] = [
        "request",
        "request_method",
        "request_uri",
        "remote_addr",
        "status",
        "time_local",
        "time_iso8601",
        "http_user_agent",
    ];
    let body = string(holder, key)?;
    if BESIDE.iter().filter(|key| holder.get(key).is_some()).count() < 2 {
        return None;
    }
    let body = match body.text() {
        "\"-\"" => Body::nothing(),
        _ => Body::of(body),
    };
    let delivery = nginx_delivery(holder, texts);
    Some(Found::from(Held::Request { delivery, body: body.recorded() }))
}

fn nginx_delivery<'a>(holder: View<'a>, texts: &'a Texts) -> Delivery<'a> {
    let mut words = holder.word("request").into_iter().flat_map(|line| line.split(' '));
    let (method, target) = (words.next(), words.next());
    let query = ["args", "query_string"].iter().find_map(|key| holder.word(key));
    let query = query.filter(|query| !matches!(*query, "" | "-"));
    let target = holder.word("request_uri").or(target);
    let query = query.or_else(|| query::of_url(target?));
    Delivery {
        headers: nginx_headers(holder, texts),
        query: query.map(|query| texts.keep(query::object(query))),
        method: holder.word("request_method").or(method),
    }
}

/// The headers, by the names that they have in requests: nginx calls `User-Agent` `http_user_agent`.
fn nginx_headers<'a>(holder: View<'a>, texts: &'a Texts) -> Option<&'a str> {
    let headers: Vec<String> = walk::members(holder.text())
        .filter_map(|member| {
            let key = text::decode(member.key).text;
            let name = match key.as_ref() {
                "content_type" | "content_length" => &*key,
                key => key.strip_prefix("http_")?,
            };
            let name = name.replace('_', "-");
            (member.value != "\"-\"")
                .then(|| format!("{}:{}", serde_json::Value::String(name), member.value))
        })
        .collect();
    (!headers.is_empty()).then(|| texts.keep(format!("{{{}}}", headers.join(","))))
}
