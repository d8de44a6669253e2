//! JSON strings, decoded from their escaped form.

#![expect(clippy::indexing_slicing, reason = "the tables have an entry for each byte")]

use std::borrow::Cow;
use std::cmp::Ordering;

use crate::swar;

/// A decoded string, and what could not be decoded in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded<'a> {
    /// The text, with U+FFFD for every lone surrogate.
    pub text: Cow<'a, str>,
    /// How many `\uD800`–`\uDFFF` escapes were not part of a pair (RFC 8259, section 8.2).
    pub lone_surrogates: usize,
}

/// Decodes what stands between the quotes of a checked JSON string. Without escapes nothing is copied.
#[inline]
pub fn decode(content: &str) -> Decoded<'_> {
    if has_escapes(content) {
        return decode_escapes(content);
    }
    Decoded { text: Cow::Borrowed(content), lone_surrogates: 0 }
}

/// Whether there is anything to decode in what stands between the quotes of a JSON string.
#[inline]
pub(crate) fn has_escapes(content: &str) -> bool {
    swar::any(content.as_bytes(), |word| swar::equal(word, b'\\'))
}

#[inline(never)]
fn decode_escapes(content: &str) -> Decoded<'_> {
    let mut text = String::with_capacity(content.len());
    let mut lone_surrogates = 0;
    let mut rest = content;
    while let Some(at) = swar::position(rest.as_bytes(), b'\\') {
        // In many scripts every character is escaped.
        if at > 0 {
            text.push_str(&rest[..at]);
        }
        let (decoded, length) = decode_escape(&rest[at..]);
        if decoded.is_none() {
            lone_surrogates += 1;
        }
        text.push(decoded.unwrap_or(char::REPLACEMENT_CHARACTER));
        rest = rest.get(at + length..).unwrap_or_default();
    }
    text.push_str(rest);
    Decoded { text: Cow::Owned(text), lone_surrogates }
}

/// Decodes the whole string token, quotes included; a value that is not a string gives `None`.
#[inline]
pub fn decode_token(token: &str) -> Option<Decoded<'_>> {
    let content = token.strip_prefix('"')?.strip_suffix('"')?;
    Some(decode(content))
}

/// Where in `content`, which is still escaped, the byte of its text at `offset` comes from; the end for what is past it.
pub fn raw_offset(content: &str, offset: usize) -> usize {
    let (mut raw, mut decoded) = (0, 0);
    while decoded < offset {
        let Some(rest) = content.get(raw..).filter(|rest| !rest.is_empty()) else {
            break;
        };
        let (character, length) = if rest.starts_with('\\') {
            decode_escape(rest)
        } else {
            let first = rest.chars().next();
            (first, first.map_or(1, char::len_utf8))
        };
        decoded += character.unwrap_or(char::REPLACEMENT_CHARACTER).len_utf8();
        raw += length;
    }
    raw.min(content.len())
}

/// Whether the key or string `content` (still escaped) reads `wanted`.
#[inline]
pub fn reads(content: &str, wanted: &str) -> bool {
    match content.len().cmp(&wanted.len()) {
        // What is escaped is longer than what it reads.
        Ordering::Less => false,
        Ordering::Equal => content == wanted && !has_escapes(content),
        Ordering::Greater => reads_escaped(content, wanted),
    }
}

/// Decoding takes memory, so what begins with other letters is told before.
fn reads_escaped(content: &str, wanted: &str) -> bool {
    let first = content.as_bytes().first();
    if first != Some(&b'\\') && first != wanted.as_bytes().first() {
        return false;
    }
    let Some(escape) = swar::position(content.as_bytes(), b'\\') else {
        return false;
    };
    let (plain, escaped) = content.split_at(escape);
    match wanted.strip_prefix(plain) {
        Some(rest) => match decode_escape(escaped).0 {
            Some(character) if !rest.starts_with(character) => false,
            _ => decode_escapes(content).text == wanted,
        },
        None => false,
    }
}

/// The character of the escape that `rest` begins with (`None`: a lone surrogate), and its length in bytes.
fn decode_escape(rest: &str) -> (Option<char>, usize) {
    let simple = match rest.as_bytes().get(1) {
        Some(b'n') => '\n',
        Some(b't') => '\t',
        Some(b'r') => '\r',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'u') => return decode_unicode(rest),
        Some(&other) if other.is_ascii() => char::from(other),
        _ => return (None, 1),
    };
    (Some(simple), 2)
}

/// What each byte is worth as a hexadecimal digit; for what is none, more than any.
static WORTH: [u8; 256] = {
    let mut worth = [u8::MAX; 256];
    let mut digit = 0;
    while digit < 16 {
        worth[b"0123456789abcdef"[digit as usize] as usize] = digit;
        worth[b"0123456789ABCDEF"[digit as usize] as usize] = digit;
        digit += 1;
    }
    worth
};

fn decode_unicode(rest: &str) -> (Option<char>, usize) {
    let unit = |at: usize| {
        let escape = rest.as_bytes().get(at..)?.first_chunk()?;
        let [b'\\', b'u', digits @ ..]: &[u8; 6] = escape else {
            return None;
        };
        let [first, second, third, last] = digits.map(|digit| WORTH[usize::from(digit)]);
        let are_digits = (first | second | third | last) < 16;
        let unit = [first << 4 | second, third << 4 | last];
        are_digits.then_some(u32::from(u16::from_be_bytes(unit)))
    };
    let Some(first) = unit(0) else {
        return (None, rest.len().min(2));
    };
    if let (0xD800..=0xDBFF, Some(second @ 0xDC00..=0xDFFF)) = (first, unit(6)) {
        let scalar = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
        return (char::from_u32(scalar), 12);
    }
    (char::from_u32(first), 6)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(content: &str) -> (String, usize) {
        let Decoded { text, lone_surrogates } = decode(content);
        (text.into_owned(), lone_surrogates)
    }

    #[test]
    fn every_escape_is_decoded() {
        let all = r#"a\"\\\/\b\f\n\r\t\u00e9\u0000é"#;
        assert_eq!(decoded(all), ("a\"\\/\u{8}\u{c}\n\r\té\0é".into(), 0));
        assert_eq!(decoded(r"\ud83d\ude00\uD83D\uDE00"), ("😀😀".into(), 0));
    }

    #[test]
    fn a_lone_surrogate_becomes_the_replacement_character_and_is_counted() {
        assert_eq!(decoded(r"a\ud800b"), ("a\u{fffd}b".into(), 1));
        assert_eq!(decoded(r"\udc00\ud800\ud800\udc00"), ("\u{fffd}\u{fffd}\u{10000}".into(), 2));
        assert_eq!(decoded(r"\ud800\n"), ("\u{fffd}\n".into(), 1));
        assert_eq!(decoded(r"\ud800\u0041"), ("\u{fffd}A".into(), 1));
    }

    #[test]
    fn a_key_is_compared_by_what_it_reads() {
        assert!(reads("name", "name"));
        assert!(reads(r"n\u0061me", "name"));
        assert!(!reads("names", "name"));
    }

    #[test]
    fn escaped_names_read_as_what_they_mean() {
        for (content, wanted, expected) in [
            ("a\\u0062c", "abc", true),
            ("\\u0915\\u093e", "का", true),
            ("\\u0915\\u093e", "कि", false),
            ("\\u0915", "k", false),
            ("\\ud83d\\ude00", "😀", true),
            ("\\ud83d", "\u{fffd}", true),
            ("x\\/y", "x/y", true),
            ("x\\n", "x", false),
            // What the path has is text, whatever it looks like.
            ("x\\n", "x\\n", false),
            ("\\u0041", "\\u0041", false),
            ("\\\\n", "\\n", true),
            ("", "", true),
            ("", "x", false),
        ] {
            assert_eq!(reads(content, wanted), expected, "{content} {wanted}");
            assert_eq!(decode(content).text == wanted, expected, "{content} {wanted}");
        }
    }

    #[test]
    fn every_code_unit_is_read_in_digits_of_either_case() {
        for unit in 0..=u16::MAX {
            let expected = String::from_utf16_lossy(&[unit]);
            for content in [format!("\\u{unit:04x}"), format!("\\u{unit:04X}")] {
                assert_eq!(decode(&content).text, expected, "{content}");
            }
        }
    }

    #[test]
    fn text_that_no_checker_accepted_does_not_panic() {
        for content in ["\\", "\\u", "\\u12", "\\ud800\\u", "\\é", "\\u12é4"] {
            let _ = decode(content);
        }
    }

    #[test]
    fn a_place_in_the_text_has_its_place_in_the_escaped_form() {
        let content = r"a\u0041\n\ud83d\ude00é.b\/c";
        let text = decode(content).text.into_owned();
        assert_eq!(text, "aA\n😀é.b/c");
        for (character, raw) in
            [('a', 0), ('A', 1), ('\n', 7), ('😀', 9), ('é', 21), ('b', 24), ('c', 27)]
        {
            assert_eq!(raw_offset(content, text.find(character).unwrap()), raw, "{character}");
        }
        assert_eq!(raw_offset(content, text.len()), content.len());
        assert_eq!(raw_offset(content, 999), content.len());
    }
}
