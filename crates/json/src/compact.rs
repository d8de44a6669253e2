//! JSON on one line: without white space between tokens, and without what some readers take for the end of a line.

#![expect(
    clippy::indexing_slicing,
    reason = "each place was found in these bytes, or was their length before more was added"
)]

use memchr::memchr2_iter;

use super::walk::string_end;

/// Appends checked JSON `text` to `out` without the white space between its tokens, which stay byte for byte.
pub fn write_compact(text: &str, out: &mut Vec<u8>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    let mut copied = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => at = string_end(bytes, at),
            b' ' | b'\n' | b'\r' | b'\t' => {
                out.extend_from_slice(&bytes[copied..at]);
                at += 1;
                copied = at;
            }
            _ => at += 1,
        }
    }
    out.extend_from_slice(bytes.get(copied..).unwrap_or_default());
}

/// Escapes in the JSON that begins at `start` what some readers take for the end of a line: the separators of lines and
/// paragraphs, and NEL. JSON allows them in strings, and they stand nowhere else.
pub fn escape_line_ends(start: usize, out: &mut Vec<u8>) {
    let line_end = |bytes: &[u8]| match bytes {
        [0xC2, 0x85, ..] => Some((2, br"\u0085")),
        [0xE2, 0x80, 0xA8, ..] => Some((3, br"\u2028")),
        [0xE2, 0x80, 0xA9, ..] => Some((3, br"\u2029")),
        _ => None,
    };
    let json = &out[start..];
    let mut found = memchr2_iter(0xC2, 0xE2, json).filter(|&at| line_end(&json[at..]).is_some());
    let Some(first) = found.next().map(|at| start + at) else {
        return;
    };
    let tail = out.split_off(first);
    let mut rest = tail.as_slice();
    while let Some(&byte) = rest.first() {
        let length = match line_end(rest) {
            Some((length, escape)) => {
                out.extend_from_slice(escape);
                length
            }
            None => {
                out.push(byte);
                1
            }
        };
        rest = &rest[length..];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_white_space_between_tokens_goes() {
        let mut out = Vec::new();
        write_compact("{ \"a b\" :\r\n\t[ 1.10 , \"\\\" x\" , 1E5 ] }\n", &mut out);
        assert_eq!(out, br#"{"a b":[1.10,"\" x",1E5]}"#);
    }

    #[test]
    fn line_ends_are_escaped_and_nothing_else_is() {
        let mut out = "\u{2028}\"x\u{85}\u{2028}\u{2029}\u{a0}“é”\"".as_bytes().to_vec();
        escape_line_ends("\u{2028}".len(), &mut out);
        assert_eq!(String::from_utf8(out).unwrap(), "\u{2028}\"x\\u0085\\u2028\\u2029\u{a0}“é”\"");
    }
}
