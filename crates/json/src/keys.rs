//! A set of keys to find: looks up the keys of an object as they stand in its text.
//!
//! A hash map would hash every key. But most keys of an object are not wanted, and to find that out must cost next to
//! nothing: most have a length and a first byte that no wanted key has, and of the others the first eight bytes name the
//! one bucket in which it can be.

#![expect(
    clippy::indexing_slicing,
    reason = "the table is longer than the number of names, and a name's number is its place"
)]

use std::ops::Range;

use super::index::KeyForm;
use super::text;

/// Keys with the caller's number for each.
#[derive(Debug, Default)]
pub struct KeyTable {
    /// In the order of the keys.
    names: Vec<(String, usize)>,
    /// A bit for each key, by its length and first byte; other keys share it.
    glance: [u64; 4],
    /// At least twice as many buckets as there are keys; a key is in its own or the next free one.
    table: Vec<Bucket>,
}

/// The part of a key that is compared first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Bucket {
    /// A key's first eight bytes.
    head: u64,
    length: usize,
    /// Its number.
    name: usize,
}

/// A bucket without a key: no key is as long.
const FREE: Bucket = Bucket { head: 0, length: usize::MAX, name: 0 };

impl KeyTable {
    /// A list in which no key stands twice.
    pub fn of(mut names: Vec<(String, usize)>) -> Self {
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
            let mut at = own_bucket(head, table.len());
            while table[at] != FREE {
                at = (at + 1) & (table.len() - 1);
            }
            table[at] = Bucket { head, length, name };
        }
        KeyTable { names, glance, table }
    }

    /// Whether nothing is wanted.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The numbers, in the order of the keys.
    pub fn numbers(&self) -> impl Iterator<Item = usize> {
        self.names.iter().map(|(_, number)| *number)
    }

    /// The number of the key that stands in `text` at `span`, between its quotes.
    #[inline]
    pub fn find(&self, text: &[u8], span: Range<usize>, form: KeyForm) -> Option<usize> {
        let (word, bit) = glance_at(span.len(), text.get(span.start));
        if self.glance[word] & bit == 0 && form == KeyForm::Plain {
            return None;
        }
        self.find_by_head(text, span, form)
    }

    /// As [`KeyTable::find`], of a key that may be one of them. Not inlined: what the caller keeps in registers would have
    /// to make room.
    #[inline(never)]
    fn find_by_head(&self, text: &[u8], span: Range<usize>, form: KeyForm) -> Option<usize> {
        let rest = text.get(span.start..)?;
        let length = span.len();
        let head = head(rest, length);
        let mut at = own_bucket(head, self.table.len());
        while let Some(bucket) = self.table.get(at) {
            if bucket.head == head && bucket.length == length {
                let (name, number) = self.names.get(bucket.name)?;
                if length <= 8 || rest.get(8..length)? == name.as_bytes().get(8..)? {
                    return Some(*number);
                }
            } else if bucket.length == FREE.length {
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

fn own_bucket(head: u64, buckets: usize) -> usize {
    // Multiplying spreads what differs to the highest bits (Knuth, The Art of Computer Programming 3, section 6.4).
    let spread = head.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (spread >> 32) as usize & buckets.wrapping_sub(1)
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
            let keys = KeyTable::of(list.clone());
            for key in names.iter().chain([&wanted]) {
                let number = list.iter().find(|(name, _)| name == key).map(|(_, number)| *number);
                let plain = serde_json::to_string(key).unwrap();
                let escaped: String = key.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect();
                for written in [plain, format!("\"{escaped}\"")] {
                    let text = format!("{written}{after}");
                    let span = 1..written.len() - 1;
                    prop_assert_eq!(keys.find(text.as_bytes(), span.clone(), KeyForm::Escaped), number, "{}", text);
                    if !written.contains('\\') {
                        prop_assert_eq!(keys.find(text.as_bytes(), span, KeyForm::Plain), number, "{}", text);
                    }
                }
            }
        }
    }
}
