//! Texts that are plainly a part of JSON, of which the beginning or all around it is missing.
//!
//! A text with braces and quotes may be anything: `done}`, `user {id}`, a line of a program. So more is asked for than a brace:
//! a member with a value, or the end of a string that did not begin.

#![expect(clippy::indexing_slicing, reason = "parts are cut where a byte was found")]

use crate::json::scan::{More, ScanStatus, Scanner};
use crate::json::walk::skip_white;

/// What is said of the end of a value.
pub(crate) const TAIL: &str =
    "the text ends as JSON does that began before it: a piece of it is missing";

/// What is said of a line out of the middle of a value.
pub(crate) const MEMBER: &str = "the text is one line of JSON that was printed over several: the lines around it are in other records";

/// Whether `text`, in which no value begins, ends with an object of which the beginning is missing: more ends than has
/// begun.
pub(crate) fn is_tail(text: &[u8]) -> bool {
    let is_around = |byte: &u8| byte.is_ascii_whitespace() || *byte == b',';
    let end = text.iter().rposition(|byte| !is_around(byte)).map_or(0, |last| last + 1);
    if !matches!(text[..end].last(), Some(b'}' | b']')) {
        return false;
    }
    let is_closing = |byte: &u8| matches!(byte, b'}' | b']');
    let inner = text[..end].iter().rposition(|byte| !is_closing(byte)).map_or(0, |last| last + 1);
    let count = |wanted| memchr::memchr_iter(wanted, text).count();
    if count(b'}') <= count(b'{') {
        return false;
    }
    let ends_string = text[..inner].ends_with(b"\"");
    let began_before = || text.starts_with(b"\"") || count(b'"') % 2 == 1 || end - inner > 1;
    (ends_string && began_before()) || has_member(text)
}

/// Whether a name stands in `text`, and after it a colon and what a value begins with.
fn has_member(text: &[u8]) -> bool {
    memchr::memmem::find_iter(text, b"\":").any(|at| begins_value(text, at + 2))
}

fn begins_value(text: &[u8], at: usize) -> bool {
    match &text[skip_white(text, at)..] {
        [b'"' | b'{' | b'[' | b'-' | b'0'..=b'9', ..] => true,
        rest => [&b"true"[..], b"false", b"null"].iter().any(|word| rest.starts_with(word)),
    }
}

/// Whether `text` is nothing but a member of an object, as it stands on its line where JSON is printed over several.
pub(crate) fn is_member(text: &[u8]) -> bool {
    let text = text.trim_ascii();
    let Some(value) = member_value(text.strip_suffix(b",").unwrap_or(text)) else {
        return false;
    };
    matches!(value, b"{" | b"[") || length(value) == Some(value.len())
}

/// What stands after the name of a member and its colon.
fn member_value(text: &[u8]) -> Option<&[u8]> {
    if !text.starts_with(b"\"") {
        return None;
    }
    let after = text[length(text)?..].trim_ascii_start().strip_prefix(b":")?;
    Some(after.trim_ascii_start())
}

/// How long the value is that `text` begins with.
fn length(text: &[u8]) -> Option<usize> {
    match Scanner::default().resume(text, More::Never) {
        Ok(ScanStatus::Complete(length)) => Some(length),
        Ok(ScanStatus::Incomplete) | Err(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_an_object_is_more_than_a_brace() {
        for tail in [
            r#""phone":"98200","name":"Tail"}"#,
            r#"got 00","name": 1 }"#,
            r#"Asha"}"#,
            r#""Asha"}"#,
            r#"Asha"}]}, "#,
            r#""a","b"]}"#,
            r#""ok": true}"#,
        ] {
            assert!(is_tail(tail.as_bytes()), "{tail}");
        }
        for text in [
            "",
            "}",
            "done}",
            "user {id}",
            "[12]",
            "});",
            "}]",
            "x \"y\" }",
            "throw \"a\"}",
            "case \"a\": run() }",
            "say \"}\"",
            r#"{"a":1}"#,
            r#"msg "a": 1"#,
            "{ a: \"b\" }",
        ] {
            assert!(!is_tail(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn a_member_alone_is_a_line_of_json() {
        for line in
            ["  \"name\": \"Asha\",\n", "\"a\":1", "\"lead\": {", " \"leads\" : [\r\n", "\"a\": []"]
        {
            assert!(is_member(line.as_bytes()), "{line}");
        }
        for text in [
            "",
            "{",
            "\"",
            "\"a\"",
            "\"a\":",
            "name: \"Asha\",",
            "\"GET /\": done",
            "\"a\": 1 ms",
            "\"a\": {\"b\"",
        ] {
            assert!(!is_member(text.as_bytes()), "{text}");
        }
    }
}
