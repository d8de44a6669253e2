//! Templates: text with paths in braces.

use super::collector::ProblemCollector;
use super::paths::{Use, path};
use super::read::SourceString;
use super::{TemplatePart, Written};
use crate::path::Path;
use crate::problem::ProblemCode;

/// The parts of a template. What is wrong in one part does not hide what is wrong in the next.
pub(super) fn template(
    problems: &mut ProblemCollector<'_>,
    written: &SourceString<'_>,
    usage: Use,
) -> Vec<TemplatePart> {
    let mut parts = TemplateParts::default();
    let text = written.text;
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find(['{', '}'])) {
        let brace = at + found;
        parts.literal(&text[at..brace]);
        let rest = &text[brace..];
        at = if rest.starts_with("{{") || rest.starts_with("}}") {
            parts.literal(&rest[..1]);
            brace + 2
        } else if rest.starts_with('}') {
            let message = "a `}` in a template that closes nothing";
            problems.error(
                ProblemCode::BadTemplate,
                &written.place(&(brace..brace + 1)),
                message,
                "the brace itself is written `}}`",
            );
            brace + 1
        } else if let Some(length) = path_length(&rest[1..]) {
            let end = brace + 1 + length;
            parts.path(path_part(problems, &written.part(brace + 1..end), usage));
            end + 1
        } else {
            let message = "a `{` in a template that is not closed";
            let place = written.place(&(brace..brace + 1));
            problems.error(
                ProblemCode::BadTemplate,
                &place,
                message,
                "`}` is missing; the brace itself is written `{{`",
            );
            text.len()
        };
    }
    parts.literal(text.get(at..).unwrap_or_default());
    if parts.0.is_empty() && text.is_empty() {
        problems.error(
            ProblemCode::Empty,
            &written.span,
            "the template is empty",
            "write text with paths in braces: `{a.b}`",
        );
    }
    parts.0
}

fn path_part(
    problems: &mut ProblemCollector<'_>,
    written: &SourceString<'_>,
    usage: Use,
) -> Option<Written<Path>> {
    if written.text.trim().is_empty() {
        let place = written.span.start.saturating_sub(1)..written.span.end + 1;
        problems.error(
            ProblemCode::BadTemplate,
            &place,
            "braces in a template that hold no path",
            "write a path between them",
        );
        return None;
    }
    let start = written.text.len() - written.text.trim_start().len();
    path(problems, &written.part(start..start + written.text.trim().len()), usage)
}

/// How long the path is that `text` begins with: up to the first `}` that does not stand in quotes, as JSONPath has
/// them.
fn path_length(text: &str) -> Option<usize> {
    let mut quote = None;
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            _ if escaped => escaped = false,
            (Some(_), b'\\') => escaped = true,
            (Some(open), _) if byte == open => quote = None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'}') => return Some(at),
            _ => {}
        }
    }
    // A lone apostrophe, as in a name, is no quote.
    if quote.is_some() { text.find('}') } else { None }
}

/// The parts so far; neighbouring literals are one.
#[derive(Default)]
struct TemplateParts(Vec<TemplatePart>);

impl TemplateParts {
    fn literal(&mut self, text: &str) {
        match self.0.last_mut() {
            _ if text.is_empty() => {}
            Some(TemplatePart::Literal(last)) => last.push_str(text),
            _ => self.0.push(TemplatePart::Literal(text.to_owned())),
        }
    }

    fn path(&mut self, path: Option<Written<Path>>) {
        self.0.extend(path.map(TemplatePart::Path));
    }
}
