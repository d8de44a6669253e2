//! Bodies: the string or value that a wrapper holds, decoded to JSON.

mod base64;
mod compressed;
mod form;
mod several;

use std::borrow::Cow;

use super::delivery::Delivery;
use super::quoted::unquoted;
use super::texts::{Texts, WHITE};
use crate::json::fault::Fault;
use crate::json::{View, text};

/// What a wrapper holds in place of a payload.
#[derive(Debug)]
pub(super) struct Body<'a> {
    packed: Packed<'a>,
    is_base64: bool,
    /// The media type, where the wrapper tells it beside the body and not only in the headers.
    content_type: Option<Cow<'a, str>>,
    /// Whether the query is the payload where there is no body: so it is for what receives webhooks, and not where
    /// whatever a browser or a proxy sends is recorded.
    pub(super) query_counts: bool,
    /// Whether several values may stand in it, one after the other.
    is_batch: bool,
}

#[derive(Debug)]
enum Packed<'a> {
    /// A value, or the string with the text of one.
    Value(View<'a>),
    /// Bytes that were taken out already.
    Bytes(&'a [u8]),
    /// The request had none.
    Nothing,
}

/// Why a body is not what it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum BodyFault {
    /// For this reason.
    NotJson(String),
    /// It is larger than so many bytes, decompressed.
    TooLarge(u64),
}

impl<'a> Body<'a> {
    /// The body that is `value`, or the text of it.
    pub(super) fn of(value: View<'a>) -> Self {
        Body::packed(Packed::Value(value))
    }

    /// The body with these bytes.
    pub(super) fn of_bytes(bytes: &'a [u8]) -> Self {
        Body::packed(Packed::Bytes(bytes))
    }

    /// None.
    pub(super) fn nothing() -> Self {
        Body::packed(Packed::Nothing)
    }

    fn packed(packed: Packed<'a>) -> Self {
        Body { packed, is_base64: false, content_type: None, query_counts: true, is_batch: false }
    }

    /// The same, in base64 where that is so; what is in it can be compressed.
    pub(super) fn in_base64(self, is_base64: bool) -> Self {
        Body { is_base64, ..self }
    }

    /// The same, of a stream whose records may hold several values, one after the other.
    pub(super) fn in_batches(self) -> Self {
        Body { is_batch: true, ..self }
    }

    /// The same, of this media type, if one is told.
    pub(super) fn of_type(self, content_type: Option<Cow<'a, str>>) -> Self {
        Body { content_type, ..self }
    }

    /// The same, out of a recording of all that was sent: a query alone is no payload there.
    pub(super) fn recorded(self) -> Self {
        Body { query_counts: false, ..self }
    }

    /// The JSON value in it, checked; `None` if there is nothing. What had to be unpacked is kept in `texts`.
    ///
    /// # Errors
    /// When the body is not what it should be.
    pub(super) fn unpack(
        &self,
        delivery: &Delivery<'a>,
        texts: &'a Texts,
    ) -> Result<Option<View<'a>>, BodyFault> {
        let bytes: Cow<'a, [u8]> = match self.packed {
            Packed::Nothing => return Ok(None),
            Packed::Bytes(bytes) => bytes.into(),
            Packed::Value(value) => match text::decode_token(value.text()) {
                None if value.text() == "null" => return Ok(None),
                None if is_empty_object(value) && delivery.has_no_body_by_method() => {
                    return Ok(None);
                }
                None => return Ok(Some(self.opened_form(value, delivery, texts))),
                Some(string) => match string.text {
                    Cow::Borrowed(text) => text.as_bytes().into(),
                    Cow::Owned(text) => text.into_bytes().into(),
                },
            },
        };
        let bytes = match self.is_base64 {
            true => unpacked(&bytes)?.into(),
            false => bytes,
        };
        if bytes.trim_ascii().is_empty() {
            return Ok(None);
        }
        self.read(bytes, delivery, texts).map(Some)
    }

    /// The media type, in lower case.
    fn media_type(&self, delivery: &Delivery<'a>) -> Option<String> {
        let told = self.content_type.clone().or_else(|| delivery.content_type());
        told.map(|told| told.trim_start().to_ascii_lowercase())
    }

    /// What the text of a body says, by its media type. Types can be wrong: a form that is JSON is read as that.
    fn read(
        &self,
        bytes: Cow<'a, [u8]>,
        delivery: &Delivery<'a>,
        texts: &'a Texts,
    ) -> Result<View<'a>, BodyFault> {
        let media_type = self.media_type(delivery);
        let media_type = media_type.as_deref().unwrap_or_default();
        let text = text_of(bytes, texts)?;
        if form::is_form(media_type) && !text.trim_start().starts_with(['{', '[']) {
            return Ok(form::payload(text, texts));
        }
        let json = texts.json(text).or_else(|fault| {
            let batch = self.is_batch.then(|| several::list_of(text)).flatten();
            let list = batch.and_then(|list| texts.json(texts.keep(list)).ok());
            list.ok_or_else(|| not_json(&fault, text, media_type))
        })?;
        Ok(without_quotes(json, texts))
    }

    /// A value that stands in the body as JSON. What tools make of forms that hold JSON is opened.
    fn opened_form(&self, value: View<'a>, delivery: &Delivery<'a>, texts: &'a Texts) -> View<'a> {
        if !form::may_hold_json(value) {
            return value;
        }
        let is_form = || self.media_type(delivery).is_some_and(|told| form::is_form(&told));
        form::json_in(value, texts, is_form).unwrap_or(value)
    }
}

/// What base64 stands for, decompressed.
fn unpacked(encoded: &[u8]) -> Result<Vec<u8>, BodyFault> {
    let not_base64 =
        |why| BodyFault::NotJson(format!("the body is not the base64 it is said to be: {why}"));
    let bytes = base64::decode(encoded).map_err(not_base64)?;
    compressed::decompressed(bytes).map_err(|fault| match fault {
        compressed::Fault::TooLarge(most) => BodyFault::TooLarge(most),
        damaged => BodyFault::NotJson(damaged.to_string()),
    })
}

/// What base64 stands for, decompressed.
///
/// # Errors
/// Why that cannot be had.
pub(super) fn without_base64(encoded: &[u8]) -> Result<Vec<u8>, String> {
    let bytes = base64::decode(encoded)?;
    compressed::decompressed(bytes).map_err(|fault| fault.to_string())
}

/// The object of a form's fields.
pub(super) fn fields_of_form<'a>(text: &str, texts: &'a Texts) -> View<'a> {
    form::payload(text, texts)
}

fn text_of<'a>(bytes: Cow<'a, [u8]>, texts: &'a Texts) -> Result<&'a str, BodyFault> {
    let not_utf8 = |at: usize| BodyFault::NotJson(format!("byte {at} of the body is not UTF-8"));
    match bytes {
        Cow::Borrowed(bytes) => {
            str::from_utf8(bytes).map_err(|error| not_utf8(error.valid_up_to()))
        }
        Cow::Owned(bytes) => match String::from_utf8(bytes) {
            Ok(text) => Ok(texts.keep(text)),
            Err(error) => Err(not_utf8(error.utf8_error().valid_up_to())),
        },
    }
}

/// JSON that is in a string once more, without that.
fn without_quotes<'a>(json: View<'a>, texts: &'a Texts) -> View<'a> {
    if !json.text().starts_with('"') {
        return json;
    }
    let inner = unquoted(json.text()).map(|inner| texts.keep(inner));
    inner.and_then(|inner| texts.json(inner).ok()).unwrap_or(json)
}

fn is_empty_object(value: View<'_>) -> bool {
    value.text().strip_prefix('{').is_some_and(|rest| rest.trim_start_matches(WHITE) == "}")
}

fn not_json(fault: &Fault, text: &str, media_type: &str) -> BodyFault {
    let what = fault.message(text.as_bytes());
    let told = match media_type.split(';').next().unwrap_or_default().trim() {
        "" => String::new(),
        told => format!(" (its content type is {})", crate::message::shortened(told, 60)),
    };
    BodyFault::NotJson(format!("the body is not JSON{told}: {what} at byte {} of it", fault.at))
}
