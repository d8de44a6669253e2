//! How far a path of a mapping leads into the samples.

use std::ops::Range;

use crate::capture::Delivery;
use crate::json::Value;
use crate::mapping::Written;
use crate::path::{Hop, Path, Query};
use crate::record::Cell;

/// A path of a mapping, and how much of it was found.
#[derive(Debug)]
pub(super) struct Asked<'m> {
    /// The path as it is written.
    pub(super) text: &'m str,
    /// Where it stands in the mapping's text.
    pub(super) span: &'m Range<usize>,
    /// Where its segments stand there.
    pub(super) segments: &'m [Range<usize>],
    /// Where it begins.
    pub(super) origin: Origin<'m>,
    /// What its first segment selects, what its first two do, and so on.
    prefixes: Vec<Query>,
    /// How many of its segments lead somewhere in a payload that counts.
    pub(super) reached: usize,
    /// How many do in a payload that `when` filters out.
    pub(super) reached_filtered: usize,
}

/// Where a path begins.
#[derive(Debug, Clone, Copy)]
pub(super) enum Origin<'m> {
    /// At the payload.
    Payload(&'m Query),
    /// At a node of `each`.
    Node(&'m Query),
    /// At the headers.
    Header(&'m str),
    /// At the query's parameters.
    Parameter(&'m str),
    /// Where the payload came from: always there.
    Input,
}

impl<'m> Asked<'m> {
    pub(super) fn of<P>(written: &'m Written<P>) -> Self
    where
        Origin<'m>: From<&'m P>,
    {
        let origin = Origin::from(&written.path);
        let prefixes = origin.query().map_or_else(Vec::new, |query| {
            let lengths = 1..=query.hops().len();
            lengths.map(|length| query.prefix(length)).collect()
        });
        Asked {
            text: &written.text,
            span: &written.span,
            segments: &written.segments,
            origin,
            prefixes,
            reached: 0,
            reached_filtered: 0,
        }
    }

    /// What its segments do; none for a path of the delivery.
    pub(super) fn hops(&self) -> Vec<Hop<'m>> {
        self.origin.query().map_or_else(Vec::new, Query::hops)
    }

    /// How many segments it has.
    pub(super) fn length(&self) -> usize {
        match self.origin {
            Origin::Payload(_) | Origin::Node(_) => self.prefixes.len(),
            Origin::Header(_) | Origin::Parameter(_) => 1,
            Origin::Input => 0,
        }
    }

    /// Whether it selects something in some sample that counts.
    pub(super) fn is_found(&self) -> bool {
        self.reached >= self.length()
    }

    /// Follows it as far as it leads, into a payload that counts; `start` is where it begins.
    pub(super) fn follow(&mut self, start: &Value<'_>, root: &Value<'_>, delivery: &Delivery<'_>) {
        self.reached = self.followed(self.reached, start, root, delivery);
    }

    /// The same for a payload that `when` filters out.
    pub(super) fn follow_filtered(&mut self, root: &Value<'_>, delivery: &Delivery<'_>) {
        if !self.is_found() && !matches!(self.origin, Origin::Node(_)) {
            self.reached_filtered = self.followed(self.reached_filtered, root, root, delivery);
        }
    }

    fn followed(
        &self,
        reached: usize,
        start: &Value<'_>,
        root: &Value<'_>,
        delivery: &Delivery<'_>,
    ) -> usize {
        match self.origin {
            Origin::Payload(_) | Origin::Node(_) => {
                let further = self.prefixes.iter().skip(reached);
                let leads = |prefix: &&Query| !prefix.select_from(start, root).is_empty();
                reached + further.take_while(leads).count()
            }
            Origin::Header(name) => reached.max(delivery.header(name).len().min(1)),
            Origin::Parameter(name) => reached.max(delivery.query(name).len().min(1)),
            Origin::Input => 0,
        }
    }

    /// What it selects in a payload. Only for what does not begin at a node of `each`.
    pub(super) fn select<'v>(&self, root: &'v Value<'_>, delivery: &Delivery<'v>) -> Vec<Cell<'v>> {
        let texts: Vec<&str> = match self.origin {
            Origin::Payload(query) => {
                let nodes = query.select_all(root);
                return nodes.iter().map(|node| Cell::of_json(node.value.text)).collect();
            }
            Origin::Header(name) => delivery.header(name),
            Origin::Parameter(name) => delivery.query(name),
            Origin::Node(_) | Origin::Input => Vec::new(),
        };
        texts.into_iter().map(Cell::of_json).collect()
    }
}

impl<'m> From<&'m Query> for Origin<'m> {
    fn from(query: &'m Query) -> Self {
        Origin::Payload(query)
    }
}

impl<'m> From<&'m Path> for Origin<'m> {
    fn from(path: &'m Path) -> Self {
        match path {
            Path::Payload(query) => Origin::Payload(query),
            Path::Node(query) => Origin::Node(query),
            Path::Header(name) => Origin::Header(name),
            Path::QueryParameter(name) => Origin::Parameter(name),
            Path::Origin(_) => Origin::Input,
        }
    }
}

impl<'m> Origin<'m> {
    pub(super) fn query(self) -> Option<&'m Query> {
        match self {
            Origin::Payload(query) | Origin::Node(query) => Some(query),
            Origin::Header(_) | Origin::Parameter(_) | Origin::Input => None,
        }
    }
}
