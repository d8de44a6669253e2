//! Numbers and literals outside arrays and objects: values, except at the beginning of a line of text.

#![expect(clippy::indexing_slicing, reason = "the end was found in these bytes")]

use super::recovery::RECORD_SEPARATOR;
use crate::json::scan::More;

/// A scalar, judged by the bytes after it.
pub(super) enum LoneScalar {
    /// A value, as is everything that is no number and no literal.
    Value,
    /// More has to come before that can be told.
    Undecided,
    /// The beginning of text, which goes on here.
    Text(usize),
}

/// Looks at what comes after the value that `bytes` begin with and that ends before `end`.
pub(super) fn after_scalar(bytes: &[u8], end: usize, more: More) -> LoneScalar {
    if !matches!(bytes.first(), Some(b'-' | b'0'..=b'9' | b't' | b'f' | b'n')) {
        return LoneScalar::Value;
    }
    let is_blank = |byte: &&u8| matches!(byte, b' ' | b'\t');
    let next = end + bytes[end..].iter().take_while(is_blank).count();
    match bytes.get(next).copied() {
        None if more == More::Coming => LoneScalar::Undecided,
        None
        | Some(
            b'\n'
            | b'\r'
            | b'{'
            | b'['
            | b'"'
            | b'-'
            | b'0'..=b'9'
            | b't'
            | b'f'
            | b'n'
            | RECORD_SEPARATOR,
        ) => LoneScalar::Value,
        Some(_) => LoneScalar::Text(next),
    }
}
