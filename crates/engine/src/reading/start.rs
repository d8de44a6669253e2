//! How an input begins: with a line of a rejects file, or with anything else.

#![expect(
    clippy::indexing_slicing,
    reason = "as many bytes have been seen as are equal, so that one more is there to compare with"
)]

use std::io::{self, Read};

use super::RejectLines;
use crate::capture::REJECT_MARK;
use crate::input::source::Source;

/// The byte-order mark of UTF-8.
const BYTE_ORDER_MARK: [u8; 3] = [0xEF, 0xBB, 0xBF];

/// What is done about a capture with the mark of reject lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marked {
    /// It is a capture like any other.
    Capture,
    /// It is a line of a rejects file: what was rejected is read again.
    RejectLine,
    /// It is rejected, as it stands where anybody could have put it: this is where.
    OutOfPlace(&'static str),
}

/// Watches how an input begins while its bytes go by.
///
/// No value is complete before this is decided, so nothing has to wait for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct InputStart {
    /// Whether the user did not name the input, but a folder that it is in.
    found: bool,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// In a byte-order mark of which so many bytes have been seen, or before one.
    ByteOrderMark(usize),
    /// In white space before the first value.
    Before,
    /// After the opening brace.
    Brace,
    /// In the first key, of which so many bytes are those of the mark, the first of them the quote.
    Key(usize),
    /// It begins with a reject line, or does not.
    Decided(bool),
}

impl Default for State {
    fn default() -> Self {
        State::ByteOrderMark(0)
    }
}

impl InputStart {
    /// Of an input of which no byte has gone by.
    pub(super) fn of(source: &Source) -> Self {
        InputStart::found(matches!(source, Source::Found(_)))
    }

    /// Of an input of which no byte has gone by, and that the user did not name if it was `found`.
    pub(super) fn found(found: bool) -> Self {
        InputStart { found, state: State::default() }
    }

    /// Whether nothing but white space has gone by, and perhaps a byte-order mark.
    pub(super) fn is_blank(&self) -> bool {
        matches!(self.state, State::ByteOrderMark(0) | State::Before)
    }

    /// The bytes end because they are damaged.
    pub(super) fn fail(&mut self) {
        if self.is_blank() {
            self.state = State::Decided(false);
        }
    }

    /// Looks at the `bytes` that follow.
    pub(super) fn pass(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            if matches!(self.state, State::Decided(_)) {
                return;
            }
            self.state = self.state.after(byte);
        }
    }

    /// What is done about captures with the mark.
    pub(super) fn marked(&self, lines: RejectLines) -> Marked {
        match (lines, self.state) {
            (RejectLines::None, _) => Marked::Capture,
            (RejectLines::OfRejectsFiles, State::Decided(true)) if self.found => {
                Marked::OutOfPlace("in a file that was found in a folder or an archive")
            }
            (RejectLines::All, _) | (RejectLines::OfRejectsFiles, State::Decided(true)) => {
                Marked::RejectLine
            }
            (RejectLines::OfRejectsFiles, _) => {
                Marked::OutOfPlace("in an input that does not begin with one")
            }
        }
    }
}

impl State {
    fn after(self, byte: u8) -> State {
        let is_white = matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
        match self {
            State::ByteOrderMark(seen) if byte == BYTE_ORDER_MARK[seen] => {
                match seen + 1 == BYTE_ORDER_MARK.len() {
                    true => State::Before,
                    false => State::ByteOrderMark(seen + 1),
                }
            }
            State::ByteOrderMark(0) | State::Before if is_white => State::Before,
            State::ByteOrderMark(0) | State::Before if byte == b'{' => State::Brace,
            State::Brace if is_white => State::Brace,
            State::Brace if byte == b'"' => State::Key(1),
            State::Key(seen) if seen > REJECT_MARK.len() => State::Decided(byte == b'"'),
            State::Key(seen) if byte == REJECT_MARK.as_bytes()[seen - 1] => State::Key(seen + 1),
            _ => State::Decided(false),
        }
    }
}

/// A reader of an input that watches how it begins.
#[derive(Debug)]
pub(super) struct Watched<R> {
    pub(super) reader: R,
    pub(super) start: InputStart,
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.reader.read(buffer) {
            Ok(count) => {
                self.start.pass(&buffer[..count]);
                Ok(count)
            }
            Err(error) => {
                if error.kind() != io::ErrorKind::Interrupted {
                    self.start.fail();
                }
                Err(error)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begins_with_reject_line(bytes: &[u8]) -> bool {
        let mut start = InputStart::default();
        start.pass(bytes);
        start.marked(RejectLines::OfRejectsFiles) == Marked::RejectLine
    }

    #[test]
    fn only_an_object_whose_first_key_is_the_mark_begins_a_rejects_file() {
        for begins in [
            "{\"leadmap_reject\":1",
            "{\"leadmap_reject\" : 1, \"code\"",
            " \r\n\t{ \n \"leadmap_reject\"",
            "\u{feff}{\"leadmap_reject\":1}",
            "\u{feff} {\"leadmap_reject\":1}",
        ] {
            assert!(begins_with_reject_line(begins.as_bytes()), "{begins}");
        }
        for begins in [
            "",
            "{\"leadmap_reject",
            "{\"leadmap_rejects\":1}",
            "{\"leadmap_rejec\":1}",
            "{\"Leadmap_reject\":1}",
            "{\"a\":1,\"leadmap_reject\":1}",
            "[{\"leadmap_reject\":1}]",
            "{}{\"leadmap_reject\":1}",
            "1{\"leadmap_reject\":1}",
            " \u{feff}{\"leadmap_reject\":1}",
            "\u{feff}\u{feff}{\"leadmap_reject\":1}",
            "\"leadmap_reject\"",
        ] {
            assert!(!begins_with_reject_line(begins.as_bytes()), "{begins}");
        }
    }

    #[test]
    fn the_pieces_in_which_bytes_go_by_make_no_difference() {
        for text in ["\u{feff} { \"leadmap_reject\" :1}", "\u{feff} { \"leadmap_rejecT\" :1}"] {
            for cut in 0..=text.len() {
                let (mut whole, mut pieces) = (InputStart::default(), InputStart::default());
                whole.pass(text.as_bytes());
                pieces.pass(&text.as_bytes()[..cut]);
                pieces.pass(&text.as_bytes()[cut..]);
                assert_eq!(whole, pieces, "{text} {cut}");
            }
        }
    }
}
