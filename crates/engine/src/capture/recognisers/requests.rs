//! The `{body, headers, query…}` family: Quickwork, n8n, Pipedream, Hookdeck, API Gateway, smee and their kin.

use super::{Found, Held};
use crate::capture::body::Body;
use crate::capture::delivery::Delivery;
use crate::capture::members::Members;
use crate::capture::query;
use crate::capture::texts::Texts;
use crate::json::{View, text, walk};

/// What tools call the query. Those with all values of a name come first.
const QUERIES: [&str; 12] = [
    "multiValueQueryStringParameters",
    "query",
    "queryString",
    "queryParameters",
    "parsed_query",
    "queryStringParameters",
    "args",
    "querystring",
    "query_string",
    "queryParams",
    "query_params",
    "query_parameters",
];

/// What tools call a query that is one text.
const RAW_QUERIES: [&str; 7] = [
    "rawQueryString",
    "rawQuery",
    "querystring",
    "query",
    "queryString",
    "query_string",
    "raw_query",
];

/// What tools call a URL or the part of one in which a query can stand.
const URLS: [&str; 8] =
    ["url", "uri", "originalUrl", "fullUrl", "absoluteUrl", "rawUrl", "path", "rawPath"];

/// What tools call the headers. Those with all values of a name come first.
const HEADERS: [&str; 2] = ["multiValueHeaders", "headers"];

/// What tools call headers that are a list of names and values in turn.
const RAW_HEADERS: [&str; 2] = ["rawHeaders", "raw_headers"];

/// What tools call the method.
const METHODS: [&str; 2] = ["method", "httpMethod"];

/// Headers that nearly every request has: two of them beside a body mean that the headers are spread there.
const COMMON_HEADERS: [&str; 6] =
    ["host", "user-agent", "content-type", "content-length", "accept", "x-forwarded-for"];

/// Those of them that are ordinary words too, as a person's `host` is.
const ORDINARY_WORDS: [&str; 2] = ["host", "accept"];

/// Signs of a request that was received.
const RECEIVED: [&str; 8] =
    ["method", "httpMethod", "url", "uri", "path", "rawPath", "webhookUrl", "topic"];

/// Where a request came from, which only what receives it knows.
const CLIENTS: [&str; 11] = [
    "requestContext",
    "ip",
    "client_ip",
    "clientIp",
    "client_address",
    "source_ip",
    "sourceIp",
    "requestFrom",
    "remote_addr",
    "remote_ip",
    "remote_address",
];

/// When a request was received.
const WHEN_RECEIVED: [&str; 11] = [
    "timestamp",
    "time",
    "ts",
    "date",
    "received_at",
    "receivedAt",
    "created_at",
    "createdAt",
    "captured_at",
    "loggedDate",
    "start",
];

/// Signs of a response, or of what a client has written down of a request and its response.
const ANSWERED: [&str; 6] =
    ["statusCode", "status_code", "statusMessage", "statusText", "response", "scope"];

/// Signs of a request that is described, to be made: where to, how, and as which part of a larger call.
const DESCRIBED: [&str; 19] = [
    "endpoint",
    "timeout",
    "auth",
    "credentials",
    "redirect",
    "followRedirect",
    "followRedirects",
    "follow_redirects",
    "maxRedirects",
    "max_redirects",
    "retry",
    "retries",
    "responseType",
    "verify_ssl",
    "allow_redirects",
    "dependsOn",
    "atomicityGroup",
    "relative_url",
    "bodyPatterns",
];

/// Types of requests in such descriptions.
const DESCRIBED_TYPES: [&str; 3] = ["REST", "GRAPHQL", "SOAP"];

/// Headers that responses have and requests have not (RFC 9110, section 10.2).
const OF_ANSWERS: [&str; 6] = [
    "set-cookie",
    "server",
    "etag",
    "last-modified",
    "www-authenticate",
    "access-control-allow-origin",
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
    // MockServer, and servers that write down what came as it came.
    "localAddress", "raw_query", "raw_headers",
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
    delivery_of(&Members::of(holder), texts)
}

/// As [`delivery`], of an object of which the members are known.
fn delivery_of<'a>(holder: &Members<'a>, texts: &'a Texts) -> Delivery<'a> {
    let method = METHODS.iter().find_map(|name| holder.word(name));
    let method = method.or_else(|| holder.object("requestContext")?.object("http")?.word("method"));
    Delivery { headers: headers_of(holder), query: query_of(holder, texts), method }
}

/// The headers: of the containers that there are the first in which there is something.
fn headers_of<'a>(holder: &Members<'a>) -> Option<&'a str> {
    let named = HEADERS.iter().filter_map(|name| holder.get(name));
    let raw = RAW_HEADERS.iter().filter_map(|name| holder.get(name));
    let raw = raw.filter(|headers| headers.starts_with("[\""));
    let mut containers = named.filter(|headers| is_container(headers)).chain(raw);
    let first = containers.next()?;
    match is_blank(first) {
        true => containers.find(|headers| !is_blank(headers)).or(Some(first)),
        false => Some(first),
    }
}

/// The query: as the tool took it apart, or from where it stands as a text.
fn query_of<'a>(holder: &Members<'a>, texts: &'a Texts) -> Option<&'a str> {
    let containers = QUERIES.iter().filter_map(|name| holder.get(name));
    let mut containers = containers.filter(|query| is_container(query));
    let first = containers.next();
    if let Some(query) = first.filter(|query| !is_blank(query)) {
        return Some(query);
    }
    containers.find(|query| !is_blank(query)).or_else(|| raw_query_of(holder, texts)).or(first)
}

/// The query from where it stands as a text: alone, or in a URL.
pub(super) fn raw_query<'a>(holder: View<'a>, texts: &'a Texts) -> Option<&'a str> {
    raw_query_of(&Members::of(holder), texts)
}

fn raw_query_of<'a>(holder: &Members<'a>, texts: &'a Texts) -> Option<&'a str> {
    let text_of = |name: &&str| holder.get(name).and_then(text::decode_token).map(|it| it.text);
    let alone = RAW_QUERIES.iter().filter_map(text_of).find(|query| !query.is_empty());
    let query = match alone {
        Some(query) => query::object(query.strip_prefix('?').unwrap_or(&query)),
        None => {
            let mut urls = URLS.iter().filter_map(text_of);
            urls.find_map(|url| query::of_url(&url).map(query::object))?
        }
    };
    Some(texts.keep(query))
}

/// The object of the parameters in `container`.
pub(super) fn query_in<'a>(container: &'a str, texts: &'a Texts) -> Option<&'a str> {
    let query = Some(container).filter(|container| is_container(container));
    Delivery { query, ..Delivery::default() }.query_as_payload(texts)
}

/// Whether a container is empty.
fn is_blank(container: &str) -> bool {
    walk::members(container).next().is_none() && walk::elements(container).next().is_none()
}

/// The body under `key`, and what is told of its delivery, where there are headers.
fn with_headers<'a>(
    holder: &Members<'a>,
    key: &str,
    texts: &'a Texts,
) -> Option<(View<'a>, Delivery<'a>)> {
    let body = holder.member(key)?;
    let delivery = delivery_of(holder, texts);
    delivery.headers.map(|_| (body, delivery))
}

/// A body beside headers.
pub(super) fn beside_headers<'a>(
    holder: View<'a>,
    key: &str,
    texts: &'a Texts,
) -> Option<Found<'a>> {
    let holder = Members::of(holder);
    let (body, delivery) = with_headers(&holder, key, texts)?;
    let is_base64 = holder.get("isBase64Encoded") == Some("true");
    let body = Body::of(body).in_base64(is_base64);
    is_request(&holder, &body, &delivery, is_beside)
        .then(|| Found::from(Held::Request { delivery, body }))
}

/// A request of which the tool has left out the body that it did not have: nothing but what tools note of requests.
pub(super) fn without_body<'a>(holder: View<'a>, _: &str, texts: &'a Texts) -> Option<Found<'a>> {
    let holder = Members::of(holder);
    let delivery = delivery_of(&holder, texts);
    delivery.headers?;
    let has_place = URLS.iter().any(|key| holder.has_string(key));
    let body = Body::nothing();
    let is_one = has_place && holder.keys().all(|key| key != "body" && is_beside(&key));
    let is_one = is_one && is_request(&holder, &body, &delivery, is_beside);
    is_one.then(|| Found::from(Held::Request { delivery, body }))
}

/// A body in base64 beside headers.
pub(super) fn in_base64<'a>(holder: View<'a>, key: &str, texts: &'a Texts) -> Option<Found<'a>> {
    let (body, delivery) = with_headers(&Members::of(holder), key, texts)?;
    Some(Found::from(Held::Request { delivery, body: Body::of(body).in_base64(true) }))
}

/// A body among headers that are spread around it.
pub(super) fn among_headers<'a>(
    holder: View<'a>,
    key: &str,
    texts: &'a Texts,
) -> Option<Found<'a>> {
    let holder = Members::of(holder);
    let body = holder.member(key)?;
    let delivery = delivery_of(&holder, texts);
    // What has headers in a place of their own was looked at there.
    if delivery.headers.is_some() {
        return None;
    }
    let mut spread = COMMON_HEADERS.iter().filter(|header| holder.has_string(header));
    let is_certain = |header: &&str| !ORDINARY_WORDS.contains(header);
    let (first, second) = (spread.next()?, spread.next()?);
    let is_request_of_words = !spread.chain([first, second]).any(is_certain);
    if is_request_of_words && !holder.keys().any(|key| key.starts_with("x-")) {
        return None;
    }
    let delivery = Delivery { headers: Some(holder.text()), ..delivery };
    let body = Body::of(body);
    is_request(&holder, &body, &delivery, is_spread)
        .then(|| Found::from(Held::Request { delivery, body }))
}

/// A request with headers, method and body under `request`. With an answer beside it a client has made it.
pub(super) fn under_request<'a>(
    holder: View<'a>,
    key: &str,
    texts: &'a Texts,
) -> Option<Found<'a>> {
    let request = holder.object(key)?;
    let holder = &Members::of(holder);
    let is_told = |key: &str| holder.get(key).is_some_and(|value| value != "null");
    if ANSWERED.iter().any(|key| is_told(key)) || has_status(holder) {
        return None;
    }
    METHODS.iter().find_map(|name| request.word(name))?;
    request.get("body")?;
    beside_headers(request, "body", texts)
}

/// Whether this was a request that was received: nothing tells that it was not, and either nothing stands beside its body
/// but what tools note of requests, or something tells that it was one. A payload can have headers and a body too, as
/// e-mails have.
fn is_request(
    holder: &Members<'_>,
    body: &Body<'_>,
    delivery: &Delivery<'_>,
    is_known: fn(&str) -> bool,
) -> bool {
    let is_told = |key: &str| holder.get(key).is_some_and(|value| value != "null");
    if !CLIENTS.iter().any(|key| is_told(key))
        && (ANSWERED.iter().chain(&DESCRIBED).any(|key| is_told(key))
            || has_status(holder)
            || is_described(holder, body)
            || is_part_of_batch(holder, delivery)
            || is_answer_or_mail(holder, delivery))
    {
        return false;
    }
    let has_other_keys = holder.keys().any(|key| !is_known(&key));
    !has_other_keys || is_received(holder, delivery)
}

/// Whether something tells that the request was received: a method or a query of its own, the type of its content, or, where
/// it is no e-mail, another sign.
fn is_received(holder: &Members<'_>, delivery: &Delivery<'_>) -> bool {
    let has_header = |names: &[&str]| names.iter().any(|name| !delivery.header(name).is_empty());
    let has_key = |names: &[&str]| names.iter().any(|key| holder.get(key).is_some());
    delivery.method.is_some()
        || delivery.query.is_some()
        || has_type(delivery)
        || ((has_key(&RECEIVED) || has_key(&CLIENTS) || has_header(REQUEST_HEADERS))
            && !has_header(EMAIL_HEADERS))
}

/// Whether the headers are those of a request.
fn is_sent(delivery: &Delivery<'_>) -> bool {
    ["host", "user-agent"].iter().any(|name| !delivery.header(name).is_empty())
}

/// Whether there is the status of a response: a number, and not a word for what became of a delivery.
fn has_status(holder: &Members<'_>) -> bool {
    let status = holder.get("status").map(|status| status.trim_start_matches('"'));
    status.is_some_and(|status| status.starts_with(|first: char| first.is_ascii_digit()))
}

/// Whether a request is described that is to be made: by its type, the forms in which its body is to be given, or a place
/// in its URL that is to be filled.
fn is_described(holder: &Members<'_>, body: &Body<'_>) -> bool {
    let url = URLS.iter().find_map(|name| holder.get(name)).unwrap_or_default();
    holder.word("type").is_some_and(|kind| DESCRIBED_TYPES.contains(&kind))
        || url.contains("{{")
        || url.contains("${")
        || body.is_described()
}

/// Whether this is one of the requests that are to be made with one call: with a number of its own, to a place without a
/// host.
fn is_part_of_batch(holder: &Members<'_>, delivery: &Delivery<'_>) -> bool {
    let is_relative = |url: &str| url.starts_with('/') || !url.contains("://");
    holder.get("id").is_some() && holder.word("url").is_some_and(is_relative) && !is_sent(delivery)
}

/// Whether this is a request of a list of those that are to be made with one call: to a place without a host, and nothing
/// tells when, from where or by whom it was received.
pub(super) fn is_in_batch(part: View<'_>) -> bool {
    let part = &Members::of(part);
    let has_any = |keys: &[&str]| keys.iter().any(|key| part.get(key).is_some());
    let is_relative = |url: &str| !url.contains("://");
    let headers = headers_of(part);
    ["url", "uri"].iter().find_map(|key| part.word(key)).is_some_and(is_relative)
        && !is_sent(&Delivery { headers, ..Delivery::default() })
        && !has_any(&CLIENTS)
        && !has_any(&WHEN_RECEIVED)
        && !has_any(&["host", "hostname"])
}

/// Whether the headers are those of a response or an e-mail, and nothing tells of a request.
fn is_answer_or_mail(holder: &Members<'_>, delivery: &Delivery<'_>) -> bool {
    !METHODS.iter().any(|key| holder.get(key).is_some())
        && delivery.header("host").is_empty()
        && OF_ANSWERS.iter().chain(EMAIL_HEADERS).any(|name| !delivery.header(name).is_empty())
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

/// Whether this holds names with values: an object, or a list of pairs.
fn is_container(value: &str) -> bool {
    let is_pair = |pair: &str| {
        pair.starts_with('{') || (pair.starts_with("[\"") && walk::elements(pair).count() == 2)
    };
    value.starts_with('{') || (value.starts_with('[') && walk::elements(value).all(is_pair))
}
