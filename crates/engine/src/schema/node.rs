//! A node of a schema: a tree of counts. Counts add, so two nodes can be merged.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::named::NamedList;
use super::shape::{Sign, Signs};
use super::values::Values;

/// How many values of each kind there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Kinds {
    /// `null`
    pub(crate) null: u64,
    /// `true` and `false`
    pub boolean: u64,
    /// Numbers without fraction and exponent.
    pub(crate) integer: u64,
    /// All other numbers.
    pub(crate) number: u64,
    /// Strings of nothing but white space, or of nothing at all.
    pub(crate) blank: u64,
    /// All other strings.
    pub(crate) string: u64,
    /// Arrays.
    pub(crate) array: u64,
    /// Objects.
    pub object: u64,
}

/// The least and the greatest of some numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "[u64; 2]", try_from = "[u64; 2]")]
pub struct MinMax {
    /// The least.
    pub least: u64,
    /// The greatest.
    pub most: u64,
}

/// The statistics of the values at one place.
#[derive(Debug, Clone, Default)]
pub(super) struct SchemaNode {
    pub(super) kinds: Kinds,
    /// The distinct strings, numbers and booleans.
    pub(super) values: Values,
    /// What the strings and numbers look like.
    pub(super) signs: Signs,
    /// How long the strings are that are not blank, in characters.
    pub(super) text_lengths: Option<MinMax>,
    /// What the objects hold.
    pub(super) members: Option<Box<ObjectMembers>>,
    /// What the arrays hold.
    pub(super) elements: Option<Box<ArrayElements>>,
    /// What the strings hold that are JSON.
    pub(super) decoded: Option<Box<SchemaNode>>,
}

/// The members of all objects at one place.
#[derive(Debug, Clone, Default)]
pub(super) struct ObjectMembers {
    /// The members that are told apart, in the order in which they were first seen, which means nothing.
    pub(super) known: IndexMap<Box<str>, KnownMember>,
    /// All other members taken together: those whose keys are identifiers, or all where they were too many.
    pub(super) others: Option<Box<SchemaNode>>,
    /// Whether the keys were too many to be told apart. `known` is empty then.
    pub(super) collapsed: bool,
    /// The most members that one object has.
    pub(super) most: u64,
}

/// A member with statistics of its own.
#[derive(Debug, Clone, Default)]
pub(super) struct KnownMember {
    /// The greatest place that it has in an object: of objects that are not all complete, a complete one decides.
    pub(super) position: u64,
    pub(super) node: SchemaNode,
}

/// The elements of all arrays at one place.
#[derive(Debug, Clone)]
pub(super) struct ArrayElements {
    pub(super) node: SchemaNode,
    /// How many elements the arrays have.
    pub(super) lengths: MinMax,
    /// The arrays as lists of named things, by the member that names them; in the order of the candidates.
    pub(super) named: Vec<NamedList>,
}

impl Kinds {
    /// The names of the kinds in documents, with the counts.
    pub fn counts(&self) -> [(&'static str, u64); 8] {
        [
            ("null", self.null),
            ("boolean", self.boolean),
            ("integer", self.integer),
            ("number", self.number),
            ("blank", self.blank),
            ("string", self.string),
            ("array", self.array),
            ("object", self.object),
        ]
    }

    /// The counts again, to be set.
    pub(super) fn counts_mut(&mut self) -> [(&'static str, &mut u64); 8] {
        [
            ("null", &mut self.null),
            ("boolean", &mut self.boolean),
            ("integer", &mut self.integer),
            ("number", &mut self.number),
            ("blank", &mut self.blank),
            ("string", &mut self.string),
            ("array", &mut self.array),
            ("object", &mut self.object),
        ]
    }

    /// How many values there are in all.
    pub fn total(&self) -> u64 {
        let counts = self.counts();
        counts.iter().fold(0, |sum, (_, count)| sum.saturating_add(*count))
    }

    /// How many strings and numbers are not blank: what can have a shape.
    pub fn shapeable(&self) -> u64 {
        self.string.saturating_add(self.integer).saturating_add(self.number)
    }

    pub(super) fn absorb(&mut self, other: Kinds) {
        for ((_, count), (_, more)) in self.counts_mut().into_iter().zip(other.counts()) {
            *count = count.saturating_add(more);
        }
    }
}

impl MinMax {
    /// Of one number.
    pub(super) fn of(number: u64) -> Self {
        MinMax { least: number, most: number }
    }

    /// Of the numbers of both.
    pub(super) fn with(self, other: MinMax) -> Self {
        MinMax { least: self.least.min(other.least), most: self.most.max(other.most) }
    }
}

impl SchemaNode {
    /// Whether there is something so many steps below that has, or may have, more below it.
    pub(super) fn reaches(&self, steps: usize) -> bool {
        let Some(steps) = steps.checked_sub(1) else {
            let kinds = self.kinds;
            return kinds.array > 0 || kinds.object > 0 || self.signs.count(Sign::Json) > 0;
        };
        let members = self.members.iter().flat_map(|members| members.all());
        let elements = self.elements.iter().map(|elements| &elements.node);
        let decoded = self.decoded.as_deref();
        let mut below = members.chain(elements).chain(decoded);
        below.any(|node| node.reaches(steps))
    }
}

impl SchemaNode {
    /// How many steps there are below it.
    pub(super) fn height(&self) -> usize {
        let members = self.members.iter().flat_map(|members| members.all());
        let elements = self.elements.iter().flat_map(|elements| elements.all());
        let below = members.chain(elements).chain(self.decoded.as_deref());
        below.map(|node| node.height() + 1).max().unwrap_or(0)
    }
}

impl ObjectMembers {
    /// The members that are told apart, in the order that payloads have them in.
    pub(super) fn in_order(&self) -> Vec<(&str, &KnownMember)> {
        in_order(&self.known)
    }

    /// All members taken together.
    pub(super) fn all(&self) -> impl Iterator<Item = &SchemaNode> {
        let known = self.known.values().map(|member| &member.node);
        known.chain(self.others.as_deref())
    }
}

/// ObjectMembers in the order that payloads have them in: a pure function of what they are.
pub(super) fn in_order(members: &IndexMap<Box<str>, KnownMember>) -> Vec<(&str, &KnownMember)> {
    let mut members: Vec<_> = members.iter().map(|(key, member)| (&**key, member)).collect();
    members.sort_by(|(key, member), (other_key, other)| {
        (member.position, *key).cmp(&(other.position, *other_key))
    });
    members
}

impl ArrayElements {
    /// The elements taken together, and those with a name.
    fn all(&self) -> impl Iterator<Item = &SchemaNode> {
        let named = self.named.iter().flat_map(|named| named.names.values());
        std::iter::once(&self.node).chain(named.map(|member| &member.node))
    }

    /// Of arrays of these lengths, before anything is known of their elements.
    pub(super) fn of(lengths: MinMax) -> Self {
        ArrayElements { node: SchemaNode::default(), lengths, named: Vec::new() }
    }
}
