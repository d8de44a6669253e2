//! Small files, each of which is read at once.

use std::io::Empty;

use anyhow::{Context, Result};

use super::{Advance, Options, Receiver, advance, could_not_read};
use crate::input::frames::Frames;
use crate::input::source::Source;

/// How much a small file may hold decompressed, as a multiple of what it may hold as it is.
const INFLATED: usize = 16;

/// Reads small files, all in the same memory.
#[derive(Debug)]
pub(super) struct SmallFiles {
    frames: Frames<Empty>,
    name: String,
    /// What a file may hold, in bytes.
    most: usize,
}

impl SmallFiles {
    pub(super) fn new(options: &Options) -> Self {
        SmallFiles {
            frames: Frames::of_nothing(options.frames),
            name: String::new(),
            most: INFLATED.saturating_mul(options.jobs.chunk.get()),
        }
    }

    /// Takes all that is in a file which had this size. False if it cannot be read, is damaged, or holds too much by now:
    /// whatever is wrong is said by who reads it as any other.
    pub(super) fn take(&mut self, source: &Source, size: usize) -> bool {
        let most = self.most;
        let put = |memory: &mut Vec<u8>| source.read_small(size, most, memory).ok().flatten();
        let is_there = self.frames.go_over(put);
        if is_there {
            self.name = source.name();
        }
        is_there
    }

    /// Reads what was taken, until it ends or `receiver` is done.
    ///
    /// # Errors
    /// Those of `receiver`.
    pub(super) fn read(&mut self, options: &Options, receiver: &mut impl Receiver) -> Result<()> {
        while !receiver.is_done() {
            match advance(&mut self.frames, &self.name, options, receiver)? {
                Advance::Went(_) => {}
                Advance::Wait => self.frames.fill().with_context(|| could_not_read(&self.name))?,
                Advance::End => break,
            }
        }
        Ok(())
    }
}
