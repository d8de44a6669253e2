//! Faults on their way to being reported.

#![expect(clippy::indexing_slicing, reason = "the place is no greater than the length")]

use super::frame::Broken;
use super::place::{Place, Track};
use crate::json::fault::{Fault, FaultKind};
use crate::json::repair::Mending;
use crate::json::scan::{More, Scanner};
use crate::json::walk::skip_white;
use crate::reject::RejectCode;

/// Where a value began.
#[derive(Debug, Clone, Copy)]
pub(super) struct ValueStart {
    pub(super) track: Track,
    /// Whether all its bytes are still at hand.
    pub(super) kept: Kept,
    /// Whether the list that is open may have been cut off before it.
    pub(super) contested: bool,
    /// Whether a list is open.
    pub(super) in_list: bool,
    /// Whether it is in a line of a log.
    pub(super) in_log: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    Whole,
    TooLarge,
}

impl ValueStart {
    /// Of what begins here and is still there.
    pub(super) fn here(track: Track) -> Self {
        ValueStart { track, kept: Kept::Whole, contested: false, in_list: false, in_log: false }
    }
}

/// A fault on its way to being reported.
#[derive(Debug)]
pub(super) struct Failing {
    pub(super) start: ValueStart,
    pub(super) code: RejectCode,
    pub(super) message: String,
    /// What the message is still to be made of, once what follows the fault is at hand: it quotes some of that.
    pub(super) unsaid: Option<Fault>,
    pub(super) at: usize,
    pub(super) place: Place,
}

impl Failing {
    /// A fault in `bytes`, which stand at `track`.
    pub(super) fn new(start: ValueStart, fault: Fault, bytes: &[u8], track: &Track) -> Self {
        Failing {
            start,
            code: code_of(fault.kind),
            message: fault.message(bytes),
            unsaid: None,
            at: fault.at,
            place: track.place_after(&bytes[..fault.at.min(bytes.len())]),
        }
    }

    /// A failure of all that begins at `start`, which is no fault of the text.
    pub(super) fn whole(start: ValueStart, code: RejectCode, message: String) -> Self {
        Failing { start, code, message, unsaid: None, at: 0, place: start.track.place }
    }

    /// Whether it is that the text ends.
    pub(super) fn ends(&self) -> bool {
        matches!(self.unsaid, Some(Fault { kind: FaultKind::Unfinished(_), .. }))
    }

    /// Says what is wrong, if that is still to be said, in a value or text that ends before `end`; and that `mender`
    /// would have mended it. All `bytes` that matter are at hand, so that how they arrived makes no difference.
    pub(super) fn say(&mut self, bytes: &[u8], end: usize, mender: Option<Scanner>) {
        let Some(fault) = self.unsaid.take() else {
            return;
        };
        self.message = fault.message(bytes);
        let Some(mut mender) = mender else {
            return;
        };
        if self.code == RejectCode::StrayText {
            let is_cut_off = !self.start.in_list && !self.start.track.indenting;
            if let Some(rest) = bytes.strip_prefix(b",")
                && is_cut_off
                && rest.get(skip_white(rest, 0)) == Some(&b'"')
            {
                self.message.push_str(" (is the beginning cut off? `--repair` would mend that)");
            }
        } else if !matches!(fault.kind, FaultKind::InvalidUtf8(_))
            && (fault.at < end || matches!(fault.kind, FaultKind::Unfinished(_)))
            && let Mending::Done(_) = mender.mend(fault, bytes, More::Never)
        {
            self.message.push_str(" (`--repair` would mend this)");
        }
    }

    /// Blames the end of `text`, where the next value begins. The fault is one of that value, or of the input's end
    /// after it: this one could go on with it.
    pub(super) fn blame_end(&mut self, text: &[u8]) {
        self.unsaid = None;
        self.code = RejectCode::Syntax;
        self.message = "the value is not complete where the next one begins".into();
        self.at = text.len();
        self.place = self.start.track.place_after(text);
    }

    pub(super) fn into_broken(self, bytes: Option<&[u8]>) -> Broken<'_> {
        Broken {
            code: self.code,
            message: self.message,
            bytes,
            place: self.start.track.place,
            fault_place: self.place,
            fault_at: self.at,
            in_list: self.start.in_list,
            begins_line: self.start.track.indenting,
            in_log: self.start.in_log,
            is_whole: false,
        }
    }
}

fn code_of(kind: FaultKind) -> RejectCode {
    match kind {
        FaultKind::Unfinished(_) => RejectCode::CutShort,
        FaultKind::InvalidUtf8(_) => RejectCode::InvalidUtf8,
        FaultKind::TooDeep => RejectCode::TooDeep,
        _ => RejectCode::Syntax,
    }
}
