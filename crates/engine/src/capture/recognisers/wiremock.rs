//! WireMock: the journal of what it has received.

use super::{Found, Held, requests};
use crate::capture::body::Body;
use crate::capture::delivery::Delivery;
use crate::capture::texts::Texts;
use crate::json::{View, walk};

/// One event. What a stub waits for stands under `request` too, without the time at which it came.
pub(super) fn event<'a>(event: View<'a>, key: &str, texts: &'a Texts) -> Option<Found<'a>> {
    let request = event.object(key)?;
    request.get("loggedDate").or_else(|| event.get("wasMatched"))?;
    request.word("method")?;
    let told = requests::delivery(request, texts);
    told.headers?;
    let delivery = Delivery { query: requests::raw_query(request, texts).or(told.query), ..told };
    let is_there = |body: &View<'a>| !matches!(body.text(), "null" | "\"\"");
    let body = match request.member("bodyAsBase64").filter(is_there) {
        Some(body) => Body::of(body).in_base64(true),
        None => request.member("body").map_or_else(Body::nothing, Body::of),
    };
    Some(Found::from(Held::Request { delivery, body }))
}

/// A journal in which there is nothing.
pub(super) fn is_empty_journal(holder: View<'_>) -> bool {
    holder.object("meta").is_some_and(|meta| walk::members(meta.text()).next().is_some())
        && holder.get("requestJournalDisabled").is_some()
}
