//! Values of one JSON kind, or the problem that they are of another.

use std::ops::Range;

use super::collector::{ProblemCollector, quoted};
use super::document::{JsoncKind, JsoncNode, JsoncObject};
use crate::json::text;
use crate::problem::{Problem, ProblemCode};
use crate::record::Cell;

/// The text of a string, and where it stands.
#[derive(Debug, Clone)]
pub(super) struct SourceString<'n> {
    pub(super) text: &'n str,
    /// The bytes of the mapping that hold the text.
    pub(super) span: Range<usize>,
    /// Whether each byte of the text is one byte of the mapping.
    pub(super) spelling: Spelling,
    /// Where the text begins in the text of the whole string.
    offset: usize,
}

/// How a string is spelled in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spelling {
    /// Byte for byte as it reads.
    Plain,
    /// With escapes.
    Escaped,
}

impl<'n> SourceString<'n> {
    /// Of a string that reads `text` and takes the bytes `token` of the mapping, quotes included.
    pub(super) fn of(text: &'n str, token: &Range<usize>) -> Self {
        if token.len() == text.len() + 2 {
            SourceString {
                text,
                span: token.start + 1..token.end - 1,
                spelling: Spelling::Plain,
                offset: 0,
            }
        } else {
            SourceString { text, span: token.clone(), spelling: Spelling::Escaped, offset: 0 }
        }
    }

    /// The bytes of the mapping that hold the bytes `part` of the text; all of them if the string has escapes.
    pub(super) fn place(&self, part: &Range<usize>) -> Range<usize> {
        match self.spelling {
            Spelling::Plain => {
                let within = |offset: usize| self.span.start + offset.min(self.text.len());
                within(part.start)..within(part.end).max(within(part.start))
            }
            Spelling::Escaped => self.span.clone(),
        }
    }

    /// The bytes `part` of the text as a text of their own.
    pub(super) fn part(&self, part: Range<usize>) -> SourceString<'n> {
        let span = self.place(&part);
        SourceString {
            text: self.text.get(part.clone()).unwrap_or_default(),
            span,
            spelling: self.spelling,
            offset: self.offset + part.start,
        }
    }

    /// As [`SourceString::place`], and exact also if the string has escapes. `mapping` is the text that the string is of.
    pub(super) fn exact_place(&self, part: &Range<usize>, mapping: &str) -> Range<usize> {
        if self.spelling == Spelling::Plain {
            return self.place(part);
        }
        let content = self.span.start + 1;
        let raw = mapping.get(content..self.span.end.saturating_sub(1));
        let raw = raw.unwrap_or_default();
        let within = |at: usize| content + text::raw_offset(raw, self.offset + at);
        within(part.start)..within(part.end)
    }
}

impl ProblemCollector<'_> {
    /// Reports that `what` takes something else.
    pub(super) fn wrong_kind(&mut self, node: &JsoncNode<'_>, what: &str, expected: &str) {
        let message = format!("{what} takes {expected}, not {}", node.describe());
        self.report(Problem::error(ProblemCode::WrongKind, node.span.clone(), message));
    }

    /// A string.
    pub(super) fn written<'n>(
        &mut self,
        node: &'n JsoncNode<'_>,
        what: &str,
    ) -> Option<SourceString<'n>> {
        self.written_as(node, what, "a string")
    }

    /// A string that is meant to be `expected`.
    pub(super) fn written_as<'n>(
        &mut self,
        node: &'n JsoncNode<'_>,
        what: &str,
        expected: &str,
    ) -> Option<SourceString<'n>> {
        let JsoncKind::Text(text) = &node.kind else {
            self.wrong_kind(node, what, expected);
            return None;
        };
        Some(SourceString::of(text, &node.span))
    }

    /// `true` or `false`.
    pub(super) fn boolean(&mut self, node: &JsoncNode<'_>, what: &str) -> Option<bool> {
        let JsoncKind::Boolean(value) = node.kind else {
            let message = format!("{what} takes true or false, not {}", node.describe());
            let problem = Problem::error(ProblemCode::WrongKind, node.span.clone(), message);
            self.report(match &node.kind {
                JsoncKind::Text(word) if matches!(word.as_ref(), "true" | "false") => problem
                    .label(format!("write `{word}` without the quotes"))
                    .replacement(word.as_ref()),
                _ => problem,
            });
            return None;
        };
        Some(value)
    }

    /// The elements of a list of `elements`.
    pub(super) fn list<'n, 'a>(
        &mut self,
        node: &'n JsoncNode<'a>,
        what: &str,
        elements: &str,
    ) -> &'n [JsoncNode<'a>] {
        let JsoncKind::List(list) = &node.kind else {
            let message = format!("{what} takes a list of {elements}, not {}", node.describe());
            let problem = Problem::error(ProblemCode::WrongKind, node.span.clone(), message);
            self.report(match &node.kind {
                JsoncKind::Text(_) => problem.label("put it in `[` and `]`"),
                _ => problem,
            });
            return &[];
        };
        list
    }

    /// An object that holds no other keys than `known`.
    pub(super) fn object<'n, 'a>(
        &mut self,
        node: &'n JsoncNode<'a>,
        what: &str,
        known: &'static [&'static str],
    ) -> Option<&'n JsoncObject<'a>> {
        let JsoncKind::Object(object) = &node.kind else {
            let message = format!("{what} is an object, not {}", node.describe());
            self.report(Problem::error(ProblemCode::WrongKind, node.span.clone(), message));
            return None;
        };
        for member in &object.members {
            if !known.contains(&member.key.as_ref()) {
                let message = format!("unknown key {} in {what}", quoted(&member.key));
                let names = known.iter().copied().filter(|name| !name.starts_with('$'));
                self.unknown(
                    ProblemCode::UnknownKey,
                    &member.key_span,
                    message,
                    &member.key,
                    names,
                );
            }
        }
        Some(object)
    }

    /// One of `words` and what it stands for.
    pub(super) fn word<T: Copy>(
        &mut self,
        node: &JsoncNode<'_>,
        what: &str,
        words: &'static [(&'static str, T)],
    ) -> Option<T> {
        let SourceString { text, span, .. } = self.written(node, what)?;
        if let Some(&(_, meaning)) = words.iter().find(|(word, _)| *word == text) {
            return Some(meaning);
        }
        let message = format!("unknown {what} {}", quoted(text));
        self.unknown(
            ProblemCode::UnknownWord,
            &span,
            message,
            text,
            words.iter().map(|(word, _)| *word),
        );
        None
    }

    /// The value as a cell: strings as their text, everything else as the JSON text that it is.
    pub(super) fn constant(&self, node: &JsoncNode<'_>) -> Cell<'static> {
        match &node.kind {
            JsoncKind::Null => Cell::Missing,
            JsoncKind::Text(text) => Cell::Text(text.clone().into_owned().into()),
            _ => Cell::Json(self.json(node).into()),
        }
    }

    /// The value as JSON on one line.
    pub(super) fn json(&self, node: &JsoncNode<'_>) -> String {
        let mut json = String::new();
        node.write_json(self.text(), &mut json);
        json
    }
}
