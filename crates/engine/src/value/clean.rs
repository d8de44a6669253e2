//! Clean-ups: changes to a text before its type is checked.

use std::borrow::Cow;

use crate::json::swar;

/// A change to a text that a mapping asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clean {
    /// Takes the white space off both ends.
    Trim,
    /// Lower case, after Unicode's rules without any locale.
    Lower,
    /// Upper case, after Unicode's rules without any locale.
    Upper,
    /// Puts one space for every run of line breaks and the white space around it.
    SingleLine,
}

impl Clean {
    /// The words of mappings, with what they ask for.
    pub(crate) const WORDS: &[(&str, Clean)] =
        &[Clean::Trim.word(), Clean::Lower.word(), Clean::Upper.word(), Clean::SingleLine.word()];

    const fn word(self) -> (&'static str, Self) {
        (self.name(), self)
    }

    /// The clean-up's name in a mapping.
    pub const fn name(self) -> &'static str {
        match self {
            Clean::Trim => "trim",
            Clean::Lower => "lower",
            Clean::Upper => "upper",
            Clean::SingleLine => "single_line",
        }
    }

    /// The cleaned text. A text that is clean already comes back as it is, without a copy.
    pub fn apply<'a>(self, text: Cow<'a, str>) -> Cow<'a, str> {
        match self {
            Clean::Trim => trim(text),
            Clean::Lower if text.chars().all(is_lower) => text,
            Clean::Lower => Cow::Owned(text.to_lowercase()),
            Clean::Upper if text.chars().all(is_upper) => text,
            Clean::Upper => Cow::Owned(text.to_uppercase()),
            Clean::SingleLine if has_line_break(&text) => Cow::Owned(single_line(&text)),
            Clean::SingleLine => text,
        }
    }
}

fn trim(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(trimmed(text)),
        Cow::Owned(text) if trimmed(&text).len() == text.len() => Cow::Owned(text),
        Cow::Owned(text) => Cow::Owned(trimmed(&text).to_owned()),
    }
}

/// The text without the white space at its ends.
pub(super) fn trimmed(text: &str) -> &str {
    // Nearly always the bytes there tell that there is none.
    match text.as_bytes() {
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => text,
        _ => text.trim(),
    }
}

/// Whether lower case leaves a character as it is.
fn is_lower(c: char) -> bool {
    match c.is_ascii() {
        true => !c.is_ascii_uppercase(),
        false => c.to_lowercase().eq([c]),
    }
}

/// Whether upper case leaves a character as it is.
fn is_upper(c: char) -> bool {
    match c.is_ascii() {
        true => !c.is_ascii_lowercase(),
        false => c.to_uppercase().eq([c]),
    }
}

fn has_line_break(text: &str) -> bool {
    let may_have =
        swar::any(text.as_bytes(), |word| swar::below(word, b'\r' + 1) | swar::beyond_ascii(word));
    may_have && text.contains(is_line_break)
}

/// The mandatory breaks of Unicode's line breaking (UAX 14: BK, CR, LF, NL).
fn is_line_break(c: char) -> bool {
    matches!(c, '\n' | '\u{b}' | '\u{c}' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn single_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(is_line_break) {
        line.push_str(rest[..at].trim_end());
        line.push(' ');
        // Line breaks are white space themselves, so this also passes over the rest of the run.
        rest = rest[at..].trim_start();
    }
    line.push_str(rest);
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{any, proptest};

    #[test]
    fn each_clean_up_does_what_its_name_says() {
        for (clean, text, expected) in [
            (Clean::Trim, " \t\u{a0}Asha Rao\n", "Asha Rao"),
            (Clean::Trim, "", ""),
            (Clean::Lower, "Asha@Example.COM", "asha@example.com"),
            (Clean::Lower, "ÄÖ ΟΔΟΣ", "äö οδος"),
            (Clean::Upper, "straße", "STRASSE"),
            (Clean::Upper, "in", "IN"),
            (Clean::SingleLine, "Flat 3,\r\n  MG Road \n\n\u{2028}Pune", "Flat 3, MG Road Pune"),
            (Clean::SingleLine, "a\u{b}b\u{c}c\u{85}d\re", "a b c d e"),
            (Clean::SingleLine, "\nfirst\n", " first "),
            (Clean::SingleLine, "two  spaces\tstay", "two  spaces\tstay"),
            (Clean::SingleLine, " \n ", " "),
        ] {
            assert_eq!(clean.apply(Cow::Borrowed(text)), expected, "{} {text:?}", clean.name());
        }
    }

    #[test]
    fn a_clean_text_is_not_copied() {
        for (clean, text) in [
            (Clean::Trim, "Asha Rao"),
            (Clean::Trim, "  Asha Rao "),
            (Clean::Lower, "asha 9 शा"),
            (Clean::Upper, "ASHA 9 शा"),
            (Clean::SingleLine, "one line"),
        ] {
            assert!(matches!(clean.apply(Cow::Borrowed(text)), Cow::Borrowed(_)), "{text:?}");
        }
    }

    #[test]
    fn ascii_is_told_by_its_range_as_the_rest_is_by_unicode() {
        for c in '\0'..=char::MAX {
            assert_eq!(is_lower(c), c.to_lowercase().eq([c]), "{c:?}");
            assert_eq!(is_upper(c), c.to_uppercase().eq([c]), "{c:?}");
        }
    }

    proptest! {
        #[test]
        fn short_cuts_lead_to_the_same_place(
            text in any::<String>(),
            near in "[ -~\u{0}\t-\r\u{7f}\u{85}\u{a0}\u{2028}é]{0,12}",
        ) {
            for text in [text, near] {
                assert_eq!(trimmed(&text), text.trim());
                assert_eq!(has_line_break(&text), text.contains(is_line_break));
            }
        }

        #[test]
        fn cleaning_twice_is_cleaning_once(text in any::<String>()) {
            for clean in [Clean::Trim, Clean::Lower, Clean::SingleLine] {
                let once = clean.apply(Cow::Borrowed(&text)).into_owned();
                assert_eq!(clean.apply(Cow::Borrowed(&once)), once);
            }
        }

        #[test]
        fn a_single_line_has_no_line_break_and_loses_no_other_character(text in "[a\u{2028}\n\r\t b]{0,20}") {
            let line = Clean::SingleLine.apply(Cow::Borrowed(&text)).into_owned();
            assert!(!line.contains(is_line_break));
            let visible = |text: &str| text.split_whitespace().collect::<String>();
            assert_eq!(visible(&line), visible(&text));
        }
    }
}
