//! One interface to the forms of a value: indexed ([`Indexed`]), plain text ([`Text`]), and built ([`Value`]).
//!
//! What goes through a value's children is written once, against [`Tree`]. An indexed value costs nothing to make, but
//! takes a few bytes for each of its parts; so very large ones are not indexed. A text takes no memory at all, but each
//! step over a child goes through all that is in it. A built value costs an allocation for every container, and many times
//! the memory of its text: nothing that comes from outside is built. It is here to be compared with.

#![expect(clippy::indexing_slicing, reason = "the number of a word is less than four")]

use std::borrow::Cow;

use super::equal::equal;
use super::index::{IndexElements, IndexMember, IndexNode, KeyForm, Structure};
use super::unique::{repeats, unique_members};
use super::walk::{self, elements, members};
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
    fn members(&self, node: Self::Node) -> impl Iterator<Item = (Cow<'t, str>, Self::Node)>;

    /// The member of this name, with the tree's own copy of the name.
    fn member(&self, node: Self::Node, name: &str) -> Option<(Cow<'t, str>, Self::Node)> {
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

    /// Whether two values are equal: see [`equal`].
    fn equal(&self, left: Self::Node, right: Self::Node) -> bool {
        equal(self.text(left), self.text(right))
    }
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

    fn members(&self, node: Self::Node) -> impl Iterator<Item = (Cow<'t, str>, Self::Node)> {
        let members = match &node.kind {
            Kind::Object(members) => members.as_slice(),
            _ => &[],
        };
        members.iter().map(|(name, value)| (Cow::Borrowed(name.as_ref()), value))
    }
}

/// A value of which nothing is known but its text, checked and with nothing around it.
#[derive(Debug, Clone, Copy)]
pub struct Text<'a>(pub &'a str);

impl<'t, 'a: 't> Tree<'t, 'a> for Text<'a> {
    type Node = &'a str;

    fn root(&self) -> &'a str {
        self.0
    }

    fn text(&self, node: &'a str) -> &'a str {
        node
    }

    fn content(&self, node: &'a str) -> Content<'t> {
        content(node)
    }

    fn is_container(&self, node: &'a str) -> bool {
        node.starts_with(['{', '['])
    }

    fn elements(&self, node: &'a str) -> impl Iterator<Item = &'a str> + Clone {
        elements(node)
    }

    fn members(&self, node: &'a str) -> impl Iterator<Item = (Cow<'t, str>, &'a str)> {
        unique_members(node).map(|(key, value)| -> (Cow<'t, str>, &'a str) { (key, value) })
    }

    fn member(&self, node: &'a str, name: &str) -> Option<(Cow<'t, str>, &'a str)> {
        let member = members(node).filter(|member| text::reads(member.key, name)).last()?;
        Some((text::decode(member.key).text, member.value))
    }

    fn reads(&self, node: &'a str, wanted: &str) -> bool {
        reads(node, wanted)
    }
}

impl Text<'_> {
    /// How many keys in the value stand again in their object.
    pub fn repeated_keys(&self) -> usize {
        let mut count = repeats(self.0);
        let mut open = vec![walk::Children::of(self.0)];
        while let Some(children) = open.last_mut() {
            match children.next() {
                Some(child) if child.starts_with(['{', '[']) => {
                    count += repeats(child);
                    open.push(walk::Children::of(child));
                }
                Some(_) => {}
                None => drop(open.pop()),
            }
        }
        count
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
    /// object, which only the text form resolves.
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

    pub(crate) fn elements_of(self, node: IndexNode) -> IndexElements<'a, 't> {
        self.structure.elements(self.text.as_bytes(), node)
    }

    pub(crate) fn members_of(
        self,
        node: IndexNode,
    ) -> impl Iterator<Item = (&'a str, IndexNode)> + use<'t, 'a> {
        let members = self.structure.members(self.text.as_bytes(), node);
        members.map(move |member| (self.text.get(member.key).unwrap_or_default(), member.value))
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
        content(self.text(node))
    }

    fn is_container(&self, node: IndexNode) -> bool {
        node.is_container()
    }

    fn elements(&self, node: IndexNode) -> impl Iterator<Item = IndexNode> + Clone {
        self.elements_of(node)
    }

    fn members(&self, node: IndexNode) -> impl Iterator<Item = (Cow<'t, str>, IndexNode)> {
        self.members_of(node).map(|(key, value)| (Cow::Borrowed(key), value))
    }

    fn member(&self, node: IndexNode, name: &str) -> Option<(Cow<'t, str>, IndexNode)> {
        let bytes = self.text.as_bytes();
        let is_it = |member: &IndexMember| bytes.get(member.key.clone()) == Some(name.as_bytes());
        let member = self.structure.members(bytes, node).find(is_it)?;
        Some((Cow::Borrowed(self.text.get(member.key)?), member.value))
    }

    fn reads(&self, node: IndexNode, wanted: &str) -> bool {
        reads(self.text(node), wanted)
    }
}

/// What the value of this text is.
fn content(token: &str) -> Content<'_> {
    match token.as_bytes().first() {
        Some(b'"') => {
            let content = token.get(1..token.len() - 1).unwrap_or_default();
            Content::String(text::decode(content).text)
        }
        Some(b'{' | b'[') => Content::Container,
        Some(b't') => Content::Boolean(true),
        Some(b'f') => Content::Boolean(false),
        Some(b'n') | None => Content::Null,
        Some(_) => Content::Number(token),
    }
}

/// Whether the value of this text reads `wanted`.
fn reads(token: &str, wanted: &str) -> bool {
    match token.as_bytes().first() {
        Some(b'"') => text::reads(token.get(1..token.len() - 1).unwrap_or_default(), wanted),
        Some(b'{' | b'[' | b'n') | None => false,
        Some(_) => token == wanted,
    }
}

/// An object with more members than this is left to [`Text`], which looks for keys with a hash table, if two of its keys
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
    fn keys_that_stand_twice_or_have_escapes_are_left_to_the_text_form() {
        for json in [r#"{"a":1,"a":2}"#, r#"[{"b":{"a":1,"c":0,"a":2}}]"#, r#"{"\u0061":1}"#] {
            assert!(!is_fit(json), "{json}");
        }
        for json in [r#"{"a":{"a":{"b":0}},"b":[{"a":1},{"a":2}]}"#, r#"["\u0061",{}]"#, "[]"] {
            assert!(is_fit(json), "{json}");
        }
    }

    #[test]
    fn very_large_objects_with_keys_alike_are_left_to_the_text_form() {
        let many: Vec<String> = (0..1000).map(|key| format!("\"key {key}\":{key}")).collect();
        assert!(!is_fit(&format!("{{{}}}", many.join(","))));
        assert!(is_fit(&format!("{{{}}}", many[..200].join(","))));
        assert!(!is_fit(&format!("{{{},{}}}", many[..200].join(","), many[150])));
    }
}
