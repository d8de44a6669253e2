//! Where the payload is in what is left when no more is recognised: a path, and what the text there has to be decoded by.

use std::ops::Range;

use super::body::{fields_of_form, without_base64};
use super::quoted::unquoted;
use super::texts::Texts;
use crate::json::{View, text};
use crate::path::{Path, PathError, Query};

/// Divides the steps.
const THEN: char = '|';

/// A path, and then decoders: `message.data|base64|json`.
#[derive(Debug, Clone)]
pub struct PayloadPath {
    text: String,
    /// The path as it is written.
    path_text: String,
    pub(super) path: Query,
    decoders: Vec<Decoder>,
}

/// What the text at the end of the path holds, in the words of the mapping's `decode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Decoder {
    /// JSON, which can stand in a string again.
    Json,
    /// `a=1&b=2`.
    Form,
    /// Base64, of what can be compressed.
    Base64,
}

/// Why a text says no way to the payload.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// It is no path.
    #[error("{}", .0.message)]
    NoPath(PathError),
    /// The path does not lead into the payload.
    #[error("expected auto, json or a path into the capture")]
    NotIntoPayload,
    /// What stands behind a `|` decodes nothing.
    #[error("`{word}` is no step: json, form and base64 are")]
    NoStep {
        /// The word.
        word: String,
        /// Where it stands.
        span: Range<usize>,
    },
}

impl Decoder {
    const ALL: [Decoder; 3] = [Decoder::Json, Decoder::Form, Decoder::Base64];

    fn name(self) -> &'static str {
        match self {
            Decoder::Json => "json",
            Decoder::Form => "form",
            Decoder::Base64 => "base64",
        }
    }

    fn named(word: &str) -> Option<Self> {
        Decoder::ALL.into_iter().find(|decoder| decoder.name() == word)
    }

    /// What `value`, a string, holds; a text that is not decoded further is a string again.
    fn decode<'a>(self, value: View<'a>, texts: &'a Texts) -> Result<View<'a>, String> {
        let Some(string) = text::decode_token(value.text()) else {
            // Who has decoded JSON already has done this step.
            return match self {
                Decoder::Json => Ok(value),
                Decoder::Form | Decoder::Base64 => Err("there is no text to decode".to_owned()),
            };
        };
        match self {
            Decoder::Json => {
                let inner = unquoted(value.text()).ok_or("the text is no JSON object or list")?;
                let inner = texts.keep(inner);
                texts.json(inner).map_err(|fault| fault.message(inner.as_bytes()))
            }
            Decoder::Form => fields_of_form(&string.text, texts),
            Decoder::Base64 => {
                let bytes = without_base64(string.text.as_bytes())?;
                let text = String::from_utf8(bytes).map_err(|error| {
                    let at = error.utf8_error().valid_up_to();
                    format!("byte {at} of what it stands for is not UTF-8")
                })?;
                Ok(View::new(texts.keep(serde_json::Value::String(text).to_string())))
            }
        }
    }
}

/// A word that stands in `path` as a step does, outside of quotes and brackets, and is none.
fn no_step(path: &str) -> Option<(String, Range<usize>)> {
    let mut depth = 0_usize;
    let mut quote = None;
    let mut chars = path.char_indices();
    while let Some((at, char)) = chars.next() {
        match (char, quote) {
            ('\\', Some(_)) => {
                chars.next();
            }
            (char, Some(open)) if char == open => quote = None,
            ('"' | '\'', None) if depth > 0 => quote = Some(char),
            ('[' | '(', None) => depth += 1,
            (']' | ')', None) => depth = depth.saturating_sub(1),
            (THEN, None) if depth == 0 => {
                let (_, rest) = path.split_at(at + THEN.len_utf8());
                let step = rest.split(THEN).next().unwrap_or_default();
                let word = step.trim();
                let is_plain = |char: char| char.is_alphanumeric() || "-_".contains(char);
                if !word.is_empty() && word.chars().all(is_plain) && Decoder::named(word).is_none()
                {
                    let start = path.len() - rest.len() + step.len() - step.trim_start().len();
                    return Some((word.to_owned(), start..start + word.len()));
                }
            }
            _ => {}
        }
    }
    None
}

impl PayloadPath {
    /// The way that `text` says.
    pub(crate) fn parse(text: &str) -> Result<Self, Unusable> {
        let mut path = text;
        let mut decoders = Vec::new();
        // From the end: a path can hold the sign too, and no path ends with a word of these behind it.
        while let Some((before, word)) = path.rsplit_once(THEN)
            && let Some(decoder) = Decoder::named(word.trim())
        {
            decoders.insert(0, decoder);
            path = before;
        }
        if let Some((word, span)) = no_step(path) {
            return Err(Unusable::NoStep { word, span });
        }
        let path_text = path.trim();
        match Path::parse(path_text).map_err(Unusable::NoPath)? {
            Path::Payload(path) => Ok(PayloadPath {
                text: text.to_owned(),
                path_text: path_text.to_owned(),
                path,
                decoders,
            }),
            _ => Err(Unusable::NotIntoPayload),
        }
    }

    /// As it was written.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// What the steps after the path make of `value`.
    ///
    /// # Errors
    /// Which step makes nothing of it, and why.
    pub(super) fn decode<'a>(&self, value: View<'a>, texts: &'a Texts) -> Result<View<'a>, String> {
        self.decoders.iter().try_fold(value, |value, decoder| {
            decoder.decode(value, texts).map_err(|why| {
                format!("step `{}` of --from `{}` gives nothing: {why}", decoder.name(), self.text)
            })
        })
    }

    /// What is said where the path selects nothing.
    pub(super) fn selects_nothing(&self) -> String {
        match self.decoders.as_slice() {
            [] => "the path of --from selects nothing in this capture".to_owned(),
            _ => format!("step `{}` of --from `{}` selects nothing", self.path_text, self.text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoders(text: &str) -> Vec<Decoder> {
        PayloadPath::parse(text).unwrap().decoders
    }

    #[test]
    fn a_path_comes_first_and_decoders_after_it() {
        assert_eq!(decoders("message.data|base64|json"), [Decoder::Base64, Decoder::Json]);
        assert_eq!(decoders("$.json"), []);
        assert_eq!(decoders("$ | json"), [Decoder::Json]);
        // Signs of a path's own.
        assert_eq!(decoders("$.a[?@.b==1||@.c==2].d|form"), [Decoder::Form]);
        assert_eq!(decoders("$['x|json']"), []);
        for text in ["", "|json", "header:a", "a|jsn[", "origin:file|json"] {
            assert!(PayloadPath::parse(text).is_err(), "{text}");
        }
        for (text, word) in [
            ("message.data|b64|json", "b64"),
            ("a|json|b64", "b64"),
            ("$['x|y'].a | gzip", "gzip"),
            ("$.a[?@.b==1||@.c==2].d|from", "from"),
        ] {
            match PayloadPath::parse(text) {
                Err(Unusable::NoStep { word: named, span }) => {
                    assert_eq!((named.as_str(), &text[span]), (word, word), "{text}");
                }
                other => panic!("{text}: {other:?}"),
            }
        }
        for text in ["$['x|y']", "$[\"x|y\"].a|json", "$.a[?@.b=='(|c']"] {
            assert!(PayloadPath::parse(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn each_decoder_goes_on_where_the_one_before_it_ended() {
        let texts = Texts::default();
        for (from, value, expected) in [
            ("a|base64|json", r#""eyJhIjoxfQ==""#, Ok(r#"{"a":1}"#)),
            ("a|base64", r#""eyJhIjoxfQ""#, Ok(r#""{\"a\":1}""#)),
            ("a|form", r#""a=1&b=%22""#, Ok(r#"{"a":"1","b":"\""}"#)),
            ("a|json", r#""\"{\\\"a\\\":1}\"""#, Ok(r#"{"a":1}"#)),
            ("a|json", r#"{"a":1}"#, Ok(r#"{"a":1}"#)),
            (
                "a|json",
                r#""no""#,
                Err(
                    "step `json` of --from `a|json` gives nothing: the text is no JSON object or list",
                ),
            ),
            (
                "a|base64",
                "7",
                Err("step `base64` of --from `a|base64` gives nothing: there is no text to decode"),
            ),
        ] {
            let from = PayloadPath::parse(from).unwrap();
            let decoded = from.decode(View::new(value), &texts).map(|view| view.text());
            assert_eq!(decoded, expected.map_err(str::to_owned), "{value}");
        }
    }
}
