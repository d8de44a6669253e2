//! How numbers are spelled in paths (RFC 9535, sections 2.1 and 2.3.5.1).

use std::ops::Range;

use super::PathError;

/// The largest index, and the smallest negated: what RFC 9535, section 2.1, allows an integer to be.
const MAX_INDEX: i64 = (1 << 53) - 1;

/// Reads `text` as the integer of an index or a slice (RFC 9535, section 2.1); `None` for other spellings and for
/// what is out of range.
pub(super) fn read_index(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_canonical = text == "0" || !digits.starts_with('0');
    if !is_canonical || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok().filter(|index: &i64| (-MAX_INDEX..=MAX_INDEX).contains(index))
}

/// Why [`read_index`] would not read `text`.
pub(super) fn index_error(text: &str, span: Range<usize>) -> PathError {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_whole = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    match digits {
        "0" if text == "-0" => PathError::new(span, "an index cannot be `-0`").help("write `0`"),
        _ if is_whole && digits.starts_with('0') => {
            PathError::new(span, "an index cannot begin with a zero")
        }
        _ if is_whole => PathError::new(span, "the index is out of range"),
        _ => PathError::new(span, format!("`{text}` is not an index"))
            .help("an index is a whole number, such as `0` or `-1`"),
    }
}
