//! The mapping: the user's file. It names the columns of a record and the paths of their values.
//!
//! [`Mapping::parse`] reads the file's text and checks it as far as that goes without payloads. It reports everything
//! it finds in one go, each with its exact place, and never panics, whatever the text.

mod collector;
mod conditions;
mod document;
mod effects;
mod field;
mod kind;
mod parse;
mod paths;
mod read;
mod recognise;
mod template;
mod trials;

use std::collections::HashMap;
use std::ops::Range;

use crate::capture::Unwrapping;
use crate::path::{Path, Query};
use crate::problem::Problem;
use crate::record::Cell;
use crate::value::{Clean, Type};

pub(crate) use recognise::is_mapping;

/// A mapping that has been read and found usable.
#[derive(Debug, Clone)]
pub struct Mapping {
    /// How payloads are taken out of captures, unless the command line says otherwise.
    pub from: Option<Unwrapping>,
    /// What must hold of a payload; otherwise it is filtered.
    pub(crate) when: Vec<Condition>,
    /// Where in a payload the nodes are that give one record each; without it a payload gives one record.
    pub(crate) each: Option<Written<Query>>,
    /// Where strings are that hold JSON, to be decoded before anything else.
    pub(crate) decode: Vec<Written<Query>>,
    /// The columns, in the order of the output. There is at least one, and no two have the same name.
    pub fields: Vec<Field>,
    /// Where the key `fields` stands in the mapping's text, quotes included.
    pub(crate) fields_span: Range<usize>,
    /// Of records that are equal in these fields (indices into [`Mapping::fields`]) only the first is kept.
    pub unique: Vec<usize>,
    /// What the mapping's author expects of it, for `leadmap check`.
    pub tests: Vec<Test>,
}

/// One entry of `when`.
#[derive(Debug, Clone)]
pub(crate) struct Condition {
    /// The path; never [`Path::Node`].
    pub(crate) written: Written<Path>,
    /// What must be there. Of several nodes any will do.
    pub(crate) is: Expectation,
    /// Where in the mapping's text that which must be there stands.
    pub(crate) is_span: Range<usize>,
    /// Where each value of [`Expectation::OneOf`] stands; empty for the others.
    pub(crate) value_spans: Vec<Range<usize>>,
}

/// The value that a condition expects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Expectation {
    /// One of these values, of which there is at least one: text, numbers and booleans.
    ///
    /// [`Cell::Missing`] among them stands for a `null` that is there; what is not there equals none of them.
    /// `{"blank": true}` is the way to ask for either.
    OneOf(Vec<Cell<'static>>),
    /// None of these values, at any node; a path that selects nothing is none of them.
    NoneOf(Vec<Cell<'static>>),
    /// Missing, `null`, or a string of white space only.
    Blank,
    /// Anything else.
    NotBlank,
}

/// One column of the output and how it is filled.
#[derive(Debug, Clone)]
pub struct Field {
    /// The column's name; not empty.
    pub name: String,
    /// Where the value comes from.
    pub source: FieldSource,
    /// What several nodes mean.
    pub many: Many,
    /// Clean-ups, in the order in which they are done.
    pub(crate) clean: Vec<Clean>,
    /// A look-up table: what is not in it is invalid.
    pub values: Option<HashMap<String, Cell<'static>>>,
    /// What the value must be.
    pub kind: Type,
    /// What stands in for a blank value: already converted to `kind`.
    pub(crate) default: Option<Cell<'static>>,
    /// Whether the field may stay blank.
    pub(crate) required: Requirement,
    /// What becomes of a value that fits `kind` or `values` not.
    pub(crate) on_invalid: OnInvalid,
    /// Where the name stands in the mapping's text, quotes included.
    pub(crate) span: Range<usize>,
}

/// Where a field's value comes from.
#[derive(Debug, Clone)]
pub enum FieldSource {
    /// The first of these paths that is not blank. There is at least one.
    Paths(Vec<Written<Path>>),
    /// The same value in every record.
    Constant(Cell<'static>),
    /// Text with values in it.
    Template(Vec<TemplatePart>),
}

/// A path together with how it is written: any one, or a [`Query`] where only paths into the payload may stand.
#[derive(Debug, Clone)]
pub struct Written<P> {
    /// The path as it is written, for messages.
    pub text: String,
    /// The path.
    pub path: P,
    /// Where it stands in the mapping's text: without the quotes, unless the string has escapes.
    pub(crate) span: Range<usize>,
    /// Where each of its segments stands there.
    pub(crate) segments: Vec<Range<usize>>,
}

/// A part of a template.
#[derive(Debug, Clone)]
pub enum TemplatePart {
    /// Text that stands as it is.
    Literal(String),
    /// The text of the value found there.
    Path(Written<Path>),
}

/// What several nodes mean.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Many {
    /// More than one that is not blank rejects the record.
    #[default]
    One,
    /// The first that is not blank.
    First,
    /// All that are not blank, with this text between them.
    Join(String),
    /// All of them, blank ones too, as a JSON array.
    List,
}

/// Whether a field may stay blank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Requirement {
    /// It may.
    #[default]
    Optional,
    /// A record in which it is blank is rejected.
    Required,
}

/// What becomes of a value that does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum OnInvalid {
    /// It stays as it was before the clean-ups, and is counted.
    #[default]
    Keep,
    /// It becomes blank.
    Blank,
    /// The record is rejected.
    Reject,
}

/// One of the mapping's own tests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Test {
    /// What it shows.
    pub name: Option<String>,
    /// What the mapping is applied to.
    pub input: TestInput,
    /// The records that must come out. Of each only the fields named are compared: an index into
    /// [`Mapping::fields`] and a JSON text.
    pub expect: Vec<Vec<(usize, String)>>,
    /// Where the test stands in the mapping's text.
    pub(crate) span: Range<usize>,
    /// Where to point to when it fails: its name, or its opening bracket if it has none.
    pub(crate) title_span: Range<usize>,
    /// Where its input stands: a file's name without the quotes, unless it has escapes, or the opening bracket of a
    /// payload.
    pub(crate) input_span: Range<usize>,
}

/// The input of a test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TestInput {
    /// A file, by its path from the mapping's folder.
    File(String),
    /// A payload, or an array of them: its JSON text.
    Inline(String),
}

impl FieldSource {
    /// Its paths, each with its number among the fallbacks, or among the parts of the template.
    pub fn paths(&self) -> impl Iterator<Item = (usize, &Written<Path>)> {
        let (paths, parts) = match self {
            FieldSource::Paths(paths) => (paths.as_slice(), &[][..]),
            FieldSource::Constant(_) => (&[][..], &[][..]),
            FieldSource::Template(parts) => (&[][..], parts.as_slice()),
        };
        let parts = parts.iter().enumerate().filter_map(|(number, part)| match part {
            TemplatePart::Literal(_) => None,
            TemplatePart::Path(written) => Some((number, written)),
        });
        paths.iter().enumerate().chain(parts)
    }

    /// Whether messages may repeat every value that it can give.
    pub fn may_be_shown(&self) -> bool {
        self.paths().all(|(_, written)| written.path.may_be_shown())
    }

    /// Whether messages may repeat the value that it gave, where `taken` is the number of the fallback that was used.
    pub fn taken_may_be_shown(&self, taken: Option<usize>) -> bool {
        match (self, taken) {
            (FieldSource::Paths(paths), Some(number)) => {
                paths.get(number).is_none_or(|written| written.path.may_be_shown())
            }
            // What no path gave is blank.
            (FieldSource::Paths(_), None) => true,
            (FieldSource::Constant(_) | FieldSource::Template(_), _) => self.may_be_shown(),
        }
    }
}

impl Mapping {
    /// Reads a mapping. A byte order mark before it is passed over.
    ///
    /// A mapping comes with the warnings about it, if there are any.
    ///
    /// # Errors
    /// With everything that was found, warnings too, when anything in it makes the mapping unusable. In both cases
    /// the problems are in the order of the text.
    pub fn parse(text: &str) -> Result<(Self, Vec<Problem>), Vec<Problem>> {
        parse::parse(text)
    }

    /// Reads a mapping from a file's bytes.
    ///
    /// # Errors
    /// As [`Mapping::parse`], and when the bytes are not UTF-8. To print that problem, give the printer the text of
    /// [`String::from_utf8_lossy`]: its place is the same there.
    pub fn parse_bytes(bytes: &[u8]) -> Result<(Self, Vec<Problem>), Vec<Problem>> {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::parse(text),
            Err(error) => Err(vec![parse::not_utf8(bytes, error)]),
        }
    }
}

/// Whether `bytes` are a JSON Schema, such as the one that editors check mappings with: an object whose `$schema` is a
/// dialect of json-schema.org, and that has no `fields`.
pub(crate) fn is_json_schema(bytes: &[u8]) -> bool {
    memchr::memmem::find(bytes, b"json-schema.org").is_some()
        && std::str::from_utf8(bytes).is_ok_and(parse::is_json_schema)
}

#[cfg(test)]
mod tests;
