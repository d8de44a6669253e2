//! A JSON value borrowed from its text, for paths that need more than names and indices.

#![expect(clippy::indexing_slicing, reason = "each number is less than the count of members")]

use std::borrow::Cow;
use std::collections::HashMap;

use super::walk::{next_item, skip_white, string_end, value_end};
use super::{number, text};

/// A value and the text it was read from.
#[derive(Debug, Clone)]
pub struct Value<'a> {
    /// The value's text, exactly as it stands in the input.
    pub text: &'a str,
    /// What it is.
    pub kind: Kind<'a>,
}

/// The kinds of JSON values (RFC 8259, section 3).
#[derive(Debug, Clone)]
pub enum Kind<'a> {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean(bool),
    /// A number; its digits are [`Value::text`].
    Number,
    /// A string, decoded.
    String(Cow<'a, str>),
    /// An array's elements.
    Array(Vec<Value<'a>>),
    /// An object's members in the order of their first appearance; of duplicate keys the last value stands.
    Object(Vec<(Cow<'a, str>, Value<'a>)>),
}

/// Objects with more members than this look for keys with a hash map.
const FEW_MEMBERS: usize = 16;

impl<'a> Value<'a> {
    /// Builds the value that `text` holds. `text` must have been checked, with nothing around the value.
    ///
    /// Nesting is bounded by the checker's limit, so building by recursion is safe.
    pub fn of(text: &'a str) -> Self {
        Self::counted(text).0
    }

    /// As [`Value::of`], and how many keys in it stood more than once in their object.
    pub fn counted(text: &'a str) -> (Self, usize) {
        let mut duplicates = 0;
        let value = build(text, 0, &mut duplicates).0;
        (value, duplicates)
    }

    /// The value of an object's member; `None` for other kinds.
    pub fn member(&self, name: &str) -> Option<&Value<'a>> {
        match &self.kind {
            Kind::Object(members) => {
                members.iter().find(|(key, _)| key == name).map(|(_, value)| value)
            }
            _ => None,
        }
    }

    /// The element at `index`, counted from the end when negative; `None` for other kinds.
    pub fn element(&self, index: i64) -> Option<&Value<'a>> {
        let Kind::Array(elements) = &self.kind else {
            return None;
        };
        let index =
            if index < 0 { index.checked_add(i64::try_from(elements.len()).ok()?)? } else { index };
        elements.get(usize::try_from(index).ok()?)
    }
}

/// Equality as RFC 9535, section 2.3.5.2.2 has it: numbers by value, objects without regard to order.
impl PartialEq for Value<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (&self.kind, &other.kind) {
            (Kind::Null, Kind::Null) => true,
            (Kind::Boolean(left), Kind::Boolean(right)) => left == right,
            (Kind::Number, Kind::Number) => number::compare(self.text, other.text).is_eq(),
            (Kind::String(left), Kind::String(right)) => left == right,
            (Kind::Array(left), Kind::Array(right)) => left == right,
            (Kind::Object(left), Kind::Object(right)) if left.len() <= FEW_MEMBERS => {
                left.len() == right.len()
                    && left
                        .iter()
                        .all(|(key, value)| other.member(key).is_some_and(|found| found == value))
            }
            (Kind::Object(left), Kind::Object(right)) => {
                let members: HashMap<_, _> =
                    right.iter().map(|(key, value)| (key, value)).collect();
                left.len() == right.len()
                    && left
                        .iter()
                        .all(|(key, value)| members.get(key).is_some_and(|found| *found == value))
            }
            _ => false,
        }
    }
}

fn build<'a>(text: &'a str, at: usize, duplicates: &mut usize) -> (Value<'a>, usize) {
    let bytes = text.as_bytes();
    let (kind, end) = match bytes.get(at) {
        Some(b'{') => build_object(text, at, duplicates),
        Some(b'[') => build_array(text, at, duplicates),
        first => {
            let end = value_end(bytes, at);
            let kind = match first {
                Some(b'"') => {
                    Kind::String(text::decode(text.get(at + 1..end - 1).unwrap_or_default()).text)
                }
                Some(b't') => Kind::Boolean(true),
                Some(b'f') => Kind::Boolean(false),
                Some(b'n') | None => Kind::Null,
                Some(_) => Kind::Number,
            };
            (kind, end)
        }
    };
    (Value { text: text.get(at..end).unwrap_or_default(), kind }, end)
}

fn build_array<'a>(text: &'a str, at: usize, duplicates: &mut usize) -> (Kind<'a>, usize) {
    let mut elements = Vec::new();
    let mut pos = at + 1;
    while let Some(item) = next_item(text.as_bytes(), pos) {
        let (value, end) = build(text, item, duplicates);
        elements.push(value);
        pos = end;
    }
    (Kind::Array(elements), skip_white(text.as_bytes(), pos) + 1)
}

fn build_object<'a>(text: &'a str, at: usize, duplicates: &mut usize) -> (Kind<'a>, usize) {
    let bytes = text.as_bytes();
    let mut members: Vec<(Cow<'a, str>, Value<'a>)> = Vec::new();
    let mut pos = at + 1;
    while let Some(item) = next_item(bytes, pos) {
        let key_end = string_end(bytes, item);
        let key = text::decode(text.get(item + 1..key_end - 1).unwrap_or_default()).text;
        let (value, end) =
            build(text, skip_white(bytes, skip_white(bytes, key_end) + 1), duplicates);
        members.push((key, value));
        pos = end;
    }
    {
        let all = members.len();
        let kept = last_of_each_key(members);
        *duplicates += all - kept.len();
        (Kind::Object(kept), skip_white(bytes, pos) + 1)
    }
}

fn last_of_each_key<'a>(members: Vec<(Cow<'a, str>, Value<'a>)>) -> Vec<(Cow<'a, str>, Value<'a>)> {
    let repeats = |at: usize| members[..at].iter().any(|(key, _)| *key == members[at].0);
    if members.len() <= FEW_MEMBERS && !(1..members.len()).any(repeats) {
        return members;
    }
    let mut places: HashMap<Cow<'a, str>, usize> = HashMap::with_capacity(members.len());
    let mut kept: Vec<(Cow<'a, str>, Value<'a>)> = Vec::with_capacity(members.len());
    for (key, value) in members {
        if let Some(&place) = places.get(&key) {
            kept[place].1 = value;
        } else {
            places.insert(key.clone(), kept.len());
            kept.push((key, value));
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_text() {
        let value = Value::of(r#"{"a": [12345678901234567890123, 1.10, -0]}"#);
        let list = value.member("a").unwrap();
        assert_eq!(list.element(0).unwrap().text, "12345678901234567890123");
        assert_eq!(list.element(-1).unwrap().text, "-0");
        assert_eq!(list.text, "[12345678901234567890123, 1.10, -0]");
        assert!(list.element(3).is_none());
        assert!(list.element(-4).is_none());
        assert!(list.element(i64::MIN).is_none());
    }

    #[test]
    fn of_duplicate_keys_the_last_wins_in_the_place_of_the_first() {
        for size in [3, 40] {
            let filler: String = (0..size).map(|n| format!(",\"k{n}\":{n}")).collect();
            let text = format!(r#"{{"a":1{filler},"\u0061":2}}"#);
            let Kind::Object(members) = Value::of(&text).kind else { panic!("an object") };
            assert_eq!(members.len(), size + 1);
            assert_eq!((members[0].0.as_ref(), members[0].1.text), ("a", "2"));
        }
    }

    #[test]
    fn equality_is_by_value() {
        assert_eq!(
            Value::of(r#"{"a":1,"b":[true,null]}"#),
            Value::of(r#"{"b":[true,null],"a":1.0}"#)
        );
        assert_ne!(Value::of(r#"{"a":1}"#), Value::of(r#"{"a":"1"}"#));
        assert_ne!(Value::of("9007199254740992"), Value::of("9007199254740993"));
        let large = |keys: &mut dyn Iterator<Item = u32>, last: &str| {
            let members: String = keys.map(|key| format!("\"k{key}\":{key},")).collect();
            format!("{{{members}\"last\":{last}}}")
        };
        let forwards = large(&mut (0..100), "1.0");
        let backwards = large(&mut (0..100).rev(), "1");
        assert_eq!(Value::of(&forwards), Value::of(&backwards));
        assert_ne!(Value::of(&forwards), Value::of(&large(&mut (0..100), "2")));
        assert_ne!(Value::of(&forwards), Value::of(&large(&mut (1..101), "1")));
    }
}
