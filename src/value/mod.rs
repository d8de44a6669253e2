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

impl Timestamp {
    /// Stub.
    pub fn new(_input: TimeFormat, _output: TimeFormat, _zone: Option<Zone>) -> Self {
        Timestamp
    }
}

/// How a moment is spelled.
#[derive(Debug, Clone)]
pub struct TimeFormat;

impl TimeFormat {
    /// Stub.
    ///
    /// # Errors
    /// Stub.
    pub fn parse(text: &str) -> Result<Self, String> {
        let known = ["unix_s", "unix_ms", "rfc3339"].contains(&text);
        if known || text.contains('%') { Ok(TimeFormat) } else { Err("has no `%`".to_owned()) }
    }
}

/// A time zone.
#[derive(Debug, Clone)]
pub struct Zone;

impl Zone {
    /// Stub.
    ///
    /// # Errors
    /// Stub.
    pub fn named(name: &str) -> Result<Self, String> {
        if name.contains('/') { Ok(Zone) } else { Err("is not a time zone".to_owned()) }
    }
}

/// How phone numbers are read.
#[derive(Debug, Clone)]
pub struct Phone;

impl Phone {
    /// Stub.
    pub fn new(_region: Option<Region>) -> Self {
        Phone
    }
}

/// A country.
#[derive(Debug, Clone)]
pub struct Region;

impl Region {
    /// Stub.
    ///
    /// # Errors
    /// Stub.
    pub fn parse(code: &str) -> Result<Self, String> {
        if code.len() == 2 { Ok(Region) } else { Err("is not a region".to_owned()) }
    }
}

/// A clean-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clean {
    /// Stub.
    Trim,
    /// Stub.
    Lower,
    /// Stub.
    Upper,
    /// Stub.
    SingleLine,
}

/// Why a value does not fit a type, as the end of a sentence that begins with the value: "is not an e-mail address".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit(pub Cow<'static, str>);

impl Type {
    /// What `cell` is as a value of this type. A blank cell is never asked.
    ///
    /// # Errors
    /// When the value does not fit.
    pub fn convert<'a>(&self, cell: Cell<'a>) -> Result<Cell<'a>, Misfit> {
        match (self, &cell) {
            (Type::Integer | Type::Number, Cell::Text(text)) if text.parse::<f64>().is_err() => {
                Err(Misfit("is not a number".into()))
            }
            _ => Ok(cell),
        }
    }
}
