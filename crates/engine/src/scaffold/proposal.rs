//! The field of a draft: its type, and the comment about its values.

use super::choice::{Chosen, filled};
use super::meaning::Meaning;
use super::{DraftField, DraftMany, DraftType};
use crate::schema::keys::is_secret;
use crate::schema::{Entry, Example, SchemaStep, Shape, Share, Sign, Values};
use crate::value::phone;

/// The field of a chosen path, of a schema of so many payloads.
pub(super) fn field(entry: &Entry, name: String, chosen: &Chosen, payloads: u64) -> DraftField {
    let kind = kind(entry);
    let many = if entry.most == Some(1) { DraftMany::One } else { DraftMany::Join };
    DraftField {
        name,
        path: entry.text.clone(),
        kind,
        many,
        decode: entry.decode.clone(),
        comment: comment(entry, kind, chosen, payloads),
    }
}

/// The type that all values fit, or nearly all where the others stay as they are and are counted.
fn kind(entry: &Entry) -> DraftType {
    // Of several values joined none would fit.
    if entry.most != Some(1) || entry.kinds.boolean > 0 {
        return DraftType::Any;
    }
    let scalars = entry.kinds.shapeable();
    // Lists and objects fit no type. A few may stand where nothing is: some send `[]` for that.
    let inner = entry.kinds.array.saturating_add(entry.kinds.object);
    if inner.saturating_mul(3) > scalars {
        return DraftType::Any;
    }
    let all = |sign| scalars > 0 && entry.signs.count(sign) == scalars;
    match entry.shape {
        Some(Shape::Email) => DraftType::Email,
        Some(Shape::Phone) if all(Sign::International) => {
            let numbers = valid_numbers(entry);
            if numbers.fraction() < 0.75 { DraftType::Any } else { DraftType::Phone }
        }
        Some(Shape::UnixSeconds) if all(Sign::Seconds) => DraftType::UnixSeconds,
        Some(Shape::UnixMilliseconds) if all(Sign::Milliseconds) => DraftType::UnixMilliseconds,
        Some(Shape::DateTime) if all(Sign::Rfc3339) => DraftType::DateTime,
        _ => DraftType::Any,
    }
}

/// How often there is a value, and what it looks like: nothing of what it is, for it is somebody's.
fn comment(entry: &Entry, kind: DraftType, chosen: &Chosen, payloads: u64) -> String {
    let mut parts = vec![presence(entry, payloads)];
    let look = looks(entry);
    if !look.is_empty() {
        parts.push(look);
    }
    let scalars = entry.kinds.shapeable();
    let addresses = entry.signs.count(Sign::Email);
    let is = |meaning| chosen.meaning == Some(meaning);
    if addresses < scalars && (entry.shape == Some(Shape::Email) || is(Meaning::Email)) {
        parts.push(format!("{addresses} of {scalars} are plain addresses"));
    }
    let phone = entry.shape == Some(Shape::Phone) || is(Meaning::Phone);
    if phone && kind == DraftType::Any && entry.most == Some(1) && scalars > 0 {
        parts.push(if entry.signs.count(Sign::International) == scalars {
            let Share { count, of } = valid_numbers(entry);
            format!("{count} of {of} are valid numbers")
        } else {
            PHONE.to_owned()
        });
    }
    let words = chosen.path_name.as_ref().map(|path_name| path_name.words.as_slice());
    if words.is_some_and(is_secret) {
        parts.push("looks like a secret".to_owned());
    }
    parts.join("; ")
}

/// What only a person can know of phone numbers without country code.
const PHONE: &str = r#"for E.164 "type": "phone", "region": "…""#;

/// How often the path holds a value.
pub(super) fn presence(entry: &Entry, payloads: u64) -> String {
    let filled = filled(entry);
    let of = if entry.most == Some(1) {
        payloads
    } else if entry.steps.contains(&SchemaStep::Each) {
        return match (filled, entry.most) {
            (1, _) => "1 value".to_owned(),
            // What is known of the most is a bound, which says nothing where there are fewer.
            (count, Some(most)) if (2..=count).contains(&most) => {
                format!("{count} values, up to {most} a payload")
            }
            (count, _) => format!("{count} values"),
        };
    } else {
        entry.present.of
    };
    often(Share { count: filled, of })
}

/// How often a field is filled.
fn often(share: Share) -> String {
    match share.count {
        0 => "always blank".to_owned(),
        _ if share.is_whole() => "always".to_owned(),
        _ => share.to_string(),
    }
}

/// How many of the numbers that are known by their text are valid ones; where there are many these are some of them.
/// Every number that is seen could be judged, but at the price of all else that is learned of a payload.
fn valid_numbers(entry: &Entry) -> Share {
    let mut share = Share { count: 0, of: 0 };
    let mut judge = |number: &Example, count: u64| {
        share.of += count;
        if phone::is_valid_international(&number.text) {
            share.count += count;
        }
    };
    match &entry.values {
        Values::Counted(counted) => {
            for (number, count) in counted {
                judge(number, *count);
            }
        }
        Values::Sampled(sampled) => {
            for number in sampled {
                judge(number, 1);
            }
        }
    }
    share
}

/// What the values look like, in a word; empty where there are none.
pub(super) fn looks(entry: &Entry) -> String {
    if let Some(shape) = entry.shape {
        return shape.name().to_owned();
    }
    let kinds = entry.kinds;
    let mut words = Vec::new();
    for (word, count) in [
        ("text", kinds.string),
        ("number", kinds.integer.saturating_add(kinds.number)),
        ("true or false", kinds.boolean),
        ("array", kinds.array),
        ("object", kinds.object),
    ] {
        if count > 0 {
            words.push(word);
        }
    }
    words.join(", ")
}
