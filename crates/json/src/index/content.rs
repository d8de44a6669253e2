//! Checks inside tokens, where neighbouring bytes are not enough: escapes, numbers, literals.

#![expect(
    clippy::indexing_slicing,
    reason = "a place of the index is in the text, and the tables have an entry for each byte"
)]

use crate::number::is_number;
use crate::swar;

/// The result of checking a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenCheck {
    /// It is as it must be.
    Good,
    /// It is not, or may not be.
    Bad,
    /// Its end has not come yet.
    Open,
}

/// The longest token, in bytes, of which the end is waited for.
const PATIENCE: usize = 1024;

/// Judges the escape of which the character after the backslash is at `at`.
pub(super) fn escape_at(bytes: &[u8], at: usize) -> TokenCheck {
    match bytes.get(at) {
        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => TokenCheck::Good,
        Some(b'u') => {
            let digits = &bytes[at + 1..bytes.len().min(at + 5)];
            if !digits.iter().all(u8::is_ascii_hexdigit) {
                TokenCheck::Bad
            } else if digits.len() == 4 {
                TokenCheck::Good
            } else {
                TokenCheck::Open
            }
        }
        _ => TokenCheck::Bad,
    }
}

/// Judges the number or literal that begins at `at`, of which the end has to be found.
pub(super) fn scalar_at(bytes: &[u8], at: usize) -> TokenCheck {
    let rest = &bytes[at..];
    match rest.iter().position(|&byte| ENDS_SCALAR[usize::from(byte)]) {
        Some(length) => scalar(&rest[..length]),
        None if rest.len() < PATIENCE => TokenCheck::Open,
        None => TokenCheck::Bad,
    }
}

/// Judges a number or literal.
#[inline(always)]
pub(super) fn scalar(word: &[u8]) -> TokenCheck {
    let is_right = match word {
        b"null" | b"true" | b"false" => true,
        [b'1'..=b'9', ..] if swar::are_digits(word) => true,
        _ => is_number(word),
    };
    if is_right { TokenCheck::Good } else { TokenCheck::Bad }
}

/// The bytes that belong to no number or literal: white space, operators, quotes.
const ENDS_SCALAR: [bool; 256] = {
    let mut ends = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        ends[byte] = matches!(
            byte as u8,
            b' ' | b'\t' | b'\n' | b'\r' | b'{' | b'}' | b'[' | b']' | b':' | b',' | b'"'
        );
        byte += 1;
    }
    ends
};
