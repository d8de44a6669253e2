//! Lists of named things, in which a look-up leads to the same thing wherever it stands.

use std::collections::HashMap;

use crate::json::{Kind, Value};
use crate::schema::named::{NAMING, holds, is_name};

/// The longest name that a look-up is written with, in bytes.
const LONGEST: usize = 200;

/// The names in one list, and how often each is there.
pub(super) struct ElementNames<'v>(HashMap<(&'static str, &'v str), usize>);

impl<'v> ElementNames<'v> {
    /// The names of `elements`.
    pub(super) fn of(elements: &'v [Value<'_>]) -> Self {
        let mut names = HashMap::new();
        for name in elements.iter().flat_map(names_of) {
            *names.entry(name).or_default() += 1;
        }
        ElementNames(names)
    }

    /// The member that tells `element` apart from all others, and what it reads.
    pub(super) fn unique(&self, element: &'v Value<'_>) -> Option<(&'static str, &'v str)> {
        names_of(element).find(|name| self.0.get(name) == Some(&1))
    }
}

/// What can name an element, the best first: members that a schema takes for names, beside what it takes for a value.
fn names_of<'v>(element: &'v Value<'_>) -> impl Iterator<Item = (&'static str, &'v str)> {
    let members = match &element.kind {
        Kind::Object(members) => members.as_slice(),
        _ => &[],
    };
    NAMING.into_iter().filter_map(|naming| {
        let (_, value) = members.iter().find(|(key, _)| key == naming)?;
        let Kind::String(name) = &value.kind else {
            return None;
        };
        let name: &str = name.as_ref();
        let holds_something = || members.iter().any(|(key, _)| holds(key, name));
        (name.len() <= LONGEST && is_name(name) && holds_something()).then_some((naming, name))
    })
}
