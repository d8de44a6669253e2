//! The part of an input that is in memory: a buffer that bytes are read into at the end and taken from at the front.

#![expect(
    clippy::indexing_slicing,
    reason = "start and end are kept within the buffer, and tracked is not after start"
)]

use std::io::{self, ErrorKind, Read};

use super::place::Track;
use crate::json::scan::More;
use crate::json::walk::skip_white;

mod held;

/// How much is read at a time while values are small. Larger values double the buffer.
const READ_SIZE: usize = 256 * 1024;

/// The most that the buffer grows by at a time, so that it is never much larger than the largest value.
const GROWTH: usize = 8 * 1024 * 1024;

/// How much white space is waited through for what follows it, in bytes. Beyond that nothing follows.
pub(super) const MOST_BLANKS: usize = 64 << 10;

/// The first of the bytes at hand. What is told by them does not depend on how many more there are, which is a matter of how
/// the bytes arrive.
pub(super) struct Prefix<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) more: More,
    /// Whether nothing more is at hand.
    pub(super) is_all: bool,
}

/// A window on the bytes of a reader.
#[derive(Debug)]
pub(super) struct Window<R> {
    reader: R,
    buffer: Vec<u8>,
    /// What is in use of the buffer.
    start: usize,
    end: usize,
    more: More,
    damage: Option<String>,
    /// Follows the bytes up to `tracked`, which is not after `start`: counting many at once is cheaper than a few.
    track: Track,
    tracked: usize,
}

impl<R: Read> Window<R> {
    pub(super) fn new(reader: R) -> Self {
        Window {
            reader,
            buffer: Vec::new(),
            start: 0,
            end: 0,
            more: More::Coming,
            damage: None,
            track: Track::default(),
            tracked: 0,
        }
    }

    /// The bytes that have been read and not been taken.
    pub(super) fn bytes(&self) -> &[u8] {
        self.buffer.get(self.start..self.end).unwrap_or_default()
    }

    /// The first of these bytes, `most` at most.
    pub(super) fn first(&self, most: usize) -> Prefix<'_> {
        let bytes = self.bytes();
        let is_all = bytes.len() <= most;
        let more = if is_all { self.more } else { More::Coming };
        Prefix { bytes: &bytes[..bytes.len().min(most)], more, is_all }
    }

    /// What can be of a value of `most` bytes at most: so many bytes, and white space after them.
    pub(super) fn keepable(&self, most: usize) -> Prefix<'_> {
        let white = skip_white(self.bytes(), most);
        self.first(white.min(most.saturating_add(MOST_BLANKS)))
    }

    /// All bytes that are in memory, and where those begin that have not been taken.
    pub(super) fn buffer(&self) -> (&[u8], usize) {
        (self.buffer.get(..self.end).unwrap_or_default(), self.start)
    }

    /// Whether more can be read.
    pub(super) fn more(&self) -> More {
        self.more
    }

    /// Why the input ended before its time, said once.
    pub(super) fn take_damage(&mut self) -> Option<String> {
        self.damage.take()
    }

    /// Follows what has been taken: its place is that of the first byte at hand.
    pub(super) fn track(&mut self) -> Track {
        self.track.pass(&self.buffer[self.tracked..self.start]);
        self.tracked = self.start;
        self.track
    }

    /// Takes the first `count` bytes.
    pub(super) fn take(&mut self, count: usize) {
        self.start += count.min(self.end - self.start);
    }

    /// Takes a byte-order mark, with which an input begins.
    pub(super) fn take_mark(&mut self, length: usize) {
        self.start += length;
        self.tracked = self.start;
        self.track.pass_mark(length);
    }

    /// Reads once, and notes when the input has come to its end. Returns by how much the bytes at hand were moved to the
    /// front.
    ///
    /// # Errors
    /// When the system cannot read. Compressed data that is damaged is no such error: the input ends there, and
    /// [`Window::take_damage`] tells why.
    pub(super) fn fill(&mut self) -> io::Result<usize> {
        let moved = self.start;
        self.make_room();
        match self.reader.read(&mut self.buffer[self.end..]) {
            Ok(0) => self.more = More::Never,
            Ok(count) => self.end += count,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if error.raw_os_error().is_some() => return Err(error),
            Err(error) => {
                self.damage = Some(error.to_string());
                self.more = More::Never;
            }
        }
        Ok(moved)
    }

    fn make_room(&mut self) {
        if self.start > 0 {
            self.track();
            self.tracked = 0;
            self.buffer.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
        }
        if self.buffer.len() - self.end < READ_SIZE / 2 {
            let size = (self.end * 2).clamp(READ_SIZE, self.end + GROWTH);
            self.buffer.resize(size, 0);
        } else if self.buffer.len() > READ_SIZE && self.end < READ_SIZE / 2 {
            // A large value has gone by: its memory is not kept for the small ones.
            self.buffer.truncate(READ_SIZE);
            self.buffer.shrink_to_fit();
        }
    }
}
