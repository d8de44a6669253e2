//! The members of an object, found once, for whoever asks for many of them.

use std::borrow::Cow;

use crate::json::index::KeyForm;
use crate::json::{View, text};

/// The members of one object.
#[derive(Debug)]
pub(super) struct Members<'a> {
    text: &'a str,
    /// Each key as it stands in the text.
    members: Vec<(&'a str, View<'a>)>,
    /// Whether a key may have an escape; nearly none has.
    have_escapes: bool,
}

impl<'a> Members<'a> {
    pub(super) fn of(object: View<'a>) -> Self {
        let members: Vec<_> = object.members().collect();
        let have_escapes = match object.structure() {
            Some(structure) => structure.keys() == KeyForm::Escaped,
            None => members.iter().any(|(key, _)| key.contains('\\')),
        };
        Members { text: object.text(), members, have_escapes }
    }

    /// The text of the object.
    pub(super) fn text(&self) -> &'a str {
        self.text
    }

    /// The value of the member `key`, of duplicates the last.
    pub(super) fn member(&self, key: &str) -> Option<View<'a>> {
        let is_it = |name: &str| name == key || (self.have_escapes && text::reads(name, key));
        self.members.iter().rev().find(|(name, _)| is_it(name)).map(|(_, value)| *value)
    }

    /// As [`Members::member`], the value's text alone.
    pub(super) fn get(&self, key: &str) -> Option<&'a str> {
        self.member(key).map(|value| value.text())
    }

    /// The object that is the value of the member `key`.
    pub(super) fn object(&self, key: &str) -> Option<View<'a>> {
        self.member(key).filter(|value| value.text().starts_with('{'))
    }

    /// The text of the member `key`, if it is a string without escapes.
    pub(super) fn word(&self, key: &str) -> Option<&'a str> {
        let word = self.get(key)?.strip_prefix('"')?.strip_suffix('"')?;
        (!word.contains('\\')).then_some(word)
    }

    /// Whether `key` is a string.
    pub(super) fn has_string(&self, key: &str) -> bool {
        self.get(key).is_some_and(|value| value.starts_with('"'))
    }

    /// The keys.
    pub(super) fn keys(&self) -> impl Iterator<Item = Cow<'a, str>> {
        self.members.iter().map(|(key, _)| text::decode(key).text)
    }
}
