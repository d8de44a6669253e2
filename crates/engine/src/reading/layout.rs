//! How the values of an input are laid out, and what that says about where they end.
//!
//! A program that writes many values writes the same between any two of them: a line break, or a comma, a line break and two
//! spaces. Inside a value that does not stand between objects, or what follows it is another key. Both are learnt from
//! the input's first values, and neither is certain.

#![expect(clippy::indexing_slicing, reason = "a window of two has two")]

use std::collections::HashSet;
use std::ops::Range;

use memchr::memmem::{Finder, FinderRev};

use crate::input::cursor::Cursor;
use crate::input::place::Track;

/// How many different keys are learnt that values begin with.
const KEYS: usize = 16;

/// The longest key that is learnt, in bytes.
const KEY: usize = 128;

/// The longest text between two values that is learnt, in bytes.
const GAP: usize = 128;

/// How values are laid out.
#[derive(Debug)]
pub(super) struct ValueLayout {
    /// A place between two of them.
    cursor: Cursor,
    /// The end of one, what is between, and the beginning of the next. Chunks end after its first byte.
    border: Vec<u8>,
    first: Finder<'static>,
    last: FinderRev<'static>,
    /// What comes next, one of these; anything if there are none.
    keys: Vec<Vec<u8>>,
}

impl ValueLayout {
    /// Learns from `bytes`, which stand at `begins` in the input and of which these spans of the input are values.
    /// `after` is what comes after all bytes.
    pub(super) fn learn(
        bytes: &[u8],
        begins: u64,
        values: &[Range<u64>],
        after: &Cursor,
    ) -> Option<Self> {
        let at = |byte: u64| usize::try_from(byte.checked_sub(begins)?).ok();
        let gaps: Vec<Range<usize>> = values
            .windows(2)
            .filter_map(|pair| Some(at(pair[0].end)?..at(pair[1].start)?))
            .filter(|gap| is_gap(bytes, gap, after.array.is_some()))
            .collect();
        let text = |gap: &Range<usize>| bytes.get(gap.start..gap.end).unwrap_or_default();
        let common = gaps
            .iter()
            .max_by_key(|gap| gaps.iter().filter(|other| text(other) == text(gap)).count())?;
        let common = text(common);
        let border = [b"}", common, b"{"].concat();
        let keys = if common.contains(&b'\n') {
            Vec::new()
        } else {
            let starts = gaps.iter().filter(|gap| text(gap) == common);
            let starts: HashSet<usize> = starts.map(|gap| gap.end + 1).collect();
            let span = gaps.first()?.start - 1..gaps.last()?.end + 1;
            Some(telling_keys(bytes, span, &border, &starts)).filter(|keys| !keys.is_empty())?
        };
        Some(ValueLayout {
            cursor: *after,
            first: Finder::new(&border).into_owned(),
            last: FinderRev::new(&border).into_owned(),
            border,
            keys,
        })
    }

    /// That of lines, which is certain: wherever a line ends a chunk can. `after` is what comes after all bytes so far.
    pub(super) fn of_lines(after: &Cursor) -> Self {
        let border = b"\n";
        ValueLayout {
            cursor: *after,
            first: Finder::new(border).into_owned(),
            last: FinderRev::new(border).into_owned(),
            border: border.to_vec(),
            keys: Vec::new(),
        }
    }

    /// A place between two values, at `track`.
    pub(super) fn cursor_at(&self, track: Track) -> Cursor {
        self.cursor.after_value_at(track)
    }

    /// How many bytes after the end of a value are seen to tell it.
    pub(super) fn ahead(&self) -> usize {
        self.border.len() - 1
    }

    /// Where the first value ends in `bytes`.
    pub(super) fn first(&self, bytes: &[u8]) -> Option<usize> {
        let mut from = 0;
        loop {
            let found = from + self.first.find(bytes.get(from..)?)?;
            if self.goes_on(bytes, found) {
                return Some(found + 1);
            }
            from = found + 1;
        }
    }

    /// Where the last value ends in `bytes`.
    pub(super) fn last(&self, bytes: &[u8]) -> Option<usize> {
        let mut to = bytes.len();
        loop {
            let found = self.last.rfind(bytes.get(..to)?)?;
            if self.goes_on(bytes, found) {
                return Some(found + 1);
            }
            to = found + self.border.len() - 1;
        }
    }

    /// Whether what comes after the border at `found` is what a value begins with.
    fn goes_on(&self, bytes: &[u8], found: usize) -> bool {
        let next = bytes.get(found + self.border.len()..).unwrap_or_default();
        self.keys.is_empty() || self.keys.iter().any(|key| next.starts_with(key))
    }
}

/// Whether there are objects on both sides, and between them what may be there.
fn is_gap(bytes: &[u8], gap: &Range<usize>, in_array: bool) -> bool {
    let Some(text) = bytes.get(gap.clone()) else {
        return false;
    };
    let is_white = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
    let commas = text.iter().filter(|byte| **byte == b',').count();
    text.len() <= GAP
        && text.iter().all(|byte| is_white(byte) || *byte == b',')
        && commas == usize::from(in_array)
        && gap.start > 0
        && bytes.get(gap.start - 1) == Some(&b'}')
        && bytes.get(gap.end) == Some(&b'{')
}

/// The first keys of values, those at `starts`, that stand after `border` nowhere else in this span of `bytes`.
fn telling_keys(
    bytes: &[u8],
    span: Range<usize>,
    border: &[u8],
    starts: &HashSet<usize>,
) -> Vec<Vec<u8>> {
    let mut keys: Vec<Vec<u8>> = Vec::new();
    for key in starts.iter().filter_map(|&start| key_at(bytes, start)) {
        if keys.len() < KEYS && !keys.iter().any(|known| known == key) {
            keys.push(key.to_owned());
        }
    }
    for found in Finder::new(border).find_iter(bytes.get(span.clone()).unwrap_or_default()) {
        let start = span.start + found + border.len();
        if !starts.contains(&start) {
            let next = bytes.get(start..).unwrap_or_default();
            keys.retain(|key| !next.starts_with(key));
        }
    }
    keys
}

/// The key at `start`, in quotes.
fn key_at(bytes: &[u8], start: usize) -> Option<&[u8]> {
    let text = bytes.get(start..)?;
    let length = memchr::memchr(b'"', text.strip_prefix(b"\"")?)?;
    (length <= KEY).then(|| text.get(..length + 2))?
}
