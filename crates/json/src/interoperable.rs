//! JSON that every reader takes (I-JSON, RFC 7493, sections 2.1 and 2.3): no half of a surrogate pair, and no key twice in an
//! object. RFC 8259 allows both, and many readers stop at them.

#![expect(
    clippy::indexing_slicing,
    reason = "the places were found in these members, which lie in the text in their order"
)]

use std::collections::HashSet;

use memchr::memchr_iter;

use super::text;
use super::tree::Text;
use super::unique::unique_members;
use super::walk::{elements, skip_white, string_end};

/// A text that was mended, and what was mended in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mended {
    /// The value on one line: U+FFFD for each half of a surrogate pair, and of equal keys the last value in the place of the
    /// first. All other tokens are as they were.
    pub text: String,
    /// How many halves there were.
    pub lone_surrogates: usize,
    /// How many members gave way to a later one.
    pub duplicate_keys: usize,
}

/// Whether every reader takes the checked JSON `text`, and for the same value.
pub fn is_interoperable(text: &str) -> bool {
    lone_surrogates(text).next().is_none() && !has_duplicate_keys(text)
}

/// Mends the checked JSON `text`, with nothing around the value; `None` where there is nothing to mend.
///
/// Both counts are of the whole text, also of what is in values that give way to others.
pub fn mended(text: &str) -> Option<Mended> {
    if is_interoperable(text) {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    write_mended(text, &mut out);
    Some(Mended {
        text: out,
        lone_surrogates: lone_surrogates(text).count(),
        duplicate_keys: Text(text).repeated_keys(),
    })
}

/// Where the halves of surrogate pairs are in the strings of the checked JSON `text`.
fn lone_surrogates(text: &str) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    let mut after = 0;
    // Outside of strings there is no backslash.
    memchr_iter(b'\\', bytes).filter(move |&at| {
        if at < after {
            return false;
        }
        let pair = if is_surrogate(&bytes[at..]) { pair_length(&text[at..]) } else { Some(2) };
        after = at + pair.unwrap_or(r"\ud83d".len());
        pair.is_none()
    })
}

/// Whether an escape is half of a pair, or begins one.
fn is_surrogate(escape: &[u8]) -> bool {
    matches!(escape, [_, b'u', b'd' | b'D', b'8'..=b'9' | b'a'..=b'f' | b'A'..=b'F', ..])
}

/// The length of the pair that `escapes` begins with; `None` where that is half of one.
fn pair_length(escapes: &str) -> Option<usize> {
    const PAIR: usize = r"\ud83d\ude00".len();
    let pair = escapes.get(..PAIR)?;
    let decoded = text::decode(pair);
    let is_pair = decoded.lone_surrogates == 0 && decoded.text.chars().count() == 1;
    is_pair.then_some(PAIR)
}

/// A longer text may have very many keys, in bytes.
const LARGE: usize = 1 << 20;

/// Whether a key stands twice in any object of the checked JSON `text`.
fn has_duplicate_keys(text: &str) -> bool {
    if text.len() > LARGE {
        return Text(text).repeated_keys() > 0;
    }
    /// Up to so many keys are compared with each other.
    const FEW: usize = 8;
    let bytes = text.as_bytes();
    let mut keys: Vec<&str> = Vec::new();
    // Where the keys of each open container begin.
    let mut open: Vec<usize> = Vec::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => {
                let end = string_end(bytes, at);
                // What a colon follows is a key.
                let next = skip_white(bytes, end);
                if bytes.get(next) == Some(&b':') {
                    keys.push(text.get(at + 1..end - 1).unwrap_or_default());
                }
                at = next;
                continue;
            }
            b'{' | b'[' => open.push(keys.len()),
            b'}' | b']' => {
                let own = keys.get(open.pop().unwrap_or_default()..).unwrap_or_default();
                let are_escaped = own.iter().any(|key| text::has_escapes(key));
                let twice = if own.len() <= FEW && !are_escaped {
                    (1..own.len()).any(|key| own[..key].contains(&own[key]))
                } else {
                    let mut seen = HashSet::with_capacity(own.len());
                    own.iter().any(|key| !seen.insert(text::decode(key).text))
                };
                if twice {
                    return true;
                }
                let before = keys.len() - own.len();
                keys.truncate(before);
            }
            _ => {}
        }
        at += 1;
    }
    false
}

/// Writes a value. The recursion is as deep as the checker allows.
fn write_mended(value: &str, out: &mut String) {
    match value.as_bytes().first() {
        Some(b'{') => {
            out.push('{');
            let mut members = unique_members(value);
            let mut comma = "";
            while let Some(member) = members.next_member() {
                out.push_str(std::mem::replace(&mut comma, ","));
                out.push('"');
                write_mended_string(member.key, out);
                out.push_str("\":");
                write_mended(member.value, out);
            }
            out.push('}');
        }
        Some(b'[') => {
            out.push('[');
            let mut comma = "";
            for element in elements(value) {
                out.push_str(std::mem::replace(&mut comma, ","));
                write_mended(element, out);
            }
            out.push(']');
        }
        Some(b'"') => write_mended_string(value, out),
        _ => out.push_str(value),
    }
}

/// Writes a string, with or without its quotes.
fn write_mended_string(mut token: &str, out: &mut String) {
    while let Some(half) = lone_surrogates(token).next() {
        out.push_str(&token[..half]);
        out.push(char::REPLACEMENT_CHARACTER);
        token = &token[half + r"\ud83d".len()..];
    }
    out.push_str(token);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Value;
    use proptest::prelude::*;

    fn of(text: &str) -> Option<(String, usize, usize)> {
        mended(text).map(|mended| (mended.text, mended.lone_surrogates, mended.duplicate_keys))
    }

    #[test]
    fn a_key_that_stands_twice_is_found_in_texts_of_any_length() {
        let long = format!("\"{}\"", "x".repeat(LARGE));
        for text in [long.clone(), format!("{{\"a\":{{\"b\":{long},\"c\":0}},\"b\":[]}}")] {
            assert_eq!(mended(&text), None);
        }
        let text = format!("[{{\"a\":{long},\"\\u0061\":1}}]");
        assert_eq!(mended(&text).map(|mended| mended.text).as_deref(), Some("[{\"\\u0061\":1}]"));
    }

    #[test]
    fn what_every_reader_takes_is_left_as_it_is() {
        for text in [
            "1",
            "[]",
            "{ }",
            r#"{"a": {"a": [{"a": 1}, {"a": 2}]}, "b": "\ud83d\ude00 \\ud83d \" \u0041"}"#,
            r#"["a:", "a", {"\\u0061": 1, "a": 2}]"#,
            r#"{"a":"x\\","b":"\\\\ud800"}"#,
        ] {
            assert_eq!(of(text), None, "{text}");
        }
    }

    #[test]
    fn halves_are_replaced_and_of_equal_keys_the_last_stays_at_any_depth() {
        for (text, expected, halves, keys) in [
            (r#"{"k": "a\ud83d"}"#, r#"{"k":"a�"}"#, 1, 0),
            (r#"["\ude00\ud83d", "\ud83d\ud83d\ude00"]"#, r#"["��","�\ud83d\ude00"]"#, 3, 0),
            (r#"[{"a\uD800":1.10, "b" : 1E400}]"#, r#"[{"a�":1.10,"b":1E400}]"#, 1, 0),
            (r#"{"a":1,"b":2,"a":3}"#, r#"{"a":3,"b":2}"#, 0, 1),
            (r#"{"a":1,"\u0061":{"b":1,"b":[2]}}"#, r#"{"\u0061":{"b":[2]}}"#, 0, 2),
            (r#"{"a":1,"a":2,"b":3,"a":4}"#, r#"{"a":4,"b":3}"#, 0, 2),
            // They read alike once they are mended.
            (r#"{"\ud800":1,"\udfff":2}"#, r#"{"�":2}"#, 2, 1),
        ] {
            assert_eq!(of(text), Some((expected.to_owned(), halves, keys)), "{text}");
        }
        let deep = format!("{}{}{}", "[".repeat(120), r#"{"a":"\ud800"}"#, "]".repeat(120));
        assert_eq!(of(&deep).unwrap().0, deep.replace(r"\ud800", "\u{fffd}"));
    }

    #[test]
    fn many_keys_take_time_in_proportion() {
        let members: Vec<String> =
            (0..100_000).map(|key| format!("\"k{}\":{key}", key % 99_999)).collect();
        let (text, _, keys) = of(&format!("{{{}}}", members.join(","))).unwrap();
        assert_eq!(keys, 1);
        assert!(text.starts_with("{\"k0\":99999,\"k1\":1,") && text.ends_with("\"k99998\":99998}"));
    }

    fn json() -> impl Strategy<Value = String> {
        let string = prop::collection::vec(
            prop::sample::select(vec![
                "a", "\\ud83d", "\\uDE00", "\\\\", "\\u0061", "\\\"", "é", ":",
            ]),
            0..3,
        )
        .prop_map(|parts| format!("\"{}\"", parts.concat()));
        let leaf = prop_oneof![Just("1.0".to_owned()), Just("null".to_owned()), string.clone()];
        leaf.prop_recursive(4, 32, 5, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4)
                    .prop_map(|items| format!("[{} ]", items.join(", "))),
                prop::collection::vec((string.clone(), inner), 0..12).prop_map(|members| {
                    let members: Vec<_> =
                        members.iter().map(|(key, value)| format!("{key} : {value}")).collect();
                    format!("{{{} }}", members.join(" ,"))
                }),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_mended_is_the_same_value_and_needs_no_mending(text in json()) {
            let (expected, duplicates) = Value::counted(&text);
            match mended(&text) {
                None => {
                    prop_assert_eq!(duplicates, 0);
                    prop_assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok());
                }
                Some(mended) => {
                    prop_assert!(Value::of(&mended.text) == expected, "{} {}", text, mended.text);
                    prop_assert_eq!(mended.duplicate_keys, duplicates);
                    prop_assert_eq!(super::mended(&mended.text), None);
                    prop_assert!(serde_json::from_str::<serde_json::Value>(&mended.text).is_ok());
                    prop_assert!(mended.lone_surrogates + mended.duplicate_keys > 0);
                }
            }
        }
    }
}
