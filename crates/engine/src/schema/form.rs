//! Recognises the form of a text by its bytes alone.

#![expect(
    clippy::indexing_slicing,
    reason = "a place that was found in the text by looking at it is in the text"
)]

use jiff::civil;

use crate::json::scan;

/// Whether a string is a JSON array or object, and if so its text.
pub(super) fn json_within(text: &str) -> Option<&str> {
    let start = text.trim_start_matches([' ', '\t', '\n', '\r']);
    if !start.starts_with(['{', '[']) {
        return None;
    }
    scan::check(text.as_bytes()).ok()
}

/// Whether this is an address of ASCII characters at a domain name of two labels or more. What is told here is also
/// told by the grammar of RFC 5321; not the other way round.
pub(super) fn is_email(bytes: &[u8]) -> bool {
    let Some(at) = memchr::memchr(b'@', bytes) else {
        return false;
    };
    let (local, domain) = (&bytes[..at], &bytes[at + 1..]);
    let is_atom = |atom: &[u8]| {
        let allowed =
            |byte: &u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(byte);
        !atom.is_empty() && atom.iter().all(allowed)
    };
    bytes.len() <= 254
        && local.len() <= 64
        && local.split(|&byte| byte == b'.').all(is_atom)
        && is_domain(domain)
}

/// Whether this is a domain name of two labels or more, the last one of letters.
fn is_domain(domain: &[u8]) -> bool {
    let is_label = |label: &[u8]| {
        (1..=63).contains(&label.len())
            && label.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
            && label.first() != Some(&b'-')
            && label.last() != Some(&b'-')
    };
    let mut labels = domain.rsplit(|&byte| byte == b'.');
    let top = labels.next().unwrap_or_default();
    let named = top.len() >= 2 && top.iter().any(u8::is_ascii_alphabetic);
    let mut more = labels.peekable();
    named && is_label(top) && more.peek().is_some() && more.all(is_label)
}

/// Whether this begins like an address of the web and has no white space in it; but many a query has.
pub(super) fn is_url(bytes: &[u8]) -> bool {
    let after = |scheme: &[u8]| {
        let (start, rest) = bytes.split_at_checked(scheme.len())?;
        start.eq_ignore_ascii_case(scheme).then_some(rest)
    };
    let rest = after(b"https://").or_else(|| after(b"http://"));
    let host = rest.and_then(<[u8]>::first);
    let query = memchr::memchr(b'?', bytes).unwrap_or(bytes.len());
    host.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'[' || *byte >= 0x80)
        && !bytes[..query].contains(&b' ')
        && !bytes.iter().any(u8::is_ascii_control)
}

/// Whether what [`is_url`] has only the characters of RFC 3986, and a host that is plainly one.
pub(super) fn is_uri(bytes: &[u8]) -> bool {
    let allowed =
        |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~:/?#!$&'()*+,;=@%".contains(byte);
    let escapes = bytes.split(|&byte| byte == b'%').skip(1).all(|rest| {
        matches!(rest, [first, second, ..] if first.is_ascii_hexdigit() && second.is_ascii_hexdigit())
    });
    let authority = bytes.splitn(4, |&byte| byte == b'/').nth(2).unwrap_or_default();
    let host = authority.split(|byte| b"?#".contains(byte)).next().unwrap_or_default();
    let fragments = bytes.iter().filter(|&&byte| byte == b'#').count();
    escapes
        && fragments <= 1
        && bytes.iter().all(allowed)
        && host.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(byte))
}

pub(super) fn is_uuid(bytes: &[u8]) -> bool {
    bytes.len() == 36
        && bytes.iter().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// How many digits there are with nothing but what may stand between those of a phone number, where this is no date.
pub(super) fn phone_digits(bytes: &[u8]) -> Option<usize> {
    let rest = bytes.strip_prefix(b"+").unwrap_or(bytes);
    let mark = |byte: &u8| b" -.()".contains(byte);
    let allowed = rest.iter().all(|byte| byte.is_ascii_digit() || mark(byte));
    // One point is that of a fraction; in phone numbers they come in pairs.
    let points = rest.iter().filter(|&&byte| byte == b'.').count();
    (allowed && points != 1 && !is_date(bytes))
        .then(|| rest.iter().filter(|byte| byte.is_ascii_digit()).count())
}

/// Whether this is a date of the calendar: `2024-07-11`.
pub(super) fn is_date(bytes: &[u8]) -> bool {
    let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = bytes else {
        return false;
    };
    if ![y1, y2, y3, y4, m1, m2, d1, d2].iter().all(u8::is_ascii_digit) {
        return false;
    }
    let number = |digits: &[u8]| {
        digits.iter().fold(0_i16, |number, digit| number * 10 + i16::from(digit - b'0'))
    };
    let small = |digits: &[u8]| i8::try_from(number(digits)).unwrap_or_default();
    civil::Date::new(number(&[y1, y2, y3, y4]), small(&[m1, m2]), small(&[d1, d2])).is_ok()
}

/// Whether a text that is a date and time with an offset is also written as RFC 3339 has it.
pub(super) fn is_strict_time(bytes: &[u8]) -> bool {
    let offset = match bytes {
        [start @ .., b'Z'] => Some(start),
        [start @ .., b'+' | b'-', h1, h2, b':', m1, m2] => {
            [h1, h2, m1, m2].iter().all(|byte| byte.is_ascii_digit()).then_some(start)
        }
        _ => None,
    };
    bytes.get(10) == Some(&b'T')
        && bytes.get(16) == Some(&b':')
        && offset.is_some_and(|start| start.last().is_some_and(u8::is_ascii_digit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_arrays_and_objects_count_as_json_in_a_string() {
        assert_eq!(json_within(" [1, 2]\n"), Some("[1, 2]"));
        assert_eq!(json_within("{\"a\":1}"), Some("{\"a\":1}"));
        for text in ["1", "true", "\"a\"", "{a}", "[1", "", "{} x"] {
            assert_eq!(json_within(text), None, "{text}");
        }
    }
}
