//! Recovery after a broken value: mends it, or finds the line to continue at.

use std::io::Read;

use super::{FrameEvent, Frames, Mode, NO_VALUE};
use crate::input::failing::{Failing, Kept, ValueStart};
use crate::input::frame::Faults;
use crate::input::place::indentation;
use crate::input::recovery::{Recovery, Resumption};
use crate::json::fault::{Fault, FaultKind};
use crate::json::repair::{self, Mending};
use crate::json::scan::{self, Scanner};
use crate::json::walk::trim_white_end;
use crate::reject::RejectCode;

impl<R: Read> Frames<R> {
    pub(super) fn fail(
        &mut self,
        start: ValueStart,
        flaw: Option<FaultKind>,
        fault: Fault,
    ) -> Option<FrameEvent> {
        let track = self.window.track();
        let bytes = self.window.bytes();
        let ends = matches!(fault.kind, FaultKind::Unfinished(_));
        // Where the input went on nothing was cut short.
        let went_on = !matches!(
            self.rejected_for,
            None | Some(RejectCode::CutShort | RejectCode::DamagedInput)
        );
        // Where the next value begins no comma is missing: this one ends there, and must not take the others with it.
        let is_next =
            Recovery::after_value(&start.track, self.array.as_ref()).goes_on_at(bytes, fault.at);
        let can_be_small = !(is_next || (ends && went_on));
        if self.options.faults == Faults::Mend && start.kept == Kept::Whole && can_be_small {
            match self.scanner.mend(fault, bytes, self.window.more()) {
                Mending::Done(edit) => {
                    repair::add(&mut self.edits, edit);
                    self.go_on(start, flaw);
                    return None;
                }
                Mending::Undecided if bytes.len() <= self.options.max_payload => {
                    self.go_on(start, flaw);
                    return Some(FrameEvent::Wait);
                }
                Mending::Undecided | Mending::Refused => {}
            }
        }
        let first = match scan::utf8(bytes, fault.at) {
            Err(earlier) if start.kept == Kept::Whole => earlier,
            _ => fault,
        };
        if first.at == 0 && matches!(first.kind, FaultKind::Unexpected(_) | FaultKind::BadNumber) {
            return self.fail_as_text(start, NO_VALUE);
        }
        let first = match first.kind {
            // What is missing is missing after the last thing that is there, not on an empty line after it.
            FaultKind::Unfinished(_) => Fault { at: trim_white_end(bytes).len(), ..first },
            _ => first,
        };
        let mut failing = Failing::new(start, first, bytes, &track);
        if matches!(first.kind, FaultKind::Unfinished(_))
            && let Some(damage) = self.window.take_damage()
        {
            (failing.code, failing.message) = (RejectCode::DamagedInput, damage);
        } else if matches!(first.kind, FaultKind::Unfinished(_))
            && let Some(code) = self.code_of_the_end()
        {
            failing.code = code;
        } else if start.kept == Kept::Whole {
            failing.unsaid = Some(first);
        }
        let recovery = Recovery::after_value(&start.track, self.array.as_ref());
        self.mode = Mode::Recovering { recovery, fault: failing };
        None
    }

    /// What begins here is no value at all.
    pub(super) fn fail_as_text(&mut self, start: ValueStart, fault: Fault) -> Option<FrameEvent> {
        let track = self.window.track();
        let bytes = self.window.bytes();
        let mut failing = Failing::new(start, fault, bytes, &track);
        failing.code = RejectCode::StrayText;
        if start.kept == Kept::Whole {
            failing.unsaid = Some(fault);
        }
        let recovery = Recovery::after_text(&start.track, self.array.as_ref());
        self.mode = Mode::Recovering { recovery, fault: failing };
        None
    }

    /// What it means that rejected bytes end, where it is not that the input ended.
    pub(super) fn code_of_the_end(&self) -> Option<RejectCode> {
        let seen_before = [RejectCode::Syntax, RejectCode::StrayText, RejectCode::DamagedInput];
        self.rejected_for.filter(|code| seen_before.contains(code))
    }

    pub(super) fn recover(
        &mut self,
        mut recovery: Recovery,
        mut fault: Failing,
    ) -> Option<FrameEvent> {
        let bytes = self.window.bytes();
        let more = self.window.more();
        let Some((end, resumption)) = recovery.search(bytes, more) else {
            if bytes.len() > self.options.max_payload {
                fault.start.kept = Kept::TooLarge;
                fault.say(bytes, bytes.len(), self.mender());
            }
            if fault.start.kept == Kept::TooLarge {
                let searched = recovery.forget();
                self.window.take(searched);
            }
            self.mode = Mode::Recovering { recovery, fault };
            return Some(FrameEvent::Wait);
        };
        let mut text = trim_white_end(&bytes[..end]);
        if self.array.is_some() {
            text = text.strip_suffix(b",").map_or(text, trim_white_end);
        }
        let length = text.len();
        // What the line to go on at begins with can be the fault itself.
        let begin = end + indentation(&bytes[end..]);
        if fault.unsaid.is_some_and(|unsaid| unsaid.at > begin) {
            fault.blame_end(text);
        } else {
            let seen = &bytes[..bytes.len().min(begin + 1)];
            fault.say(seen, end, self.mender());
        }
        match (resumption, &mut self.array) {
            (Resumption::SameLevel, Some(array)) => array.recover(),
            (Resumption::Outside, _) => self.array = None,
            (Resumption::SameLevel, None) => {}
        }
        Some(FrameEvent::Broken { failing: fault, end: length, next: end })
    }

    /// The scanner as it is now, to try whether a repair would have helped, where repairs are off.
    pub(super) fn mender(&self) -> Option<Scanner> {
        (self.options.faults == Faults::Refuse).then(|| self.scanner.clone())
    }
}
