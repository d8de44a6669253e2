//! Lists of named things, in which a look-up leads to the same thing wherever it stands.

use std::collections::HashMap;

use crate::json::{Kind, Value};

/// The members that name a thing, the best ones first.
const NAMING: [&str; 14] = [
    "column_id",
    "field_id",
    "name",
    "key",
    "field",
    "field_name",
    "label",
    "question_id",
    "question",
    "ref",
    "slug",
    "code",
    "property",
    "title",
];

/// The members that hold what it is there for.
const HOLDING: [&str; 11] = [
    "value",
    "values",
    "string_value",
    "text_value",
    "field_value",
    "boolean_value",
    "answer",
    "answers",
    "response",
    "responses",
    "selected",
];

/// The longest name that a look-up is written with, in bytes.
const LONGEST: usize = 200;

/// Whether a member of a named thing holds what the thing is there for.
pub(super) fn holds(key: &str) -> bool {
    HOLDING.contains(&key)
}

/// The names in one list, and how often each is there.
pub(super) struct Names<'v>(HashMap<(&'static str, &'v str), usize>);

impl<'v> Names<'v> {
    /// The names of `elements`.
    pub(super) fn of(elements: &'v [Value<'_>]) -> Self {
        let mut names = HashMap::new();
        for element in elements {
            for name in names_of(element) {
                *names.entry(name).or_default() += 1;
            }
        }
        Names(names)
    }

    /// The member that tells `element` apart from all others, and what it reads.
    pub(super) fn unique(&self, element: &'v Value<'_>) -> Option<(&'static str, &'v str)> {
        names_of(element).find(|name| self.0.get(name) == Some(&1))
    }
}

fn names_of<'v>(element: &'v Value<'_>) -> impl Iterator<Item = (&'static str, &'v str)> {
    let members = match &element.kind {
        Kind::Object(members) if members.iter().any(|(key, _)| holds(key)) => members.as_slice(),
        _ => &[],
    };
    NAMING.into_iter().filter_map(|naming| {
        let (_, value) = members.iter().find(|(key, _)| key == naming)?;
        match &value.kind {
            Kind::String(name) if !name.trim().is_empty() && name.len() <= LONGEST => {
                Some((naming, name.as_ref()))
            }
            _ => None,
        }
    })
}
