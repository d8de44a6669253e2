//! Many small files, which are read some at a time.

use std::ops::Range;

use super::small::SmallFiles;
use super::{Options, Worker};
use crate::input::source::Source;

/// The most files of a group.
const FILES: usize = 128;

/// Fewer files than this are not worth being divided.
const MANY: usize = 16;

/// Some small files that follow each other.
#[derive(Debug)]
pub(super) struct FileGroup {
    pub(super) files: Range<usize>,
    /// How large each of them is, in bytes.
    sizes: Vec<usize>,
    /// Whether all have been read to their ends.
    pub(super) complete: bool,
}

impl FileGroup {
    /// The files of `sources` from `start` on that are small and together hold about `size` bytes; `None` if there are
    /// none, or not many sources left.
    pub(super) fn next(sources: &[Source], start: usize, size: usize) -> Option<Self> {
        let left = sources.get(start..)?;
        if start == 0 && left.len() < MANY {
            return None;
        }
        let mut group =
            FileGroup { files: start..start, sizes: Vec::with_capacity(FILES), complete: false };
        let mut room = size;
        for source in left.iter().take(FILES) {
            let Some(bytes) = source.small(size) else {
                break;
            };
            group.files.end += 1;
            group.sizes.push(bytes);
            if bytes >= room {
                break;
            }
            room -= bytes;
        }
        (!group.files.is_empty()).then_some(group)
    }

    /// The sizes of the files taken together, in bytes.
    pub(super) fn size(&self) -> u64 {
        self.sizes.iter().map(|&size| size as u64).sum()
    }

    /// Reads the files, if nothing is in the way.
    pub(super) fn read(
        &mut self,
        sources: &[Source],
        options: &Options,
        small: &mut SmallFiles,
        worker: &mut impl Worker,
    ) {
        let files = sources.get(self.files.clone()).unwrap_or_default();
        self.complete = files.iter().zip(&self.sizes).all(|(source, &size)| {
            small.take(source, size) && small.read(options, worker).is_ok() && !worker.is_done()
        });
    }
}
