//! Svix: messages, and the attempts to send them.

use super::{Found, Held};
use crate::capture::body::Body;
use crate::capture::delivery::Delivery;
use crate::capture::texts::Texts;
use crate::json::View;

/// A message. Payloads have types of events too, so that it takes an id as only Svix gives them.
pub(super) fn message<'a>(message: View<'a>, key: &str, _: &'a Texts) -> Option<Found<'a>> {
    message.word(key)?;
    message.word("id").filter(|id| id.starts_with("msg_"))?;
    let body = Body::of(message.member("payload")?);
    Some(Found::from(Held::Request { delivery: Delivery::default(), body }))
}
