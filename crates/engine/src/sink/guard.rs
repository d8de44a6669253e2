//! The formula guard: where in a cell a spreadsheet could find a formula.
//!
//! Leads come from public forms, and a cell such as `=HYPERLINK(…)` runs when the list is opened. The apostrophe that
//! keeps it from running is part of the cell for every other reader, so it must not stand where nothing could run:
//! above all not before a phone number.
//!
//! A spreadsheet need not read the cells that were written. Excel splits a list at semicolons where decimals have a comma,
//! LibreOffice at all that was ticked last, spaces too; then a quotation mark in the middle of a line protects nothing, and
//! a cell of several lines is several rows. So a formula is looked for wherever any of these readings can begin a cell.

use crate::message::is_hidden;

/// What is put before a formula.
pub(super) const MARK: u8 = b'\'';

/// Finds the places in `text`, a cell, before which a mark must stand.
///
/// The first is the start of the cell, if it [begins like a formula](begins_formula). Behind a separator it is the first
/// character that is not passed over: an `=` always, but behind nothing but a space only if no space follows it (what is
/// `a = b` splits into an `=` alone); and `@`, `+` or `-` behind a semicolon, a tab, a `|` or a line break, if what comes
/// until there is the next of these [can call something](can_call). Only Excel runs the last three, and it splits a quoted
/// cell at no other separators.
pub(super) fn find_formulas(text: &str, places: &mut Vec<usize>) {
    places.clear();
    if begins_formula(text) {
        places.push(0);
    }
    let mut start = None;
    for (at, character) in text.char_indices() {
        start = match (character, start) {
            (';' | '|' | '\t' | '\r' | '\n', _) => Some(Start::split_at(character)),
            (',', _) => Some(Start { split_at: Split::Comma, has_apostrophe: false }),
            (' ', None) => Some(Start { split_at: Split::Space, has_apostrophe: false }),
            (passed, Some(Start { split_at, has_apostrophe })) if is_passed_over(passed) => {
                Some(Start { split_at, has_apostrophe: has_apostrophe || passed == '\'' })
            }
            (_, Some(start)) => {
                if start.begins_formula(&text[at..]) {
                    places.push(at);
                }
                None
            }
            (_, None) => None,
        };
    }
}

/// Whether `text`, as a cell, could be taken for a formula.
///
/// It could if its first character is `=`, `@`, a tab, CR or LF, or if that is `+` or `-` and a letter, `|` or `!`
/// stands anywhere after: without one of those, no function, program or cell can be named. Fullwidth forms count as
/// what they look like. White space, quotes and what cannot be seen do not count as first.
///
/// A cell that was marked before is marked again, so that marking can be undone without a doubt.
pub(super) fn begins_formula(text: &str) -> bool {
    // Nearly always the first byte tells.
    if text.bytes().next().is_none_or(|first| first.is_ascii_alphanumeric()) {
        return false;
    }
    match text.chars().find(|&character| !is_passed_over(character)) {
        Some('=' | '@' | '\t' | '\r' | '\n' | '＝' | '＠') => true,
        Some('+' | '-' | '＋' | '－') => text.chars().any(can_name_something),
        _ => false,
    }
}

/// Where some reading begins a cell within a cell.
#[derive(Debug, Clone, Copy)]
struct Start {
    split_at: Split,
    /// Whether an apostrophe was passed over: to a reader that quotes with it, the cell has no end that is known here.
    has_apostrophe: bool,
}

/// What a cell is split at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Split {
    /// A separator that is in use without the comma, and what therefore splits a quoted cell in Excel.
    At(char),
    Line,
    Comma,
    Space,
}

impl Start {
    fn split_at(separator: char) -> Self {
        let split_at = match separator {
            '\r' | '\n' => Split::Line,
            other => Split::At(other),
        };
        Start { split_at, has_apostrophe: false }
    }

    /// Whether what begins with `text` could be taken for a formula.
    fn begins_formula(self, text: &str) -> bool {
        let mut characters = text.chars();
        match characters.next() {
            Some('=' | '＝') => {
                self.split_at != Split::Space || !characters.as_str().starts_with(' ')
            }
            Some('@' | '+' | '-' | '＠' | '＋' | '－') => {
                let piece = match self.split_at {
                    Split::At(separator) => text.split(separator).next(),
                    Split::Line => text.split(['\r', '\n']).next(),
                    Split::Comma | Split::Space => None,
                };
                piece.is_some_and(|piece| self.has_apostrophe || can_call(piece))
            }
            _ => false,
        }
    }
}

/// What a spreadsheet, or a program on the way to it, may strip from the start of a cell.
fn is_passed_over(character: char) -> bool {
    match character {
        '\t' | '\r' | '\n' => false,
        '"' | '\'' | '\u{200c}' | '\u{200d}' => true,
        other => other.is_whitespace() || is_hidden(other),
    }
}

/// What a function, a program call (`|`) or a reference to another sheet (`!`) cannot do without.
fn can_name_something(character: char) -> bool {
    character.is_alphabetic() || matches!(character, '|' | '!' | '｜' | '！')
}

/// Whether a function, a program or another sheet can be called in `piece`: more is asked for than at the start of a cell,
/// as lines of a message begin with a dash.
fn can_call(piece: &str) -> bool {
    let refers = |(at, mark): (usize, &str)| {
        let after = piece[at + mark.len()..].chars().next();
        after.is_some_and(|after| !after.is_whitespace())
    };
    piece.contains(char::is_alphabetic)
        && (piece.contains(['(', '|', '（', '｜']) || piece.match_indices(['!', '！']).any(refers))
}

#[cfg(test)]
mod tests {
    use super::{begins_formula, find_formulas};

    #[test]
    fn formulas_are_seen_wherever_they_begin() {
        let formulas = [
            "=1+1",
            "=HYPERLINK(\"http://x\",\"y\")",
            "=cmd|'/C calc'!A0",
            "@SUM(1,2)",
            "＝1+1",
            "＠SUM(1)",
            "+HYPERLINK(1)",
            "-SUM(1;2)",
            "+1+cmd|' /C calc'!A0",
            "-2+3+cmd",
            "+1|2",
            "-1!A",
            "+1!2",
            "＋cmd",
            "－cmd",
            "+１｜２",
            "-क",
            "\tx",
            "\rx",
            "\nx",
            "\t1",
        ];
        let before = [
            "", " ", "   ", "\"", "\"\"", "'", "\u{feff}", "\0", "\u{200b}", "\u{a0}", "\u{3000}",
            "\u{200e}",
        ];
        let more =
            [" \"", "\u{feff} ", "\"'", "\u{b}\u{c}", "\u{2028}", "\u{1b}", "\u{200d}", "\u{85}"];
        for start in before.iter().chain(&more) {
            for formula in formulas {
                let cell = format!("{start}{formula}");
                assert!(begins_formula(&cell), "{cell:?}");
            }
        }
    }

    fn places(text: &str) -> Vec<usize> {
        let mut places = Vec::new();
        find_formulas(text, &mut places);
        places
    }

    #[test]
    fn a_formula_behind_text_is_text() {
        for start in ["a", "1", "(", ".", "a: ", "x ("] {
            for formula in ["=1+1", "@SUM(1)", "+cmd|x", "-cmd"] {
                let cell = format!("{start}{formula}");
                assert!(!begins_formula(&cell), "{cell:?}");
                let behind_space = start.ends_with(' ') && formula.starts_with('=');
                assert_eq!(places(&cell).len(), usize::from(behind_space), "{cell:?}");
            }
        }
    }

    #[test]
    fn a_formula_is_found_behind_every_separator_and_what_may_be_stripped() {
        for separator in [";", "\t", "|", "\n", "\r", "\r\n", ",", " "] {
            for passed in ["", " ", "\"", "'", "\u{feff}", "\0", "\u{a0}", " \" '", "\u{200b} "] {
                for formula in ["=1+1", "=cmd|'/C calc'!A0", "＝1", "=\tx", "=", "=;"] {
                    let before = format!("x{separator}{passed}");
                    let found = places(&format!("{before}{formula}"));
                    assert_eq!(found, [before.len()], "{before:?} {formula:?}");
                }
                for formula in
                    ["+SUM(1)", "-2+SUM(3)+cmd|' /C calc'!A0", "@SUM(1;2)", "+A!B1", "－x（1）"]
                {
                    let before = format!("x{separator}{passed}");
                    let found = places(&format!("{before}{formula}"));
                    let splits_in_excel = ![",", " "].contains(&separator);
                    assert_eq!(
                        found.contains(&before.len()),
                        splits_in_excel,
                        "{before:?} {formula:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn every_formula_of_a_cell_is_found() {
        assert_eq!(places("=1;=2 =3\n=4"), [0, 3, 6, 9]);
        assert_eq!(places("\t=1"), [0, 1]);
        assert_eq!(places(" =1"), [0, 1]);
        assert_eq!(places(";;,\t =1"), [5]);
    }

    #[test]
    fn honest_text_with_separators_is_left_alone() {
        for text in [
            "a; b = c",
            "a = b",
            "x =  y",
            "1; 2; 3",
            "a@b.example; c@d.example",
            "Asha; +91 98765 43210; home",
            "Asha, +91 98765 43210 (home)",
            "Asha | +91 98765 43210 | Pune",
            "Hello,\n- a flat in Pune\n- 3 BHK\n+ parking",
            "Thank you!\n-- \nAsha",
            "Pune;-",
            "Pune; - ; 5",
            "Flat 3, @ the lake",
            "ask @asha, @ravi",
            "x -y +z",
            "5 - 3, -2",
            "1;-2;+3",
            "utm_source=google; utm_medium=cpc",
            "<a href=\"x\">, b",
            "if (a==b)",
            "आशा, पुणे; भारत",
        ] {
            assert_eq!(places(text), [0; 0], "{text:?}");
        }
    }

    #[test]
    fn what_needs_marks_takes_time_in_proportion() {
        let text = ";+".repeat(200_000) + &" \"".repeat(200_000) + "(x";
        assert_eq!(places(&text).len(), 1);
    }

    #[test]
    fn a_cell_of_several_lines_is_judged_as_a_whole() {
        for cell in [
            "=1+1\nnote",
            "+1234567890\n=HYPERLINK(\"http://x\")",
            "+cmd|x\n1234567890",
            "+1234567890\r\ncmd",
            "-1\n\n\n!",
            "\n=1+1",
            "\r\n1",
        ] {
            assert!(begins_formula(cell), "{cell:?}");
        }
    }

    #[test]
    fn phone_numbers_are_never_touched() {
        for phone in [
            "+919876543210",
            "+91 98765 43210",
            "+91-98765-43210",
            "+91 (98765) 43210",
            "+91.98765.43210",
            "+1 (555) 555-1212",
            "+1-800-555-1212",
            "+1.555.555.1212",
            "+44 20 7946 0958",
            "+44 (0)20 7946 0958",
            "+49 (0) 30/901820",
            "+49/30/901820",
            "+33 1 23 45 67 89",
            "+971 4 123 4567",
            "+65 6123 4567",
            "+61 (2) 9876-5432",
            "+81-3-1234-5678",
            "+86 138 0013 8000",
            "+358 9 1234 5678, 12",
            "+91 98765 43210 / 98765 43211",
            "+91 98765 43210; +91 98765 43211",
            "+91 98765 43210\n+91 98765 43211",
            "+91 98765 43210 #12",
            "+91*98765*43210",
            "+९१ ९८७६५ ४३२१०",
            "＋９１ ９８７６５ ４３２１０",
            "\u{202a}+91 98765 43210\u{202c}",
            " +91 98765 43210",
            "\"+919876543210\"",
            "'+91 98765 43210",
            "00919876543210",
            "098765 43210",
            "(022) 2345-6789",
            "tel:+919876543210",
            "-91 98765 43210",
        ] {
            assert!(!begins_formula(phone), "{phone:?}");
        }
    }

    #[test]
    fn numbers_dashes_and_plain_text_are_never_touched() {
        for cell in [
            "",
            " ",
            "-",
            "--",
            "---",
            "+",
            "－",
            " - ",
            "-1",
            "-1.10",
            "+5",
            "-0",
            "-1,234.50",
            "+10 %",
            "(-5)",
            "1-2",
            "1=1",
            "a@b.example",
            "Rao - Asha",
            "D'Souza",
            "\"Asha\"",
            "'",
            "\"",
            "प्रकाश",
            "🙂",
            "#1",
            "%",
            "|x",
            ";x",
        ] {
            assert!(!begins_formula(cell), "{cell:?}");
        }
    }

    #[test]
    fn a_marked_cell_is_marked_again() {
        assert!(begins_formula("'=1+1"));
        assert!(begins_formula("''=1+1"));
    }
}
