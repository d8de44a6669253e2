//! Inputs that are in memory whole, one after the other in the same buffer.

use std::io::Empty;

use super::Frames;
use crate::input::frame::FrameOptions;
use crate::input::window::Window;

impl Frames<Empty> {
    /// The frames of nothing, until there [is something](Self::go_over).
    pub(crate) fn of_nothing(options: FrameOptions) -> Self {
        Frames::on(Window::whole(Vec::new(), 0), options)
    }

    /// Goes over to another input. `put` is to put all of it at the beginning of the memory that held the one before, and
    /// to return how many bytes that are; `None` if there is none after all, of which these are the frames then.
    pub(crate) fn go_over(&mut self, put: impl FnOnce(&mut Vec<u8>) -> Option<usize>) -> bool {
        let nothing = Frames::of_nothing(self.options);
        let before = std::mem::replace(self, nothing);
        let mut memory = before.window.into_buffer();
        let length = put(&mut memory);
        self.window = Window::whole(memory, length.unwrap_or(0));
        self.index = before.index;
        // Nothing of what was indexed is there any more.
        self.index.shift(usize::MAX);
        length.is_some()
    }
}
