//! The `decode` of a draft, and its effect on other columns: each of them sees a decoded string as another value.

#![expect(
    clippy::indexing_slicing,
    reason = "the number of an entry, or of a step in it, is one that was found in the list"
)]

use std::collections::HashSet;

use super::Draft;
use crate::path::{Hop, Path, Query};
use crate::schema::{Entry, SchemaStep};

impl Draft {
    /// The paths to be decoded, each once, and before those inside of them. A path that selects only what another of
    /// them selects too is not needed.
    pub fn decode(&self) -> Vec<&str> {
        let mut seen = HashSet::new();
        let paths = self.fields.iter().flat_map(|field| &field.decode);
        let queries: Vec<_> = paths
            .filter(|path| seen.insert(path.as_str()))
            .filter_map(|path| query(path).map(|query| (path.as_str(), query)))
            .collect();
        let hops: Vec<_> = queries.iter().map(|(path, query)| (*path, query.hops())).collect();
        hops.iter()
            .filter(|(path, narrow)| {
                hops.iter().all(|(other, wide)| other == path || !covers(wide, narrow))
            })
            .map(|(path, _)| *path)
            .collect()
    }
}

/// Whether the path of `wide` selects all that the path of `narrow` does.
fn covers(wide: &[Hop<'_>], narrow: &[Hop<'_>]) -> bool {
    let leads_too = |(wide, narrow): (&Hop<'_>, &Hop<'_>)| wide == narrow || *wide == Hop::Every;
    wide.len() == narrow.len() && wide.iter().zip(narrow).all(leads_too)
}

fn query(path: &str) -> Option<Query> {
    match Path::parse(path) {
        Ok(Path::Payload(query)) => Some(query),
        _ => None,
    }
}

/// Leaves out the look-ups by names that some column may have decoded. A name is looked up as it reads then: as another
/// one, or as none at all.
pub(super) fn keep_steady(entries: &mut Vec<Entry>) {
    let decoded: HashSet<&String> = entries.iter().flat_map(|entry| &entry.decode).collect();
    let queries: Vec<Query> = decoded.into_iter().filter_map(|path| query(path)).collect();
    let decoded: Vec<Vec<Hop<'_>>> = queries.iter().map(Query::hops).collect();
    entries.retain(|entry| {
        let mut steps = entry.steps.iter().enumerate();
        steps.all(|(at, step)| match step {
            SchemaStep::LookUp { key, .. } => {
                let names = |hops: &Vec<Hop<'_>>| may_be_names(hops, &entry.steps[..at], key);
                !decoded.iter().any(names)
            }
            SchemaStep::Key(_) | SchemaStep::Each => true,
        })
    });
}

/// Whether `hops` may select the member `key` of elements of the list at `list`.
fn may_be_names(hops: &[Hop<'_>], list: &[SchemaStep], key: &str) -> bool {
    let Some((around, [element, member])) = hops.split_last_chunk() else {
        return false;
    };
    let leads_there = match member {
        Hop::Key(name) => *name == key,
        _ => true,
    };
    around.len() == list.len()
        && leads_there
        // A key selects nothing in a list.
        && !matches!(element, Hop::Key(_))
        && around.iter().zip(list).all(|(hop, step)| may_meet(hop, step))
}

/// Whether both may lead to the same value.
fn may_meet(hop: &Hop<'_>, step: &SchemaStep) -> bool {
    match (hop, step) {
        (Hop::Key(name), SchemaStep::Key(key)) => name == key,
        (Hop::LookUp { key, value }, SchemaStep::LookUp { key: by, name }) => {
            key != by || value == name
        }
        (Hop::Key(_), SchemaStep::LookUp { .. }) | (Hop::LookUp { .. }, SchemaStep::Key(_)) => {
            false
        }
        _ => true,
    }
}
