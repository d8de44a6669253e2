//! Bodies: the string or value that a wrapper holds, decoded to payloads.

mod base64;

use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::ControlFlow;
use std::slice;

use super::PAYLOADS;
use super::quoted::unquoted;
use crate::json::View;
use crate::json::fault::Fault;
use crate::json::index::Index;
use crate::json::{scan, text};

/// One way in which tools pack a body before they write it down as a string: one file each.
///
/// A body can be packed more than once, so [`Body::of`] takes a list of these. JSON is none of them: it is what all
/// of them lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decoder {
    Base64,
}

impl Decoder {
    fn decode(self, packed: &[u8]) -> Result<Vec<u8>, BodyFault> {
        match self {
            Decoder::Base64 => base64::decode(packed),
        }
    }
}

/// The value that a wrapper holds in place of a payload.
#[derive(Debug)]
pub(super) enum Body<'a> {
    /// The payload.
    Payload(View<'a>),
    /// JSON, of which an array holds several payloads, as it does at the top of an input.
    Json(View<'a>),
    /// JSON text in a string.
    Text {
        /// What the string reads.
        text: Cow<'a, str>,
        /// The index of the text, if it is an object or array.
        index: Box<OnceCell<Index>>,
    },
    /// None of these.
    Fault(BodyFault),
}

/// Why a body gives no payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum BodyFault {
    /// The capture has nothing where the body should be.
    NotThere,
    /// It holds nothing.
    Empty,
    /// It is not what it should be, for this reason.
    NotJson(String),
    /// The capture has more of them than so many.
    TooMany(usize),
}

impl<'a> Body<'a> {
    /// The body that `value` is; one that is a string is unpacked by all `decoders` in turn.
    pub(super) fn of(value: View<'a>, decoders: &[Decoder]) -> Self {
        let Some(string) = text::decode_token(value.text()) else {
            return match value.text() {
                "null" => Body::Fault(BodyFault::Empty),
                _ => Body::Json(value),
            };
        };
        match decoded(string.text, decoders).map(without_quotes) {
            Ok(text) if text.trim().is_empty() => Body::Fault(BodyFault::Empty),
            Ok(text) => Body::Text { text, index: Box::default() },
            Err(fault) => Body::Fault(fault),
        }
    }

    /// Whether it holds JSON that can be read.
    pub(super) fn is_json(&self) -> bool {
        match self {
            Body::Payload(_) | Body::Json(_) => true,
            Body::Text { text, index } => check(text, index).is_ok(),
            Body::Fault(_) => false,
        }
    }

    /// Shows `found` the payloads, checked. An array is read as it would be at the top of an input: a list of payloads
    /// is so many payloads.
    pub(super) fn unpack<'b>(
        &'b self,
        quoted: &'b QuotedElements,
        found: &mut impl FnMut(Result<View<'b>, BodyFault>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let json = match self {
            Body::Payload(payload) => return found(Ok(*payload)),
            Body::Json(json) => Ok(*json),
            Body::Text { text, index } => check(text, index),
            Body::Fault(fault) => Err(fault.clone()),
        };
        match json {
            Ok(json) if json.text().starts_with('[') => {
                let mut quoted = quoted.of(json);
                json.elements().try_for_each(|element| {
                    let inner = if is_string(element) { quoted.next() } else { None };
                    let inner = inner.and_then(Option::as_deref);
                    found(Ok(inner.map_or(element, View::new)))
                })
            }
            json => found(json),
        }
    }
}

/// The objects that stand in strings of a list, in the order of the strings.
#[derive(Debug, Default)]
pub(super) struct QuotedElements(OnceCell<Vec<Option<String>>>);

impl QuotedElements {
    /// Those of `array`, as far as a capture may have payloads; of a string that holds none, none.
    fn of(&self, array: View<'_>) -> slice::Iter<'_, Option<String>> {
        let strings = array.elements().filter(|element| is_string(*element)).take(PAYLOADS);
        let objects =
            strings.map(|string| unquoted(string.text()).filter(|inner| inner.starts_with('{')));
        self.0.get_or_init(|| objects.collect()).iter()
    }
}

fn is_string(value: View<'_>) -> bool {
    value.text().starts_with('"')
}

/// A body that is JSON in a string once more, without that.
fn without_quotes(text: Cow<'_, str>) -> Cow<'_, str> {
    let trimmed = text.trim_matches([' ', '\n', '\r', '\t']);
    if !trimmed.starts_with('"') || scan::check(trimmed.as_bytes()).is_err() {
        return text;
    }
    unquoted(trimmed).map_or(text, Cow::Owned)
}

fn decoded<'a>(text: Cow<'a, str>, decoders: &[Decoder]) -> Result<Cow<'a, str>, BodyFault> {
    let Some((first, others)) = decoders.split_first() else {
        return Ok(text);
    };
    let mut bytes = first.decode(text.as_bytes())?;
    for decoder in others {
        bytes = decoder.decode(&bytes)?;
    }
    String::from_utf8(bytes).map(Cow::Owned).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        BodyFault::NotJson(format!("byte {at} of the decoded body is not UTF-8"))
    })
}

/// Checks a body that is a text. What was found out about its structure stays in `index`, so that it is not found out
/// again.
fn check<'b>(text: &'b str, index: &'b OnceCell<Index>) -> Result<View<'b>, BodyFault> {
    let json = text.trim_matches([' ', '\n', '\r', '\t']);
    let mut whole = Index::default();
    if whole.whole(json).is_some() {
        let structure = index.get_or_init(|| whole).structure();
        return Ok(View::with_structure(json, structure));
    }
    scan::check(text.as_bytes()).map(View::new).map_err(|fault| not_json(&fault, text))
}

fn not_json(fault: &Fault, text: &str) -> BodyFault {
    let what = fault.message(text.as_bytes());
    BodyFault::NotJson(format!("the body is not JSON: {what} at byte {} of it", fault.at))
}
