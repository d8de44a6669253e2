//! The `{body, headers, query…}` family: Quickwork, n8n, Pipedream, Hookdeck, API Gateway, smee and their kin.

use super::signs::has_string;
use super::{Found, Held};
use crate::capture::body::Body;
use crate::capture::delivery::Delivery;
use crate::capture::query;
use crate::capture::texts::Texts;
use crate::json::{View, text, walk};

/// What tools call the query.
const QUERIES: [&str; 7] = [
    "query",
    "queryString",
    "queryParameters",
    "parsed_query",
    "queryStringParameters",
    "multiValueQueryStringParameters",
    "args",
];

/// What tools call a query that is one text.
const RAW_QUERIES: [&str; 5] =
    ["rawQueryString", "rawQuery", "querystring", "query", "queryString"];

/// What tools call a URL or the part of one in which a query can stand.
const URLS: [&str; 8] =
    ["url", "uri", "originalUrl", "fullUrl", "absoluteUrl", "rawUrl", "path", "rawPath"];

/// What tools call the headers.
const HEADERS: [&str; 2] = ["headers", "multiValueHeaders"];

/// What tools call the method.
const METHODS: [&str; 2] = ["method", "httpMethod"];

/// Headers that nearly every request has: two of them beside a body mean that the headers are spread there.
const COMMON_HEADERS: [&str; 6] =
    ["host", "user-agent", "content-type", "content-length", "accept", "x-forwarded-for"];

/// Those of them that are ordinary words too, as a person's `host` is.
const ORDINARY_WORDS: [&str; 2] = ["host", "accept"];

/// Signs of a request that was received.
const RECEIVED: [&str; 12] = [
    "method",
    "httpMethod",
    "url",
    "uri",
    "path",
    "rawPath",
    "requestContext",
    "webhookUrl",
    "topic",
    "client_ip",
    "source_ip",
    "remote_addr",
];

/// Signs of a response, of the record of a client that got one, or of the description of a request that is still to be
/// made.
const NOT_RECEIVED: [&str; 8] = [
    "statusCode",
    "status_code",
    "statusMessage",
    "statusText",
    "status",
    "response",
    "scope",
    "endpoint",
];

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

/// What the object that holds a request tells beside its body.
pub(in crate::capture) fn delivery<'a>(holder: View<'a>, texts: &'a Texts) -> Delivery<'a> {
    let headers = || HEADERS.iter().filter_map(|name| holder.get(name));
    let method = METHODS.iter().find_map(|name| holder.word(name));
    let method = method.or_else(|| holder.object("requestContext")?.object("http")?.word("method"));
    Delivery {
        headers: headers().find(|headers| is_container(headers)),
        query: query_of(holder, texts),
        method,
    }
}

/// The query: as the tool took it apart, or from where it stands as a text.
fn query_of<'a>(holder: View<'a>, texts: &'a Texts) -> Option<&'a str> {
    let containers = QUERIES.iter().filter_map(|name| holder.get(name));
    let mut containers = containers.filter(|query| is_container(query));
    let first = containers.next();
    if let Some(query) = first.filter(|query| !is_blank(query)) {
        return Some(query);
    }
    containers
        .find(|query| !is_blank(query))
        .or_else(|| {
            let raw = RAW_QUERIES.iter().filter_map(|name| holder.get(name));
            let raw = raw.filter_map(text::decode_token).map(|raw| raw.text);
            let urls = URLS.iter().filter_map(|name| holder.get(name));
            let urls = urls.filter(|url| url.contains('?')).filter_map(text::decode_token);
            let mut raw = raw
                .filter(|raw| !raw.is_empty())
                .map(|raw| query::object(raw.strip_prefix('?').unwrap_or(&raw)));
            let of_urls =
                || urls.filter_map(|url| query::of_url(&url.text).map(query::object)).next();
            raw.next().or_else(of_urls).map(|query| texts.keep(query))
        })
        .or(first)
}

/// Whether a container is empty.
fn is_blank(container: &str) -> bool {
    walk::members(container).next().is_none() && walk::elements(container).next().is_none()
}

/// A body beside headers.
pub(super) fn beside_headers<'a>(
    holder: View<'a>,
    key: &str,
    texts: &'a Texts,
) -> Option<Found<'a>> {
    let body = holder.member(key)?;
    let delivery = delivery(holder, texts);
    delivery.headers?;
    let is_base64 = holder.get("isBase64Encoded") == Some("true");
    let body = Body::of(body).in_base64(is_base64);
    is_request(holder, &delivery, is_beside).then(|| Found::from(Held::Request { delivery, body }))
}

/// A body in base64 beside headers.
pub(super) fn in_base64<'a>(holder: View<'a>, key: &str, texts: &'a Texts) -> Option<Found<'a>> {
    let body = holder.member(key)?;
    let delivery = delivery(holder, texts);
    delivery.headers?;
    Some(Found::from(Held::Request { delivery, body: Body::of(body).in_base64(true) }))
}

/// A body among headers that are spread around it.
pub(super) fn among_headers<'a>(
    holder: View<'a>,
    key: &str,
    texts: &'a Texts,
) -> Option<Found<'a>> {
    let body = holder.member(key)?;
    // What has headers in a place of their own was looked at there.
    if delivery(holder, texts).headers.is_some() {
        return None;
    }
    let mut spread = COMMON_HEADERS.iter().filter(|header| has_string(holder, header));
    let is_certain = |header: &&str| !ORDINARY_WORDS.contains(header);
    let (first, second) = (spread.next()?, spread.next()?);
    let mut others = spread.chain([first, second]).any(|header| is_certain(header));
    others = others || walk::members(holder.text()).any(|member| member.key.starts_with("x-"));
    if !others {
        return None;
    }
    let delivery = Delivery { headers: Some(holder.text()), ..delivery(holder, texts) };
    let body = Body::of(body);
    is_request(holder, &delivery, is_spread).then(|| Found::from(Held::Request { delivery, body }))
}

/// Whether this was a request that was received: nothing tells that it was not, and either nothing stands beside its body
/// but what tools note of requests, or something tells that it was one. A payload can have headers and a body too, as
/// e-mails have.
fn is_request(holder: View<'_>, delivery: &Delivery<'_>, is_known: fn(&str) -> bool) -> bool {
    if NOT_RECEIVED.iter().any(|key| holder.get(key).is_some())
        || is_part_of_batch(holder, delivery)
    {
        return false;
    }
    let has_other_keys =
        walk::members(holder.text()).any(|member| !is_known(&text::decode(member.key).text));
    !has_other_keys || is_received(holder, delivery)
}

/// Whether something tells that the request was received: a method or a query of its own, the type of its content, or, where
/// it is no e-mail, another sign.
fn is_received(holder: View<'_>, delivery: &Delivery<'_>) -> bool {
    let has_header = |names: &[&str]| names.iter().any(|name| !delivery.header(name).is_empty());
    let has_key = |names: &[&str]| names.iter().any(|key| holder.get(key).is_some());
    delivery.method.is_some()
        || delivery.query.is_some()
        || has_type(delivery)
        || ((has_key(&RECEIVED) || has_header(REQUEST_HEADERS)) && !has_header(EMAIL_HEADERS))
}

/// Whether this is one of the requests that are to be made with one call: with a number of its own, to a place without a
/// host.
fn is_part_of_batch(holder: View<'_>, delivery: &Delivery<'_>) -> bool {
    let is_relative = |url: &str| url.starts_with('/') || !url.contains("://");
    holder.get("id").is_some()
        && holder.word("url").is_some_and(is_relative)
        && delivery.header("host").is_empty()
}

/// Whether the headers have a content type that requests have and e-mails have not.
fn has_type(delivery: &Delivery<'_>) -> bool {
    delivery.content_type().is_some_and(|told| {
        let told = told.trim_start().to_ascii_lowercase();
        REQUEST_TYPES.iter().any(|begin| told.starts_with(begin))
    })
}

/// Whether wrappers have this key beside a body and headers.
fn is_beside(key: &str) -> bool {
    key == "body" || HEADERS.contains(&key) || QUERIES.contains(&key) || BESIDE.contains(&key)
}

/// Whether wrappers have this key where headers are spread, among which are those of two words.
fn is_spread(key: &str) -> bool {
    let is_header =
        || SHORT_HEADERS.iter().any(|header| header.eq_ignore_ascii_case(key)) || key.contains('-');
    is_beside(key) || is_header()
}

fn is_container(value: &str) -> bool {
    value.starts_with('{')
        || (value.starts_with('[') && walk::elements(value).all(|pair| pair.starts_with('{')))
}
