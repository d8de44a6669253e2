//! Problems as workflow commands of GitHub Actions, which show them as annotations beside the lines concerned:
//! `::error file=leads.json,line=9,endLine=9,col=37,endColumn=42,title=unknown-key::unknown key …`.

use std::io::{self, Write};

use leadmap_engine::message::visible;
use leadmap_engine::problem::{Problem, Severity};

use super::{File, message};

pub(super) fn write(file: &File<'_>, problem: &Problem, out: &mut impl Write) -> io::Result<()> {
    let command = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let [start, end] = file.positions(problem);
    // GitHub finds a file only by its path from the root of the checkout.
    let name = file.name.strip_prefix("./").unwrap_or(file.name);
    write!(out, "::{command} file={},line={},endLine={}", property(name), start.line, end.line)?;
    // Columns mean something only within one line; beside two of them GitHub drops the annotation.
    if start.line == end.line {
        write!(out, ",col={},endColumn={}", start.column, end.column)?;
    }
    writeln!(out, ",title={}::{}", property(problem.code.name()), data(&message(problem)))
}

/// A message as the command takes it: `%` and line breaks escaped, and nothing else in it that acts on a terminal.
fn data(text: &str) -> String {
    let lines: Vec<_> = text.split('\n').map(|line| visible(line).replace('%', "%25")).collect();
    lines.join("%0A")
}

/// As [`data`], with the signs escaped that end a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use leadmap_engine::problem::ProblemCode;
    use leadmap_engine::problem::position::Lines;

    fn written(name: &str, text: &str, problem: &Problem) -> String {
        let file = File { name, lines: Lines::of(text) };
        let mut out = Vec::new();
        write(&file, problem, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn what_ends_a_property_or_a_message_is_escaped() {
        let problem =
            Problem::error(ProblemCode::Syntax, 1..2, "100 %: a, b\r\n::error::c\u{1b}[2J")
                .label("write `x`")
                .note("one");
        assert_eq!(
            written("a,b:c%\n.json", "abc", &problem),
            "::error file=a%2Cb%3Ac%25%0A.json,line=1,endLine=1,col=2,endColumn=3,title=syntax::\
             100 %25: a, b\\r%0A::error::c\\u{1b}[2J%0Awrite `x`%0Anote: one\n"
        );
    }

    #[test]
    fn a_span_over_several_lines_has_no_columns() {
        let problem = Problem::warning(ProblemCode::Empty, 0..3, "no");
        assert_eq!(
            written("./m.json", "a\nb", &problem),
            "::warning file=m.json,line=1,endLine=2,title=empty::no\n"
        );
    }
}
