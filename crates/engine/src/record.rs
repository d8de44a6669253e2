//! Records: the output rows, as values in the mapping's field order.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

use sha2::{Digest as _, Sha256};

use crate::json::compact::write_compact;
use crate::json::equal::equal;
use crate::json::number::Decimal;
use crate::json::walk::elements;
use crate::json::{sorted_members, text};

/// What one field of a record holds.
///
/// Strings are kept decoded and everything else as the JSON text it was, so that no number is changed on its way.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Cell<'a> {
    /// Nothing was found, or `null`.
    #[default]
    Missing,
    /// A string.
    Text(Cow<'a, str>),
    /// A number, `true`, `false`, an array or an object: its JSON text, not necessarily compact.
    Json(Cow<'a, str>),
}

impl<'a> Cell<'a> {
    /// What a JSON text, which was checked, holds.
    pub(crate) fn of_json(json: &'a str) -> Self {
        match text::decode_token(json) {
            Some(decoded) => Cell::Text(decoded.text),
            None if json == "null" => Cell::Missing,
            None => Cell::Json(Cow::Borrowed(json)),
        }
    }
}

impl Cell<'_> {
    /// Missing, or a string of white space only. `false`, `0`, `[]` and `{}` are not blank.
    #[inline]
    pub fn is_blank(&self) -> bool {
        match self {
            Cell::Missing => true,
            // One end is enough, and nearly always the first byte tells.
            Cell::Text(text) => match text.as_bytes().first() {
                Some(first) if first.is_ascii_graphic() => false,
                _ => text.trim_start().is_empty(),
            },
            Cell::Json(_) => false,
        }
    }

    /// Whether the two are equal values: numbers by value, however they are written, lists and objects by what is in
    /// them, and text never to anything but text.
    ///
    /// This is the equality of conditions (`when`), of a mapping's tests, where a value is written as JSON, and of `unique`,
    /// where nothing is written. What is written as plain text has no type of its own, and is therefore read otherwise. What
    /// each finds equal to what is written in it:
    ///
    /// | asked by | `"1"` | `1` | `1.0` | `true` | `null` | `[1]` |
    /// |---|---|---|---|---|---|---|
    /// | `when` and tests | `"1"` | `1` | `1` | `true` | `null`; in tests what is missing, too | `[1.0]`, tests only |
    /// | filters (RFC 9535) | `'1'` | `1` | `1` | `true` | `null` | another path's |
    /// | `schema --where`, `find` | `1` | `1` | `1` | `true` | `null` | nothing |
    /// | look-ups (`[name=1]`) | `1` | `1` | `1.0` | `true` | nothing | nothing |
    /// | `trace --where` | `1` | `1` | `1.0` | `true` | the empty text | its text |
    /// | `unique`, of two records | `"1"` | `1` | `1` | `true` | all that is blank | `[1.0]` |
    ///
    /// Look-ups find a name, which is a text that some providers write as a number: as it is written, and never `null`.
    /// `trace --where` compares what is in the cells of a table.
    pub(crate) fn equals(&self, other: &Cell<'_>) -> bool {
        match (self, other) {
            (Cell::Missing, Cell::Missing) => true,
            (Cell::Text(left), Cell::Text(right)) => left == right,
            (Cell::Json(left), Cell::Json(right)) => left == right || equal(left, right),
            _ => false,
        }
    }

    /// The same, borrowing nothing.
    pub fn into_owned(self) -> Cell<'static> {
        match self {
            Cell::Missing => Cell::Missing,
            Cell::Text(text) => Cell::Text(Cow::Owned(text.into_owned())),
            Cell::Json(json) => Cell::Json(Cow::Owned(json.into_owned())),
        }
    }

    /// The text of a string, a number or a boolean; `None` for what is missing, an array or an object.
    pub(crate) fn scalar(&self) -> Option<&str> {
        match self {
            Cell::Text(text) => Some(text),
            Cell::Json(json) if !json.starts_with(['[', '{']) => Some(json),
            Cell::Missing | Cell::Json(_) => None,
        }
    }

    /// The cell as text: arrays and objects as compact JSON, what is missing as nothing.
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Cell::Missing => Cow::Borrowed(""),
            Cell::Json(json) if json.starts_with(['[', '{']) => {
                let mut compact = Vec::with_capacity(json.len());
                write_compact(json, &mut compact);
                Cow::Owned(String::from_utf8(compact).unwrap_or_default())
            }
            Cell::Text(text) | Cell::Json(text) => Cow::Borrowed(text),
        }
    }

    /// The cell's JSON text: `null` for what is missing, and everything but strings as it was read.
    pub fn to_json(&self) -> Cow<'_, str> {
        match self {
            Cell::Missing => Cow::Borrowed("null"),
            Cell::Text(text) => Cow::Owned(serde_json::Value::from(text.as_ref()).to_string()),
            Cell::Json(json) => Cow::Borrowed(json),
        }
    }
}

/// An empty list in the room of one that is no longer used.
///
/// The types differ in nothing but the lifetime, so that collecting takes the allocation over.
pub(crate) fn recycled<'a>(mut cells: Vec<Cell<'_>>) -> Vec<Cell<'a>> {
    cells.clear();
    cells.into_iter().map(|_| Cell::Missing).collect()
}

/// One output row: as many cells as the mapping has fields, in its order.
pub type Record<'a> = [Cell<'a>];

/// What makes a record equal to another in `cells`, those of its `unique` columns: the same for two lists of cells if they
/// are [equal](Cell::equals) one by one, or both blank, and never otherwise. `None` where there are no such cells or all
/// are blank.
pub(crate) fn unique_key<'c>(
    cells: impl Iterator<Item = &'c Cell<'c>> + Clone,
) -> Option<Box<[u8]>> {
    if cells.clone().all(Cell::is_blank) {
        return None;
    }
    let length = |cell: &Cell<'_>| match cell {
        Cell::Missing => 1,
        Cell::Text(text) | Cell::Json(text) => 3 + text.len(),
    };
    let mut key = KeyWriter::of_about(cells.clone().map(length).sum());
    for cell in cells {
        match cell {
            cell if cell.is_blank() => key.part(KeyPart::Blank),
            Cell::Missing => {}
            Cell::Text(text) => key.text(text),
            Cell::Json(json) => key.value(json),
        }
    }
    Some(key.finish())
}

/// What begins each part of a [`unique_key`], so that it tells where the next one begins.
#[derive(Debug, Clone, Copy)]
enum KeyPart {
    Blank,
    Null,
    False,
    True,
    Number,
    Text,
    Array,
    Object,
    /// The end of a number, an array or an object.
    End,
    /// All that is left of a long key.
    Digest,
}

/// A longer key is kept as its digest, in bytes: so a key takes no more memory than this, whatever is in the cells.
const LONGEST_KEY: usize = 64;

/// Writes a [`unique_key`].
struct KeyWriter {
    /// The key, or what of it has not gone into the digest.
    bytes: Vec<u8>,
    /// Of a key that is longer than allowed. Nobody knows two texts of the same SHA-256.
    digest: Option<Sha256>,
}

impl KeyWriter {
    fn of_about(length: usize) -> Self {
        KeyWriter { bytes: Vec::with_capacity(length.min(LONGEST_KEY)), digest: None }
    }

    fn push(&mut self, piece: &[u8]) {
        if self.bytes.len() + piece.len() <= LONGEST_KEY {
            self.bytes.extend_from_slice(piece);
            return;
        }
        let digest = self.digest.get_or_insert_default();
        digest.update(&self.bytes);
        digest.update(piece);
        self.bytes.clear();
    }

    fn finish(mut self) -> Box<[u8]> {
        if let Some(mut digest) = self.digest {
            digest.update(&self.bytes);
            self.bytes.clear();
            self.bytes.push(KeyPart::Digest as u8);
            self.bytes.extend_from_slice(&digest.finalize());
        }
        self.bytes.into_boxed_slice()
    }

    fn part(&mut self, part: KeyPart) {
        self.push(&[part as u8]);
    }

    fn text(&mut self, text: &str) {
        self.part(KeyPart::Text);
        // Seven bits a byte, the lowest first: one byte for nearly all.
        let mut length = text.len();
        while length >= 0x80 {
            self.push(&[length as u8 | 0x80]);
            length >>= 7;
        }
        self.push(&[length as u8]);
        self.push(text.as_bytes());
    }

    /// Adds what is the same for JSON texts of equal values. Nothing is built of them. The recursion is as deep as the
    /// checker of JSON allows.
    fn value(&mut self, json: &str) {
        match json.as_bytes().first() {
            Some(b'n') | None => self.part(KeyPart::Null),
            Some(b'f') => self.part(KeyPart::False),
            Some(b't') => self.part(KeyPart::True),
            Some(b'"') => {
                let decoded = text::decode_token(json);
                self.text(decoded.as_ref().map_or("", |decoded| &*decoded.text));
            }
            Some(b'[') => {
                self.part(KeyPart::Array);
                for element in elements(json) {
                    self.value(element);
                }
                self.part(KeyPart::End);
            }
            Some(b'{') => {
                self.part(KeyPart::Object);
                for (name, member) in sorted_members(json) {
                    self.text(&name);
                    self.value(member);
                }
                self.part(KeyPart::End);
            }
            Some(_) => {
                self.part(KeyPart::Number);
                Decimal::of(json).key(|piece| self.push(piece));
                self.part(KeyPart::End);
            }
        }
    }
}

/// The first record with each [`unique_key`], of which a `V` is kept.
#[derive(Debug)]
pub(crate) struct FirstRecords<V>(HashMap<Box<[u8]>, V>);

impl<V> Default for FirstRecords<V> {
    fn default() -> Self {
        FirstRecords(HashMap::new())
    }
}

impl<V> FirstRecords<V> {
    /// Enters a record and returns what was kept of the first one with its key, if that is another one. A record without
    /// a key is equal to none.
    pub(crate) fn enter(&mut self, key: Option<Box<[u8]>>, keep: impl FnOnce() -> V) -> Option<&V> {
        match self.0.entry(key?) {
            Entry::Occupied(first) => Some(first.into_mut()),
            Entry::Vacant(place) => {
                place.insert(keep());
                None
            }
        }
    }

    /// Forgets a record that came to nothing: one equal to it is the first.
    pub(crate) fn forget(&mut self, key: &[u8]) {
        self.0.remove(key);
    }

    /// Whether there is a record with this key.
    pub(crate) fn has(&self, key: &[u8]) -> bool {
        self.0.contains_key(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_room_of_a_list_is_used_again() {
        let text = "x".to_owned();
        let mut cells = Vec::with_capacity(15);
        cells.push(Cell::Text(Cow::Borrowed(text.as_str())));
        let room = cells.as_ptr().addr();
        let again: Vec<Cell<'static>> = recycled(cells);
        assert_eq!((again.len(), again.capacity(), again.as_ptr().addr()), (0, 15, room));
    }

    fn key_of(cells: &[Cell<'_>]) -> Option<Box<[u8]>> {
        unique_key(cells.iter())
    }

    #[test]
    fn records_have_the_same_key_if_their_cells_are_equal_or_both_blank() {
        let text = |text: &'static str| Cell::Text(text.into());
        let json = |json: &'static str| Cell::Json(json.into());
        let cells = [
            Cell::Missing,
            text(""),
            text(" \u{a0}"),
            text("1"),
            text("01"),
            text("true"),
            text("[1]"),
            json("1"),
            json("1.0"),
            json("10e-1"),
            json("-1"),
            json("0"),
            json("-0.0"),
            json("9007199254740992"),
            json("9007199254740993"),
            json("1e400"),
            json("10E399"),
            json("true"),
            json("false"),
            json("[]"),
            json("[1]"),
            json("[1.0 ]"),
            json("[\"1\"]"),
            json("[[1]]"),
            json("[null]"),
            json("[\"\"]"),
            json("{}"),
            json(r#"{"a":1,"b":[]}"#),
            json(r#"{"b":[],"\u0061":1.0}"#),
            json(r#"{"a":{"b":[]}}"#),
        ];
        for left in &cells {
            for right in &cells {
                let equal = left.equals(right) || (left.is_blank() && right.is_blank());
                let with = |cell: &Cell<'_>| key_of(&[text("x"), cell.clone(), text("y")]);
                assert_eq!(with(left) == with(right), equal, "{left:?} {right:?}");
            }
            assert_eq!(key_of(std::slice::from_ref(left)).is_none(), left.is_blank(), "{left:?}");
        }
        assert_ne!(key_of(&[text("ab"), text("c")]), key_of(&[text("a"), text("bc")]));
        let long = "x".repeat(300);
        assert_eq!(key_of(&[Cell::Text(long.as_str().into())]).unwrap().len(), 33);
        assert_ne!(
            key_of(&[Cell::Text(long.as_str().into())]),
            key_of(&[Cell::Text(long[1..].into())])
        );
    }

    #[test]
    fn the_key_of_a_short_text_takes_two_bytes_more() {
        assert_eq!(key_of(&[Cell::Text("+919820010431".into())]).unwrap().len(), 15);
    }

    #[test]
    fn white_space_of_every_kind_is_blank() {
        for text in ["", " ", "\u{a0}\n\t\u{3000}"] {
            assert!(Cell::Text(text.into()).is_blank(), "{text:?}");
        }
        for text in ["x", "~ ", "\u{7f}", "\0", "é", "\u{a0}x "] {
            assert!(!Cell::Text(text.into()).is_blank(), "{text:?}");
        }
    }
}
