//! Cutting the bytes of an input where values seem to end.

#![expect(clippy::indexing_slicing, reason = "a chunk is cut out of the bytes that are there")]

use super::bytes::Bytes;
use super::layout::ValueLayout;
use super::start::InputStart;
use crate::input::cursor::Cursor;
use crate::input::place::Track;

/// How many times longer than wanted a chunk may become before it is cut anywhere.
const LONGEST: usize = 8;

/// How much longer it may become in any case, in bytes.
const LONGER: usize = 4 << 10;

/// Bytes of an input.
#[derive(Debug)]
pub(super) struct Chunk {
    /// Where they begin in the input.
    pub(super) begins: u64,
    /// The bytes, and some of those that follow.
    pub(super) buffer: Vec<u8>,
    /// How many bytes belong to the chunk.
    pub(super) length: usize,
    /// The place between two values at which it is guessed to begin, and to end with one; `None` where nothing is.
    pub(super) guess: Option<Guess>,
    /// The place between two values at which it ends, if that is so and it was read.
    pub(super) reached: Option<Cursor>,
    /// Whether it was read and ends within a line that stands in pieces.
    pub(super) ends_in_line: bool,
    /// How the input begins, as far as it has been cut.
    pub(super) start: InputStart,
}

/// What is asked of the cutter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ask {
    /// A chunk, if there are bytes enough for one.
    Enough,
    /// All bytes that there are.
    All,
}

/// A guess about where a chunk begins.
#[derive(Debug, Clone, Copy)]
pub(super) struct Guess {
    pub(super) cursor: Cursor,
    /// Which of the layouts that were learnt it is by.
    pub(super) layout: u32,
}

impl Chunk {
    /// Where it ends in the input.
    pub(super) fn ends(&self) -> u64 {
        self.begins + self.length as u64
    }
}

/// Cuts an input into chunks.
#[derive(Debug)]
pub(super) struct Cutter {
    /// What has been read and not been cut.
    pub(super) rest: Bytes,
    /// Where that begins in the input.
    begins: u64,
    /// How the input begins, as far as it has been cut.
    pub(super) start: InputStart,
    chunk: usize,
    wanted: usize,
    layout: Option<Learnt>,
    /// How many layouts have been learnt.
    layouts: u32,
}

#[derive(Debug)]
struct Learnt {
    layout: ValueLayout,
    /// The place at which the rest begins.
    track: Track,
    /// Whether that is a border.
    at_border: bool,
}

impl Cutter {
    /// One that begins with `first` bytes, and goes on with `chunk` at a time. They are read into `memory`.
    pub(super) fn new(start: InputStart, first: usize, chunk: usize, memory: Vec<u8>) -> Self {
        Cutter {
            rest: Bytes::none_in(memory),
            begins: 0,
            start,
            chunk,
            wanted: first,
            layout: None,
            layouts: 0,
        }
    }

    /// How many bytes the rest should have before it is cut.
    pub(super) fn wanted(&self) -> usize {
        self.wanted
    }

    /// Whether nothing is learnt that chunks could be cut by, and all bytes have been cut up to `read`.
    pub(super) fn wants_layout(&self, read: u64) -> bool {
        self.layout.is_none() && self.rest.is_empty() && self.begins == read
    }

    /// Cuts by `layout` from now on. What follows is at `track`.
    pub(super) fn learn(&mut self, layout: ValueLayout, track: Track) {
        self.layouts += 1;
        self.layout = Some(Learnt { layout, track, at_border: false });
    }

    /// Cuts anywhere from now on, if it is still by this one of its layouts that it cuts.
    pub(super) fn unlearn(&mut self, layout: u32) -> bool {
        let is_current = self.layouts == layout && self.layout.is_some();
        if is_current {
            self.layout = None;
        }
        is_current
    }

    /// The next chunk, if there is one. `spare` is memory for the rest.
    pub(super) fn cut(&mut self, ask: Ask, spare: impl FnOnce() -> Vec<u8>) -> Option<Chunk> {
        if self.rest.is_empty() || (self.rest.len() < self.wanted && ask == Ask::Enough) {
            return None;
        }
        let Some(learnt) = &mut self.layout else {
            return Some(self.cut_all(spare()));
        };
        if ask == Ask::All {
            learnt.at_border = false;
            return Some(self.cut_all(spare()));
        }
        if !learnt.at_border {
            let first = learnt.layout.first(self.rest.as_slice());
            learnt.at_border = first.is_some();
            return Some(match first {
                Some(end) => self.cut_at(end, None, spare()),
                None => self.cut_all(spare()),
            });
        }
        let Some(end) = learnt.layout.last(self.rest.as_slice()) else {
            if self.rest.len() < self.chunk.saturating_mul(LONGEST).saturating_add(LONGER) {
                self.wanted = self.rest.len() * 2;
                return None;
            }
            learnt.at_border = false;
            return Some(self.cut_all(spare()));
        };
        let guess = Guess { cursor: learnt.layout.cursor_at(learnt.track), layout: self.layouts };
        Some(self.cut_at(end, Some(guess), spare()))
    }

    fn cut_all(&mut self, spare: Vec<u8>) -> Chunk {
        self.cut_at(self.rest.len(), None, spare)
    }

    fn cut_at(&mut self, length: usize, guess: Option<Guess>, spare: Vec<u8>) -> Chunk {
        let mut ahead = 0;
        self.start.pass(&self.rest.as_slice()[..length]);
        if let Some(learnt) = &mut self.layout {
            learnt.track.pass(&self.rest.as_slice()[..length]);
            ahead = learnt.layout.ahead();
        }
        let buffer = self.rest.cut(length, ahead, spare);
        let begins = self.begins;
        self.begins += length as u64;
        self.wanted = self.chunk;
        Chunk {
            begins,
            buffer,
            length,
            guess,
            reached: None,
            ends_in_line: false,
            start: self.start,
        }
    }
}
