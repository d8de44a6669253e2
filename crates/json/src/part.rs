//! A value or a part of it, to be gone through without building it.

use std::borrow::Cow;

use super::View;
use super::index::IndexNode;
use super::tree::{Content, Indexed, Text, Tree};
use super::unique::unique_members;
use super::walk::elements;

/// A value, or a part of one, in the form in which it is gone through: by its structure, or by its text where that is not
/// known or not fit. Both show the same, of duplicate keys the last.
#[derive(Debug, Clone, Copy)]
pub enum Part<'a> {
    /// By the structure of the whole.
    Indexed(Indexed<'a, 'a>, IndexNode),
    /// By its text.
    Text(&'a str),
}

/// What a part is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PartKind<'a> {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean(bool),
    /// A number, as it is written.
    Number(&'a str),
    /// A string, decoded.
    String(Cow<'a, str>),
    /// An array.
    Array,
    /// An object.
    Object,
}

/// One of two iterators over the same.
#[derive(Clone)]
enum Either<I, T> {
    Indexed(I),
    Text(T),
}

impl<I: Iterator, T: Iterator<Item = I::Item>> Iterator for Either<I, T> {
    type Item = I::Item;

    fn next(&mut self) -> Option<I::Item> {
        match self {
            Either::Indexed(indexed) => indexed.next(),
            Either::Text(text) => text.next(),
        }
    }
}

impl<'a> From<View<'a>> for Part<'a> {
    fn from(value: View<'a>) -> Self {
        let text = value.text();
        let indexed = value.structure().and_then(|structure| Indexed::of(text, structure));
        match indexed {
            Some(tree) => Part::Indexed(tree, tree.root()),
            None => Part::Text(text),
        }
    }
}

impl<'a> Part<'a> {
    /// Its text.
    pub fn text(self) -> &'a str {
        match self {
            Part::Indexed(tree, node) => tree.text(node),
            Part::Text(text) => text,
        }
    }

    /// What it is.
    pub fn kind(self) -> PartKind<'a> {
        let content = match self {
            Part::Indexed(tree, node) => tree.content(node),
            Part::Text(text) => Text(text).content(text),
        };
        match content {
            Content::Null => PartKind::Null,
            Content::Boolean(boolean) => PartKind::Boolean(boolean),
            Content::Number(text) => PartKind::Number(text),
            Content::String(text) => PartKind::String(text),
            Content::Container if self.text().starts_with('{') => PartKind::Object,
            Content::Container => PartKind::Array,
        }
    }

    /// The elements of an array; none of other values.
    pub fn elements(self) -> impl Iterator<Item = Part<'a>> + Clone {
        match self {
            Part::Indexed(tree, node) => {
                let elements = tree.elements_of(node);
                Either::Indexed(elements.map(move |node| Part::Indexed(tree, node)))
            }
            Part::Text(text) => Either::Text(elements(text).map(Part::Text)),
        }
    }

    /// The members of an object, no two of the same name; none of other values.
    pub fn members(self) -> impl Iterator<Item = (Cow<'a, str>, Part<'a>)> {
        match self {
            Part::Indexed(tree, node) => {
                let members = tree.members_of(node);
                Either::Indexed(
                    members.map(move |(key, node)| (Cow::Borrowed(key), Part::Indexed(tree, node))),
                )
            }
            Part::Text(text) => {
                let members = unique_members(text);
                Either::Text(members.map(|(key, value)| (key, Part::Text(value))))
            }
        }
    }

    /// The member of this name.
    pub fn member(self, name: &str) -> Option<Part<'a>> {
        match self {
            Part::Indexed(tree, node) => {
                let (_, node) = tree.member(node, name)?;
                Some(Part::Indexed(tree, node))
            }
            Part::Text(text) => Some(Part::Text(Text(text).member(text, name)?.1)),
        }
    }

    /// The text of a string.
    pub fn string(self) -> Option<Cow<'a, str>> {
        match self.kind() {
            PartKind::String(text) => Some(text),
            _ => None,
        }
    }
}
