//! Reading with several threads.
//!
//! Where a payload begins is only known when all before it have been read, and a fault can lie anywhere. So the work is
//! divided on a guess, and the guess is checked:
//!
//! ```text
//!            cutter                parts, in other threads                conductor
//!   bytes ───────────▶ chunks ──────────────────────────────▶ batches ─────────────────▶ receiver
//!            guesses where         read a chunk as if it        takes them in order: whole, if the chunk
//!            values begin          began where it is guessed    began where the one before has ended;
//!                                                               otherwise reads the chunk itself
//! ```
//!
//! A wrong guess costs time and nothing else: what comes out is what one thread makes of the input.
//!
//! - `layout` tells the borders of values by what stands between the first ones, `cutter` cuts there.
//! - `pool` has the threads, `group` what they do with many files that are `small`.
//! - `intake` is where the `bytes` come from; `live` reads what may keep a reader waiting.
//! - `conductor` is the thread that asked: it reads ahead, takes in what the others have made, and helps them.

use std::num::NonZeroUsize;
use std::thread;

use anyhow::Result;

use super::conductor::Conductor;
use super::{Options, Receiver, read};
use crate::input::source::Source;

/// How the work is divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Jobs {
    /// So many threads, the one that asks among them. With one nothing is divided.
    pub threads: NonZeroUsize,
    /// An input's first bytes are not divided: by them it is known how it is laid out. So many, about.
    pub first: NonZeroUsize,
    /// What is handed out at a time, in bytes, about.
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
    /// So many threads.
    pub fn of(threads: NonZeroUsize) -> Self {
        Jobs { threads, ..Jobs::default() }
    }
}

/// A receiver that need not take every payload itself.
pub trait Divide: Receiver {
    /// Who takes payloads for it.
    type Part: Part;

    /// Whether it can be divided at all.
    fn is_divisible(&self) -> bool {
        true
    }

    /// One who takes payloads in another thread.
    fn part(&self) -> Self::Part;

    /// Whether to [absorb](Self::absorb) `batch` is the same as to take its payloads one after the other: it is not
    /// where the receiver would be done before the last.
    fn has_room_for(&self, batch: &<Self::Part as Part>::Batch) -> bool;

    /// Takes what came of the payloads that follow those it has got so far, and leaves nothing of it.
    ///
    /// # Errors
    /// When the run cannot go on.
    fn absorb(&mut self, batch: &mut <Self::Part as Part>::Batch) -> Result<()>;
}

/// One who takes payloads for a receiver. If it ends in an error or is done, what came of them is not used, and the
/// receiver gets them itself.
pub trait Part: Receiver + Send {
    /// What comes of some payloads.
    type Batch: Default + Send;

    /// Begins with some payloads. `batch` is an empty one or one to be used again.
    fn begin(&mut self, batch: Self::Batch);

    /// What has come of the payloads since.
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
