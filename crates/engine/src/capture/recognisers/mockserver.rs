//! MockServer: the requests that it has received, and its bodies, which say of what type they are.

use super::{Found, Held, recognise, requests};
use crate::capture::body::Body;
use crate::capture::texts::Texts;
use crate::capture::top_keys::Inspected;
use crate::json::{View, text};

/// A request with such a body.
pub(super) fn request<'a>(request: View<'a>, key: &str, texts: &'a Texts) -> Option<Found<'a>> {
    let typed = request.object(key)?;
    request.word("method").and(request.word("path"))?;
    let body = match typed.word("type")? {
        "JSON" => Body::of(typed.member("json")?),
        "STRING" => Body::of(typed.member("string")?),
        "XML" => Body::of(typed.member("xml")?),
        "BINARY" => Body::of(typed.member("base64Bytes")?).in_base64(true),
        "PARAMETERS" => {
            let parameters = requests::query_in(typed.get("parameters")?, texts)?;
            Body::of(texts.json(parameters).ok()?)
        }
        _ => return None,
    };
    let told = typed.get("contentType").and_then(text::decode_token).map(|told| told.text);
    let delivery = requests::delivery(request, texts);
    Some(Found::from(Held::Request { delivery, body: body.of_type(told) }))
}

/// A request beside what was answered. An expectation has both too, but no time.
pub(super) fn answered<'a>(entry: View<'a>, key: &str, texts: &'a Texts) -> Option<Found<'a>> {
    entry.word("timestamp")?;
    let request = entry.object(key)?;
    recognise(&Inspected::of(request), texts)?;
    Some(Found::from(Held::Capture(request)))
}
