//! Walks over checked JSON text: ends of values, members and elements one by one.
//!
//! Every function takes the whole text and a byte position in it. On text that is not valid JSON the results are
//! meaningless, but nothing panics and nothing loops.

#![expect(
    clippy::indexing_slicing,
    reason = "a place that was found in the text by looking at it is in the text"
)]

use memchr::memchr2;

/// The first position at or after `at` that is not JSON white space.
pub fn skip_white(bytes: &[u8], mut at: usize) -> usize {
    while let Some(b' ' | b'\n' | b'\r' | b'\t') = bytes.get(at) {
        at += 1;
    }
    at
}

/// `bytes` without white space at the end.
pub fn trim_white_end(bytes: &[u8]) -> &[u8] {
    let is_white = |byte: &u8| matches!(byte, b' ' | b'\n' | b'\r' | b'\t');
    let end = bytes.iter().rposition(|byte| !is_white(byte));
    &bytes[..end.map_or(0, |last| last + 1)]
}

/// The position after the closing quote of the string whose opening quote is at `at`.
pub(crate) fn string_end(bytes: &[u8], at: usize) -> usize {
    let mut pos = at + 1;
    while let Some(found) = bytes.get(pos..).and_then(|rest| memchr2(b'"', b'\\', rest)) {
        pos += found;
        if bytes[pos] == b'"' {
            return pos + 1;
        }
        pos += 2;
    }
    bytes.len()
}

/// The position after the value that begins at `at` (which must be its first byte, not white space).
pub(crate) fn value_end(bytes: &[u8], at: usize) -> usize {
    match bytes.get(at) {
        Some(b'"') => string_end(bytes, at),
        Some(b'{' | b'[') => container_end(bytes, at),
        _ => scalar_end(bytes, at),
    }
}

fn scalar_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(byte) = bytes.get(at) {
        if matches!(byte, b' ' | b'\n' | b'\r' | b'\t' | b',' | b']' | b'}' | b':') {
            break;
        }
        at += 1;
    }
    at
}

fn container_end(bytes: &[u8], at: usize) -> usize {
    let mut depth = 0usize;
    let mut pos = at;
    while let Some(byte) = bytes.get(pos) {
        match byte {
            b'"' => {
                pos = string_end(bytes, pos);
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return pos + 1;
                }
            }
            _ => {}
        }
        pos += 1;
    }
    bytes.len()
}

/// One member of an object, as it stands in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member<'a> {
    /// What stands between the quotes of the key, still escaped; see [`text::decode`](super::text::decode).
    pub key: &'a str,
    /// The value's text.
    pub value: &'a str,
}

/// The members of an object, in the order of the text, duplicates included.
#[derive(Debug, Clone)]
pub struct Members<'a> {
    text: &'a str,
    at: usize,
}

/// The members of the object `text`; none when `text` is another kind of value.
pub fn members(text: &str) -> Members<'_> {
    let at = if text.starts_with('{') { 1 } else { text.len() };
    Members { text, at }
}

impl<'a> Members<'a> {
    /// The members of `object` from that one on at which a walk [stood](Self::position) before.
    pub(crate) fn from(object: &'a str, position: usize) -> Self {
        Members { text: object, at: position }
    }

    /// Where the walk stands.
    pub(crate) fn position(&self) -> usize {
        self.at
    }

    /// The key of the next member, without a look at its value.
    pub(crate) fn next_key(&self) -> Option<&'a str> {
        let bytes = self.text.as_bytes();
        let key = next_item(bytes, self.at)?;
        self.text.get(key + 1..string_end(bytes, key) - 1)
    }
}

impl<'a> Iterator for Members<'a> {
    type Item = Member<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        let bytes = self.text.as_bytes();
        let key = next_item(bytes, self.at)?;
        let key_end = string_end(bytes, key);
        let value = skip_white(bytes, skip_white(bytes, key_end) + 1);
        let value_end = value_end(bytes, value);
        self.at = value_end;
        Some(Member {
            key: self.text.get(key + 1..key_end - 1)?,
            value: self.text.get(value..value_end)?,
        })
    }
}

/// The elements of an array, in order.
#[derive(Debug, Clone)]
pub struct Elements<'a> {
    text: &'a str,
    at: usize,
}

/// The elements of the array `text`; none when `text` is another kind of value.
pub fn elements(text: &str) -> Elements<'_> {
    let at = if text.starts_with('[') { 1 } else { text.len() };
    Elements { text, at }
}

impl<'a> Iterator for Elements<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<Self::Item> {
        let bytes = self.text.as_bytes();
        let value = next_item(bytes, self.at)?;
        let end = value_end(bytes, value);
        self.at = end;
        self.text.get(value..end)
    }
}

/// The values of the members of an object, duplicates included, or the elements of an array.
#[derive(Debug, Clone)]
pub(crate) enum Children<'a> {
    Members(Members<'a>),
    Elements(Elements<'a>),
}

impl<'a> Children<'a> {
    pub(crate) fn of(text: &'a str) -> Self {
        if text.starts_with('{') {
            Children::Members(members(text))
        } else {
            Children::Elements(elements(text))
        }
    }
}

impl<'a> Iterator for Children<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        match self {
            Children::Members(members) => members.next().map(|member| member.value),
            Children::Elements(elements) => elements.next(),
        }
    }
}

/// Where the next key or element begins, given the end of the one before (or the position after the opening
/// bracket); `None` at the closing bracket.
pub(crate) fn next_item(bytes: &[u8], at: usize) -> Option<usize> {
    let mut pos = skip_white(bytes, at);
    if bytes.get(pos) == Some(&b',') {
        pos = skip_white(bytes, pos + 1);
    }
    match bytes.get(pos) {
        None | Some(b'}' | b']') => None,
        Some(_) => Some(pos),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_come_in_order_with_their_texts() {
        let object = r#"{ "a" : [1, {"x": "]}"}] , "b\"c":"\\", "d":-1e5}"#;
        let found: Vec<_> = members(object).map(|m| (m.key, m.value)).collect();
        assert_eq!(found, [("a", r#"[1, {"x": "]}"}]"#), (r#"b\"c"#, r#""\\""#), ("d", "-1e5")]);
    }

    #[test]
    fn elements_come_in_order_and_empty_containers_have_none() {
        assert_eq!(
            elements(r#"[ 1 ,"]", [2] ,{}]"#).collect::<Vec<_>>(),
            ["1", r#""]""#, "[2]", "{}"]
        );
        assert_eq!(elements("[ ]").count(), 0);
        assert_eq!(members("{ }").count(), 0);
        assert_eq!(members("[1]").count(), 0);
        assert_eq!(elements("7").count(), 0);
    }

    #[test]
    fn broken_text_neither_panics_nor_loops() {
        for text in [
            "{",
            "{\"a",
            "{\"a\"",
            "{\"a\":",
            "[1,",
            "[",
            "\"",
            "[\"\\",
            "{\"a\" 1}",
            "{a:1}",
            "{,",
            "{é",
        ] {
            let _ = members(text).take(100).count();
            let _ = elements(text).take(100).count();
        }
    }
}
