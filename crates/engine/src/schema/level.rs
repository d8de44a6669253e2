//! The level of detail of a schema: it bounds the size, independently of the order of payloads.
//!
//! A schema may hold `NODES` nodes. What it would hold is not counted as it is but by its *weight*, which is at least
//! the number of nodes and, unlike that number, never becomes less when another payload is seen: an object whose
//! members were collapsed into one weighs as if it had the most members that it may have, each as heavy as that one.
//! Where the weight is more than is allowed, the next coarser level is taken. Because the weight at each level only
//! grows, the level in the end is the finest one at which all payloads together are light enough, in whatever order
//! they came; and because a coarser schema follows from a finer one, nothing has to be read again.

use serde::{Deserialize, Serialize};

use super::document::up_to;

/// The most nodes that a schema holds.
pub(crate) const NODES: u64 = 100_000;

/// The most keys of one object that are told apart.
pub(crate) const KEYS: usize = 512;

/// The most steps from the payload to what is told apart, decoding counted as a step.
pub(crate) const DEPTH: usize = 40;

/// The numbers of keys that are tried, one after the other.
const LADDER: [usize; 18] =
    [KEYS, 384, 256, 192, 128, 96, 64, 48, 32, 24, 16, 12, 8, 6, 4, 3, 2, 1];

/// How fine a schema is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// Of an object with more keys than this, the members are no longer told apart.
    #[serde(deserialize_with = "up_to::<_, KEYS>")]
    pub keys: usize,
    /// The most steps below the payload at which the contents of arrays and objects are told.
    #[serde(deserialize_with = "up_to::<_, DEPTH>")]
    pub depth: usize,
}

impl Level {
    /// The finest.
    pub const FINEST: Level = Level { keys: KEYS, depth: DEPTH };

    /// The next coarser one; `None` where only the payload itself is left.
    pub(super) fn coarser(self) -> Option<Level> {
        if let Some(&keys) = LADDER.iter().find(|&&keys| keys < self.keys) {
            return Some(Level { keys, ..self });
        }
        (self.depth > 0).then_some(Level { depth: self.depth / 2, ..self })
    }

    /// The coarser one of two.
    pub(super) fn common(self, other: Level) -> Level {
        Level { keys: self.keys.min(other.keys), depth: self.depth.min(other.depth) }
    }

    /// How many names of one list of named things are told apart.
    pub(super) fn names(self) -> usize {
        self.keys / 4
    }

    /// What the one node weighs more that stands for all members of a collapsed object.
    pub(super) fn collapsed(self) -> u64 {
        self.keys as u64 + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_levels_end_at_the_payload_itself() {
        let levels: Vec<Level> =
            std::iter::successors(Some(Level::FINEST), |level| level.coarser()).collect();
        assert_eq!(levels.last(), Some(&Level { keys: 1, depth: 0 }));
        assert!(levels.len() < 30);
        for pair in levels.windows(2) {
            assert_eq!(pair[0].common(pair[1]), pair[1]);
        }
    }
}
