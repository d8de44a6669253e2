//! Places in an input, tracked while bytes go by. A line ends with LF, CRLF or CR.

#![expect(clippy::indexing_slicing, reason = "the last line end was found in these bytes")]

/// Where something stands in an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The line, counted from 1.
    pub line: u64,
    /// The column in characters, counted from 1.
    pub column: u64,
    /// The offset in bytes, counted from 0; of a compressed input, in what it holds.
    pub byte: u64,
}

/// Follows the bytes of an input and knows the place after them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Track {
    /// The place of the next byte.
    pub place: Place,
    /// How many spaces and tabs the current line begins with, as far as it has been seen.
    pub indent: u64,
    /// Whether nothing but spaces and tabs has been seen on the current line.
    pub indenting: bool,
    /// Whether the byte before was CR: LF would belong to it.
    pub after_return: bool,
}

impl Default for Track {
    fn default() -> Self {
        Track {
            place: Place { line: 1, column: 1, byte: 0 },
            indent: 0,
            indenting: true,
            after_return: false,
        }
    }
}

impl Track {
    /// Passes over `bytes`.
    pub(crate) fn pass(&mut self, bytes: &[u8]) {
        self.place.byte += bytes.len() as u64;
        let Some(end) = bytes.last() else {
            return;
        };
        let line = match memchr::memrchr2(b'\n', b'\r', bytes) {
            None => bytes,
            Some(last) => {
                self.place.line += line_ends(&bytes[..=last], self.after_return);
                self.place.column = 1;
                (self.indent, self.indenting) = (0, true);
                &bytes[last + 1..]
            }
        };
        self.after_return = *end == b'\r';
        if self.indenting {
            let blanks = indentation(line);
            self.indent += blanks as u64;
            self.indenting = blanks == line.len();
        }
        self.place.column += characters(line);
    }

    /// Passes over a byte-order mark, which is no character of the line.
    pub(crate) fn pass_mark(&mut self, length: usize) {
        self.place.byte += length as u64;
    }

    /// The place after `bytes`, without passing over them.
    pub(crate) fn place_after(&self, bytes: &[u8]) -> Place {
        let mut track = *self;
        track.pass(bytes);
        track.place
    }
}

/// How many lines end in `bytes`, before which there is a CR or not.
fn line_ends(bytes: &[u8], after_return: bool) -> u64 {
    let feeds = memchr::memchr_iter(b'\n', bytes).count();
    let returns = memchr::memchr_iter(b'\r', bytes);
    let alone = returns.filter(|at| bytes.get(at + 1) != Some(&b'\n')).count();
    let is_second = after_return && bytes.first() == Some(&b'\n');
    (feeds + alone - usize::from(is_second)) as u64
}

/// How many characters begin in `bytes`: all bytes of UTF-8 but those that go on with one.
fn characters(bytes: &[u8]) -> u64 {
    // So few at a time that a byte can count them: then the processor counts many in one step.
    let counts = bytes.chunks(192).map(|few| {
        let begins = few.iter().map(|&byte| u8::from(byte & 0xC0 != 0x80));
        u64::from(begins.sum::<u8>())
    });
    counts.sum()
}

/// How many spaces and tabs `line` begins with.
pub(crate) fn indentation(line: &[u8]) -> usize {
    line.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lines_columns_and_bytes_are_counted() {
        let mut track = Track::default();
        track.pass("a\nb\r\n  नाम x".as_bytes());
        assert_eq!(track.place, Place { line: 3, column: 8, byte: 18 });
        assert_eq!(track.indent, 2);
    }

    #[test]
    fn a_line_ends_with_a_feed_a_return_or_both() {
        for (text, line, column) in [
            ("a\rb", 2, 2),
            ("a\r\nb", 2, 2),
            ("a\r\rb", 3, 2),
            ("a\n\rb", 3, 2),
            ("\r\n\r\n\r", 4, 1),
            ("\r  x", 2, 4),
        ] {
            let mut track = Track::default();
            track.pass(text.as_bytes());
            assert_eq!((track.place.line, track.place.column), (line, column), "{text:?}");
        }
    }

    #[test]
    fn characters_of_long_lines_are_counted() {
        for count in [191, 192, 193, 1000] {
            let mut track = Track::default();
            track.pass("ए".repeat(count).as_bytes());
            assert_eq!(track.place.column, count as u64 + 1);
        }
    }

    proptest! {
        #[test]
        fn pieces_add_up(text in "[ab \t\r\né]{0,40}", cut in 0usize..60) {
            let bytes = text.as_bytes();
            let cut = cut.min(bytes.len());
            let (mut whole, mut pieces) = (Track::default(), Track::default());
            whole.pass(bytes);
            pieces.pass(&bytes[..cut]);
            pieces.pass(&bytes[cut..]);
            prop_assert_eq!(whole, pieces);
        }
    }
}
