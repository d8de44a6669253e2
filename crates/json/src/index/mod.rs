//! The index of a text: the operators and their nesting, found 64 bytes at a time and checked on the way.
//!
//! This is the fast way to check a value and to find its end:
//!
//! ```text
//!   bytes ──▶ block ──────▶ blocks ───────────▶ nesting ─────────▶ a value's end, and its structure
//!             classes of    operators outside   partners of
//!             64 bytes      strings, suspects   brackets
//! ```
//!
//! It tells right values from wrong ones exactly as [`Scanner`](super::scan::Scanner) does, but not what is wrong with
//! those: where it meets anything that is not a whole, right object or array, the scanner has the last word. Whether the
//! bytes are UTF-8 is checked by neither.
//!
//! A text is indexed in stripes, only as far as values are asked for, so that the positions stay in the processor's
//! cache and a text that is given up halfway has not been indexed in vain.

mod block;
mod blocks;
mod content;
#[cfg(test)]
mod laws;
mod nesting;
mod positions;
mod structure;
mod vector;

use super::scan::More;
use block::BLOCK;
use blocks::{Blocks, Carry};
use nesting::{Nesting, NestingStatus};
pub use structure::{IndexElements, IndexMember, IndexMembers, IndexNode, KeyForm, Structure};
use vector::Backend;

/// How many bytes are indexed at a time, at first and when things go well.
const FIRST_STRIPE: usize = 2 * 1024;
const STRIPE: usize = 16 * 1024;

/// The most operators of a value that the index keeps. They take several times as much memory as the value
/// itself. Values with more are rare, so that the slower scanner can read them, and what goes through them goes by their text.
const MOST_OPERATORS: usize = 1 << 19;

/// The index of a text that may still be coming.
#[derive(Debug)]
pub struct Index {
    backend: Backend,
    blocks: Blocks,
    nesting: Nesting,
    /// What has been indexed for good.
    checkpoint: Checkpoint,
    /// Everything up to here has been indexed; what comes after the last whole block, as if white space followed.
    indexed: usize,
    stripe: usize,
    value: CurrentValue,
}

/// The end of the blocks that are indexed for good; indexing continues from here when more bytes come.
#[derive(Debug, Clone, Copy, Default)]
struct Checkpoint {
    end: usize,
    /// How many of each list of the blocks.
    counts: [usize; 3],
    carry: Carry,
}

/// The value that is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct CurrentValue {
    start: usize,
    /// The number of its first operator, and how many of its operators have been seen.
    first: usize,
    seen: usize,
    state: IndexState,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum IndexState {
    /// Not begun, or given up.
    #[default]
    None,
    /// More must come.
    Open,
    /// Complete.
    Closed,
}

/// The result of indexing a value, so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexStatus {
    /// It is right, and ends before this position.
    Complete(usize),
    /// It is right so far, and more must come.
    Incomplete,
    /// It may be right or not: the scanner must tell.
    Unsure,
}

/// Asks whether this processor has the backend that the environment names in `LEADMAP_SIMD`, if it does.
///
/// # Errors
/// When it has not, with what it has. An index is made all the same then, by the fastest backend.
pub fn check_environment() -> Result<(), String> {
    Backend::asked().map(|_| ())
}

impl Default for Index {
    fn default() -> Self {
        Index::by(Backend::chosen())
    }
}

impl Index {
    /// An index for each backend of this processor, to compare them.
    pub fn all_backends() -> Vec<Self> {
        Backend::all().into_iter().map(Index::by).collect()
    }

    fn by(backend: Backend) -> Self {
        Index {
            backend,
            blocks: Blocks::default(),
            nesting: Nesting::default(),
            checkpoint: Checkpoint::default(),
            indexed: 0,
            stripe: FIRST_STRIPE,
            value: CurrentValue::default(),
        }
    }

    /// Looks at the value that begins at `start` in `bytes`. When more has come it is asked again, with the same `start`
    /// or after [`Index::shift`] with what that has become.
    pub fn look(&mut self, bytes: &[u8], start: usize, more: More) -> IndexStatus {
        // Positions have 32 bits.
        if !matches!(bytes.get(start), Some(b'{' | b'[')) || u32::try_from(bytes.len()).is_err() {
            return self.give_up();
        }
        if self.value.state != IndexState::Open || self.value.start != start {
            self.begin(start);
        }
        loop {
            let operators = self.blocks.operators.as_slice();
            let operators = operators.get(self.value.first..).unwrap_or_default();
            let walked = self.nesting.walk(bytes, operators, &mut self.value.seen);
            let end = match walked {
                NestingStatus::Misfit => return self.give_up(),
                NestingStatus::Closed(position) => position as usize + 1,
                // What was found in the last bytes at hand can change when others follow.
                NestingStatus::Open => self.checkpoint.end,
            };
            if self.is_suspect(start, end) {
                return self.give_up();
            }
            if let NestingStatus::Closed(_) = walked {
                self.value.state = IndexState::Closed;
                return IndexStatus::Complete(end);
            }
            if self.value.seen > MOST_OPERATORS {
                return self.give_up();
            }
            if self.indexed == bytes.len() {
                return match more {
                    More::Coming => IndexStatus::Incomplete,
                    More::Never => self.give_up(),
                };
            }
            self.extend(bytes);
        }
    }

    /// The structure of the value that was complete when it was last looked at.
    pub fn structure(&self) -> Option<Structure<'_>> {
        let CurrentValue { first, seen, .. } = self.value;
        if self.value.state != IndexState::Closed {
            return None;
        }
        let operators = self.blocks.operators.as_slice().get(first..first + seen)?;
        let partners = self.nesting.partners().get(..seen)?;
        let end = operators.last().map_or(0, |&last| last as usize + 1);
        let keys = if self.blocks.escaped_keys.any(self.value.start..end) {
            KeyForm::Escaped
        } else {
            KeyForm::Plain
        };
        Some(Structure::new(operators, partners, keys))
    }

    /// Is told that the bytes have been moved to the front by `distance`: what was before is no longer there.
    pub fn shift(&mut self, distance: usize) {
        if distance == 0 {
            return;
        }
        let gone = self.blocks.operators.before(distance);
        if distance > self.checkpoint.end
            || (self.value.state == IndexState::Open && gone > self.value.first)
        {
            self.restart(0);
            return;
        }
        self.forget_before(distance);
        for positions in self.blocks.lists() {
            positions.shift(distance);
        }
        self.checkpoint.end -= distance;
        self.indexed -= distance;
        self.value.start = self.value.start.saturating_sub(distance);
        if self.value.state == IndexState::Closed {
            self.value.state = IndexState::None;
        }
    }

    /// Begins with the value at `start`: goes on in what has been indexed, or indexes anew from there where nothing has,
    /// or something that went wrong before has made a string of it.
    fn begin(&mut self, start: usize) {
        let number = self.blocks.operators.before(start);
        if self.blocks.operators.as_slice().get(number) != Some(&(start as u32)) {
            if start < self.indexed {
                self.stripe = FIRST_STRIPE;
            }
            self.restart(start);
        } else {
            self.value.first = number;
        }
        self.value.start = start;
        self.value.seen = 0;
        self.value.state = IndexState::Open;
        self.nesting.restart();
    }

    /// Forgets everything, to index from `start` on.
    fn restart(&mut self, start: usize) {
        self.blocks.restart();
        self.checkpoint = Checkpoint { end: start, ..Checkpoint::default() };
        self.indexed = start;
        self.value = CurrentValue::default();
    }

    fn give_up(&mut self) -> IndexStatus {
        self.value.state = IndexState::None;
        IndexStatus::Unsure
    }

    /// Whether something is wrong with the value from `start` in what comes before `end`. What is wrong with its first
    /// byte is that it follows another value, which is not its fault.
    fn is_suspect(&self, start: usize, end: usize) -> bool {
        self.blocks.suspects.any(start + 1..end)
    }

    /// Indexes one stripe more, and what comes after the last whole block if that is in it.
    fn extend(&mut self, bytes: &[u8]) {
        let Checkpoint { end, counts, carry } = self.checkpoint;
        for (positions, count) in self.blocks.lists().into_iter().zip(counts) {
            positions.truncate(count);
        }
        self.blocks.carry = carry;
        // So that there are never many more than one value has.
        self.forget_before(self.value.start);

        let whole = end + (bytes.len() - end) / BLOCK * BLOCK;
        let to = whole.min(end + self.stripe);
        let stopped = self.backend.index(&mut self.blocks, bytes, end, to);
        self.checkpoint = Checkpoint {
            end: stopped,
            counts: self.blocks.lists().map(|positions| positions.len()),
            carry: self.blocks.carry,
        };
        self.stripe = (self.stripe * 2).min(STRIPE);
        self.indexed = stopped;
        if to == whole {
            self.blocks.index_rest(bytes, stopped);
            self.indexed = bytes.len();
        }
    }

    /// Drops what was found before `position`, which is not after the value's start.
    fn forget_before(&mut self, position: usize) {
        let Index { blocks, checkpoint, value, .. } = self;
        value.first = value.first.saturating_sub(blocks.operators.before(position));
        for (positions, count) in blocks.lists().into_iter().zip(&mut checkpoint.counts) {
            let gone = positions.before(position);
            positions.drain(gone);
            *count = count.saturating_sub(gone);
        }
    }

    /// The structure of `text`, if it is one right object or array with nothing around it.
    pub fn whole(&mut self, text: &str) -> Option<Structure<'_>> {
        self.restart(0);
        match self.look(text.as_bytes(), 0, More::Never) {
            IndexStatus::Complete(end) if end == text.len() => self.structure(),
            _ => None,
        }
    }
}
