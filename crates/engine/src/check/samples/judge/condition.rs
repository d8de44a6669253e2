//! Problems of the conditions in `when`.

use std::collections::BTreeSet;
use std::ops::Range;

use super::suggestion::Suggestion;
use super::unknown::PathContext;
use crate::check::samples::Facts;
use crate::check::samples::condition::{ConditionStats, TEXT, ValueCounts, shown};
use crate::check::samples::followed::FollowedPath;
use crate::check::samples::outline::is_filled;
use crate::check::samples::words::{all, share};
use crate::mapping::{Condition, Expectation};
use crate::path::Hop;
use crate::problem::nearest::nearest;
use crate::problem::quoted::quoted;
use crate::problem::{Problem, ProblemCode};
use crate::projection::holds;
use crate::record::Cell;
use crate::schema::{Completeness, Example, ExampleKind, Values};

/// How many of the values found are listed.
const TOLD: usize = 6;

/// Reports a condition whose path selects nothing, or which never holds.
pub(super) fn judge<'m>(
    stats: &ConditionStats<'m>,
    context: PathContext<'_, 'm>,
) -> Option<Problem> {
    if !stats.followed.is_found() {
        return Some(judge_path(stats, context));
    }
    (stats.held == 0).then(|| {
        let payloads = all(context.facts.payloads, "payload");
        never(stats.condition, &payloads, &stats.seen)
    })
}

fn judge_path<'m>(stats: &ConditionStats<'m>, context: PathContext<'_, 'm>) -> Problem {
    let unknown = context.unknown(&stats.followed);
    if stats.held == 0 {
        return unknown.error("no payload can pass `when`");
    }
    // Of a value that must not be there, or must be blank, nothing follows where there is none.
    let consequence = "the condition holds of every payload, since there is nothing there";
    match unknown.suggestion {
        Suggestion::Nothing => unknown.notice(consequence),
        _ => unknown.warning(consequence),
    }
}

/// Reports a condition that fails in all of `payloads`, which have the values `seen` there.
fn never(condition: &Condition, payloads: &str, seen: &ValueCounts) -> Problem {
    let path = quoted(&condition.written.text);
    let message = format!("the condition on {path} fails in {payloads}");
    let mut problem = Problem::error(ProblemCode::NeverHolds, condition.is_span.clone(), message);
    if let Expectation::OneOf(values) = &condition.is {
        let places = values.iter().zip(&condition.value_spans);
        let expected: Vec<ExpectedValue> =
            places.map(|(value, place)| ExpectedValue::of(value, place)).collect();
        let by = |diagnosis: fn(&ExpectedValue, &ValueCounts) -> Option<Diagnosis>| {
            expected.iter().find_map(|expected| Some((expected, diagnosis(expected, seen)?)))
        };
        let found = by(ExpectedValue::retyped)
            .or_else(|| by(ExpectedValue::misspelt))
            .or_else(|| by(ExpectedValue::of_another_type));
        if let Some((expected, diagnosis)) = found {
            problem.span = expected.span.clone();
            problem = problem.label(diagnosis.label);
            if let Some(token) = diagnosis.token {
                problem = problem.replacement(token);
            }
        }
    }
    let mut values: Vec<_> = seen.iter().collect();
    values.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    let told: Vec<String> = values
        .iter()
        .take(TOLD)
        .map(|((value, _), count)| format!("{} ({count})", quoted(value)))
        .collect();
    if told.is_empty() {
        return problem;
    }
    let more = match values.len().saturating_sub(TOLD) {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    problem.note(format!("{path} was: {}{more}", told.join(", ")))
}

/// A value that the condition asks for and no payload has.
struct ExpectedValue {
    text: String,
    kind: &'static str,
    span: Range<usize>,
}

/// What is probably wrong with an [`ExpectedValue`].
struct Diagnosis {
    label: String,
    /// What to write in its place.
    token: Option<String>,
}

impl ExpectedValue {
    fn of(value: &Cell<'_>, span: &Range<usize>) -> Self {
        let (text, kind) = shown(value);
        ExpectedValue { text, kind, span: span.clone() }
    }

    /// A payload has the same text as a value of another type.
    fn retyped(&self, seen: &ValueCounts) -> Option<Diagnosis> {
        let (value, kind) = seen.keys().find(|(value, _)| *value == self.text)?;
        Some(Diagnosis {
            label: format!("it is {kind} there, and {} here: these are never equal", self.kind),
            token: Some(match *kind {
                TEXT => token(value),
                _ => value.clone(),
            }),
        })
    }

    /// A payload has nearly the same text.
    fn misspelt(&self, seen: &ValueCounts) -> Option<Diagnosis> {
        if self.kind != TEXT {
            return None;
        }
        let texts = seen.keys().filter(|(_, kind)| *kind == TEXT);
        let near = nearest(&self.text, texts.map(|(value, _)| value.as_str()))?;
        Some(Diagnosis {
            label: format!("did you mean {}?", quoted(near)),
            token: Some(token(near)),
        })
    }

    /// No payload has a value of its type there.
    fn of_another_type(&self, seen: &ValueCounts) -> Option<Diagnosis> {
        let kinds: BTreeSet<&str> = seen.keys().map(|(_, kind)| *kind).collect();
        if kinds.is_empty() || kinds.contains(self.kind) {
            return None;
        }
        let kinds: Vec<&str> = kinds.into_iter().collect();
        Some(Diagnosis {
            label: format!("this is {}, and what is there is {}", self.kind, kinds.join(" or ")),
            token: None,
        })
    }
}

/// A text as a JSON string, as it stands in a mapping.
fn token(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Reports a condition that no payload of a schema fulfils: the schema must have counted every value at its path, which
/// must be made of names only.
pub(super) fn never_in_schema(condition: &Condition, facts: &Facts) -> Option<Problem> {
    let followed = FollowedPath::of(&condition.written);
    let hops = followed.hops();
    let entry = facts.all.at(&hops)?;
    let is_certain = !hops.is_empty()
        && hops.iter().all(|hop| matches!(hop, Hop::Key(_)))
        && entry.decode.is_empty()
        && facts.all.tells_apart(entry);
    let kinds = entry.kinds;
    let Values::Counted(values) = &entry.values else {
        return None;
    };
    let told = values.iter().fold(0, |sum: u64, (_, count)| sum.saturating_add(*count));
    let is_whole = |(value, _): &(Example, u64)| value.whole == Completeness::Yes;
    let is_all =
        told == kinds.boolean.saturating_add(kinds.shapeable()) && values.iter().all(is_whole);
    if !is_certain || !is_all {
        return None;
    }
    let mut seen = ValueCounts::new();
    let mut cells: Vec<Cell<'_>> = Vec::new();
    for (value, count) in values {
        let cell = match value.scalar {
            ExampleKind::Text => Cell::Text((&*value.text).into()),
            ExampleKind::Number | ExampleKind::Boolean => Cell::Json((&*value.text).into()),
        };
        seen.insert(shown(&cell), *count);
        cells.push(cell);
    }
    if kinds.null > 0 {
        seen.insert(shown(&Cell::Missing), kinds.null);
        cells.push(Cell::Missing);
    }
    let can_hold = match &condition.is {
        // The schema does not keep how blank texts are blank.
        Expectation::OneOf(expected) => {
            holds(&condition.is, &cells)
                || kinds.blank > 0
                    && expected
                        .iter()
                        .any(|value| matches!(value, Cell::Text(_)) && value.is_blank())
        }
        Expectation::NotBlank => is_filled(entry),
        // They hold where there is nothing, which the schema does not exclude.
        Expectation::NoneOf(_) | Expectation::Blank => true,
    };
    let payloads = format!("{} of the schema", all(facts.payloads, "payload"));
    (!can_hold).then(|| never(condition, &payloads, &seen))
}

/// Reports conditions that each hold of some payload, but never all of the same one.
pub(super) fn never_together(conditions: &[ConditionStats<'_>], facts: &Facts) -> Option<Problem> {
    let first = conditions.first()?;
    let message =
        format!("the conditions of `when` hold together in none of {} payloads", facts.payloads);
    let problem =
        Problem::error(ProblemCode::NeverHolds, first.condition.written.span.clone(), message);
    Some(conditions.iter().fold(problem, |problem, tally| {
        problem.note(format!(
            "{} alone holds in {}",
            quoted(&tally.condition.written.text),
            share(tally.held, facts.payloads)
        ))
    }))
}
