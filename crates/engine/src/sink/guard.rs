//! The formula guard: which cells a spreadsheet could take for a formula.
//!
//! Leads come from public forms, and a cell such as `=HYPERLINK(…)` runs when the list is opened. The apostrophe that
//! keeps it from running is part of the cell for every other reader, so it must not stand where nothing could run:
//! above all not before a phone number.

use crate::message::is_hidden;

/// What is put before a guarded cell.
pub(super) const MARK: u8 = b'\'';

/// Whether `text`, as a cell, could be taken for a formula.
///
/// It could if its first character is `=`, `@`, a tab, CR or LF, or if that is `+` or `-` and a letter, `|` or `!`
/// stands anywhere after: without one of those, no function, program or cell can be named. Fullwidth forms count as
/// what they look like. White space, quotes and what cannot be seen do not count as first.
///
/// A cell that was marked before is marked again, so that marking can be undone without a doubt.
pub(super) fn looks_like_formula(text: &str) -> bool {
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

#[cfg(test)]
mod tests {
    use super::looks_like_formula;

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
                assert!(looks_like_formula(&cell), "{cell:?}");
            }
        }
    }

    #[test]
    fn a_formula_that_does_not_begin_the_cell_is_text() {
        for start in ["a", "1", ",", ";", "Dear all,\n", "x\t", "(", "."] {
            for formula in ["=1+1", "@SUM(1)", "+cmd|x", "-cmd", "\tx"] {
                let cell = format!("{start}{formula}");
                assert!(!looks_like_formula(&cell), "{cell:?}");
            }
        }
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
            assert!(looks_like_formula(cell), "{cell:?}");
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
            assert!(!looks_like_formula(phone), "{phone:?}");
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
            assert!(!looks_like_formula(cell), "{cell:?}");
        }
    }

    #[test]
    fn a_marked_cell_is_marked_again() {
        assert!(looks_like_formula("'=1+1"));
        assert!(looks_like_formula("''=1+1"));
    }
}
