//! webhook.site: the requests of its API and its export, and the e-mails and look-ups that come to the same address.

use super::{Found, Held, requests};
use crate::capture::body::Body;
use crate::capture::delivery::{DNS_LOOK_UP, Delivery, E_MAIL};
use crate::capture::texts::Texts;
use crate::json::View;

/// One request. Signed documents have a `content` too, so that it takes the id of the address, or that of the request
/// and its method.
pub(super) fn request<'a>(holder: View<'a>, key: &str, texts: &'a Texts) -> Option<Found<'a>> {
    let content = holder.member(key)?;
    let has = |key: &str| holder.word(key).is_some();
    if !(has("token_id") || (has("uuid") && has("method"))) {
        return None;
    }
    let delivery = requests::delivery(holder, texts);
    let instead = |method| Delivery { method: Some(method), query: None, ..delivery };
    let body = Body::of(content);
    let (delivery, body) = match holder.word("type") {
        Some("dns") => (instead(DNS_LOOK_UP), Body::nothing()),
        Some("email") if !body.looks_like_json() => (instead(E_MAIL), Body::nothing()),
        Some("email") => (instead(E_MAIL), body),
        _ => (delivery, posted(holder, content).unwrap_or(body)),
    };
    Some(Found::from(Held::Request { delivery, body }))
}

/// The fields of a form. Of one in parts that is all there is.
fn posted<'a>(holder: View<'a>, content: View<'a>) -> Option<Body<'a>> {
    if !matches!(content.text(), "null" | "\"\"") {
        return None;
    }
    let fields = holder.object("request")?;
    crate::json::walk::members(fields.text()).next()?;
    Some(Body::of(fields))
}
