//! Lists of positions in a text, made from blocks.

#![expect(clippy::indexing_slicing, reason = "the count is that of what was put in")]

use std::ops::Range;

use super::block::BLOCK;

/// Positions in ascending order, in a buffer that is not filled anew for every block.
#[derive(Debug, Default)]
pub(super) struct Positions {
    buffer: Vec<u32>,
    count: usize,
}

impl Positions {
    pub(super) fn as_slice(&self) -> &[u32] {
        self.buffer.get(..self.count).unwrap_or_default()
    }

    pub(super) fn len(&self) -> usize {
        self.count
    }

    pub(super) fn truncate(&mut self, count: usize) {
        self.count = self.count.min(count);
    }

    /// Forgets the first `count`.
    pub(super) fn drain(&mut self, count: usize) {
        let count = count.min(self.count);
        self.buffer.copy_within(count..self.count, 0);
        self.count -= count;
    }

    /// How many there are before `position`.
    pub(super) fn before(&self, position: usize) -> usize {
        self.as_slice().partition_point(|&other| (other as usize) < position)
    }

    /// Whether there are any in `span`.
    pub(super) fn any(&self, span: Range<usize>) -> bool {
        self.before(span.end) > self.before(span.start)
    }

    /// Is told that what they stand for has been moved to the front by `distance`.
    pub(super) fn shift(&mut self, distance: usize) {
        for position in self.buffer.iter_mut().take(self.count) {
            *position = position.saturating_sub(distance as u32);
        }
    }

    /// Adds `first` plus the place of each bit that is set, which `places` writes.
    #[inline(always)]
    pub(super) fn push(
        &mut self,
        first: u32,
        bits: u64,
        places: &impl Fn(u64, u32, &mut [u32; BLOCK]),
    ) {
        let end = self.count + BLOCK;
        if self.buffer.len() < end {
            self.buffer.resize(end * 2, 0);
        }
        if let Some(room) = self.buffer[self.count..].first_chunk_mut() {
            places(bits, first, room);
            self.count += bits.count_ones() as usize;
        }
    }
}
