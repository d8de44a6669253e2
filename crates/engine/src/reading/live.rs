//! Reading inputs that can block, such as pipes, in a thread of their own.

use std::io::{self, ErrorKind, Read};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use super::bytes::Bytes;
use super::pool::Wakeup;

/// How much is read at a time, in bytes: as much as a pipe holds.
const PIECE: usize = 64 << 10;

/// What is less than this is put to what came before it, in bytes: to copy it costs less than memory of its own.
const LITTLE: usize = PIECE / 4;

/// Bytes that the thread has read, until they are taken.
#[derive(Debug)]
pub(super) struct Live(Arc<Channel>);

#[derive(Debug)]
struct Channel {
    state: Mutex<ChannelState>,
    /// There is room again, or nothing more is wanted.
    room: Condvar,
    wakeup: Arc<Wakeup>,
    most: usize,
}

#[derive(Debug, Default)]
struct ChannelState {
    pieces: Vec<Bytes>,
    /// How many bytes they have.
    untaken: usize,
    /// Memory to be used again.
    spare: Vec<Bytes>,
    end: Option<io::Result<()>>,
    unwanted: bool,
}

impl Live {
    /// Reads from `reader` on, up to `most` bytes ahead, and calls `wakeup` when there is something.
    ///
    /// # Errors
    /// When there can be no more threads.
    pub(super) fn start(
        reader: Box<dyn Read + Send>,
        most: usize,
        wakeup: Arc<Wakeup>,
    ) -> io::Result<Self> {
        let shared =
            Arc::new(Channel { state: Mutex::default(), room: Condvar::new(), wakeup, most });
        let theirs = Arc::clone(&shared);
        // The thread is not joined: it may be in the middle of a read that never returns.
        thread::Builder::new().spawn(move || theirs.read(reader))?;
        Ok(Live(shared))
    }

    /// Adds what there is to `bytes`, and tells how the input has ended, once.
    pub(super) fn take(&self, bytes: &mut Bytes) -> Option<io::Result<()>> {
        let mut state = self.0.state();
        let mut pieces = std::mem::take(&mut state.pieces);
        let was_full = std::mem::take(&mut state.untaken) >= self.0.most;
        let end = state.end.take();
        drop(state);
        if was_full {
            self.0.room.notify_one();
        }
        for piece in &mut pieces {
            bytes.push(piece.as_slice());
            piece.clear();
        }
        self.0.state().spare.append(&mut pieces);
        end
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.0.state().unwanted = true;
        self.0.room.notify_one();
    }
}

impl ChannelState {
    /// Takes what was read into `piece`, and leaves memory for more there.
    fn put(&mut self, piece: &mut Bytes) {
        self.untaken += piece.len();
        match self.pieces.last_mut() {
            Some(last) if piece.len() < LITTLE && last.len() + piece.len() <= PIECE => {
                last.push(piece.as_slice());
                piece.clear();
            }
            _ => {
                let spare = self.spare.pop().unwrap_or_default();
                self.pieces.push(std::mem::replace(piece, spare));
            }
        }
    }
}

impl Channel {
    fn state(&self) -> MutexGuard<'_, ChannelState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read(&self, mut reader: Box<dyn Read + Send>) {
        let mut piece = Bytes::default();
        loop {
            let read = match reader.read(piece.room(PIECE)) {
                Ok(0) => Err(Ok(())),
                Ok(count) => {
                    piece.add(count);
                    Ok(())
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => Err(Err(error)),
            };
            let mut state = self.state();
            while state.untaken >= self.most && !state.unwanted {
                state = self.room.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
            let goes_on = read.is_ok() && !state.unwanted;
            match read {
                Ok(()) => state.put(&mut piece),
                Err(end) => state.end = Some(end),
            }
            drop(state);
            self.wakeup.call();
            if !goes_on {
                return;
            }
        }
    }
}
