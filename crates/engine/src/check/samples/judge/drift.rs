//! Drift: differences between the samples and a schema made of earlier ones.

use super::used::UsedPaths;
use crate::check::samples::evidence::Evidence;
use crate::check::samples::outline::{Outline, has_vanished, is_filled, is_secret, is_told};
use crate::check::samples::words::percent;
use crate::check::samples::{Facts, grouped};
use crate::mapping::{Field, FieldSource, Many};
use crate::problem::quoted::quoted;
use crate::problem::{Problem, ProblemCode};
use crate::schema::{Entry, Kinds};
use crate::value::Type;

/// In fewer payloads than this a type can have been missing by chance.
const TYPED: u64 = 5;

/// Reports what has changed: at the fields that use it, and in notes where no field does.
pub(super) fn judge(evidence: &Evidence<'_>, before: &Outline, facts: &Facts) -> Vec<Problem> {
    let now = &facts.all;
    let used = UsedPaths::of(evidence.mapping);
    let span = &evidence.mapping.fields_span;
    let mut problems = Vec::new();
    let mut grouped_note = |code, [one, many]: [&str; 2], paths: Vec<(&Entry, String)>| {
        if !paths.is_empty() {
            let message = match paths.len() {
                1 => format!("1 path {one}"),
                count => format!("{count} paths {many}"),
            };
            let mut problem = Problem::notice(code, span.clone(), message);
            problem.notes = grouped::notes(&paths);
            problems.push(problem);
        }
    };
    let unused = |entry: &&Entry| !used.has(entry) && is_told(entry);
    let new = topmost(now.entries.iter().filter(unused), |entry| {
        is_filled(entry) && before.tells_apart(entry) && !before.has(entry)
    });
    let new = new.into_iter().filter(|entry| !is_secret(entry));
    grouped_note(
        ProblemCode::NewPath,
        [
            "is in the samples and not in the schema, and no field maps it",
            "are in the samples and not in the schema, and no field maps them",
        ],
        shares(new),
    );
    let vanished = topmost(before.entries.iter().filter(unused), |entry| {
        has_vanished(entry, now.payloads) && now.tells_apart(entry) && !now.has(entry)
    });
    grouped_note(
        ProblemCode::VanishedPath,
        [
            "of the schema is in none of the samples; no field maps it",
            "of the schema are in none of the samples; no field maps them",
        ],
        shares(vanished),
    );
    let changed = before.entries.iter().filter(unused).filter_map(|entry| {
        let (from, to) = change(entry, now)?;
        Some((entry, format!("was {from}, is also {to}")))
    });
    grouped_note(
        ProblemCode::ChangedType,
        [
            "has values of another type than in the schema; no field maps it",
            "have values of another type than in the schema; no field maps them",
        ],
        changed.collect(),
    );
    problems.extend(changed_fields(evidence, before, now));
    problems
}

/// Fields whose paths hold values of types that the schema has not seen there.
fn changed_fields(evidence: &Evidence<'_>, before: &Outline, now: &Outline) -> Vec<Problem> {
    let each = evidence.mapping.each.as_ref().map(|each| each.path.hops());
    let each = each.unwrap_or_default();
    let mut problems = Vec::new();
    for stats in &evidence.fields {
        for followed in stats.paths.iter().map(|path| &path.followed) {
            let Some(hops) = followed.hops_from_payload(&each) else {
                continue;
            };
            let Some((from, to)) = before.at(&hops).and_then(|entry| change(entry, now)) else {
                continue;
            };
            let message =
                format!("{} was {from}, and is {to} in some samples", quoted(followed.text));
            let field = quoted(&stats.field.name).to_string();
            let span = followed.segments.last().unwrap_or(followed.span).clone();
            problems.push(match (stats.misfits, levels_types(stats.field)) {
                (0, true) => Problem::notice(ProblemCode::ChangedType, span, message)
                    .note(format!("{field} makes the same of it")),
                (0, false) => Problem::warning(ProblemCode::ChangedType, span, message).note(
                    format!("{field} takes it as it is: what reads the column finds another type"),
                ),
                (misfits, _) => {
                    Problem::warning(ProblemCode::ChangedType, span, message).note(match misfits {
                        1 => format!("1 value of {field} does not fit"),
                        misfits => format!("{misfits} values of {field} do not fit"),
                    })
                }
            });
        }
    }
    problems
}

/// Whether a field makes cells of one type, whatever fitting values it is given.
fn levels_types(field: &Field) -> bool {
    field.kind != Type::Any
        || field.values.is_some()
        || matches!(field.source, FieldSource::Template(_))
        || matches!(field.many, Many::Join { .. })
}

/// The types that the values had, and the types that are new.
fn change(before: &Entry, now: &Outline) -> Option<(String, String)> {
    let now = now.entries.iter().find(|entry| entry.steps == before.steps)?;
    let (had, has) = (kinds(before.kinds), kinds(now.kinds));
    let seen = had.iter().map(|(_, count)| count).sum::<u64>();
    let names = |kinds: Vec<&str>| kinds.join(" or ");
    let old: Vec<&str> =
        had.iter().filter(|(_, count)| *count > 0).map(|(name, _)| *name).collect();
    let new: Vec<&str> = has
        .iter()
        .filter(|(name, count)| *count > 0 && !old.contains(name))
        .map(|(name, _)| *name)
        .collect();
    (seen >= TYPED && !new.is_empty()).then(|| (names(old), names(new)))
}

/// How many values there are of each type that matters to a mapping.
fn kinds(kinds: Kinds) -> [(&'static str, u64); 5] {
    [
        ("true or false", kinds.boolean),
        ("a number", kinds.integer.saturating_add(kinds.number)),
        ("text", kinds.string),
        ("a list", kinds.array),
        ("an object", kinds.object),
    ]
}

/// The entries that are `wanted` and below no other such entry.
fn topmost<'e>(
    entries: impl Iterator<Item = &'e Entry>,
    wanted: impl Fn(&Entry) -> bool,
) -> Vec<&'e Entry> {
    let mut found: Vec<&Entry> = Vec::new();
    for entry in entries {
        let is_below = found.iter().any(|above| entry.steps.starts_with(&above.steps));
        if !is_below && wanted(entry) {
            found.push(entry);
        }
    }
    found
}

fn shares<'e>(entries: impl IntoIterator<Item = &'e Entry>) -> Vec<(&'e Entry, String)> {
    let share = |entry: &'e Entry| (entry, percent(entry.present.count, entry.present.of));
    entries.into_iter().map(share).collect()
}
