//! HookSense: its export, in which a body that is not UTF-8 stands in base64, and nothing says so.

use super::{Found, Held, requests};
use crate::capture::body::{Body, is_base64_of};
use crate::capture::texts::Texts;
use crate::json::{View, text};

/// One request.
pub(super) fn request<'a>(holder: View<'a>, key: &str, texts: &'a Texts) -> Option<Found<'a>> {
    holder.word(key)?;
    holder.get("size_bytes").or_else(|| holder.get("received_at"))?;
    let body = holder.member("body")?;
    let delivery = requests::delivery(holder, texts);
    delivery.headers?;
    let size = holder.get("size_bytes").and_then(|size| size.parse().ok());
    let is_base64 = text::decode_token(body.text())
        .is_some_and(|text| !text.text.is_empty() && is_base64_of(&text.text, size));
    let body = Body::of(body).in_base64(is_base64);
    Some(Found::from(Held::Request { delivery, body }))
}
