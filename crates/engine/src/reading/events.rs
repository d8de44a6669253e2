//! What happens while inputs are read, apart from payloads.

use crate::error::Result;

use super::Progress;
use crate::input::frame::Repair;
use crate::reject::Reject;

/// Is told what happens while inputs are read, apart from payloads: all but rejects can be ignored.
///
/// An error of any method ends the reading.
pub trait Events {
    /// Something was rejected.
    ///
    /// # Errors
    /// When the run cannot go on.
    fn reject(&mut self, reject: &Reject<'_>) -> Result<()>;

    /// Something was repaired in `input`.
    fn repair(&mut self, _input: &str, _repair: Repair) {}

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

/// Rejects and repairs in their order, kept until their turn comes to be told. They borrow nothing.
#[derive(Debug, Default)]
pub struct EventLog {
    events: Vec<LogEntry>,
    weight: usize,
}

#[derive(Debug)]
enum LogEntry {
    Reject(Box<Reject<'static>>),
    Repair(Box<str>, Repair),
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
    }

    /// Tells them to `listener`, and forgets them.
    ///
    /// # Errors
    /// Those of `listener`.
    pub(crate) fn replay(&mut self, listener: &mut (impl Events + ?Sized)) -> Result<()> {
        self.weight = 0;
        for event in self.events.drain(..) {
            match event {
                LogEntry::Reject(reject) => listener.reject(&reject)?,
                LogEntry::Repair(input, repair) => listener.repair(&input, repair),
            }
        }
        Ok(())
    }
}

impl Events for EventLog {
    fn reject(&mut self, reject: &Reject<'_>) -> Result<()> {
        let reject = Box::new(reject.clone().into_owned());
        self.weight += size_of_val(&*reject)
            + reject.message.len()
            + reject.input.len()
            + reject.file.len()
            + reject.capture.bytes().len();
        self.events.push(LogEntry::Reject(reject));
        Ok(())
    }

    fn repair(&mut self, input: &str, repair: Repair) {
        self.weight += size_of::<LogEntry>() + input.len();
        self.events.push(LogEntry::Repair(input.into(), repair));
    }
}
