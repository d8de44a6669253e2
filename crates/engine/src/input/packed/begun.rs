//! Readers of which the first bytes have been looked at.

use std::io::{self, Cursor, ErrorKind, Read};

use super::{BEGINNING, Beginning};

/// A reader that gives again what has been read of it to know how it begins.
pub(crate) struct Begun<R> {
    start: Cursor<Vec<u8>>,
    /// What ended the bytes that could be looked at.
    damage: Option<io::Error>,
    reader: R,
}

impl<R: Read> Begun<R> {
    /// Reads until it is known how `reader` begins.
    ///
    /// # Errors
    /// Those of the system. What is damaged says so after the bytes that were sound.
    pub(crate) fn of(reader: R) -> io::Result<(Self, Beginning)> {
        Begun::with(reader, 0)
    }

    /// As [`Begun::of`], and on to `least` bytes, if there are so many.
    pub(crate) fn with(mut reader: R, least: usize) -> io::Result<(Self, Beginning)> {
        let mut start = Vec::new();
        let (mut ended, mut damage) = (false, None);
        loop {
            let length = start.len();
            if let Some(beginning) = Beginning::of(&start, ended || length >= BEGINNING)
                && (ended || length >= least)
            {
                return Ok((Begun { start: Cursor::new(start), damage, reader }, beginning));
            }
            start.resize(BEGINNING, 0);
            let room = start.get_mut(length..).unwrap_or_default();
            let read = reader.read(room);
            start.truncate(length + read.as_ref().map_or(0, |&count| count));
            match read {
                Ok(0) => ended = true,
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.raw_os_error().is_some() => return Err(error),
                Err(error) => (ended, damage) = (true, Some(error)),
            }
        }
    }

    /// The bytes that have been looked at.
    pub(crate) fn start(&self) -> &[u8] {
        self.start.get_ref()
    }
}

impl<R: Read> Read for Begun<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.start.read(buffer)? {
            0 => self.damage.take().map_or_else(|| self.reader.read(buffer), Err),
            count => Ok(count),
        }
    }
}
