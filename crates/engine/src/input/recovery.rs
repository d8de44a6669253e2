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
//! `]`, which closes it, or with `{` or `[`. If the elements are indented by more, or its bracket stands on line L itself and
//! later elements are not aligned with the broken one, it may have been cut off before that line: what follows the value
//! there tells.
//!
//! In a sequence of RFC 7464 each value has a record separator before it, which is in no other place. Where one stands
//! before a bracket reading goes on too, outside of any array.

#![expect(clippy::indexing_slicing, reason = "the line break was found in these bytes")]

use super::cursor::OpenArray;
use super::place::{Track, indentation};
use crate::json::scan::More;
use crate::text_log::prefix::{self, Begins};

/// The search for the line to go on at.
#[derive(Debug)]
pub(super) struct Recovery {
    rules: RecoveryRules,
    /// Where to look on: at the beginning of a line, or in one that has been judged.
    searched: usize,
    is_judged: bool,
    /// How many blanks of that line have been forgotten.
    blanks: u64,
    /// Whether a line that begins as those of logs do is one to go on at.
    finds_logs: bool,
}

#[derive(Debug)]
enum RecoveryRules {
    /// Nothing but the end of the input.
    End,
    /// Lines by their first byte and their indentation: what it is for values of the same level, and the most for those
    /// that may stand outside the array and for the bracket that closes it.
    Lines { sibling: Sibling, contested: Option<u64>, closing: Option<u64> },
    /// Lines of a log, of which the one that the value began on is indented by so much.
    LogLines { indent: u64 },
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
    /// Where it stood, or outside the array in which that was: what follows the value there tells.
    Contested,
    /// Outside the array in which it stood.
    Outside,
    /// At a line of a log, of which there were none before.
    Log,
}

/// The byte before each value of a sequence (RFC 7464).
pub(super) const RECORD_SEPARATOR: u8 = 0x1E;

/// What is looked for: the beginning of a line or of a record.
enum Sign {
    /// A line begins here.
    NextLine(usize),
    /// The separator before a record is here.
    Separator(usize),
    /// There is neither before this place, and what is there is told only by what follows.
    NoneBefore(usize),
}

impl Sign {
    fn first_in(bytes: &[u8], more: More) -> Self {
        for at in memchr::memchr3_iter(b'\n', b'\r', RECORD_SEPARATOR, bytes) {
            match (bytes[at], bytes.get(at + 1)) {
                (b'\n', _) => return Sign::NextLine(at + 1),
                (_, None) if more == More::Coming => return Sign::NoneBefore(at),
                (b'\r', Some(b'\n')) => return Sign::NextLine(at + 2),
                (b'\r', _) => return Sign::NextLine(at + 1),
                (_, Some(b'{' | b'[')) => return Sign::Separator(at),
                _ => {}
            }
        }
        Sign::NoneBefore(bytes.len())
    }
}

impl Recovery {
    /// After a value that began at `start`.
    pub(super) fn after_value(start: &Track, array: Option<&OpenArray>) -> Self {
        let indent = start.indent;
        let sibling = Sibling::UpTo(indent);
        Recovery::by_lines(match array {
            None => RecoveryRules::Lines { sibling, contested: None, closing: None },
            Some(array) if array.place.line < start.place.line => RecoveryRules::Lines {
                sibling,
                contested: indent.checked_sub(1).map(|less| less.min(array.indent)),
                closing: Some(array.indent),
            },
            Some(_) => {
                let aligned = start.place.column - 1;
                let sibling =
                    if aligned == indent { Sibling::Nowhere } else { Sibling::At(aligned) };
                RecoveryRules::Lines { sibling, contested: Some(indent), closing: None }
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
                contested: None,
                closing: array.map(|array| array.indent),
            }),
        }
    }

    /// After a payload in a line of a log that begins so: what follows is a part of it as long as lines go on as those of
    /// pretty-printed JSON do, indented, with a name in quotes or a closing bracket.
    pub(super) fn after_payload(start: &Track) -> Self {
        Recovery::by_lines(RecoveryRules::LogLines { indent: start.indent })
    }

    /// The same, which also goes on at the first line of a log.
    pub(super) fn or_at_a_log(self, finds_logs: bool) -> Self {
        Recovery { finds_logs, ..self }
    }

    /// Nothing after this can be read.
    pub(super) fn to_the_end() -> Self {
        Recovery::by_lines(RecoveryRules::End)
    }

    fn by_lines(rules: RecoveryRules) -> Self {
        Recovery { rules, searched: 0, is_judged: true, blanks: 0, finds_logs: false }
    }

    /// The same, of bytes that go on at `track`, as those before have been forgotten.
    pub(super) fn going_on_at(self, track: &Track) -> Self {
        Recovery { is_judged: !track.indenting, blanks: track.indent, ..self }
    }

    /// Looks for the line in `bytes`, which begin with the broken value.
    /// At the end of the input that is the end; `None` when more must come before it is known.
    pub(super) fn search(&mut self, bytes: &[u8], more: More) -> Option<Found> {
        let (end, begin) = (bytes.len(), bytes.len());
        let at_the_end =
            (more == More::Never).then_some(Found { end, begin, resumption: Resumption::Outside });
        loop {
            let rest = bytes.get(self.searched..).unwrap_or_default();
            if !self.is_judged {
                let blanks = indentation(rest);
                match rest.get(blanks) {
                    None => return at_the_end,
                    Some(&byte) => {
                        if self.finds_logs {
                            match prefix::begins(&rest[blanks..], more) {
                                Begins::Undecided => return None,
                                Begins::With(_) => {
                                    let (end, begin) = (self.searched, self.searched + blanks);
                                    let resumption = Resumption::Log;
                                    return Some(Found { end, begin, resumption });
                                }
                                Begins::Otherwise => {}
                            }
                        }
                        if let Some(resumption) = self.judge(self.blanks + blanks as u64, byte) {
                            let end = self.searched;
                            return Some(Found { end, begin: end + blanks, resumption });
                        }
                        self.is_judged = true;
                    }
                }
            }
            match Sign::first_in(rest, more) {
                Sign::NextLine(at) => {
                    self.searched += at;
                    (self.is_judged, self.blanks) = (false, 0);
                }
                Sign::Separator(at) => {
                    let at = self.searched + at;
                    if !matches!(self.rules, RecoveryRules::End) {
                        let resumption = Resumption::Outside;
                        return Some(Found { end: at, begin: at, resumption });
                    }
                    self.searched = at + 1;
                }
                Sign::NoneBefore(at) => {
                    self.searched += at;
                    return at_the_end;
                }
            }
        }
    }

    /// Up to where `bytes` are a part of what is broken, and how far they have been searched.
    pub(super) fn reached(&self, bytes: &[u8]) -> (usize, usize) {
        let line = bytes.get(self.searched..).unwrap_or_default();
        let blanks = if self.is_judged { 0 } else { indentation(line) };
        (self.searched, self.searched + blanks)
    }

    /// Forgets what has been searched of `bytes`, and returns how many bytes that were.
    pub(super) fn forget(&mut self, bytes: &[u8]) -> usize {
        let searched = std::mem::take(&mut self.searched);
        let blanks = match self.is_judged {
            true => 0,
            false => indentation(bytes.get(searched..).unwrap_or_default()),
        };
        self.blanks += blanks as u64;
        searched + blanks
    }

    /// Whether reading would go on at the line in `bytes` of which the byte at `at` is the first that is not blank.
    pub(super) fn goes_on_at(&self, bytes: &[u8], at: usize) -> bool {
        let line = memchr::memrchr2(b'\n', b'\r', bytes.get(..at).unwrap_or_default());
        let Some((line_break, byte)) = line.zip(bytes.get(at)) else {
            return false;
        };
        let indent = indentation(&bytes[line_break + 1..]);
        line_break + 1 + indent == at && self.judge(indent as u64, *byte).is_some()
    }

    fn judge(&self, indent: u64, byte: u8) -> Option<Resumption> {
        let (sibling, contested, closing) = match &self.rules {
            RecoveryRules::End => return None,
            RecoveryRules::Lines { sibling, contested, closing } => (sibling, contested, closing),
            RecoveryRules::LogLines { indent: first } => {
                let goes_on = indent > *first || matches!(byte, b'}' | b']' | b'"' | b'\n' | b'\r');
                return (!goes_on).then_some(Resumption::SameLevel);
            }
        };
        let at_sibling = match sibling {
            Sibling::Anywhere => true,
            Sibling::UpTo(level) => indent <= *level,
            Sibling::At(level) => indent == *level,
            Sibling::Nowhere => false,
        };
        let is_up_to = |level: &Option<u64>| level.is_some_and(|level| indent <= level);
        match byte {
            b'{' | b'[' if is_up_to(contested) => Some(Resumption::Contested),
            b'{' | b'[' if at_sibling => Some(Resumption::SameLevel),
            b']' if is_up_to(closing) => Some(Resumption::SameLevel),
            _ => None,
        }
    }
}
