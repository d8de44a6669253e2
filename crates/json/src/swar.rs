//! Searches bytes eight at a time.
//!
//! Most texts in payloads are short and hold nothing special. For these a loop over words takes less than one over bytes,
//! and less than the way to `memchr`, which pays where there is much to pass over.

use memchr::memchr;

/// One in each byte.
const ONES: u64 = 0x0101_0101_0101_0101;

/// The marks that count: the highest bit of each byte.
const MARKS: u64 = ONES << 7;

/// Whether `mark`, which is one of those below or several of them joined by `|`, marks any of `bytes`.
///
/// The words that it is asked about hold each of the bytes at least once, and no others.
#[inline]
pub fn any(bytes: &[u8], mark: impl Fn(u64) -> u64) -> bool {
    let marks = match bytes.last_chunk() {
        Some(last) => {
            let (words, _) = bytes.as_chunks();
            // The last word reaches back to where the words before it end.
            let words = words.iter().map(|word| mark(u64::from_le_bytes(*word)));
            words.fold(mark(u64::from_le_bytes(*last)), |marks, more| marks | more)
        }
        None => short(bytes).map_or(0, mark),
    };
    marks & MARKS != 0
}

/// Where `byte` first stands in `bytes`.
#[inline]
pub fn position(bytes: &[u8], byte: u8) -> Option<usize> {
    if let Some(first) = bytes.first_chunk() {
        // What is marked wrongly comes after what is marked rightly.
        let marks = equal(u64::from_le_bytes(*first), byte) & MARKS;
        if marks != 0 {
            return Some(marks.trailing_zeros() as usize / 8);
        }
    }
    memchr(byte, bytes)
}

/// Marks bytes of `word` if one of them is `byte`, that one and maybe others after it.
#[inline]
pub fn equal(word: u64, byte: u8) -> u64 {
    below(word ^ all(byte), 1)
}

/// Marks bytes of `word` if one of them is less than `limit`, of 128 at most, that one and maybe others after it.
#[inline]
pub fn below(word: u64, limit: u8) -> u64 {
    // Only under what is less does subtracting borrow, which may reach the bytes after it.
    word.wrapping_sub(all(limit)) & !word
}

/// Whether all bytes are ASCII digits.
#[inline]
pub(crate) fn are_digits(bytes: &[u8]) -> bool {
    !any(bytes, |word| at_least(word ^ all(b'0'), 10))
}

/// Marks bytes of `word` if one of them is `limit` or more, which is 128 at most, that one and maybe others after it.
#[inline]
pub(crate) fn at_least(word: u64, limit: u8) -> u64 {
    // What is 128 or more is marked as it is, and only adding to that goes beyond a byte.
    word.wrapping_add(all(128 - limit)) | word
}

/// Marks the bytes of `word` that are no ASCII.
#[inline]
pub fn beyond_ascii(word: u64) -> u64 {
    word
}

/// A word of which each byte is `byte`.
#[inline]
pub const fn all(byte: u8) -> u64 {
    ONES * byte as u64
}

/// Less than eight bytes as a word, some of them more than once; `None` where there are none.
#[inline]
fn short(bytes: &[u8]) -> Option<u64> {
    if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        let half = |half: &[u8; 4]| u64::from(u32::from_le_bytes(*half));
        return Some(half(first) << 32 | half(last));
    }
    let middle = *bytes.get(bytes.len() / 2)?;
    let (first, last) = (*bytes.first()?, *bytes.last()?);
    Some(all(first) << 16 | u64::from(middle) << 8 | u64::from(last))
}

#[cfg(test)]
mod tests {
    use super::{are_digits, at_least, below, beyond_ascii, equal, position};
    use crate::swar;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn words_tell_what_bytes_tell(
            bytes in prop::collection::vec(any::<u8>(), 0..40),
            narrow in prop::collection::vec(0x1e..0x24u8, 0..40),
            digits in prop::collection::vec(0x2f..0x3bu8, 0..20),
            byte in any::<u8>(),
            near in 0x1e..0x24u8,
            limit in 0..=128u8,
        ) {
            for (bytes, byte) in [(&bytes, byte), (&bytes, near), (&narrow, near), (&digits, byte)] {
                prop_assert_eq!(swar::any(bytes, |word| equal(word, byte)), bytes.contains(&byte));
                prop_assert_eq!(swar::any(bytes, beyond_ascii), !bytes.is_ascii());
                prop_assert_eq!(are_digits(bytes), bytes.iter().all(u8::is_ascii_digit));
                prop_assert_eq!(position(bytes, byte), bytes.iter().position(|other| *other == byte));
                for limit in [limit, near] {
                    prop_assert_eq!(
                        swar::any(bytes, |word| below(word, limit)),
                        bytes.iter().any(|byte| *byte < limit)
                    );
                    prop_assert_eq!(
                        swar::any(bytes, |word| at_least(word, limit)),
                        bytes.iter().any(|byte| *byte >= limit)
                    );
                }
            }
        }
    }
}
