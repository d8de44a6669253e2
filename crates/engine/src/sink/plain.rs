//! Texts that need no quoting: nearly all.

use crate::json::swar;

/// The bit in which the quotation mark differs from the space, which is the first that is no control character.
const QUOTE: u8 = b'"' ^ b' ';

/// Whether `text` holds no quotation mark, no control character of ASCII and no `other`: of what has a meaning of its own
/// in CSV and in JSON strings, only the separator and the backslash are left.
///
/// What is not plain may still need nothing.
#[inline]
pub(super) fn is_plain(text: &[u8], other: u8) -> bool {
    !swar::any(text, |word| {
        swar::below(word ^ swar::all(QUOTE), b' ' + 1) | swar::equal(word, other)
    })
}

/// Whether `text` holds nothing that a spreadsheet could split a cell at and find a formula behind, nothing that needs
/// quotes, and nothing of which that cannot be told by one byte: no quotation mark, no control character of ASCII, none of
/// `,`, `;`, `|` and `=`, and no fullwidth form.
///
/// A space splits as well, but what comes after it is a formula only with an equals sign.
#[inline]
pub(super) fn is_inert(text: &[u8]) -> bool {
    /// The first byte of the fullwidth forms.
    const FULLWIDTH: u8 = 0xEF;
    !swar::any(text, |word| {
        swar::below(word ^ swar::all(QUOTE), b' ' + 1)
            | swar::equal(word, b',')
            | swar::equal(word, b';')
            | swar::equal(word, b'=')
            | swar::equal(word, b'|')
            | swar::equal(word, FULLWIDTH)
    })
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

    #[test]
    fn every_byte_is_inert_but_those() {
        for byte in 0..=u8::MAX {
            let inert = byte >= b' ' && !b"\",;=|\xEF".contains(&byte);
            for length in 1..20 {
                for at in 0..length {
                    let mut text = vec![b'x'; length];
                    text[at] = byte;
                    assert_eq!(is_inert(&text), inert, "{byte} at {at} of {length}");
                }
            }
        }
        assert!(is_inert(b""));
    }
}
