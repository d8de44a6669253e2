//! Lines of a rejects file: captures that a run reads again, mended or not.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use super::Inspected;
use crate::input::place::Place;
use crate::json::text;
use crate::reject::RejectCode;

/// The keys that every line of a rejects file has.
pub(super) const KEYS: [&str; 5] = ["code", "file", "message", "line", "byte"];

/// A reject line as a request to process its capture again.
#[derive(Debug)]
pub(crate) struct Replay<'a> {
    /// Why the capture was rejected; `None` for a reason that is not known here.
    pub(crate) code: Option<RejectCode>,
    /// The input in which the capture was first read.
    pub(crate) file: Cow<'a, str>,
    /// Where it stood there. The column is not kept.
    pub(crate) place: Place,
    /// The node of which alone a record is wanted.
    pub(crate) node: Option<Cow<'a, str>>,
    /// The payload that alone is wanted of several, counted from 0.
    pub(crate) element: Option<usize>,
    /// The capture.
    pub(crate) capture: ReplayedCapture<'a>,
}

/// A capture as a reject line keeps it.
#[derive(Debug)]
pub(crate) enum ReplayedCapture<'a> {
    /// As JSON.
    Json(&'a str),
    /// As bytes, which are to be read like an input.
    Bytes(Cow<'a, [u8]>),
    /// It cannot be read.
    Lost {
        /// Why not.
        why: String,
        /// What the line keeps in its place.
        text: Option<Cow<'a, str>>,
    },
}

impl<'a> Replay<'a> {
    /// Reads `line`, if it is a line of a rejects file.
    pub(crate) fn of(line: &Inspected<'a>) -> Option<Self> {
        if !line.may_be_reject_line() {
            return None;
        }
        let line = line.value;
        let code = RejectCode::named(line.word("code")?);
        let file = text::decode_token(line.get("file")?)?.text;
        text::decode_token(line.get("message")?)?;
        let number = |key| line.get(key).and_then(|digits| digits.parse().ok());
        let place = Place { line: number("line")?, column: 1, byte: number("byte")? };
        let node = line.get("node").and_then(text::decode_token).map(|decoded| decoded.text);
        let element = line.get("element").and_then(|digits| digits.parse().ok());
        let capture = match line.get("payload") {
            None => ReplayedCapture::Lost {
                why: "the reject line keeps no payload, as it was too large".into(),
                text: None,
            },
            Some(payload) => match text::decode_token(payload) {
                None => ReplayedCapture::Json(payload),
                Some(kept) => read_again(kept.text, line.word("encoding")),
            },
        };
        Some(Replay { code, file, place, node, element, capture })
    }
}

/// What a line keeps as text.
fn read_again<'a>(text: Cow<'a, str>, encoding: Option<&str>) -> ReplayedCapture<'a> {
    if text.trim_matches([' ', '\t', '\r', '\n']).is_empty() {
        let why = "the reject line keeps no payload".into();
        let text = Some(text);
        return ReplayedCapture::Lost { why, text };
    }
    if encoding == Some("base64") {
        return match BASE64.decode(text.as_bytes()) {
            Ok(bytes) => ReplayedCapture::Bytes(Cow::Owned(bytes)),
            Err(error) => ReplayedCapture::Lost {
                why: format!("the reject line's payload is not base64: {error}"),
                text: Some(text),
            },
        };
    }
    ReplayedCapture::Bytes(match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
        Cow::Owned(text) => Cow::Owned(text.into_bytes()),
    })
}
