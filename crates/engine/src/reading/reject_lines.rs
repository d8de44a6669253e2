//! Lines of a rejects file: what was rejected is read again, or a line that stands where none is expected is refused.

use super::opening::{Origin, Reading, json, of_other_format};
use super::start::Marked;
use super::{Receiver, RejectLines};
use crate::capture::{Inspected, KeptCapture, Replay, Unwrapping};
use crate::error::{Error, Result};
use crate::input::frame::{Broken, Next};
use crate::input::frames::{Frames, Stood};
use crate::input::provenance::{InputPlace, Provenance};
use crate::json::View;
use crate::projection::Refusal;
use crate::reject::{self, RejectCode};
use crate::tally::CaptureFate;

impl<R: Receiver> Reading<'_, R> {
    /// Takes what may be a line of a rejects file.
    pub(super) fn capture_or_line(
        &mut self,
        origin: Origin<'_>,
        marked: Marked,
        capture: &Inspected<'_>,
    ) -> Result<()> {
        if !capture.has_reject_mark() {
            return self.capture(origin, capture);
        }
        match marked {
            Marked::Capture => self.capture(origin, capture),
            Marked::RejectLine => self.reject_line(origin, capture),
            Marked::OutOfPlace(place) => {
                let message = format!(
                    "this is a line of a rejects file, {place}: read it with --from rejects"
                );
                self.refuse_line(origin, capture, message)
            }
        }
    }

    fn refuse_line(
        &mut self,
        origin: Origin<'_>,
        line: &Inspected<'_>,
        message: String,
    ) -> Result<()> {
        let kept = json(line.value.text());
        let refusal = Refusal { code: RejectCode::RejectLine, message, field: None };
        self.refuse(origin, &kept, &refusal)
    }

    /// Reads again what was rejected.
    fn reject_line(&mut self, origin: Origin<'_>, line: &Inspected<'_>) -> Result<()> {
        let replay = match Replay::of(line) {
            Ok(replay) => replay,
            Err(why) => return self.refuse_line(origin, line, why),
        };
        let read = origin.provenance.read;
        let first = match &replay.first {
            Some((file, place)) => InputPlace { file, place: *place },
            None => read,
        };
        let origin = Origin {
            provenance: Provenance { read, first },
            unwrapping: &replay.unwrapping,
            wanted: Some(&replay.wanted),
        };
        match &replay.capture {
            KeptCapture::Json(text) => {
                let marked = self.marked_inside(&replay.unwrapping);
                self.capture_or_line(origin, marked, &Inspected::of(View::new(text)))
            }
            KeptCapture::Bytes(bytes) => self.bytes(origin, bytes, replay.code, replay.in_list),
            KeptCapture::Lost { why, text } => {
                let refusal = Refusal {
                    code: replay.code.unwrap_or(RejectCode::NoPayload),
                    message: why.clone(),
                    field: None,
                };
                let kept = text.as_deref().map_or(reject::Capture::TooLarge, |text| {
                    reject::Capture::Text(text.as_bytes().into())
                });
                self.refuse(origin, &kept, &refusal)
            }
        }
    }

    /// What is done about the mark in a capture that a reject line keeps: such a line was itself rejected.
    fn marked_inside(&self, unwrapping: &Unwrapping) -> Marked {
        match (unwrapping, self.options.reject_lines) {
            (Unwrapping::Never | Unwrapping::Log | Unwrapping::At(_), _)
            | (_, RejectLines::None) => Marked::Capture,
            (Unwrapping::Auto, RejectLines::All) => Marked::RejectLine,
            (Unwrapping::Auto, RejectLines::OfRejectsFiles) => Marked::OutOfPlace("in another one"),
        }
    }

    /// Reads bytes that were no JSON value when they were rejected for `code`, and may have been mended: all of them,
    /// or they are rejected again as they are.
    fn bytes(
        &mut self,
        origin: Origin<'_>,
        bytes: &[u8],
        code: Option<RejectCode>,
        in_list: bool,
    ) -> Result<()> {
        let provenance = origin.provenance;
        let in_log = matches!(origin.unwrapping, Unwrapping::Log);
        let stood = Stood { byte: provenance.first.place.byte, in_list, in_log };
        let frames = || Frames::of_rejected(bytes, self.options.frames, stood, code);
        let mut looking = frames();
        let mut is_found = false;
        loop {
            match looking.next_step() {
                Next::Wait => looking.fill().map_err(Error::reading("memory"))?,
                Next::Frame(_) => is_found = true,
                Next::Broken(broken) => {
                    let at = broken.place.byte as usize + broken.fault_at;
                    // Only the place of the reject line means something to who mends it.
                    let broken = Broken {
                        bytes: Some(bytes),
                        fault_at: at,
                        in_list,
                        begins_line: false,
                        ..broken
                    };
                    let is_named = code == Some(RejectCode::OtherFormat);
                    let named = is_named.then(|| of_other_format(&broken, provenance)).flatten();
                    let broken = named.unwrap_or(broken);
                    return self.broken(origin, provenance.read.place, &broken);
                }
                Next::End => break,
            }
        }
        // What is no payload in a log is text, and what was rejected is not lost by that.
        let is_list = |byte: &u8| byte.is_ascii_whitespace() || b"[],".contains(byte);
        let unmarked = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        if !is_found && !unmarked.iter().all(is_list) {
            let refusal = Refusal {
                code: code.unwrap_or(RejectCode::StrayText),
                message: "there is no payload in what was rejected".into(),
                field: None,
            };
            return self.refuse(origin, &reject::Capture::Text(bytes.into()), &refusal);
        }
        let mut frames = frames();
        let mut is_empty = true;
        let marked = self.marked_inside(origin.unwrapping);
        while !self.receiver.is_done() {
            match frames.next_step() {
                Next::Wait => frames.fill().map_err(Error::reading("memory"))?,
                Next::Frame(frame) => {
                    is_empty = false;
                    let capture = View::with_structure(frame.text, frame.structure);
                    self.capture_or_line(origin, marked, &Inspected::of(capture))?;
                    self.receiver.capture_ends()?;
                }
                Next::Broken(broken) => {
                    is_empty = false;
                    let broken = Broken { begins_line: false, ..broken };
                    self.broken(origin, provenance.read.place, &broken)?;
                }
                Next::End => {
                    // An empty list, or the bracket of one: who mends it may have taken out all that was in it.
                    if is_empty {
                        self.receiver.capture_begins();
                        self.receiver.capture_became(CaptureFate::Empty);
                    }
                    break;
                }
            }
            self.repairs(provenance.read.file, frames.take_repairs());
        }
        self.repairs(provenance.read.file, frames.take_repairs());
        Ok(())
    }
}
