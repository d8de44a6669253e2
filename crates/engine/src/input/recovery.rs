//! Finds the line at which reading continues after a broken value.
//!
//! The fault's own place says little: a missing quote is noticed lines later, or at the end of the input. What can
//! be relied on is how the text is laid out. The value began on line L, indented by I; the next value of its kind
//! begins a later line with `{` or `[` at the same indentation:
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
//! Inside an array two more lines are safe to go on at: one at the array's own indentation that begins with `]`, which
//! closes it, or with `{` or `[`, which can no longer be inside it. An array whose bracket stands on line L itself is
//! given up with that line, unless later elements are aligned with the broken one.

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
}

#[derive(Debug)]
enum RecoveryRules {
    /// Nothing but the end of the input.
    End,
    /// Lines by their indentation and first byte.
    Lines { sibling: Sibling, outside: Option<u64>, closing: Option<u64> },
}

/// Lines that begin a value of the same level.
#[derive(Debug)]
enum Sibling {
    /// At any indentation.
    Anywhere,
    /// At this one.
    At(u64),
    /// None can be told.
    Nowhere,
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
        Recovery::by_lines(match array {
            None => {
                RecoveryRules::Lines { sibling: Sibling::At(indent), outside: None, closing: None }
            }
            Some(array) if array.place.line < start.place.line => RecoveryRules::Lines {
                sibling: Sibling::At(indent),
                outside: (array.indent != indent).then_some(array.indent),
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
        Recovery { rules, searched: 0, in_first_line: true }
    }

    /// Looks for the line in `bytes`, which begin with the broken value: where it begins, and at which level.
    /// At the end of the input that is the end; `None` when more must come before it is known.
    pub(super) fn search(&mut self, bytes: &[u8], more: More) -> Option<(usize, Resumption)> {
        let at_the_end = (more == More::Never).then_some((bytes.len(), Resumption::Outside));
        loop {
            let rest = bytes.get(self.searched..).unwrap_or_default();
            if !self.in_first_line {
                let indent = indentation(rest);
                match rest.get(indent) {
                    None => return at_the_end,
                    Some(&byte) => {
                        if let Some(resumption) = self.judge(indent as u64, byte) {
                            return Some((self.searched, resumption));
                        }
                    }
                }
            }
            match memchr::memchr(b'\n', rest) {
                Some(line_break) => {
                    self.searched += line_break + 1;
                    self.in_first_line = false;
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

    /// Forgets the bytes that have been searched, and returns how many they were.
    pub(super) fn forget(&mut self) -> usize {
        std::mem::take(&mut self.searched)
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
            Sibling::At(level) => *level == indent,
            Sibling::Nowhere => false,
        };
        match byte {
            b'{' | b'[' if at_sibling => Some(Resumption::SameLevel),
            b'{' | b'[' if *outside == Some(indent) => Some(Resumption::Outside),
            b']' if *closing == Some(indent) => Some(Resumption::SameLevel),
            _ => None,
        }
    }
}
