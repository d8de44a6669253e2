//! Make: a bundle of its webhook, with what was sent at its top, or as one text in `value` if the hook passes JSON on.

use super::{Found, Held};
use crate::capture::body::Body;
use crate::capture::delivery::Delivery;
use crate::capture::texts::Texts;
use crate::json::{View, text, walk};

/// How the names of what Make adds begin.
const ADDED: &str = "__IMT";

/// A bundle with the request's headers.
pub(super) fn bundle<'a>(bundle: View<'a>, key: &str, texts: &'a Texts) -> Option<Found<'a>> {
    let headers = bundle.get(key).filter(|headers| headers.starts_with('['))?;
    let method = bundle.word("__IMTMETHOD__");
    let delivery = Delivery { headers: Some(headers), query: None, method };
    if method.is_none() && delivery.header("host").is_empty() {
        return None;
    }
    let sent = |member: &walk::Member<'a>| !text::decode(member.key).text.starts_with(ADDED);
    let members: Vec<_> = walk::members(bundle.text()).filter(sent).collect();
    if let [member] = members.as_slice()
        && member.key == "value"
    {
        let body = Body::of(bundle.part(member.value));
        if body.looks_like_json() {
            return Some(Found::from(Held::Request { delivery, body }));
        }
    }
    let members: Vec<_> =
        members.iter().map(|member| format!("\"{}\":{}", member.key, member.value)).collect();
    let body = texts.keep(format!("{{{}}}", members.join(",")));
    let body = Body::of(texts.json(body).ok()?);
    Some(Found::from(Held::Request { delivery, body }))
}
