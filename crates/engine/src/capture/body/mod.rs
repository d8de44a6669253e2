//! Bodies: the string or value that a wrapper holds, decoded to JSON.

mod base64;
mod compressed;
mod form;
mod multipart;
mod several;

use std::borrow::Cow;

pub(super) use multipart::file_of;

use super::delivery::Delivery;
use super::quoted::unquoted;
use super::texts::{self, Texts, WHITE};
use crate::json::fault::Fault;
use crate::json::{View, text, walk};

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
    /// Bytes that were taken out already, compressed or not.
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

    /// Whether a payload or a list of payloads stands here, or was meant to, by the look of it.
    pub(super) fn looks_like_json(&self) -> bool {
        let Packed::Value(value) = self.packed else { return false };
        let begins_like_json = |text: &str| {
            let text = text.trim_start();
            let inner = text.get(1..).unwrap_or_default().trim_start();
            text.starts_with('{')
                || (text.starts_with('[') && inner.starts_with(['{', '[', '"', ']']))
        };
        match text::decode_token(value.text()) {
            Some(text) => begins_like_json(&text.text),
            None => value.text().starts_with(['{', '[']),
        }
    }

    /// Whether it is no body but says how one is to be made: the forms to give it in (`JSON`, `FORM`, `XML`), as Postman's
    /// `mode`, or as HAR's `mimeType` and `text`.
    pub(super) fn is_described(&self) -> bool {
        let Packed::Value(value) = self.packed else { return false };
        let mut members = walk::members(value.text()).map(|member| member.key).peekable();
        let has = |key| value.get(key).is_some();
        let is_form = |key: &str| ["JSON", "FORM", "XML"].contains(&key);
        (members.peek().is_some() && members.all(is_form))
            || (has("mode") && ["raw", "urlencoded", "formdata", "graphql"].into_iter().any(has))
            || (has("mimeType") && (has("text") || has("params")))
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
        if texts.are_full() {
            return Err(BodyFault::TooLarge(texts::MOST as u64));
        }
        let bytes: Cow<'a, [u8]> = match self.packed {
            Packed::Nothing => return Ok(None),
            Packed::Bytes(bytes) => decompressed(bytes.to_vec())?.into(),
            Packed::Value(value) => match text::decode_token(value.text()) {
                None if value.text() == "null" => return Ok(None),
                None if is_empty_object(value) && delivery.has_no_body_by_method() => {
                    return Ok(None);
                }
                None => match buffer(value) {
                    Some(bytes) => decompressed(bytes)?.into(),
                    None => return Ok(Some(self.opened_form(value, delivery, texts))),
                },
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

    /// The content type, as it was told.
    fn content_type(&self, delivery: &Delivery<'a>) -> Option<Cow<'a, str>> {
        self.content_type.clone().or_else(|| delivery.content_type())
    }

    /// What the text of a body says, by its media type. Types can be wrong: a form that is JSON is read as that.
    fn read(
        &self,
        bytes: Cow<'a, [u8]>,
        delivery: &Delivery<'a>,
        texts: &'a Texts,
    ) -> Result<View<'a>, BodyFault> {
        let content_type = self.content_type(delivery);
        let content_type = content_type.as_deref().map_or("", str::trim_start);
        let media_type = content_type.to_ascii_lowercase();
        let is_json = matches!(bytes.trim_ascii_start().first(), Some(b'{' | b'['));
        if multipart::is_multipart(&media_type) && !is_json {
            let object = multipart::object(&bytes, content_type).map_err(|why| {
                BodyFault::NotJson(format!(
                    "the body is not the multipart form it is said to be: {why}"
                ))
            })?;
            let object = texts.keep(object);
            return texts
                .json(object)
                .map_err(|fault| not_json(&fault, object, &media_type, false));
        }
        let length = bytes.len();
        let text = text_of(bytes, texts)?;
        if form::is_form(&media_type) && !is_json {
            return form::payload(text, texts).map_err(BodyFault::NotJson);
        }
        let is_short = || delivery.content_length().is_some_and(|told| length < told);
        let json = texts.json(text).or_else(|fault| {
            let batch = self.is_batch.then(|| several::list_of(text)).flatten();
            let list = batch.and_then(|list| texts.json(texts.keep(list)).ok());
            list.ok_or_else(|| not_json(&fault, text, &media_type, is_short()))
        })?;
        Ok(without_quotes(json, texts))
    }

    /// A value that stands in the body as JSON. What tools make of forms that hold JSON is opened.
    fn opened_form(&self, value: View<'a>, delivery: &Delivery<'a>, texts: &'a Texts) -> View<'a> {
        if !form::may_hold_json(value) {
            return value;
        }
        let is_form = || {
            let told = self.content_type(delivery);
            told.is_some_and(|told| form::is_form(&told.trim_start().to_ascii_lowercase()))
        };
        form::json_in(value, texts, is_form).unwrap_or(value)
    }
}

/// Whether `text` is base64 of so many bytes, or where that is not known of some that are no text.
pub(super) fn is_base64_of(text: &str, size: Option<usize>) -> bool {
    base64::decode(text.as_bytes()).is_ok_and(|bytes| match size {
        Some(size) => bytes.len() == size && size != text.len(),
        None => str::from_utf8(&bytes).is_err(),
    })
}

/// The bytes that `text` stands for, if it is base64.
pub(super) fn from_base64(text: &str) -> Option<Vec<u8>> {
    base64::decode(text.as_bytes()).ok()
}

/// The bytes in a value as Node.js writes them: `{"type": "Buffer", "data": [123, 125]}`.
fn buffer(value: View<'_>) -> Option<Vec<u8>> {
    if value.word("type") != Some("Buffer") || walk::members(value.text()).count() != 2 {
        return None;
    }
    let data = value.get("data").filter(|data| data.starts_with('['))?;
    walk::elements(data).map(|byte| byte.parse().ok()).collect()
}

/// What base64 stands for, decompressed.
fn unpacked(encoded: &[u8]) -> Result<Vec<u8>, BodyFault> {
    let not_base64 =
        |why| BodyFault::NotJson(format!("the body is not the base64 it is said to be: {why}"));
    let bytes = base64::decode(encoded).map_err(not_base64)?;
    decompressed(bytes)
}

/// What `bytes` hold if they are compressed, and otherwise they themselves.
fn decompressed(bytes: Vec<u8>) -> Result<Vec<u8>, BodyFault> {
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
///
/// # Errors
/// What is wrong with it.
pub(super) fn fields_of_form<'a>(text: &str, texts: &'a Texts) -> Result<View<'a>, String> {
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

fn not_json(fault: &Fault, text: &str, media_type: &str, is_short: bool) -> BodyFault {
    let what = fault.message(text.as_bytes());
    let told = match media_type.split(';').next().unwrap_or_default().trim() {
        "" => String::new(),
        told => format!(" (its content type is {})", crate::message::shortened(told, 60)),
    };
    let short = match is_short {
        true => "; the capture holds less of it than its content length says",
        false => "",
    };
    let at = fault.at;
    BodyFault::NotJson(format!("the body is not JSON{told}: {what} at byte {at} of it{short}"))
}
