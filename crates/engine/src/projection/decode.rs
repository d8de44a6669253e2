//! Decodes strings that hold JSON, in place: replaces each such string in the payload's text by the value it holds.

#![expect(clippy::indexing_slicing, reason = "what was inspected is numbered in its order")]

use std::ops::{ControlFlow, Range};

use crate::json::View;
use crate::json::{scan, text};
use crate::path::Query;

/// A payload whose strings are being decoded, one path after the other, so that a later one can go on inside what an
/// earlier one has decoded. A string that several of them select is decoded once, with the first.
#[derive(Debug)]
pub(crate) struct Decoding<'p> {
    payload: &'p str,
    /// The text so far; `None` where nothing was decoded.
    text: Option<String>,
    /// The strings that were looked at, in the order of the text.
    inspected: Vec<InspectedString>,
}

/// A string that a path selected: tried as JSON, and not tried again.
#[derive(Debug, Clone, Copy)]
struct InspectedString {
    /// Where in the text it begins, or what it holds.
    start: usize,
    is_json: bool,
}

/// Counts of the strings that a path selects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Selected {
    /// How many strings hold JSON, those with them that an earlier path has decoded.
    pub(crate) json: usize,
    /// How many do not, and stayed as they were.
    pub(crate) other: usize,
    /// How many failures are to be told that no path before has told.
    pub(super) failures: usize,
}

/// A string that is to be decoded. What it holds is made when it is put in its place, so that a large one does not stand in
/// memory twice.
struct EncodedString {
    span: Range<usize>,
    is_json: bool,
}

/// The most strings of a payload that are decoded.
pub(super) const MOST: usize = 1 << 20;

/// The paths select more strings than a payload may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooManyStrings;

impl<'p> Decoding<'p> {
    /// Of a payload's text, before the first path.
    pub(crate) fn of(payload: &'p str) -> Self {
        Decoding { payload, text: None, inspected: Vec::new() }
    }

    /// The text so far.
    pub(crate) fn text(&self) -> &str {
        self.text.as_deref().unwrap_or(self.payload)
    }

    /// The text at the end; `None` where nothing was decoded.
    pub(crate) fn into_text(self) -> Option<String> {
        self.text
    }

    /// Decodes what `path` selects. A blank string holds nothing and is left alone.
    ///
    /// # Errors
    /// When there are too many of them.
    pub(crate) fn take(&mut self, path: &Query) -> Result<Selected, TooManyStrings> {
        let (mut strings, mut selected) = self.encoded(path)?;
        let json = strings.iter().filter(|string| string.is_json).count();
        selected.json += json;
        selected.failures = strings.len() - json;
        selected.other += selected.failures;
        if json > 0 {
            let (after, lengths) = replaced(self.text(), &strings);
            // What was decoded may nest deeper than a payload may, together with what is around it.
            if scan::check(after.as_bytes()).is_ok() {
                self.text = Some(after);
                self.note(strings, lengths);
                return Ok(selected);
            }
            selected.failures += 1;
            strings.retain(|string| !string.is_json);
        }
        self.note(strings, Vec::new());
        Ok(selected)
    }

    /// The strings that `path` selects and no path before, in the order of the text, and how many it selects besides.
    fn encoded(&self, path: &Query) -> Result<(Vec<EncodedString>, Selected), TooManyStrings> {
        let mut selected = Selected::default();
        let text = self.text();
        let mut strings = Vec::new();
        let flow = path.show(View::new(text), |node, _| {
            // The node's text is a part of the payload's.
            let start = node.as_ptr() as usize - text.as_ptr() as usize;
            let at = self.inspected.binary_search_by_key(&start, |string| string.start);
            if let Ok(at) = at {
                match self.inspected[at].is_json {
                    true => selected.json += 1,
                    false => selected.other += 1,
                }
                return ControlFlow::Continue(());
            }
            let Some(string) = text::decode_token(node) else {
                return ControlFlow::Continue(());
            };
            if string.text.trim().is_empty() {
                return ControlFlow::Continue(());
            }
            if self.inspected.len() + strings.len() >= MOST {
                return ControlFlow::Break(());
            }
            strings.push(EncodedString {
                span: start..start + node.len(),
                is_json: scan::check(string.text.as_bytes()).is_ok(),
            });
            ControlFlow::Continue(())
        });
        if flow.is_break() {
            return Err(TooManyStrings);
        }
        strings.sort_by_key(|string| string.span.start);
        strings.dedup_by_key(|string| string.span.start);
        Ok((strings, selected))
    }

    /// Records the inspected strings, and where each begins once these are decoded. `lengths` are those of what the strings
    /// hold that were.
    fn note(&mut self, strings: Vec<EncodedString>, lengths: Vec<usize>) {
        let mut lengths = lengths.into_iter();
        let before = std::mem::take(&mut self.inspected);
        let mut before = before.into_iter().peekable();
        // How long the text before is now, and how long it was.
        let (mut now, mut then) = (0, 0);
        for string in strings {
            while let Some(before) = before.next_if(|before| before.start < string.span.start) {
                let start = before.start + now - then;
                self.inspected.push(InspectedString { start, ..before });
            }
            self.inspected.push(InspectedString {
                start: string.span.start + now - then,
                is_json: string.is_json,
            });
            if string.is_json {
                now += lengths.next().unwrap_or_default();
                then += string.span.len();
            }
        }
        for string in before {
            let start = string.start + now - then;
            self.inspected.push(InspectedString { start, ..string });
        }
    }
}

/// `payload` with what these strings hold in their places, and how long each of that is.
fn replaced(payload: &str, strings: &[EncodedString]) -> (String, Vec<usize>) {
    let mut text = String::with_capacity(payload.len());
    let mut lengths = Vec::new();
    let mut copied = 0;
    for EncodedString { span, .. } in strings.iter().filter(|string| string.is_json) {
        text.push_str(&payload[copied..span.start]);
        let before = text.len();
        if let Some(string) = text::decode_token(&payload[span.clone()])
            && let Ok(json) = scan::check(string.text.as_bytes())
        {
            text.push_str(json);
        }
        lengths.push(text.len() - before);
        copied = span.end;
    }
    text.push_str(&payload[copied..]);
    (text, lengths)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::Path;

    fn run(payload: &str, paths: &[&str]) -> (Option<String>, usize) {
        let queries: Vec<Query> = paths
            .iter()
            .map(|path| match Path::parse(path).unwrap() {
                Path::Payload(query) => query,
                other => panic!("{other:?}"),
            })
            .collect();
        let mut decoding = Decoding::of(payload);
        let selected = queries.iter().map(|path| decoding.take(path).unwrap());
        let failures = selected.map(|selected| selected.failures).sum();
        (decoding.into_text(), failures)
    }

    #[test]
    fn strings_become_what_they_hold_and_paths_go_on_through_them() {
        let payload =
            r#"{"a":[{"f":"[{\"x\":\"{\\\"y\\\":1.10}\"}]"},{"f":"no"},{"f":""},{"f":3}]}"#;
        let expected = r#"{"a":[{"f":[{"x":{"y":1.10}}]},{"f":"no"},{"f":""},{"f":3}]}"#;
        assert_eq!(run(payload, &["a[*].f", "a[0].f[0].x"]), (Some(expected.into()), 1));
        assert_eq!(run(payload, &["b"]), (None, 0));
    }

    #[test]
    fn a_string_that_several_paths_select_is_decoded_once() {
        let payload =
            r#"{"a":{"b":"\"[1]\"","c":"no","d":"[{\"e\":\"\\\"{}\\\"\"}]"},"z":"\"0\""}"#;
        let expected = r#"{"a":{"b":"[1]","c":"no","d":[{"e":"{}"}]},"z":"0"}"#;
        assert_eq!(
            run(payload, &["a.d", "a.d[0].e", "a[*]", "[*].b", "z", "[*][*][0].e", "[*]", "a.c"]),
            (Some(expected.into()), 1)
        );
    }

    #[test]
    fn every_way_to_a_string_decodes_it() {
        let payload = r#"{"a":"1","a":{"f":["[1]","x\u0022"],"f":["2","{}"]},"n":1}"#;
        let first = r#"{"a":"1","a":{"f":["[1]","x\u0022"],"f":[2,"{}"]},"n":1}"#;
        for path in ["a.f[0]", "$.a.f[::2]", "$.a['f'][?@=='2']", "$.a.f[?@==$.a.f[0]]"] {
            assert_eq!(run(payload, &[path]), (Some(first.into()), 0), "{path}");
        }
        for path in ["a.x", "a[0]", "n.f", "a.f[2]", "$.a.f[?@=='x']", "n"] {
            assert_eq!(run(payload, &[path]), (None, 0), "{path}");
        }
    }

    #[test]
    fn what_would_nest_too_deep_stays_a_string() {
        let inner = format!("{}{}", "[".repeat(128), "]".repeat(128));
        assert_eq!(run(&format!("{{\"a\":\"{inner}\"}}"), &["a"]), (None, 1));
    }
}
