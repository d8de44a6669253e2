//! Types and clean-ups of a field's values.
//!
//! A type either leaves a value's meaning whole or refuses it: nothing is rounded, guessed or cut off on the way.

mod boolean;
mod clean;
mod email;
mod number;
pub(crate) mod phone;
mod plan;
pub(crate) mod rfc3339;
mod timestamp;
mod unix;
mod zone;

use std::borrow::Cow;
use std::fmt;

use crate::record::Cell;

pub(crate) use clean::Clean;
pub use phone::{Phone, Region};
pub use timestamp::{TimeFormat, Timestamp};
pub use zone::Zone;

/// The type of a field's values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    /// As it is.
    Any,
    /// Text; numbers and booleans become their JSON text.
    Text,
    /// A whole number, in plain digits.
    Integer,
    /// A number, digit for digit as it was.
    Number,
    /// `true` or `false`, also as the usual words.
    Boolean,
    /// A moment.
    Timestamp(Timestamp),
    /// A phone number, as E.164.
    Phone(Phone),
    /// An e-mail address.
    Email,
}

/// Why a value does not fit a type, as the end of a sentence that begins with the value: "is not an e-mail address".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit(pub Cow<'static, str>);

/// A type's option in a mapping that means nothing: a zone, a region or a time format that does not exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidOption {
    /// What is wrong, as a sentence that names the option's text.
    pub(crate) message: String,
    /// The text that was probably meant.
    pub(crate) suggestion: Option<String>,
}

impl Type {
    /// The type's name in a mapping.
    pub fn name(&self) -> &'static str {
        match self {
            Type::Any => "any",
            Type::Text => "text",
            Type::Integer => "integer",
            Type::Number => "number",
            Type::Boolean => "boolean",
            Type::Timestamp(_) => "timestamp",
            Type::Phone(_) => "phone",
            Type::Email => "email",
        }
    }

    /// What `cell` is as a value of this type. What is missing stays missing.
    ///
    /// All types but `any` and `text` read past white space around a string.
    ///
    /// # Errors
    /// When the value does not fit; the caller decides what becomes of it.
    pub fn convert<'a>(&self, cell: Cell<'a>) -> Result<Cell<'a>, Misfit> {
        if matches!((self, &cell), (Type::Any, _) | (_, Cell::Missing)) {
            return Ok(cell);
        }
        let scalar = Scalar::of(cell)?;
        match self {
            Type::Any | Type::Text => Ok(Cell::Text(scalar.into_text())),
            Type::Integer => number::integer(scalar),
            Type::Number => number::number(scalar),
            Type::Boolean => boolean::boolean(&scalar),
            Type::Timestamp(timestamp) => timestamp.convert(&scalar),
            Type::Phone(phone) => phone.convert(scalar),
            Type::Email => email::email(scalar),
        }
    }
}

/// A value that is no array and no object.
enum Scalar<'a> {
    /// A string, with the white space around it.
    Text(Cow<'a, str>),
    /// A number's JSON text.
    Number(Cow<'a, str>),
    /// `true` or `false`.
    Boolean(Cow<'a, str>),
}

impl<'a> Scalar<'a> {
    fn of(cell: Cell<'a>) -> Result<Self, Misfit> {
        match cell {
            Cell::Missing => Err("is missing".into()),
            Cell::Text(text) => Ok(Scalar::Text(text)),
            Cell::Json(json) => match json.as_bytes().first() {
                Some(b'[') => Err("is an array, not a single value".into()),
                Some(b'{') => Err("is an object, not a single value".into()),
                Some(b't' | b'f') => Ok(Scalar::Boolean(json)),
                _ => Ok(Scalar::Number(json)),
            },
        }
    }

    fn into_text(self) -> Cow<'a, str> {
        match self {
            Scalar::Text(text) | Scalar::Number(text) | Scalar::Boolean(text) => text,
        }
    }

    /// The value's text without the white space around it.
    fn trimmed(&self) -> &str {
        match self {
            Scalar::Text(text) | Scalar::Number(text) | Scalar::Boolean(text) => {
                clean::trimmed(text)
            }
        }
    }

    fn into_trimmed(self) -> Cow<'a, str> {
        Clean::Trim.apply(self.into_text())
    }
}

impl From<&'static str> for Misfit {
    fn from(reason: &'static str) -> Self {
        Misfit(Cow::Borrowed(reason))
    }
}

impl From<String> for Misfit {
    fn from(reason: String) -> Self {
        Misfit(Cow::Owned(reason))
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for InvalidOption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.suggestion {
            Some(suggestion) => write!(f, "; did you mean `{suggestion}`?"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for InvalidOption {}

#[cfg(test)]
mod tests;
