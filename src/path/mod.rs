//! Paths: where a value is in a payload or a delivery, in three spellings that compile to one [`Path`].

use std::ops::Range;

/// A compiled path.
#[derive(Debug, Clone)]
pub enum Path {
    /// Into the payload (`$`, or dotted).
    Payload(Query),
    /// Into the node of `each` (`@`).
    Node(Query),
    /// A header of the delivery, its name in lower case.
    Header(String),
    /// A parameter of the delivery's query string.
    QueryParameter(String),
    /// Where the payload came from.
    Origin(Origin),
}

/// A part of a payload's origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The input's name as it was given.
    File,
    /// The line on which the capture begins, counted from 1.
    Line,
    /// The offset of the capture's first byte, counted from 0.
    Byte,
}

/// A path into a JSON value: its longest plain prefix, then what needs more than names and indices.
#[derive(Debug, Clone)]
pub struct Query {
    /// Names and indices from the start.
    pub plain: Vec<Step>,
}

/// One step of a plain path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// The member of this name.
    Key(String),
    /// The element at this index, counted from 0.
    Index(usize),
}

/// Why a text is not a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathError {
    /// The bytes of the text that are at fault.
    pub span: Range<usize>,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// What to write instead, where that is known.
    pub help: Option<String>,
}

impl Path {
    /// Compiles `text`, in whichever of the three spellings it is.
    ///
    /// # Errors
    /// When `text` is not a path, with the place in it.
    pub fn parse(text: &str) -> Result<Self, PathError> {
        let plain = text
            .split('.')
            .map(|name| Step::Key(name.to_owned()))
            .collect();
        Ok(Path::Payload(Query { plain }))
    }
}
