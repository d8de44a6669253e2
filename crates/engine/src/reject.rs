//! Rejects: payloads and records without an output row, with the reason, kept so that people can mend them.

use std::borrow::Cow;
use std::io::{self, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use crate::capture::REJECT_MARK;
use crate::codes::codes;
use crate::input::place::Place;
use crate::json::compact::{escape_line_ends, write_compact};
use crate::json::interoperable::is_interoperable;

codes! {
    /// Why something was rejected. The names are stable: scripts may rely on them.
    pub enum RejectCode, listed by reject_codes;

    /// The payload is not valid JSON.
    Syntax = "syntax",
    /// A payload, or a list of payloads, is cut off.
    CutShort = "cut-short",
    /// Text that is not JSON stands between the payloads.
    StrayText = "stray-text",
    /// The payload is not UTF-8.
    InvalidUtf8 = "invalid-utf8",
    /// The input is not in UTF-8 but in another encoding, such as UTF-16.
    Encoding = "encoding",
    /// The input is no captures but something else, such as CSV, an image or a mapping.
    OtherFormat = "other-format",
    /// The payload nests deeper than 128 levels.
    TooDeep = "too-deep",
    /// The capture is larger than `--max-payload` allows.
    TooLarge = "too-large",
    /// Compressed data or an archive is damaged, ends early or cannot be unpacked.
    DamagedInput = "damaged-input",
    /// A capture holds no payload where one should be.
    NoPayload = "no-payload",
    /// The body of a capture is not valid JSON.
    BodyNotJson = "body-not-json",
    /// The payload or node is no object, and no path of the mapping leads into it.
    NotAnObject = "not-an-object",
    /// A line of a rejects file stands where none is expected.
    RejectLine = "reject-line",
    /// A reject line wants a payload or a node that its capture does not hold.
    NotFound = "not-found",
    /// A path selects several values where one is wanted.
    SeveralValues = "several-values",
    /// A record would take too much memory.
    TooManyNodes = "too-many-nodes",
    /// A required field is blank.
    RequiredBlank = "required-blank",
    /// No path of the mapping finds a value in the payload, and `--strict` rejects a record of blanks.
    BlankRecord = "blank-record",
    /// A value does not fit its field, and the mapping or `--strict` rejects it.
    InvalidValue = "invalid-value",
    /// A mapped string holds half of a surrogate pair, and `--strict` rejects it.
    LoneSurrogate = "lone-surrogate",
    /// An object on a mapped path has a key twice, and `--strict` rejects it.
    DuplicateKey = "duplicate-key",
    /// A string that the mapping decodes is not JSON, and `--strict` rejects it.
    NotDecoded = "not-decoded",
}

/// One reject.
#[derive(Debug, Clone)]
pub struct Reject<'a> {
    /// Why.
    pub code: RejectCode,
    /// Why, in words. Header values are never repeated here.
    pub message: String,
    /// The output column concerned.
    pub(crate) field: Option<Cow<'a, str>>,
    /// The input that was read: where messages point.
    pub input: Cow<'a, str>,
    /// Where in it the capture begins.
    pub read_at: Place,
    /// The input in which the capture stood first. It differs from `input` where a rejects file is read again.
    pub(crate) file: Cow<'a, str>,
    /// Where in that the capture began.
    pub(crate) place: Place,
    /// Where in the input the fault itself is, where that can be told.
    pub fault: Option<FaultLocation>,
    /// Which of several payloads in the capture, counted from 0.
    pub(crate) element: Option<usize>,
    /// The normalized path of the `each` node of which no record could be made.
    pub node: Option<String>,
    /// How the capture was opened, in the words of `--from`; `None` where nothing was said.
    pub(crate) from: Option<Cow<'a, str>>,
    /// Whether the capture, which is broken, stood in a list that was open before it.
    pub(crate) in_list: bool,
    /// The capture as it was read.
    pub capture: Capture<'a>,
}

/// Where the bytes of a capture are at fault.
#[derive(Debug, Clone, Copy)]
pub struct FaultLocation {
    /// The place in the input.
    pub place: Place,
    /// The offset in the bytes of the reject's [capture](Reject::capture).
    pub at: usize,
    /// Whether nothing but white space stands before the capture on its line.
    pub begins_line: bool,
}

/// A capture as it was read.
#[derive(Debug, Clone)]
pub enum Capture<'a> {
    /// A JSON value.
    Json(Cow<'a, str>),
    /// Bytes that are no JSON value.
    Text(Cow<'a, [u8]>),
    /// Bytes that were too many to keep.
    TooLarge,
}

impl Reject<'_> {
    /// The same, borrowing nothing.
    pub(crate) fn into_owned(self) -> Reject<'static> {
        Reject {
            field: self.field.map(owned),
            input: owned(self.input),
            file: owned(self.file),
            capture: match self.capture {
                Capture::Json(text) => Capture::Json(owned(text)),
                Capture::Text(bytes) => Capture::Text(owned(bytes)),
                Capture::TooLarge => Capture::TooLarge,
            },
            code: self.code,
            message: self.message,
            read_at: self.read_at,
            place: self.place,
            fault: self.fault,
            element: self.element,
            node: self.node,
            from: self.from.map(owned),
            in_list: self.in_list,
        }
    }
}

fn owned<T: ToOwned + ?Sized>(value: Cow<'_, T>) -> Cow<'static, T> {
    Cow::Owned(value.into_owned())
}

impl Capture<'_> {
    /// The same, borrowed.
    pub(crate) fn borrowed(&self) -> Capture<'_> {
        match self {
            Capture::Json(text) => Capture::Json(Cow::Borrowed(text)),
            Capture::Text(bytes) => Capture::Text(Cow::Borrowed(bytes)),
            Capture::TooLarge => Capture::TooLarge,
        }
    }

    /// Its bytes; none if they were not kept.
    pub fn bytes(&self) -> &[u8] {
        match self {
            Capture::Json(text) => text.as_bytes(),
            Capture::Text(bytes) => bytes,
            Capture::TooLarge => &[],
        }
    }
}

/// Writes rejects as lines of JSON: one line for each capture, whatever the number of its rejects.
///
/// The line tells the first reject and keeps the capture; the further ones follow in a list, each with what is not as in
/// the first. An object or array is kept as JSON, its tokens as they are; everything else as text, so that a JSON
/// string and a piece of text cannot be mistaken for each other; bytes that are not UTF-8 in base64. An object or array
/// that not every reader takes is kept as text too: many stop at half of a surrogate pair, and with it at all lines that
/// follow, and of a key that stands twice they would keep one value. Of a capture too large to keep there is no
/// `payload`.
///
/// A reject is written as it comes, so a line stays open until it [ends](Self::end).
#[derive(Debug, Default)]
pub struct LineWriter {
    open: Option<OpenLine>,
}

/// A line that further rejects may be added to.
#[derive(Debug)]
struct OpenLine {
    first: Reason,
    has_more: bool,
}

/// What a reject tells, apart from its capture.
#[derive(Debug)]
struct Reason {
    code: RejectCode,
    message: String,
    field: Option<String>,
    node: Option<String>,
    element: Option<usize>,
}

impl LineWriter {
    /// Writes `reject`, which is of the same capture as the one before if the line has not been ended since.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn write(&mut self, reject: &Reject<'_>, out: &mut impl Write) -> io::Result<()> {
        let mut line = Line { bytes: Vec::with_capacity(256) };
        match &mut self.open {
            Some(open) => {
                line.bytes.extend_from_slice(if open.has_more { b"," } else { b",\"more\":[" });
                open.has_more = true;
                line.difference(reject, &open.first);
            }
            None => {
                line.reject(reject);
                let first = Reason {
                    code: reject.code,
                    message: reject.message.clone(),
                    field: reject.field.as_deref().map(str::to_owned),
                    node: reject.node.clone(),
                    element: reject.element,
                };
                self.open = Some(OpenLine { first, has_more: false });
            }
        }
        escape_line_ends(0, &mut line.bytes);
        out.write_all(&line.bytes)
    }

    /// Ends the line, if one is open: all rejects of its capture have been written.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn end(&mut self, out: &mut impl Write) -> io::Result<()> {
        match self.open.take() {
            Some(OpenLine { has_more: true, .. }) => out.write_all(b"]}\n"),
            Some(OpenLine { has_more: false, .. }) => out.write_all(b"}\n"),
            None => Ok(()),
        }
    }
}

/// A JSON object in the making.
struct Line {
    bytes: Vec<u8>,
}

impl Line {
    /// The first reject of a capture, but for the brace at the end.
    fn reject(&mut self, reject: &Reject<'_>) {
        self.bytes.push(b'{');
        self.raw(REJECT_MARK, b"1");
        self.text("code", reject.code.name());
        self.text("message", &reject.message);
        self.optional("field", reject.field.as_deref());
        self.text("file", &reject.file);
        self.raw("line", reject.place.line.to_string().as_bytes());
        self.raw("byte", reject.place.byte.to_string().as_bytes());
        self.optional("node", reject.node.as_deref());
        if let Some(element) = reject.element {
            self.raw("element", element.to_string().as_bytes());
        }
        if let Some(from) = &reject.from {
            self.text("from", from);
        }
        if reject.in_list {
            self.text("within", "list");
        }
        match &reject.capture {
            Capture::Json(text) if text.starts_with(['{', '[']) => match is_interoperable(text) {
                true => {
                    self.key("payload");
                    write_compact(text, &mut self.bytes);
                }
                false => {
                    self.text("encoding", "json");
                    self.text("payload", text);
                }
            },
            Capture::Json(text) => self.text("payload", text),
            Capture::Text(bytes) => match std::str::from_utf8(bytes) {
                Ok(text) => self.text("payload", text),
                Err(_) => {
                    self.text("encoding", "base64");
                    self.text("payload", &BASE64.encode(bytes));
                }
            },
            Capture::TooLarge => {}
        }
    }

    /// A further reject of the capture: what is not as in the `first`.
    fn difference(&mut self, reject: &Reject<'_>, first: &Reason) {
        self.bytes.push(b'{');
        if reject.code != first.code {
            self.text("code", reject.code.name());
        }
        if reject.message != first.message {
            self.text("message", &reject.message);
        }
        if reject.field.as_deref() != first.field.as_deref() {
            self.optional("field", reject.field.as_deref());
        }
        if reject.node != first.node {
            self.optional("node", reject.node.as_deref());
        }
        if reject.element != first.element {
            match reject.element {
                Some(element) => self.raw("element", element.to_string().as_bytes()),
                None => self.raw("element", b"null"),
            }
        }
        self.bytes.push(b'}');
    }

    fn key(&mut self, key: &str) {
        if !self.bytes.ends_with(b"{") {
            self.bytes.push(b',');
        }
        self.quote(key);
        self.bytes.push(b':');
    }

    fn raw(&mut self, key: &str, json: &[u8]) {
        self.key(key);
        self.bytes.extend_from_slice(json);
    }

    fn text(&mut self, key: &str, text: &str) {
        self.key(key);
        self.quote(text);
    }

    fn optional(&mut self, key: &str, text: Option<&str>) {
        match text {
            Some(text) => self.text(key, text),
            None => self.raw(key, b"null"),
        }
    }

    fn quote(&mut self, text: &str) {
        // Writing a string into memory cannot fail.
        let _ = serde_json::to_writer(&mut self.bytes, text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(capture: Capture<'_>) -> String {
        let reject = Reject {
            code: RejectCode::Syntax,
            message: "expected \"x\"".into(),
            field: None,
            input: "a.ndjson".into(),
            read_at: Place { line: 3, column: 1, byte: 40 },
            file: "a.ndjson".into(),
            place: Place { line: 3, column: 1, byte: 40 },
            fault: None,
            element: None,
            node: None,
            from: None,
            in_list: false,
            capture,
        };
        let mut out = Vec::new();
        let mut lines = LineWriter::default();
        lines.write(&reject, &mut out).unwrap();
        lines.end(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_line_is_one_json_object() {
        assert_eq!(
            line(Capture::Json("{\n \"a\": 1.10 }".into())),
            "{\"leadmap_reject\":1,\"code\":\"syntax\",\"message\":\"expected \\\"x\\\"\",\"field\":null,\"file\":\"a.ndjson\",\"line\":3,\
             \"byte\":40,\"node\":null,\"payload\":{\"a\":1.10}}\n"
        );
    }

    #[test]
    fn text_bytes_and_nothing_are_told_apart() {
        assert!(line(Capture::Text(b"{\"a\":".into())).ends_with("\"payload\":\"{\\\"a\\\":\"}\n"));
        assert!(
            line(Capture::Text(b"Ren\xe9".into()))
                .ends_with("\"encoding\":\"base64\",\"payload\":\"UmVu6Q==\"}\n")
        );
        assert!(line(Capture::Json("\"a\"".into())).ends_with("\"payload\":\"\\\"a\\\"\"}\n"));
        assert!(
            line(Capture::Json("[\"\\ud83d\"]".into()))
                .ends_with("\"encoding\":\"json\",\"payload\":\"[\\\"\\\\ud83d\\\"]\"}\n")
        );
        assert!(line(Capture::TooLarge).ends_with("\"node\":null}\n"));
    }
}
