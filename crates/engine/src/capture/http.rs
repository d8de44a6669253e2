//! The `{body, headers, query…}` family: Quickwork, n8n, Pipedream, Hookdeck, API Gateway, smee and their kin.

use super::PackedDelivery;
use super::body::{Body, Decoder};
use super::delivery::Delivery;
use super::one_or_many::OneOrMany;
use crate::json::{View, text, walk};
use crate::path::{Query, Step};

/// What tools call the query.
const QUERIES: [&str; 5] =
    ["query", "queryString", "queryParameters", "parsed_query", "queryStringParameters"];

/// Headers that nearly every request has: two of them beside a body mean that the headers are spread there.
const COMMON_HEADERS: [&str; 6] =
    ["host", "user-agent", "content-type", "content-length", "accept", "x-forwarded-for"];

/// What tools write down of a request beside its body, headers and query. A text that is no JSON in the place of the body
/// is a broken body only if nothing else is there.
#[rustfmt::skip]
const BESIDE: &[&str] = &[
    // The request: Pipedream, n8n, Hookdeck, webhook.site, HookSense, mountebank, WireMock, Express and their kin.
    "method", "url", "uri", "path", "host", "hostname", "port", "protocol", "scheme", "proto", "params", "cookies",
    "originalUrl", "baseUrl", "absoluteUrl", "fullUrl", "rawUrl", "rawQuery", "querystring", "rawBody", "raw_body",
    "bodyRaw", "rawHeaders", "httpVersion", "http_version", "secure", "form", "files", "trailers",
    // The client.
    "ip", "ips", "client_ip", "clientIp", "client_address", "source_ip", "sourceIp", "remote_ip", "remoteAddress",
    "remote_addr", "remote_address", "requestFrom", "user_agent", "userAgent",
    // What the tool notes: its own number and time of the request, and what it makes of the body.
    "id", "uuid", "token_id", "request_id", "requestId", "timestamp", "time", "ts", "received_at", "receivedAt",
    "created_at", "createdAt", "updated_at", "loggedDate", "loggedDateString", "captured_at", "size", "size_bytes",
    "content_type", "contentType", "content_length", "contentLength", "inferred_body_type", "is_large_payload",
    "verified", "ingested_at", "rejection_cause", "topic", "webhookUrl", "executionMode", "browserProxyRequest",
    "bodyAsBase64", "keepAlive", "cf",
    // Amazon's gateways and what follows them.
    "resource", "httpMethod", "multiValueHeaders", "multiValueQueryStringParameters", "pathParameters",
    "stageVariables", "requestContext", "isBase64Encoded", "version", "routeKey", "rawPath", "rawQueryString", "type",
    "methodArn", "identitySource",
];

/// Headers of one word, apart from those that are words of e-mails too.
const SHORT_HEADERS: &[&str] = &[
    "host",
    "accept",
    "connection",
    "cookie",
    "origin",
    "referer",
    "authorization",
    "via",
    "te",
    "dnt",
    "pragma",
    "forwarded",
    "upgrade",
    "expect",
    "priority",
    "date",
    "signature",
    "traceparent",
    "tracestate",
    "baggage",
];

/// How content types begin that requests have and e-mails have not.
const REQUEST_TYPES: [&str; 4] = [
    "application/json",
    "application/x-www-form-urlencoded",
    "application/xml",
    "multipart/form-data",
];

/// Headers that a request which was received has, and an e-mail has not, apart from `user-agent`.
const REQUEST_HEADERS: &[&str] = &[
    "host",
    "user-agent",
    "accept",
    "accept-encoding",
    "content-length",
    "connection",
    "transfer-encoding",
    "authorization",
    "cookie",
    "origin",
    "referer",
    "x-forwarded-for",
    "x-forwarded-proto",
    "x-forwarded-host",
    "x-real-ip",
    "x-request-id",
    "traceparent",
];

/// Headers of which each e-mail has some, and no request has any.
const EMAIL_HEADERS: &[&str] =
    &["message-id", "mime-version", "received", "return-path", "subject", "delivered-to", "to"];

/// What tools call the method of a request.
const METHODS: &[&str] = &["method", "httpMethod", "http_method", "requestMethod"];

/// What the object that holds a request tells beside its body.
pub(super) fn delivery(holder: View<'_>) -> Delivery<'_> {
    Delivery {
        headers: holder.get("headers").filter(|headers| is_container(headers)),
        query: QUERIES.iter().find_map(|name| holder.get(name)).filter(|query| is_container(query)),
    }
}

/// What stands beside the payload at `path`, or beside what it is in: of all objects on the way to it, the nearest that
/// holds headers or a query.
pub(super) fn delivery_around<'a>(path: &Query, capture: View<'a>) -> Delivery<'a> {
    let mut nearest = delivery(capture);
    let mut holder = capture;
    for step in &path.plain {
        let Step::Key(name) = step else { break };
        let Some(inner) = holder.object(name) else {
            break;
        };
        holder = inner;
        let found = delivery(holder);
        if found.headers.is_some() || found.query.is_some() {
            nearest = found;
        }
    }
    nearest
}

/// A body beside headers.
pub(super) fn beside_headers(holder: View<'_>) -> Option<OneOrMany<PackedDelivery<'_>>> {
    let delivery = delivery_with_headers(holder)?;
    let body = holder.member("body")?;
    let decoders = match holder.get("isBase64Encoded") {
        Some("true") => &[Decoder::Base64][..],
        _ => &[],
    };
    let body = Body::of(body, decoders);
    let is_wrapper = may_hold_payload(&body, &delivery)
        || !has_other_keys(holder, is_beside)
        || is_request(holder, &delivery);
    is_wrapper.then(|| OneOrMany::from(PackedDelivery::new(delivery, body)))
}

/// A body in base64 beside headers.
pub(super) fn in_base64(holder: View<'_>) -> Option<OneOrMany<PackedDelivery<'_>>> {
    let delivery = delivery_with_headers(holder)?;
    opened(delivery, holder.member("request_payload_base64")?, &[Decoder::Base64])
}

/// A body among headers that are spread around it.
pub(super) fn among_headers(holder: View<'_>) -> Option<OneOrMany<PackedDelivery<'_>>> {
    let body = holder.member("body")?;
    let spread = COMMON_HEADERS.iter().filter(|header| has_string(holder, header)).count();
    // What has headers in a place of their own was looked at there.
    if spread < 2 || delivery_with_headers(holder).is_some() {
        return None;
    }
    let delivery = Delivery { headers: Some(holder.text()), ..delivery(holder) };
    let body = Body::of(body, &[]);
    // The headers that are common are the ones by which it is looked at, and say no more.
    let is_wrapper = may_hold_payload(&body, &delivery)
        || !has_other_keys(holder, is_spread)
        || is_sent_as_data(&delivery);
    is_wrapper.then(|| OneOrMany::from(PackedDelivery::new(delivery, body)))
}

/// Whether a body is, or was meant to be, a payload or a list of payloads, and not a text as an e-mail has it.
fn may_hold_payload(body: &Body<'_>, delivery: &Delivery<'_>) -> bool {
    // JSON in a text that holds nothing could be anybody's text, and so could a name in braces.
    let is_meant = |text: &str| {
        let mut characters = text.chars().filter(|character| !character.is_whitespace());
        matches!(
            (characters.next(), characters.next()),
            (Some('{'), Some('"')) | (Some('['), Some('{' | '[' | '"'))
        )
    };
    match body {
        Body::Payload(json) | Body::Json(json) => json.text().starts_with(['{', '[']),
        Body::Text { text, .. } => is_meant(text) && (body.is_json() || !is_email(delivery)),
        Body::Fault(_) => false,
    }
}

/// Whether the object that holds a body tells of an HTTP request that was received: by a method or a query of its own,
/// or by headers.
fn is_request(holder: View<'_>, delivery: &Delivery<'_>) -> bool {
    is_sent_as_data(delivery)
        || delivery.query.is_some()
        || METHODS.iter().any(|key| has_string(holder, key))
        || (has_header(delivery, REQUEST_HEADERS) && !is_email(delivery))
}

/// Whether the content type is one of requests.
fn is_sent_as_data(delivery: &Delivery<'_>) -> bool {
    delivery.header("content-type").iter().any(|value| {
        let value = value.trim_start_matches(['[', '"']).to_ascii_lowercase();
        REQUEST_TYPES.iter().any(|begin| value.starts_with(begin))
    })
}

/// Whether the headers are those of an e-mail.
fn is_email(delivery: &Delivery<'_>) -> bool {
    has_header(delivery, EMAIL_HEADERS)
}

fn has_header(delivery: &Delivery<'_>, names: &[&str]) -> bool {
    names.iter().any(|name| !delivery.header(name).is_empty())
}

/// Whether the object that holds a body has a key that no wrapper has: a payload that has a body itself has.
fn has_other_keys(holder: View<'_>, is_known: fn(&str) -> bool) -> bool {
    walk::members(holder.text()).any(|member| !is_known(&text::decode(member.key).text))
}

/// Whether wrappers have this key beside a body and headers.
fn is_beside(key: &str) -> bool {
    key == "body" || key == "headers" || QUERIES.contains(&key) || BESIDE.contains(&key)
}

/// Whether wrappers have this key where headers are spread, among which are those of two words.
fn is_spread(key: &str) -> bool {
    let is_header =
        || SHORT_HEADERS.iter().any(|header| header.eq_ignore_ascii_case(key)) || key.contains('-');
    is_beside(key) || is_header()
}

fn delivery_with_headers(holder: View<'_>) -> Option<Delivery<'_>> {
    Some(delivery(holder)).filter(|delivery| delivery.headers.is_some())
}

fn opened<'a>(
    delivery: Delivery<'a>,
    body: View<'a>,
    decoders: &[Decoder],
) -> Option<OneOrMany<PackedDelivery<'a>>> {
    Some(OneOrMany::from(PackedDelivery::new(delivery, Body::of(body, decoders))))
}

fn is_container(value: &str) -> bool {
    value.starts_with('{')
        || (value.starts_with('[') && walk::elements(value).all(|pair| pair.starts_with('{')))
}

fn has_string(holder: View<'_>, key: &str) -> bool {
    holder.get(key).is_some_and(|value| value.starts_with('"'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::Path;

    #[test]
    fn headers_are_looked_for_beside_a_payload_that_is_named() {
        let capture =
            View::new(r#"{"headers":{"a":"1"},"data":{"headers":{"a":"2"},"body":{"headers":7}}}"#);
        let header = |path| match Path::parse(path).unwrap() {
            Path::Payload(query) => delivery_around(&query, capture).header("a"),
            other => panic!("{other:?}"),
        };
        assert_eq!(header("data.body"), ["\"2\""]);
        assert_eq!(header("other.body"), ["\"1\""]);
    }
}
