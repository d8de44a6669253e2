//! Many small files, which are read some at a time.

use std::io;
use std::ops::Range;

use super::{Advance, Options, Part, advance};
use crate::input::frames::Frames;
use crate::input::source::Source;

/// The most files of a group.
const FILES: usize = 128;

/// Fewer files than this are not worth being divided.
const MANY: usize = 16;

/// How much a small file may hold decompressed, as a multiple of what it may hold as it is.
const INFLATED: usize = 16;

/// Some small files that follow each other.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) files: Range<usize>,
    /// Their sizes taken together, in bytes.
    pub(super) size: u64,
    /// The size up to which a file is small, in bytes.
    small: usize,
    /// Whether all have been read to their ends.
    pub(super) complete: bool,
}

impl Group {
    /// The files of `sources` from `start` on that are small and together hold about `size` bytes; `None` if there are
    /// none, or not many sources left.
    pub(super) fn next(sources: &[Source], start: usize, size: usize) -> Option<Self> {
        let left = sources.get(start..)?;
        if start == 0 && left.len() < MANY {
            return None;
        }
        let mut group = Group {
            files: start..start,
            size: 0,
            small: size,
            complete: false,
        };
        for source in left.iter().take(FILES) {
            let Some(bytes) = source.small(size as u64) else {
                break;
            };
            group.files.end += 1;
            group.size += bytes;
            if group.size >= size as u64 {
                break;
            }
        }
        (!group.files.is_empty()).then_some(group)
    }

    /// Reads the files, if nothing is in the way.
    pub(super) fn read(
        &mut self,
        sources: &[Source],
        options: &Options,
        buffer: &mut Vec<u8>,
        part: &mut impl Part,
    ) {
        let files = sources.get(self.files.clone()).unwrap_or_default();
        self.complete = files
            .iter()
            .all(|source| self.read_file(source, options, buffer, part) && !part.is_done());
    }

    fn read_file(
        &self,
        source: &Source,
        options: &Options,
        buffer: &mut Vec<u8>,
        part: &mut impl Part,
    ) -> bool {
        // Whatever is wrong is said when the file's turn has come, and it is read again.
        if !matches!(source.read_small(self.small * INFLATED, buffer), Ok(true)) {
            return false;
        }
        let name = source.name();
        let mut frames = Frames::holding(io::empty(), options.frames, std::mem::take(buffer));
        frames.close();
        let complete = loop {
            if part.is_done() {
                break false;
            }
            match advance(&mut frames, &name, options, part) {
                Ok(Advance::Went(_)) => {}
                Ok(Advance::End) => break true,
                Ok(Advance::Wait) | Err(_) => break false,
            }
        };
        *buffer = frames.into_buffer();
        complete
    }
}
