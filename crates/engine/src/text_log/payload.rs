//! Which parts of a text are payloads.
//!
//! What begins at a `{` after which a name stands is plainly meant as JSON: it is a payload up to its end, or broken.
//! Any other brace is a part of the text, and so is a bracket: `[12]`, `[INFO]`, `user {id}`, `got {}`. A list needs no
//! rule of its own, for its objects are payloads one by one, as they are at the top of an input.
//!
//! JSON that is printed over several lines, each with a time or a name before it, is broken: whose lines those are cannot be
//! told.
//!
//! Many a logger writes JSON as a string: `msg="{\"name\":\"Asha\"}"`. Where a quote stands before the brace and the
//! quotes in it are escaped, the string is the payload, to be opened as any other string that holds JSON.

#![expect(
    clippy::indexing_slicing,
    reason = "signs are found in the bytes that they are taken from"
)]

use std::ops::Range;

use crate::json::fault::{Expected, Fault, FaultKind};
use crate::json::scan::{More, ScanStatus, Scanner};
use crate::json::walk::skip_white;
use crate::text_log::prefix::{self, Begins};

/// A member's value is no payload: what it is a member of has not begun.
pub(crate) const NO_PAYLOAD: Fault = Fault { at: 0, kind: FaultKind::Unexpected(Expected::Value) };

/// What is said of that.
pub(crate) const INSIDE: &str = "a part of a value whose beginning is missing in this line";

/// How many bytes before a brace tell what it is.
pub(crate) const BEHIND: usize = 4;

/// How much white space after a brace is waited through for a name, in bytes.
const BLANKS: usize = 4 << 10;

/// What the next sign in a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sign {
    /// JSON begins here.
    Value(usize),
    /// The value of a member begins here, and the object that it is in has not begun in this text: its beginning is cut off.
    Inside(usize),
    /// The line ends here.
    LineEnd(usize),
    /// What this brace is depends on what follows.
    Undecided(usize),
    /// There is none.
    None,
}

/// The first sign in `bytes`, from `from` on. Those before tell what was before in the line.
pub(crate) fn next_sign(bytes: &[u8], from: usize, more: More) -> Sign {
    let rest = bytes.get(from..).unwrap_or_default();
    for at in memchr::memchr3_iter(b'{', b'\n', b'\r', rest).map(|at| from + at) {
        if bytes[at] != b'{' {
            return Sign::LineEnd(at);
        }
        let name = skip_white(&bytes[..bytes.len().min(at + 1 + BLANKS)], at + 1);
        let before = &bytes[..at];
        match bytes.get(name) {
            None if more == More::Coming => return Sign::Undecided(at),
            Some(b'"') if name <= at + BLANKS => {
                return if is_member(before) { Sign::Inside(at) } else { Sign::Value(at) };
            }
            Some(b'\\') if name == at + 1 => match (bytes.get(at + 2), string_before(before)) {
                (None, Some(_)) if more == More::Coming => return Sign::Undecided(at),
                (Some(b'"'), Some(start)) => return Sign::Value(start),
                _ => {}
            },
            Some(_) if bytes[at..name].contains(&b'\n') && !is_member(before) => {
                match begins_with_member(&bytes[name..], more) {
                    Some(true) => return Sign::Value(at),
                    Some(false) => {}
                    None => return Sign::Undecided(at),
                }
            }
            _ => {}
        }
    }
    Sign::None
}

/// Whether the line that `bytes` begin with has a member of an object behind what lines of logs begin with: `web-1  |  "name": 1`.
/// `None` if more has to come.
fn begins_with_member(bytes: &[u8], more: More) -> Option<bool> {
    let most = &bytes[..bytes.len().min(LINE)];
    let end = memchr::memchr2(b'\n', b'\r', most);
    if end.is_none() && bytes.len() < LINE && more == More::Coming {
        return None;
    }
    let line = &most[..end.unwrap_or(most.len())];
    let name = memchr::memchr(b'"', line).map(|quote| &line[quote + 1..]);
    Some(
        name.is_some_and(|name| memchr::memmem::find(name, b"\":").is_some())
            && matches!(prefix::begins(line, More::Never), Begins::With(_)),
    )
}

/// Whether `before` ends with the name of a member: `"lead":`, perhaps with a blank or the bracket of a list after it.
fn is_member(before: &[u8]) -> bool {
    let before = before.strip_suffix(b"[").unwrap_or(before);
    let before = before.strip_suffix(b" ").unwrap_or(before);
    before.ends_with(b"\":")
}

/// Where the string begins in which a brace stands first, or a list with it.
fn string_before(before: &[u8]) -> Option<usize> {
    let list = before.strip_suffix(b"[").unwrap_or(before);
    list.ends_with(b"\"").then(|| list.len() - 1)
}

/// How much is looked at of a line after a brace that ends its line, in bytes.
const LINE: usize = 1 << 10;

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// A payload, or a string that holds one: a value of JSON.
    Payload(Range<usize>),
    /// What is plainly meant as one, to the end of its line, and is broken in this way, counted from its beginning.
    Broken(Range<usize>, Fault),
}

/// The payloads in `text`, in order. After a broken one nothing more is looked for in its line.
pub fn payloads(text: &str) -> impl Iterator<Item = Part> {
    parts(text.as_bytes(), 0)
}

/// Whether there is a payload in `bytes`.
pub(crate) fn holds_payload(bytes: &[u8]) -> bool {
    parts(bytes, 0).any(|part| matches!(part, Part::Payload(_)))
}

/// The payloads in `bytes` from `at` on.
pub(crate) fn parts(bytes: &[u8], mut at: usize) -> impl Iterator<Item = Part> {
    std::iter::from_fn(move || {
        loop {
            let (start, is_inside) = match next_sign(bytes, at, More::Never) {
                Sign::Value(start) => (start, false),
                Sign::Inside(start) => (start, true),
                Sign::LineEnd(end) => {
                    at = end + 1;
                    continue;
                }
                Sign::Undecided(_) | Sign::None => return None,
            };
            let rest = &bytes[start..];
            let checked = match is_inside {
                true => Err(NO_PAYLOAD),
                false => Scanner::default().resume(rest, More::Never),
            };
            match checked {
                Ok(ScanStatus::Complete(length)) => {
                    at = start + length;
                    return Some(Part::Payload(start..at));
                }
                Ok(ScanStatus::Incomplete) => return None,
                Err(fault) => {
                    let length = memchr::memchr2(b'\n', b'\r', rest.get(fault.at..)?)
                        .map_or(rest.len(), |end| fault.at + end);
                    at = start + length;
                    return Some(Part::Broken(start..at, fault));
                }
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        payloads(text)
            .map(|part| match part {
                Part::Payload(span) => &text[span],
                Part::Broken(span, _) => panic!("{} is broken", &text[span]),
            })
            .collect()
    }

    fn broken(text: &str) -> Vec<(&str, usize)> {
        payloads(text)
            .filter_map(|part| match part {
                Part::Payload(_) => None,
                Part::Broken(span, fault) => Some((&text[span], fault.at)),
            })
            .collect()
    }

    #[test]
    fn a_payload_is_what_begins_with_a_brace_and_a_name() {
        for (text, expected) in [
            (r#"{"a":1}"#, &[r#"{"a":1}"#][..]),
            (r#"INFO [12] {id} got {"a":{"b":"}"}} (200)"#, &[r#"{"a":{"b":"}"}}"#]),
            (r#"in {"a":1} out { "b":2},"#, &[r#"{"a":1}"#, r#"{ "b":2}"#]),
            (r#"list [{"a":1}, {"a":2}]"#, &[r#"{"a":1}"#, r#"{"a":2}"#]),
            ("x {\n  \"a\": 1\n}\ny {\"b\":2}", &["{\n  \"a\": 1\n}", "{\"b\":2}"]),
            (r#"level=info msg="{\"a\":1}" n=2"#, &[r#""{\"a\":1}""#]),
            (r#"msg="[{\"a\":1}]""#, &[r#""[{\"a\":1}]""#]),
            ("'{\"a\":1}'", &["{\"a\":1}"]),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn a_brace_in_a_text_is_text() {
        for text in [
            "",
            "started",
            "[12]",
            "[INFO] [12:00:01]",
            "user {id} logged in",
            "{}",
            "got {} from {:?}",
            "{ name: 'Asha' }",
            "{'name': 'Asha'}",
            "function () {",
            "{\\\"a\\\":1}",
            "{ {",
        ] {
            assert_eq!(payloads(text).count(), 0, "{text}");
        }
    }

    #[test]
    fn what_is_meant_as_json_and_is_broken_ends_with_its_line() {
        for (text, expected) in [
            (r#"got {"a" 1} {"b":2}"#, &[(r#"{"a" 1} {"b":2}"#, 5)][..]),
            ("got {\"a\":\nnext {\"b\":2}", &[("{\"a\":\nnext {\"b\":2}", 6)]),
            (r#"got {"a":1"#, &[(r#"{"a":1"#, 6)]),
            (r#"…,"lead":{"a":1}}"#, &[(r#"{"a":1}}"#, 0)]),
            (r#"…,"leads": [{"a":1}]}"#, &[(r#"{"a":1}]}"#, 0)]),
            (r#"msg="{\"a\":1"#, &[(r#""{\"a\":1"#, 9)]),
        ] {
            assert_eq!(broken(text), expected, "{text}");
        }
    }

    #[test]
    fn signs_do_not_depend_on_what_has_not_come() {
        let text = b"a {b} \"lead\": {\"x\":1} msg=\"{\\\"a\\\":1}\" [{ \"c\":1}]\n{\"d\":1}";
        for from in 0..text.len() {
            let whole = next_sign(text, from, More::Coming);
            for end in from..text.len() {
                match next_sign(&text[..end], from, More::Coming) {
                    Sign::Undecided(_) | Sign::None => {}
                    sign => assert_eq!(sign, whole, "{from} {end}"),
                }
            }
        }
    }
}
