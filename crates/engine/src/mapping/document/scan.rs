//! The tokens of a mapping's text: skips white space and comments, decodes strings, checks numbers.

use std::borrow::Cow;
use std::ops::Range;

use super::super::collector::{ProblemCollector, quoted};
use crate::json::number::is_number;
use crate::json::text::decode;
use crate::problem::{Problem, ProblemCode};

/// A token and its place.
#[derive(Debug)]
pub(super) struct JsoncToken<'a> {
    pub(super) span: Range<usize>,
    pub(super) kind: JsoncTokenKind<'a>,
}

#[derive(Debug, PartialEq)]
pub(super) enum JsoncTokenKind<'a> {
    Null,
    Boolean(bool),
    /// A number as RFC 8259, section 6 has it.
    Number(&'a str),
    /// A string, decoded; borrowed exactly if it has no escapes.
    Text(Cow<'a, str>),
    /// `{` or `[`
    Open(u8),
    /// `}`, `]`, `:` or `,`
    Punctuation(u8),
    /// Anything else, up to the next white space, punctuation or quote.
    Word(&'a str),
    /// The end of the text.
    End,
}

pub(super) struct JsoncScanner<'p, 'a> {
    pub(super) problems: &'p mut ProblemCollector<'a>,
    text: &'a str,
    at: usize,
}

impl<'p, 'a> JsoncScanner<'p, 'a> {
    pub(super) fn new(problems: &'p mut ProblemCollector<'a>) -> Self {
        let text = problems.text();
        let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        JsoncScanner { problems, text, at }
    }

    /// The next token.
    ///
    /// # Errors
    /// When a string or a comment is not closed. Smaller faults are reported, and scanning goes on.
    pub(super) fn next(&mut self) -> Result<JsoncToken<'a>, Problem> {
        self.skip_white_and_comments()?;
        let start = self.at;
        let Some(&first) = self.text.as_bytes().get(start) else {
            return Ok(JsoncToken { span: start..start, kind: JsoncTokenKind::End });
        };
        let kind = match first {
            b'{' | b'[' => self.single(JsoncTokenKind::Open(first)),
            b'}' | b']' | b':' | b',' => self.single(JsoncTokenKind::Punctuation(first)),
            b'"' => self.string()?,
            _ => self.word(),
        };
        Ok(JsoncToken { span: start..self.at, kind })
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn single(&mut self, kind: JsoncTokenKind<'a>) -> JsoncTokenKind<'a> {
        self.at += 1;
        kind
    }

    fn skip_white_and_comments(&mut self) -> Result<(), Problem> {
        loop {
            let rest = self.rest();
            let trimmed = rest.trim_start_matches([' ', '\t', '\r', '\n']);
            self.at += rest.len() - trimmed.len();
            if trimmed.starts_with("//") {
                self.at += trimmed.find('\n').unwrap_or(trimmed.len());
            } else if let Some(comment) = trimmed.strip_prefix("/*") {
                let Some(length) = comment.find("*/") else {
                    let message = "a comment is not closed";
                    return Err(Problem::error(ProblemCode::Syntax, self.at..self.at + 2, message)
                        .label("`*/` is missing"));
                };
                self.at += length + 4;
            } else {
                return Ok(());
            }
        }
    }

    fn string(&mut self) -> Result<JsoncTokenKind<'a>, Problem> {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let mut at = start + 1;
        loop {
            match bytes.get(at) {
                Some(b'"') => break,
                Some(b'\\') => at += self.escape(at),
                Some(b'\n') | None => {
                    let line =
                        self.text.get(start..at).unwrap_or_default().trim_end_matches('\r').len();
                    let message = "a string is not closed on its line";
                    return Err(Problem::error(ProblemCode::Syntax, start..start + line, message)
                        .label("`\"` is missing; a line break in a string is written `\\n`"));
                }
                Some(&byte @ ..0x20) => {
                    let written =
                        if byte == b'\t' { "\\t".to_owned() } else { format!("\\u{byte:04x}") };
                    let message = "a control character in a string";
                    self.problems.error(
                        ProblemCode::Syntax,
                        &(at..at + 1),
                        message,
                        &format!("is written `{written}`"),
                    );
                    at += 1;
                }
                Some(_) => at += 1,
            }
        }
        self.at = at + 1;
        let decoded = decode(self.text.get(start + 1..at).unwrap_or_default());
        if decoded.lone_surrogates > 0 {
            let message = "an escape in this string is half of a surrogate pair";
            self.problems.error(
                ProblemCode::Syntax,
                &(start..self.at),
                message,
                "stands for no character",
            );
        }
        Ok(JsoncTokenKind::Text(decoded.text))
    }

    /// Checks the escape at `at` and gives the bytes to pass over.
    fn escape(&mut self, at: usize) -> usize {
        let rest = self.text.get(at + 1..).unwrap_or_default();
        match rest.chars().next() {
            Some('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't') => 2,
            Some('u') => {
                let digits = rest.bytes().skip(1).take(4).take_while(u8::is_ascii_hexdigit).count();
                if digits < 4 {
                    let message = "an escape `\\u` without four hexadecimal digits";
                    self.problems.report(Problem::error(
                        ProblemCode::Syntax,
                        at..at + 2 + digits,
                        message,
                    ));
                }
                2 + digits
            }
            // The string is not closed: the caller says so.
            Some('\n' | '\r') | None => 1,
            Some(other) => {
                let length = 1 + other.len_utf8();
                let message = "an escape that JSON does not have";
                self.problems.error(
                    ProblemCode::Syntax,
                    &(at..at + length),
                    message,
                    "a backslash is written `\\\\`",
                );
                length
            }
        }
    }

    fn word(&mut self) -> JsoncTokenKind<'a> {
        let rest = self.rest();
        let ends = |character: char| character.is_whitespace() || "{}[]:,\"/".contains(character);
        let first = rest.chars().next().map_or(0, char::len_utf8);
        let tail = rest.get(first..).unwrap_or_default();
        let word = rest.get(..first + tail.find(ends).unwrap_or(tail.len())).unwrap_or_default();
        let start = self.at;
        self.at += word.len();
        match word {
            "null" => JsoncTokenKind::Null,
            "true" => JsoncTokenKind::Boolean(true),
            "false" => JsoncTokenKind::Boolean(false),
            _ if is_number(word.as_bytes()) => JsoncTokenKind::Number(word),
            _ if looks_like_number(word) => {
                let message = format!("{} is not a JSON number", quoted(word));
                let problem = Problem::error(ProblemCode::Syntax, start..self.at, message);
                self.problems.report(match number_hint(word) {
                    Some(hint) => problem.label(hint),
                    None => problem,
                });
                JsoncTokenKind::Null
            }
            _ => JsoncTokenKind::Word(word),
        }
    }
}

fn looks_like_number(word: &str) -> bool {
    word.trim_start_matches(['-', '+', '.']).starts_with(|first: char| first.is_ascii_digit())
}

fn number_hint(word: &str) -> Option<&'static str> {
    let unsigned = word.trim_start_matches(['-', '+']);
    let lower = unsigned.to_ascii_lowercase();
    if lower.starts_with("0x") {
        Some("hexadecimal numbers do not exist in JSON")
    } else if word.starts_with('+') {
        Some("a number has no `+` before it; a phone number stands in double quotes")
    } else if unsigned.starts_with('0')
        && unsigned.as_bytes().get(1).is_some_and(u8::is_ascii_digit)
    {
        Some("a number does not begin with `0`; as text it stands in double quotes")
    } else if unsigned.starts_with('.') || unsigned.ends_with('.') {
        Some("the decimal point stands between digits")
    } else {
        None
    }
}
