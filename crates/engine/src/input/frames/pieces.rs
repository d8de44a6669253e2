//! Lines of a log that came in pieces, joined by stream ([`piece`]).
//!
//! While a line is open there is no [`Cursor`](crate::input::cursor::Cursor): what it holds so far is in no other place than
//! here. With its last piece it is looked at as one text, and its values have the places at which they began. If the last
//! piece never comes, the end of the input takes its place.

#![expect(
    clippy::indexing_slicing,
    reason = "parts are found in the text that they are taken from"
)]

use std::io::Read;
use std::ops::Range;

use super::log::LogLine;
use super::{FrameEvent, Frames, Mode};
use crate::input::failing::{Failing, Kept, ValueStart};
use crate::input::place::Track;
use crate::json::fault::FaultKind;
use crate::json::scan::More;
use crate::reject::RejectCode;
use crate::text_log::fragment;
use crate::text_log::payload::{self, Part};
use crate::text_log::piece::{IsPiece, Piece, piece};

/// Lines of which there are only pieces so far, by their streams, and the one that is given away.
#[derive(Debug, Default)]
pub(super) struct Joining {
    open: [Option<JoinedLine>; 2],
    whole: JoinedLine,
}

/// A line that is joined of pieces.
#[derive(Debug, Default)]
struct JoinedLine {
    text: Vec<u8>,
    /// Where in the text each piece begins, and where it stands.
    pieces: Vec<(usize, Track)>,
    is_too_large: bool,
    /// Whether the last piece has not come.
    is_cut: bool,
}

/// A piece of which the end has not been seen yet.
#[derive(Debug, Clone, Copy)]
pub(super) struct OpenPiece {
    piece: Piece,
    /// Where its content stands, where bytes of that have been forgotten.
    forgotten: Option<Track>,
    /// There is no line break in so many bytes at hand.
    searched: usize,
}

impl Joining {
    pub(super) fn is_open(&self) -> bool {
        self.open.iter().any(Option::is_some)
    }

    /// A part of the line that is given away.
    pub(super) fn part(&self, span: Range<usize>) -> &[u8] {
        &self.whole.text[span]
    }
}

impl JoinedLine {
    /// Where the byte at `at` stands.
    fn track(&self, at: usize) -> Track {
        let piece = self.pieces.iter().rev().find(|(begins, _)| *begins <= at);
        piece.map_or_else(Track::default, |(begins, track)| {
            let mut track = *track;
            track.pass(&self.text[*begins..at]);
            track
        })
    }
}

impl<R: Read> Frames<R> {
    /// At the beginning of a line of a log.
    pub(super) fn begin_log_line(&mut self) -> Option<FrameEvent> {
        self.mode = match piece(self.window.bytes(), self.window.more()) {
            IsPiece::Yes(piece) if !piece.is_last || self.joining.open[piece.stream].is_some() => {
                let searched = piece.content;
                Mode::InPiece(OpenPiece { piece, forgotten: None, searched })
            }
            IsPiece::Undecided => return Some(FrameEvent::Wait),
            IsPiece::Yes(_) | IsPiece::No => Mode::InLogLine(LogLine::default()),
        };
        None
    }

    /// In a piece, to the end of its line.
    pub(super) fn in_piece(&mut self, mut open: OpenPiece) -> Option<FrameEvent> {
        let most = self.options.max_payload;
        let bytes = self.window.bytes();
        let found = memchr::memchr2(b'\n', b'\r', bytes.get(open.searched..).unwrap_or_default());
        let end = found.map_or(bytes.len(), |at| open.searched + at);
        let content = if open.forgotten.is_some() { 0 } else { open.piece.content };
        let is_too_large = open.forgotten.is_some() || end - content > most;
        if found.is_none() && self.window.more() == More::Coming {
            open.searched = end;
            if is_too_large {
                let track = self.track_after(content);
                open.forgotten.get_or_insert(track);
                self.window.take(end);
                open.searched = 0;
            }
            self.mode = Mode::InPiece(open);
            return Some(FrameEvent::Wait);
        }
        let track = open.forgotten.unwrap_or_else(|| self.track_after(content));
        let line = self.joining.open[open.piece.stream].get_or_insert_default();
        line.pieces.push((line.text.len(), track));
        let text = &self.window.bytes()[content..end];
        line.is_too_large |= is_too_large || line.text.len() + text.len() > most;
        if line.is_too_large {
            line.text.clear();
            line.pieces.truncate(1);
        } else {
            line.text.extend_from_slice(text);
        }
        self.window.take(end);
        if open.piece.is_last {
            self.give_joined(open.piece.stream, false);
        }
        None
    }

    /// The track after the first `length` bytes at hand.
    fn track_after(&mut self, length: usize) -> Track {
        let mut track = self.window.track();
        track.pass(&self.window.bytes()[..length]);
        track
    }

    /// At the end of the input, a line of which the last piece is missing is as it is. False if there is none.
    pub(super) fn end_joining(&mut self) -> bool {
        let stream = self.joining.open.iter().position(Option::is_some);
        if let Some(stream) = stream {
            self.give_joined(stream, true);
        }
        stream.is_some()
    }

    fn give_joined(&mut self, stream: usize, is_cut: bool) {
        let whole = self.joining.open[stream].take().unwrap_or_default();
        self.joining.whole = JoinedLine { is_cut, ..whole };
        self.mode = Mode::InJoined { at: 0 };
    }

    /// In a line that was joined, of which what is before `at` has been given away.
    pub(super) fn in_joined(&mut self, at: usize) -> Option<FrameEvent> {
        let line = &self.joining.whole;
        let start = |at| ValueStart { in_log: true, ..ValueStart::here(line.track(at)) };
        if line.is_too_large {
            let failing = self.too_large(start(0));
            return Some(FrameEvent::Broken { failing, end: 0, next: 0 });
        }
        match payload::parts(&line.text, at).next() {
            None if at == 0 && fragment::is_tail(&line.text) => {
                let failing =
                    Failing::whole(start(0), RejectCode::StrayText, fragment::TAIL.into());
                let span = 0..line.text.len();
                self.mode = Mode::InJoined { at: span.end };
                Some(FrameEvent::JoinedBroken { failing, span })
            }
            None => {
                self.texts += u64::from(at == 0);
                None
            }
            Some(Part::Payload(span)) => {
                let place = line.track(span.start).place;
                self.mode = Mode::InJoined { at: span.end };
                Some(FrameEvent::Joined { span, place })
            }
            Some(Part::Broken(span, fault)) => {
                let start = start(span.start);
                let mut failing =
                    Failing::new(start, fault, &line.text[span.clone()], &start.track);
                failing.place = line.track(span.start + fault.at).place;
                if fault == payload::NO_PAYLOAD {
                    failing.code = RejectCode::StrayText;
                    failing.message = payload::INSIDE.into();
                } else if let FaultKind::Unfinished(_) = fault.kind {
                    failing.message = match line.is_cut {
                        true => "the last piece of this line is missing".into(),
                        false => "the pieces of this line end here, and the value does not".into(),
                    };
                }
                debug_assert_eq!(failing.start.kept, Kept::Whole);
                self.mode = Mode::InJoined { at: span.end };
                Some(FrameEvent::JoinedBroken { failing, span })
            }
        }
    }
}
