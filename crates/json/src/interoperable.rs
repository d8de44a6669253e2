//! JSON that every reader takes (I-JSON, RFC 7493, sections 2.1 and 2.3): no half of a surrogate pair, and no key twice in an
//! object. RFC 8259 allows both, and many readers stop at them.

#![expect(
    clippy::indexing_slicing,
    reason = "the places were found in these members, which lie in the text in their order"
)]

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use memchr::memchr_iter;

use super::text;
use super::tree::Text;
use super::walk::{next_item, skip_white, string_end, value_end};

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
    !has_lone_surrogates(text) && !has_duplicate_keys(text)
}

/// Mends the checked JSON `text`, with nothing around the value; `None` where there is nothing to mend.
pub fn mended(text: &str) -> Option<Mended> {
    if is_interoperable(text) {
        return None;
    }
    let mut mending = Mending { text, out: String::new(), lone_surrogates: 0, duplicate_keys: 0 };
    mending.out.reserve(text.len());
    mending.value(0);
    let Mending { out, lone_surrogates, duplicate_keys, .. } = mending;
    Some(Mended { text: out, lone_surrogates, duplicate_keys })
}

/// Whether there is half of a surrogate pair in any string of the checked JSON `text`.
fn has_lone_surrogates(text: &str) -> bool {
    let bytes = text.as_bytes();
    // Outside of strings there is no backslash.
    let mut after = 0;
    for at in memchr_iter(b'\\', bytes) {
        if at < after {
            continue;
        }
        after = at
            + match bytes.get(at + 1..).unwrap_or_default() {
                [b'u', b'd' | b'D', b'8'..=b'9' | b'a'..=b'f' | b'A'..=b'F', ..] => {
                    let Some(length) = pair_length(&text[at..]) else {
                        return true;
                    };
                    length
                }
                _ => 2,
            };
    }
    false
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

struct Mending<'a> {
    text: &'a str,
    out: String,
    lone_surrogates: usize,
    duplicate_keys: usize,
}

impl<'a> Mending<'a> {
    /// Writes the value that begins at `at`, and returns where it ends. The recursion is as deep as the checker allows.
    fn value(&mut self, at: usize) -> usize {
        match self.text.as_bytes().get(at) {
            Some(b'{') => self.object(at),
            Some(b'[') => self.array(at),
            Some(b'"') => self.string(at),
            _ => {
                let end = value_end(self.text.as_bytes(), at);
                self.out.push_str(self.text.get(at..end).unwrap_or_default());
                end
            }
        }
    }

    fn array(&mut self, at: usize) -> usize {
        self.out.push('[');
        let mut end = at + 1;
        let mut is_first = true;
        while let Some(item) = next_item(self.text.as_bytes(), end) {
            if !std::mem::take(&mut is_first) {
                self.out.push(',');
            }
            end = self.value(item);
        }
        self.out.push(']');
        skip_white(self.text.as_bytes(), end) + 1
    }

    fn object(&mut self, at: usize) -> usize {
        let bytes = self.text.as_bytes();
        let start = self.out.len();
        self.out.push('{');
        // Which part of what was written is the member of each key.
        let mut places: HashMap<Cow<'a, str>, usize> = HashMap::new();
        let mut members = Vec::new();
        let mut is_ambiguous = false;
        let mut end = at + 1;
        while let Some(item) = next_item(bytes, end) {
            if !members.is_empty() {
                self.out.push(',');
            }
            let begin = self.out.len();
            let key_end = self.string(item);
            self.out.push(':');
            end = self.value(skip_white(bytes, skip_white(bytes, key_end) + 1));
            let key = text::decode(self.text.get(item + 1..key_end - 1).unwrap_or_default()).text;
            let place = *places.entry(key).or_insert(members.len());
            let member = begin..self.out.len();
            if place < members.len() {
                self.duplicate_keys += 1;
                is_ambiguous = true;
                members[place] = member.clone();
            }
            members.push(member);
        }
        if is_ambiguous {
            let written = self.out.split_off(start);
            let mut first: Vec<usize> = places.into_values().collect();
            first.sort_unstable();
            for place in first {
                self.out.push(if self.out.len() == start { '{' } else { ',' });
                let member = members[place].start - start..members[place].end - start;
                self.out.push_str(&written[member]);
            }
        }
        self.out.push('}');
        skip_white(bytes, end) + 1
    }

    fn string(&mut self, at: usize) -> usize {
        let end = string_end(self.text.as_bytes(), at);
        let mut token = self.text.get(at..end).unwrap_or_default();
        while let Some(escape) = token.find('\\') {
            let (before, rest) = token.split_at(escape);
            self.out.push_str(before);
            let is_surrogate = matches!(
                rest.as_bytes(),
                [_, b'u', b'd' | b'D', b'8'..=b'9' | b'a'..=b'f' | b'A'..=b'F', ..]
            );
            let length = match is_surrogate {
                true => pair_length(rest),
                false => Some(2),
            };
            if let Some(length) = length {
                let (escape, rest) = rest.split_at_checked(length).unwrap_or((rest, ""));
                self.out.push_str(escape);
                token = rest;
            } else {
                self.lone_surrogates += 1;
                self.out.push(char::REPLACEMENT_CHARACTER);
                token = rest.get(r"\ud83d".len()..).unwrap_or_default();
            }
        }
        self.out.push_str(token);
        end
    }
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
