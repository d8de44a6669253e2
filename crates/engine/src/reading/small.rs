//! Small files, each of which is read at once.

#![expect(
    clippy::indexing_slicing,
    reason = "the length is that of what was read into this memory"
)]

use std::fs::File;
use std::io::{self, Cursor, Empty, Read as _};

use crate::error::{Error, Result};

use super::pieces::Pieces;
use super::start::InputStart;
use super::{Advance, Input, Options, Receiver, advance, say_blank};
use crate::input::decompress::{decompressed, is_compressed};
use crate::input::frames::Frames;
use crate::input::packed::Beginning;
use crate::input::source::Source;

/// How much a small file may hold decompressed, as a multiple of what it may hold as it is.
const INFLATED: usize = 16;

/// The room for what a file may hold beyond its size, at least, in bytes.
const BEYOND: usize = 4 << 10;

/// Reads small files, all in the same memory.
#[derive(Debug)]
pub(super) struct SmallFiles {
    frames: Frames<Empty>,
    name: String,
    /// What a file may hold, in bytes.
    most: usize,
    /// How the file begins, and what that means for lines with the mark of reject lines.
    start: InputStart,
}

impl SmallFiles {
    pub(super) fn new(options: &Options) -> Self {
        SmallFiles {
            frames: Frames::of_nothing(options.frames),
            name: String::new(),
            most: INFLATED.saturating_mul(options.jobs.chunk.get()),
            start: InputStart::default(),
        }
    }

    /// Takes all that is in a file which had this size. False if it cannot be read, is damaged, is an archive or in another
    /// format, or holds too much by now:
    /// whatever is wrong is said by who reads it as any other.
    pub(super) fn take(&mut self, source: &Source, size: usize) -> bool {
        let most = self.most;
        let mut start = InputStart::of(source);
        let put = |memory: &mut Vec<u8>| {
            let length = read_whole(source, size, most, memory).ok().flatten()?;
            start.pass(&memory[..length]);
            Some(length)
        };
        let is_there = self.frames.go_over(put);
        self.start = start;
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
        let input = Input { name: &self.name, marked: self.start.marked(options.reject_lines) };
        let mut pieces = Pieces::default();
        while !receiver.is_done() {
            match advance(&mut self.frames, input, options, receiver, &mut pieces)? {
                Advance::Went(_) => {}
                Advance::Wait => self.frames.fill().map_err(Error::reading(&*self.name))?,
                Advance::End => {
                    say_blank(&self.name, &self.start, receiver);
                    break;
                }
            }
        }
        Ok(())
    }
}

/// Puts all that is in a file, which had this `size`, into `buffer`, decompressed, and returns how many bytes that are;
/// `None` if they are more than `most`. What stood in `buffer` before stays behind them.
fn read_whole(
    source: &Source,
    size: usize,
    most: usize,
    buffer: &mut Vec<u8>,
) -> io::Result<Option<usize>> {
    let Some(path) = source.path() else {
        return Ok(None);
    };
    let mut file = File::open(path)?;
    let mut length = 0;
    while length <= most {
        let least = length.max(size) + BEYOND;
        if buffer.len() < least {
            buffer.resize(least, 0);
        }
        let room = &mut buffer[length..];
        let wanted = room.len();
        let read = match file.read(room) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            read => read?,
        };
        length += read;
        // A regular file that gives less than was asked for has come to its end. Not quite every one: those that are
        // made up as they are read, such as in /proc, give what they like, and tell no size. But one that gives just
        // what it was said to hold, and nothing beyond, need not be asked whether that was all.
        if read == 0 || (read < wanted && length == size) {
            break;
        }
    }
    if length > most {
        return Ok(None);
    }
    let held = &buffer[..length];
    if !is_compressed(held) {
        return Ok(is_text(held).then_some(length));
    }
    let reader = decompressed(Cursor::new(held.to_vec()))?;
    buffer.clear();
    let length = reader.take(most as u64 + 1).read_to_end(buffer)?;
    Ok((length <= most && is_text(buffer)).then_some(length))
}

/// Whether these bytes of a file are captures as they are, as far as can be told.
fn is_text(bytes: &[u8]) -> bool {
    Beginning::of(bytes, true) == Some(Beginning::Plain)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn source(folder: &tempfile::TempDir, bytes: &[u8]) -> Source {
        let path = folder.path().join("file");
        fs::write(&path, bytes).unwrap();
        Source::File(path)
    }

    #[test]
    fn a_small_file_is_read_to_its_end_whatever_its_size_was() {
        let folder = tempfile::tempdir().unwrap();
        let bytes: Vec<u8> = (0..10_000).map(|number| number as u8).collect();
        let source = source(&folder, &bytes);
        for size in [0, 1, bytes.len() - 1, bytes.len(), bytes.len() + 1, 1 << 20] {
            for memory in [0, 100, 5_000, 50_000] {
                let mut buffer = vec![b'x'; memory];
                let length = read_whole(&source, size, 20_000, &mut buffer).unwrap();
                assert_eq!(length, Some(bytes.len()), "size {size}, memory {memory}");
                assert_eq!(buffer[..bytes.len()], bytes);
            }
        }
    }

    #[test]
    fn what_holds_more_than_is_allowed_is_not_small() {
        let folder = tempfile::tempdir().unwrap();
        let source = source(&folder, &[b'x'; 10_000]);
        let read = |most| read_whole(&source, 10, most, &mut Vec::new()).unwrap();
        assert_eq!((read(9_999), read(10_000)), (None, Some(10_000)));
        assert_eq!(source.small(9_999), None);
        assert_eq!(source.small(10_000), Some(10_000));
    }

    #[test]
    fn a_small_file_is_decompressed_if_it_does_not_hold_too_much() {
        let folder = tempfile::tempdir().unwrap();
        let bytes = [b'x'; 10_000];
        let mut encoder = flate2::read::GzEncoder::new(&bytes[..], flate2::Compression::best());
        let mut compressed = Vec::new();
        encoder.read_to_end(&mut compressed).unwrap();
        let source = source(&folder, &compressed);
        let mut buffer = vec![b'y'; 50_000];
        let length = read_whole(&source, compressed.len(), 10_000, &mut buffer);
        assert_eq!(length.unwrap(), Some(10_000));
        assert_eq!(buffer[..10_000], bytes);
        let length = read_whole(&source, compressed.len(), 9_999, &mut buffer);
        assert_eq!(length.unwrap(), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_file_that_tells_no_size_is_read_to_its_end() {
        let source = Source::File("/proc/version".into());
        assert_eq!(source.size(), Some(0));
        let mut buffer = Vec::new();
        let length = read_whole(&source, 0, 10_000, &mut buffer).unwrap().unwrap();
        assert_eq!(buffer[..length], fs::read("/proc/version").unwrap());
    }
}
