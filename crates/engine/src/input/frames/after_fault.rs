//! Recovery after a broken value: mends it, or finds the line to continue at.

#![expect(
    clippy::indexing_slicing,
    reason = "the length is that of a value or line that was found in the window"
)]

use std::io::Read;

use super::{FrameEvent, Frames, Mode, NO_VALUE};
use crate::input::failing::{Failing, Kept, ValueStart};
use crate::input::frame::{Faults, Unit};
use crate::input::place::Place;
use crate::input::recovery::{Found, RECORD_SEPARATOR, Recovery, Resumption};
use crate::input::window::MOST_BLANKS;
use crate::json::fault::{Fault, FaultKind};
use crate::json::repair::{self, Mending, RepairKind};
use crate::json::scan::{self, More, Scanner};
use crate::json::walk::trim_white_end;
use crate::reject::RejectCode;
use crate::text_log::payload;

impl<R: Read> Frames<R> {
    pub(super) fn fail(
        &mut self,
        start: ValueStart,
        flaw: Option<FaultKind>,
        fault: Fault,
    ) -> Option<FrameEvent> {
        if start.kept == Kept::TooLarge {
            // Where reading goes on is looked for from the fault on: what was before may have been forgotten.
            self.window.take(fault.at);
            let recovery = self.recovery_after(&start);
            let recovery = recovery.going_on_at(&self.window.track());
            self.mode = Mode::Recovering { recovery, fault: self.too_large(start) };
            return None;
        }
        let track = self.window.track();
        let bytes = self.window.bytes();
        let ends = matches!(fault.kind, FaultKind::Unfinished(_));
        // Where the input went on nothing was cut short.
        let went_on = !matches!(
            self.rejected_for,
            None | Some(RejectCode::CutShort | RejectCode::DamagedInput)
        );
        // Where the next value begins no comma is missing: this one ends there, and must not take the others with it. Nor
        // must one that is cut short: not even the last.
        let mut recovery = self.recovery_after(&start);
        let is_next = match ends {
            false => recovery.goes_on_at(bytes, fault.at),
            true => recovery.search(bytes, More::Never).is_some_and(|it| it.end < bytes.len()),
        };
        let can_be_small = !(is_next || (ends && went_on));
        if self.options.faults == Faults::Mend && can_be_small {
            let keepable = self.window.keepable(self.options.max_payload);
            match self.scanner.mend(fault, keepable.bytes, keepable.more) {
                Mending::Done(edit) => {
                    repair::add(&mut self.edits, edit);
                    self.go_on(start, flaw);
                    return None;
                }
                Mending::Undecided if keepable.is_all => {
                    self.go_on(start, flaw);
                    return Some(FrameEvent::Wait);
                }
                Mending::Undecided | Mending::Refused => {}
            }
        }
        let bytes = self.window.bytes();
        let first = scan::utf8(bytes, fault.at).err().unwrap_or(fault);
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
            && let Some(code) = self.code_of_the_end()
        {
            failing.code = code;
        } else {
            failing.unsaid = Some(first);
        }
        let recovery = self.recovery_after(&start);
        self.mode = Mode::Recovering { recovery, fault: failing };
        None
    }

    /// What begins here is no value at all.
    pub(super) fn fail_as_text(&mut self, start: ValueStart, fault: Fault) -> Option<FrameEvent> {
        let track = self.window.track();
        let bytes = self.window.bytes();
        let mut failing = Failing::new(start, fault, bytes, &track);
        failing.code = RejectCode::StrayText;
        failing.unsaid = Some(fault);
        let recovery = Recovery::after_text(&start.track, self.array.as_ref());
        let recovery = recovery.or_at_a_log(self.can_become_log());
        self.mode = Mode::Recovering { recovery, fault: failing };
        None
    }

    /// The search for where to go on after a value that began at `start`.
    fn recovery_after(&self, start: &ValueStart) -> Recovery {
        match start.in_log {
            true => Recovery::after_payload(&start.track),
            false => Recovery::after_value(&start.track, self.array.as_ref())
                .or_at_a_log(self.can_become_log()),
        }
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
        let found = recovery.search(bytes, self.window.more());
        let (end, begin) = found.map_or(recovery.reached(bytes), |it| (it.end, it.begin));
        let mut text = trim_white_end(&bytes[..end]);
        let is_divided = self.array.is_some() && text.ends_with(b",");
        if is_divided {
            text = trim_white_end(&text[..text.len() - 1]);
        }
        let most = self.options.max_payload;
        if fault.start.kept == Kept::Whole && (text.len() > most || begin > most + MOST_BLANKS) {
            if fault.start.contested {
                return self.close_list();
            }
            fault.start.kept = Kept::TooLarge;
        }
        let Some(Found { resumption, .. }) = found else {
            if fault.start.kept == Kept::TooLarge {
                let searched = recovery.forget(bytes);
                self.window.take(searched);
            }
            self.mode = Mode::Recovering { recovery, fault };
            return Some(FrameEvent::Wait);
        };
        if fault.start.contested && !is_divided && bytes.get(begin) != Some(&b']') {
            return self.close_list();
        }
        if resumption == Resumption::Log {
            self.in_log = true;
            if fault.code == RejectCode::StrayText && fault.start.kept == Kept::Whole {
                // The text is what a log begins with: it is read as that.
                self.mode = Mode::Between;
                return None;
            }
        }
        let length = text.len();
        let is_separator = bytes.get(begin) == Some(&RECORD_SEPARATOR);
        let is_in_next =
            fault.unsaid.is_some_and(|it| it.at > begin || (it.at == begin && is_separator));
        if fault.start.kept == Kept::TooLarge {
            // What is said of an input in another encoding is of use whatever its size.
            if fault.code != RejectCode::Encoding {
                fault = self.too_large(fault.start);
            }
        } else if is_in_next {
            // What the line to go on at begins with can be the fault itself, but nothing after that.
            fault.blame_end(text);
        } else if fault.ends()
            && let Some(damage) = self.window.take_damage()
        {
            (fault.code, fault.message) = (RejectCode::DamagedInput, damage);
        } else {
            let seen = self.window.first(begin + 1).bytes;
            fault.say(seen, end, self.mender());
            if fault.code == RejectCode::StrayText
                && self.options.unit == Unit::ValueOrLog
                && !fault.start.in_log
                && payload::holds_payload(&self.window.bytes()[..length])
            {
                fault.message.push_str(" (`--from log` would read the JSON in these lines)");
            }
        }
        match (resumption, &mut self.array) {
            (Resumption::SameLevel, Some(array)) => array.recover(),
            (Resumption::Contested, Some(array)) => array.doubt(),
            (Resumption::Outside, _) => self.array = None,
            (Resumption::SameLevel | Resumption::Contested | Resumption::Log, _) => {}
        }
        Some(FrameEvent::Broken { failing: fault, end: length, next: end })
    }

    /// Ends the list that is open, as it was cut off before what begins here. That is read anew then, as what stands
    /// outside. Where it was cut off in a broken element, that has been said of the element.
    pub(super) fn close_list(&mut self) -> Option<FrameEvent> {
        self.mode = Mode::Between;
        let array = self.array.take().filter(|it| !self.is_implied && !it.is_doubted())?;
        if self.options.faults == Faults::Mend {
            self.note_repair(RepairKind::CutShort);
            return None;
        }
        Some(self.unclosed(array.place))
    }

    pub(super) fn unclosed(&self, place: Place) -> FrameEvent {
        FrameEvent::Unclosed {
            place,
            code: self.code_of_the_end().unwrap_or(RejectCode::CutShort),
            message: "the array that begins here is never closed".into(),
        }
    }

    pub(super) fn too_large(&self, start: ValueStart) -> Failing {
        let most = self.options.max_payload;
        let message = format!("larger than the {most} bytes that --max-payload allows");
        let start = ValueStart { kept: Kept::TooLarge, ..start };
        Failing::whole(start, RejectCode::TooLarge, message)
    }

    /// The scanner as it is now, to try whether a repair would have helped, where repairs are off.
    pub(super) fn mender(&self) -> Option<Scanner> {
        (self.options.faults == Faults::Refuse).then(|| self.scanner.clone())
    }
}
