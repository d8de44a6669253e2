//! Frames: the parts of an input, each with its place.

use super::place::Place;
use crate::json::index::Structure;
use crate::json::repair::RepairKind;
use crate::reject::RejectCode;

/// How values are read.
#[derive(Debug, Clone, Copy)]
pub struct FrameOptions {
    /// A value of more bytes is not kept.
    pub max_payload: usize,
    /// What happens to small faults.
    pub faults: Faults,
    /// What an input is a sequence of.
    pub unit: Unit,
}

/// What an input is a sequence of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// JSON values, however they are laid out.
    Value,
    /// JSON values, until a line begins as those of logs do: from there on, and from the text before it on, lines of a log.
    ValueOrLog,
    /// Lines of a log, with values in some of them, or several, or values that go over several lines.
    Log,
    /// Lines, of which each holds one JSON value or is broken. An array is a value like any other. No line may be longer
    /// than the largest value, with the white space at its end.
    Line,
}

/// What happens to small faults in a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Faults {
    /// The value is broken; the message says so if it could have been mended.
    Refuse,
    /// As [`Faults::Refuse`], in a command without `--repair`: no message offers it.
    RefusePlainly,
    /// They are mended and reported.
    Mend,
}

/// The next part of an input.
#[derive(Debug)]
pub enum Next<'a> {
    /// A value.
    Frame(Frame<'a>),
    /// Something that is no value.
    Broken(Broken<'a>),
    /// Nothing until more has been read.
    Wait,
    /// The input has come to its end.
    End,
}

/// One JSON value of an input, checked.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    /// Its text, without white space around it.
    pub text: &'a str,
    /// The structure of `text`, if it is an object or array; `None` where that is not known.
    pub structure: Option<Structure<'a>>,
    /// Where it begins.
    pub place: Place,
}

/// Bytes that are no JSON value, or none that can be used.
#[derive(Debug)]
pub struct Broken<'a> {
    /// The kind of the fault.
    pub code: RejectCode,
    /// What is wrong.
    pub message: String,
    /// The bytes; `None` where they were too many to keep.
    pub bytes: Option<&'a [u8]>,
    /// Where they begin.
    pub place: Place,
    /// Where the fault is.
    pub fault_place: Place,
    /// Where the fault is in `bytes`.
    pub(crate) fault_at: usize,
    /// Whether they stood in a list that was open before them.
    pub(crate) in_list: bool,
    /// Whether nothing but white space stands before them on their line. What a reject line keeps stands where nobody
    /// knows.
    pub(crate) begins_line: bool,
    /// Whether they stood in a line of a log.
    pub(crate) in_log: bool,
    /// Whether they are all of the input.
    pub(crate) is_whole: bool,
}

/// One repair of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repair {
    /// What was done.
    pub kind: RepairKind,
    /// Where.
    pub place: Place,
}
