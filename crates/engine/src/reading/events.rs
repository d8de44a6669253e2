//! What happens while inputs are read, apart from payloads.

use crate::error::Result;

use super::Progress;
use crate::input::frame::Repair;
use crate::input::source::PassedOver;
use crate::reject::{Capture, Reject};

/// Is told what happens while inputs are read, apart from payloads: all but rejects can be ignored.
///
/// An error of any method ends the reading.
pub trait Events {
    /// Something was rejected.
    ///
    /// # Errors
    /// When the run cannot go on.
    fn reject(&mut self, reject: &Reject<'_>) -> Result<()>;

    /// All rejects of a capture have been told, if there were any: the next one is of another.
    ///
    /// # Errors
    /// When the run cannot go on.
    fn capture_ends(&mut self) -> Result<()> {
        Ok(())
    }

    /// Something was repaired in `input`.
    fn repair(&mut self, _input: &str, _repair: Repair) {}

    /// Something in an archive is not read, or an input has nothing in it.
    fn passed_over(&mut self, _entry: PassedOver) {}

    /// The input pauses: what there is should be where others can see it.
    ///
    /// # Errors
    /// When that cannot be done.
    fn pause(&mut self) -> Result<()> {
        Ok(())
    }

    /// How far the reading has come; told every now and then.
    fn progress(&mut self, _progress: &Progress) {}
}

/// Rejects and repairs in their order, kept until their turn comes to be told. They borrow nothing, and the rejects of a
/// capture share it.
#[derive(Debug, Default)]
pub struct EventLog {
    events: Vec<LogEntry>,
    weight: usize,
    /// Whether the capture of the last reject has not ended.
    in_capture: bool,
}

#[derive(Debug)]
enum LogEntry {
    /// The first reject of a capture.
    Reject(Box<Reject<'static>>),
    /// A further one of the same capture, which it does not hold itself.
    Further(Box<Reject<'static>>),
    CaptureEnds,
    Repair(Box<str>, Repair),
    PassedOver(PassedOver),
}

impl EventLog {
    /// How much memory they take, in bytes, about.
    pub(crate) fn weight(&self) -> usize {
        self.weight
    }

    /// Forgets them.
    pub(crate) fn clear(&mut self) {
        self.events.clear();
        self.weight = 0;
        self.in_capture = false;
    }

    /// Tells them to `listener`, and forgets them.
    ///
    /// # Errors
    /// Those of `listener`.
    pub(crate) fn replay(&mut self, listener: &mut (impl Events + ?Sized)) -> Result<()> {
        self.weight = 0;
        self.in_capture = false;
        let mut capture = Capture::TooLarge;
        for event in self.events.drain(..) {
            match event {
                LogEntry::Reject(reject) => {
                    listener.reject(&reject)?;
                    capture = reject.capture;
                }
                LogEntry::Further(reject) => {
                    listener.reject(&Reject { capture: capture.borrowed(), ..*reject })?;
                }
                LogEntry::CaptureEnds => listener.capture_ends()?,
                LogEntry::Repair(input, repair) => listener.repair(&input, repair),
                LogEntry::PassedOver(entry) => listener.passed_over(entry),
            }
        }
        Ok(())
    }
}

impl Events for EventLog {
    fn reject(&mut self, reject: &Reject<'_>) -> Result<()> {
        let is_first = !std::mem::replace(&mut self.in_capture, true);
        let capture = if is_first { reject.capture.borrowed() } else { Capture::TooLarge };
        let reject = Box::new(Reject { capture, ..reject.clone() }.into_owned());
        self.weight += size_of_val(&*reject)
            + reject.message.len()
            + reject.input.len()
            + reject.file.len()
            + reject.node.as_ref().map_or(0, String::len)
            + reject.capture.bytes().len();
        self.events.push(match is_first {
            true => LogEntry::Reject(reject),
            false => LogEntry::Further(reject),
        });
        Ok(())
    }

    fn capture_ends(&mut self) -> Result<()> {
        if std::mem::take(&mut self.in_capture) {
            self.events.push(LogEntry::CaptureEnds);
        }
        Ok(())
    }

    fn repair(&mut self, input: &str, repair: Repair) {
        self.weight += size_of::<LogEntry>() + input.len();
        self.events.push(LogEntry::Repair(input.into(), repair));
    }

    fn passed_over(&mut self, entry: PassedOver) {
        self.weight += size_of::<LogEntry>() + entry.path.as_os_str().len();
        self.events.push(LogEntry::PassedOver(entry));
    }
}
