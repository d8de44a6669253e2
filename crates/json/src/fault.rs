//! Faults of a JSON text, and their messages.

#![expect(clippy::indexing_slicing, reason = "the length is counted in these bytes")]

use std::fmt;

/// The first fault in a JSON text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// The offset of the byte at fault, counted from the beginning of the value.
    pub at: usize,
    /// What is wrong there.
    pub kind: FaultKind,
}

/// The kinds of faults, by what RFC 8259 asks for at that place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// Something else stands where `Expected` must.
    Unexpected(Expected),
    /// The text ends where `Expected` must stand.
    Unfinished(Expected),
    /// A control character stands in a string unescaped (section 7).
    ControlCharacter(u8),
    /// `\` is followed by what is no escape (section 7).
    BadEscape,
    /// A token begins like a number and is none (section 6).
    BadNumber,
    /// The bytes from here on are not UTF-8 (section 8.1).
    InvalidUtf8(u8),
    /// The value nests deeper than [`MAX_DEPTH`](super::scan::MAX_DEPTH).
    TooDeep,
    /// An element of an array follows the one before without a comma.
    MissingComma,
}

/// What the grammar asks for at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// A value.
    Value,
    /// A value, or the end of the array that has just begun.
    ValueOrBracket,
    /// A key.
    Key,
    /// A key, or the end of the object that has just begun.
    KeyOrBrace,
    /// The colon after a key.
    Colon,
    /// The next member, or the end of the object.
    CommaOrBrace,
    /// The next element, or the end of the array.
    CommaOrBracket,
    /// The rest of a string.
    Quote,
    /// Nothing more.
    End,
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Expected::Value => "a value",
            Expected::ValueOrBracket => "a value or `]`",
            Expected::Key => "a key in double quotes",
            Expected::KeyOrBrace => "a key in double quotes or `}`",
            Expected::Colon => "`:`",
            Expected::CommaOrBrace => "`,` or `}`",
            Expected::CommaOrBracket => "`,` or `]`",
            Expected::Quote => "the closing `\"` of a string",
            Expected::End => "the end",
        })
    }
}

impl Fault {
    /// Says what is wrong. `text` is what the fault was found in; it may be cut off anywhere after the fault.
    ///
    /// Of the text only single characters and misspelt literals are repeated. Another word may be the value of a header,
    /// and what would tell so can stand in a part of the capture that is out of sight here.
    pub fn message(&self, text: &[u8]) -> String {
        let found = || found(text.get(self.at..).unwrap_or_default());
        match self.kind {
            FaultKind::Unexpected(expected) => {
                format!("expected {expected}, found {}", found())
            }
            FaultKind::Unfinished(expected) => format!("the input ends here, expected {expected}"),
            FaultKind::ControlCharacter(b'\n' | b'\r') => {
                "a line break in a string must be written `\\n`; is a closing `\"` missing?".into()
            }
            FaultKind::ControlCharacter(b'\t') => "a tab in a string must be written `\\t`".into(),
            FaultKind::ControlCharacter(byte) => {
                format!("a control character in a string must be written `\\u{byte:04x}`")
            }
            FaultKind::BadEscape => {
                "expected an escape such as `\\n`, `\\\"`, `\\\\` or `\\u00e9`".into()
            }
            FaultKind::BadNumber => "a number must be written like `12`, `-0.5` or `1e9`".into(),
            FaultKind::InvalidUtf8(byte @ 0xA0..) => format!(
                "the byte 0x{byte:02X} is not UTF-8; in Latin-1 (ISO 8859-1) it would be `{}`",
                char::from(byte)
            ),
            FaultKind::InvalidUtf8(byte) => format!("the byte 0x{byte:02X} is not UTF-8"),
            FaultKind::TooDeep => format!("nested deeper than {} levels", super::scan::MAX_DEPTH),
            FaultKind::MissingComma => "expected `,` or `]` before this element".into(),
        }
    }
}

/// What other languages write for values of JSON, or for what it does not have.
const LITERALS: [&str; 13] = [
    "true",
    "True",
    "TRUE",
    "false",
    "False",
    "FALSE",
    "null",
    "Null",
    "NULL",
    "None",
    "undefined",
    "NaN",
    "Infinity",
];

/// What the reader sees at the start of `rest`: a word or number, or one character.
fn found(rest: &[u8]) -> String {
    let is_word =
        |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.' | b'_');
    let word = rest.iter().take(24).take_while(is_word).count();
    if word > 1 {
        let word = String::from_utf8_lossy(&rest[..word]);
        return match word.bytes().next() {
            _ if LITERALS.contains(&&*word) => format!("`{word}`"),
            Some(b'0'..=b'9' | b'+' | b'-' | b'.') => "a number".into(),
            _ => "a word without quotes".into(),
        };
    }
    let lossy = String::from_utf8_lossy(&rest[..rest.len().min(4)]);
    match lossy.chars().next() {
        None => "the end".into(),
        Some('\n' | '\r') => "the end of the line".into(),
        Some(char::REPLACEMENT_CHARACTER) => format!("the byte 0x{:02X}", rest[0]),
        Some(other) if other.is_control() => {
            format!("the control character U+{:04X}", u32::from(other))
        }
        Some(other) => format!("`{other}`"),
    }
}
