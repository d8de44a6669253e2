//! Where the bytes of an input come from.

use std::io::{self, ErrorKind, Read};
use std::sync::Arc;

use super::bytes::Bytes;
use super::live::Live;
use super::pool::Wakeup;
use crate::input::packed::Stream;

/// The bytes of an input.
pub(super) enum Intake<'i> {
    /// Of a file: they are there.
    Ready(Box<dyn Read + 'i>),
    /// They may come at any time, and so far there were too few for a thread.
    Waiting { reader: Box<dyn Read + Send>, seen: usize },
    /// They may come at any time, and a thread waits for them.
    Live(Live),
    /// There are no more.
    Ended,
}

impl<'i> Intake<'i> {
    pub(super) fn of(stream: Stream<'i>) -> Self {
        match stream {
            Stream::Ready(reader) => Intake::Ready(reader),
            Stream::Live(reader) => Intake::Waiting { reader, seen: 0 },
        }
    }

    /// Whether [`fill`](Self::fill) may block.
    pub(super) fn waits(&self) -> bool {
        matches!(self, Intake::Waiting { .. })
    }

    /// Whether more may come at any time.
    pub(super) fn is_live(&self) -> bool {
        matches!(self, Intake::Waiting { .. } | Intake::Live(_))
    }

    /// Whether there are no more bytes.
    pub(super) fn has_ended(&self) -> bool {
        matches!(self, Intake::Ended)
    }

    /// Adds bytes to `rest`: what makes it up to `wanted`, or what there is. Tells once how the input has ended.
    pub(super) fn fill(&mut self, rest: &mut Bytes, wanted: usize) -> Option<io::Result<()>> {
        let end = match self {
            Intake::Ready(reader) => read_up_to(reader, rest, wanted),
            Intake::Waiting { reader, seen } => {
                let before = rest.len();
                let end = read_once(reader, rest, wanted);
                *seen += rest.len() - before;
                end
            }
            Intake::Live(live) => live.take(rest),
            Intake::Ended => None,
        };
        if end.is_some() {
            *self = Intake::Ended;
        }
        end
    }

    /// Leaves the waiting to a thread, if so many bytes have been seen that more are to be expected.
    pub(super) fn hand_over(
        &mut self,
        first: usize,
        most: usize,
        wakeup: &Arc<Wakeup>,
    ) -> io::Result<()> {
        if !matches!(self, Intake::Waiting { seen, .. } if *seen >= first) {
            return Ok(());
        }
        if let Intake::Waiting { reader, .. } = std::mem::replace(self, Intake::Ended) {
            *self = Intake::Live(Live::start(reader, most, Arc::clone(wakeup))?);
        }
        Ok(())
    }
}

fn read_up_to(reader: &mut impl Read, rest: &mut Bytes, wanted: usize) -> Option<io::Result<()>> {
    while rest.len() < wanted {
        let end = read_once(reader, rest, wanted);
        if end.is_some() {
            return end;
        }
    }
    None
}

fn read_once(reader: &mut impl Read, rest: &mut Bytes, wanted: usize) -> Option<io::Result<()>> {
    loop {
        match reader.read(rest.room(wanted)) {
            Ok(0) => return Some(Ok(())),
            Ok(count) => {
                rest.add(count);
                return None;
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Some(Err(error)),
        }
    }
}
