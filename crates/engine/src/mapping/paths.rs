//! Paths in a mapping: parsed in place, and checked for whether they make sense there.

use super::Written;
use super::collector::{ProblemCollector, quoted};
use super::document::{JsoncKind, JsoncNode};
use super::read::SourceString;
use crate::capture::{Unusable, Unwrapping};
use crate::path::{Path, PathError, Query};
use crate::problem::{Problem, ProblemCode};

/// Where a path stands.
#[derive(Debug, Clone, Copy)]
pub(super) enum Use {
    /// In a field.
    Field(Each),
    /// In `when`.
    When,
    /// In a key that takes paths into the payload only: `each`, `decode`.
    Payload(&'static str),
}

/// Whether the mapping has `each`, so that `@` means something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Each {
    /// It has not.
    Absent,
    /// It has.
    Given,
}

/// A path, if it is one and may stand there.
pub(super) fn path(
    problems: &mut ProblemCollector<'_>,
    written: &SourceString<'_>,
    usage: Use,
) -> Option<Written<Path>> {
    let path = match Path::parse(written.text) {
        Ok(path) => path,
        Err(error) => {
            no_path(problems, written, error);
            return None;
        }
    };
    let span = written.span.clone();
    if let Some((message, label)) = misplaced(&path, usage) {
        problems.error(ProblemCode::MisplacedPath, &span, message, label);
        return None;
    }
    if let Path::Payload(query) | Path::Node(query) = &path
        && let Some(call) = &query.never_fits
    {
        let place = written.exact_place(call, problems.text());
        let message = "no text fits this pattern";
        let label = "the pattern is not a regular expression, or too large";
        problems.warn(ProblemCode::NoEffect, &place, message, label);
    }
    let segments = path
        .spans(written.text)
        .iter()
        .map(|place| written.exact_place(place, problems.text()))
        .collect();
    Some(Written { text: written.text.to_owned(), path, span, segments })
}

fn no_path(problems: &mut ProblemCollector<'_>, written: &SourceString<'_>, error: PathError) {
    let message = if written.text.is_empty() {
        error.message
    } else {
        format!("{} is not a path: {}", quoted(written.text), error.message)
    };
    let problem = Problem::error(ProblemCode::BadPath, written.place(&error.span), message);
    problems.report(match error.help {
        Some(help) => problem.label(help),
        None => problem,
    });
}

/// What `--from` takes, of the key `from`.
pub(super) fn unwrapping(
    problems: &mut ProblemCollector<'_>,
    node: &JsoncNode<'_>,
) -> Option<Unwrapping> {
    let written = problems.written_as(node, "`from`", "what --from takes")?;
    match Unwrapping::named(written.text) {
        Ok(unwrapping) => Some(unwrapping),
        Err(Unusable::NoPath(error)) => {
            no_path(problems, &written, error);
            None
        }
        Err(Unusable::NoStep { word, span }) => {
            let message = format!("{} is no step of `from`", quoted(&word));
            problems.report(
                Problem::error(ProblemCode::BadPath, written.place(&span), message)
                    .label("steps are json, form and base64"),
            );
            None
        }
        Err(Unusable::NotIntoPayload) => {
            let message = "`from` takes a path into the capture, not one to the delivery around it";
            let label = "the headers and the query of a capture stay in reach of fields";
            problems.error(ProblemCode::MisplacedPath, &written.span, message, label);
            None
        }
    }
}

/// A path into the payload, of the key `key`.
pub(super) fn payload_path(
    problems: &mut ProblemCollector<'_>,
    node: &JsoncNode<'_>,
    key: &'static str,
) -> Option<Written<Query>> {
    let written = problems.written_as(node, &format!("`{key}`"), "a path")?;
    let Written { text, path, span, segments } = path(problems, &written, Use::Payload(key))?;
    match path {
        Path::Payload(query) => Some(Written { text, path: query, span, segments }),
        Path::Node(_) | Path::Header(_) | Path::QueryParameter(_) | Path::Origin(_) => None,
    }
}

/// A path, or a list of paths of which the first that is not blank counts.
pub(super) fn fallbacks(
    problems: &mut ProblemCollector<'_>,
    node: &JsoncNode<'_>,
    what: &str,
    each: Each,
) -> Option<Vec<Written<Path>>> {
    let nodes = match &node.kind {
        JsoncKind::Text(_) => std::slice::from_ref(node),
        JsoncKind::List(nodes) => nodes,
        _ => {
            problems.wrong_kind(node, what, "a path or a list of paths");
            return None;
        }
    };
    if nodes.is_empty() {
        problems.error(
            ProblemCode::Empty,
            &node.span,
            format!("{what} lists no path"),
            "expected at least one path",
        );
        return None;
    }
    let mut paths: Vec<Written<Path>> = Vec::with_capacity(nodes.len());
    let mut seen = std::collections::HashMap::new();
    for node in nodes {
        let Some(written) = problems.written_as(node, what, "a path") else {
            continue;
        };
        if let Some(first) = seen.insert(written.text, written.span.start) {
            let message = format!("the fallback {} can never be used", quoted(written.text));
            problems.report(
                Problem::warning(ProblemCode::UnusedFallback, written.span, message)
                    .label("this path was tried before")
                    .note(format!("the first time: {}", problems.place(first))),
            );
            continue;
        }
        paths.extend(path(problems, &written, Use::Field(each)));
    }
    Some(paths)
}

/// Why `path` may not stand where it stands, and what to do.
fn misplaced(path: &Path, usage: Use) -> Option<(String, &'static str)> {
    match (path, usage) {
        (Path::Payload(_), _)
        | (Path::Node(_), Use::Field(Each::Given))
        | (
            Path::Header(_) | Path::QueryParameter(_) | Path::Origin(_),
            Use::Field(_) | Use::When,
        ) => None,
        (Path::Node(_), Use::Field(Each::Absent)) => {
            let message = "`@` stands for a node of `each`, but the mapping has no `each`";
            Some((message.to_owned(), "give the mapping an `each`, or write `$` for the payload"))
        }
        (Path::Node(_), Use::When) => Some((
            "`@` cannot stand in `when`, which asks about the whole payload".to_owned(),
            "write `$` for the payload",
        )),
        (Path::Node(_), Use::Payload(key)) => {
            Some((format!("`@` cannot stand in `{key}`"), "write `$` for the payload"))
        }
        (_, Use::Payload(key)) => {
            let message =
                format!("`{key}` takes a path into the payload, not one to the delivery around it");
            Some((message, "`header:`, `query:` and `origin:` can stand in fields and in `when`"))
        }
    }
}
