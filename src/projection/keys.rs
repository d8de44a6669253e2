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

#[derive(Debug, Clone, Copy)]
struct Place {
    head: u64,
    length: u32,
    /// The key's number; of a place that is free, [`NONE`].
    name: u32,
}

const NONE: u32 = u32::MAX;

impl Place {
    const FREE: Place = Place {
        head: 0,
        length: 0,
        name: NONE,
    };

    fn is_taken(&self) -> bool {
        self.name != NONE
    }
}

impl Keys {
    /// A list in which no key stands twice.
    pub(super) fn of(mut names: Vec<(String, usize)>) -> Self {
        names.sort_unstable();
        let mut table = vec![Place::FREE; (names.len() * 2).next_power_of_two()];
        for (name, (key, _)) in names.iter().enumerate() {
            // In a payload's text such a key is escaped, and what reads like it there is another one.
            if key.contains(['\\', '"']) {
                continue;
            }
            let (head, length) = (head(key.as_bytes(), 0, key.len()), key.len());
            let mut at = own_place(head, length, table.len());
            while table[at].is_taken() {
                at = (at + 1) & (table.len() - 1);
            }
            table[at] = Place {
                head,
                length: length as u32,
                name: name as u32,
            };
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
    #[inline]
    pub(super) fn find(&self, text: &str, start: usize, end: usize) -> Option<usize> {
        let bytes = text.as_bytes();
        let length = end.checked_sub(start)?;
        let head = head(bytes, start, length);
        let mut at = own_place(head, length, self.table.len());
        while let Some(place) = self.table.get(at).filter(|place| place.is_taken()) {
            if place.head == head && place.length as usize == length {
                let (key, node) = &self.names[place.name as usize];
                if length <= 8 || bytes.get(start + 8..end) == key.as_bytes().get(8..) {
                    return Some(*node);
                }
            }
            at = (at + 1) & (self.table.len() - 1);
        }
        if has_backslash(head) || (length > 8 && bytes.get(start + 8..end)?.contains(&b'\\')) {
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

/// The first eight bytes of a key of `length` bytes that begins at `start`, with zeros after its end.
fn head(bytes: &[u8], start: usize, length: usize) -> u64 {
    let Some(first) = bytes.get(start..).and_then(<[u8]>::first_chunk::<8>) else {
        let key = bytes.get(start..start + length).unwrap_or_default();
        return key
            .iter()
            .rev()
            .fold(0, |head, &byte| head << 8 | u64::from(byte));
    };
    let head = u64::from_le_bytes(*first);
    match length {
        0 => 0,
        1..8 => head & u64::MAX >> (64 - 8 * length),
        _ => head,
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
