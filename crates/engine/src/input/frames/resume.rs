//! Cuts a reading between two values, and resumes it from the cursor there.

use std::io::Read;

use super::{Frames, Mode};
use crate::input::cursor::Cursor;
use crate::input::frame::FrameOptions;
use crate::input::window::Window;

impl<R: Read> Frames<R> {
    /// The frames of the bytes in `held`, which stand at `cursor`, and then of what `reader` gives.
    pub fn resuming(reader: R, options: FrameOptions, cursor: Cursor, held: Vec<u8>) -> Self {
        let mut frames = Frames::on(Window::holding(reader, held, cursor.track), options);
        (frames.mode, frames.array) = (Mode::Between, cursor.array);
        frames.in_log |= cursor.in_log;
        frames.has_begun = cursor.track.place.byte > 0;
        frames
    }

    /// How many bytes have been read and are not part of what has been said.
    pub(crate) fn left(&self) -> usize {
        self.window.bytes().len() - self.used
    }

    /// How far this has come, if that is between two values and everything has been said.
    pub fn cursor(&mut self) -> Option<Cursor> {
        let is_open = !self.repairs.is_empty() || self.joining.is_open();
        if !matches!(self.mode, Mode::Between) || is_open {
            return None;
        }
        self.window.take(std::mem::take(&mut self.used));
        Some(Cursor { track: self.window.track(), array: self.array, in_log: self.in_log })
    }

    /// What comes after all that has been read, which may be inside a value, if a value were to end there.
    pub(crate) fn after_all(&mut self) -> Cursor {
        self.window.take(std::mem::take(&mut self.used));
        let mut track = self.window.track();
        track.pass(self.window.bytes());
        Cursor { track, array: self.array, in_log: self.in_log }
    }

    /// Who is read from.
    pub(crate) fn reader_mut(&mut self) -> &mut R {
        self.window.reader_mut()
    }

    /// The memory, to be used again.
    pub(crate) fn into_buffer(self) -> Vec<u8> {
        self.window.into_buffer()
    }
}
