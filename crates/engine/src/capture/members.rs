//! The members of an object, found once, for whoever asks for many of them.

use std::borrow::Cow;

use crate::json::{View, text};

/// The members of one object.
#[derive(Debug)]
pub(super) struct Members<'a> {
    text: &'a str,
    /// Each key as it stands in the text.
    members: Vec<(&'a str, View<'a>)>,
}

impl<'a> Members<'a> {
    pub(super) fn of(object: View<'a>) -> Self {
        Members { text: object.text(), members: object.members().collect() }
    }

    /// The text of the object.
    pub(super) fn text(&self) -> &'a str {
        self.text
    }

    /// The value of the member `key`, of duplicates the last.
    pub(super) fn member(&self, key: &str) -> Option<View<'a>> {
        let mut last_first = self.members.iter().rev();
        last_first.find(|(name, _)| text::reads(name, key)).map(|(_, value)| *value)
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
