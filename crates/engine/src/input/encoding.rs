//! Detects encodings other than UTF-8 by an input's first bytes.

/// Why an input that begins with `bytes` cannot be read, if they are the beginning of JSON in UTF-16.
pub(super) fn foreign(bytes: &[u8]) -> Option<String> {
    let encoding = match bytes {
        [0xFF, 0xFE, ..] | [b'{' | b'[', 0, ..] => "UTF-16LE",
        [0xFE, 0xFF, ..] | [0, b'{' | b'[', ..] => "UTF-16BE",
        _ => return None,
    };
    Some(format!(
        "the input is in {encoding}, not in UTF-8; convert it: `iconv -f {encoding} -t UTF-8`"
    ))
}
