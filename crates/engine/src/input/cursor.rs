//! How far an input has been read, as a value: it can be written down, and reading resumed from it later.

use super::place::{Place, Track};

/// A place between two values, and all that reading depends on there. Between lines `array` is `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cursor {
    /// Where it is.
    pub track: Track,
    /// The array at the top of the input that it is in.
    pub array: Option<OpenArray>,
    /// Whether the lines of a log have begun.
    pub in_log: bool,
}

/// An array at the top of an input that has been entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenArray {
    /// Where its bracket is.
    pub place: Place,
    /// How many spaces and tabs the line of its bracket begins with.
    pub indent: u64,
    /// What may come next.
    pub state: ArrayState,
    /// Whether an element began on a line of its own after a comma: those that follow are divided in the same way.
    pub divided: bool,
}

/// What may come next in an array.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArrayState {
    /// An element or the end.
    Open,
    /// A comma or the end.
    AfterElement,
    /// An element, after the comma that stood there.
    AfterComma(Place),
    /// An element, if the array goes on at all: it may have been cut off in the broken element before.
    Doubted,
}

impl Cursor {
    /// The cursor at `track` after a value of the same level, with what separates it from the next still to come.
    pub(crate) fn after_value_at(&self, track: Track) -> Self {
        let mut array = self.array;
        if let Some(array) = &mut array {
            array.end_element();
        }
        Cursor { track, array, in_log: self.in_log }
    }
}

impl OpenArray {
    pub(super) fn at(track: Track) -> Self {
        let (place, indent) = (track.place, track.indent);
        OpenArray { place, indent, state: ArrayState::Open, divided: false }
    }

    /// Whether a value at `track` begins on a line of its own.
    pub(super) fn is_above(&self, track: &Track) -> bool {
        track.indenting && track.place.line > self.place.line
    }

    /// Whether a value at the beginning of a line that is indented by `indent` is an element for certain, whatever is
    /// missing before it.
    pub(super) fn has_at(&self, indent: u64) -> bool {
        self.divided && indent > self.indent
    }

    /// Takes the comma at `place`; false where none may stand.
    pub(super) fn pass_comma(&mut self, place: Place) -> bool {
        let allowed = self.state == ArrayState::AfterElement;
        if allowed {
            self.state = ArrayState::AfterComma(place);
        }
        allowed
    }

    /// Whether an element may begin here.
    pub(super) fn begin_element(&self) -> bool {
        self.state != ArrayState::AfterElement
    }

    pub(super) fn end_element(&mut self) {
        self.state = ArrayState::AfterElement;
    }

    /// After a broken element, whatever separates it from the next has gone with it.
    pub(super) fn recover(&mut self) {
        self.state = ArrayState::Open;
    }

    /// After a broken element where the next value is one of this array only if a comma or the end follows it.
    pub(super) fn doubt(&mut self) {
        self.state = ArrayState::Doubted;
    }

    /// Whether the array may have been over before.
    pub(super) fn is_doubted(&self) -> bool {
        self.state == ArrayState::Doubted
    }

    /// The place of a trailing comma, if the array is closed after one.
    pub(super) fn close(&self) -> Option<Place> {
        match self.state {
            ArrayState::AfterComma(place) => Some(place),
            _ => None,
        }
    }
}
