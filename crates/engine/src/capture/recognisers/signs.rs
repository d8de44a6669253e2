//! What the families ask of an object, beside their first key.

use super::{Found, Held};
use crate::capture::body::Body;
use crate::capture::delivery::Delivery;
use crate::capture::quoted::unquoted;
use crate::capture::texts::Texts;
use crate::json::{View, text, walk};

/// Whether the member `key` is a string.
pub(super) fn has_string(holder: View<'_>, key: &str) -> bool {
    holder.get(key).is_some_and(|value| value.starts_with('"'))
}

/// Whether one of `keys` is there.
pub(super) fn has_any(holder: View<'_>, keys: &[&str]) -> bool {
    keys.iter().any(|key| holder.get(key).is_some())
}

/// The member `key`, if it is a string.
pub(super) fn string<'a>(holder: View<'a>, key: &str) -> Option<View<'a>> {
    holder.member(key).filter(|value| value.text().starts_with('"'))
}

/// The text of a record that has none.
pub(super) fn no_text() -> View<'static> {
    View::new("\"\"")
}

/// The member `key`, if it is a list.
pub(super) fn list<'a>(holder: View<'a>, key: &str) -> Option<View<'a>> {
    holder.member(key).filter(|value| value.text().starts_with('['))
}

/// Whether all keys of `holder` are among `known`, which end with a dot where any key may follow that begins so.
pub(super) fn has_only(holder: View<'_>, known: &[&str]) -> bool {
    walk::members(holder.text()).all(|member| {
        let key = text::decode(member.key).text;
        known.iter().any(|known| match known.strip_suffix('.') {
            Some(begin) => key.starts_with(begin),
            None => *known == key,
        })
    })
}

/// Whether a string is an object or an array as text, and nothing else.
pub(super) fn holds_json(string: View<'_>) -> bool {
    unquoted(string.text()).is_some()
}

/// What `open` finds in each element of a list, if it finds something in all of them. In an empty list it finds nothing
/// with success: who asks for one must have two signs beside it.
pub(super) fn each<'a>(
    list: View<'a>,
    open: impl FnMut(View<'a>) -> Option<Held<'a>>,
) -> Option<Found<'a>> {
    list.elements().map(open).collect()
}

/// As [`each`], of a list that has elements.
pub(super) fn each_of_some<'a>(
    list: View<'a>,
    open: impl FnMut(View<'a>) -> Option<Held<'a>>,
) -> Option<Found<'a>> {
    each(list, open).filter(|found| !found.as_slice().is_empty())
}

/// A message of a queue: what was sent through it is its body.
pub(super) fn message<'a>(body: Body<'a>, attributes: Option<&'a str>) -> Held<'a> {
    let delivery = Delivery { headers: attributes, ..Delivery::default() };
    Held::Request { delivery, body: body.recorded() }
}

/// The attributes of a message under `key`, by their names as headers are: each is an object whose value is at `value`.
pub(super) fn attributes<'a>(
    message: View<'a>,
    key: &str,
    value: &str,
    texts: &'a Texts,
) -> Option<&'a str> {
    let attributes = message.object(key)?;
    let pairs: Vec<String> = walk::members(attributes.text())
        .filter_map(|member| {
            let value = View::new(member.value).get(value)?;
            Some(format!("\"{}\":{value}", member.key))
        })
        .collect();
    (!pairs.is_empty()).then(|| texts.keep(format!("{{{}}}", pairs.join(","))))
}
