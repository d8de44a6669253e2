//! Statistics of conditions on the samples.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use super::followed::FollowedPath;
use crate::json::Part;
use crate::mapping::Condition;
use crate::message::shortened;
use crate::projection::{Payload, Verdict};
use crate::record::Cell;

/// How many distinct values are counted.
const COUNTED: usize = 64;

/// A value of more characters is cut.
const VALUE: usize = 40;

/// A condition, and how often it held.
#[derive(Debug)]
pub(super) struct ConditionStats<'m> {
    pub(super) condition: &'m Condition,
    pub(super) followed: FollowedPath<'m>,
    pub(super) held: u64,
    /// What was there where it failed; nothing of headers.
    pub(super) seen: ValueCounts,
}

/// Values as they are shown, what they are, and how often they were there.
pub(super) type ValueCounts = BTreeMap<(String, &'static str), u64>;

impl<'m> ConditionStats<'m> {
    pub(super) fn of(condition: &'m Condition) -> Self {
        ConditionStats {
            condition,
            followed: FollowedPath::of(&condition.written),
            held: 0,
            seen: ValueCounts::new(),
        }
    }

    /// Tries the condition on a payload.
    pub(super) fn holds(&mut self, payload: &Payload<'_>, root: Part<'_>) -> bool {
        self.followed.follow(root, root, &payload.delivery);
        let mut verdict = Verdict::of(&self.condition.is);
        let delivery = &payload.delivery;
        let _ = self.followed.select(root, delivery, &mut |cell| verdict.hear(&cell));
        let holds = verdict.holds();
        self.held += u64::from(holds);
        if !holds && self.condition.written.path.may_be_shown() {
            let seen = &mut self.seen;
            let _ = self.followed.select(root, delivery, &mut |cell| {
                let value = shown(&cell);
                if seen.len() < COUNTED || seen.contains_key(&value) {
                    *seen.entry(value).or_default() += 1;
                }
                ControlFlow::Continue(())
            });
        }
        holds
    }

    /// Whether it makes no difference to what is counted that `more` was counted apart.
    pub(super) fn has_room_for(&self, more: &ConditionStats<'_>) -> bool {
        let new = more.seen.keys().filter(|value| !self.seen.contains_key(*value)).count();
        more.seen.len() < COUNTED
            && (self.seen.len() >= COUNTED || self.seen.len() + new <= COUNTED)
    }

    /// Counts what was seen in the payloads that come next.
    pub(super) fn append(&mut self, more: ConditionStats<'_>) {
        self.followed.append(&more.followed);
        self.held += more.held;
        for (value, count) in more.seen {
            if self.seen.len() < COUNTED || self.seen.contains_key(&value) {
                *self.seen.entry(value).or_default() += count;
            }
        }
    }
}

/// A value as it is shown, and what it is.
pub(super) fn shown(cell: &Cell<'_>) -> (String, &'static str) {
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

pub(super) const TEXT: &str = "text";
