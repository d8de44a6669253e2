//! The mapping's text as a tree of nodes with their positions: JSON with comments and trailing commas, and no other
//! extension.
//!
//! Reading goes on where it is plain what was meant (a missing comma, a wrong escape, a key given twice), so that one
//! run names as many faults as it can; otherwise it stops.

mod scan;

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use super::collector::{ProblemCollector, quoted};
use crate::problem::{Problem, ProblemCode};
use scan::{JsoncScanner, JsoncToken, JsoncTokenKind};

/// How many objects and arrays may stand within each other, as in payloads.
const DEEPEST: usize = 128;

/// How many values a mapping may have. What is made of one can take more than a KiB, as a field does.
const MOST: usize = 1 << 17;

/// A value and its place.
#[derive(Debug)]
pub(super) struct JsoncNode<'a> {
    /// The bytes of the mapping's text that the value takes, quotes and brackets included.
    pub(super) span: Range<usize>,
    pub(super) kind: JsoncKind<'a>,
}

/// The kind of a value, with its content.
#[derive(Debug)]
pub(super) enum JsoncKind<'a> {
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A number; its digits are what stands in its span.
    Number,
    /// A string, decoded. It is borrowed exactly if it has no escapes.
    Text(Cow<'a, str>),
    List(Vec<JsoncNode<'a>>),
    Object(JsoncObject<'a>),
}

/// An object's members in the order of the text. No key is there twice.
#[derive(Debug)]
pub(super) struct JsoncObject<'a> {
    pub(super) members: Vec<JsoncMember<'a>>,
}

/// A key and its value.
#[derive(Debug)]
pub(super) struct JsoncMember<'a> {
    pub(super) key: Cow<'a, str>,
    /// The bytes of the key, quotes included.
    pub(super) key_span: Range<usize>,
    pub(super) value: JsoncNode<'a>,
}

impl<'a> JsoncObject<'a> {
    /// The member of this name. Takes time in proportion to the number of members.
    pub(super) fn get(&self, key: &str) -> Option<&JsoncMember<'a>> {
        self.members.iter().find(|member| member.key == key)
    }
}

impl JsoncNode<'_> {
    /// What the value is, as messages say it.
    pub(super) fn describe(&self) -> &'static str {
        match self.kind {
            JsoncKind::Null => "null",
            JsoncKind::Boolean(true) => "true",
            JsoncKind::Boolean(false) => "false",
            JsoncKind::Number => "a number",
            JsoncKind::Text(_) => "a string",
            JsoncKind::List(_) => "a list",
            JsoncKind::Object(_) => "an object",
        }
    }

    /// The value's first byte: of an object or a list its opening bracket, where to say that something is missing.
    pub(super) fn opening(&self) -> Range<usize> {
        self.span.start..self.span.start + 1
    }

    /// The bytes of the text that hold the value, brackets and quotes left out where they say nothing.
    ///
    /// For a string without escapes, byte `n` of its text is byte `start + n` of the mapping.
    pub(super) fn inner_span(&self) -> Range<usize> {
        match &self.kind {
            JsoncKind::Text(Cow::Borrowed(_)) => {
                self.span.start + 1..self.span.end.saturating_sub(1)
            }
            _ => self.span.clone(),
        }
    }

    /// The value as JSON on one line, every token as it was written, without comments and trailing commas.
    pub(super) fn write_json(&self, text: &str, out: &mut String) {
        match &self.kind {
            JsoncKind::List(elements) => {
                out.push('[');
                for (index, element) in elements.iter().enumerate() {
                    out.push_str(if index == 0 { "" } else { "," });
                    element.write_json(text, out);
                }
                out.push(']');
            }
            JsoncKind::Object(object) => {
                out.push('{');
                for (index, member) in object.members.iter().enumerate() {
                    out.push_str(if index == 0 { "" } else { "," });
                    out.push_str(text.get(member.key_span.clone()).unwrap_or_default());
                    out.push(':');
                    member.value.write_json(text, out);
                }
                out.push('}');
            }
            _ => out.push_str(text.get(self.span.clone()).unwrap_or_default()),
        }
    }
}

/// Reads the whole text. `None`: reading had to stop, and what stopped it was reported.
pub(super) fn parse<'a>(problems: &mut ProblemCollector<'a>) -> Option<JsoncNode<'a>> {
    match Parser::new(problems).document() {
        Ok(node) => Some(node),
        Err(problem) => {
            problems.report(problem);
            None
        }
    }
}

struct Parser<'p, 'a> {
    scanner: JsoncScanner<'p, 'a>,
    depth: usize,
    /// How many values have been read.
    values: usize,
}

/// A list or an object, and where it ends.
type Nested<'a> = Result<(JsoncKind<'a>, usize), Problem>;

impl<'p, 'a> Parser<'p, 'a> {
    fn new(problems: &'p mut ProblemCollector<'a>) -> Self {
        Parser { scanner: JsoncScanner::new(problems), depth: 0, values: 0 }
    }

    fn document(mut self) -> Result<JsoncNode<'a>, Problem> {
        let first = self.scanner.next()?;
        let node = self.value(first, "a mapping, which begins with `{`")?;
        let rest = self.scanner.next()?;
        match rest.kind {
            JsoncTokenKind::End => Ok(node),
            _ => Err(unexpected(&rest, "the end of the file")),
        }
    }

    fn value(&mut self, token: JsoncToken<'a>, expected: &str) -> Result<JsoncNode<'a>, Problem> {
        let JsoncToken { span, kind } = token;
        if self.values == MOST {
            let message = format!("the mapping has more than {MOST} values");
            return Err(Problem::error(ProblemCode::Syntax, span, message));
        }
        self.values += 1;
        let kind = match kind {
            JsoncTokenKind::Null => JsoncKind::Null,
            JsoncTokenKind::Boolean(value) => JsoncKind::Boolean(value),
            JsoncTokenKind::Number(_) => JsoncKind::Number,
            JsoncTokenKind::Text(text) => JsoncKind::Text(text),
            JsoncTokenKind::Open(b'[') => return self.nested(span, Self::list),
            JsoncTokenKind::Open(_) => return self.nested(span, Self::object),
            JsoncTokenKind::Punctuation(_) | JsoncTokenKind::Word(_) | JsoncTokenKind::End => {
                return Err(unexpected(&JsoncToken { span, kind }, expected));
            }
        };
        Ok(JsoncNode { span, kind })
    }

    fn nested(
        &mut self,
        open: Range<usize>,
        read: fn(&mut Self, usize) -> Nested<'a>,
    ) -> Result<JsoncNode<'a>, Problem> {
        if self.depth == DEEPEST {
            let message = format!("objects and lists are nested more than {DEEPEST} deep");
            return Err(Problem::error(ProblemCode::Syntax, open, message));
        }
        self.depth += 1;
        let (kind, end) = read(self, open.start)?;
        self.depth -= 1;
        Ok(JsoncNode { span: open.start..end, kind })
    }

    fn list(&mut self, start: usize) -> Nested<'a> {
        let mut elements = Vec::new();
        let mut token = self.scanner.next()?;
        loop {
            if token.kind == JsoncTokenKind::Punctuation(b']') {
                return Ok((JsoncKind::List(elements), token.span.end));
            }
            let element = self
                .value(token, "a value or `]`")
                .map_err(|problem| self.opened(problem, start))?;
            let end = element.span.end;
            elements.push(element);
            token = self.separator(start, end, b']')?;
        }
    }

    fn object(&mut self, start: usize) -> Nested<'a> {
        let mut members: Vec<JsoncMember<'a>> = Vec::new();
        let mut keys: HashMap<Cow<'a, str>, usize> = HashMap::new();
        let mut token = self.scanner.next()?;
        loop {
            let key = match token.kind {
                JsoncTokenKind::Punctuation(b'}') => {
                    return Ok((JsoncKind::Object(JsoncObject { members }), token.span.end));
                }
                JsoncTokenKind::Text(key) => key,
                _ => {
                    return Err(
                        self.opened(unexpected(&token, "a key in double quotes or `}`"), start)
                    );
                }
            };
            let colon = self.scanner.next()?;
            if colon.kind != JsoncTokenKind::Punctuation(b':') {
                return Err(unexpected(&colon, &format!("`:` after the key {}", quoted(&key))));
            }
            let first = self.scanner.next()?;
            let value = self.value(first, &format!("a value for {}", quoted(&key)))?;
            let end = value.span.end;
            match keys.get(&key) {
                Some(&first) => self.scanner.problems.report(
                    Problem::error(
                        ProblemCode::DuplicateKey,
                        token.span,
                        format!("the key {} is given twice", quoted(&key)),
                    )
                    .label("the second time")
                    .note(format!("the first time: {}", self.scanner.problems.place(first))),
                ),
                None => {
                    keys.insert(key.clone(), token.span.start);
                    members.push(JsoncMember { key, key_span: token.span, value });
                }
            }
            token = self.separator(start, end, b'}')?;
        }
    }

    /// After an element that ended at `end`: passes the comma and gives the token behind it, or the closing bracket.
    fn separator(
        &mut self,
        start: usize,
        end: usize,
        close: u8,
    ) -> Result<JsoncToken<'a>, Problem> {
        let token = self.scanner.next()?;
        let expected = format!("`,` or `{}`", char::from(close));
        match token.kind {
            JsoncTokenKind::Punctuation(b',') => self.scanner.next(),
            JsoncTokenKind::Punctuation(found) if found == close => Ok(token),
            JsoncTokenKind::Punctuation(_) | JsoncTokenKind::Word(_) | JsoncTokenKind::End => {
                Err(self.opened(unexpected(&token, &expected), start))
            }
            _ => {
                let message = format!("expected {expected}, found {}", describe(&token.kind));
                let problem = Problem::error(ProblemCode::Syntax, end..end, message);
                self.scanner
                    .problems
                    .report(problem.label("a comma is missing here").replacement(","));
                Ok(token)
            }
        }
    }

    /// Says where the object or list began that `problem` left open.
    fn opened(&self, problem: Problem, start: usize) -> Problem {
        if problem.span.start < self.scanner.problems.text().len() {
            return problem;
        }
        let bracket = self.scanner.problems.text().get(start..=start).unwrap_or_default();
        let note = format!("`{bracket}` was opened at {}", self.scanner.problems.place(start));
        if problem.notes.is_empty() { problem.note(note) } else { problem }
    }
}

fn unexpected(token: &JsoncToken<'_>, expected: &str) -> Problem {
    let message = format!("expected {expected}, found {}", describe(&token.kind));
    let problem = Problem::error(ProblemCode::Syntax, token.span.clone(), message);
    match token.kind {
        JsoncTokenKind::Word(word) => match (literal(word), word_hint(word)) {
            (Some(literal), _) => problem.label(format!("write `{literal}`")).replacement(literal),
            (None, Some(hint)) => problem.label(hint),
            (None, None) => problem,
        },
        _ => problem,
    }
}

/// What JSON writes for a word of its relatives.
fn literal(word: &str) -> Option<&'static str> {
    match word {
        "True" | "TRUE" => Some("true"),
        "False" | "FALSE" => Some("false"),
        "None" | "nil" | "undefined" | "Null" | "NULL" => Some("null"),
        _ => None,
    }
}

/// What to write in the place of what only JSON's relatives allow.
fn word_hint(word: &str) -> Option<&'static str> {
    match word {
        _ if word.starts_with(['\'', '`', '“', '‘', '„']) => {
            Some("strings and keys stand in double quotes")
        }
        _ if word.starts_with(char::is_whitespace) => Some("write a plain space"),
        _ if word.starts_with('#') => Some("a comment begins with `//`"),
        _ if word
            .starts_with(|first: char| first.is_alphabetic() || first == '_' || first == '$') =>
        {
            Some("text stands in double quotes")
        }
        _ => None,
    }
}

fn describe(kind: &JsoncTokenKind<'_>) -> String {
    match kind {
        JsoncTokenKind::Null => "null".to_owned(),
        JsoncTokenKind::Boolean(value) => value.to_string(),
        JsoncTokenKind::Number(text) => format!("the number {}", quoted(text)),
        JsoncTokenKind::Text(text) => format!("the string {}", quoted(text)),
        JsoncTokenKind::Open(byte) | JsoncTokenKind::Punctuation(byte) => {
            format!("`{}`", char::from(*byte))
        }
        JsoncTokenKind::Word(word) => match word.chars().next() {
            Some(first) if !(first.is_ascii_graphic() || first.is_alphanumeric()) => {
                format!("the character U+{:04X}", u32::from(first))
            }
            _ => quoted(word).to_string(),
        },
        JsoncTokenKind::End => "the end of the file".to_owned(),
    }
}

#[cfg(test)]
mod tests;
