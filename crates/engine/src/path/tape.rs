//! A value as a flat list of its parts, for selections that look at most of it once.
//!
//! ```text
//!   {"a": [1, 2], "b": 3}      0 {…}      next 5
//!                              1 a: […]   next 4
//!                              2   1      next 3
//!                              3   2      next 4
//!                              4 b: 3     next 5
//! ```
//!
//! Making it is one pass and one allocation, where a [`Value`](crate::json::Value) takes one for every container.
//! Nothing in it is decoded; keys with escapes and keys that stand twice are left to `Value`.

use std::ops::Range;

use crate::json::walk::{next_item, skip_white, string_end_and_escapes, value_end};

/// A value and everything below it, parents first.
#[derive(Debug)]
pub struct Tape<'a> {
    text: &'a str,
    parts: Vec<Part>,
}

/// One value.
#[derive(Debug)]
struct Part {
    /// What stands between the quotes of its key; empty for elements.
    key: Range<usize>,
    value: Range<usize>,
    /// The first part that is neither it nor below it.
    next: usize,
}

/// A place on a tape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spot(usize);

impl<'a> Tape<'a> {
    /// The value that `text` holds. `text` must have been checked, with nothing around the value. `None` where a key
    /// has escapes or stands twice in its object.
    pub fn of(text: &'a str) -> Option<Self> {
        let mut tape = Tape {
            text,
            // Rarely is a value with its key and punctuation shorter.
            parts: Vec::with_capacity(text.len() / 16 + 1),
        };
        tape.add(0..0, 0)?;
        Some(tape)
    }

    /// Adds the value at `at` with everything below it, and returns where it ends. The recursion is as deep as the
    /// checked text nests.
    fn add(&mut self, key: Range<usize>, at: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let place = self.parts.len();
        self.parts.push(Part { key, value: at..at, next: place + 1 });
        let end = match bytes.get(at) {
            Some(b'{') => {
                let mut pos = at + 1;
                let mut keys = Keys::default();
                while let Some(item) = next_item(bytes, pos) {
                    let (key_end, escaped) = string_end_and_escapes(bytes, item);
                    let key = item + 1..key_end - 1;
                    if escaped || self.stands_twice(&mut keys, place, &key) {
                        return None;
                    }
                    let value = skip_white(bytes, skip_white(bytes, key_end) + 1);
                    pos = self.add(key, value)?;
                }
                skip_white(bytes, pos) + 1
            }
            Some(b'[') => {
                let mut pos = at + 1;
                while let Some(item) = next_item(bytes, pos) {
                    pos = self.add(0..0, item)?;
                }
                skip_white(bytes, pos) + 1
            }
            _ => value_end(bytes, at),
        };
        let next = self.parts.len();
        let part = self.parts.get_mut(place)?;
        part.value.end = end;
        part.next = next;
        Some(end)
    }

    /// Whether the object at `place` already has this key.
    fn stands_twice(&self, keys: &mut Keys, place: usize, key: &Range<usize>) -> bool {
        let wanted = self.text.get(key.clone()).unwrap_or_default();
        if !keys.may_have(wanted) {
            return false;
        }
        if keys.count > MANY {
            return true;
        }
        let object = Spot(place);
        // The object is still open, so that its parts are all that follow.
        self.below(object, self.parts.len()).any(|child| self.key(child) == wanted)
    }

    /// The value itself.
    pub(super) fn start(&self) -> Spot {
        Spot(0)
    }

    /// The text of the value at `spot`.
    pub(super) fn text(&self, Spot(at): Spot) -> &'a str {
        let value = self.parts.get(at).map(|part| part.value.clone());
        value.and_then(|value| self.text.get(value)).unwrap_or_default()
    }

    /// The key of the member at `spot`.
    pub(super) fn key(&self, Spot(at): Spot) -> &'a str {
        let key = self.parts.get(at).map(|part| part.key.clone());
        key.and_then(|key| self.text.get(key)).unwrap_or_default()
    }

    /// The first byte of the value at `spot`, which tells its kind.
    pub(super) fn kind(&self, Spot(at): Spot) -> Option<u8> {
        self.text.as_bytes().get(self.parts.get(at)?.value.start).copied()
    }

    /// The elements or members of the value at `spot`, in order.
    pub(super) fn children(&self, spot: Spot) -> impl Iterator<Item = Spot> + Clone {
        let end = self.parts.get(spot.0).map_or(0, |part| part.next);
        self.below(spot, end)
    }

    fn below(&self, spot: Spot, end: usize) -> impl Iterator<Item = Spot> + Clone {
        let mut at = spot.0 + 1;
        std::iter::from_fn(move || {
            let part = self.parts.get(at).filter(|_| at < end)?;
            let child = Spot(at);
            at = part.next;
            Some(child)
        })
    }
}

/// An object with more members than this is left to `Value`, which looks for keys with a hash map, if two of its keys
/// are alike at all.
const MANY: usize = 256;

/// Which keys an object has, roughly.
#[derive(Default)]
struct Keys {
    seen: [u64; 4],
    count: usize,
}

impl Keys {
    /// Notes a key. Whether it may have been noted before.
    fn may_have(&mut self, key: &str) -> bool {
        let bytes = key.as_bytes();
        let byte = |at: usize| u32::from(bytes.get(at).copied().unwrap_or_default());
        let length = bytes.len();
        let mixed = byte(0)
            .wrapping_mul(31)
            .wrapping_add(byte(length / 2).wrapping_mul(131))
            .wrapping_add(byte(length.wrapping_sub(1)).wrapping_mul(17))
            .wrapping_add(u32::try_from(length).unwrap_or_default().wrapping_mul(7));
        let bit = 1u64 << (mixed & 63);
        let word = &mut self.seen[(mixed >> 6 & 3) as usize];
        let seen = *word & bit != 0;
        *word |= bit;
        self.count += 1;
        seen
    }
}
