//! Access to the members and elements of a value by its text or its structure, without building it.

use crate::index::{Index, IndexNode, KeyForm, Structure};
use crate::keys::KeyTable;
use crate::{text, walk};

/// A checked JSON value, of which the structure may already be known.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    text: &'a str,
    structure: Option<Structure<'a>>,
}

impl<'a> View<'a> {
    /// The value that `text` holds.
    pub fn new(text: &'a str) -> Self {
        View { text, structure: None }
    }

    /// The value that `text` holds, of which the structure is known: that of the first byte to the last.
    pub fn with_structure(text: &'a str, structure: Option<Structure<'a>>) -> Self {
        View { text, structure }
    }

    /// The same value with its structure, by `index` where that is not known yet.
    pub fn indexed<'i>(&self, index: &'i mut Index) -> View<'i>
    where
        'a: 'i,
    {
        let structure = self.structure.or_else(|| index.whole(self.text));
        View { text: self.text, structure }
    }

    /// The value's text.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// The value's structure, if that is known.
    pub fn structure(&self) -> Option<Structure<'a>> {
        self.structure
    }

    /// The value of the member `key`, of duplicates the last; `None` if there is none or this is no object.
    pub fn member(&self, key: &str) -> Option<View<'a>> {
        match self.structure {
            Some(structure) => {
                let node = structure
                    .members(self.text.as_bytes(), structure.root())
                    .filter(|member| {
                        let name = self.text.get(member.key.clone());
                        name.is_some_and(|name| text::reads(name, key))
                    })
                    .last()?
                    .value;
                self.node(structure, node)
            }
            None => walk::members(self.text)
                .filter(|member| text::reads(member.key, key))
                .last()
                .map(|member| View::new(member.value)),
        }
    }

    /// Calls `found` with the number of each key that is one of `wanted`, in the order of the text.
    pub fn find_keys(&self, wanted: &KeyTable, found: impl FnMut(usize)) {
        match self.structure {
            Some(structure) => structure
                .members(self.text.as_bytes(), structure.root())
                .filter_map(|member| {
                    wanted.find(self.text.as_bytes(), member.key, structure.keys())
                })
                .for_each(found),
            None => walk::members(self.text)
                .filter_map(|member| {
                    let key = member.key.as_bytes();
                    wanted.find(key, 0..key.len(), KeyForm::Escaped)
                })
                .for_each(found),
        }
    }

    /// As [`View::member`], the value's text alone.
    pub fn get(&self, key: &str) -> Option<&'a str> {
        self.member(key).map(|value| value.text)
    }

    /// The object that is the value of the member `key`.
    pub fn object(&self, key: &str) -> Option<View<'a>> {
        self.member(key).filter(|value| value.text.starts_with('{'))
    }

    /// The text of the member `key`, if it is a string without escapes, as names and short words are.
    pub fn word(&self, key: &str) -> Option<&'a str> {
        self.get(key)?.strip_prefix('"')?.strip_suffix('"').filter(|word| !word.contains('\\'))
    }

    /// The members of an object, each with its key as it stands in the text, without quotes; none if this is another kind of
    /// value.
    pub fn members(self) -> impl Iterator<Item = (&'a str, View<'a>)> {
        let by_structure = self.structure.map(|structure| {
            let members = structure.members(self.text.as_bytes(), structure.root());
            members.filter_map(move |member| {
                Some((self.text.get(member.key)?, self.node(structure, member.value)?))
            })
        });
        let by_text = match self.structure {
            Some(_) => None,
            None => Some(walk::members(self.text).map(|it| (it.key, View::new(it.value)))),
        };
        by_structure.into_iter().flatten().chain(by_text.into_iter().flatten())
    }

    /// The elements of an array; none if this is another kind of value.
    pub fn elements(self) -> impl Iterator<Item = View<'a>> {
        let by_structure = self.structure.map(|structure| {
            let nodes = structure.elements(self.text.as_bytes(), structure.root());
            nodes.filter_map(move |node| self.node(structure, node))
        });
        let by_text = match self.structure {
            Some(_) => None,
            None => Some(walk::elements(self.text).map(View::new)),
        };
        by_structure.into_iter().flatten().chain(by_text.into_iter().flatten())
    }

    /// The value that `text`, a part of this value's text, holds.
    pub fn part(&self, text: &'a str) -> View<'a> {
        let position = text.as_ptr() as usize - self.text.as_ptr() as usize;
        let structure = self
            .structure
            .and_then(|structure| structure.of(structure.at(self.text.as_bytes(), position)?));
        View { text, structure }
    }

    fn node(&self, structure: Structure<'a>, node: IndexNode) -> Option<View<'a>> {
        let span = structure.span(self.text.as_bytes(), node);
        Some(View { text: self.text.get(span)?, structure: structure.of(node) })
    }
}
