//! Types and clean-ups: what a mapping can ask of a value.

use std::borrow::Cow;

use crate::record::Cell;

/// What a field's values must be.
#[derive(Debug, Clone)]
pub enum Type {
    /// As it is.
    Any,
    /// Text; numbers and booleans become their JSON text.
    Text,
    /// A whole number.
    Integer,
    /// A number.
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

/// How moments are read and written.
#[derive(Debug, Clone)]
pub struct Timestamp;

/// How phone numbers are read.
#[derive(Debug, Clone)]
pub struct Phone;

/// Why a value does not fit a type, as the end of a sentence that begins with the value: "is not an e-mail address".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit(pub Cow<'static, str>);

impl Type {
    /// What `cell` is as a value of this type. A blank cell is never asked.
    ///
    /// # Errors
    /// When the value does not fit.
    pub fn convert<'a>(&self, cell: Cell<'a>) -> Result<Cell<'a>, Misfit> {
        Ok(cell)
    }
}
