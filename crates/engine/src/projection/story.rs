//! The story of a cell: each step from path to value, for [`Projection::explain`](super::Projection::explain).

use std::borrow::Cow;

use super::observer::FillObserver;
use super::{CellContent, Fill, Refusal};
use crate::json::text;
use crate::mapping::FieldSource;
use crate::path::{Normalized, Path, Step};
use crate::record::Cell;
use crate::value::Clean;

/// What became of one record, field by field.
#[derive(Debug, Clone, Copy)]
pub struct Explained<'e> {
    /// The normalized path of the record's `each` node.
    pub node: Option<&'e str>,
    /// A story for each of the mapping's fields, also after the first that is refused.
    pub stories: &'e [Story<'e>],
    /// Why the record cannot be made, if so: what [`Projection::run`](super::Projection::run) gives.
    pub refusal: Option<&'e Refusal>,
}

/// How one field came to its value.
#[derive(Debug, Clone)]
pub struct Story<'a> {
    /// The paths that were looked up, in order: up to the first that is not blank, or all of a template's.
    pub tried: Vec<Tried<'a>>,
    /// The number of the path whose nodes were used; always `None` for constants and templates.
    pub taken: Option<usize>,
    /// The values that went through clean, values and type: one, or with `join` and `list` one for each node.
    pub values: Vec<Passage<'a>>,
    /// How many more values there are.
    pub more: usize,
    /// The cell, or why there is none. Defaults are told by the [`Fill`], what is required by the refusal.
    pub end: Result<(Cell<'a>, Fill), Refusal>,
}

impl Story<'_> {
    /// Whether messages may repeat the cell that came of `source`: it is blank or a default, or holds nothing of a header.
    pub fn cell_may_be_shown(&self, source: &FieldSource) -> bool {
        let of_values = self.end.as_ref().is_ok_and(|(_, fill)| {
            matches!(fill.content, CellContent::Value | CellContent::Misfit)
        });
        !of_values || source.taken_may_be_shown(self.taken)
    }
}

/// A path that was looked up.
#[derive(Debug, Clone)]
pub struct Tried<'a> {
    /// Its number among the field's paths, or among the parts of the field's template.
    pub path: usize,
    /// What it selects, also what is blank: the first nodes.
    pub nodes: Vec<SelectedNode<'a>>,
    /// How many more it selects.
    pub more: usize,
}

/// A node that a path selects.
#[derive(Debug, Clone)]
pub struct SelectedNode<'a> {
    /// Its JSON text, as it stands in the payload.
    pub json: Cow<'a, str>,
    /// The steps to it from where the path's plain prefix ends; none for a path that is plain.
    pub below: Vec<Step>,
}

/// What became of one value on its way.
#[derive(Debug, Clone)]
pub struct Passage<'a> {
    /// The value as it began.
    pub from: Cell<'a>,
    /// What it came through, and what it then was.
    pub passed: Vec<Passed<'a>>,
    /// Why it does not fit, if so: the end of a sentence that begins with the value; and what was done about it.
    pub misfit: Option<(String, Remedy)>,
}

/// A value after one step.
#[derive(Debug, Clone)]
pub struct Passed<'a> {
    /// The step.
    pub stage: Stage,
    /// The value after it.
    pub cell: Cell<'a>,
}

/// A step on the way of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// A clean-up.
    Clean(Clean),
    /// The table of `values`.
    Values,
    /// The type.
    Type,
}

/// The treatment of a value that does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// It stays as it began.
    Keep,
    /// It becomes blank.
    Blank,
    /// The record is refused.
    Reject,
}

impl<'a> SelectedNode<'a> {
    /// A node at the end of a plain path, or one that is not in the payload.
    pub(super) fn plain(json: &'a str) -> Self {
        SelectedNode { json: Cow::Borrowed(json), below: Vec::new() }
    }

    /// Whether it holds nothing: `null`, or a string of white space only.
    pub fn is_blank(&self) -> bool {
        match text::decode_token(&self.json) {
            Some(decoded) => decoded.text.trim().is_empty(),
            None => self.json == "null",
        }
    }
}

impl Explained<'_> {
    /// The normalized path, from the payload's root, of a node that `path` selects; `None` for what is not in the
    /// payload.
    pub fn place(&self, path: &Path, node: &SelectedNode<'_>) -> Option<String> {
        let (start, query) = match path {
            Path::Payload(query) => ("$", query),
            Path::Node(query) => (self.node?, query),
            Path::Header(_) | Path::QueryParameter(_) | Path::Origin(_) => return None,
        };
        let steps: Vec<Step> = query.plain.iter().chain(&node.below).cloned().collect();
        let from_start = Normalized(&steps).to_string();
        Some(format!("{start}{}", &from_start["$".len()..]))
    }
}

/// Records a story while a field is filled.
#[derive(Debug, Default)]
pub(super) struct StoryBuilder<'a> {
    tried: Vec<Tried<'a>>,
    taken: Option<usize>,
    values: Vec<Passage<'a>>,
    more: usize,
}

/// How many nodes of a path are told, and values of a field.
const TOLD: usize = 1000;

impl<'a> StoryBuilder<'a> {
    pub(super) fn end(self, end: Result<(Cell<'a>, Fill), Refusal>) -> Story<'a> {
        Story { tried: self.tried, taken: self.taken, values: self.values, more: self.more, end }
    }

    /// The value at hand, if it is told.
    fn value(&mut self) -> Option<&mut Passage<'a>> {
        if self.more == 0 { self.values.last_mut() } else { None }
    }
}

impl<'a> FillObserver<'a> for StoryBuilder<'a> {
    fn tries(&mut self, path: usize) {
        self.tried.push(Tried { path, nodes: Vec::new(), more: 0 });
    }

    fn sees(&mut self, node: impl FnOnce() -> SelectedNode<'a>) {
        match self.tried.last_mut() {
            Some(tried) if tried.nodes.len() < TOLD => tried.nodes.push(node()),
            Some(tried) => tried.more += 1,
            None => {}
        }
    }

    fn needs_all(&self) -> bool {
        true
    }

    fn takes(&mut self, path: usize) {
        self.taken = Some(path);
    }

    fn begins(&mut self, value: &Cell<'a>) {
        if self.values.len() < TOLD {
            self.values.push(Passage { from: value.clone(), passed: Vec::new(), misfit: None });
        } else {
            self.more += 1;
        }
    }

    fn passes(&mut self, passed: impl FnOnce() -> Passed<'a>) {
        if let Some(passage) = self.value() {
            passage.passed.push(passed());
        }
    }

    fn misfits(&mut self, reason: &str, remedy: Remedy) {
        if let Some(passage) = self.value() {
            passage.misfit = Some((reason.to_owned(), remedy));
        }
    }
}
