//! Observes payloads: counts each into the tree of a schema.

#![expect(clippy::indexing_slicing, reason = "the place was found in this list")]

use std::borrow::Cow;

use super::form;
use super::identifier::is_identifier;
use super::level::Level;
use super::named::{self, NamedList};
use super::node::{ArrayElements, Kinds, KnownMember, MinMax, ObjectMembers, SchemaNode};
use super::shape::Sign;
use super::values::ExampleKind;
use crate::json::{Part, PartKind};

/// How many strings of JSON within strings of JSON are decoded.
const DECODINGS: usize = 2;

/// Whether the values themselves are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keeping {
    Values,
    Nothing,
}

/// One payload on its way into a schema.
pub(super) struct Observer {
    pub(super) level: Level,
    pub(super) keeping: Keeping,
    /// The weight of the schema so far: at most what it really is, and exactly that as long as nothing collapsed.
    pub(super) weight: u64,
    /// Whether something collapsed, so that the weight must be found out anew.
    pub(super) collapsed: bool,
    /// A greater weight than this ends the observation.
    pub(super) limit: u64,
}

/// Where in the schema a value is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot {
    /// How many steps below the payload.
    depth: usize,
    /// How much each node here weighs.
    factor: u64,
    /// How many strings were decoded on the way.
    decodings: usize,
}

impl Spot {
    /// The payload.
    pub(super) const ROOT: Spot = Spot { depth: 0, factor: 1, decodings: 0 };

    fn below(self) -> Spot {
        Spot { depth: self.depth + 1, ..self }
    }

    fn times(self, factor: u64) -> Spot {
        Spot { factor: self.factor.saturating_mul(factor), ..self }
    }
}

impl Observer {
    /// Takes `value` in. Recursion is as deep as the level is, which is bounded.
    pub(super) fn observe(&mut self, node: &mut SchemaNode, value: Part<'_>, spot: Spot) {
        if self.is_too_heavy() {
            return;
        }
        match value.kind() {
            PartKind::Null => node.kinds.null += 1,
            PartKind::Boolean(_) => {
                node.kinds.boolean += 1;
                self.keep(node, ExampleKind::Boolean, value.text());
            }
            PartKind::Number(number) => {
                count_number(&mut node.kinds, number);
                node.signs.add_number(number);
                self.keep(node, ExampleKind::Number, number);
            }
            PartKind::String(text) => self.text(node, &text, spot),
            PartKind::Array => {
                node.kinds.array += 1;
                if spot.depth < self.level.depth {
                    self.array(node, value, spot.below());
                }
            }
            PartKind::Object => {
                node.kinds.object += 1;
                if spot.depth < self.level.depth {
                    let members = node.members.get_or_insert_default();
                    self.object(members, value.members().enumerate(), spot.below());
                }
            }
        }
    }

    /// Whether the observation has come to its end.
    fn is_too_heavy(&self) -> bool {
        self.weight > self.limit
    }

    fn keep(&self, node: &mut SchemaNode, scalar: ExampleKind, text: &str) {
        if self.keeping == Keeping::Values {
            node.values.add(scalar, text);
        }
    }

    fn text(&mut self, node: &mut SchemaNode, text: &str, spot: Spot) {
        if text.trim().is_empty() {
            node.kinds.blank += 1;
            return;
        }
        node.kinds.string += 1;
        self.keep(node, ExampleKind::Text, text);
        let length = MinMax::of(characters(text));
        node.text_lengths = Some(node.text_lengths.map_or(length, |lengths| lengths.with(length)));
        let Some(json) = form::json_within(text) else {
            node.signs.add_text(text);
            return;
        };
        node.signs.add(Sign::Json, 1);
        if spot.depth < self.level.depth && spot.decodings < DECODINGS {
            let decoded = node.decoded.get_or_insert_with(|| {
                self.weight = self.weight.saturating_add(spot.factor);
                Box::default()
            });
            let spot = Spot { decodings: spot.decodings + 1, ..spot.below() };
            self.observe(decoded, Part::Text(json), spot);
        }
    }

    fn array(&mut self, node: &mut SchemaNode, array: Part<'_>, spot: Spot) {
        let length = MinMax::of(array.elements().count() as u64);
        let elements = match &mut node.elements {
            Some(elements) => {
                elements.lengths = elements.lengths.with(length);
                elements
            }
            None => {
                self.weight = self.weight.saturating_add(spot.factor);
                node.elements.insert(Box::new(ArrayElements::of(length)))
            }
        };
        let collapsed = elements.named.iter().filter(|named| named.collapsed).count();
        let names = collapsed.saturating_mul(self.level.names());
        let element = spot.times(names as u64 + 1);
        for value in array.elements() {
            if self.is_too_heavy() {
                return;
            }
            self.observe(&mut elements.node, value, element);
        }
        if self.keeping == Keeping::Values {
            self.named(&mut elements.named, array, spot);
        }
    }

    fn named(&mut self, named: &mut Vec<NamedList>, array: Part<'_>, spot: Spot) {
        for found in named::found(array) {
            let at = match named.binary_search_by_key(&found.key, |named| named.key) {
                Ok(at) => at,
                Err(at) => {
                    named.insert(at, NamedList::of(found.key));
                    at
                }
            };
            let named = &mut named[at];
            if named.collapsed {
                continue;
            }
            if !named.names.contains_key(&*found.name) {
                if named.names.len() >= self.level.names() {
                    named.names.clear();
                    named.collapsed = true;
                    self.collapsed = true;
                    continue;
                }
                self.weight = self.weight.saturating_add(spot.factor);
                named.names.insert((*found.name).into(), KnownMember::default());
            }
            let Some(member) = named.names.get_mut(&*found.name) else {
                continue;
            };
            member.position = member.position.max(found.position as u64);
            member.node.kinds.object += 1;
            if spot.depth < self.level.depth {
                let held = found
                    .element
                    .members()
                    .enumerate()
                    .filter(|(_, (key, _))| named::holds(key, &found.name));
                let members = member.node.members.get_or_insert_default();
                self.object(members, held, spot.below());
            }
        }
    }

    fn object<'a>(
        &mut self,
        members: &mut ObjectMembers,
        object: impl Iterator<Item = (usize, (Cow<'a, str>, Part<'a>))>,
        spot: Spot,
    ) {
        let mut count = 0;
        let mut expected = 0;
        for (position, (key, value)) in object {
            if self.is_too_heavy() {
                return;
            }
            count += 1;
            if let Some(at) = self.place(members, &key, expected, spot) {
                expected = at + 1;
                let member = &mut members.known[at];
                member.position = member.position.max(position as u64);
                self.observe(&mut member.node, value, spot);
            } else {
                let factor = if members.collapsed { self.level.collapsed() } else { 1 };
                let others = members.others.get_or_insert_with(|| {
                    self.weight = self.weight.saturating_add(spot.factor.saturating_mul(factor));
                    Box::default()
                });
                self.observe(others, value, spot.times(factor));
            }
        }
        members.most = members.most.max(count);
    }

    /// Where the member of this name is among those that are told apart: mostly where the member before leads one to
    /// `expect` it. `None` where it is not told apart.
    fn place(
        &mut self,
        members: &mut ObjectMembers,
        key: &str,
        expected: usize,
        spot: Spot,
    ) -> Option<usize> {
        if members.collapsed {
            return None;
        }
        let known = &mut members.known;
        if known.get_index(expected).is_some_and(|(name, _)| **name == *key) {
            return Some(expected);
        }
        if let Some(at) = known.get_index_of(key) {
            return Some(at);
        }
        if is_identifier(key) {
            return None;
        }
        if known.len() >= self.level.keys {
            members.collapse(self.level, spot.depth);
            self.collapsed = true;
            return None;
        }
        self.weight = self.weight.saturating_add(spot.factor);
        let (at, _) = known.insert_full(key.into(), KnownMember::default());
        Some(at)
    }
}

fn count_number(kinds: &mut Kinds, text: &str) {
    if text.bytes().any(|byte| matches!(byte, b'.' | b'e' | b'E')) {
        kinds.number += 1;
    } else {
        kinds.integer += 1;
    }
}

fn characters(text: &str) -> u64 {
    // The bytes that begin a character: faster than decoding.
    text.bytes().filter(|byte| byte & 0xC0 != 0x80).count() as u64
}
