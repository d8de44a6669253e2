//! Looking at the members of a capture without building it.

use crate::json::scan::MemberSpan;
use crate::json::{text, walk};

/// A checked JSON value, of which the members may already be known.
#[derive(Debug, Clone, Copy)]
pub struct Object<'a> {
    text: &'a str,
    members: Option<&'a [MemberSpan]>,
}

impl<'a> Object<'a> {
    /// The value that `text` holds.
    pub fn new(text: &'a str) -> Self {
        Object {
            text,
            members: None,
        }
    }

    /// The value that `text` holds, of which a scanner has noted the members.
    pub fn with_members(text: &'a str, members: Option<&'a [MemberSpan]>) -> Self {
        Object { text, members }
    }

    /// The value's text.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// Where the members stand, if that is known.
    pub fn members(&self) -> Option<&'a [MemberSpan]> {
        self.members
    }

    /// The value of the member `key`, of duplicates the last; `None` if there is none or this is no object.
    pub fn get(&self, key: &str) -> Option<&'a str> {
        match self.members {
            Some(members) => {
                let found = members.iter().rev().find(|member| {
                    self.text
                        .get(member.key.clone())
                        .is_some_and(|name| text::reads(name, key))
                })?;
                self.text.get(found.value.clone())
            }
            None => walk::members(self.text)
                .filter(|member| text::reads(member.key, key))
                .last()
                .map(|member| member.value),
        }
    }

    /// The object that is the value of the member `key`.
    pub fn object(&self, key: &str) -> Option<Object<'a>> {
        self.get(key)
            .filter(|value| value.starts_with('{'))
            .map(Object::new)
    }

    /// The text of the member `key`, if it is a string without escapes, as names and short words are.
    pub fn word(&self, key: &str) -> Option<&'a str> {
        self.get(key)?
            .strip_prefix('"')?
            .strip_suffix('"')
            .filter(|word| !word.contains('\\'))
    }
}
