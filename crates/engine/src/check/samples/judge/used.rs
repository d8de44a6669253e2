//! The paths that a mapping uses.

#![expect(clippy::indexing_slicing, reason = "as many hops as are certain are there")]

use crate::check::samples::field::FieldStats;
use crate::check::samples::followed::FollowedPath;
use crate::check::samples::outline::leads;
use crate::mapping::{FieldSource, Mapping};
use crate::path::Hop;
use crate::schema::Entry;

/// The paths that a mapping uses.
pub(super) struct UsedPaths<'m> {
    /// Those of fields and conditions, which use all that is below them too.
    deep: Vec<Vec<Hop<'m>>>,
    /// Those of `decode` and `each`, which only lead on.
    alone: Vec<Vec<Hop<'m>>>,
}

impl<'m> UsedPaths<'m> {
    pub(super) fn of(mapping: &'m Mapping) -> Self {
        let each = mapping.each.as_ref().map(|each| each.path.hops());
        let each = each.unwrap_or_default();
        let fields = mapping.fields.iter().flat_map(|field| {
            let stats = FieldStats::of(field);
            let paths = stats.paths.into_iter().map(|path| path.followed);
            // A fallback that may go anywhere catches what comes one day: it does not map what is there.
            let is_catch_all = |(index, followed): &(usize, FollowedPath<'m>)| {
                let is_vague = |hop: &Hop<'_>| matches!(hop, Hop::Some | Hop::Anywhere);
                *index > 0
                    && matches!(field.source, FieldSource::Paths(_))
                    && followed.hops().iter().any(is_vague)
            };
            let mapped = paths.enumerate().filter(move |path| !is_catch_all(path));
            mapped.map(|(_, followed)| followed)
        });
        let conditions = mapping.when.iter().map(|condition| FollowedPath::of(&condition.written));
        let deep = fields.chain(conditions);
        let decodes = mapping.decode.iter().map(|written| written.path.hops());
        UsedPaths {
            deep: deep.filter_map(|path| path.hops_from_payload(&each)).collect(),
            alone: decodes.chain([each.clone()]).collect(),
        }
    }

    /// Whether the mapping uses what is there, or something in it.
    pub(super) fn has(&self, entry: &Entry) -> bool {
        let is_in = |hops: &Vec<Hop<'_>>| {
            // What descends to any depth is taken to go everywhere below where it begins.
            let certain = hops.iter().take_while(|hop| **hop != Hop::Anywhere).count();
            leads(&hops[..certain], &entry.steps)
        };
        let is_at =
            |hops: &Vec<Hop<'_>>| hops.len() == entry.steps.len() && leads(hops, &entry.steps);
        self.deep.iter().any(is_in) || self.alone.iter().any(is_at)
    }
}
