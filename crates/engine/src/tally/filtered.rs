//! Filtered payloads, by what was there in place of what the mapping asks for.

use std::collections::BTreeMap;

/// How many of the values that filtered payloads are counted each; the others are counted together.
const ROOM: usize = 100;

/// The most that is kept of a value, in bytes: one may be as long as a payload. Those that begin alike are counted together.
const LONGEST: usize = 1000;

/// Filtered payloads, by the path of the condition and what was there. The first values met are counted by themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filtered {
    by_path: BTreeMap<String, BTreeMap<String, Met>>,
    /// How many different values there are.
    values: usize,
    room: usize,
    others: u64,
}

/// One value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Met {
    payloads: u64,
    /// How many other values were met before it.
    after: usize,
}

impl Default for Filtered {
    fn default() -> Self {
        Filtered::with_room(ROOM)
    }
}

impl Filtered {
    /// Of a chunk, which cannot know what the run has room for: it counts every value by itself.
    pub(crate) fn of_chunk() -> Self {
        Filtered::with_room(usize::MAX)
    }

    fn with_room(room: usize) -> Self {
        Filtered { by_path: BTreeMap::new(), values: 0, room, others: 0 }
    }

    /// Counts a payload.
    pub(crate) fn count(&mut self, path: &str, mut found: String) {
        if found.len() > LONGEST {
            found.truncate(found.floor_char_boundary(LONGEST));
            found.push('…');
            found.shrink_to_fit();
        }
        self.add(path, found, 1);
    }

    /// Counts what came after all that has been counted here. `later` is as [`Self::of_chunk`] makes them.
    pub(crate) fn append(&mut self, mut later: Filtered) {
        let others = later.others;
        let mut all: Vec<(usize, &str, String, u64)> = Vec::with_capacity(later.values);
        for (path, values) in &mut later.by_path {
            let values = std::mem::take(values).into_iter();
            all.extend(values.map(|(found, met)| (met.after, path.as_str(), found, met.payloads)));
        }
        // Which values there is room for is a matter of which come first.
        all.sort_unstable_by_key(|(after, ..)| *after);
        for (_, path, found, payloads) in all {
            self.add(path, found, payloads);
        }
        self.others += others;
    }

    fn add(&mut self, path: &str, found: String, payloads: u64) {
        if let Some(met) = self.by_path.get_mut(path).and_then(|values| values.get_mut(&found)) {
            met.payloads += payloads;
        } else if self.values < self.room {
            let met = Met { payloads, after: self.values };
            self.values += 1;
            let values = self.by_path.entry(path.to_owned()).or_default();
            values.insert(found, met);
        } else {
            self.others += payloads;
        }
    }

    /// The path of the condition, what was there, and how many payloads: in the order of paths and values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str, u64)> {
        self.by_path.iter().flat_map(|(path, values)| {
            let values = values.iter();
            values.map(|(found, met)| (path.as_str(), found.as_str(), met.payloads))
        })
    }

    /// Whether no payload was filtered.
    pub fn is_empty(&self) -> bool {
        self.by_path.is_empty()
    }

    /// Payloads with values that there was no room for.
    pub fn others(&self) -> u64 {
        self.others
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn chunks_add_up_to_what_the_whole_counts(found in prop::collection::vec(0..9u8, 0..40), cuts in prop::collection::vec(0..40usize, 0..4)) {
            let path = |found: u8| if found.is_multiple_of(2) { "even" } else { "odd" };
            let mut whole = Filtered::with_room(4);
            let mut sum = Filtered::with_room(4);
            let mut chunk = Filtered::of_chunk();
            for (at, &found) in found.iter().enumerate() {
                if cuts.contains(&at) {
                    sum.append(std::mem::replace(&mut chunk, Filtered::of_chunk()));
                }
                whole.count(path(found), found.to_string());
                chunk.count(path(found), found.to_string());
            }
            sum.append(chunk);
            prop_assert_eq!(sum, whole);
        }
    }

    #[test]
    fn of_a_long_value_its_beginning_is_kept() {
        let mut filtered = Filtered::default();
        for end in ["x", "y"] {
            filtered.count("a", format!("a{}{end}", "é".repeat(1 << 20)));
        }
        let beginning = format!("a{}…", "é".repeat(499));
        assert_eq!(filtered.iter().collect::<Vec<_>>(), [("a", &*beginning, 2)]);
    }
}
