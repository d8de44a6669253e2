//! Problems as text for people: the message, the place, the line with a caret under it, notes.

use std::borrow::Cow;
use std::io::{self, Write};
use std::ops::Range;

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;

use super::place::Lines;
use super::{Problem, Severity};

/// Whether text is written with the colours of a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Color {
    /// No escape sequences.
    Off,
    /// ANSI escape sequences.
    On,
}

/// How many characters of a line are shown: those of a longer line that are around the caret.
const SHOWN: usize = 140;

/// How many characters of a longer line stand before the caret.
const BEFORE: usize = 60;

/// How many characters of a longer line carry carets, and how many follow behind them.
const AFTER: usize = 40;

/// How many characters of a message, a label or a note are written.
const SENTENCE: usize = 500;

/// What a tab is shown as.
const TAB: &str = "    ";

/// Writes problems of one mapping.
///
/// The output is a function of the file's name, its text and the problems. Of a long line only the part around the
/// caret is written. Control characters and those that change the direction of text are shown, not sent.
#[derive(Debug)]
pub struct Printer<'a> {
    file: String,
    lines: Lines<'a>,
    color: Color,
}

impl<'a> Printer<'a> {
    /// A printer for the problems of `text`, which was read from `file`.
    pub fn new(file: &str, text: &'a str, color: Color) -> Self {
        Printer {
            file: visible(file).into_owned(),
            lines: Lines::of(text),
            color,
        }
    }

    /// Writes the problems, with an empty line after each.
    ///
    /// # Errors
    /// When `out` cannot be written to.
    pub fn write(&self, problems: &[Problem], out: &mut impl Write) -> io::Result<()> {
        problems
            .iter()
            .try_for_each(|problem| writeln!(out, "{}", self.render(problem)))
    }

    /// One problem as text; every line ends with a line break.
    pub fn render(&self, problem: &Problem) -> String {
        let place = self.lines.place(problem.span.start);
        let Excerpt {
            line,
            indent,
            marked,
        } = Excerpt::of(&self.lines, &problem.span);
        let number = place.line.to_string();
        let margin = " ".repeat(number.len());
        let carets = format!("{}{}", "^".repeat(marked), label(problem.label.as_deref()));
        let file = &self.file;

        let severity = problem.severity.name();
        let title = self.paint(
            severity_style(problem.severity),
            &format!("{severity}[{}]", problem.code.name()),
        );
        let message = self.paint(
            Style::new().bold(),
            &format!(": {}", sentence(&problem.message)),
        );
        let arrow = self.paint(FRAME, "-->");
        let bar = self.paint(FRAME, "|");
        let numbered = self.paint(FRAME, &format!("{number} |"));
        let carets = self.paint(severity_style(problem.severity), &carets);
        let mut text = format!(
            "{title}{message}\n\
             {margin}{arrow} {file}:{number}:{column}\n\
             {margin} {bar}\n",
            column = place.column,
        );
        text.push_str(format!("{numbered} {line}").trim_end());
        text.push_str(&format!("\n{margin} {bar} {:indent$}{carets}\n", ""));
        if !problem.notes.is_empty() {
            text.push_str(&format!("{margin} {bar}\n"));
        }
        for note in &problem.notes {
            let sign = self.paint(FRAME, "=");
            let word = self.paint(Style::new().bold(), "note");
            text.push_str(&format!("{margin} {sign} {word}: {}\n", sentence(note)));
        }
        text
    }

    fn paint(&self, style: Style, text: &str) -> String {
        match self.color {
            Color::Off => text.to_owned(),
            Color::On => format!("{style}{text}{style:#}"),
        }
    }
}

/// The style of what frames the source: line numbers, bars, the arrow.
const FRAME: Style = AnsiColor::BrightBlue.on_default().bold();

fn severity_style(severity: Severity) -> Style {
    match severity {
        Severity::Error => AnsiColor::BrightRed.on_default().bold(),
        Severity::Warning => AnsiColor::Yellow.on_default().bold(),
        Severity::Note => AnsiColor::BrightGreen.on_default().bold(),
    }
}

fn label(label: Option<&str>) -> String {
    label.map_or_else(String::new, |label| format!(" {}", sentence(label)))
}

/// What is shown of a line, and where the carets go, in columns of the terminal.
struct Excerpt {
    line: String,
    indent: usize,
    /// How many carets there are: at least one.
    marked: usize,
}

impl Excerpt {
    /// The first line of `span`, cut around the span if it is long.
    fn of(lines: &Lines<'_>, span: &Range<usize>) -> Self {
        let line = lines.line_at(span.start);
        let text = lines.text();
        let start = text.floor_char_boundary(span.start.clamp(line.start, line.end));
        let end = text.ceil_char_boundary(span.end.clamp(start, line.end));
        let [before, marked, after] = [line.start..start, start..end, end..line.end]
            .map(|part| text.get(part).unwrap_or_default());

        let whole = text.get(line).unwrap_or_default();
        let [most_before, most_after] = match first_characters(whole, SHOWN) {
            (_, Cut::Nowhere) => [SHOWN, SHOWN],
            (_, Cut::Here) => [BEFORE, AFTER],
        };
        let (before, cut_before) = last_characters(before, most_before);
        let (marked, cut_marked) = first_characters(marked, most_after);
        let (after, cut_after) = match cut_marked {
            Cut::Nowhere => first_characters(after, most_after),
            Cut::Here => ("", Cut::Nowhere),
        };
        let before = format!("{}{}", cut_before.mark(), shown(before));
        let marked = shown(marked);
        let after = format!("{}{}{}", cut_marked.mark(), shown(after), cut_after.mark());
        Excerpt {
            indent: before.width(),
            marked: marked.width().max(1),
            line: format!("{before}{marked}{after}"),
        }
    }
}

/// Whether something was left out.
#[derive(Clone, Copy)]
enum Cut {
    Nowhere,
    Here,
}

impl Cut {
    fn mark(self) -> &'static str {
        match self {
            Cut::Nowhere => "",
            Cut::Here => "…",
        }
    }
}

fn first_characters(text: &str, count: usize) -> (&str, Cut) {
    match text.char_indices().nth(count) {
        Some((at, _)) => (&text[..at], Cut::Here),
        None => (text, Cut::Nowhere),
    }
}

fn last_characters(text: &str, count: usize) -> (&str, Cut) {
    match text.char_indices().nth_back(count) {
        Some((at, first)) => (&text[at + first.len_utf8()..], Cut::Here),
        None => (text, Cut::Nowhere),
    }
}

/// A part of the source as it is shown: with [`visible`] characters, and spaces for tabs.
fn shown(source: &str) -> String {
    visible(&source.replace('\t', TAB)).into_owned()
}

/// A message as it is written: [`visible`], and cut if it is very long.
fn sentence(text: &str) -> String {
    let (text, cut) = first_characters(text, SENTENCE);
    format!("{}{}", visible(text), cut.mark())
}

/// `text` with a visible character in the place of each that a terminal would act on.
fn visible(text: &str) -> Cow<'_, str> {
    if text.contains(acts_on_terminal) {
        text.chars().map(picture).collect()
    } else {
        Cow::Borrowed(text)
    }
}

/// Whether a terminal would not show `character`, but do something: controls, line separators, changes of direction,
/// and what takes no place.
fn acts_on_terminal(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// The control pictures of Unicode for ASCII's controls, and the replacement character for the others.
fn picture(character: char) -> char {
    match u32::from(character) {
        _ if !acts_on_terminal(character) => character,
        code @ 0..0x20 => char::from_u32(0x2400 + code).unwrap_or(char::REPLACEMENT_CHARACTER),
        0x7f => '\u{2421}',
        _ => char::REPLACEMENT_CHARACTER,
    }
}

#[cfg(test)]
mod tests {
    use super::super::Code;
    use super::*;

    fn printed(text: &str, problem: &Problem) -> String {
        Printer::new("m.json", text, Color::Off).render(problem)
    }

    #[test]
    fn a_problem_is_printed_with_its_place_a_caret_its_label_and_its_notes() {
        let text = "{\n  \"fields\": {},\n  \"unqiue\": []\n}\n";
        let problem = Problem::error(Code::UnknownKey, 20..28, "unknown key `unqiue`")
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
            let problem = Problem::error(Code::Syntax, text.len()..text.len(), "expected `}`");
            let printed = printed(text, &problem);
            assert!(printed.contains('^'), "{printed}");
            assert!(!printed.contains('\r'), "{printed}");
        }
    }

    #[test]
    fn of_a_long_line_only_the_part_around_the_caret_is_shown() {
        let text = format!(
            "{{{}\"x\": 1{}}}",
            "é ".repeat(500_000),
            "a ".repeat(500_000)
        );
        let at = text.find("\"x\"").unwrap();
        let printed = printed(
            &text,
            &Problem::warning(Code::UnknownKey, at..at + 3, "no").label("this"),
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
        let printed = printed(&text, &Problem::error(Code::Syntax, 0..text.len(), "long"));
        assert!(printed.len() < 700, "{printed}");
    }

    #[test]
    fn a_span_over_several_lines_is_shown_on_its_first() {
        let text = "{\n  \"a\": [\n    1\n  ]\n}";
        let printed = printed(text, &Problem::error(Code::WrongKind, 9..21, "no list"));
        assert!(
            printed.contains("2 |   \"a\": [\n  |        ^"),
            "{printed}"
        );
        assert!(!printed.contains("3 |"), "{printed}");
    }

    #[test]
    fn nothing_that_a_terminal_acts_on_is_sent_to_it() {
        let evil: String = ('\0'..='\u{ff}')
            .chain('\u{2000}'..='\u{206f}')
            .chain(['\u{feff}', '\u{e0041}'])
            .collect();
        let evil = evil.replace('\n', "");
        let problem = Problem::error(Code::Syntax, 40..60, evil.clone())
            .label(evil.clone())
            .note(evil.clone());
        let printed = Printer::new(&evil, &evil, Color::Off).render(&problem);
        assert!(
            printed
                .chars()
                .all(|character| character == '\n' || !acts_on_terminal(character))
        );
    }

    #[test]
    fn wide_characters_and_tabs_keep_the_caret_in_place() {
        let text = "\t\"名前\": x";
        let printed = printed(text, &Problem::error(Code::Syntax, 11..12, "no"));
        assert!(
            printed.ends_with("1 |     \"名前\": x\n  |             ^\n"),
            "{printed}"
        );
        assert!(printed.contains("m.json:1:8"), "{printed}");
    }

    #[test]
    fn a_span_outside_the_text_or_within_a_character_does_no_harm() {
        for span in [0..999, 500..999, 1..2, 2..2] {
            assert!(printed("é\nb", &Problem::error(Code::Syntax, span, "no")).contains('^'));
        }
    }

    #[test]
    fn colour_is_escape_sequences_and_nothing_else() {
        let problem = Problem::error(Code::Syntax, 0..1, "no");
        let colored = Printer::new("m.json", "x", Color::On).render(&problem);
        assert!(colored.contains("\u{1b}["), "{colored}");
        assert!(!printed("x", &problem).contains('\u{1b}'));
    }
}
