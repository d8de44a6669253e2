//! Between two values frames can be left and begun, by whoever knows what is open there.

use std::io::Read;

use super::{Frames, Mode};
use crate::input::frame::FrameOptions;
use crate::input::place::Track;
use crate::input::recovery::OpenArray;
use crate::input::window::Window;

/// A place between two values, and all that reading depends on there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Between {
    track: Track,
    array: Option<OpenArray>,
}

impl Between {
    /// Where it is.
    pub fn track(&self) -> Track {
        self.track
    }

    /// Whether it is inside an array at the top.
    pub fn in_array(&self) -> bool {
        self.array.is_some()
    }

    /// The place at `track` after a value of the same level, with what separates it from the next still to come.
    pub fn after_value_at(&self, track: Track) -> Self {
        let mut array = self.array;
        if let Some(array) = &mut array {
            array.end_element();
        }
        Between { track, array }
    }
}

impl<R: Read> Frames<R> {
    /// The frames of the bytes in `held`, which stand at `place`, and then of what `reader` gives.
    pub fn resuming(reader: R, options: FrameOptions, place: Between, held: Vec<u8>) -> Self {
        let mut frames = Frames::on(Window::holding(reader, held, place.track), options);
        (frames.mode, frames.array) = (Mode::Between, place.array);
        frames
    }

    /// How many bytes have been read and are not part of what has been said.
    pub fn left(&self) -> usize {
        self.window.bytes().len() - self.used
    }

    /// The place that has been come to, if it is between two values and everything has been said.
    pub fn place_between(&mut self) -> Option<Between> {
        if !matches!(self.mode, Mode::Between) || !self.repairs.is_empty() {
            return None;
        }
        self.window.take(std::mem::take(&mut self.used));
        Some(Between { track: self.window.track(), array: self.array })
    }

    /// What comes after all that has been read, which may be inside a value, if a value were to end there.
    pub fn after_all(&mut self) -> Between {
        self.window.take(std::mem::take(&mut self.used));
        let mut track = self.window.track();
        track.pass(self.window.bytes());
        Between { track, array: self.array }
    }

    /// Who is read from.
    pub fn reader_mut(&mut self) -> &mut R {
        self.window.reader_mut()
    }

    /// The memory, to be used again.
    pub fn into_buffer(self) -> Vec<u8> {
        self.window.into_buffer()
    }
}
