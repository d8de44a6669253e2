//! A query segment by segment, to find how far it leads.

#![expect(clippy::indexing_slicing, reason = "no more hops are asked for than there are")]

use super::segment::{Segment, Selector};
use super::{Query, Step};

/// What one segment of a query does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hop<'q> {
    /// To the member of this name.
    Key(&'q str),
    /// To the element at this index, from the end when negative.
    Index(i64),
    /// To every element and member.
    Every,
    /// To the first element whose member `key`, as text, is `value`.
    LookUp {
        /// The member's name.
        key: &'q str,
        /// What it must read.
        value: &'q str,
    },
    /// To some of the elements and members.
    Some,
    /// To something at any depth.
    Anywhere,
}

impl Query {
    /// What its segments do, in order.
    pub fn hops(&self) -> Vec<Hop<'_>> {
        let plain = self.plain.iter().map(|step| match step {
            Step::Key(name) => Hop::Key(name),
            Step::Index(index) => Hop::Index(i64::try_from(*index).unwrap_or(i64::MAX)),
        });
        plain.chain(self.rest.iter().map(Segment::as_hop)).collect()
    }

    /// Its first `length` segments.
    #[must_use]
    pub fn prefix(&self, length: usize) -> Query {
        let plain = length.min(self.plain.len());
        let rest = (length - plain).min(self.rest.len());
        let rest = self.rest[..rest].to_vec();
        let spans = self.spans.iter().take(length).cloned().collect();
        Query::new(self.plain[..plain].to_vec(), rest, spans)
    }
}

impl Segment {
    fn as_hop(&self) -> Hop<'_> {
        match self {
            Segment::Child(selectors) => match selectors.as_slice() {
                [Selector::Name(name)] => Hop::Key(name),
                [Selector::Index(index)] => Hop::Index(*index),
                [Selector::Wildcard] => Hop::Every,
                _ => Hop::Some,
            },
            Segment::Descendant(_) => Hop::Anywhere,
            Segment::Lookup { key, value } => Hop::LookUp { key, value },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::tests::query;

    #[test]
    fn a_query_is_told_segment_by_segment() {
        let query = query("$.a[-1][*][0,1]..b");
        let key = Hop::Key;
        assert_eq!(query.hops(), [key("a"), Hop::Index(-1), Hop::Every, Hop::Some, Hop::Anywhere]);
    }

    #[test]
    fn a_prefix_selects_what_its_segments_do() {
        let value = crate::json::Value::of(r#"{"a":[{"n":"x","v":[1,2]}]}"#);
        let query = query("a[n=x].v[*]");
        let found: Vec<usize> =
            (0..=5).map(|length| query.prefix(length).select_all(&value).iter().len()).collect();
        assert_eq!(found, [1, 1, 1, 1, 2, 2]);
    }
}
