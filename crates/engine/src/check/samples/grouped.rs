//! Lists many paths in few lines, grouped by their object.

use super::words::list;
use crate::path::{Dotted, DottedStep};
use crate::schema::{Entry, SchemaStep};

/// How many groups are told.
const GROUPS: usize = 10;

/// A line for each object that some of the paths are in, with what is said of each path; in the order of the paths.
pub(super) fn notes(paths: &[(&Entry, String)]) -> Vec<String> {
    let mut groups: Vec<(&[SchemaStep], Vec<String>)> = Vec::new();
    for (entry, said) in paths {
        let is_key = |step: &&SchemaStep| matches!(step, SchemaStep::Key(_));
        let keys = entry.steps.iter().take_while(is_key).count();
        let last = entry.steps.len().saturating_sub(1);
        let (parent, rest) = entry.steps.split_at(keys.min(last));
        let path = format!("{} ({said})", spelled(rest));
        match groups.iter_mut().find(|(other, _)| *other == parent) {
            Some((_, group)) => group.push(path),
            None => groups.push((parent, vec![path])),
        }
    }
    let mut notes: Vec<String> = Vec::new();
    for (parent, group) in groups.iter().take(GROUPS) {
        let listed = list(group.iter().cloned(), group.len());
        notes.push(match parent {
            [] => format!("in the payload: {listed}"),
            parent => format!("in `{}`: {listed}", spelled(parent)),
        });
    }
    let more: usize = groups.iter().skip(GROUPS).map(|(_, group)| group.len()).sum();
    if more > 0 {
        notes.push(format!("and {more} more"));
    }
    notes
}

fn spelled(steps: &[SchemaStep]) -> String {
    let steps: Vec<_> = steps.iter().map(DottedStep::from).collect();
    Dotted(&steps).to_string()
}
