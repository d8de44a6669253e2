//! Follows a path of a mapping into the samples and finds the segment at which it breaks off.

use std::ops::{ControlFlow, Range};

use crate::capture::Delivery;
use crate::json::Part;
use crate::mapping::Written;
use crate::path::{Hop, Path, Query};
use crate::record::Cell;

/// A path of a mapping, and how many of its segments select something in the samples.
#[derive(Debug)]
pub(super) struct FollowedPath<'m> {
    /// The path as it is written.
    pub(super) text: &'m str,
    /// Where it stands in the mapping's text.
    pub(super) span: &'m Range<usize>,
    /// Where its segments stand there.
    pub(super) segments: &'m [Range<usize>],
    /// Where it begins.
    pub(super) start: PathStart<'m>,
    /// The queries of its first segment, of its first two, and so on.
    prefixes: Vec<Query>,
    /// How many of its segments select something in some payload that `when` lets through.
    pub(super) reached: usize,
    /// How many do in some payload that `when` filters out.
    pub(super) reached_filtered: usize,
}

/// Where a path begins.
#[derive(Debug, Clone, Copy)]
pub(super) enum PathStart<'m> {
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

impl<'m> FollowedPath<'m> {
    pub(super) fn of<P>(written: &'m Written<P>) -> Self
    where
        PathStart<'m>: From<&'m P>,
    {
        let start = PathStart::from(&written.path);
        let prefixes = start.query().map_or_else(Vec::new, |query| {
            let lengths = 1..=query.hops().len();
            lengths.map(|length| query.prefix(length)).collect()
        });
        FollowedPath {
            text: &written.text,
            span: &written.span,
            segments: &written.segments,
            start,
            prefixes,
            reached: 0,
            reached_filtered: 0,
        }
    }

    /// Its segments as hops; none for a path of the delivery.
    pub(super) fn hops(&self) -> Vec<Hop<'m>> {
        self.start.query().map_or_else(Vec::new, Query::hops)
    }

    /// Its hops from the payload on, which include `each` if it begins at a node of that; `None` for a path of the delivery.
    pub(super) fn hops_from_payload(&self, each: &[Hop<'m>]) -> Option<Vec<Hop<'m>>> {
        match self.start {
            PathStart::Payload(query) => Some(query.hops()),
            PathStart::Node(query) => Some(each.iter().copied().chain(query.hops()).collect()),
            PathStart::Header(_) | PathStart::Parameter(_) | PathStart::Input => None,
        }
    }

    /// How many segments it has.
    pub(super) fn length(&self) -> usize {
        match self.start {
            PathStart::Payload(_) | PathStart::Node(_) => self.prefixes.len(),
            PathStart::Header(_) | PathStart::Parameter(_) => 1,
            PathStart::Input => 0,
        }
    }

    /// Whether it selects something in some sample that counts.
    pub(super) fn is_found(&self) -> bool {
        self.reached >= self.length()
    }

    /// Follows it as far as it leads, into a payload that counts; `start` is where it begins.
    pub(super) fn follow(&mut self, start: Part<'_>, root: Part<'_>, delivery: &Delivery<'_>) {
        self.reached = self.count_reached(self.reached, start, root, delivery);
    }

    /// The same for a payload that `when` filters out.
    pub(super) fn follow_filtered(&mut self, root: Part<'_>, delivery: &Delivery<'_>) {
        if !self.is_found() && !matches!(self.start, PathStart::Node(_)) {
            self.reached_filtered = self.count_reached(self.reached_filtered, root, root, delivery);
        }
    }

    /// Follows it where another one has followed it, in the payloads that come next.
    pub(super) fn append(&mut self, more: &FollowedPath<'_>) {
        if !self.is_found() {
            self.reached_filtered = self.reached_filtered.max(more.reached_filtered);
        }
        self.reached = self.reached.max(more.reached);
    }

    fn count_reached(
        &self,
        reached: usize,
        start: Part<'_>,
        root: Part<'_>,
        delivery: &Delivery<'_>,
    ) -> usize {
        match self.start {
            PathStart::Payload(_) | PathStart::Node(_) => {
                let further = self.prefixes.iter().skip(reached);
                let leads = |prefix: &&Query| {
                    prefix.show_from(start, root, |_, _| ControlFlow::Break(())).is_break()
                };
                reached + further.take_while(leads).count()
            }
            PathStart::Header(name) => reached.max(delivery.header(name).len().min(1)),
            PathStart::Parameter(name) => reached.max(delivery.query(name).len().min(1)),
            PathStart::Input => 0,
        }
    }

    /// Shows `found` what it selects in a payload. Only for what does not begin at a node of `each`.
    pub(super) fn select<'v>(
        &self,
        root: Part<'v>,
        delivery: &Delivery<'v>,
        found: &mut impl FnMut(Cell<'v>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let texts: Vec<&str> = match self.start {
            PathStart::Payload(query) => {
                return query.show_from(root, root, |text, _| found(Cell::of_json(text)));
            }
            PathStart::Header(name) => delivery.header(name),
            PathStart::Parameter(name) => delivery.query(name),
            PathStart::Node(_) | PathStart::Input => Vec::new(),
        };
        texts.into_iter().map(Cell::of_json).try_for_each(found)
    }
}

impl<'m> From<&'m Query> for PathStart<'m> {
    fn from(query: &'m Query) -> Self {
        PathStart::Payload(query)
    }
}

impl<'m> From<&'m Path> for PathStart<'m> {
    fn from(path: &'m Path) -> Self {
        match path {
            Path::Payload(query) => PathStart::Payload(query),
            Path::Node(query) => PathStart::Node(query),
            Path::Header(name) => PathStart::Header(name),
            Path::QueryParameter(name) => PathStart::Parameter(name),
            Path::Origin(_) => PathStart::Input,
        }
    }
}

impl<'m> PathStart<'m> {
    pub(super) fn query(self) -> Option<&'m Query> {
        match self {
            PathStart::Payload(query) | PathStart::Node(query) => Some(query),
            PathStart::Header(_) | PathStart::Parameter(_) | PathStart::Input => None,
        }
    }
}
