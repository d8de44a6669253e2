//! Framing of logs: lines of text, with values in some of them.
//!
//! ```text
//!   2026-11-28T10:00:00Z INFO  webhook {"lead": {"name": "Asha"}} in 12 ms
//!   ▲ a line begins so: this input is a log      ▲ in the value, as anywhere else
//!                                                                ▲ the rest of the line, with another value perhaps
//! ```
//!
//! An input is a log from its first line on that begins as those of logs do ([`prefix`](crate::text_log::prefix)), and
//! remains one; if there is text before that line, which would be a reject by itself, it is read as lines of the log too.
//! [`Unit::Log`](crate::input::frame::Unit::Log) says that it is one from the start. All state is whether the lines have begun,
//! which a [`Cursor`](crate::input::cursor::Cursor) keeps, and whether the line at hand has had a value.
//!
//! Values are found by the rule of [`payload`](crate::text_log::payload), and read as values are anywhere. They may go over
//! several lines: what a line of a log begins with can be in no value, so that none takes the next line with it. One
//! that is broken is one reject, with the lines after it that go on as those of pretty-printed JSON do.
//!
//! Lines that come in pieces are joined first (`pieces.rs`). Any other text is passed over. Lines without a value are
//! counted, unless they are plainly the end of one ([`fragment`]): to be rejected whole, a line is held until it has a
//! value, or is longer than a payload may be.

use std::io::Read;

use super::{FrameEvent, Frames, Mode};
use crate::input::failing::{Failing, ValueStart};
use crate::input::recovery::Recovery;
use crate::json::scan::More;
use crate::json::walk::trim_white_end;
use crate::reject::RejectCode;
use crate::text_log::fragment;
use crate::text_log::payload::{self, BEHIND, Sign};

/// A line of a log, as far as it has gone by.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct LogLine {
    /// Whether there was a value in it, right or broken.
    has_value: bool,
    /// Whether there was anything else but what stands around values in a list.
    has_text: bool,
    /// How many of the bytes at hand have gone by already.
    seen: usize,
    /// Whether the bytes at hand do not begin where the line does: it is longer than a payload may be, or has a value.
    is_forgotten: bool,
}

impl LogLine {
    pub(super) fn with_value() -> Self {
        LogLine { has_value: true, ..LogLine::default() }
    }

    fn pass(&mut self, text: &[u8]) {
        self.has_text |= text.iter().any(|byte| !matches!(byte, b' ' | b'\t' | b'[' | b']' | b','));
    }
}

impl<R: Read> Frames<R> {
    /// Goes on in a line of a log: to the next value in it, or to its end.
    pub(super) fn in_log_line(&mut self, mut line: LogLine) -> Option<FrameEvent> {
        let (bytes, more) = (self.window.bytes(), self.window.more());
        let sign = payload::next_sign(bytes, line.seen, more);
        let end = match sign {
            Sign::Value(at) | Sign::Inside(at) | Sign::LineEnd(at) | Sign::Undecided(at) => at,
            Sign::None => bytes.len(),
        };
        line.pass(bytes.get(line.seen..end).unwrap_or_default());
        match sign {
            Sign::Value(_) | Sign::Inside(_) => {
                // A part of a value is kept with what is before it in its line: by itself it would be a value.
                let is_whole = !line.has_value && !line.is_forgotten;
                let is_kept =
                    is_whole && sign == Sign::Inside(end) && end <= self.options.max_payload;
                if !is_kept {
                    self.window.take(end);
                }
                let start = ValueStart { in_log: true, ..ValueStart::here(self.window.track()) };
                if sign == Sign::Inside(end) {
                    self.mode = Mode::Recovering {
                        recovery: Recovery::after_payload(&start.track),
                        fault: Failing::whole(start, RejectCode::StrayText, payload::INSIDE.into()),
                    };
                } else {
                    self.begin_value(start, None);
                }
                None
            }
            Sign::Undecided(_) | Sign::None if more == More::Coming => {
                line.seen = end;
                if line.has_value || line.is_forgotten || end > self.options.max_payload {
                    // These still tell what follows them is.
                    line.seen = end.min(BEHIND);
                    line.is_forgotten = true;
                    self.window.take(end - line.seen);
                }
                self.mode = Mode::InLogLine(line);
                Some(FrameEvent::Wait)
            }
            Sign::LineEnd(_) | Sign::Undecided(_) | Sign::None => {
                let text = trim_white_end(&bytes[..end]);
                let length = text.len();
                let is_all = !line.is_forgotten && length <= self.options.max_payload;
                if is_all && !line.has_value && fragment::is_tail(text) {
                    let start =
                        ValueStart { in_log: true, ..ValueStart::here(self.window.track()) };
                    let failing =
                        Failing::whole(start, RejectCode::StrayText, fragment::TAIL.into());
                    return Some(FrameEvent::Broken { failing, end: length, next: end });
                }
                self.window.take(end);
                self.texts += u64::from(line.has_text && !line.has_value);
                None
            }
        }
    }
}
