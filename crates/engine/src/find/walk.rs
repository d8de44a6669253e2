//! Walks through a payload, and through JSON that its strings hold.

use std::borrow::Cow;

use super::named::ElementNames;
use super::needle::ScalarKind;
use super::{Finder, Hit};
use crate::json::scan::{self, MAX_DEPTH};
use crate::json::{Part, PartKind};
use crate::path::{Dotted, DottedStep};
use crate::reading::Arrival;
use crate::schema::named::holds;

/// The walk through one payload.
pub(super) struct Walk<'w> {
    pub(super) finder: &'w mut Finder,
    pub(super) arrival: &'w Arrival<'w>,
}

/// The path to the current value.
#[derive(Debug, Clone, Default)]
pub(super) struct CurrentPath<'v> {
    steps: Vec<PathStep<'v>>,
    /// How many lists of several elements are on the way.
    lists: usize,
    /// The paths of the strings on the way that hold JSON.
    decode: Vec<String>,
}

/// A step of it.
#[derive(Debug, Clone)]
enum PathStep<'v> {
    Key(Cow<'v, str>),
    Index(usize),
    Every,
    LookUp(&'static str, Cow<'v, str>),
}

impl PathStep<'_> {
    fn dotted(&self) -> DottedStep<'_> {
        match self {
            PathStep::Key(key) => DottedStep::Key(key),
            PathStep::Index(index) => DottedStep::Index(*index),
            PathStep::Every => DottedStep::Every,
            PathStep::LookUp(key, value) => DottedStep::LookUp { key, value },
        }
    }
}

impl CurrentPath<'_> {
    fn path(&self) -> String {
        let steps: Vec<_> = self.steps.iter().map(PathStep::dotted).collect();
        Dotted(&steps).to_string()
    }

    /// What a column with the value might be called: as the last thing on the way that has a name.
    fn column(&self) -> &str {
        let held =
            |at: usize| at > 0 && matches!(self.steps.get(at - 1), Some(PathStep::LookUp(..)));
        self.steps
            .iter()
            .enumerate()
            .rev()
            .filter(|&(at, _)| !held(at))
            .find_map(|(_, step)| match step {
                PathStep::Key(name) | PathStep::LookUp(_, name) => Some(&**name),
                PathStep::Index(_) | PathStep::Every => None,
            })
            .unwrap_or("value")
    }
}

impl Walk<'_> {
    /// Looks into a value and everything below it. The recursion is as deep as the value nests, strings included, which
    /// is no deeper than a payload may.
    pub(super) fn value<'v>(&mut self, value: Part<'v>, current: &mut CurrentPath<'v>) {
        if current.steps.len() > MAX_DEPTH {
            return;
        }
        match value.kind() {
            PartKind::Object => {
                for (key, member) in value.members() {
                    self.below(PathStep::Key(key), member, current);
                }
            }
            PartKind::Array => self.list(value, current),
            PartKind::String(text) => self.text(&text, current),
            PartKind::Number(number) => self.scalar(number, ScalarKind::Number, current),
            PartKind::Boolean(_) | PartKind::Null => {
                self.scalar(value.text(), ScalarKind::Text, current);
            }
        }
    }

    fn below<'v>(&mut self, step: PathStep<'v>, value: Part<'v>, current: &mut CurrentPath<'v>) {
        current.steps.push(step);
        self.value(value, current);
        current.steps.pop();
    }

    fn list<'v>(&mut self, array: Part<'v>, current: &mut CurrentPath<'v>) {
        let names = ElementNames::of(array);
        let several = usize::from(array.elements().nth(1).is_some());
        for element in array.elements() {
            match names.unique(element) {
                Some((key, name)) => {
                    self.named(element, &PathStep::LookUp(key, name), several, current);
                }
                None => {
                    current.lists += several;
                    self.below(PathStep::Every, element, current);
                    current.lists -= several;
                }
            }
        }
    }

    /// Looks into an element of a list, which `look_up` tells apart from the others.
    fn named<'v>(
        &mut self,
        element: Part<'v>,
        look_up: &PathStep<'v>,
        several: usize,
        current: &mut CurrentPath<'v>,
    ) {
        let PathStep::LookUp(_, name) = look_up else {
            return;
        };
        for (member, held) in element.members() {
            if holds(&member, name) {
                current.steps.push(look_up.clone());
                current.steps.push(PathStep::Key(member));
                self.held(held, current);
                current.steps.pop();
            } else {
                current.steps.push(PathStep::Every);
                current.lists += several;
                self.below(PathStep::Key(member), held, current);
                current.lists -= several;
            }
            current.steps.pop();
        }
    }

    /// What a named thing holds: of a list of values each has its own index.
    fn held<'v>(&mut self, value: Part<'v>, current: &mut CurrentPath<'v>) {
        if value.kind() != PartKind::Array {
            return self.value(value, current);
        }
        for (index, element) in value.elements().enumerate() {
            self.below(PathStep::Index(index), element, current);
        }
    }

    /// Looks into the JSON that a string holds; if nothing is found there, at the string itself.
    fn text(&mut self, text: &str, current: &CurrentPath<'_>) {
        if text.trim_start().starts_with(['{', '['])
            && let Ok(json) = scan::check(text.as_bytes())
        {
            let before = self.finder.findings.values;
            let mut inner = current.clone();
            inner.decode.push(current.path());
            self.value(Part::Text(json), &mut inner);
            if self.finder.findings.values > before {
                return;
            }
        }
        self.scalar(text, ScalarKind::Text, current);
    }

    fn scalar(&mut self, text: &str, kind: ScalarKind, current: &CurrentPath<'_>) {
        let finder = &mut *self.finder;
        if finder.needle.is_in(text, kind) {
            let hit = Hit {
                path: current.path(),
                column: current.column(),
                decode: &current.decode,
                lists: current.lists,
                example: Some(text),
            };
            finder.add(self.arrival, hit);
        } else if finder.findings.values == 0 {
            finder.findings.near.look(&finder.nearness, text, kind);
        }
    }
}
