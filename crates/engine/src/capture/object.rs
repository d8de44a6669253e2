//! Looking at the members of a capture without building it.

use crate::json::index::{Index, Node, Structure};
use crate::json::{text, walk};

/// A checked JSON value, of which the structure may already be known.
#[derive(Debug, Clone, Copy)]
pub struct Object<'a> {
    text: &'a str,
    structure: Option<Structure<'a>>,
}

impl<'a> Object<'a> {
    /// The value that `text` holds.
    pub fn new(text: &'a str) -> Self {
        Object { text, structure: None }
    }

    /// The value that `text` holds, of which the structure is known: that of the first byte to the last.
    pub fn with_structure(text: &'a str, structure: Option<Structure<'a>>) -> Self {
        Object { text, structure }
    }

    /// The same value with its structure, by `index` where that is not known yet.
    pub fn indexed<'i>(&self, index: &'i mut Index) -> Object<'i>
    where
        'a: 'i,
    {
        let structure = self.structure.or_else(|| index.whole(self.text));
        Object { text: self.text, structure }
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
    pub fn member(&self, key: &str) -> Option<Object<'a>> {
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
                .map(|member| Object::new(member.value)),
        }
    }

    /// Whether `is_wanted` holds of any key, as it stands between its quotes, still escaped.
    pub fn any_key(&self, mut is_wanted: impl FnMut(&str) -> bool) -> bool {
        match self.structure {
            Some(structure) => structure
                .members(self.text.as_bytes(), structure.root())
                .any(|member| self.text.get(member.key).is_some_and(&mut is_wanted)),
            None => walk::members(self.text).any(|member| is_wanted(member.key)),
        }
    }

    /// As [`Object::member`], the value's text alone.
    pub fn get(&self, key: &str) -> Option<&'a str> {
        self.member(key).map(|value| value.text)
    }

    /// The object that is the value of the member `key`.
    pub fn object(&self, key: &str) -> Option<Object<'a>> {
        self.member(key).filter(|value| value.text.starts_with('{'))
    }

    /// The text of the member `key`, if it is a string without escapes, as names and short words are.
    pub fn word(&self, key: &str) -> Option<&'a str> {
        self.get(key)?.strip_prefix('"')?.strip_suffix('"').filter(|word| !word.contains('\\'))
    }

    /// The elements of an array; none if this is another kind of value.
    pub fn elements(&self) -> Vec<Object<'a>> {
        match self.structure {
            Some(structure) => structure
                .elements(self.text.as_bytes(), structure.root())
                .filter_map(|node| self.node(structure, node))
                .collect(),
            None => walk::elements(self.text).map(Object::new).collect(),
        }
    }

    /// The value that `text`, a part of this value's text, holds.
    pub fn part(&self, text: &'a str) -> Object<'a> {
        let position = text.as_ptr() as usize - self.text.as_ptr() as usize;
        let structure = self
            .structure
            .and_then(|structure| structure.of(structure.at(self.text.as_bytes(), position)?));
        Object { text, structure }
    }

    fn node(&self, structure: Structure<'a>, node: Node) -> Option<Object<'a>> {
        let span = structure.span(self.text.as_bytes(), node);
        Some(Object { text: self.text.get(span)?, structure: structure.of(node) })
    }
}
