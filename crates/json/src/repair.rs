//! Mending small faults while a value is scanned: what the scanner refuses is judged here, noted as an edit of the
//! text, and the scanner goes on as if the text had been right.

#![expect(clippy::indexing_slicing, reason = "edits were found in the text, in its order")]

use std::fmt;
use std::ops::Range;

use super::fault::{Expected, Fault, FaultKind};
use super::scan::{More, ScanState, Scanner};
use super::walk::skip_white;

/// The kinds of faults that are mended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RepairKind {
    /// A comma was missing between two members or elements.
    MissingComma,
    /// A comma stood before a closing bracket.
    TrailingComma,
    /// A comment stood where white space may.
    Comment,
    /// The opening of the wrapper, `{"body":`, was cut off.
    CutOffWrapper,
    /// The value was cut short at the end of the input; what was complete of it is used.
    CutShort,
    /// Bytes that are not UTF-8 became U+FFFD.
    InvalidUtf8,
}

impl RepairKind {
    /// The name in statistics.
    pub fn name(self) -> &'static str {
        match self {
            RepairKind::MissingComma => "missing-comma",
            RepairKind::TrailingComma => "trailing-comma",
            RepairKind::Comment => "comment",
            RepairKind::CutOffWrapper => "cut-off-wrapper",
            RepairKind::CutShort => "cut-short",
            RepairKind::InvalidUtf8 => "invalid-utf8",
        }
    }
}

/// What was done, in the past tense.
impl fmt::Display for RepairKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            RepairKind::MissingComma => "inserted a missing comma",
            RepairKind::TrailingComma => "dropped a trailing comma",
            RepairKind::Comment => "dropped a comment",
            RepairKind::CutOffWrapper => "put back the opening of the wrapper, `{\"body\":`",
            RepairKind::CutShort => "closed a value that was cut short, using what was complete",
            RepairKind::InvalidUtf8 => "replaced bytes that are not UTF-8 by U+FFFD",
        })
    }
}

/// One repair of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The bytes that go; empty where something is only put in.
    pub span: Range<usize>,
    /// What comes in their place.
    pub(crate) replacement: String,
    /// Why.
    pub kind: RepairKind,
}

/// What became of a fault.
#[derive(Debug, PartialEq, Eq)]
pub enum Mending {
    /// Mended: the scanner can go on.
    Done(Edit),
    /// Only what is still to come tells whether it can be mended.
    Undecided,
    /// Not a small fault.
    Refused,
}

impl Edit {
    fn new(span: Range<usize>, replacement: &str, kind: RepairKind) -> Self {
        Edit { span, replacement: replacement.to_owned(), kind }
    }
}

impl Scanner {
    /// Mends `fault`, which [`Scanner::resume`] has just found in `text`, if it is a small one.
    pub fn mend(&mut self, fault: Fault, text: &[u8], more: More) -> Mending {
        let found = text.get(fault.at).copied();
        match (fault.kind, found) {
            (FaultKind::Unexpected(_), Some(b'/')) => self.mend_comment(text, more),
            (FaultKind::Unexpected(Expected::CommaOrBrace), Some(b'"')) => {
                self.mend_missing_comma(ScanState::Key)
            }
            (
                FaultKind::Unexpected(Expected::CommaOrBracket),
                Some(b'"' | b'{' | b'[' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n'),
            ) => self.mend_missing_comma(ScanState::ValueAfterComma),
            (FaultKind::Unexpected(Expected::Key), Some(b'}')) => self.mend_trailing_comma(),
            (FaultKind::Unexpected(Expected::Value), Some(b']'))
                if self.state == ScanState::ValueAfterComma =>
            {
                self.mend_trailing_comma()
            }
            (FaultKind::Unfinished(_), None) if more == More::Never && self.whole > 0 => {
                self.mend_cut_short(text)
            }
            _ => Mending::Refused,
        }
    }

    /// After a complete object: whether `, "key":` follows, so that the object was the body of a wrapper whose
    /// opening is missing. The scanner then goes on inside that wrapper.
    pub fn mend_wrapper(&mut self, text: &[u8], more: More) -> Mending {
        let blank = |byte: &&u8| matches!(byte, b' ' | b'\t');
        let rest = &text[self.at..];
        let comma = self.at + rest.iter().take_while(blank).count();
        match text.get(comma) {
            None if more == More::Coming => return Mending::Undecided,
            Some(b',') if text.first() == Some(&b'{') => {}
            _ => return Mending::Refused,
        }
        match text.get(skip_white(text, comma + 1)) {
            None if more == More::Coming => Mending::Undecided,
            Some(b'"') => {
                self.objects = 1;
                self.depth = 1;
                self.state = ScanState::CommaOrEnd;
                Mending::Done(Edit::new(0..0, "{\"body\":", RepairKind::CutOffWrapper))
            }
            _ => Mending::Refused,
        }
    }

    fn mend_missing_comma(&mut self, next: ScanState) -> Mending {
        self.state = next;
        Mending::Done(Edit::new(self.whole..self.whole, ",", RepairKind::MissingComma))
    }

    fn mend_trailing_comma(&mut self) -> Mending {
        self.state = ScanState::CommaOrEnd;
        Mending::Done(Edit::new(self.comma..self.comma + 1, "", RepairKind::TrailingComma))
    }

    fn mend_comment(&mut self, text: &[u8], more: More) -> Mending {
        match comment_length(&text[self.at..], more) {
            CommentLength::Known(length) => {
                let span = self.at..self.at + length;
                self.at = span.end;
                Mending::Done(Edit::new(span, " ", RepairKind::Comment))
            }
            CommentLength::Undecided => Mending::Undecided,
            CommentLength::None => Mending::Refused,
        }
    }

    fn mend_cut_short(&mut self, text: &[u8]) -> Mending {
        let closing: String = (0..self.depth)
            .rev()
            .map(|level| if self.objects >> level & 1 == 1 { '}' } else { ']' })
            .collect();
        let span = self.whole..text.len();
        self.depth = 0;
        self.state = ScanState::CommaOrEnd;
        self.at = text.len();
        Mending::Done(Edit { span, replacement: closing, kind: RepairKind::CutShort })
    }
}

/// How long the comment is that a text begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommentLength {
    /// Its length, in bytes.
    Known(usize),
    /// Its end, or whether it is one, is still to come.
    Undecided,
    /// It is no comment.
    None,
}

/// Measures the `//` or `/* */` comment that `text` begins with.
pub fn comment_length(text: &[u8], more: More) -> CommentLength {
    let open_end = |closed: Option<usize>, unclosed: CommentLength| match (closed, more) {
        (Some(length), _) => CommentLength::Known(length),
        (None, More::Coming) => CommentLength::Undecided,
        (None, More::Never) => unclosed,
    };
    match text {
        [b'/', b'/', ..] => {
            open_end(memchr::memchr2(b'\n', b'\r', text), CommentLength::Known(text.len()))
        }
        [b'/', b'*', inside @ ..] => {
            open_end(memchr::memmem::find(inside, b"*/").map(|at| at + 4), CommentLength::None)
        }
        [b'/'] => open_end(None, CommentLength::None),
        _ => CommentLength::None,
    }
}

/// The edits that put U+FFFD in the place of what is not UTF-8 in `text`, as [`String::from_utf8_lossy`] does.
pub fn utf8_edits(text: &[u8]) -> Vec<Edit> {
    let mut at = 0;
    let mut edits = Vec::new();
    for chunk in text.utf8_chunks() {
        at += chunk.valid().len();
        let invalid = chunk.invalid().len();
        if invalid > 0 {
            edits.push(Edit::new(at..at + invalid, "\u{fffd}", RepairKind::InvalidUtf8));
            at += invalid;
        }
    }
    edits
}

/// Adds `edit` to `edits`. What is cut off at the end takes the edits there with it: a comma put in before nothing, or
/// a comment after what was complete, would leave half a value.
pub fn add(edits: &mut Vec<Edit>, edit: Edit) {
    if edit.kind == RepairKind::CutShort {
        edits.retain(|earlier| earlier.span.start < edit.span.start);
    }
    edits.push(edit);
}

/// `text` with `edits` carried out, which may come in any order. Of two that overlap the one that begins first is.
pub fn repaired(text: &[u8], edits: &mut [Edit]) -> Vec<u8> {
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut out = Vec::with_capacity(text.len() + 16);
    let mut copied = 0;
    for edit in edits {
        if edit.span.start < copied {
            continue; // Inside what another edit has taken away.
        }
        out.extend_from_slice(&text[copied..edit.span.start]);
        out.extend_from_slice(edit.replacement.as_bytes());
        copied = edit.span.end;
    }
    out.extend_from_slice(&text[copied..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::ScanStatus;

    fn repair(text: &str) -> Option<(String, Vec<RepairKind>)> {
        let mut scanner = Scanner::default();
        let mut edits = Vec::new();
        loop {
            match scanner.resume(text.as_bytes(), More::Never) {
                Ok(ScanStatus::Complete(end)) => {
                    match scanner.mend_wrapper(text.as_bytes(), More::Never) {
                        Mending::Done(edit) => add(&mut edits, edit),
                        _ => {
                            let text = repaired(&text.as_bytes()[..end], &mut edits);
                            let kinds = edits.iter().map(|edit| edit.kind).collect();
                            return Some((String::from_utf8(text).unwrap(), kinds));
                        }
                    }
                }
                Ok(ScanStatus::Incomplete) => panic!("nothing more comes"),
                Err(fault) => match scanner.mend(fault, text.as_bytes(), More::Never) {
                    Mending::Done(edit) => add(&mut edits, edit),
                    _ => return None,
                },
            }
        }
    }

    #[test]
    fn small_faults_are_mended() {
        use RepairKind::*;
        for (text, mended, kinds) in [
            (r#"{"a":1 "b":2}"#, r#"{"a":1, "b":2}"#, vec![MissingComma]),
            (r#"["a" "b"  {} [] 1]"#, r#"["a", "b",  {}, [], 1]"#, vec![MissingComma; 4]),
            (r#"{"a":[1,],}"#, r#"{"a":[1]}"#, vec![TrailingComma; 2]),
            ("{/* a */\"a\"// b\n:1}", "{ \"a\" \n:1}", vec![Comment; 2]),
            (
                r#"{"a":1}, "headers": {}}"#,
                r#"{"body":{"a":1}, "headers": {}}"#,
                vec![CutOffWrapper],
            ),
            (r#"{"a":[1,{"b":2,"c":"x"#, r#"{"a":[1,{"b":2}]}"#, vec![CutShort]),
            (r#"{"a":[1,2"#, r#"{"a":[1]}"#, vec![CutShort]),
            (r#"{"a":{"b":"#, r#"{"a":{}}"#, vec![CutShort]),
            (r#"{"a":tr"#, "{}", vec![CutShort]),
            ("{/* a */", "{}", vec![CutShort]),
            ("{\"a\":1// b", "{\"a\":1}", vec![CutShort]),
            (r#"[1, 2 "x"#, "[1, 2]", vec![CutShort]),
        ] {
            assert_eq!(repair(text), Some((mended.to_owned(), kinds)), "{text}");
        }
    }

    #[test]
    fn what_is_not_a_small_fault_is_refused() {
        for text in [
            "{'a':1}",
            "{\"a\":tru}",
            "[1,,2]",
            "{\"a\":1]",
            "\"cut",
            "{\"a\" 1}",
            "[01]",
            "{\"a\":\"\n\"}",
        ] {
            assert_eq!(repair(text), None, "{text}");
        }
    }

    #[test]
    fn invalid_utf8_becomes_the_replacement_character() {
        let text = b"{\"n\":\"Ren\xe9 \xf0\x9f\x98\"}";
        let mut edits = utf8_edits(text);
        assert_eq!(repaired(text, &mut edits), "{\"n\":\"Ren\u{fffd} \u{fffd}\"}".as_bytes());
    }
}
