//! Compacts JSON to one line: drops white space between tokens, and keeps every token byte for byte.

#![expect(
    clippy::indexing_slicing,
    reason = "a place that was found in the text by looking at it is in the text"
)]

use super::walk::string_end;

/// Appends checked JSON `text` to `out` without the white space between its tokens.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_white_space_between_tokens_goes() {
        let mut out = Vec::new();
        write_compact("{ \"a b\" :\r\n\t[ 1.10 , \"\\\" x\" , 1E5 ] }\n", &mut out);
        assert_eq!(out, br#"{"a b":[1.10,"\" x",1E5]}"#);
    }
}
