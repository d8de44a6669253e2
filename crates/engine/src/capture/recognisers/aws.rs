//! Amazon's queues, streams and logs, as their events and the answers of their command line hold them, and requests to its
//! gateways that have no body.

use super::signs::{
    attributes, each, each_of_some, has_any, has_only, has_string, list, message, string,
};
use super::{Found, Held, requests};
use crate::capture::body::Body;
use crate::capture::texts::Texts;
use crate::json::View;

/// What an event of CloudWatch Logs has beside its message: what tells it from any other.
const OF_LOG_EVENTS: [&str; 2] = ["ingestionTime", "eventId"];

/// What the answers of CloudWatch Logs have beside the events.
const OF_LOG_ANSWERS: [&str; 3] = ["searchedLogStreams", "nextForwardToken", "nextBackwardToken"];

/// What subscriptions to CloudWatch Logs have beside the events.
const OF_SUBSCRIPTIONS: [&str; 4] = ["logGroup", "logStream", "messageType", "subscriptionFilters"];

/// What SNS writes into a notification.
#[rustfmt::skip]
const OF_NOTIFICATIONS: &[&str] = &[
    "Type", "MessageId", "TopicArn", "Subject", "Message", "Timestamp", "SignatureVersion", "Signature", "SigningCertURL",
    "SigningCertUrl", "UnsubscribeURL", "UnsubscribeUrl", "SubscribeURL", "SubscribeUrl", "Token", "MessageAttributes",
    "SequenceNumber",
];

/// What EventBridge writes into an event.
#[rustfmt::skip]
const OF_EVENTS: &[&str] = &[
    "version", "id", "detail-type", "source", "account", "time", "region", "resources", "detail", "replay-name",
    "trace-header", "ingestion-time", "event-bus-name",
];

/// What Firehose tells beside the records.
const OF_FIREHOSE: [&str; 3] = ["deliveryStreamArn", "invocationId", "requestId"];

/// Messages of SQS, as a function gets them.
pub(super) fn sqs<'a>(holder: View<'a>, key: &str, texts: &'a Texts) -> Option<Found<'a>> {
    each_of_some(list(holder, key)?, |record| sqs_message(record, texts))
}

/// One of them.
pub(super) fn sqs_record<'a>(record: View<'a>, _: &str, texts: &'a Texts) -> Option<Found<'a>> {
    sqs_message(record, texts).map(Found::from)
}

fn sqs_message<'a>(record: View<'a>, texts: &'a Texts) -> Option<Held<'a>> {
    let is_sqs =
        record.word("eventSource") == Some("aws:sqs") || has_any(record, &["receiptHandle"]);
    let body = string(record, "body").filter(|_| is_sqs)?;
    let attributes = attributes(record, "messageAttributes", "stringValue", texts);
    Some(message(Body::of(body), attributes))
}

/// Messages of SQS, as the command line receives them.
pub(super) fn sqs_received<'a>(holder: View<'a>, key: &str, texts: &'a Texts) -> Option<Found<'a>> {
    each_of_some(list(holder, key)?, |received| {
        let body = string(received, "Body")?;
        has_any(received, &["ReceiptHandle", "MD5OfBody"]).then(|| {
            let attributes = attributes(received, "MessageAttributes", "StringValue", texts);
            message(Body::of(body), attributes)
        })
    })
}

/// Notifications of SNS, as a function gets them.
pub(super) fn sns<'a>(holder: View<'a>, key: &str, texts: &'a Texts) -> Option<Found<'a>> {
    each_of_some(list(holder, key)?, |record| notification_in(record.object("Sns")?, texts))
}

/// A notification of SNS, as it is sent to an address or to a queue.
pub(super) fn notification<'a>(holder: View<'a>, _: &str, texts: &'a Texts) -> Option<Found<'a>> {
    notification_in(holder, texts).filter(|_| has_only(holder, OF_NOTIFICATIONS)).map(Found::from)
}

fn notification_in<'a>(holder: View<'a>, texts: &'a Texts) -> Option<Held<'a>> {
    let sent = string(holder, "Message").filter(|_| has_string(holder, "TopicArn"))?;
    match holder.word("Type")? {
        "Notification" => {
            let attributes = attributes(holder, "MessageAttributes", "Value", texts);
            Some(message(Body::of(sent), attributes))
        }
        // What SNS itself has to say of a subscription.
        "SubscriptionConfirmation" | "UnsubscribeConfirmation" => Some(Held::Text(sent)),
        _ => None,
    }
}

/// Records of Kinesis, as a function gets them.
pub(super) fn kinesis<'a>(holder: View<'a>, key: &str, _: &'a Texts) -> Option<Found<'a>> {
    each_of_some(list(holder, key)?, |record| packed(record.object("kinesis")?, "data"))
}

/// Records of Kinesis, as the command line gets them.
pub(super) fn kinesis_read<'a>(holder: View<'a>, key: &str, _: &'a Texts) -> Option<Found<'a>> {
    each_of_some(list(holder, key)?, |record| {
        let is_kinesis = has_any(record, &["SequenceNumber"]) && has_any(record, &["PartitionKey"]);
        packed(record, "Data").filter(|_| is_kinesis)
    })
}

/// Records that Firehose delivers.
pub(super) fn firehose<'a>(holder: View<'a>, key: &str, _: &'a Texts) -> Option<Found<'a>> {
    let is_firehose = has_any(holder, &OF_FIREHOSE);
    each_of_some(list(holder, key)?, |record| {
        packed(record, "data").filter(|_| is_firehose || has_any(record, &["recordId"]))
    })
}

/// Records of Kafka, as a function gets them: lists by topic and partition.
pub(super) fn kafka<'a>(holder: View<'a>, key: &str, _: &'a Texts) -> Option<Found<'a>> {
    let records = holder.object(key)?;
    if !matches!(holder.word("eventSource"), Some("aws:kafka" | "SelfManagedKafka")) {
        return None;
    }
    crate::json::walk::members(records.text())
        .flat_map(|partition| records.part(partition.value).elements())
        .map(|record| packed(record, "value"))
        .collect()
}

/// A record in base64, compressed or not, with what its producer has put into it.
fn packed<'a>(record: View<'a>, key: &str) -> Option<Held<'a>> {
    Some(message(Body::of(string(record, key)?).in_base64(true).in_batches(), None))
}

/// An event of EventBridge. Partners put a request into it: the body as `payload`, the headers as `metadata`.
pub(super) fn event<'a>(holder: View<'a>, key: &str, _: &'a Texts) -> Option<Found<'a>> {
    let detail = holder.object("detail")?;
    if !has_string(holder, key) || !has_string(holder, "source") || !has_only(holder, OF_EVENTS) {
        return None;
    }
    let headers =
        detail.object("metadata").filter(|metadata| has_string(*metadata, "Content-Type"));
    let held = match (headers, detail.object("payload")) {
        (Some(headers), Some(body)) => message(Body::of(body), Some(headers.text())),
        _ => Held::Capture(detail),
    };
    Some(Found::from(held))
}

/// What a subscription to CloudWatch Logs sends: base64 of compressed JSON.
pub(super) fn subscription<'a>(holder: View<'a>, key: &str, _: &'a Texts) -> Option<Found<'a>> {
    packed(holder, key).map(Found::from)
}

/// The events in it.
pub(super) fn log_events<'a>(holder: View<'a>, key: &str, _: &'a Texts) -> Option<Found<'a>> {
    let events = list(holder, key).filter(|_| has_any(holder, &OF_SUBSCRIPTIONS))?;
    each(events, |event| string(event, "message").map(Held::Text))
}

/// Events as the command line filters or gets them.
pub(super) fn filtered_events<'a>(holder: View<'a>, key: &str, _: &'a Texts) -> Option<Found<'a>> {
    let events = list(holder, key)?;
    if events.elements().next().is_none() && !has_any(holder, &OF_LOG_ANSWERS) {
        return None;
    }
    each(events, |event| log_event_in(event, &OF_LOG_EVENTS))
}

/// One of these.
pub(super) fn log_event<'a>(holder: View<'a>, key: &str, _: &'a Texts) -> Option<Found<'a>> {
    let is_event = has_any(holder, &["timestamp"])
        && has_only(holder, &["logStreamName", "timestamp", "message", "ingestionTime", "eventId"]);
    log_event_in(holder, &[key]).filter(|_| is_event).map(Found::from)
}

fn log_event_in<'a>(event: View<'a>, signs: &[&str]) -> Option<Held<'a>> {
    string(event, "message").filter(|_| has_any(event, signs)).map(Held::Text)
}

/// Rows of an answer of CloudWatch Logs Insights: lists of fields, of which `@message` is the event.
pub(super) fn insights<'a>(holder: View<'a>, key: &str, _: &'a Texts) -> Option<Found<'a>> {
    each_of_some(list(holder, key)?, |row| {
        let mut fields = row.elements();
        let field = fields.find(|field| field.word("field") == Some("@message"))?;
        string(field, "value").map(Held::Text)
    })
}

/// A request that a gateway passes on without the key `body`, as it does where there is none.
pub(super) fn without_body<'a>(holder: View<'a>, key: &str, texts: &'a Texts) -> Option<Found<'a>> {
    holder.object(key)?;
    let delivery = requests::delivery(holder, texts);
    let is_request = holder.get("body").is_none()
        && delivery.headers.is_some()
        && has_any(holder, &["rawPath", "httpMethod"]);
    is_request.then(|| Found::from(Held::Request { delivery, body: Body::nothing() }))
}

/// A message of a WebSocket behind API Gateway, or what happened to its connection.
pub(super) fn web_socket<'a>(holder: View<'a>, key: &str, texts: &'a Texts) -> Option<Found<'a>> {
    let context = holder.object(key)?;
    let is_socket = has_string(context, "connectionId") && has_string(context, "eventType");
    let is_base64 = holder.get("isBase64Encoded").filter(|_| is_socket)? == "true";
    let delivery = requests::delivery(holder, texts);
    let body = match holder.member("body") {
        Some(body) => Body::of(body).in_base64(is_base64),
        None => Body::nothing(),
    };
    Some(Found::from(Held::Request { delivery, body: body.recorded() }))
}
