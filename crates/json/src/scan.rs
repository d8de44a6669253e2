//! Checks one JSON value against RFC 8259 and finds its end while its bytes still arrive.
//!
//! This is the careful way, which says what is wrong and where; right values are told from wrong ones faster by
//! [`index`](super::index). The scanner is a state machine with an explicit stack of one bit a level, so it can stop at the end of a buffer
//! and go on when more has come, and no nesting overflows anything:
//!
//! ```text
//!   {"name": "Asha", "tags": ["a"]}
//!   ^ KeyOrEnd
//!     ^ (string) ──▶ Colon
//!          ^ Value      ^ CommaOrEnd ──▶ Key …          ^ depth 0: the value is complete
//! ```
//!
//! Whether the bytes are UTF-8 is not its business: that is checked once for the whole value, which is faster.
//! Bytes from 0x80 up are only ever accepted inside strings.

#![expect(
    clippy::indexing_slicing,
    reason = "a place that was found in the text by looking at it is in the text"
)]

use super::fault::{Expected, Fault, FaultKind};
use super::index::{Index, IndexStatus};
use super::token::{TokenEnd, check_scalar, scan_scalar, scan_string};
use super::walk::skip_white;

/// The deepest nesting of arrays and objects that is accepted.
pub const MAX_DEPTH: usize = 128;

/// Whether bytes can still follow those at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum More {
    /// The text at hand may be a part of what will come.
    Coming,
    /// The text at hand is all there is.
    Never,
}

/// How far a scan has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScanStatus {
    /// The value ends before this offset.
    Complete(usize),
    /// All that is at hand is the beginning of a valid value.
    Incomplete,
}

/// Checks one value, whose first byte is the first byte of the text given to [`Scanner::resume`].
#[derive(Debug, Clone)]
pub struct Scanner {
    /// Everything before this offset has been accepted.
    pub(super) at: usize,
    pub(super) state: ScanState,
    pub(super) depth: usize,
    /// Bit n tells whether the container at depth n + 1 is an object.
    pub(super) objects: u128,
    /// Where the last comma was.
    pub(super) comma: usize,
    /// Up to here the text is whole: with the open containers closed it would be a value.
    pub(super) whole: usize,
    /// Whether numbers and literals are taken as they are.
    skims: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ScanState {
    /// A value must begin.
    Value,
    /// As `Value`, after a comma: only a faulty text closes here.
    ValueAfterComma,
    /// A value must begin, or the array end.
    ValueOrEnd,
    KeyOrEnd,
    Key,
    Colon,
    CommaOrEnd,
    /// Inside a string; everything before `from` has been seen.
    InString {
        from: usize,
        role: Role,
    },
    /// Inside a number or literal that began at `start`.
    InScalar {
        start: usize,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Key,
    Value,
}

impl Default for Scanner {
    fn default() -> Self {
        let state = ScanState::Value;
        Scanner { at: 0, state, depth: 0, objects: 0, comma: 0, whole: 0, skims: false }
    }
}

impl Scanner {
    /// A scanner of a value that is known to be right and to end before `end`.
    pub fn after_value(end: usize) -> Self {
        Scanner { at: end, state: ScanState::CommaOrEnd, whole: end, ..Scanner::default() }
    }

    /// Goes on where the last call stopped. `text` begins with the value's first byte and holds at least what was
    /// given before.
    ///
    /// # Errors
    /// The first fault by position, in which a text that is cut short counts as a fault at its end. After a fault
    /// the scanner stands before it.
    pub fn resume(&mut self, text: &[u8], more: More) -> Result<ScanStatus, Fault> {
        loop {
            if self.depth == 0 && self.state == ScanState::CommaOrEnd {
                return Ok(ScanStatus::Complete(self.at));
            }
            match self.state {
                ScanState::InString { from, role } => match scan_string(text, from)? {
                    TokenEnd::End(end) => self.end_string(end, role),
                    TokenEnd::Open(from) => {
                        self.state = ScanState::InString { from, role };
                        self.at = from;
                        return self.at_the_end(text, more);
                    }
                },
                ScanState::InScalar { start } => match scan_scalar(text, self.at) {
                    TokenEnd::Open(end) if more == More::Coming => {
                        self.at = end;
                        return Ok(ScanStatus::Incomplete);
                    }
                    TokenEnd::Open(end) | TokenEnd::End(end) => {
                        if !self.skims {
                            check_scalar(text, start..end)
                                .inspect_err(|fault| self.at = fault.at)?;
                        }
                        let whole = if end < text.len() { end } else { self.whole };
                        self.end_value(end);
                        self.whole = whole;
                    }
                },
                state => {
                    self.at = skip_white(text, self.at);
                    let Some(&byte) = text.get(self.at) else {
                        return self.at_the_end(text, more);
                    };
                    self.step(state, byte)?;
                }
            }
        }
    }

    /// Looks from here on only for the end of the value, which is too large to keep: numbers and literals are taken as
    /// they are, so that none has to be kept until its end is known.
    pub fn skim(&mut self) {
        self.skims = true;
    }

    /// Forgets the bytes before the scanner's place, of a value that is [skimmed](Scanner::skim), and returns how many
    /// they were. The text of the next call begins that much later.
    pub fn forget(&mut self) -> usize {
        let forgotten = self.at;
        self.at = 0;
        match &mut self.state {
            ScanState::InString { from, .. } => *from = 0,
            ScanState::InScalar { start } => *start = 0,
            _ => {}
        }
        forgotten
    }

    fn step(&mut self, state: ScanState, byte: u8) -> Result<(), Fault> {
        match (state, byte) {
            (ScanState::Value | ScanState::ValueAfterComma | ScanState::ValueOrEnd, b'{') => {
                self.open(ScanState::KeyOrEnd, 1)?;
            }
            (ScanState::Value | ScanState::ValueAfterComma | ScanState::ValueOrEnd, b'[') => {
                self.open(ScanState::ValueOrEnd, 0)?;
            }
            (ScanState::Value | ScanState::ValueAfterComma | ScanState::ValueOrEnd, b'"') => {
                self.open_string(Role::Value);
            }
            (
                ScanState::Value | ScanState::ValueAfterComma | ScanState::ValueOrEnd,
                b'-' | b'0'..=b'9' | b't' | b'f' | b'n',
            ) => {
                self.state = ScanState::InScalar { start: self.at };
            }
            (ScanState::KeyOrEnd | ScanState::Key, b'"') => self.open_string(Role::Key),
            (ScanState::Colon, b':') => {
                self.at += 1;
                self.state = ScanState::Value;
            }
            (ScanState::CommaOrEnd, b',') => {
                self.comma = self.at;
                self.at += 1;
                self.state = self.after_comma();
            }
            (ScanState::KeyOrEnd, b'}') | (ScanState::ValueOrEnd, b']') => self.close(),
            (ScanState::CommaOrEnd, b'}') if self.in_object() => self.close(),
            (ScanState::CommaOrEnd, b']') if !self.in_object() => self.close(),
            _ => {
                return Err(Fault { at: self.at, kind: FaultKind::Unexpected(self.expected()) });
            }
        }
        Ok(())
    }

    fn expected(&self) -> Expected {
        match self.state {
            ScanState::Value | ScanState::ValueAfterComma | ScanState::InScalar { .. } => {
                Expected::Value
            }
            ScanState::ValueOrEnd => Expected::ValueOrBracket,
            ScanState::KeyOrEnd => Expected::KeyOrBrace,
            ScanState::Key => Expected::Key,
            ScanState::Colon => Expected::Colon,
            ScanState::CommaOrEnd if self.in_object() => Expected::CommaOrBrace,
            ScanState::CommaOrEnd => Expected::CommaOrBracket,
            ScanState::InString { .. } => Expected::Quote,
        }
    }

    fn at_the_end(&self, text: &[u8], more: More) -> Result<ScanStatus, Fault> {
        match more {
            More::Coming => Ok(ScanStatus::Incomplete),
            More::Never => {
                Err(Fault { at: text.len(), kind: FaultKind::Unfinished(self.expected()) })
            }
        }
    }

    fn in_object(&self) -> bool {
        self.depth > 0 && self.objects >> (self.depth - 1) & 1 == 1
    }

    fn after_comma(&self) -> ScanState {
        if self.in_object() { ScanState::Key } else { ScanState::ValueAfterComma }
    }

    fn open(&mut self, state: ScanState, object: u128) -> Result<(), Fault> {
        if self.depth == MAX_DEPTH {
            return Err(Fault { at: self.at, kind: FaultKind::TooDeep });
        }
        self.objects = self.objects & !(1 << self.depth) | object << self.depth;
        self.depth += 1;
        self.at += 1;
        self.whole = self.at;
        self.state = state;
        Ok(())
    }

    fn close(&mut self) {
        self.depth -= 1;
        self.end_value(self.at + 1);
    }

    fn open_string(&mut self, role: Role) {
        self.state = ScanState::InString { from: self.at + 1, role };
    }

    fn end_string(&mut self, end: usize, role: Role) {
        match role {
            Role::Value => self.end_value(end),
            Role::Key => {
                self.at = end;
                self.state = ScanState::Colon;
            }
        }
    }

    fn end_value(&mut self, end: usize) {
        self.at = end;
        self.whole = end;
        self.state = ScanState::CommaOrEnd;
    }
}

/// Checks that `text` is one JSON value with nothing but white space around it, in UTF-8.
///
/// # Errors
/// The first fault, with its offset in `text`.
pub fn check(text: &[u8]) -> Result<&str, Fault> {
    let start = skip_white(text, 0);
    let structure =
        check_structure(&text[start..]).map_err(|fault| Fault { at: fault.at + start, ..fault });
    let limit = structure.map_or_else(|fault| fault.at, |()| text.len());
    let whole = utf8(text, limit)?;
    structure.map(|()| whole.trim_matches([' ', '\n', '\r', '\t']))
}

fn check_structure(value: &[u8]) -> Result<(), Fault> {
    let complete = match Index::default().look(value, 0, More::Never) {
        IndexStatus::Complete(end) => ScanStatus::Complete(end),
        _ => Scanner::default().resume(value, More::Never)?,
    };
    if let ScanStatus::Complete(end) = complete {
        let rest = skip_white(value, end);
        if rest < value.len() {
            return Err(Fault { at: rest, kind: FaultKind::Unexpected(Expected::End) });
        }
    }
    Ok(())
}

/// The first `limit` bytes of `text` as text.
///
/// # Errors
/// The first byte that is not part of a UTF-8 sequence.
pub fn utf8(text: &[u8], limit: usize) -> Result<&str, Fault> {
    let checked = text.get(..limit).unwrap_or(text);
    simdutf8::compat::from_utf8(checked).map_err(|error| {
        let at = error.valid_up_to();
        Fault { at, kind: FaultKind::InvalidUtf8(checked[at]) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn kind(text: &str) -> (usize, FaultKind) {
        let fault = check(text.as_bytes()).unwrap_err();
        (fault.at, fault.kind)
    }

    #[test]
    fn values_of_every_kind_are_accepted() {
        for text in [
            "null",
            "true",
            "false",
            "0",
            "-0",
            "1.10",
            "1E5",
            "1e400",
            "-12.5e-3",
            "\"\"",
            "\"\\u00e9\\ud800\"",
            "[]",
            "{}",
            " [ 1 , {\"a\" : [ ] } ] ",
            "{\"a\":1,\"a\":2}",
            "\"\u{7f}é😀\"",
        ] {
            assert_eq!(check(text.as_bytes()), Ok(text.trim()), "{text}");
        }
    }

    #[test]
    fn the_first_fault_is_named_with_its_place() {
        use Expected::*;
        use FaultKind::*;
        for (text, fault) in [
            ("", (0, Unfinished(Value))),
            ("{", (1, Unfinished(KeyOrBrace))),
            ("{\"a\":1", (6, Unfinished(CommaOrBrace))),
            ("{\"a\":1,}", (7, Unexpected(Key))),
            ("{\"a\" 1}", (5, Unexpected(Colon))),
            ("{\"a\":1 \"b\":2}", (7, Unexpected(CommaOrBrace))),
            ("[1,]", (3, Unexpected(Value))),
            ("[1 2]", (3, Unexpected(CommaOrBracket))),
            ("[1}", (2, Unexpected(CommaOrBracket))),
            ("[}", (1, Unexpected(ValueOrBracket))),
            ("{'a':1}", (1, Unexpected(KeyOrBrace))),
            ("[tru]", (1, Unexpected(Value))),
            ("[tru", (4, Unfinished(Value))),
            ("[-", (2, Unfinished(Value))),
            ("[1.", (3, Unfinished(Value))),
            ("[1e+", (4, Unfinished(Value))),
            ("[01", (1, BadNumber)),
            ("[01]", (1, BadNumber)),
            ("[1.]", (1, BadNumber)),
            ("[-]", (1, BadNumber)),
            ("\"a\\x\"", (2, BadEscape)),
            ("\"a\\u12g4\"", (2, BadEscape)),
            ("\"a\nb\"", (2, ControlCharacter(b'\n'))),
            ("\"a", (2, Unfinished(Quote))),
            ("{} {}", (3, Unexpected(End))),
        ] {
            assert_eq!(kind(text), fault, "{text}");
        }
        assert_eq!(check(b"[\"\xe9\"]").unwrap_err(), Fault { at: 2, kind: InvalidUtf8(0xE9) });
        assert_eq!(check(b"[\"\xe9\", x]").unwrap_err().at, 2);
        assert_eq!(check(b"[\"\xff\xfe").unwrap_err().at, 2);
    }

    #[test]
    fn nesting_is_accepted_to_the_limit_and_refused_beyond() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(check(nested(MAX_DEPTH).as_bytes()).is_ok());
        assert_eq!(kind(&nested(MAX_DEPTH + 1)), (MAX_DEPTH, FaultKind::TooDeep));
        assert_eq!(kind(&"{\"a\":".repeat(100_000)), (5 * MAX_DEPTH, FaultKind::TooDeep));
    }

    proptest! {
        #[test]
        fn a_text_that_arrives_in_pieces_is_judged_as_if_it_came_at_once(
            text in r#"([\[\]{},: ]|"a"|"\\u00e9\\n"|1\.5e3|true|nul|"x|[\x00-\x7f]){0,30}"#,
            cuts in prop::collection::vec(0usize..100, 0..8),
        ) {
            let bytes = text.as_bytes();
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(bytes.len())).collect();
            cuts.sort_unstable();
            let mut scanner = Scanner::default();
            let mut result = Ok(ScanStatus::Incomplete);
            for cut in cuts {
                result = scanner.resume(&bytes[..cut], More::Coming);
                if result != Ok(ScanStatus::Incomplete) {
                    break;
                }
            }
            if result == Ok(ScanStatus::Incomplete) {
                result = scanner.resume(bytes, More::Never);
            }
            prop_assert_eq!(result, Scanner::default().resume(bytes, More::Never));
        }
    }
}
