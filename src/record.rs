//! Records: the output rows, as values in the mapping's field order.

use std::borrow::Cow;

use crate::json::text;

/// What one field of a record holds.
///
/// Strings are kept decoded and everything else as the JSON text it was, so that no number is changed on its way.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Cell<'a> {
    /// Nothing was found, or `null`.
    #[default]
    Missing,
    /// A string.
    Text(Cow<'a, str>),
    /// A number, `true`, `false`, an array or an object: its JSON text, not necessarily compact.
    Json(Cow<'a, str>),
}

impl<'a> Cell<'a> {
    /// What a JSON text, which was checked, holds.
    pub fn of_json(json: &'a str) -> Self {
        match text::decode_token(json) {
            Some(decoded) => Cell::Text(decoded.text),
            None if json == "null" => Cell::Missing,
            None => Cell::Json(Cow::Borrowed(json)),
        }
    }
}

impl Cell<'_> {
    /// Missing, or a string of white space only. `false`, `0`, `[]` and `{}` are not blank.
    pub fn is_blank(&self) -> bool {
        match self {
            Cell::Missing => true,
            Cell::Text(text) => text.trim().is_empty(),
            Cell::Json(_) => false,
        }
    }

    /// The same, borrowing nothing.
    pub fn into_owned(self) -> Cell<'static> {
        match self {
            Cell::Missing => Cell::Missing,
            Cell::Text(text) => Cell::Text(Cow::Owned(text.into_owned())),
            Cell::Json(json) => Cell::Json(Cow::Owned(json.into_owned())),
        }
    }

    /// The text of a string, a number or a boolean; `None` for what is missing, an array or an object.
    pub fn scalar(&self) -> Option<&str> {
        match self {
            Cell::Text(text) => Some(text),
            Cell::Json(json) if !json.starts_with(['[', '{']) => Some(json),
            Cell::Missing | Cell::Json(_) => None,
        }
    }

    /// The cell's JSON text: `null` for what is missing, and everything but strings as it was read.
    pub fn to_json(&self) -> Cow<'_, str> {
        match self {
            Cell::Missing => Cow::Borrowed("null"),
            Cell::Text(text) => Cow::Owned(serde_json::Value::from(text.as_ref()).to_string()),
            Cell::Json(json) => Cow::Borrowed(json),
        }
    }
}

/// One output row: as many cells as the mapping has fields, in its order.
pub type Record<'a> = [Cell<'a>];
