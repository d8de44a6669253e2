//! Google's logs and queues, Azure's events, and the formats that several clouds share.

use super::signs::{each_of_some, has_any, has_only, has_string, list, message, no_text, string};
use super::{Found, Held};
use crate::capture::body::Body;
use crate::capture::delivery::Delivery;
use crate::capture::texts::Texts;
use crate::json::{View, text, walk};

/// What stands in an event of Event Grid.
const OF_EVENT_GRID: &[&str] =
    &["id", "topic", "subject", "eventType", "eventTime", "data", "dataVersion", "metadataVersion"];

/// What an entry of Cloud Logging has beside its payload.
const OF_LOG_ENTRIES: [&str; 4] = ["logName", "insertId", "resource", "receiveTimestamp"];

/// What says that a message came out of Pub/Sub, beside the message.
const OF_PUB_SUB: [&str; 3] = ["subscription", "ackId", "deliveryAttempt"];

/// What a message of Pub/Sub has beside its data.
const OF_PUB_SUB_MESSAGES: [&str; 4] = ["messageId", "message_id", "publishTime", "publish_time"];

/// An entry of Google Cloud Logging with a structured payload.
pub(super) fn json_payload<'a>(holder: View<'a>, key: &str, _: &'a Texts) -> Option<Found<'a>> {
    let payload = holder.object(key).filter(|_| has_any(holder, &OF_LOG_ENTRIES))?;
    // A line that was logged with nothing beside it.
    let mut members = walk::members(payload.text());
    let held = match (members.next(), members.next()) {
        (Some(member), None) if member.key == "message" && member.value.starts_with('"') => {
            Held::Text(payload.part(member.value))
        }
        _ => Held::Capture(payload),
    };
    Some(Found::from(held))
}

/// An entry of Google Cloud Logging with a line of text.
pub(super) fn text_payload<'a>(holder: View<'a>, key: &str, _: &'a Texts) -> Option<Found<'a>> {
    let text = string(holder, key).filter(|_| has_any(holder, &OF_LOG_ENTRIES))?;
    Some(Found::from(Held::Text(text)))
}

/// An entry of Google Cloud Logging that tells of a request, without what was in it.
pub(super) fn http_request<'a>(holder: View<'a>, key: &str, _: &'a Texts) -> Option<Found<'a>> {
    let request = holder.object(key).filter(|_| has_any(holder, &OF_LOG_ENTRIES))?;
    let delivery = Delivery { method: request.word("requestMethod"), ..Delivery::default() };
    Some(Found::from(Held::Request { delivery, body: Body::nothing().recorded() }))
}

/// A message that Pub/Sub has pushed or that was pulled from it.
pub(super) fn pub_sub<'a>(holder: View<'a>, key: &str, _: &'a Texts) -> Option<Found<'a>> {
    pub_sub_message(holder, key).map(Found::from)
}

fn pub_sub_message<'a>(holder: View<'a>, key: &str) -> Option<Held<'a>> {
    let sent = holder.object(key)?;
    let is_message = has_any(holder, &OF_PUB_SUB) && has_any(sent, &OF_PUB_SUB_MESSAGES);
    is_message.then(|| {
        let body =
            sent.member("data").map_or(Body::nothing(), |data| Body::of(data).in_base64(true));
        let attributes = sent.object("attributes").map(|attributes| attributes.text());
        message(body, attributes)
    })
}

/// An event of Azure's Event Grid.
pub(super) fn event_grid<'a>(holder: View<'a>, key: &str, _: &'a Texts) -> Option<Found<'a>> {
    let is_event = has_string(holder, key)
        && has_string(holder, "eventTime")
        && has_any(holder, &["topic", "dataVersion", "metadataVersion"])
        && has_only(holder, OF_EVENT_GRID);
    let data = holder.member("data").filter(|_| is_event)?;
    Some(Found::from(message(Body::of(data), None)))
}

/// A body that Logic Apps and Power Automate pass on as bytes, with its type.
pub(super) fn logic_apps<'a>(holder: View<'a>, key: &str, _: &'a Texts) -> Option<Found<'a>> {
    let content_type = text::decode_token(holder.get("$content-type")?)?.text;
    let body = Body::of(string(holder, key)?).in_base64(true).of_type(Some(content_type));
    let delivery = Delivery::default();
    Some(Found::from(Held::Request { delivery, body: body.recorded() }))
}

/// A `CloudEvents` event, structured.
pub(super) fn cloud_event<'a>(holder: View<'a>, key: &str, _: &'a Texts) -> Option<Found<'a>> {
    let is_event =
        has_string(holder, key) && has_string(holder, "type") && has_string(holder, "source");
    if !is_event || !walk::members(holder.text()).all(|member| is_attribute(&member)) {
        return None;
    }
    let body = match (string(holder, "data_base64"), holder.member("data")) {
        (Some(data), _) => Body::of(data).in_base64(true),
        (None, Some(data)) => Body::of(data),
        (None, None) => Body::nothing(),
    };
    let media_type = holder.get("datacontenttype").and_then(text::decode_token);
    let body = body.of_type(media_type.map(|media_type| media_type.text));
    Some(Found::from(message(body, None)))
}

/// Whether a member of an event is its data or one of its attributes, to which others than those of the specification can
/// be added: names are of lower case letters and digits, and values are no objects or lists.
fn is_attribute(member: &walk::Member<'_>) -> bool {
    let key = text::decode(member.key).text;
    let is_letter = |char: char| char.is_ascii_lowercase() || char.is_ascii_digit();
    matches!(&*key, "data" | "data_base64")
        || (key.chars().all(is_letter) && !member.value.starts_with(['{', '[']))
}

/// Logs of OpenTelemetry (OTLP as JSON).
pub(super) fn otlp<'a>(holder: View<'a>, key: &str, texts: &'a Texts) -> Option<Found<'a>> {
    let mut records = Vec::new();
    for resource in list(holder, key)?.elements() {
        let scopes = ["scopeLogs", "instrumentationLibraryLogs"];
        let scopes = scopes.iter().find_map(|key| list(resource, key))?;
        for scope in scopes.elements() {
            records.extend(list(scope, "logRecords")?.elements());
        }
    }
    let held = records.into_iter().map(|record| match record.member("body") {
        Some(text) if text.text().starts_with('"') => Held::Text(text),
        Some(body) => match string(body, "stringValue") {
            Some(text) => Held::Text(text),
            None => Held::Capture(View::new(texts.keep(any_value(body)))),
        },
        None => Held::Text(no_text()),
    });
    Some(held.collect())
}

/// The JSON of a value of OTLP, which tells of each value what kind it is.
fn any_value(value: View<'_>) -> String {
    let of = |key: &str| value.object(key).and_then(|inner| list(inner, "values"));
    let joined = |parts: Vec<String>| parts.join(",");
    if let Some(members) = of("kvlistValue") {
        let members = members.elements().filter_map(|member| {
            let inner = member.object("value").map_or_else(|| "null".to_owned(), any_value);
            Some(format!("{}:{inner}", member.get("key").filter(|key| key.starts_with('"'))?))
        });
        return format!("{{{}}}", joined(members.collect()));
    }
    if let Some(elements) = of("arrayValue") {
        return format!("[{}]", joined(elements.elements().map(any_value).collect()));
    }
    if let Some(integer) = value.word("intValue") {
        // A string, as not every reader of JSON knows 64 bits.
        // One with a sign `+` or a zero before it is no number in JSON.
        return match integer.parse::<i64>() {
            Ok(number) if number.to_string() == integer => integer.to_owned(),
            _ => format!("\"{integer}\""),
        };
    }
    let plain = ["stringValue", "intValue", "doubleValue", "boolValue", "bytesValue"];
    plain.iter().find_map(|key| value.get(key)).unwrap_or("null").to_owned()
}

/// Messages that were pulled from Pub/Sub at once.
pub(super) fn pulled<'a>(holder: View<'a>, key: &str, _: &'a Texts) -> Option<Found<'a>> {
    each_of_some(list(holder, key)?, |received| pub_sub_message(received, "message"))
}
