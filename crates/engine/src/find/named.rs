//! Lists of named things, in which a look-up leads to the same thing wherever it stands.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::json::{Part, PartKind};
use crate::schema::named::{LONGEST_LIST, NAMING, holds, is_name};

/// The longest name that a look-up is written with, in bytes.
const LONGEST: usize = 200;

/// The names in one list, and how often each is there.
pub(super) struct ElementNames<'v>(HashMap<(&'static str, Cow<'v, str>), usize>);

impl<'v> ElementNames<'v> {
    /// The names of the elements of `array`; none where these are very many.
    pub(super) fn of(array: Part<'v>) -> Self {
        let mut names = HashMap::new();
        if array.elements().nth(LONGEST_LIST).is_some() {
            return ElementNames(names);
        }
        for element in array.elements() {
            for name in names_of(element) {
                *names.entry(name).or_default() += 1;
            }
        }
        ElementNames(names)
    }

    /// The member that tells `element` apart from all others, and what it reads.
    pub(super) fn unique(&self, element: Part<'v>) -> Option<(&'static str, Cow<'v, str>)> {
        if self.0.is_empty() {
            return None;
        }
        names_of(element).into_iter().find(|name| self.0.get(name) == Some(&1))
    }
}

/// What can name an element, the best first: members that a schema takes for names, beside what it takes for a value.
fn names_of(element: Part<'_>) -> Vec<(&'static str, Cow<'_, str>)> {
    let mut names: Vec<(usize, Cow<'_, str>)> = Vec::new();
    for (key, value) in element.members() {
        if let Some(naming) = NAMING.iter().position(|naming| *naming == key)
            && let PartKind::String(name) = value.kind()
            && name.len() <= LONGEST
            && is_name(&name)
        {
            names.push((naming, name));
        }
    }
    names.retain(|(_, name)| element.members().any(|(key, _)| holds(&key, name)));
    names.sort_by_key(|(naming, _)| *naming);
    names.into_iter().map(|(naming, name)| (NAMING[naming], name)).collect()
}
