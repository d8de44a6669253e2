//! Quoted names and texts in a path (RFC 9535, section 2.3.1.1).

use super::PathError;

/// Reads the quoted text whose opening quote, `'` or `"`, is at `at`, and gives it with the position after its
/// closing quote.
///
/// Escapes are JSON's, with `\'` in place of `\"` between single quotes; control characters must be escaped.
pub(super) fn read(text: &str, at: usize) -> Result<(String, usize), PathError> {
    let quote = text[at..].chars().next().unwrap_or('"');
    let mut read = String::new();
    let mut pos = at + quote.len_utf8();
    while let Some(c) = text[pos..].chars().next() {
        match c {
            '\\' => {
                let (decoded, end) = read_escape(text, pos, quote)?;
                read.push(decoded);
                pos = end;
            }
            _ if c == quote => return Ok((read, pos + quote.len_utf8())),
            '\0'..='\u{1f}' => {
                let message = "a control character must be escaped";
                let help = format!("write `\\u{:04x}`", u32::from(c));
                return Err(PathError::new(pos..pos + 1, message).help(help));
            }
            _ => {
                read.push(c);
                pos += c.len_utf8();
            }
        }
    }
    Err(PathError::new(at..text.len(), "the closing quote is missing"))
}

/// The character that the escape at `at` stands for, and the position after it.
fn read_escape(text: &str, at: usize, quote: char) -> Result<(char, usize), PathError> {
    let escaped = text[at + 1..].chars().next();
    let decoded = match escaped {
        Some('b') => '\u{8}',
        Some('f') => '\u{c}',
        Some('n') => '\n',
        Some('r') => '\r',
        Some('t') => '\t',
        Some(c @ ('/' | '\\')) => c,
        Some(c) if c == quote => c,
        Some('u') => return read_unicode(text, at),
        _ => {
            let end = at + 1 + escaped.map_or(0, char::len_utf8);
            let message = format!("`{}` is not an escape", &text[at..end]);
            return Err(PathError::new(at..end, message).help("write a backslash itself as `\\\\`"));
        }
    };
    Ok((decoded, at + 2))
}

fn read_unicode(text: &str, at: usize) -> Result<(char, usize), PathError> {
    let unit = |at: usize| {
        let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
        let all_hexadecimal = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        u32::from_str_radix(digits, 16).ok().filter(|_| all_hexadecimal)
    };
    let Some(first) = unit(at) else {
        return Err(PathError::new(at..at + 2, "`\\u` needs four hexadecimal digits after it"));
    };
    let (scalar, end) = match (first, unit(at + 6)) {
        (0xD800..=0xDBFF, Some(second @ 0xDC00..=0xDFFF)) => {
            (0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00), at + 12)
        }
        _ => (first, at + 6),
    };
    let decoded = char::from_u32(scalar)
        .ok_or_else(|| PathError::new(at..end, "half a surrogate pair is not a character"))?;
    Ok((decoded, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(text: &str) -> std::ops::Range<usize> {
        read(text, 0).unwrap_err().span
    }

    #[test]
    fn every_escape_is_read_between_both_kinds_of_quotes() {
        let escapes = r#"\b\f\n\r\t\/\\\u00e9\uD83D\ude00"#;
        let decoded = "\u{8}\u{c}\n\r\t/\\é😀";
        for (text, expected) in [
            (format!("\"{escapes}'\\\"\"rest"), format!("{decoded}'\"")),
            (format!("'{escapes}\"\\''rest"), format!("{decoded}\"'")),
        ] {
            assert_eq!(read(&text, 0), Ok((expected, text.len() - 4)));
        }
    }

    #[test]
    fn a_fault_is_named_at_its_own_place() {
        assert_eq!(span("'abc"), 0..4);
        assert_eq!(span("'a\tb'"), 2..3);
        assert_eq!(span("'a\\qb'"), 2..4);
        assert_eq!(span("'a\\éb'"), 2..5);
        assert_eq!(span("'a\\\"b'"), 2..4);
        assert_eq!(span("'\\"), 1..2);
        assert_eq!(span("'\\u12"), 1..3);
        assert_eq!(span("'\\u+123'"), 1..3);
        assert_eq!(span("'\\ud800\\u0041'"), 1..7);
        assert_eq!(span("'\\udc00'"), 1..7);
    }
}
