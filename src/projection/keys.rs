//! The keys under a node of the plan, looked up as they stand in a payload's text.
//!
//! Nearly all keys of a payload are not wanted, and to find that out must cost next to nothing: a key's first eight bytes
//! and its length name the one place in a small table at which it can be.

use crate::json::text;

/// Keys, and the node that each leads to.
#[derive(Debug, Default)]
pub(super) struct Keys {
    /// In the order of the keys.
    names: Vec<(String, usize)>,
    /// At least twice as many places as there are keys; a key stands at its own or the next free one.
    table: Vec<Place>,
}

/// What is compared first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    /// A key's first eight bytes.
    head: u64,
    length: usize,
    /// Its number.
    name: usize,
}

/// A place without a key: no key is as long.
const FREE: Place = Place {
    head: 0,
    length: usize::MAX,
    name: 0,
};

impl Keys {
    /// A list in which no key stands twice.
    pub(super) fn of(mut names: Vec<(String, usize)>) -> Self {
        names.sort_unstable();
        let mut table = vec![FREE; (names.len() * 2).next_power_of_two()];
        for (name, (key, _)) in names.iter().enumerate() {
            // In a payload's text such a key is escaped, and what reads like it there is another one.
            if key.contains(['\\', '"']) {
                continue;
            }
            let bytes = key.as_bytes();
            let head = bytes
                .first_chunk()
                .map_or_else(|| short(bytes, bytes), |first| u64::from_le_bytes(*first));
            let length = key.len();
            let mut at = own_place(head, length, table.len());
            while table[at] != FREE {
                at = (at + 1) & (table.len() - 1);
            }
            table[at] = Place { head, length, name };
        }
        Keys { names, table }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The nodes, in the order of the keys.
    pub(super) fn nodes(&self) -> impl Iterator<Item = usize> {
        self.names.iter().map(|(_, node)| *node)
    }

    /// The node of the key that stands in `text` from `start` to `end`, between its quotes.
    ///
    /// Not inlined: what the caller keeps in registers would have to make room.
    #[inline(never)]
    pub(super) fn find(&self, text: &str, start: usize, end: usize) -> Option<usize> {
        let key = text.as_bytes().get(start..end)?;
        let (head, last) = match key.first_chunk() {
            Some(first) => (u64::from_le_bytes(*first), key.last_chunk()),
            None => (short(key, text.as_bytes().get(start..)?), None),
        };
        let mut at = own_place(head, key.len(), self.table.len());
        while let Some(place) = self.table.get(at) {
            if place.head == head && place.length == key.len() {
                let (name, node) = self.names.get(place.name)?;
                if key.get(8..) == name.as_bytes().get(8..) {
                    return Some(*node);
                }
            } else if place.length == FREE.length {
                break;
            }
            at = (at + 1) & (self.table.len() - 1);
        }
        let in_rest = |last: &[u8; 8]| {
            // The last word reaches back to where the words before it end.
            let (words, _) = key.as_chunks();
            let mut words = words.iter().skip(1).chain([last]);
            words.any(|word| has_backslash(u64::from_le_bytes(*word)))
        };
        if has_backslash(head) || last.is_some_and(in_rest) {
            return self.find_escaped(text.get(start..end)?);
        }
        None
    }

    #[cold]
    fn find_escaped(&self, key: &str) -> Option<usize> {
        let key = text::decode(key).text;
        let found = self
            .names
            .binary_search_by(|(name, _)| name.as_str().cmp(&key));
        found.ok().map(|name| self.names[name].1)
    }
}

/// A key of less than eight bytes, with zeros after its end. `text` begins with it.
fn short(key: &[u8], text: &[u8]) -> u64 {
    match text.first_chunk() {
        _ if key.is_empty() => 0,
        Some(word) => u64::from_le_bytes(*word) & u64::MAX >> (64 - 8 * key.len()),
        None => key
            .iter()
            .rev()
            .fold(0, |head, &byte| head << 8 | u64::from(byte)),
    }
}

fn own_place(head: u64, length: usize, places: usize) -> usize {
    // Multiplying spreads what differs to the highest bits (Knuth, The Art of Computer Programming 3, section 6.4).
    let spread = (head ^ length as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (spread >> 32) as usize & places.wrapping_sub(1)
}

/// Whether one of the eight bytes of a word is a backslash.
fn has_backslash(word: u64) -> bool {
    const ONES: u64 = 0x0101_0101_0101_0101;
    // A byte that is a backslash becomes zero, and only below a zero does a one borrow up to the highest bit.
    let zeros = word ^ (ONES * u64::from(b'\\'));
    zeros.wrapping_sub(ONES) & !zeros & (ONES << 7) != 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_found_is_what_the_key_reads(
            names in prop::collection::hash_set("[a-c\"\\\\é]{0,12}", 0..40),
            wanted in "[a-c\"\\\\é]{0,12}",
            after in "[\" ]{0,9}",
        ) {
            let list: Vec<_> = names.iter().cloned().zip(10..).collect();
            let keys = Keys::of(list.clone());
            for key in names.iter().chain([&wanted]) {
                let node = list.iter().find(|(name, _)| name == key).map(|(_, node)| *node);
                let plain = serde_json::to_string(key).unwrap();
                let escaped: String = key.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect();
                for form in [plain, format!("\"{escaped}\"")] {
                    let text = format!("{form}{after}");
                    prop_assert_eq!(keys.find(&text, 1, form.len() - 1), node, "{}", text);
                }
            }
        }
    }
}
