//! The `{body, headers, query…}` family: Quickwork, n8n, Pipedream, Hookdeck, API Gateway, smee and their kin.

use super::PackedDelivery;
use super::body::{Body, Decoder};
use super::delivery::Delivery;
use super::one_or_many::OneOrMany;
use crate::json::{View, walk};
use crate::path::{Query, Step};

/// What tools call the query.
const QUERIES: [&str; 5] =
    ["query", "queryString", "queryParameters", "parsed_query", "queryStringParameters"];

/// Headers that nearly every request has: two of them beside a body mean that the headers are spread there.
const COMMON_HEADERS: [&str; 6] =
    ["host", "user-agent", "content-type", "content-length", "accept", "x-forwarded-for"];

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
    opened(delivery, body, decoders)
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
    if spread < 2 {
        return None;
    }
    let delivery = Delivery { headers: Some(holder.text()), ..delivery(holder) };
    opened(delivery, body, &[])
}

fn delivery_with_headers(holder: View<'_>) -> Option<Delivery<'_>> {
    Some(delivery(holder)).filter(|delivery| delivery.headers.is_some())
}

fn opened<'a>(
    delivery: Delivery<'a>,
    body: View<'a>,
    decoders: &[Decoder],
) -> Option<OneOrMany<PackedDelivery<'a>>> {
    Some(OneOrMany::from(PackedDelivery { delivery, body: Body::of(body, decoders) }))
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
