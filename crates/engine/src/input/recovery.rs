//! Finds the line at which reading continues after a broken value.
//!
//! The fault's own place says little: a missing quote is noticed lines later, or at the end of the input. What can
//! be relied on is how the text is laid out. The value began on line L, indented by I; the next value of its kind
//! begins a later line with `{` or `[` at the same indentation, or at less, where nothing of this one can be:
//!
//! ```text
//!   NDJSON                        pretty-printed array
//!   {"id": 1}                     [
//!   {"id": 2, "name": "As         ·{        ← L, I = 1
//!   {"id": 3}   ← goes on here    ··"id": 1 "name": …
//!                                 ·},
//!                                 ·{        ← goes on here
//! ```
//!
//! Inside an array two more lines are safe to go on at: one at the array's own indentation, or at less, that begins with
//! `]`, which closes it, or with `{` or `[`, which can no longer be inside it if the elements are indented by more. An
//! array whose bracket stands on line L itself is given up with that line, unless later elements are aligned with the
//! broken one.

use super::cursor::OpenArray;
use super::place::{Track, indentation};
use crate::json::scan::More;

/// The search for the line to go on at.
#[derive(Debug)]
pub(super) struct Recovery {
    rules: RecoveryRules,
    /// Where the next line to be looked at begins; before the first line break: where to look for that.
    searched: usize,
    in_first_line: bool,
    /// How many blanks of that line have been forgotten.
    blanks: u64,
}

#[derive(Debug)]
enum RecoveryRules {
    /// Nothing but the end of the input.
    End,
    /// Lines by their first byte and their indentation: what it is for values of the same level, and the most for those
    /// outside and for the bracket that closes the array.
    Lines { sibling: Sibling, outside: Option<u64>, closing: Option<u64> },
}

/// Lines that begin a value of the same level.
#[derive(Debug)]
enum Sibling {
    /// At any indentation.
    Anywhere,
    /// At this one or less.
    UpTo(u64),
    /// At this one.
    At(u64),
    /// None can be told.
    Nowhere,
}

/// Where reading goes on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    /// The beginning of the line, or the end of the input.
    pub(super) end: usize,
    /// The first byte of the line that is not blank.
    pub(super) begin: usize,
    pub(super) resumption: Resumption,
}

/// The level at which reading goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Resumption {
    /// Where the broken value stood.
    SameLevel,
    /// Outside the array in which it stood.
    Outside,
}

impl Recovery {
    /// After a value that began at `start`.
    pub(super) fn after_value(start: &Track, array: Option<&OpenArray>) -> Self {
        let indent = start.indent;
        let sibling = Sibling::UpTo(indent);
        Recovery::by_lines(match array {
            None => RecoveryRules::Lines { sibling, outside: None, closing: None },
            Some(array) if array.place.line < start.place.line => RecoveryRules::Lines {
                sibling,
                outside: indent.checked_sub(1).map(|less| less.min(array.indent)),
                closing: Some(array.indent),
            },
            Some(_) => {
                let aligned = start.place.column - 1;
                let sibling =
                    if aligned == indent { Sibling::Nowhere } else { Sibling::At(aligned) };
                RecoveryRules::Lines { sibling, outside: Some(indent), closing: None }
            }
        })
    }

    /// After text that is no value: nothing of it can be mistaken for the inside of one.
    pub(super) fn after_text(start: &Track, array: Option<&OpenArray>) -> Self {
        match array {
            Some(array) if array.place.line == start.place.line => {
                Recovery::after_value(start, Some(array))
            }
            _ => Recovery::by_lines(RecoveryRules::Lines {
                sibling: Sibling::Anywhere,
                outside: None,
                closing: array.map(|array| array.indent),
            }),
        }
    }

    /// Nothing after this can be read.
    pub(super) fn to_the_end() -> Self {
        Recovery::by_lines(RecoveryRules::End)
    }

    fn by_lines(rules: RecoveryRules) -> Self {
        Recovery { rules, searched: 0, in_first_line: true, blanks: 0 }
    }

    /// The same, of bytes that go on at `track`, as those before have been forgotten.
    pub(super) fn going_on_at(self, track: &Track) -> Self {
        Recovery { in_first_line: !track.indenting, blanks: track.indent, ..self }
    }

    /// Looks for the line in `bytes`, which begin with the broken value.
    /// At the end of the input that is the end; `None` when more must come before it is known.
    pub(super) fn search(&mut self, bytes: &[u8], more: More) -> Option<Found> {
        let (end, begin) = (bytes.len(), bytes.len());
        let at_the_end =
            (more == More::Never).then_some(Found { end, begin, resumption: Resumption::Outside });
        loop {
            let rest = bytes.get(self.searched..).unwrap_or_default();
            if !self.in_first_line {
                let blanks = indentation(rest);
                match rest.get(blanks) {
                    None => return at_the_end,
                    Some(&byte) => {
                        if let Some(resumption) = self.judge(self.blanks + blanks as u64, byte) {
                            let end = self.searched;
                            return Some(Found { end, begin: end + blanks, resumption });
                        }
                    }
                }
            }
            match memchr::memchr(b'\n', rest) {
                Some(line_break) => {
                    self.searched += line_break + 1;
                    (self.in_first_line, self.blanks) = (false, 0);
                }
                None => {
                    if self.in_first_line {
                        self.searched = bytes.len();
                    }
                    return at_the_end;
                }
            }
        }
    }

    /// Forgets what has been searched of `bytes`, and returns how many bytes that were.
    pub(super) fn forget(&mut self, bytes: &[u8]) -> usize {
        let searched = std::mem::take(&mut self.searched);
        let blanks = match self.in_first_line {
            true => 0,
            false => indentation(bytes.get(searched..).unwrap_or_default()),
        };
        self.blanks += blanks as u64;
        searched + blanks
    }

    /// Whether reading would go on at the line in `bytes` of which the byte at `at` is the first that is not blank.
    pub(super) fn goes_on_at(&self, bytes: &[u8], at: usize) -> bool {
        let line = memchr::memrchr(b'\n', bytes.get(..at).unwrap_or_default());
        let Some((line_break, byte)) = line.zip(bytes.get(at)) else {
            return false;
        };
        let indent = indentation(&bytes[line_break + 1..]);
        line_break + 1 + indent == at && self.judge(indent as u64, *byte).is_some()
    }

    fn judge(&self, indent: u64, byte: u8) -> Option<Resumption> {
        let RecoveryRules::Lines { sibling, outside, closing } = &self.rules else {
            return None;
        };
        let at_sibling = match sibling {
            Sibling::Anywhere => true,
            Sibling::UpTo(level) => indent <= *level,
            Sibling::At(level) => indent == *level,
            Sibling::Nowhere => false,
        };
        let is_up_to = |level: &Option<u64>| level.is_some_and(|level| indent <= level);
        match byte {
            b'{' | b'[' if is_up_to(outside) => Some(Resumption::Outside),
            b'{' | b'[' if at_sibling => Some(Resumption::SameLevel),
            b']' if is_up_to(closing) => Some(Resumption::SameLevel),
            _ => None,
        }
    }
}
