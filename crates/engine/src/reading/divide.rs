//! Reading with several threads.
//!
//! Where a payload begins is only known when all before it have been read, and a fault can lie anywhere. So the work is
//! divided on a guess, and the guess is checked:
//!
//! ```text
//!            cutter                workers, in other threads               conductor
//!   bytes ───────────▶ chunks ──────────────────────────────▶ batches ─────────────────▶ receiver
//!            guesses where         read a chunk as if it        absorbs them in order, if the chunk
//!            values begin          began where it is guessed    began where the one before has ended;
//!                                                               otherwise reads the chunk itself
//! ```
//!
//! A wrong guess costs time and nothing else: what comes out is what one thread makes of the input.
//!
//! - `layout` tells the borders of values by what stands between the first ones, `cutter` cuts there.
//! - `pool` has the threads, `group` what they do with many files that are `small`.
//! - `intake` is where the `bytes` come from; `live` reads what may keep a reader waiting.
//! - `conductor` is the coordinating thread: it cuts ahead, merges the batches, and works on chunks itself.

use std::num::NonZeroUsize;
use std::thread;

use crate::error::Result;

use super::conductor::Conductor;
use super::{Options, Receiver, read};
use crate::input::source::Source;

/// How reading is divided among threads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Jobs {
    /// How many threads, the calling one among them. With one nothing is divided.
    pub threads: NonZeroUsize,
    /// How many bytes of an input are read undivided, about: they show how it is laid out.
    pub first: NonZeroUsize,
    /// The size of a chunk, in bytes, about.
    pub chunk: NonZeroUsize,
}

/// One thread.
impl Default for Jobs {
    fn default() -> Self {
        Jobs {
            threads: NonZeroUsize::MIN,
            first: const { NonZeroUsize::new(64 << 10).unwrap() },
            chunk: const { NonZeroUsize::new(256 << 10).unwrap() },
        }
    }
}

impl Jobs {
    /// This many threads.
    pub fn of(threads: NonZeroUsize) -> Self {
        Jobs { threads, ..Jobs::default() }
    }
}

/// A receiver whose payloads workers can take for it.
pub trait Divide: Receiver {
    /// Takes payloads for it in another thread.
    type Worker: Worker;

    /// Whether it can be divided at all.
    fn is_divisible(&self) -> bool {
        true
    }

    /// A worker.
    fn worker(&self) -> Self::Worker;

    /// Whether to [absorb](Self::absorb) `batch` is the same as to take its payloads one after the other: it is not
    /// where the receiver would be done before the last.
    fn has_room_for(&self, batch: &<Self::Worker as Worker>::Batch) -> bool;

    /// Takes a batch, which is of the payloads that follow those it has got so far, and empties it.
    ///
    /// # Errors
    /// When the run cannot go on.
    fn absorb(&mut self, batch: &mut <Self::Worker as Worker>::Batch) -> Result<()>;
}

/// Makes a batch of the payloads of a chunk. If it ends in an error or is done, the batch is dropped, and the receiver
/// reads the chunk itself.
pub trait Worker: Receiver + Send {
    /// What comes of the payloads of a chunk.
    type Batch: Default + Send;

    /// Begins with a chunk. `batch` is an empty one or one to be used again.
    fn begin(&mut self, batch: Self::Batch);

    /// What has come of the chunk.
    fn finish(&mut self) -> Self::Batch;
}

/// As [`read`], in as many threads as `options` allow: what `receiver` gets is the same.
///
/// Standard input is read by a thread of its own if it is long. When this returns before its end, that thread ends with
/// the next byte that comes.
///
/// # Errors
/// As [`read`].
pub fn divided<D: Divide>(sources: &[Source], options: &Options, receiver: &mut D) -> Result<u64> {
    if options.jobs.threads.get() == 1 || !receiver.is_divisible() {
        return read(sources, options, receiver);
    }
    thread::scope(|scope| Conductor::new(scope, sources, options, receiver).conduct())
}
