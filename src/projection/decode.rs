//! Decoding strings that hold JSON, in place: the text of the payload with each such string replaced by what it holds.

use std::ops::Range;

use crate::capture::Object;
use crate::json::{Value, scan, text, walk};
use crate::path::{Query, Step, Tape};

/// A payload's text after decoding.
#[derive(Debug)]
pub(super) struct Decoded {
    /// The new text; `None` where nothing was decoded.
    pub(super) text: Option<String>,
    /// How many strings were not JSON, and stayed as they were.
    pub(super) failures: usize,
}

/// Decodes what `paths` select, one path after the other, so that a later one can go on inside what an earlier one
/// has decoded. A blank string holds nothing and is left alone.
pub(super) fn decoded<'q>(payload: &str, paths: impl IntoIterator<Item = &'q Query>) -> Decoded {
    let mut result = Decoded {
        text: None,
        failures: 0,
    };
    for path in paths {
        let before = result.text.as_deref().unwrap_or(payload);
        let (edits, failures) = edits(before, path);
        result.failures += failures;
        if edits.is_empty() {
            continue;
        }
        let after = replaced(before, edits);
        // What was decoded may nest deeper than a payload may, together with what is around it.
        if scan::check(after.as_bytes()).is_ok() {
            result.text = Some(after);
        } else {
            result.failures += 1;
        }
    }
    result
}

fn edits(payload: &str, path: &Query) -> (Vec<(Range<usize>, String)>, usize) {
    let mut edits = Vec::new();
    let mut failures = 0;
    for node in selected(payload, path) {
        let Some(string) = text::decode_token(node) else {
            continue;
        };
        if string.text.trim().is_empty() {
            continue;
        }
        match scan::check(string.text.as_bytes()) {
            Ok(json) => {
                // The node's text is a part of the payload's.
                let start = node.as_ptr() as usize - payload.as_ptr() as usize;
                edits.push((start..start + node.len(), json.to_owned()));
            }
            Err(_) => failures += 1,
        }
    }
    edits.sort_by_key(|(span, _)| span.start);
    edits.dedup_by_key(|(span, _)| span.start);
    (edits, failures)
}

/// The texts of what `path` selects. Nothing is built of what it passes by.
fn selected<'p>(payload: &'p str, path: &Query) -> Vec<&'p str> {
    if path.uses_root() {
        let root = Value::of(payload);
        let nodes = path.select_all(&root);
        return nodes.iter().map(|node| node.value.text).collect();
    }
    let Some(start) = path.plain.iter().try_fold(payload, child) else {
        return Vec::new();
    };
    if path.is_plain() {
        return vec![start];
    }
    if path.is_local()
        && let Some(tape) = Tape::of(start)
    {
        return path.glance(&tape).iter().map(|(text, _)| text).collect();
    }
    let start = Value::of(start);
    let nodes = path.select(&start, &start);
    nodes.iter().map(|node| node.value.text).collect()
}

/// The member or element of the value `json` to which `step` leads.
fn child<'p>(json: &'p str, step: &Step) -> Option<&'p str> {
    match step {
        Step::Key(name) => Object::new(json).get(name),
        Step::Index(index) => walk::elements(json).nth(*index),
    }
}

fn replaced(payload: &str, edits: Vec<(Range<usize>, String)>) -> String {
    let mut text = String::with_capacity(payload.len());
    let mut copied = 0;
    for (span, json) in edits {
        text.push_str(&payload[copied..span.start]);
        text.push_str(&json);
        copied = span.end;
    }
    text.push_str(&payload[copied..]);
    text
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
        let Decoded { text, failures } = decoded(payload, &queries);
        (text, failures)
    }

    #[test]
    fn strings_become_what_they_hold_and_paths_go_on_through_them() {
        let payload =
            r#"{"a":[{"f":"[{\"x\":\"{\\\"y\\\":1.10}\"}]"},{"f":"no"},{"f":""},{"f":3}]}"#;
        let expected = r#"{"a":[{"f":[{"x":{"y":1.10}}]},{"f":"no"},{"f":""},{"f":3}]}"#;
        assert_eq!(
            run(payload, &["a[*].f", "a[0].f[0].x"]),
            (Some(expected.into()), 1)
        );
        assert_eq!(run(payload, &["b"]), (None, 0));
    }

    #[test]
    fn every_way_to_a_string_decodes_it() {
        let payload = r#"{"a":"1","a":{"f":["[1]","x\u0022"],"f":["2","{}"]},"n":1}"#;
        let first = r#"{"a":"1","a":{"f":["[1]","x\u0022"],"f":[2,"{}"]},"n":1}"#;
        for path in [
            "a.f[0]",
            "$.a.f[::2]",
            "$.a['f'][?@=='2']",
            "$.a.f[?@==$.a.f[0]]",
        ] {
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
