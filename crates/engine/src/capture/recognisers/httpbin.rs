//! httpbin and Postman Echo: answers that repeat the request.

use super::signs::has_only;
use super::{Found, Held, requests};
use crate::capture::body::Body;
use crate::capture::fields::Fields;
use crate::capture::texts::Texts;
use crate::json::{View, text, walk};

/// How binary data begins.
const BINARY: &str = "data:application/octet-stream;base64,";

/// What stands in an answer.
#[rustfmt::skip]
const ECHOED: &[&str] = &[
    "args", "headers", "url", "data", "form", "json", "files", "origin", "method", "gzipped", "deflated", "brotli",
];

/// What an answer says of the request.
pub(super) fn echo<'a>(answer: View<'a>, key: &str, texts: &'a Texts) -> Option<Found<'a>> {
    answer.object(key)?;
    answer.word("url")?;
    let has = |key| answer.get(key).is_some();
    if !has_only(answer, ECHOED) || !(has("json") || has("form") || has("data") || has("origin")) {
        return None;
    }
    let delivery = requests::delivery(answer, texts);
    delivery.headers?;
    Some(Found::from(Held::Request { delivery, body: sent(answer, texts) }))
}

/// The body: what was made of JSON, of a form, or the text.
fn sent<'a>(answer: View<'a>, texts: &'a Texts) -> Body<'a> {
    let is_there = |value: &View<'a>| match value.text().as_bytes() {
        [b'{', ..] => walk::members(value.text()).next().is_some(),
        text => !matches!(text, b"null" | b"\"\""),
    };
    let part = |key: &str| answer.member(key).filter(is_there);
    if let Some(data) = part("data").and_then(|data| text::decode_token(data.text()))
        && let Some(binary) = data.text.strip_prefix(BINARY)
    {
        let binary = serde_json::Value::from(binary).to_string();
        return Body::of(View::new(texts.keep(binary))).in_base64(true);
    }
    let form = || Some(without_single_lists(part("form")?, texts));
    part("json").or_else(form).or_else(|| part("data")).map_or_else(Body::nothing, Body::of)
}

/// A form whose fields each have a list of values, as in the answers of go-httpbin, with lists only where a name was given
/// more than once.
fn without_single_lists<'a>(form: View<'a>, texts: &'a Texts) -> View<'a> {
    if !walk::members(form.text()).all(|member| member.value.starts_with('[')) {
        return form;
    }
    let mut fields = Fields::default();
    for member in walk::members(form.text()) {
        for value in walk::elements(member.value) {
            fields.add(text::decode(member.key).text.into_owned(), value);
        }
    }
    texts.json(texts.keep(fields.object())).unwrap_or(form)
}
