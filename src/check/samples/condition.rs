//! Conditions of `when`, and what was there where they were asked.

use std::collections::BTreeMap;

use super::Known;
use super::asked::{Asked, Origin};
use super::meant::Meant;
use super::unknown::Asker;
use super::words::{all, share};
use crate::json::Value;
use crate::mapping::{Condition, Expectation};
use crate::problem::nearest::nearest;
use crate::problem::quoted::quoted;
use crate::problem::{Code, Problem};
use crate::projection::{Payload, holds};
use crate::record::Cell;
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
    /// The values that were there, with how often; not those of headers.
    seen: BTreeMap<String, u64>,
}

impl<'m> Tally<'m> {
    pub(super) fn of(condition: &'m Condition) -> Self {
        Tally {
            condition,
            asked: Asked::of_condition(condition),
            held: 0,
            seen: BTreeMap::new(),
        }
    }

    /// Asks it of a payload.
    pub(super) fn holds(&mut self, payload: &Payload<'_>, root: &Value<'_>) -> bool {
        self.asked.follow(root, root, &payload.delivery);
        let cells = self.asked.select(root, &payload.delivery);
        let holds = holds(&self.condition.is, &cells);
        self.held += u64::from(holds);
        if !holds && !matches!(self.asked.origin, Origin::Header(_)) {
            for cell in &cells {
                let value = match cell {
                    Cell::Missing => "null".to_owned(),
                    Cell::Text(text) => shortened(text, VALUE),
                    Cell::Json(json) => shortened(json, VALUE),
                };
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
        (self.held == 0).then(|| self.never(asker.known))
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

    fn never(&self, known: &Known) -> Problem {
        let path = quoted(&self.condition.text);
        let message = format!(
            "the condition on {path} fails in {}",
            all(known.payloads, "payload")
        );
        let mut problem = Problem::error(Code::NeverHolds, self.condition.span.clone(), message);
        let wanted: Vec<&str> = match &self.condition.is {
            Expectation::OneOf(values) => values.iter().filter_map(Cell::scalar).collect(),
            Expectation::NoneOf(_) | Expectation::Blank | Expectation::NotBlank => Vec::new(),
        };
        let seen = || self.seen.keys().map(String::as_str);
        let kinds = |value: &&str| seen().any(|seen| seen == *value);
        if let Some(value) = wanted.iter().find(|value| kinds(value)) {
            problem = problem.label(format!(
                "{} is there as another type: text and number are never equal",
                quoted(value)
            ));
        } else if let Some(near) = wanted.iter().find_map(|value| nearest(value, seen())) {
            problem = problem.label(format!("did you mean {}?", quoted(near)));
        }
        let mut values: Vec<_> = self.seen.iter().collect();
        values.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        let told: Vec<String> = values
            .iter()
            .take(TOLD)
            .map(|(value, count)| format!("{} ({count})", quoted(value)))
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
}

/// What is wrong where each condition holds of some payload, and never all of them of one.
pub(super) fn never_together(tallies: &[Tally<'_>], known: &Known) -> Option<Problem> {
    let first = tallies.first()?;
    let message = format!(
        "the conditions of `when` hold together in none of {} payloads",
        known.payloads
    );
    let problem = Problem::error(Code::NeverHolds, first.condition.span.clone(), message);
    Some(tallies.iter().fold(problem, |problem, tally| {
        problem.note(format!(
            "{} alone holds in {}",
            quoted(&tally.condition.text),
            share(tally.held, known.payloads)
        ))
    }))
}
