//! Framing by lines, of text logs and the like: a line that holds one JSON value is a frame, a blank one is nothing, and
//! any other is broken, whatever stands on the lines around it.
//!
//! What is before and after lines is as with values: marks, white space, encodings, damage. So this is one more mode of
//! [`Frames`], and no framer of its own.

#![expect(
    clippy::indexing_slicing,
    reason = "the length is that of a value or line that was found in the window"
)]

use std::io::Read;

use super::{FrameEvent, Frames, Mode, NO_VALUE};
use crate::input::failing::{Failing, Kept, ValueStart};
use crate::input::frame::Faults;
use crate::json::fault::{Expected, Fault, FaultKind};
use crate::json::index::IndexStatus;
use crate::json::repair::{self, Mending};
use crate::json::scan::{self, More, ScanStatus, Scanner};
use crate::json::walk::{skip_white, trim_white_end};
use crate::reject::RejectCode;

impl<R: Read> Frames<R> {
    /// In the line of which the first byte that is not blank is at `start`. There is no line break in the first `searched`
    /// bytes at hand.
    pub(super) fn in_line(&mut self, mut start: ValueStart, searched: usize) -> Option<FrameEvent> {
        let bytes = self.window.bytes();
        let most = self.options.max_payload;
        let line_break = memchr::memchr2(b'\n', b'\r', bytes.get(searched..).unwrap_or_default());
        let end = line_break.map_or(bytes.len(), |at| searched + at);
        let is_all = line_break.is_some() || self.window.more() == More::Never;
        if end > most {
            start.kept = Kept::TooLarge;
        }
        if !is_all {
            let searched = if start.kept == Kept::TooLarge {
                self.window.take(end);
                0
            } else {
                end
            };
            self.mode = Mode::InLine { start, searched };
            return Some(FrameEvent::Wait);
        }
        if start.kept == Kept::TooLarge {
            return Some(FrameEvent::Broken { failing: self.too_large(start), end: 0, next: end });
        }
        let length = trim_white_end(&bytes[..end]).len();
        Some(match self.check_line(length) {
            Ok(()) => {
                if self.options.faults == Faults::Mend {
                    self.mend_value(length);
                }
                FrameEvent::Value { end: length }
            }
            Err(fault) => self.fail_line(start, fault, length),
        })
    }

    /// Checks that the first `length` bytes at hand are one value, once they are mended if they are to be.
    fn check_line(&mut self, length: usize) -> Result<(), Fault> {
        let (buffer, at) = self.window.buffer();
        self.scanner = match self.index.look(&buffer[..at + length], at, More::Never) {
            IndexStatus::Complete(end) => Scanner::after_value(end - at),
            IndexStatus::Incomplete | IndexStatus::Unsure => Scanner::default(),
        };
        let text = &self.window.bytes()[..length];
        let mends = self.options.faults == Faults::Mend;
        loop {
            let (fault, mending) = match self.scanner.resume(text, More::Never) {
                Ok(ScanStatus::Complete(end)) if end == length => return Ok(()),
                Ok(ScanStatus::Complete(end)) => {
                    let at = skip_white(text, end);
                    let fault = Fault { at, kind: FaultKind::Unexpected(Expected::End) };
                    (fault, mends.then(|| self.scanner.mend_wrapper(text, More::Never)))
                }
                Ok(ScanStatus::Incomplete) => {
                    let kind = FaultKind::Unfinished(Expected::Value);
                    return Err(Fault { at: length, kind });
                }
                Err(fault) => (fault, mends.then(|| self.scanner.mend(fault, text, More::Never))),
            };
            match mending {
                Some(Mending::Done(edit)) => repair::add(&mut self.edits, edit),
                Some(Mending::Undecided | Mending::Refused) | None => return Err(fault),
            }
        }
    }

    fn fail_line(&mut self, start: ValueStart, fault: Fault, length: usize) -> FrameEvent {
        let track = self.window.track();
        let first = scan::utf8(&self.window.bytes()[..length], fault.at).err().unwrap_or(fault);
        let is_text =
            first.at == 0 && matches!(first.kind, FaultKind::Unexpected(_) | FaultKind::BadNumber);
        let first = if is_text { NO_VALUE } else { first };
        let is_last = length == self.window.bytes().len();
        let damage = match first.kind {
            FaultKind::Unfinished(_) if is_last => self.window.take_damage(),
            _ => None,
        };
        let text = &self.window.bytes()[..length];
        let mut failing = Failing::new(start, first, text, &track);
        if is_text {
            failing.code = RejectCode::StrayText;
        }
        if let Some(damage) = damage {
            (failing.code, failing.message) = (RejectCode::DamagedInput, damage);
        } else {
            failing.unsaid = Some(first);
            // What follows a value is not mended.
            let is_tail = first.kind == FaultKind::Unexpected(Expected::End);
            failing.say(text, length, self.mender().filter(|_| !is_tail));
        }
        FrameEvent::Broken { failing, end: length, next: length }
    }
}
