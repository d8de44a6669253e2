//! Problems as text for people: the message, the place, the line with a caret under it, differences, notes.

#![expect(clippy::indexing_slicing, reason = "each place was found in the text, or is its end")]

use std::io::{self, Write};
use std::iter;
use std::ops::Range;

use leadmap_engine::capture::Values;
use leadmap_engine::problem::position::Lines;
use leadmap_engine::problem::{Problem, Severity};

use super::difference;
use crate::paint::{Color, Ink, Tone};
use crate::snippet::{Excerpt, Snippet, Where};

/// Writes problems of one mapping.
///
/// The output is a function of the file's name, its text and the problems. Of a long line only the part around the
/// caret is written. Control characters and those that change the direction of text are shown, not sent.
#[derive(Debug)]
pub struct Printer<'a> {
    file: &'a str,
    lines: Lines<'a>,
    ink: Ink,
    /// What of the text may hold headers, in bytes.
    hidden: Vec<Range<usize>>,
}

impl<'a> Printer<'a> {
    /// A printer for the problems of `text`, which was read from `file`.
    pub fn new(file: &'a str, text: &'a str, color: Color) -> Self {
        let hidden = match text.contains("\"fields\"") {
            true => inputs_of_tests(text),
            // A capture can be given for a mapping.
            false => iter::once(0..text.len()).collect(),
        };
        let may_hold_headers =
            |part: &Range<usize>| Values::of(&text.as_bytes()[part.clone()]) == Values::Hidden;
        let hidden = hidden.into_iter().filter(may_hold_headers).collect();
        Printer { file, lines: Lines::of(text), ink: Ink(color), hidden }
    }

    /// Writes the problems, with an empty line after each.
    ///
    /// # Errors
    /// When `out` cannot be written to.
    pub fn write(&self, problems: &[Problem], out: &mut impl Write) -> io::Result<()> {
        problems.iter().try_for_each(|problem| writeln!(out, "{}", self.render(problem)))
    }

    /// One problem as text; every line ends with a line break. Of a span over several lines the first is shown.
    pub fn render(&self, problem: &Problem) -> String {
        let position = self.lines.position(problem.span.start);
        let line = self.lines.line_at(problem.span.start);
        let [start, end] = [problem.span.start, problem.span.end]
            .map(|offset| offset.clamp(line.start, line.end) - line.start);
        let text = self.lines.text().get(line.clone()).unwrap_or_default();
        let is_hidden =
            self.hidden.iter().any(|part| part.start <= line.end && line.start <= part.end);
        Snippet {
            kind: problem.severity.name(),
            tone: match problem.severity {
                Severity::Error => Tone::Bad,
                Severity::Warning => Tone::Doubtful,
                Severity::Note => Tone::Good,
            },
            code: problem.code.name(),
            message: &problem.message,
            place: Where {
                file: self.file,
                line: position.line as u64,
                column: position.column as u64,
                detail: None,
            },
            excerpt: Some(match is_hidden {
                true => Excerpt::of_capture(text.as_bytes(), start, Values::Hidden),
                false => Excerpt::of_line(text, start..end),
            }),
            label: problem.label.as_deref(),
            below: &difference::lines(&problem.differences, self.ink),
            notes: &problem.notes,
        }
        .render(self.ink)
    }
}

/// The inputs of tests that stand in the mapping `text` itself, which may be broken.
fn inputs_of_tests(text: &str) -> Vec<Range<usize>> {
    const KEY: &str = "\"input\"";
    let mut inputs = Vec::new();
    let mut at = text.find("\"tests\"").unwrap_or(text.len());
    while let Some(key) = text[at..].find(KEY) {
        at += key + KEY.len();
        let value = text[at..].trim_start_matches([' ', '\t', '\r', '\n', ':']);
        if value.starts_with(['{', '[']) {
            let start = text.len() - value.len();
            at = start + container_end(value);
            inputs.push(start..at);
        }
    }
    inputs
}

/// Where the object or list ends that `text` begins with; where all of it does if that cannot be told.
fn container_end(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut in_string = false;
    let mut bytes = text.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'"' => in_string = !in_string,
            b'\\' if in_string => drop(bytes.next()),
            b'{' | b'[' if !in_string => depth += 1,
            b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use leadmap_engine::mapping::Mapping;
    use leadmap_engine::problem::ProblemCode;
    use proptest::prelude::*;

    use super::*;

    fn printed(text: &str, problem: &Problem) -> String {
        Printer::new("m.json", text, Color::Off).render(problem)
    }

    #[test]
    fn a_problem_is_printed_with_its_place_a_caret_its_label_and_its_notes() {
        let text = "{\n  \"fields\": {},\n  \"unqiue\": []\n}\n";
        let problem = Problem::error(ProblemCode::UnknownKey, 20..28, "unknown key `unqiue`")
            .label("did you mean `unique`?")
            .note("one note")
            .note("another");
        let expected = "\
error[unknown-key]: unknown key `unqiue`
 --> m.json:3:3
  |
3 |   \"unqiue\": []
  |   ^^^^^^^^ did you mean `unique`?
  |
  = note: one note
  = note: another
";
        assert_eq!(printed(text, &problem), expected);
    }

    #[test]
    fn a_place_at_the_end_of_the_text_has_a_caret() {
        for text in ["", "{", "{\n", "{\r\n"] {
            let problem =
                Problem::error(ProblemCode::Syntax, text.len()..text.len(), "expected `}`");
            let printed = printed(text, &problem);
            assert!(printed.contains('^'), "{printed}");
            assert!(!printed.contains('\r'), "{printed}");
        }
    }

    #[test]
    fn of_a_long_line_only_the_part_around_the_caret_is_shown() {
        let text = format!("{{{}\"x\": 1{}}}", "é ".repeat(500_000), "a ".repeat(500_000));
        let at = text.find("\"x\"").unwrap();
        let printed = printed(
            &text,
            &Problem::warning(ProblemCode::UnknownKey, at..at + 3, "no").label("this"),
        );
        assert!(printed.contains("m.json:1:1000002"), "{printed}");
        assert!(printed.len() < 700, "{printed}");
        let lines: Vec<_> = printed.lines().collect();
        let column = |line: &str, sought: &str| line[..line.find(sought).unwrap()].chars().count();
        assert_eq!(column(lines[3], "\"x\""), column(lines[4], "^^^ this"));
    }

    #[test]
    fn a_long_span_is_cut_too() {
        let text = "a".repeat(1_000_000);
        let printed = printed(&text, &Problem::error(ProblemCode::Syntax, 0..text.len(), "long"));
        assert!(printed.len() < 700, "{printed}");
    }

    #[test]
    fn a_span_over_several_lines_is_shown_on_its_first() {
        let text = "{\n  \"a\": [\n    1\n  ]\n}";
        let printed = printed(text, &Problem::error(ProblemCode::WrongKind, 9..21, "no list"));
        assert!(printed.contains("2 |   \"a\": [\n  |        ^"), "{printed}");
        assert!(!printed.contains("3 |"), "{printed}");
    }

    #[test]
    fn nothing_that_a_terminal_acts_on_is_sent_to_it() {
        let evil: String = ('\0'..='\u{ff}')
            .chain('\u{2000}'..='\u{206f}')
            .chain(['\u{feff}', '\u{e0041}'])
            .collect();
        let evil = evil.replace('\n', "");
        let problem = Problem::error(ProblemCode::Syntax, 40..60, evil.clone())
            .label(evil.clone())
            .note(evil.clone());
        let printed = Printer::new(&evil, &evil, Color::Off).render(&problem);
        assert!(
            printed.chars().all(
                |character| character == '\n' || !leadmap_engine::message::is_hidden(character)
            )
        );
    }

    #[test]
    fn wide_characters_and_tabs_keep_the_caret_in_place() {
        let text = "\t\"名前\": x";
        let printed = printed(text, &Problem::error(ProblemCode::Syntax, 11..12, "no"));
        assert!(printed.ends_with("1 |     \"名前\": x\n  |             ^\n"), "{printed}");
        assert!(printed.contains("m.json:1:8"), "{printed}");
    }

    #[test]
    fn a_span_outside_the_text_or_within_a_character_does_no_harm() {
        for span in [0..999, 500..999, 1..2, 2..2] {
            assert!(
                printed("é\nb", &Problem::error(ProblemCode::Syntax, span, "no")).contains('^')
            );
        }
    }

    #[test]
    fn colour_is_escape_sequences_and_nothing_else() {
        let problem = Problem::error(ProblemCode::Syntax, 0..1, "no");
        let colored = Printer::new("m.json", "x", Color::On).render(&problem);
        assert!(colored.contains("\u{1b}["), "{colored}");
        assert!(!printed("x", &problem).contains('\u{1b}'));
    }

    const EXAMPLE: &str = include_str!("../../../../mappings/saleassist.json");

    proptest! {
        #[test]
        fn every_problem_of_a_changed_mapping_is_shown_with_a_caret(
            changes in prop::collection::vec((0..EXAMPLE.len(), 0..20_usize, "[\\[\\]{}\":,@$.a\\\\/*é 1\n]{0,4}"), 1..5)
        ) {
            let mut text = EXAMPLE.to_owned();
            for (start, length, new) in changes {
                let start = text.floor_char_boundary(start);
                let end = text.ceil_char_boundary(start + length).max(start);
                text.replace_range(start..end, &new);
            }
            let problems = match Mapping::parse(&text) {
                Ok((_, problems)) | Err(problems) => problems,
            };
            let printer = Printer::new("m", &text, Color::Off);
            prop_assert!(problems.iter().all(|problem| printer.render(problem).contains('^')));
        }
    }
}
