//! Where the segments of a path stand in its text.

use std::ops::Range;

use super::{Path, dotted};

/// The place of each segment in the text of a path that [`Path::parse`] takes: of `a.b[0]` those of `a`, `b` and `[0]`,
/// of `header:x-id` that of `x-id`. As many as the path has segments, in their order; none for what is not a path.
pub fn segment_places(text: &str) -> Vec<Range<usize>> {
    Path::parse(text).map_or_else(|_| Vec::new(), |path| path.segment_places(text))
}

impl Path {
    /// As [`segment_places`], of the `text` that this path was read from. Patterns in it are not compiled again.
    pub fn segment_places(&self, text: &str) -> Vec<Range<usize>> {
        match self {
            Path::Header(_) | Path::QueryParameter(_) | Path::Origin(_) => {
                let name = text.find(':').map_or(0, |colon| colon + 1);
                std::iter::once(name..text.len()).collect()
            }
            Path::Payload(_) | Path::Node(_) if text.starts_with(['$', '@']) => jsonpath(text),
            Path::Payload(_) | Path::Node(_) => {
                let segments = dotted::segments(text).unwrap_or_default();
                segments.into_iter().map(|(_, place)| place).collect()
            }
        }
    }
}

/// The places in a JSONPath, of which it is known that it is one.
fn jsonpath(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut places = Vec::new();
    let mut at = 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'[' => {
                let end = bracket_end(bytes, at);
                places.push(at..end);
                at = end;
            }
            b'.' | b' ' | b'\t' | b'\n' | b'\r' => at += 1,
            _ => {
                let ends = |byte: &u8| b".[ \t\n\r".contains(byte);
                let length = bytes[at..].iter().position(ends);
                let end = length.map_or(bytes.len(), |length| at + length);
                places.push(at..end);
                at = end;
            }
        }
    }
    places
}

/// The end of the bracket that opens at `open`, past brackets and quoted texts within.
fn bracket_end(bytes: &[u8], open: usize) -> usize {
    let mut depth = 0usize;
    let mut quote = None;
    let mut at = open;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        match (quote, byte) {
            (Some(_), b'\\') => at += 1,
            (Some(open), _) if byte == open => quote = None,
            (None, b'\'' | b'"') => quote = Some(byte),
            (None, b'[') => depth += 1,
            (None, b']') if depth == 1 => return at,
            (None, b']') => depth -= 1,
            _ => {}
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(path: &str) -> Vec<&str> {
        let places = segment_places(path);
        places.into_iter().map(|place| &path[place]).collect()
    }

    #[test]
    fn every_segment_has_its_place_in_every_spelling() {
        for (path, expected) in [
            ("a", vec!["a"]),
            ("payload.meta[0].date", vec!["payload", "meta", "[0]", "date"]),
            ("[0].x", vec!["[0]", "x"]),
            (r#"a["b.c"].d[*]"#, vec!["a", r#"["b.c"]"#, "d", "[*]"]),
            ("f[name=it's].v[0]", vec!["f", "[name=it's]", "v", "[0]"]),
            ("f[n=\"x]\"].v", vec!["f", "[n=\"x]\"]", "v"]),
            ("$", vec![]),
            ("@", vec![]),
            ("$.a ['b'] .c", vec!["a", "['b']", "c"]),
            (
                "$..a[?@.b[0] == 'x]' && @[\"\\\"]\"]].c",
                vec!["a", "[?@.b[0] == 'x]' && @[\"\\\"]\"]]", "c"],
            ),
            ("$..[*].*", vec!["[*]", "*"]),
            ("@.имя['é']", vec!["имя", "['é']"]),
            ("header:X-A", vec!["X-A"]),
            ("query:a:b", vec!["a:b"]),
            ("origin:line", vec!["line"]),
            ("a..b", vec![]),
        ] {
            assert_eq!(texts(path), expected, "{path}");
            if let Ok(Path::Payload(query) | Path::Node(query)) = Path::parse(path) {
                assert_eq!(query.hops().len(), expected.len(), "{path}");
            }
        }
    }
}
