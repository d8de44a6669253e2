//! Positions in a text: lines and columns, counted from 1.

#![expect(clippy::indexing_slicing, reason = "each number is less than the length")]

use std::fmt;

/// A line and a column, both counted from 1; columns count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

/// A text with an index of its lines, so that finding a position takes the same time everywhere in it, also far inside
/// a line of many megabytes.
#[derive(Debug)]
pub struct Lines<'a> {
    text: &'a str,
    /// Where each line begins.
    starts: Vec<usize>,
    /// How many characters begin before byte 0, [`STRIDE`], 2 × [`STRIDE`] …
    characters: Vec<usize>,
    /// Where the characters begin that UTF-16 writes as two units.
    pairs: Vec<usize>,
}

/// How many bytes lie between two entries of the character index.
const STRIDE: usize = 4096;

/// The least byte that begins a character of four bytes, which are those of two units in UTF-16.
const FIRST_OF_FOUR: u8 = 0xF0;

/// The bytes of a byte order mark, which belongs to no line.
const BYTE_ORDER_MARK: &str = "\u{feff}";

impl<'a> Lines<'a> {
    /// Indexes `text`. A byte order mark at its start is not counted as a character of the first line.
    pub fn of(text: &'a str) -> Self {
        let first = if text.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
        let breaks = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1);
        let counts = text.as_bytes().chunks(STRIDE).scan(0, |total, chunk| {
            *total += characters_in(chunk);
            Some(*total)
        });
        Lines {
            text,
            starts: std::iter::once(first).chain(breaks).collect(),
            characters: std::iter::once(0).chain(counts).collect(),
            pairs: (0..text.len()).filter(|&at| text.as_bytes()[at] >= FIRST_OF_FOUR).collect(),
        }
    }

    /// The position of the character that holds byte `offset`; past the end, the position after the last character.
    pub fn position(&self, offset: usize) -> Position {
        let offset = self.text.floor_char_boundary(offset);
        let index = self.index(offset);
        let start = self.starts.get(index).copied().unwrap_or_default();
        let before = self.characters_before(offset).saturating_sub(self.characters_before(start));
        Position { line: index + 1, column: before + 1 }
    }

    /// As [`Lines::position`], with a column that counts the units of UTF-16.
    pub fn utf16_position(&self, offset: usize) -> Position {
        let offset = self.text.floor_char_boundary(offset);
        let start = self.starts.get(self.index(offset)).copied();
        let before = |end| self.pairs.partition_point(|&at| at < end);
        let pairs = before(offset).saturating_sub(before(start.unwrap_or_default()));
        let Position { line, column } = self.position(offset);
        Position { line, column: column + pairs }
    }

    /// The bytes of the line that holds `offset`, without its line break.
    pub fn line_at(&self, offset: usize) -> std::ops::Range<usize> {
        let index = self.index(offset);
        let start = self.starts.get(index).copied().unwrap_or_default();
        let end = self.starts.get(index + 1).map_or(self.text.len(), |next| next - 1);
        let line = self.text.get(start..end).unwrap_or_default();
        start..start + line.strip_suffix('\r').unwrap_or(line).len()
    }

    /// The text that was indexed.
    pub fn text(&self) -> &'a str {
        self.text
    }

    fn index(&self, offset: usize) -> usize {
        self.starts.partition_point(|&start| start <= offset).saturating_sub(1)
    }

    fn characters_before(&self, offset: usize) -> usize {
        let entry = offset / STRIDE;
        let known = self.characters.get(entry).copied().unwrap_or_default();
        let rest = self.text.as_bytes().get(entry * STRIDE..offset).unwrap_or_default();
        known + characters_in(rest)
    }
}

/// How many characters begin in `bytes` of UTF-8.
fn characters_in(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0xC0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn position(text: &str, offset: usize) -> (usize, usize) {
        let Position { line, column } = Lines::of(text).position(offset);
        (line, column)
    }

    #[test]
    fn lines_and_columns_count_from_one_and_columns_count_characters() {
        assert_eq!(position("", 0), (1, 1));
        assert_eq!(position("añb\nc", 3), (1, 3));
        assert_eq!(position("añb\nc", 2), (1, 2), "the middle of a character");
        assert_eq!(position("añb\nc", 4), (1, 4), "the line break");
        assert_eq!(position("añb\nc", 5), (2, 1));
        assert_eq!(position("añb\nc", 99), (2, 2));
        assert_eq!(position("a\r\nb\r\n", 6), (3, 1));
    }

    #[test]
    fn a_byte_order_mark_takes_no_column() {
        assert_eq!(position("\u{feff}ab\nc", 3), (1, 1));
        assert_eq!(position("\u{feff}ab\nc", 4), (1, 2));
        assert_eq!(position("\u{feff}ab\nc", 0), (1, 1));
    }

    #[test]
    fn columns_of_utf_16_count_some_characters_twice() {
        let lines = Lines::of("\u{feff}a😀é\n😀😀b");
        let position = |offset| {
            let Position { line, column } = lines.utf16_position(offset);
            (line, column)
        };
        assert_eq!(position(3), (1, 1));
        assert_eq!(position(4), (1, 2));
        assert_eq!(position(8), (1, 4), "after a pair");
        assert_eq!(position(10), (1, 5), "the line break");
        assert_eq!(position(11), (2, 1));
        assert_eq!(position(19), (2, 5));
        assert_eq!(position(17), (2, 3), "the middle of a character");
        assert_eq!(position(99), (2, 6));
    }

    #[test]
    fn positions_far_inside_a_long_line_are_exact() {
        let text = "é".repeat(10_000);
        assert_eq!(position(&text, 19_998), (1, 10_000));
        assert_eq!(position(&text, STRIDE), (1, STRIDE / 2 + 1));
        let odd = format!("a{text}");
        assert_eq!(position(&odd, STRIDE + 1), (1, STRIDE / 2 + 2));
    }

    #[test]
    fn a_line_is_given_without_its_break() {
        let lines = Lines::of("ab\r\n\ncd");
        assert_eq!(lines.line_at(3), 0..2);
        assert_eq!(lines.line_at(4), 4..4);
        assert_eq!(lines.line_at(7), 5..7);
    }
}
