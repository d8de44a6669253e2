//! Tokens: finds the end of a string, number or literal, and checks it.

#![expect(
    clippy::indexing_slicing,
    reason = "a place that was found in the text by looking at it is in the text"
)]

use std::ops::Range;

use super::fault::{Expected, Fault, FaultKind};
use super::number::is_number;

/// How the scan of a token ended.
pub(super) enum TokenEnd {
    /// The token ends before this offset.
    End(usize),
    /// More must come before its end is known; everything before this offset is accepted.
    Open(usize),
}

/// Goes through a string from `at`, which is after its opening quote.
pub(super) fn scan_string(text: &[u8], mut at: usize) -> Result<TokenEnd, Fault> {
    loop {
        at += plain_length(text.get(at..).unwrap_or_default());
        if at >= text.len() {
            return Ok(TokenEnd::Open(text.len()));
        }
        match text[at] {
            b'"' => return Ok(TokenEnd::End(at + 1)),
            b'\\' => match escape_length(&text[at..]) {
                Some(0) => {
                    return Err(Fault { at, kind: FaultKind::BadEscape });
                }
                Some(length) => at += length,
                None => return Ok(TokenEnd::Open(at)),
            },
            control => {
                return Err(Fault { at, kind: FaultKind::ControlCharacter(control) });
            }
        }
    }
}

/// How many bytes of a string can be passed over at once: up to its end, an escape or a control character.
///
/// Sixteen bytes at a time first: without a branch for each of them the compiler makes a few vector instructions of it.
fn plain_length(bytes: &[u8]) -> usize {
    let is_special = |byte: u8| byte < 0x20 || byte == b'"' || byte == b'\\';
    let mut plain = 0;
    for chunk in bytes.chunks_exact(16) {
        if chunk.iter().fold(false, |found, &byte| found | is_special(byte)) {
            break;
        }
        plain += 16;
    }
    let rest = bytes.get(plain..).unwrap_or_default();
    plain + rest.iter().position(|&byte| is_special(byte)).unwrap_or(rest.len())
}

/// The length of the escape that `text` begins with; 0 when it is none, `None` when it is cut off.
fn escape_length(text: &[u8]) -> Option<usize> {
    match text.get(1)? {
        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(2),
        b'u' => {
            let digits = &text[2..text.len().min(6)];
            if !digits.iter().all(u8::is_ascii_hexdigit) {
                Some(0)
            } else if digits.len() == 4 {
                Some(6)
            } else {
                None
            }
        }
        _ => Some(0),
    }
}

/// Finds the end of a number or literal: the first byte that can follow a value.
pub(super) fn scan_scalar(text: &[u8], at: usize) -> TokenEnd {
    let rest = text.get(at..).unwrap_or_default();
    let ends = |&byte: &u8| {
        matches!(
            byte,
            b',' | b']' | b'}' | b' ' | b'\n' | b'\r' | b'\t' | b':' | b'"' | b'[' | b'{' | b'/'
        )
    };
    rest.iter()
        .position(ends)
        .map_or(TokenEnd::Open(text.len()), |length| TokenEnd::End(at + length))
}

/// Checks a whole number or literal.
pub(super) fn check_scalar(text: &[u8], token: Range<usize>) -> Result<(), Fault> {
    let word = &text[token.clone()];
    let at = token.start;
    match word.first() {
        Some(b't' | b'f' | b'n') if matches!(word, b"true" | b"false" | b"null") => Ok(()),
        _ if is_number(word) => Ok(()),
        // What more of the text would have made of it is not known.
        _ if token.end == text.len() && begins_scalar(word) => {
            Err(Fault { at: text.len(), kind: FaultKind::Unfinished(Expected::Value) })
        }
        Some(b't' | b'f' | b'n') => Err(Fault { at, kind: FaultKind::Unexpected(Expected::Value) }),
        _ => Err(Fault { at, kind: FaultKind::BadNumber }),
    }
}

/// Whether `word`, which is no number or literal, is the beginning of one.
fn begins_scalar(word: &[u8]) -> bool {
    [b"true".as_slice(), b"false", b"null"].iter().any(|literal| literal.starts_with(word))
        || is_number(&[word, b"0"].concat())
}
