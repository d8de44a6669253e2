//! Bytes for frames, given to them when they come.

#![expect(clippy::indexing_slicing, reason = "what has been read is no more than there is")]

use std::io::{self, Read};

/// A reader of what it is given.
#[derive(Debug, Default)]
pub(super) struct Feed {
    bytes: Vec<u8>,
    at: usize,
    /// How the input has ended.
    end: Option<io::Error>,
}

impl Feed {
    /// Gives `bytes` from `at` on, and takes away those that have been read.
    pub(super) fn give(&mut self, bytes: Vec<u8>, at: usize) -> Vec<u8> {
        self.at = at.min(bytes.len());
        std::mem::replace(&mut self.bytes, bytes)
    }

    /// What comes after all that was given: nothing, or an error.
    pub(super) fn end(&mut self, end: io::Result<()>) {
        self.end = end.err();
    }

    /// How many bytes are still to be read.
    pub(super) fn left(&self) -> usize {
        self.bytes.len() - self.at
    }
}

impl Read for Feed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left() == 0
            && let Some(error) = self.end.take()
        {
            return Err(error);
        }
        let read = (&self.bytes[self.at..]).read(buffer)?;
        self.at += read;
        Ok(read)
    }
}
