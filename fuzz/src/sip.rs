//! Inputs that arrive in pieces.

use std::io::{self, Read};

/// Gives so many bytes at a time.
pub struct Sip<'a> {
    pub input: &'a [u8],
    pub size: usize,
}

impl Read for Sip<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let size = self.size.min(buffer.len());
        self.input.read(&mut buffer[..size])
    }
}
