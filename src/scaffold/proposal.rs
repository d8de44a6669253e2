//! What a mapping does with the values of a path, and what is said of them in a comment.

use super::choice::filled;
use super::meaning::is_secret;
use super::naming::Called;
use super::{Field, Kind, Many};
use crate::schema::{Entry, Shape, Share, Sign, Step};

/// The field of a path.
pub(super) fn field(entry: &Entry, name: String, called: Option<&Called>) -> Field {
    let kind = kind(entry);
    let many = if entry.most == Some(1) {
        Many::One
    } else {
        Many::Join
    };
    Field {
        name,
        path: entry.text.clone(),
        kind,
        many,
        decode: entry.decode.clone(),
        comment: comment(entry, kind, called),
    }
}

/// The type that all values fit, or nearly all where the others stay as they are and are counted.
fn kind(entry: &Entry) -> Kind {
    // Of several values joined none would fit.
    if entry.most != Some(1) || entry.kinds.boolean > 0 {
        return Kind::Any;
    }
    let scalars = entry.kinds.shapeable();
    let all = |sign| scalars > 0 && entry.signs.count(sign) == scalars;
    match entry.shape {
        Some(Shape::Email) => Kind::Email,
        Some(Shape::Phone) if all(Sign::International) => Kind::Phone,
        Some(Shape::UnixSeconds) if all(Sign::Seconds) => Kind::UnixSeconds,
        Some(Shape::UnixMilliseconds) if all(Sign::Milliseconds) => Kind::UnixMilliseconds,
        Some(Shape::DateTime) if all(Sign::Rfc3339) => Kind::DateTime,
        _ => Kind::Any,
    }
}

/// How often there is a value, and what it looks like: nothing of what it is, for it is somebody's.
fn comment(entry: &Entry, kind: Kind, called: Option<&Called>) -> String {
    let mut parts = vec![presence(entry)];
    parts.push(looks(entry));
    if entry.shape == Some(Shape::Email) {
        let scalars = entry.kinds.shapeable();
        let others = scalars.saturating_sub(entry.signs.count(Sign::Email));
        if others > 0 {
            parts.push(format!("{others} of {scalars} are none"));
        }
    }
    if entry.shape == Some(Shape::Phone) && kind == Kind::Any && entry.most == Some(1) {
        parts.push("for E.164 add \"type\": \"phone\", \"region\": the country of numbers without +".to_owned());
    }
    if called.is_some_and(|called| is_secret(&called.words)) {
        parts.push("looks like a secret".to_owned());
    }
    parts.retain(|part| !part.is_empty());
    parts.join("; ")
}

fn presence(entry: &Entry) -> String {
    let filled = filled(entry);
    if entry.steps.contains(&Step::Each) {
        return match (filled, entry.most) {
            (1, _) => "1 value".to_owned(),
            (count, Some(most)) if most > 1 => format!("{count} values, up to {most} a payload"),
            (count, _) => format!("{count} values"),
        };
    }
    percent(Share {
        count: filled,
        of: entry.present.of,
    })
}

/// A share without a fraction, in which neither all nor none stand for nearly so.
fn percent(share: Share) -> String {
    match share.count {
        0 => "always blank".to_owned(),
        _ if share.is_whole() => "always".to_owned(),
        _ => {
            let percent = (share.fraction() * 100.0).round().clamp(1.0, 99.0);
            format!("{percent} %")
        }
    }
}

fn looks(entry: &Entry) -> String {
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
