//! ngrok: the requests that its inspector lists.

use std::borrow::Cow;

use super::{Found, Held, requests};
use crate::capture::body::{Body, from_base64};
use crate::capture::delivery::Delivery;
use crate::capture::texts::Texts;
use crate::capture::{http_message, query};
use crate::json::{View, text};

/// One request. Its `raw` is the whole message in base64; of what was written by hand or by other tools after the
/// inspector's manner, also the body alone in base64, or as it is.
pub(super) fn raw<'a>(request: View<'a>, key: &str, texts: &'a Texts) -> Option<Found<'a>> {
    let raw = request.member(key)?;
    let delivery = requests::delivery(request, texts);
    delivery.headers.and(delivery.method)?;
    let body = Body::of(raw);
    let Some(string) = text::decode_token(raw.text()).filter(|_| !body.looks_like_json()) else {
        return Some(Found::from(Held::Request { delivery, body }));
    };
    let bytes = match from_base64(&string.text) {
        Some(bytes) => texts.keep_bytes(bytes),
        None => texts.keep(string.text.into_owned()).as_bytes(),
    };
    let held = match http_message::request(bytes) {
        Some(message) => {
            let query = query::of_url(message.target).map(query::object);
            // It has all its header fields; the inspector leaves some out.
            let told = Delivery {
                headers: Some(texts.keep(message.headers)),
                query: query.map(|query| texts.keep(query)),
                method: Some(message.method),
            };
            let body = match message.body {
                Cow::Borrowed(body) => body,
                Cow::Owned(body) => texts.keep_bytes(body),
            };
            Held::Request { delivery: told.within(delivery), body: Body::of_bytes(body) }
        }
        None => Held::Request { delivery, body: Body::of_bytes(bytes) },
    };
    Some(Found::from(held))
}
