//! JSON as other programs write it: a tree whose members keep their order, and the ways of printing it.

use std::borrow::Cow;
use std::io::Write as _;

use super::random::Random;

/// A JSON value.
#[derive(Debug, Clone)]
pub(crate) enum Json {
    Null,
    Boolean(bool),
    Integer(i64),
    /// A number's text.
    Number(String),
    Text(Cow<'static, str>),
    Array(Vec<Json>),
    Object(Vec<(&'static str, Json)>),
}

/// How characters beyond ASCII are written in strings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Beyond {
    /// As they are, in UTF-8.
    Raw,
    /// As `\u` with four hexadecimal digits, as Python's `json` does unless told otherwise.
    Escaped,
}

/// The white space of a JSON text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spacing {
    /// None.
    Compact,
    /// One space after each comma and colon, as Python's `json` does unless told otherwise.
    Loose,
    /// A line for each member and element, indented by so many levels more than they are deep.
    Pretty(usize),
}

impl Json {
    /// Puts the members of this object and of all within it in a random order.
    pub(crate) fn shuffle(&mut self, random: &mut Random) {
        match self {
            Json::Object(members) => {
                random.shuffle(members);
                for (_, value) in members {
                    value.shuffle(random);
                }
            }
            Json::Array(elements) => {
                for element in elements {
                    element.shuffle(random);
                }
            }
            _ => {}
        }
    }

    /// Appends the value's text to `out`.
    pub(crate) fn write(&self, beyond: Beyond, spacing: Spacing, out: &mut Vec<u8>) {
        match self {
            Json::Null => out.extend_from_slice(b"null"),
            Json::Boolean(true) => out.extend_from_slice(b"true"),
            Json::Boolean(false) => out.extend_from_slice(b"false"),
            Json::Integer(number) => {
                // Writing to memory does not fail.
                let _ = write!(out, "{number}");
            }
            Json::Number(text) => out.extend_from_slice(text.as_bytes()),
            Json::Text(text) => write_string(text, beyond, out),
            Json::Array(elements) => {
                write_items(elements, *b"[]", spacing, out, |element, inner, out| {
                    element.write(beyond, inner, out);
                });
            }
            Json::Object(members) => {
                write_items(members, *b"{}", spacing, out, |(key, value), inner, out| {
                    write_string(key, beyond, out);
                    out.push(b':');
                    if inner != Spacing::Compact {
                        out.push(b' ');
                    }
                    value.write(beyond, inner, out);
                });
            }
        }
    }
}

impl From<&'static str> for Json {
    fn from(text: &'static str) -> Self {
        Json::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Json {
    fn from(text: String) -> Self {
        Json::Text(Cow::Owned(text))
    }
}

impl From<bool> for Json {
    fn from(truth: bool) -> Self {
        Json::Boolean(truth)
    }
}

impl From<i64> for Json {
    fn from(number: i64) -> Self {
        Json::Integer(number)
    }
}

fn write_items<T>(
    items: &[T],
    [open, close]: [u8; 2],
    spacing: Spacing,
    out: &mut Vec<u8>,
    write: impl Fn(&T, Spacing, &mut Vec<u8>),
) {
    let inner = match spacing {
        Spacing::Pretty(depth) => Spacing::Pretty(depth + 1),
        other => other,
    };
    out.push(open);
    for (number, item) in items.iter().enumerate() {
        if number > 0 {
            out.push(b',');
        }
        match inner {
            Spacing::Pretty(depth) => break_line(depth, out),
            Spacing::Loose if number > 0 => out.push(b' '),
            Spacing::Loose | Spacing::Compact => {}
        }
        write(item, inner, out);
    }
    if let (Spacing::Pretty(depth), false) = (spacing, items.is_empty()) {
        break_line(depth, out);
    }
    out.push(close);
}

/// Begins a line that is `depth` levels deep.
pub(crate) fn break_line(depth: usize, out: &mut Vec<u8>) {
    out.push(b'\n');
    out.resize(out.len() + 2 * depth, b' ');
}

fn write_string(text: &str, beyond: Beyond, out: &mut Vec<u8>) {
    out.push(b'"');
    // Nearly all strings are plain.
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~') && byte != b'"' && byte != b'\\') {
        out.extend_from_slice(text.as_bytes());
    } else {
        for character in text.chars() {
            write_character(character, beyond, out);
        }
    }
    out.push(b'"');
}

fn write_character(character: char, beyond: Beyond, out: &mut Vec<u8>) {
    match character {
        '"' => out.extend_from_slice(b"\\\""),
        '\\' => out.extend_from_slice(b"\\\\"),
        '\n' => out.extend_from_slice(b"\\n"),
        '\r' => out.extend_from_slice(b"\\r"),
        '\t' => out.extend_from_slice(b"\\t"),
        '\0'..='\u{1f}' => escape(character, out),
        '\u{7f}'.. if beyond == Beyond::Escaped => escape(character, out),
        _ => out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes()),
    }
}

/// `\u` and the hexadecimal digits of each UTF-16 unit (RFC 8259, section 7).
fn escape(character: char, out: &mut Vec<u8>) {
    for unit in character.encode_utf16(&mut [0; 2]) {
        // Writing to memory does not fail.
        let _ = write!(out, "\\u{unit:04x}");
    }
}
