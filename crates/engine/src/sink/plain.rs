//! Texts that need no quoting: nearly all.

use crate::json::swar;

/// Whether `text` holds no quotation mark, no control character of ASCII and no `other`: of what has a meaning of its own
/// in CSV and in JSON strings, only the separator and the backslash are left.
///
/// What is not plain may still need nothing.
#[inline]
pub(super) fn is_plain(text: &[u8], other: u8) -> bool {
    /// The bit in which the quotation mark differs from the space, which is the first that is no control character.
    const BIT: u8 = b'"' ^ b' ';
    !swar::any(text, |word| swar::below(word ^ swar::all(BIT), b' ' + 1) | swar::equal(word, other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_plain_but_those() {
        for byte in 0..=u8::MAX {
            let plain = byte >= b' ' && byte != b'"' && byte != b',';
            for length in 1..20 {
                for at in 0..length {
                    let mut text = vec![b'x'; length];
                    text[at] = byte;
                    assert_eq!(is_plain(&text, b','), plain, "{byte} at {at} of {length}");
                }
            }
        }
        assert!(is_plain(b"", b','));
    }
}
