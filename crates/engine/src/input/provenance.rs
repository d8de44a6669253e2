//! The provenance of a capture: its file and place.

use super::place::Place;

/// Where a capture was read, and where it stood first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Provenance<'a> {
    /// Where it was read: where messages point.
    pub read: InputPlace<'a>,
    /// Where it stood first. It differs where a rejects file is read again: `origin:` paths mean this one.
    pub first: InputPlace<'a>,
}

/// A place in an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InputPlace<'a> {
    /// The input's name.
    pub file: &'a str,
    /// The place in it.
    pub place: Place,
}

impl<'a> Provenance<'a> {
    /// Of a capture that is read for the first time.
    pub fn at(file: &'a str, place: Place) -> Self {
        let at = InputPlace { file, place };
        Provenance { read: at, first: at }
    }

    /// Of a capture that is all of an input.
    pub fn start_of(file: &'a str) -> Self {
        Provenance::at(file, Place { line: 1, column: 1, byte: 0 })
    }
}
