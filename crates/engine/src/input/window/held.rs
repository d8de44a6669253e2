//! Windows on bytes that are already in memory.

use std::io::{self, Empty};

use super::{Track, Window};
use crate::json::scan::More;

impl<R> Window<R> {
    /// A window on the bytes of `held`, which stand at `track`, and then on those of `reader`.
    pub(in crate::input) fn holding(reader: R, held: Vec<u8>, track: Track) -> Self {
        Window {
            reader,
            end: held.len(),
            buffer: held,
            start: 0,
            more: More::Coming,
            damage: None,
            track,
            tracked: 0,
        }
    }

    /// The reader.
    pub(in crate::input) fn reader_mut(&mut self) -> &mut R {
        &mut self.reader
    }

    /// The memory, to be used again.
    pub(in crate::input) fn into_buffer(self) -> Vec<u8> {
        self.buffer
    }
}

impl Window<Empty> {
    /// A window on the first `length` bytes of `held`, which are all of an input.
    pub(in crate::input) fn whole(held: Vec<u8>, length: usize) -> Self {
        Window {
            end: length.min(held.len()),
            more: More::Never,
            ..Window::holding(io::empty(), held, Track::default())
        }
    }
}
