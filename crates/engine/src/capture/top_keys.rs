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

/// A set of keys that count: a bit for each.
type Set = u128;

/// The keys that count.
struct TopKeys {
    table: KeyTable,
    /// The keys that each row of [`RECOGNISERS`] asks for.
    recognisers: Vec<Set>,
    /// The mark of a line of a rejects file.
    reject_line: Set,
    /// The stream of a record of Docker's.
    stream: Set,
}

static TOP_KEYS: LazyLock<TopKeys> = LazyLock::new(|| {
    let mut keys: Vec<String> = Vec::new();
    let mut bit = |key: &str| {
        let known = keys.iter().position(|known| known == key);
        let number = known.unwrap_or_else(|| {
            keys.push(key.to_owned());
            keys.len() - 1
        });
        1 << number
    };
    let mut keys_of = |row: &Recogniser| {
        let second = row.second_top_key().map_or(0, &mut bit);
        bit(row.top_key()) | second
    };
    let recognisers = RECOGNISERS.iter().map(&mut keys_of).collect();
    let reject_line = bit(reject_line::MARK);
    let stream = bit("stream");
    let table = KeyTable::of(keys.into_iter().zip(0..).collect());
    TopKeys { table, recognisers, reject_line, stream }
});

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

    /// The rows of [`RECOGNISERS`] of which it has the first key, in their order.
    pub(super) fn possible(&self) -> impl Iterator<Item = &'static Recogniser> {
        let rows: &'static [Recogniser] = match self.present {
            0 => &[],
            _ => RECOGNISERS.as_slice(),
        };
        let asked = rows.iter().zip(&TOP_KEYS.recognisers);
        asked.filter(|(_, keys)| self.present & **keys == **keys).map(|(recogniser, _)| recogniser)
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
        let keys: BTreeSet<&str> = keys.chain([reject_line::MARK]).collect();
        assert!(keys.len() <= Set::BITS as usize);
        assert_eq!(TOP_KEYS.table.numbers().count(), keys.len());
    }
}
