//! Hookdeck: what its command line is sent for each event. Its API's events are requests under `data`.

use super::{Found, Held, requests};
use crate::capture::body::Body;
use crate::capture::texts::Texts;
use crate::json::View;

/// The request of an attempt.
pub(super) fn attempt<'a>(request: View<'a>, key: &str, texts: &'a Texts) -> Option<Found<'a>> {
    let body = Body::of(request.member(key)?);
    let delivery = requests::delivery(request, texts);
    delivery.headers.and(delivery.method)?;
    Some(Found::from(Held::Request { delivery, body }))
}
