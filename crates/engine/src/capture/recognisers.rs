//! The table of known wrappers.

use super::http;
use super::one_or_many::OneOrMany;
use super::top_keys::Inspected;
use super::{PackedDelivery, Wrapper};
use crate::json::View;

/// A shape of wrappers, at one place in a capture.
pub(super) struct Recogniser {
    /// The name in summaries: of the shape, or of the shape at this place where the summary tells them apart.
    pub(super) name: &'static str,
    /// The keys that lead from the top of a capture to the object of this shape.
    pub(super) holder: &'static [&'static str],
    /// The first sign: a key of that object.
    pub(super) key: &'static str,
    /// Opens the object if it has the other signs too, which are up to each family: one sign is never enough.
    pub(super) open: for<'a> fn(View<'a>) -> Option<OneOrMany<PackedDelivery<'a>>>,
}

const fn row(
    name: &'static str,
    holder: &'static [&'static str],
    key: &'static str,
    open: for<'a> fn(View<'a>) -> Option<OneOrMany<PackedDelivery<'a>>>,
) -> Recogniser {
    Recogniser { name, holder, key, open }
}

const BASE64: &str = "request_payload_base64";
const EVENT: &[&str] = &["steps", "trigger", "event"];

/// All of them. The first that opens a capture has it, so the outermost places come first.
#[rustfmt::skip]
pub(super) static RECOGNISERS: &[Recogniser] = &[
    row("body + headers",                        &[],        "body", http::beside_headers),
    row("request_payload_base64 + headers",      &[],        BASE64, http::in_base64),
    row("body + spread headers",                 &[],        "body", http::among_headers),
    row("data.body + data.headers",              &["data"],  "body", http::beside_headers),
    row("request_payload_base64 + headers",      &["data"],  BASE64, http::in_base64),
    row("body + spread headers",                 &["data"],  "body", http::among_headers),
    row("json.body + json.headers",              &["json"],  "body", http::beside_headers),
    row("request_payload_base64 + headers",      &["json"],  BASE64, http::in_base64),
    row("body + spread headers",                 &["json"],  "body", http::among_headers),
    row("event.body + event.headers",            &["event"], "body", http::beside_headers),
    row("request_payload_base64 + headers",      &["event"], BASE64, http::in_base64),
    row("body + spread headers",                 &["event"], "body", http::among_headers),
    row("steps.trigger.event.body + headers",    EVENT,      "body", http::beside_headers),
    row("request_payload_base64 + headers",      EVENT,      BASE64, http::in_base64),
    row("body + spread headers",                 EVENT,      "body", http::among_headers),
];

impl Recogniser {
    /// The key at the top of a capture without which this shape is not in it.
    pub(super) fn top_key(&self) -> &'static str {
        self.holder.first().copied().unwrap_or(self.key)
    }

    fn open<'a>(&self, capture: View<'a>) -> Option<OneOrMany<PackedDelivery<'a>>> {
        let holder = self.holder.iter().try_fold(capture, |object, key| object.object(key))?;
        (self.open)(holder)
    }
}

/// Opens `capture` by the first row of the table that can.
pub(super) fn recognise<'a>(
    capture: &Inspected<'a>,
) -> Option<(Wrapper, OneOrMany<PackedDelivery<'a>>)> {
    capture.possible().find_map(|recogniser| {
        let deliveries = recogniser.open(capture.value)?;
        Some((Wrapper::Recognised(recogniser.name), deliveries))
    })
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::*;
    use crate::json::walk;

    /// The number of the row that opens `capture`.
    fn row_of(capture: &str) -> Option<usize> {
        let capture = Inspected::of(View::new(capture));
        let row = capture.possible().find(|row| row.open(capture.value).is_some())?;
        RECOGNISERS.iter().position(|other| std::ptr::eq(row, other))
    }

    fn name(capture: &str) -> Option<&'static str> {
        row_of(capture).map(|row| RECOGNISERS[row].name)
    }

    /// The captures in `samples/wrapped`.
    fn samples() -> Vec<String> {
        let folders = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
        let folder = folders.map(|folder| folder.join("samples/wrapped")).find(|f| f.is_dir());
        let mut files: Vec<PathBuf> =
            fs::read_dir(folder.unwrap()).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        let texts = files.iter().map(|file| fs::read_to_string(file).unwrap());
        texts
            .flat_map(|text| {
                let text = text.trim();
                match text.starts_with('[') {
                    true => walk::elements(text).map(str::to_owned).collect(),
                    false => vec![text.to_owned()],
                }
            })
            .collect()
    }

    #[test]
    fn each_row_opens_a_sample_that_no_row_before_it_claims() {
        let samples = samples();
        for (number, row) in RECOGNISERS.iter().enumerate() {
            let put_there = |sample: &String| {
                row.holder.iter().rev().fold(sample.clone(), |inner, key| {
                    format!("{{{}:{inner}}}", serde_json::json!(key))
                })
            };
            let mut all = samples.iter().cloned().chain(samples.iter().map(put_there));
            assert!(
                all.any(|sample| row_of(&sample) == Some(number)),
                "no file in samples/wrapped is for row {number}, `{}`",
                row.name
            );
        }
    }

    #[test]
    fn each_sample_is_claimed() {
        for sample in samples() {
            assert!(name(&sample).is_some(), "{sample}");
        }
    }

    #[test]
    fn two_signs_make_a_wrapper() {
        assert_eq!(name(r#"{"body":{},"headers":{},"queryString":{}}"#), Some("body + headers"));
        assert_eq!(
            name(r#"{"data":{"headers":{},"body":"{}"}}"#),
            Some("data.body + data.headers")
        );
        assert_eq!(name(r#"{"json":{"headers":[],"body":{}}}"#), Some("json.body + json.headers"));
        assert_eq!(
            name(r#"{"steps":{"trigger":{"event":{"body":1,"headers":{}}}}}"#),
            Some("steps.trigger.event.body + headers")
        );
        assert_eq!(
            name(r#"{"host":"a","user-agent":"b","body":{},"query":{}}"#),
            Some("body + spread headers")
        );
        assert_eq!(name(r#"{"b\u006fdy":{},"headers":{}}"#), Some("body + headers"));
    }

    #[test]
    fn one_sign_does_not() {
        for capture in [
            r#"{"body":{"a":1}}"#,
            r#"{"headers":{"a":"b"}}"#,
            r#"{"body":"Dear customer","host":"a"}"#,
            r#"{"body":{},"headers":"none"}"#,
            r#"{"data":{"body":"x"},"headers":{}}"#,
            r#"[{"body":{},"headers":{}}]"#,
            "7",
        ] {
            assert_eq!(name(capture), None, "{capture}");
        }
    }
}
