//! Walks through a payload, and through JSON that its strings hold.

use super::named::ElementNames;
use super::needle::ScalarKind;
use super::{Finder, Hit};
use crate::json::scan::{self, MAX_DEPTH};
use crate::json::{Kind, Value};
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
    steps: Vec<DottedStep<'v>>,
    /// How many lists of several elements are on the way.
    lists: usize,
    /// The paths of the strings on the way that hold JSON.
    decode: Vec<String>,
}

impl<'v> CurrentPath<'v> {
    fn path(&self) -> String {
        Dotted(&self.steps).to_string()
    }

    /// What a column with the value might be called: as the last thing on the way that has a name.
    fn column(&self) -> &'v str {
        let named = |step: &DottedStep<'v>| match *step {
            DottedStep::Key(name) => Some(name),
            DottedStep::LookUp { value, .. } => Some(value),
            DottedStep::Index(_) | DottedStep::Every => None,
        };
        let held =
            |at: usize| at > 0 && matches!(self.steps.get(at - 1), Some(DottedStep::LookUp { .. }));
        self.steps
            .iter()
            .enumerate()
            .rev()
            .filter(|&(at, _)| !held(at))
            .find_map(|(_, step)| named(step))
            .unwrap_or("value")
    }
}

impl Walk<'_> {
    /// Looks into a value and everything below it. The recursion is as deep as the value nests, strings included, which
    /// is no deeper than a payload may.
    pub(super) fn value<'v>(&mut self, value: &'v Value<'_>, current: &mut CurrentPath<'v>) {
        if current.steps.len() > MAX_DEPTH {
            return;
        }
        match &value.kind {
            Kind::Object(members) => {
                for (key, member) in members {
                    self.below(DottedStep::Key(key), member, current);
                }
            }
            Kind::Array(elements) => self.list(elements, current),
            Kind::String(text) => {
                if !self.holds_json(text, current) {
                    self.scalar(text, ScalarKind::Text, current);
                }
            }
            Kind::Number => self.scalar(value.text, ScalarKind::Number, current),
            Kind::Boolean(_) | Kind::Null => self.scalar(value.text, ScalarKind::Text, current),
        }
    }

    fn below<'v>(
        &mut self,
        step: DottedStep<'v>,
        value: &'v Value<'_>,
        current: &mut CurrentPath<'v>,
    ) {
        current.steps.push(step);
        self.value(value, current);
        current.steps.pop();
    }

    fn list<'v>(&mut self, elements: &'v [Value<'_>], current: &mut CurrentPath<'v>) {
        let names = ElementNames::of(elements);
        for element in elements {
            let several = usize::from(elements.len() > 1);
            match (&element.kind, names.unique(element)) {
                (Kind::Object(members), Some((key, value))) => {
                    for (member, held) in members {
                        if holds(member, value) {
                            current.steps.push(DottedStep::LookUp { key, value });
                            current.steps.push(DottedStep::Key(member));
                            self.held(held, current);
                            current.steps.pop();
                        } else {
                            current.steps.push(DottedStep::Every);
                            current.lists += several;
                            self.below(DottedStep::Key(member), held, current);
                            current.lists -= several;
                        }
                        current.steps.pop();
                    }
                }
                _ => {
                    current.lists += several;
                    self.below(DottedStep::Every, element, current);
                    current.lists -= several;
                }
            }
        }
    }

    /// What a named thing holds: of a list of values each has its own index.
    fn held<'v>(&mut self, value: &'v Value<'_>, current: &mut CurrentPath<'v>) {
        match &value.kind {
            Kind::Array(elements) => {
                for (index, element) in elements.iter().enumerate() {
                    self.below(DottedStep::Index(index), element, current);
                }
            }
            _ => self.value(value, current),
        }
    }

    /// Looks into the JSON that a string holds, and says whether something was found there.
    fn holds_json(&mut self, text: &str, current: &CurrentPath<'_>) -> bool {
        if !text.trim_start().starts_with(['{', '[']) {
            return false;
        }
        let Ok(json) = scan::check(text.as_bytes()) else {
            return false;
        };
        let before = self.finder.findings.values;
        let root = Value::of(json);
        let mut inner = current.clone();
        inner.decode.push(current.path());
        self.value(&root, &mut inner);
        self.finder.findings.values > before
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
            finder.findings.near.look(&finder.needle, text, kind);
        }
    }
}
