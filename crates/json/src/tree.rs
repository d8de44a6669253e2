//! One interface to two forms of a value: built ([`Value`]), and merely indexed ([`Indexed`]).
//!
//! What goes through a value's children is written once, against [`Tree`]. An indexed value costs nothing to make, but
//! each look at it finds keys and texts anew; a built one costs an allocation for every container.

#![expect(clippy::indexing_slicing, reason = "the number of a word is less than four")]

use std::borrow::Cow;

use super::index::{IndexMember, IndexNode, KeyForm, Structure};
use super::{Kind, Value, text};

/// A value whose children can be gone through.
pub trait Tree<'t, 'a: 't> {
    /// A value in it.
    type Node: Copy;

    /// The whole value.
    fn root(&self) -> Self::Node;

    /// The text of a value.
    fn text(&self, node: Self::Node) -> &'a str;

    /// What a value is, its children left aside.
    fn content(&self, node: Self::Node) -> Content<'t>;

    /// Whether it is an object or an array.
    fn is_container(&self, node: Self::Node) -> bool;

    /// The elements of an array; none of other values.
    fn elements(&self, node: Self::Node) -> impl Iterator<Item = Self::Node> + Clone;

    /// The members of an object, no two of the same name; none of other values.
    fn members(&self, node: Self::Node) -> impl Iterator<Item = (&'t str, Self::Node)>;

    /// The member of this name, with the tree's own copy of the name.
    fn member(&self, node: Self::Node, name: &str) -> Option<(&'t str, Self::Node)> {
        self.members(node).find(|(key, _)| *key == name)
    }

    /// Whether the text of a string, or a number or boolean as it is written, is `wanted`.
    fn reads(&self, node: Self::Node, wanted: &str) -> bool {
        match self.content(node) {
            Content::String(text) => text == wanted,
            Content::Number(_) | Content::Boolean(_) => self.text(node) == wanted,
            Content::Null | Content::Container => false,
        }
    }

    /// The value in its built form.
    fn built(&self, node: Self::Node) -> Cow<'t, Value<'a>>;
}

/// The content of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content<'t> {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean(bool),
    /// A number, as it is written.
    Number(&'t str),
    /// A string, decoded.
    String(Cow<'t, str>),
    /// An array or an object.
    Container,
}

impl<'t, 'a: 't> Tree<'t, 'a> for &'t Value<'a> {
    type Node = &'t Value<'a>;

    fn root(&self) -> Self::Node {
        self
    }

    fn text(&self, node: Self::Node) -> &'a str {
        node.text
    }

    fn content(&self, node: Self::Node) -> Content<'t> {
        match &node.kind {
            Kind::Null => Content::Null,
            Kind::Boolean(boolean) => Content::Boolean(*boolean),
            Kind::Number => Content::Number(node.text),
            Kind::String(text) => Content::String(Cow::Borrowed(text)),
            Kind::Array(_) | Kind::Object(_) => Content::Container,
        }
    }

    fn is_container(&self, node: Self::Node) -> bool {
        matches!(node.kind, Kind::Array(_) | Kind::Object(_))
    }

    fn elements(&self, node: Self::Node) -> impl Iterator<Item = Self::Node> + Clone {
        let elements = match &node.kind {
            Kind::Array(elements) => elements.as_slice(),
            _ => &[],
        };
        elements.iter()
    }

    fn members(&self, node: Self::Node) -> impl Iterator<Item = (&'t str, Self::Node)> {
        let members = match &node.kind {
            Kind::Object(members) => members.as_slice(),
            _ => &[],
        };
        members.iter().map(|(name, value)| (name.as_ref(), value))
    }

    fn built(&self, node: Self::Node) -> Cow<'t, Value<'a>> {
        Cow::Borrowed(node)
    }
}

/// A value of which the structure is known, and in which every key is written as it reads and stands once in its
/// object.
#[derive(Debug, Clone, Copy)]
pub struct Indexed<'t, 'a> {
    text: &'a str,
    structure: Structure<'t>,
}

impl<'t, 'a> Indexed<'t, 'a> {
    /// The value that `text` holds, which has this structure. `None` where a key has escapes or stands twice in its
    /// object, which only the built form resolves.
    pub fn of(text: &'a str, structure: Structure<'t>) -> Option<Self> {
        let bytes = text.as_bytes();
        let is_fit = |object| {
            let mut seen = SeenKeys::default();
            structure.members(bytes, object).enumerate().all(|(place, member)| {
                let key = bytes.get(member.key).unwrap_or_default();
                if structure.keys() == KeyForm::Escaped && key.contains(&b'\\') {
                    return false;
                }
                !seen.may_have(key)
                    || (place < MANY && {
                        let before = structure.members(bytes, object).take(place);
                        before.into_iter().all(|other| bytes.get(other.key) != Some(key))
                    })
            })
        };
        structure.objects(bytes).all(is_fit).then_some(Indexed { text, structure })
    }

    /// The same of a value that was found fit before.
    pub fn fit(text: &'a str, structure: Structure<'t>) -> Self {
        Indexed { text, structure }
    }

    /// The object or array that begins at this byte of the text.
    pub fn at(&self, position: usize) -> Option<IndexNode> {
        self.structure.at(self.text.as_bytes(), position)
    }
}

impl<'t, 'a: 't> Tree<'t, 'a> for Indexed<'t, 'a> {
    type Node = IndexNode;

    fn root(&self) -> IndexNode {
        self.structure.root()
    }

    fn text(&self, node: IndexNode) -> &'a str {
        self.text.get(self.structure.span(self.text.as_bytes(), node)).unwrap_or_default()
    }

    fn content(&self, node: IndexNode) -> Content<'t> {
        if node.is_container() {
            return Content::Container;
        }
        let token = self.text(node);
        match token.as_bytes().first() {
            Some(b'"') => {
                let content = token.get(1..token.len() - 1).unwrap_or_default();
                Content::String(text::decode(content).text)
            }
            Some(b't') => Content::Boolean(true),
            Some(b'f') => Content::Boolean(false),
            Some(b'n') | None => Content::Null,
            Some(_) => Content::Number(token),
        }
    }

    fn is_container(&self, node: IndexNode) -> bool {
        node.is_container()
    }

    fn elements(&self, node: IndexNode) -> impl Iterator<Item = IndexNode> + Clone {
        self.structure.elements(self.text.as_bytes(), node)
    }

    fn members(&self, node: IndexNode) -> impl Iterator<Item = (&'t str, IndexNode)> {
        let members = self.structure.members(self.text.as_bytes(), node);
        members.map(|member| (self.text.get(member.key).unwrap_or_default(), member.value))
    }

    fn member(&self, node: IndexNode, name: &str) -> Option<(&'t str, IndexNode)> {
        let bytes = self.text.as_bytes();
        let is_it = |member: &IndexMember| bytes.get(member.key.clone()) == Some(name.as_bytes());
        let member = self.structure.members(bytes, node).find(is_it)?;
        Some((self.text.get(member.key)?, member.value))
    }

    fn reads(&self, node: IndexNode, wanted: &str) -> bool {
        let token = self.text(node);
        match token.as_bytes().first() {
            Some(b'"') => text::reads(token.get(1..token.len() - 1).unwrap_or_default(), wanted),
            Some(b'{' | b'[' | b'n') | None => false,
            Some(_) => token == wanted,
        }
    }

    fn built(&self, node: IndexNode) -> Cow<'t, Value<'a>> {
        Cow::Owned(Value::of(self.text(node)))
    }
}

/// An object with more members than this is left to [`Value`], which looks for keys with a hash map, if two of its keys
/// are alike at all.
const MANY: usize = 256;

/// Which keys an object has, roughly: a Bloom filter with one hash.
#[derive(Default)]
struct SeenKeys([u64; 4]);

impl SeenKeys {
    /// Notes a key. Whether it may have been noted before.
    fn may_have(&mut self, key: &[u8]) -> bool {
        let byte = |at: usize| u32::from(key.get(at).copied().unwrap_or_default());
        let length = key.len();
        let mixed = byte(0)
            .wrapping_mul(31)
            .wrapping_add(byte(length / 2).wrapping_mul(131))
            .wrapping_add(byte(length.wrapping_sub(1)).wrapping_mul(17))
            .wrapping_add(u32::try_from(length).unwrap_or_default().wrapping_mul(7));
        let bit = 1u64 << (mixed & 63);
        let word = &mut self.0[(mixed >> 6 & 3) as usize];
        let seen = *word & bit != 0;
        *word |= bit;
        seen
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::Index;

    fn is_fit(json: &str) -> bool {
        let mut index = Index::default();
        let structure = index.whole(json).expect("an object or array");
        Indexed::of(json, structure).is_some()
    }

    #[test]
    fn keys_that_stand_twice_or_have_escapes_are_left_to_the_built_form() {
        for json in [r#"{"a":1,"a":2}"#, r#"[{"b":{"a":1,"c":0,"a":2}}]"#, r#"{"\u0061":1}"#] {
            assert!(!is_fit(json), "{json}");
        }
        for json in [r#"{"a":{"a":{"b":0}},"b":[{"a":1},{"a":2}]}"#, r#"["\u0061",{}]"#, "[]"] {
            assert!(is_fit(json), "{json}");
        }
    }

    #[test]
    fn very_large_objects_with_keys_alike_are_left_to_the_built_form() {
        let many: Vec<String> = (0..1000).map(|key| format!("\"key {key}\":{key}")).collect();
        assert!(!is_fit(&format!("{{{}}}", many.join(","))));
        assert!(is_fit(&format!("{{{}}}", many[..200].join(","))));
        assert!(!is_fit(&format!("{{{},{}}}", many[..200].join(","), many[150])));
    }
}
