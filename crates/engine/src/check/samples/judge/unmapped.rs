//! Payload paths that no field maps.

use super::used::UsedPaths;
use crate::check::samples::evidence::Evidence;
use crate::check::samples::grouped;
use crate::check::samples::outline::{Outline, is_secret, undecoded};
use crate::check::samples::words::percent;
use crate::problem::{Problem, ProblemCode};
use crate::schema::{Entry, SchemaStep, Shape};

/// One note of all paths that are filled in at least half of the payloads and that the mapping does not use.
pub(super) fn judge(evidence: &Evidence<'_>, outline: &Outline) -> Option<Problem> {
    let used = UsedPaths::of(evidence.mapping);
    let mut paths: Vec<(&Entry, String)> = Vec::new();
    let mut listed: Vec<&[SchemaStep]> = Vec::new();
    for entry in &outline.entries {
        let filled = filled(entry);
        let is_common = filled > 0 && filled.saturating_mul(2) >= outline.payloads;
        let below_listed = listed.iter().any(|steps| entry.steps.starts_with(steps));
        if !is_common
            || below_listed
            || used.has(entry)
            || is_secret(entry)
            || entry.steps.contains(&SchemaStep::Each)
            || !undecoded(entry, &evidence.mapping.decode).is_empty()
        {
            continue;
        }
        if entry.kinds.array > 0 {
            listed.push(&entry.steps);
        }
        paths.push((entry, percent(filled, outline.payloads)));
    }
    paths.sort_by_key(|(entry, _)| std::cmp::Reverse(self::filled(entry)));
    if paths.is_empty() {
        return None;
    }
    let message = match paths.len() {
        1 => "1 path is filled in most payloads, and no field maps it".to_owned(),
        count => format!("{count} paths are filled in most payloads, and no field maps them"),
    };
    let span = evidence.mapping.fields_span.clone();
    let mut problem = Problem::notice(ProblemCode::UnmappedPath, span, message);
    problem.notes = grouped::notes(&paths);
    Some(problem)
}

/// In how many payloads there is something: a scalar that is not blank, or a list that may have elements.
fn filled(entry: &Entry) -> u64 {
    let kinds = entry.kinds;
    let lists = match entry.array_lengths {
        // Of a list of named things each has a path of its own.
        Some(lengths) if lengths.most > 0 && entry.shape != Some(Shape::NamedList) => kinds.array,
        _ => 0,
    };
    kinds.boolean.saturating_add(kinds.shapeable()).saturating_add(lists)
}
