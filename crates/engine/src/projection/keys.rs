//! The keys under a node of the plan, looked up as they stand in a payload's text.
//!
//! Nearly all keys of a payload are not wanted, and to find that out must cost next to nothing: most have a length and a
//! first byte that no wanted key has, and of the others the first eight bytes name the one place in a small table at
//! which it can be.

use std::ops::Range;

use crate::json::index::KeyForm;
use crate::json::text;

/// Keys, and the node that each leads to.
#[derive(Debug, Default)]
pub(super) struct Keys {
    /// In the order of the keys.
    names: Vec<(String, usize)>,
    /// A bit for each key, by its length and first byte; other keys share it.
    glance: [u64; 4],
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
const FREE: Place = Place { head: 0, length: usize::MAX, name: 0 };

impl Keys {
    /// A list in which no key stands twice.
    pub(super) fn of(mut names: Vec<(String, usize)>) -> Self {
        names.sort_unstable();
        let mut table = vec![FREE; (names.len() * 2).next_power_of_two()];
        let mut glance = [0; 4];
        for (name, (key, _)) in names.iter().enumerate() {
            // In a payload's text such a key is escaped, and what reads like it there is another one.
            if key.contains(['\\', '"']) {
                continue;
            }
            let length = key.len();
            let (word, bit) = glance_at(length, key.as_bytes().first());
            glance[word] |= bit;
            let head = head(key.as_bytes(), length);
            let mut at = own_place(head, table.len());
            while table[at] != FREE {
                at = (at + 1) & (table.len() - 1);
            }
            table[at] = Place { head, length, name };
        }
        Keys { names, glance, table }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The nodes, in the order of the keys.
    pub(super) fn nodes(&self) -> impl Iterator<Item = usize> {
        self.names.iter().map(|(_, node)| *node)
    }

    /// The node of the key that stands in `text` at `span`, between its quotes.
    #[inline]
    pub(super) fn find(&self, text: &[u8], span: Range<usize>, form: KeyForm) -> Option<usize> {
        let (word, bit) = glance_at(span.len(), text.get(span.start));
        if self.glance[word] & bit == 0 && form == KeyForm::Plain {
            return None;
        }
        self.find_by_head(text, span, form)
    }

    /// As [`Keys::find`], of a key that may be one of them. Not inlined: what the caller keeps in registers would have
    /// to make room.
    #[inline(never)]
    fn find_by_head(&self, text: &[u8], span: Range<usize>, form: KeyForm) -> Option<usize> {
        let rest = text.get(span.start..)?;
        let length = span.len();
        let head = head(rest, length);
        let mut at = own_place(head, self.table.len());
        while let Some(place) = self.table.get(at) {
            if place.head == head && place.length == length {
                let (name, node) = self.names.get(place.name)?;
                if length <= 8 || rest.get(8..length)? == name.as_bytes().get(8..)? {
                    return Some(*node);
                }
            } else if place.length == FREE.length {
                break;
            }
            at = (at + 1) & (self.table.len() - 1);
        }
        match form {
            KeyForm::Plain => None,
            KeyForm::Escaped => self.find_escaped(str::from_utf8(rest.get(..length)?).ok()?),
        }
    }

    #[cold]
    fn find_escaped(&self, key: &str) -> Option<usize> {
        if !key.contains('\\') {
            return None;
        }
        let key = text::decode(key).text;
        let found = self.names.binary_search_by(|(name, _)| name.as_str().cmp(&key));
        found.ok().map(|name| self.names[name].1)
    }
}

/// The bit of a key of this length that begins so, and the word in which it is.
#[inline]
fn glance_at(length: usize, first: Option<&u8>) -> (usize, u64) {
    let first = if length == 0 { None } else { first };
    let mixed = length.wrapping_mul(9) ^ usize::from(first.copied().unwrap_or_default());
    (mixed / 64 % 4, 1 << (mixed % 64))
}

/// The first eight bytes of a key of this length, with which `text` begins; zeros for what it is shorter.
#[inline]
fn head(text: &[u8], length: usize) -> u64 {
    let missing = 8usize.saturating_sub(length) as u32 * u8::BITS;
    let word = match text.first_chunk() {
        Some(word) => u64::from_le_bytes(*word),
        None => text.iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte)),
    };
    // A key of no bytes has all of them shifted out.
    word.checked_shl(missing).unwrap_or_default() >> (missing % u64::BITS)
}

fn own_place(head: u64, places: usize) -> usize {
    // Multiplying spreads what differs to the highest bits (Knuth, The Art of Computer Programming 3, section 6.4).
    let spread = head.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (spread >> 32) as usize & places.wrapping_sub(1)
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
                for written in [plain, format!("\"{escaped}\"")] {
                    let text = format!("{written}{after}");
                    let span = 1..written.len() - 1;
                    prop_assert_eq!(keys.find(text.as_bytes(), span.clone(), KeyForm::Escaped), node, "{}", text);
                    if !written.contains('\\') {
                        prop_assert_eq!(keys.find(text.as_bytes(), span, KeyForm::Plain), node, "{}", text);
                    }
                }
            }
        }
    }
}
