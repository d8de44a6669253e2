//! Forms: `application/x-www-form-urlencoded` (WHATWG URL, section 5), and JSON that came as one.

use crate::capture::query;
use crate::capture::quoted::unquoted;
use crate::capture::texts::Texts;
use crate::json::{View, text, walk};

/// Whether this media type, in lower case, is that of a form.
pub(super) fn is_form(media_type: &str) -> bool {
    media_type.starts_with("application/x-www-form-urlencoded")
}

/// The payload of a form body: an object of its fields, or the JSON that is all it holds.
///
/// # Errors
/// When a field is not UTF-8: it would come out as another one.
pub(super) fn payload<'a>(body: &str, texts: &'a Texts) -> Result<View<'a>, String> {
    let body = body.trim_end_matches(['\r', '\n']);
    let fields = texts.keep(query::object(body));
    let is_meant = || body.contains(REPLACED) || body.to_ascii_uppercase().contains("%EF%BF%BD");
    if fields.contains(REPLACED) && !is_meant() {
        return Err("a field of the form is not UTF-8".to_owned());
    }
    let fields = View::new(fields);
    Ok(json_in(fields, texts, || true).unwrap_or(fields))
}

/// What stands in the place of bytes that are not UTF-8.
const REPLACED: char = char::REPLACEMENT_CHARACTER;

/// Whether `fields` may be a form that holds JSON: it has one member.
pub(super) fn may_hold_json(fields: View<'_>) -> bool {
    fields.text().starts_with('{') && walk::members(fields.text()).take(2).count() == 1
}

/// The JSON that is all that a form holds: as its only name, where a sender posts JSON with the type of a form, or as the
/// value of `payload`. That stands in payloads too, so there it has to be a form.
pub(super) fn json_in<'a>(
    fields: View<'a>,
    texts: &'a Texts,
    is_form: impl Fn() -> bool,
) -> Option<View<'a>> {
    let mut members = walk::members(fields.text());
    let (member, None) = (members.next()?, members.next()) else { return None };
    let name = text::decode(member.key).text;
    let json = |json: String| texts.json(texts.keep(json)).ok();
    if name.trim_start().starts_with(['{', '[']) {
        // A value with `=` in it is divided there: name and value are the JSON then.
        let rest = text::decode_token(member.value).map(|value| value.text).unwrap_or_default();
        return match rest.is_empty() {
            true => json(name.into_owned()),
            false => json(format!("{name}={rest}")),
        };
    }
    if name == "payload" && is_form() {
        return json(unquoted(member.value)?);
    }
    None
}
