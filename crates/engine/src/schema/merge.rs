//! Merges two nodes, or two runs, by adding their counts.

#![expect(clippy::indexing_slicing, reason = "the place was found in this list")]

use indexmap::IndexMap;
use indexmap::map::Entry;

use super::level::Level;
use super::named::NamedList;
use super::node::{ArrayElements, KnownMember, ObjectMembers, SchemaNode};

impl SchemaNode {
    /// Adds the counts of `other`. Both nodes are `depth` steps below the payload, and at `level`.
    pub(super) fn absorb(&mut self, other: SchemaNode, level: Level, depth: usize) {
        self.kinds.absorb(other.kinds);
        self.values.absorb(other.values);
        self.signs.absorb(&other.signs);
        self.text_lengths = match (self.text_lengths, other.text_lengths) {
            (Some(here), Some(there)) => Some(here.with(there)),
            (here, there) => here.or(there),
        };
        match (&mut self.members, other.members) {
            (Some(here), Some(there)) => here.absorb(*there, level, depth + 1),
            (here, there) => *here = here.take().or(there),
        }
        match (&mut self.elements, other.elements) {
            (Some(here), Some(there)) => here.absorb(*there, level, depth + 1),
            (here, there) => *here = here.take().or(there),
        }
        absorb(&mut self.decoded, other.decoded, level, depth + 1);
    }

    /// Reduces the node to a coarser `level`.
    pub(super) fn lower(&mut self, level: Level, depth: usize) {
        if depth >= level.depth {
            self.members = None;
            self.elements = None;
            self.decoded = None;
            return;
        }
        let below = depth + 1;
        if let Some(members) = &mut self.members {
            for member in members.known.values_mut() {
                member.node.lower(level, below);
            }
            if let Some(others) = &mut members.others {
                others.lower(level, below);
            }
            if members.known.len() > level.keys {
                members.collapse(level, below);
            }
        }
        if let Some(elements) = &mut self.elements {
            elements.node.lower(level, below);
            for named in &mut elements.named {
                for member in named.names.values_mut() {
                    member.node.lower(level, below);
                }
                named.settle(level);
            }
        }
        if let Some(decoded) = &mut self.decoded {
            decoded.lower(level, below);
        }
    }

    /// What it weighs at `level`: see [`super::level`].
    pub(super) fn weight(&self, level: Level) -> u64 {
        let mut weight: u64 = 1;
        let mut add = |more: u64| weight = weight.saturating_add(more);
        if let Some(members) = &self.members {
            for member in members.known.values() {
                add(member.node.weight(level));
            }
            if let Some(others) = &members.others {
                let factor = if members.collapsed { level.collapsed() } else { 1 };
                add(others.weight(level).saturating_mul(factor));
            }
        }
        if let Some(elements) = &self.elements {
            let element = elements.node.weight(level);
            add(element);
            for named in &elements.named {
                if named.collapsed {
                    add(element.saturating_mul(level.names() as u64));
                } else {
                    let names = named.names.values();
                    names.for_each(|member| add(member.node.weight(level)));
                }
            }
        }
        if let Some(decoded) = &self.decoded {
            add(decoded.weight(level));
        }
        weight
    }

    /// The largest count in it.
    pub(super) fn most_counted(&self) -> u64 {
        let here = self.kinds.counts().into_iter().map(|(_, count)| count);
        let here = here.chain(self.values.counts()).chain(self.signs.counts().map(|(_, n)| n));
        let members = self.members.iter().flat_map(|members| {
            let known = members.known.values().map(|member| &member.node);
            known.chain(members.others.as_deref())
        });
        let elements = self.elements.iter().flat_map(|elements| {
            let named = elements.named.iter().flat_map(|named| named.names.values());
            named.map(|member| &member.node).chain([&elements.node])
        });
        let below = members.chain(elements).chain(self.decoded.as_deref());
        here.chain(below.map(SchemaNode::most_counted)).max().unwrap_or(0)
    }

    /// Forgets every value, and the names in lists of named things, which are values too.
    pub(super) fn redact(&mut self) {
        self.values = super::values::Values::default();
        if let Some(members) = &mut self.members {
            let known = members.known.values_mut().map(|member| &mut member.node);
            known.chain(members.others.as_deref_mut()).for_each(SchemaNode::redact);
        }
        if let Some(elements) = &mut self.elements {
            elements.node.redact();
            elements.named.clear();
        }
        if let Some(decoded) = &mut self.decoded {
            decoded.redact();
        }
    }
}

impl ObjectMembers {
    /// `depth` is that of the members.
    fn absorb(&mut self, mut other: ObjectMembers, level: Level, depth: usize) {
        self.most = self.most.max(other.most);
        if self.collapsed || other.collapsed {
            self.collapse(level, depth);
            other.collapse(level, depth);
        }
        absorb(&mut self.others, other.others, level, depth);
        absorb_members(&mut self.known, other.known, level, depth);
        if self.known.len() > level.keys {
            self.collapse(level, depth);
        }
    }

    /// Tells the members apart no longer. `depth` is that of the members.
    pub(super) fn collapse(&mut self, level: Level, depth: usize) {
        self.collapsed = true;
        for (_, member) in std::mem::take(&mut self.known) {
            absorb(&mut self.others, Some(Box::new(member.node)), level, depth);
        }
    }
}

impl ArrayElements {
    /// `depth` is that of the elements.
    fn absorb(&mut self, other: ArrayElements, level: Level, depth: usize) {
        self.node.absorb(other.node, level, depth);
        self.lengths = self.lengths.with(other.lengths);
        for more in other.named {
            match self.named.binary_search_by_key(&more.key, |named| named.key) {
                Ok(at) => self.named[at].absorb(more, level, depth),
                Err(at) => self.named.insert(at, more),
            }
        }
    }
}

impl NamedList {
    fn absorb(&mut self, other: NamedList, level: Level, depth: usize) {
        self.collapsed |= other.collapsed;
        absorb_members(&mut self.names, other.names, level, depth);
        self.settle(level);
    }

    fn settle(&mut self, level: Level) {
        self.collapsed |= self.names.len() > level.names();
        if self.collapsed {
            self.names.clear();
        }
    }
}

fn absorb(
    here: &mut Option<Box<SchemaNode>>,
    there: Option<Box<SchemaNode>>,
    level: Level,
    depth: usize,
) {
    match (&mut *here, there) {
        (Some(here), Some(there)) => here.absorb(*there, level, depth),
        (None, there) => *here = there,
        (Some(_), None) => {}
    }
}

fn absorb_members(
    here: &mut IndexMap<Box<str>, KnownMember>,
    there: IndexMap<Box<str>, KnownMember>,
    level: Level,
    depth: usize,
) {
    for (key, more) in there {
        match here.entry(key) {
            Entry::Occupied(mut member) => {
                let member = member.get_mut();
                member.position = member.position.max(more.position);
                member.node.absorb(more.node, level, depth);
            }
            Entry::Vacant(place) => {
                place.insert(more);
            }
        }
    }
}
