//! Drift: what has changed in the samples since a schema was made of others.

use super::evidence::Evidence;
use super::meant::is_filled;
use super::outline::{Outline, leads};
use super::unmapped::{Used, is_secret};
use super::words::percent;
use super::{Known, grouped};
use crate::mapping::{Field, Many, Source};
use crate::path::Hop;
use crate::problem::quoted::quoted;
use crate::problem::{Code, Problem};
use crate::schema::{Entry, Kinds, Step};
use crate::value::Type;

/// Of fewer samples than this nothing is concluded from what they lack.
const FEWEST: u64 = 5;

/// What is missing only by chance less often than this is said to have vanished.
const CHANCE: f64 = 0.01;

/// In fewer payloads than this a type can have been missing by chance.
const TYPED: u64 = 5;

/// Whether it is more than chance that none of so many samples has what `entry` counts in the schema.
pub(super) fn has_vanished(entry: &Entry, samples: u64) -> bool {
    let exponent = i32::try_from(samples).unwrap_or(i32::MAX);
    let by_chance = (1.0 - entry.present.fraction()).powi(exponent);
    samples >= FEWEST && by_chance < CHANCE
}

/// What has changed: told where the mapping uses it, and in notes where it does not.
pub(super) fn judge(evidence: &Evidence<'_>, before: &Outline, known: &Known) -> Vec<Problem> {
    let now = &known.all;
    let used = Used::of(evidence.mapping);
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
        is_filled(entry) && is_told_apart(entry, before) && !is_in(entry, before)
    });
    let new = new.into_iter().filter(|entry| !is_secret(entry));
    grouped_note(
        Code::NewPath,
        [
            "is in the samples and not in the schema, and no field maps it",
            "are in the samples and not in the schema, and no field maps them",
        ],
        shares(new),
    );
    let vanished = topmost(before.entries.iter().filter(unused), |entry| {
        has_vanished(entry, now.payloads) && is_told_apart(entry, now) && !is_in(entry, now)
    });
    grouped_note(
        Code::VanishedPath,
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
        Code::ChangedType,
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
    for tally in &evidence.fields {
        for asked in tally.paths.iter().map(|path| &path.asked) {
            use super::asked::Origin;
            let hops: Vec<Hop<'_>> = match asked.origin {
                Origin::Payload(query) => query.hops(),
                Origin::Node(query) => each.iter().copied().chain(query.hops()).collect(),
                Origin::Header(_) | Origin::Parameter(_) | Origin::Input => continue,
            };
            let Some((from, to)) = before.at(&hops).and_then(|entry| change(entry, now)) else {
                continue;
            };
            let message = format!("{} was {from}, and is {to} in some samples", quoted(asked.text));
            let field = quoted(&tally.field.name).to_string();
            let span = asked.segments.last().unwrap_or(asked.span).clone();
            problems.push(match (tally.misfits, levels_types(tally.field)) {
                (0, true) => Problem::notice(Code::ChangedType, span, message)
                    .note(format!("{field} makes the same of it")),
                (0, false) => Problem::warning(Code::ChangedType, span, message).note(format!(
                    "{field} takes it as it is: what reads the column finds another type"
                )),
                (misfits, _) => {
                    Problem::warning(Code::ChangedType, span, message).note(match misfits {
                        1 => format!("1 value of {field} does not fit"),
                        misfits => format!("{misfits} values of {field} do not fit"),
                    })
                }
            });
        }
    }
    problems
}

/// Whether what comes out of a field is of one type, whatever goes in that fits.
fn levels_types(field: &Field) -> bool {
    field.kind != Type::Any
        || field.values.is_some()
        || matches!(field.source, Source::Template(_))
        || matches!(field.many, Many::Join { .. })
}

/// The types that the values had, and those of now that are not among them.
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
        ("a number", kinds.integer + kinds.number),
        ("text", kinds.string),
        ("a list", kinds.array),
        ("an object", kinds.object),
    ]
}

/// Whether there is a path that is told by names and look-ups alone, so that its share is of payloads.
fn is_told(entry: &Entry) -> bool {
    !entry.steps.is_empty() && !entry.steps.contains(&Step::Each) && entry.decode.is_empty()
}

fn is_in(entry: &Entry, outline: &Outline) -> bool {
    outline.entries.iter().any(|other| other.steps == entry.steps)
}

/// Whether `outline` would have a path of its own for it, had it seen it.
pub(super) fn is_told_apart(entry: &Entry, outline: &Outline) -> bool {
    let parent = &entry.steps[..entry.steps.len() - 1];
    let collapses = outline.entries.iter().any(|other| {
        other.steps.len() == parent.len() + 1
            && other.steps.starts_with(parent)
            && other.steps.last() == Some(&Step::Each)
    });
    let looks_up = entry.steps.iter().any(|step| matches!(step, Step::LookUp { .. }));
    outline.is_fine && !collapses && !looks_up
}

/// Those that `wanted` takes and that are below no other such.
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

/// What the schema has at the end of `hops`, if it is told by names alone.
pub(super) fn known_before<'o>(hops: &[Hop<'_>], before: &'o Outline) -> Option<&'o Entry> {
    let entry = before.at(hops)?;
    (is_told(entry) && leads(hops, &entry.steps)).then_some(entry)
}
