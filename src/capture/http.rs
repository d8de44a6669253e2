//! The `{body, headers, query…}` family: Quickwork, n8n, Pipedream, Hookdeck, API Gateway, smee and their kin.

use super::body::{Body, Encoding};
use super::delivery::Delivery;
use super::{Unwrapped, Wrapper};
use crate::json::View;
use crate::json::text::has_escapes;
use crate::json::walk;
use crate::path::{Query, Step};

/// One shape: where in the capture the request stands, and what it is called in the summary.
struct Shape {
    holder: &'static [&'static str],
    name: &'static str,
}

/// The places at which tools put the request, the outermost first.
const SHAPES: [Shape; 5] = [
    Shape { holder: &[], name: "body + headers" },
    Shape { holder: &["data"], name: "data.body + data.headers" },
    Shape { holder: &["json"], name: "json.body + json.headers" },
    Shape { holder: &["event"], name: "event.body + event.headers" },
    Shape { holder: &["steps", "trigger", "event"], name: "steps.trigger.event.body + headers" },
];

/// The keys of which every wrapper has one: of a body, or of what holds the request.
const BEGINNINGS: [&str; 6] = ["body", "request_payload_base64", "data", "json", "event", "steps"];

/// What tools call the query.
const QUERIES: [&str; 5] =
    ["query", "queryString", "queryParameters", "parsed_query", "queryStringParameters"];

/// Headers that nearly every request has: two of them beside a body mean that the headers are spread there.
const COMMON_HEADERS: [&str; 6] =
    ["host", "user-agent", "content-type", "content-length", "accept", "x-forwarded-for"];

/// Opens `capture` if it is a wrapper of this family.
pub(super) fn recognise(capture: View<'_>) -> Option<Unwrapped<'_>> {
    // Most captures are told from wrappers by their keys alone.
    if !capture.any_key(|key| BEGINNINGS.contains(&key) || has_escapes(key)) {
        return None;
    }
    SHAPES.iter().find_map(|shape| {
        let holder = shape.holder.iter().try_fold(capture, |object, key| object.object(key))?;
        request(holder, shape.name)
    })
}

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

fn request<'a>(holder: View<'a>, name: &'static str) -> Option<Unwrapped<'a>> {
    let delivery = delivery(holder);
    let opened = |name, delivery, body, encoding| {
        let bodies = vec![Body::of(body, encoding)];
        Some(Unwrapped { wrapper: Wrapper::Recognised(name), delivery, bodies })
    };
    if delivery.headers.is_some() {
        if let Some(body) = holder.member("body") {
            let encoding = match holder.get("isBase64Encoded") {
                Some("true") => Encoding::Base64,
                _ => Encoding::Plain,
            };
            return opened(name, delivery, body, encoding);
        }
        if let Some(body) = holder.member("request_payload_base64") {
            return opened("request_payload_base64 + headers", delivery, body, Encoding::Base64);
        }
    }
    let body = holder.member("body")?;
    let spread = COMMON_HEADERS.iter().filter(|header| has_string(holder, header)).count();
    if spread < 2 {
        return None;
    }
    let delivery = Delivery { headers: Some(holder.text()), ..delivery };
    opened("body + spread headers", delivery, body, Encoding::Plain)
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

    fn name(capture: &str) -> Option<&'static str> {
        recognise(View::new(capture)).map(|unwrapped| match unwrapped.wrapper {
            Wrapper::Recognised(name) => name,
            other => panic!("{other:?}"),
        })
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
    }

    #[test]
    fn no_shape_is_passed_over_for_its_first_key() {
        let mut holders = SHAPES.iter().filter_map(|shape| shape.holder.first());
        assert!(holders.all(|key| BEGINNINGS.contains(key)));
    }

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
