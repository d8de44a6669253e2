//! GitHub: a delivery of a webhook, as its API tells it.

use super::{Found, Held, requests};
use crate::capture::body::Body;
use crate::capture::texts::Texts;
use crate::json::View;

/// A delivery: what was sent, not what was answered.
pub(super) fn delivery<'a>(told: View<'a>, key: &str, texts: &'a Texts) -> Option<Found<'a>> {
    told.get("guid").or_else(|| told.get("delivered_at"))?;
    let request = told.object(key)?;
    let body = Body::of(request.member("payload")?);
    let delivery = requests::delivery(request, texts);
    delivery.headers?;
    Some(Found::from(Held::Request { delivery, body }))
}
