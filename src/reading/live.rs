//! Reading what may keep a reader waiting: in a thread of its own, so that nobody else has to wait.

use std::io::{self, ErrorKind, Read};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use super::pool::Bell;

/// How much is read at a time, in bytes: as much as a pipe holds.
const PIECE: usize = 64 << 10;

/// What a thread has read and nobody has taken.
#[derive(Debug)]
pub(super) struct Live(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    /// There is room again, or nothing more is wanted.
    room: Condvar,
    bell: Arc<Bell>,
    most: usize,
}

#[derive(Debug, Default)]
struct State {
    bytes: Vec<u8>,
    end: Option<io::Result<()>>,
    unwanted: bool,
}

impl Live {
    /// Reads from `reader` on, up to `most` bytes ahead, and rings `bell` when there is something.
    ///
    /// # Errors
    /// When there can be no more threads.
    pub(super) fn start(
        reader: Box<dyn Read + Send>,
        most: usize,
        bell: Arc<Bell>,
    ) -> io::Result<Self> {
        let shared = Arc::new(Shared {
            state: Mutex::default(),
            room: Condvar::new(),
            bell,
            most,
        });
        let theirs = Arc::clone(&shared);
        // Nobody waits for it at the end: it may be in the middle of a read that never returns.
        thread::Builder::new().spawn(move || theirs.read(reader))?;
        Ok(Live(shared))
    }

    /// Adds what there is to `bytes`, and tells how the input has ended, once.
    pub(super) fn take(&self, bytes: &mut Vec<u8>) -> Option<io::Result<()>> {
        let mut state = self.0.state();
        if bytes.is_empty() {
            std::mem::swap(bytes, &mut state.bytes);
        } else {
            bytes.extend_from_slice(&state.bytes);
            state.bytes.clear();
        }
        let end = state.end.take();
        drop(state);
        self.0.room.notify_one();
        end
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.0.state().unwanted = true;
        self.0.room.notify_one();
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read(&self, mut reader: Box<dyn Read + Send>) {
        let mut piece = vec![0; PIECE];
        loop {
            let read = match reader.read(&mut piece) {
                Ok(0) => Err(Ok(())),
                Ok(count) => Ok(count),
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => Err(Err(error)),
            };
            let mut state = self.state();
            while state.bytes.len() >= self.most && !state.unwanted {
                state = self
                    .room
                    .wait(state)
                    .unwrap_or_else(PoisonError::into_inner);
            }
            let goes_on = read.is_ok() && !state.unwanted;
            match read {
                Ok(count) => state.bytes.extend_from_slice(&piece[..count]),
                Err(end) => state.end = Some(end),
            }
            drop(state);
            self.bell.ring();
            if !goes_on {
                return;
            }
        }
    }
}
