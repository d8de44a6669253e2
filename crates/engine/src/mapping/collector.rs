//! Collects the problems of a mapping while it is parsed.

#![expect(clippy::indexing_slicing, reason = "there are more names than are listed")]

use std::fmt::Display;
use std::ops::Range;

use crate::problem::nearest::nearest;
use crate::problem::position::Lines;
pub(super) use crate::problem::quoted::quoted;
use crate::problem::{Problem, ProblemCode, Severity};

/// After so many problems no nearest names are looked for: reading stays fast whatever the mapping holds.
const SUGGESTIONS: usize = 200;

/// How many names a list of what is known shows at most.
const LISTED: usize = 20;

/// The problems found so far, and the text they are about.
#[derive(Debug)]
pub(super) struct ProblemCollector<'a> {
    text: &'a str,
    lines: Lines<'a>,
    found: Vec<Problem>,
}

impl<'a> ProblemCollector<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        ProblemCollector { text, lines: Lines::of(text), found: Vec::new() }
    }

    pub(super) fn text(&self) -> &'a str {
        self.text
    }

    pub(super) fn report(&mut self, problem: Problem) {
        self.found.push(problem);
    }

    pub(super) fn error(
        &mut self,
        code: ProblemCode,
        span: &Range<usize>,
        message: impl Into<String>,
        label: &str,
    ) {
        self.report(Problem::error(code, span.clone(), message).label(label));
    }

    pub(super) fn warn(
        &mut self,
        code: ProblemCode,
        span: &Range<usize>,
        message: impl Into<String>,
        label: &str,
    ) {
        self.report(Problem::warning(code, span.clone(), message).label(label));
    }

    /// Reports a name that is not among `known`, which are the names of `what`: "did you mean" where one is near,
    /// otherwise what there is.
    pub(super) fn unknown<'c>(
        &mut self,
        code: ProblemCode,
        span: &Range<usize>,
        message: String,
        name: &str,
        known: impl Iterator<Item = &'c str> + Clone,
    ) {
        let problem = Problem::error(code, span.clone(), message);
        let suggestion =
            if self.found.len() < SUGGESTIONS { nearest(name, known.clone()) } else { None };
        self.report(match suggestion {
            Some(near) => self.instead(problem, near),
            None => problem.note(format!("known here: {}", list(known))),
        });
    }

    /// Offers `meant` in the place of the string, or of the part of one, that `problem` is about.
    pub(super) fn instead(&self, problem: Problem, meant: &str) -> Problem {
        // Without quotes around it `meant` goes into a string, where it has to be escaped all the same.
        let token = serde_json::Value::from(meant).to_string();
        let within = token.get(1..token.len() - 1).unwrap_or_default();
        let replaced = self.text.get(problem.span.clone()).unwrap_or_default();
        let replacement = if replaced.starts_with('"') { &token } else { within };
        problem
            // In full: two long names may differ only at their ends.
            .label(format!("did you mean `{meant}`?"))
            .replacement(replacement)
    }

    /// The place of `offset`, for a message that points at a second place.
    pub(super) fn place(&self, offset: usize) -> impl Display + use<> {
        self.lines.position(offset)
    }

    /// Whether something was found with which the mapping cannot be used.
    pub(super) fn fatal(&self) -> bool {
        self.found.iter().any(|problem| problem.severity == Severity::Error)
    }

    /// Whether an error was found in this part of the text.
    pub(super) fn has_error_in(&self, part: &Range<usize>) -> bool {
        self.found.iter().rev().any(|problem| {
            problem.severity == Severity::Error
                && part.start <= problem.span.start
                && problem.span.end <= part.end
        })
    }

    /// What was found, in the order of the text.
    pub(super) fn into_sorted(mut self) -> Vec<Problem> {
        self.found.sort_by_key(|problem| (problem.span.start, problem.span.end));
        self.found
    }
}

fn list<'c>(names: impl Iterator<Item = &'c str>) -> String {
    let mut names: Vec<_> = names.take(LISTED + 1).map(|name| quoted(name).to_string()).collect();
    if names.len() > LISTED {
        names[LISTED] = "…".to_owned();
    }
    names.join(", ")
}
