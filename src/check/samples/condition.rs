//! Conditions of `when`, and what was there where they were asked.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::asked::Asked;
use super::meant::{Meant, is_filled};
use super::unknown::Asker;
use super::words::{all, share};
use super::{Known, drift};
use crate::json::Value;
use crate::mapping::{Condition, Expectation};
use crate::path::Hop;
use crate::problem::nearest::nearest;
use crate::problem::quoted::quoted;
use crate::problem::{Code, Problem};
use crate::projection::{Payload, holds};
use crate::record::Cell;
use crate::schema::{Example, Scalar, Values, Whole};
use crate::terminal::shortened;

/// So many distinct values are counted.
const COUNTED: usize = 64;

/// So many are told.
const TOLD: usize = 6;

/// A value of more characters is cut.
const VALUE: usize = 40;

/// A condition, and how often it held.
#[derive(Debug)]
pub(super) struct Tally<'m> {
    condition: &'m Condition,
    pub(super) asked: Asked<'m>,
    pub(super) held: u64,
    /// What was there where it failed; nothing of headers.
    seen: Seen,
}

/// Values as they are shown, what they are, and how often they were there.
type Seen = BTreeMap<(String, &'static str), u64>;

impl<'m> Tally<'m> {
    pub(super) fn of(condition: &'m Condition) -> Self {
        Tally { condition, asked: Asked::of(&condition.written), held: 0, seen: Seen::new() }
    }

    /// Asks it of a payload.
    pub(super) fn holds(&mut self, payload: &Payload<'_>, root: &Value<'_>) -> bool {
        self.asked.follow(root, root, &payload.delivery);
        let cells = self.asked.select(root, &payload.delivery);
        let holds = holds(&self.condition.is, &cells);
        self.held += u64::from(holds);
        if !holds && self.condition.written.path.may_be_shown() {
            for cell in &cells {
                let value = shown(cell);
                if self.seen.len() < COUNTED || self.seen.contains_key(&value) {
                    *self.seen.entry(value).or_default() += 1;
                }
            }
        }
        holds
    }

    /// What is wrong with it: its path leads nowhere, or it never holds.
    pub(super) fn judge(&self, asker: &Asker<'_, 'm>) -> Option<Problem> {
        if !self.asked.is_found() {
            return Some(self.judge_path(asker));
        }
        (self.held == 0).then(|| {
            let payloads = all(asker.known.payloads, "payload");
            never(self.condition, &payloads, &self.seen)
        })
    }

    fn judge_path(&self, asker: &Asker<'_, 'm>) -> Problem {
        let finding = asker.finding(&self.asked);
        if self.held == 0 {
            return finding.error("no payload can pass `when`");
        }
        // Of a value that must not be there, or must be blank, nothing follows where there is none.
        let consequence = "the condition holds of every payload, since there is nothing there";
        match finding.meant {
            Meant::Nothing => finding.notice(consequence),
            _ => finding.warning(consequence),
        }
    }
}

/// What is wrong with a condition that fails in all of `payloads`, with `seen` there.
fn never(condition: &Condition, payloads: &str, seen: &Seen) -> Problem {
    let path = quoted(&condition.written.text);
    let message = format!("the condition on {path} fails in {payloads}");
    let mut problem = Problem::error(Code::NeverHolds, condition.is_span.clone(), message);
    if let Expectation::OneOf(values) = &condition.is {
        let places = values.iter().zip(&condition.value_spans);
        let wanted: Vec<Wanted> = places.map(|(value, place)| Wanted::of(value, place)).collect();
        let by = |doubt: fn(&Wanted, &Seen) -> Option<Doubt>| {
            wanted.iter().find_map(|wanted| Some((wanted, doubt(wanted, seen)?)))
        };
        let found = by(Wanted::retyped)
            .or_else(|| by(Wanted::misspelt))
            .or_else(|| by(Wanted::of_another_type));
        if let Some((wanted, doubt)) = found {
            problem.span = wanted.span.clone();
            problem = problem.label(doubt.label);
            if let Some(token) = doubt.token {
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

/// A value as it is shown, and what it is.
fn shown(cell: &Cell<'_>) -> (String, &'static str) {
    match cell {
        Cell::Missing => ("null".to_owned(), "null"),
        Cell::Text(text) => (shortened(text, VALUE), TEXT),
        Cell::Json(json) => {
            let kind = match json.as_bytes().first() {
                Some(b't' | b'f') => "true or false",
                Some(b'[') => "a list",
                Some(b'{') => "an object",
                _ => "a number",
            };
            (shortened(json, VALUE), kind)
        }
    }
}

const TEXT: &str = "text";

/// A value that was asked for and never there.
struct Wanted {
    text: String,
    kind: &'static str,
    span: Range<usize>,
}

/// What is probably wrong with such a value.
struct Doubt {
    label: String,
    /// What to write in its place.
    token: Option<String>,
}

impl Wanted {
    fn of(value: &Cell<'_>, span: &Range<usize>) -> Self {
        let (text, kind) = shown(value);
        Wanted { text, kind, span: span.clone() }
    }

    /// It reads as something that was there, and is of another type.
    fn retyped(&self, seen: &Seen) -> Option<Doubt> {
        let (value, kind) = seen.keys().find(|(value, _)| *value == self.text)?;
        Some(Doubt {
            label: format!("it is {kind} there, and {} here: these are never equal", self.kind),
            token: Some(match *kind {
                TEXT => token(value),
                _ => value.clone(),
            }),
        })
    }

    /// It is nearly what was there.
    fn misspelt(&self, seen: &Seen) -> Option<Doubt> {
        if self.kind != TEXT {
            return None;
        }
        let texts = seen.keys().filter(|(_, kind)| *kind == TEXT);
        let near = nearest(&self.text, texts.map(|(value, _)| value.as_str()))?;
        Some(Doubt { label: format!("did you mean {}?", quoted(near)), token: Some(token(near)) })
    }

    /// Nothing of its type was there.
    fn of_another_type(&self, seen: &Seen) -> Option<Doubt> {
        let kinds: BTreeSet<&str> = seen.keys().map(|(_, kind)| *kind).collect();
        if kinds.is_empty() || kinds.contains(self.kind) {
            return None;
        }
        let kinds: Vec<&str> = kinds.into_iter().collect();
        Some(Doubt {
            label: format!("this is {}, and what is there is {}", self.kind, kinds.join(" or ")),
            token: None,
        })
    }
}

/// A text as a mapping holds it.
fn token(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The same for a schema: where it tells every value at the condition's path and none of them is asked for. It speaks
/// only of paths of names.
pub(super) fn never_in_schema(condition: &Condition, known: &Known) -> Option<Problem> {
    let asked = Asked::of(&condition.written);
    let hops = asked.hops();
    let entry = known.all.at(&hops)?;
    let is_certain = !hops.is_empty()
        && hops.iter().all(|hop| matches!(hop, Hop::Key(_)))
        && entry.decode.is_empty()
        && drift::is_told_apart(entry, &known.all);
    let kinds = entry.kinds;
    let Values::Counted(values) = &entry.values else {
        return None;
    };
    let told: u64 = values.iter().map(|(_, count)| count).sum();
    let is_whole = |(value, _): &(Example, u64)| value.whole == Whole::Yes;
    let is_all = told == kinds.boolean + kinds.integer + kinds.number + kinds.string
        && values.iter().all(is_whole);
    if !is_certain || !is_all {
        return None;
    }
    let mut seen = Seen::new();
    let mut cells: Vec<Cell<'_>> = Vec::new();
    for (value, count) in values {
        let cell = match value.scalar {
            Scalar::Text => Cell::Text((&*value.text).into()),
            Scalar::Number | Scalar::Boolean => Cell::Json((&*value.text).into()),
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
        Expectation::OneOf(wanted) => {
            holds(&condition.is, &cells)
                || kinds.blank > 0
                    && wanted.iter().any(|value| matches!(value, Cell::Text(_)) && value.is_blank())
        }
        Expectation::NotBlank => is_filled(entry),
        // They hold where there is nothing, which the schema does not exclude.
        Expectation::NoneOf(_) | Expectation::Blank => true,
    };
    let payloads = format!("{} of the schema", all(known.payloads, "payload"));
    (!can_hold).then(|| never(condition, &payloads, &seen))
}

/// What is wrong where each condition holds of some payload, and never all of them of one.
pub(super) fn never_together(tallies: &[Tally<'_>], known: &Known) -> Option<Problem> {
    let first = tallies.first()?;
    let message =
        format!("the conditions of `when` hold together in none of {} payloads", known.payloads);
    let problem = Problem::error(Code::NeverHolds, first.condition.written.span.clone(), message);
    Some(tallies.iter().fold(problem, |problem, tally| {
        problem.note(format!(
            "{} alone holds in {}",
            quoted(&tally.condition.written.text),
            share(tally.held, known.payloads)
        ))
    }))
}
