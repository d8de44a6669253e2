//! Pages about codes: what a problem or a reject means, with a wrong and a right example, and what to do.
//!
//! The pages are the files in `docs/problems/` and `docs/rejects/`, one for each code. Here they are looked up by name
//! and made readable on a terminal.

mod page;
mod pages;

use std::fmt::Write as _;

use leadmap_engine::problem::ProblemCode;
use leadmap_engine::problem::nearest::nearest;
use leadmap_engine::reject::RejectCode;

use crate::paint::{Color, Ink, Tone};

/// A code that has a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    /// Of a problem of a mapping.
    Problem(ProblemCode),
    /// Of a reject.
    Reject(RejectCode),
}

impl Code {
    /// Every code: those of problems, then those of rejects.
    pub fn all() -> impl Iterator<Item = Code> {
        let problems = ProblemCode::ALL.iter().copied().map(Code::Problem);
        problems.chain(RejectCode::ALL.iter().copied().map(Code::Reject))
    }

    /// Its name. A problem and a reject can have the same.
    pub fn name(self) -> &'static str {
        match self {
            Code::Problem(code) => code.name(),
            Code::Reject(code) => code.name(),
        }
    }

    /// What it means, in one sentence.
    pub fn summary(self) -> &'static str {
        match self {
            Code::Problem(code) => code.summary(),
            Code::Reject(code) => code.summary(),
        }
    }

    /// Its page, in the few forms of Markdown that pages are written in.
    pub fn page(self) -> &'static str {
        match self {
            Code::Problem(code) => pages::problem(code),
            Code::Reject(code) => pages::reject(code),
        }
    }

    /// The heading of its page.
    pub fn title(self) -> String {
        let kind = match self {
            Code::Problem(_) => "Problem",
            Code::Reject(_) => "Reject",
        };
        format!("{kind} `{}`", self.name())
    }
}

/// The pages of all codes that are called `name`, to be read on a terminal; `None` if there are none.
pub fn explain(name: &str, color: Color) -> Option<String> {
    let pages: Vec<String> = Code::all()
        .filter(|code| code.name() == name)
        .map(|code| page::render(code.page(), Ink(color)))
        .collect();
    (!pages.is_empty()).then(|| pages.join("\n"))
}

/// Every code with its summary, to be read on a terminal.
pub fn list(color: Color) -> String {
    let width = Code::all().map(|code| code.name().len()).max();
    let width = width.unwrap_or_default();
    let mut list = String::new();
    let is_problem = |code: &Code| matches!(code, Code::Problem(_));
    let (problems, rejects): (Vec<_>, Vec<_>) = Code::all().partition(is_problem);
    for (heading, codes) in
        [("Problems of mappings", problems), ("\nRejects of `leadmap apply`", rejects)]
    {
        // Writing to a string cannot fail.
        let _ = writeln!(list, "{}", Ink(color).paint(Tone::Strong, heading));
        for code in codes {
            let _ = writeln!(list, "  {:<width$}  {}", code.name(), code.summary());
        }
    }
    list
}

/// The name of a code that was probably meant by `name`.
pub fn meant_by(name: &str) -> Option<&'static str> {
    nearest(name, Code::all().map(Code::name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_a_problem_and_a_reject_gives_both_pages() {
        let both = explain("syntax", Color::Off).unwrap();
        assert!(both.starts_with("Problem `syntax`\n"), "{both}");
        assert!(both.contains("\n\nReject `syntax`\n"), "{both}");
        assert_eq!(explain("Syntax", Color::Off), None);
    }

    #[test]
    fn the_list_has_a_line_for_every_code() {
        let list = list(Color::Off);
        for code in Code::all() {
            let line = |line: &str| {
                let (name, summary) = line.trim().split_once(' ').unwrap_or_default();
                name == code.name() && summary.trim() == code.summary()
            };
            assert!(list.lines().any(line), "{}", code.title());
        }
    }

    #[test]
    fn a_misspelt_name_is_answered_with_the_one_that_was_meant() {
        assert_eq!(meant_by("unkown-key"), Some("unknown-key"));
        assert_eq!(meant_by("UNKNOWN-KEY"), Some("unknown-key"));
        assert_eq!(meant_by("nonsense"), None);
    }
}
