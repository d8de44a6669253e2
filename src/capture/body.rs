//! From a body, as a wrapper holds it, to payloads.

use std::borrow::Cow;
use std::cell::OnceCell;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use crate::json::View;
use crate::json::fault::Fault;
use crate::json::index::Index;
use crate::json::{scan, text};

/// How a body that is a string is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Plain,
    Base64,
}

/// What a wrapper holds in the place of a payload.
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
pub enum BodyFault {
    /// The capture has nothing where the body should be.
    NotThere,
    /// It holds nothing.
    Empty,
    /// It is not what it should be, for this reason.
    NotJson(String),
}

impl<'a> Body<'a> {
    pub(super) fn of(body: View<'a>, encoding: Encoding) -> Self {
        let Some(decoded) = text::decode_token(body.text()) else {
            return match body.text() {
                "null" => Body::Fault(BodyFault::Empty),
                _ => Body::Json(body),
            };
        };
        let text = match encoding {
            Encoding::Plain => decoded.text,
            Encoding::Base64 => match from_base64(&decoded.text) {
                Ok(text) => Cow::Owned(text),
                Err(fault) => return Body::Fault(fault),
            },
        };
        if text.trim().is_empty() {
            Body::Fault(BodyFault::Empty)
        } else {
            Body::Text { text, index: Box::default() }
        }
    }
}

fn from_base64(encoded: &str) -> Result<String, BodyFault> {
    let unbroken: String = encoded.split_ascii_whitespace().collect();
    let bytes = BASE64.decode(unbroken).map_err(|error| {
        BodyFault::NotJson(format!("the body is not the base64 it is said to be: {error}"))
    })?;
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        BodyFault::NotJson(format!("byte {at} of the decoded body is not UTF-8"))
    })
}

/// Takes the payloads out of `bodies`, checked.
pub(super) fn payloads<'b>(bodies: &'b [Body<'_>]) -> Vec<Result<View<'b>, BodyFault>> {
    if bodies.is_empty() {
        return vec![Err(BodyFault::NotThere)];
    }
    let mut found = Vec::with_capacity(1);
    for body in bodies {
        match body {
            Body::Payload(object) => found.push(Ok(*object)),
            Body::Json(json) => unpack(*json, &mut found),
            Body::Text { text, index } => match check(text, index) {
                Ok(json) => unpack(json, &mut found),
                Err(fault) => {
                    let what = fault.message(text.as_bytes());
                    let message =
                        format!("the body is not JSON: {what} at byte {} of it", fault.at);
                    found.push(Err(BodyFault::NotJson(message)));
                }
            },
            Body::Fault(fault) => found.push(Err(fault.clone())),
        }
    }
    found
}

/// Checks a body that is a text. What was found out about its structure stays in `index`, so that it is not found out
/// again.
fn check<'b>(text: &'b str, index: &'b OnceCell<Index>) -> Result<View<'b>, Fault> {
    let json = text.trim_matches([' ', '\n', '\r', '\t']);
    let mut whole = Index::default();
    if whole.whole(json).is_some() {
        let structure = index.get_or_init(|| whole).structure();
        return Ok(View::with_structure(json, structure));
    }
    scan::check(text.as_bytes()).map(View::new)
}

/// A body is read as an input would be: a list of payloads is so many payloads.
fn unpack<'b>(json: View<'b>, found: &mut Vec<Result<View<'b>, BodyFault>>) {
    if json.text().starts_with('[') {
        found.extend(json.elements().into_iter().map(Ok));
    } else {
        found.push(Ok(json));
    }
}
