//! One scan of a capture's top-level keys. It tells nearly every bare payload from wrappers and reject lines.

use std::sync::LazyLock;

use super::docker::DockerLine;
use super::recognisers::{RECOGNISERS, Recogniser};
use super::reject_line;
use crate::json::View;
use crate::json::keys::KeyTable;

/// A capture that has been looked at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Inspected<'a> {
    /// The capture.
    pub(crate) value: View<'a>,
    /// The keys that count and that stand at its top.
    present: Set,
}

/// A set of keys that count, or of rows of [`RECOGNISERS`]: a bit for each.
type Set = u128;

/// The keys that count.
struct TopKeys {
    table: KeyTable,
    /// For each key the rows that ask for it first.
    rows: Vec<Set>,
    /// The keys that each row asks for.
    asked: Vec<Set>,
    /// The mark of a line of a rejects file.
    reject_line: Set,
    /// The stream of a record of Docker's.
    stream: Set,
    /// What only a lead has at its top.
    lead: Set,
    /// What a lead has there, and some wrappers.
    name: Set,
    /// What names an event there.
    event: Set,
}

/// What payloads call the event that they are of.
const OF_EVENTS: [&str; 4] = ["event", "event_type", "triggerType", "type"];

/// Keys that a lead has and no wrapper beside its signs: what has one of them at its top is a payload.
const OF_LEADS: [&str; 8] = [
    "email",
    "phone",
    "mobile",
    "phone_number",
    "mobile_number",
    "full_name",
    "first_name",
    "last_name",
];

static TOP_KEYS: LazyLock<TopKeys> = LazyLock::new(|| {
    let mut keys: Vec<String> = Vec::new();
    let mut number = |key: &str| {
        let known = keys.iter().position(|known| known == key);
        known.unwrap_or_else(|| {
            keys.push(key.to_owned());
            keys.len() - 1
        })
    };
    let mut rows: Vec<Set> = Vec::new();
    let mut asked: Vec<Set> = Vec::new();
    for (row, recogniser) in RECOGNISERS.iter().enumerate() {
        let first = number(recogniser.top_key());
        rows.resize(rows.len().max(first + 1), 0);
        if let Some(of_key) = rows.get_mut(first) {
            *of_key |= 1 << row;
        }
        let second = recogniser.second_top_key().map_or(0, |key| 1 << number(key));
        asked.push(1 << first | second);
    }
    let reject_line = 1 << number(reject_line::MARK);
    let stream = 1 << number("stream");
    let lead = OF_LEADS.iter().fold(0, |all, key| all | 1 << number(key));
    let name = 1 << number("name");
    let event = OF_EVENTS.iter().fold(0, |all, key| all | 1 << number(key));
    rows.resize(keys.len(), 0);
    let table = KeyTable::of(keys.into_iter().zip(0..).collect());
    TopKeys { table, rows, asked, reject_line, stream, lead, name, event }
});

/// The numbers that are in `set`, the smallest first.
fn numbers(mut set: Set) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let number = set.trailing_zeros();
        (number < Set::BITS).then(|| {
            set &= set - 1;
            number as usize
        })
    })
}

impl<'a> Inspected<'a> {
    /// Looks at `value`.
    pub(crate) fn of(value: View<'a>) -> Self {
        let mut present = 0;
        value.find_keys(&TOP_KEYS.table, |number| present |= 1 << number);
        Inspected { value, present }
    }

    /// Whether it has the mark of a line of a rejects file.
    pub(crate) fn has_reject_mark(&self) -> bool {
        self.present & TOP_KEYS.reject_line != 0
    }

    /// The line in it, if it is a record of Docker's.
    pub(crate) fn docker_line(&self) -> Option<DockerLine<'a>> {
        (self.present & TOP_KEYS.stream != 0).then(|| DockerLine::of(self.value)).flatten()
    }

    /// The rows of [`RECOGNISERS`] of which it has the keys, in their order.
    pub(super) fn possible(&self) -> impl Iterator<Item = &'static Recogniser> {
        let present = self.present;
        let rows = match present & TOP_KEYS.lead {
            _ if present == 0 => 0,
            1.. => 0,
            0 => numbers(present)
                .filter_map(|key| TOP_KEYS.rows.get(key))
                .fold(0, |all, of| all | of),
        };
        numbers(rows).filter_map(move |row| {
            let asked = TOP_KEYS.asked.get(row)?;
            let row = RECOGNISERS.get(row).filter(|_| present & asked == *asked)?;
            let is_told = |keys: Set| present & keys != 0;
            let is_other = (row.is_nameless() && is_told(TOP_KEYS.name))
                || (row.is_eventless() && is_told(TOP_KEYS.event));
            (!is_other).then_some(row)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn there_is_a_bit_for_each_key() {
        let keys = RECOGNISERS.iter();
        let keys = keys.flat_map(|row| [row.top_key()].into_iter().chain(row.second_top_key()));
        let keys: BTreeSet<&str> = keys
            .chain([reject_line::MARK, "stream", "name"])
            .chain(OF_LEADS)
            .chain(OF_EVENTS)
            .collect();
        assert!(keys.len() <= Set::BITS as usize && RECOGNISERS.len() <= Set::BITS as usize);
        assert_eq!(TOP_KEYS.table.numbers().count(), keys.len());
    }
}
