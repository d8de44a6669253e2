//! Framing: from a stream of bytes to one JSON value after another, with recovery after a bad one.
//!
//! An input is a sequence of values with any white space between; an array at the top gives its elements one by one.
//! A value that turns out to be broken costs itself alone: reading goes on at the line that
//! `recovery.rs` finds. Or it is a log, lines of text with values in them: [`Unit`] says which, or a line that begins as
//! those of logs do (`log.rs`).
//!
//! An array that is never closed must not take what follows it. A value that begins a line where a comma or `]` is due is
//! contested: if a comma or `]` follows it, it is an element without a comma before it; otherwise the
//! array was cut off before it. An array at the beginning of a line is contested in any case, for an array can be cut
//! off after a comma too. So is a value where reading goes on after a broken element, unless it is indented as elements are:
//! that element may have been the last of an array that was cut off.
//!
//! What is said depends on the bytes alone, and not on how many of them are at hand: whatever looks ahead looks at a
//! prefix of them that more bytes would not change.
//!
//! [`Frames`] never reads by itself. When it needs bytes it answers [`Next::Wait`], so that the caller can
//! first write out what it has; then [`Frames::fill`] reads once.

#![expect(
    clippy::indexing_slicing,
    reason = "the length is that of a value or line that was found in the window"
)]

use std::io::{self, Read};
use std::ops::Range;

use super::cursor::{ArrayState, OpenArray};
use super::encoding;
use super::failing::{Failing, Kept, ValueStart};
use super::frame::{Broken, Faults, Frame, FrameOptions, Next, Repair, Unit};
use super::lone::{self, LoneScalar};
use super::place::{Place, Track};
use super::recovery::{RECORD_SEPARATOR, Recovery};
use super::window::{MOST_BLANKS, Prefix, Window};
use crate::json::fault::{Expected, Fault, FaultKind};
use crate::json::index::{Index, IndexStatus};
use crate::json::repair::{
    self, CommentLength, Edit, Mending, RepairKind, comment_length, repaired, utf8_edits,
};
use crate::json::scan::{self, More, ScanStatus, Scanner};
use crate::json::walk::{skip_white, trim_white_end};
use crate::reject::RejectCode;
use crate::text_log::prefix::{self, Begins};

mod after_fault;
mod line;
mod log;
mod pieces;
mod resume;
mod whole;

use log::LogLine;
use pieces::{Joining, OpenPiece};

/// The byte-order mark of UTF-8.
const MARK: [u8; 3] = [0xEF, 0xBB, 0xBF];

/// What begins here is no value.
const NO_VALUE: Fault = Fault { at: 0, kind: FaultKind::Unexpected(Expected::Value) };

/// The frames of one input.
#[derive(Debug)]
pub struct Frames<R> {
    window: Window<R>,
    options: FrameOptions,
    index: Index,
    scanner: Scanner,
    mode: Mode,
    array: Option<OpenArray>,
    /// Whether the array that is open began before the bytes that are read.
    is_implied: bool,
    /// Whether the lines of a log have begun.
    in_log: bool,
    /// Lines of a log that came in pieces.
    joining: Joining,
    /// How many lines of a log without a value have gone by since this was last asked.
    texts: u64,
    /// Whether something has been found already.
    has_begun: bool,
    /// Why the bytes were rejected, when they are read again.
    rejected_for: Option<RejectCode>,
    /// What the last step has given away and the next one takes.
    used: usize,
    edits: Vec<Edit>,
    mended: Vec<u8>,
    repairs: Vec<Repair>,
}

/// Where bytes stood that are read again.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stood {
    /// The offset in the input.
    pub(crate) byte: u64,
    /// Whether that was in a list.
    pub(crate) in_list: bool,
    /// Whether that was in a line of a log.
    pub(crate) in_log: bool,
}

#[derive(Debug)]
enum Mode {
    /// At the very beginning.
    Start,
    /// Between values.
    Between,
    /// In the value that began at `start`.
    InValue { start: ValueStart, flaw: Option<FaultKind>, by: Checker },
    /// In the line that began at `start`, of which the first `searched` bytes at hand have no line break.
    InLine { start: ValueStart, searched: usize },
    /// In a line of a log, outside of values.
    InLogLine(LogLine),
    /// In a line of a log that is only a piece of one.
    InPiece(OpenPiece),
    /// In a line that was joined of pieces, of which what is before `at` has been given away.
    InJoined { at: usize },
    /// After a fault, looking for the line to go on at.
    Recovering { recovery: Recovery, fault: Failing },
    /// Everything has been said.
    Done,
}

/// The checker of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Checker {
    /// By the index: right so far.
    Index,
    /// By the scanner: it is no object or array, or not right, or was not all there when that had to be told.
    Scanner,
}

/// What [`Frames::advance`] has found, by position, so that nothing is borrowed while it looks.
enum FrameEvent {
    Value {
        end: usize,
    },
    /// A value in a line that was joined of pieces.
    Joined {
        span: Range<usize>,
        place: Place,
    },
    /// Something broken there.
    JoinedBroken {
        failing: Failing,
        span: Range<usize>,
    },
    Broken {
        failing: Failing,
        end: usize,
        next: usize,
    },
    Unclosed {
        place: Place,
        code: RejectCode,
        message: String,
    },
    Wait,
    End,
}

impl<R: Read> Frames<R> {
    /// The frames of what `reader` gives.
    pub fn new(reader: R, options: FrameOptions) -> Self {
        Frames::on(Window::new(reader), options)
    }

    fn on(window: Window<R>, options: FrameOptions) -> Self {
        Frames {
            window,
            options,
            index: Index::default(),
            scanner: Scanner::default(),
            mode: Mode::Start,
            array: None,
            is_implied: false,
            in_log: options.unit == Unit::Log,
            joining: Joining::default(),
            texts: 0,
            has_begun: false,
            rejected_for: None,
            used: 0,
            edits: Vec::new(),
            mended: Vec::new(),
            repairs: Vec::new(),
        }
    }

    /// The frames of bytes that were rejected as a part of an input, for this reason, and may have been mended.
    ///
    /// It is read as what it was there: at the beginning of the input or after, or elements of a list, of which the end may
    /// be there or not. That the bytes end is no news unless it was the reason.
    pub(crate) fn of_rejected(
        reader: R,
        options: FrameOptions,
        stood: Stood,
        code: Option<RejectCode>,
    ) -> Self {
        let mut frames = Frames::new(reader, options);
        frames.in_log |= stood.in_log;
        if stood.in_list {
            (frames.mode, frames.is_implied) = (Mode::Between, true);
            frames.array = Some(OpenArray::at(Track::default()));
        } else if stood.byte > 0 {
            frames.mode = Mode::Between;
        }
        frames.rejected_for = code;
        frames
    }

    /// Reads once.
    ///
    /// # Errors
    /// When the system cannot read.
    pub fn fill(&mut self) -> io::Result<()> {
        self.window.take(std::mem::take(&mut self.used));
        let moved = self.window.fill()?;
        self.index.shift(moved);
        Ok(())
    }

    /// The repairs made since this was last asked.
    pub fn take_repairs(&mut self) -> Vec<Repair> {
        std::mem::take(&mut self.repairs)
    }

    /// How many lines of a log have gone by, since this was last asked, in which there is no value.
    pub fn take_texts(&mut self) -> u64 {
        std::mem::take(&mut self.texts)
    }

    /// What comes next.
    pub fn next_step(&mut self) -> Next<'_> {
        self.window.take(std::mem::take(&mut self.used));
        let event = self.advance();
        let is_first = !self.has_begun;
        self.has_begun |= !matches!(event, FrameEvent::Wait);
        match event {
            FrameEvent::Wait => Next::Wait,
            FrameEvent::End => Next::End,
            FrameEvent::Unclosed { place, code, message } => Next::Broken(Broken {
                code,
                message,
                bytes: Some(b"["),
                place,
                fault_place: place,
                fault_at: 0,
                in_list: false,
                begins_line: true,
                in_log: false,
                is_whole: false,
            }),
            FrameEvent::Broken { failing, end, next } => {
                self.used = next;
                let is_last =
                    self.window.more() == More::Never && next == self.window.bytes().len();
                let bytes =
                    (failing.start.kept == Kept::Whole).then(|| &self.window.bytes()[..end]);
                let is_alone = is_first && is_last && !self.in_log && !failing.start.in_list;
                let is_whole = is_alone && bytes.is_some();
                Next::Broken(Broken { is_whole, ..failing.into_broken(bytes) })
            }
            FrameEvent::JoinedBroken { failing, span } => {
                Next::Broken(failing.into_broken(Some(self.joining.part(span))))
            }
            FrameEvent::Joined { span, place } => {
                let bytes = self.joining.part(span);
                match scan::utf8(bytes, bytes.len()) {
                    Ok(text) => Next::Frame(Frame { text, structure: None, place }),
                    Err(fault) => {
                        let track = Track { place, ..Track::default() };
                        let start = ValueStart { in_log: true, ..ValueStart::here(track) };
                        let failing = Failing::new(start, fault, bytes, &track);
                        Next::Broken(failing.into_broken(Some(bytes)))
                    }
                }
            }
            FrameEvent::Value { end } => {
                self.used = end;
                let track = self.window.track();
                let (bytes, structure) = match self.edits.is_empty() {
                    true => (&self.window.bytes()[..end], self.index.structure()),
                    false => (self.mended.as_slice(), None),
                };
                match scan::utf8(bytes, bytes.len()) {
                    Ok(text) => Next::Frame(Frame { text, structure, place: track.place }),
                    Err(fault) => {
                        let in_list = self.array.is_some();
                        let in_log = self.in_log;
                        let start = ValueStart { in_list, in_log, ..ValueStart::here(track) };
                        Next::Broken(
                            Failing::new(start, fault, bytes, &track).into_broken(Some(bytes)),
                        )
                    }
                }
            }
        }
    }

    fn advance(&mut self) -> FrameEvent {
        loop {
            let step = match std::mem::replace(&mut self.mode, Mode::Between) {
                Mode::Start => self.at_start(),
                Mode::Between => self.between(),
                Mode::InValue { start, flaw, by } => self.in_value(start, flaw, by),
                Mode::InLine { start, searched } => self.in_line(start, searched),
                Mode::InLogLine(line) => self.in_log_line(line),
                Mode::InPiece(piece) => self.in_piece(piece),
                Mode::InJoined { at } => self.in_joined(at),
                Mode::Recovering { recovery, fault } => self.recover(recovery, fault),
                Mode::Done => {
                    self.mode = Mode::Done;
                    Some(FrameEvent::End)
                }
            };
            if let Some(event) = step {
                return event;
            }
        }
    }

    /// A byte-order mark, or the signs of an encoding that is not UTF-8.
    fn at_start(&mut self) -> Option<FrameEvent> {
        let bytes = self.window.bytes();
        if bytes.len() < 3 && self.window.more() == More::Coming {
            self.mode = Mode::Start;
            return Some(FrameEvent::Wait);
        }
        if bytes.starts_with(&MARK) {
            self.window.take_mark(MARK.len());
            return None;
        }
        let message = encoding::foreign(bytes)?;
        let start = ValueStart::here(self.window.track());
        self.mode = Mode::Recovering {
            recovery: Recovery::to_the_end(),
            fault: Failing::whole(start, RejectCode::Encoding, message),
        };
        None
    }

    fn between(&mut self) -> Option<FrameEvent> {
        let white = skip_white(self.window.bytes(), 0);
        self.window.take(white);
        match self.window.bytes() {
            // Where files were joined to one input, each can bring its mark.
            [0xEF, 0xBB, 0xBF, ..] => {
                self.window.take(MARK.len());
                return None;
            }
            start
                if !start.is_empty()
                    && MARK.starts_with(start)
                    && self.window.more() == More::Coming =>
            {
                return Some(FrameEvent::Wait);
            }
            // A sequence as in RFC 7464: with each separator a value begins, and whatever was open is over.
            [RECORD_SEPARATOR, ..] if self.array.is_some() => return self.close_list(),
            [RECORD_SEPARATOR, ..] => {
                self.window.take(1);
                return None;
            }
            _ => {}
        }
        let Some(&byte) = self.window.bytes().first() else {
            if self.window.more() == More::Never && self.end_joining() {
                return None;
            }
            return Some(self.out_of_bytes());
        };
        if self.in_log {
            return self.begin_log_line();
        }
        if byte != b'{' && self.can_become_log() && self.window.track().indenting {
            match prefix::begins(self.window.bytes(), self.window.more()) {
                Begins::With(_) => {
                    self.in_log = true;
                    return None;
                }
                Begins::Undecided => return Some(FrameEvent::Wait),
                Begins::Otherwise => {}
            }
        }
        if self.options.unit == Unit::Line {
            self.edits.clear();
            self.mode = Mode::InLine { start: ValueStart::here(self.window.track()), searched: 0 };
            return None;
        }
        if byte == b'/' && self.options.faults == Faults::Mend {
            // The line break after it is no part of it.
            let ahead = self.window.first(self.options.max_payload.saturating_add(1));
            match comment_length(ahead.bytes, ahead.more) {
                CommentLength::Known(length) if length <= self.options.max_payload => {
                    self.note_repair(RepairKind::Comment);
                    self.window.take(length);
                    return None;
                }
                CommentLength::Undecided if ahead.bytes.len() <= self.options.max_payload => {
                    return Some(FrameEvent::Wait);
                }
                CommentLength::Known(_) | CommentLength::Undecided | CommentLength::None => {}
            }
        }
        let mending = self.options.faults == Faults::Mend;
        let track = self.window.track();
        let mut flaw = None;
        let mut start = ValueStart::here(track);
        match (&mut self.array, byte) {
            (None, b'[') => {
                (self.array, self.is_implied) = (Some(OpenArray::at(track)), false);
                self.window.take(1);
                return None;
            }
            (None, _) => {}
            (Some(array), b']') => {
                let trailing = array.close();
                self.array = None;
                if let Some(comma) = trailing {
                    if mending {
                        let kind = RepairKind::TrailingComma;
                        self.repairs.push(Repair { kind, place: comma });
                    } else {
                        return Some(self.broken(NO_VALUE, 1));
                    }
                }
                self.window.take(1);
                return None;
            }
            (Some(array), b',') => {
                if array.pass_comma(track.place) {
                    self.window.take(1);
                    return None;
                }
                return Some(self.broken(NO_VALUE, 1));
            }
            (Some(array), _) => {
                let is_due = !array.begin_element();
                start.in_list = true;
                start.contested = array.is_doubted();
                if array.is_above(&track) && !self.is_implied {
                    array.divided |= matches!(array.state, ArrayState::AfterComma(_));
                    start.contested |=
                        !array.has_at(track.indent) && (byte == b'[' || (is_due && !mending));
                }
                flaw = is_due.then_some(FaultKind::MissingComma);
            }
        }
        self.begin_value(start, flaw);
        None
    }

    fn begin_value(&mut self, start: ValueStart, flaw: Option<FaultKind>) {
        self.edits.clear();
        self.mode = Mode::InValue { start, flaw, by: Checker::Index };
    }

    fn out_of_bytes(&mut self) -> FrameEvent {
        if self.window.more() == More::Coming {
            return FrameEvent::Wait;
        }
        let damage = self.window.take_damage();
        let array = self.array.take().filter(|_| !self.is_implied);
        if let Some(array) = array {
            if self.options.faults == Faults::Mend && damage.is_none() {
                self.note_repair(RepairKind::CutShort);
                return FrameEvent::End;
            }
            let place = array.place;
            return match damage {
                Some(message) => {
                    FrameEvent::Unclosed { place, code: RejectCode::DamagedInput, message }
                }
                None => self.unclosed(place),
            };
        }
        let Some(message) = damage else {
            return FrameEvent::End;
        };
        let start = ValueStart::here(self.window.track());
        self.mode = Mode::Done;
        FrameEvent::Broken {
            failing: Failing::whole(start, RejectCode::DamagedInput, message),
            end: 0,
            next: 0,
        }
    }

    fn in_value(
        &mut self,
        mut start: ValueStart,
        flaw: Option<FaultKind>,
        by: Checker,
    ) -> Option<FrameEvent> {
        let bytes = self.window.bytes();
        let more = self.window.more();
        if by == Checker::Index {
            let (buffer, at) = self.window.buffer();
            match self.index.look(buffer, at, more) {
                IndexStatus::Complete(end) => {
                    self.scanner = Scanner::after_value(end - at);
                    return self.complete(start, flaw, end - at);
                }
                IndexStatus::Incomplete if bytes.len() <= self.options.max_payload => {
                    self.mode = Mode::InValue { start, flaw, by };
                    return Some(FrameEvent::Wait);
                }
                IndexStatus::Incomplete | IndexStatus::Unsure => self.scanner = Scanner::default(),
            }
        }
        let keepable = match start.kept {
            Kept::Whole => self.window.keepable(self.options.max_payload),
            Kept::TooLarge => Prefix { bytes, more, is_all: true },
        };
        match self.scanner.resume(keepable.bytes, keepable.more) {
            Ok(ScanStatus::Complete(end)) => self.complete(start, flaw, end),
            Err(fault) => self.fail(start, flaw, fault),
            Ok(ScanStatus::Incomplete) if start.kept == Kept::TooLarge => {
                let seen = self.scanner.forget();
                self.window.take(seen);
                self.go_on(start, flaw);
                Some(FrameEvent::Wait)
            }
            Ok(ScanStatus::Incomplete) if keepable.is_all => {
                self.go_on(start, flaw);
                Some(FrameEvent::Wait)
            }
            Ok(ScanStatus::Incomplete) if start.contested => self.close_list(),
            Ok(ScanStatus::Incomplete) => {
                start.kept = Kept::TooLarge;
                self.scanner.skim();
                self.go_on(start, flaw);
                None
            }
        }
    }

    /// Goes on with a value where the scanner has come to.
    fn go_on(&mut self, start: ValueStart, flaw: Option<FaultKind>) {
        let by = Checker::Scanner;
        self.mode = Mode::InValue { start, flaw, by };
    }

    fn complete(
        &mut self,
        start: ValueStart,
        flaw: Option<FaultKind>,
        end: usize,
    ) -> Option<FrameEvent> {
        // What was cut short and is mended ends with the white space at the end of the input.
        let length = trim_white_end(&self.window.bytes()[..end]).len();
        if start.kept == Kept::TooLarge || length > self.options.max_payload {
            if start.contested && start.kept == Kept::Whole {
                return self.close_list();
            }
            self.end_element();
            self.go_on_after_value();
            let failing = self.too_large(start);
            return Some(FrameEvent::Broken { failing, end: 0, next: end });
        }
        let ahead = self.window.first(end.saturating_add(MOST_BLANKS));
        let can_wait = ahead.is_all;
        if self.options.faults == Faults::Mend && self.array.is_none() && !start.in_log {
            match self.scanner.mend_wrapper(ahead.bytes, ahead.more) {
                Mending::Done(edit) => {
                    repair::add(&mut self.edits, edit);
                    self.go_on(start, flaw);
                    return None;
                }
                Mending::Undecided if can_wait => {
                    self.go_on(start, flaw);
                    return Some(FrameEvent::Wait);
                }
                Mending::Undecided | Mending::Refused => {}
            }
        }
        if self.array.is_none() {
            match lone::after_scalar(ahead.bytes, end, ahead.more) {
                LoneScalar::Undecided if can_wait => {
                    self.go_on(start, flaw);
                    return Some(FrameEvent::Wait);
                }
                LoneScalar::Value | LoneScalar::Undecided => {}
                LoneScalar::Text(at) => {
                    let kind = FaultKind::Unexpected(Expected::End);
                    return self.fail_as_text(start, Fault { at, kind });
                }
            }
        }
        if start.contested {
            match ahead.bytes.get(skip_white(ahead.bytes, end)) {
                Some(b',' | b']') => {}
                None if can_wait && ahead.more == More::Coming => {
                    self.go_on(start, flaw);
                    return Some(FrameEvent::Wait);
                }
                _ => return self.close_list(),
            }
        }
        match flaw {
            Some(_) if self.options.faults == Faults::Mend => {
                self.note_repair(RepairKind::MissingComma);
            }
            Some(kind) => {
                self.end_element();
                return Some(self.broken(Fault { at: 0, kind }, end));
            }
            None => {}
        }
        if self.options.faults == Faults::Mend {
            self.mend_value(end);
        }
        self.end_element();
        self.go_on_after_value();
        Some(FrameEvent::Value { end })
    }

    /// After a value comes another, or what else is in its line of a log.
    fn go_on_after_value(&mut self) {
        if self.in_log {
            self.mode = Mode::InLogLine(LogLine::with_value());
        }
    }

    /// Whether what is read can turn out to be a log here.
    fn can_become_log(&self) -> bool {
        self.options.unit == Unit::ValueOrLog && self.array.is_none() && !self.in_log
    }

    /// Carries out the edits of a value, and looks at the result as if it had come so.
    fn mend_value(&mut self, end: usize) {
        let track = self.window.track();
        let bytes = &self.window.bytes()[..end];
        if scan::utf8(bytes, end).is_err() {
            self.edits.extend(utf8_edits(bytes));
        }
        if self.edits.is_empty() {
            return;
        }
        self.mended = repaired(bytes, &mut self.edits);
        self.repairs.extend(self.edits.iter().map(|edit| Repair {
            kind: edit.kind,
            place: track.place_after(&bytes[..edit.span.start]),
        }));
    }

    fn end_element(&mut self) {
        if let Some(array) = &mut self.array {
            array.end_element();
        }
    }

    fn broken(&mut self, fault: Fault, end: usize) -> FrameEvent {
        let track = self.window.track();
        let start = ValueStart { in_list: self.array.is_some(), ..ValueStart::here(track) };
        if end > self.options.max_payload {
            return FrameEvent::Broken { failing: self.too_large(start), end: 0, next: end };
        }
        let mut failing = Failing::new(start, fault, self.window.bytes(), &track);
        if matches!(fault.kind, FaultKind::Unexpected(_)) {
            failing.code = RejectCode::StrayText;
        }
        FrameEvent::Broken { failing, end, next: end }
    }

    fn note_repair(&mut self, kind: RepairKind) {
        self.repairs.push(Repair { kind, place: self.window.track().place });
    }
}
