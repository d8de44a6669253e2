//! Prismatic: the payload of a flow's trigger, with the body taken apart and as it came.

use super::{Found, Held, requests};
use crate::capture::body::Body;
use crate::capture::texts::Texts;
use crate::json::{View, text};

/// What a trigger was given.
pub(super) fn trigger<'a>(given: View<'a>, key: &str, texts: &'a Texts) -> Option<Found<'a>> {
    let raw = given.object(key)?.member("data");
    let parsed = given.object("body")?;
    let delivery = requests::delivery(given, texts);
    delivery.headers?;
    let told = parsed.get("contentType").and_then(text::decode_token).map(|told| told.text);
    let is_there = |data: &View<'a>| !matches!(data.text(), "null" | "\"\"");
    let body = parsed.member("data").filter(is_there).or(raw).map_or_else(Body::nothing, Body::of);
    Some(Found::from(Held::Request { delivery, body: body.of_type(told) }))
}
