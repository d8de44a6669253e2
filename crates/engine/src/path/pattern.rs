//! The regular expressions of `match` and `search`: I-Regexp (RFC 9485) on top of the regex crate.
//!
//! What I-Regexp defines means what it defines. What goes beyond it and the regex crate knows (`\d`, `^`, `$`) is
//! let through, because people write it.

use std::cell::RefCell;

use regex::{Regex, RegexBuilder};

/// The most memory that one compiled pattern may take, in bytes.
const SIZE_LIMIT: usize = 4 << 20;

/// How many patterns of the payload are kept compiled.
const KEPT: usize = 8;

/// How much of a text a pattern must cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchoring {
    /// All of it: `match` (RFC 9535, section 2.4.6).
    Whole,
    /// Any part of it: `search` (section 2.4.7).
    Part,
}

/// A compiled pattern.
#[derive(Debug, Clone)]
pub(super) struct Regexp(Option<Regex>);

/// A pattern would take more memory than it may. It has a meaning, which is not known.
pub(super) struct TooLarge;

impl Regexp {
    /// Compiles `source`. One that is not a regular expression fits nothing, as RFC 9535 has it.
    pub(super) fn of(source: &str, anchoring: Anchoring) -> Result<Self, TooLarge> {
        let Some(translated) = translate(source) else {
            return Ok(Regexp(None));
        };
        let anchored = match anchoring {
            Anchoring::Whole => format!(r"\A(?:{translated})\z"),
            Anchoring::Part => translated,
        };
        match RegexBuilder::new(&anchored).size_limit(SIZE_LIMIT).build() {
            Ok(regex) => Ok(Regexp(Some(regex))),
            Err(regex::Error::CompiledTooBig(_)) => Err(TooLarge),
            Err(_) => Ok(Regexp(None)),
        }
    }

    /// Whether a text can fit it at all.
    pub(super) fn is_usable(&self) -> bool {
        self.0.is_some()
    }

    /// Whether `text` fits.
    pub(super) fn fits(&self, text: &str) -> bool {
        self.0.as_ref().is_some_and(|regex| regex.is_match(text))
    }
}

/// The patterns that a payload brought along, compiled while one selection runs.
#[derive(Debug, Default)]
pub(super) struct Patterns {
    compiled: RefCell<Vec<(String, Anchoring, Regexp)>>,
}

impl Patterns {
    /// Whether `text` fits the pattern `source`, which is compiled unless it was just now.
    pub(super) fn fits(&self, text: &str, source: &str, anchoring: Anchoring) -> bool {
        let mut compiled = self.compiled.borrow_mut();
        let known = |(seen, its_anchoring, _): &&(String, Anchoring, Regexp)| {
            seen == source && *its_anchoring == anchoring
        };
        if let Some((_, _, pattern)) = compiled.iter().find(known) {
            return pattern.fits(text);
        }
        // No payload stops a run: what is too large fits nothing.
        let pattern = Regexp::of(source, anchoring).unwrap_or(Regexp(None));
        let fits = pattern.fits(text);
        if compiled.len() == KEPT {
            compiled.clear();
        }
        compiled.push((source.to_owned(), anchoring, pattern));
        fits
    }
}

/// I-Regexp in the regex crate's syntax (as RFC 9485, section 5, does for other engines); `None` when its brackets
/// do not match.
fn translate(source: &str) -> Option<String> {
    let mut translated = String::with_capacity(source.len() + 16);
    let mut chars = source.chars();
    let mut depth = 0usize;
    while let Some(c) = chars.next() {
        match c {
            // The regex crate's own dot excludes `\n` only.
            '.' => translated.push_str(r"[^\n\r]"),
            '[' => translate_class(&mut chars, &mut translated)?,
            '\\' => {
                translated.push(c);
                translated.push(chars.next()?);
            }
            _ => {
                // Counted, so that `a)(b` cannot close the group that anchors it.
                match c {
                    '(' => depth += 1,
                    ')' => depth = depth.checked_sub(1)?,
                    _ => {}
                }
                translated.push(c);
            }
        }
    }
    (depth == 0).then_some(translated)
}

/// Translates a character class from after its `[` to its `]`. In the regex crate `&&`, `--`, `~~` and an inner `[`
/// are set operations; in I-Regexp the first three are characters and the last is an error.
fn translate_class(chars: &mut std::str::Chars<'_>, translated: &mut String) -> Option<()> {
    translated.push('[');
    if chars.as_str().starts_with('^') {
        chars.next();
        translated.push('^');
    }
    let mut is_first = true;
    loop {
        match chars.next()? {
            ']' if !is_first => break,
            '[' | ']' => return None,
            '-' if is_first || chars.as_str().starts_with(']') => translated.push_str(r"\-"),
            '-' if chars.as_str().starts_with('-') => {
                chars.next();
                translated.push_str(r"-\-");
            }
            '-' => translated.push('-'),
            '\\' => {
                translated.push('\\');
                translated.push(chars.next()?);
            }
            c @ ('&' | '~' | '^') => {
                translated.push('\\');
                translated.push(c);
            }
            c => translated.push(c),
        }
        is_first = false;
    }
    translated.push(']');
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(pattern: &str, anchoring: Anchoring, text: &str) -> bool {
        Regexp::of(pattern, anchoring).is_ok_and(|regexp| regexp.fits(text))
    }

    fn matches(pattern: &str, text: &str) -> bool {
        fits(pattern, Anchoring::Whole, text)
    }

    #[test]
    fn a_match_covers_the_whole_text_and_a_search_any_part() {
        assert!(matches("ab|cd", "cd"));
        assert!(!matches("ab|cd", "abd"));
        assert!(!matches("a", "a\n"));
        assert!(fits("b", Anchoring::Part, "abc"));
    }

    #[test]
    fn a_dot_is_neither_a_line_feed_nor_a_carriage_return() {
        assert!(matches(".", "\u{2028}") && matches(".", "😀"));
        assert!(!matches(".", "\n") && !matches(".", "\r"));
        assert!(matches(r"\.[.]", "..") && !matches(r"[.]", "a"));
    }

    #[test]
    fn set_operations_of_the_engine_are_plain_characters() {
        assert!(matches("[a&&b]", "&") && matches("[a&&b]", "a"));
        assert!(matches("[a~~b]", "~"));
        assert!(matches("[-a]", "-") && matches("[a-]", "-") && matches("[^-a]", "b"));
        assert!(matches(r"[\]\[\-x]+", "[x]-") && matches("[b^]", "^"));
        assert!(matches("[!--]", ",") && !matches("[!--]", "."));
        assert!(matches("[a-c]{2,3}", "abc") && !matches("[a-c]", "-"));
    }

    #[test]
    fn what_is_not_a_pattern_fits_nothing() {
        for pattern in
            ["(", ")", "a)(b", "[", "[]", "[a", "[[a]]", "*", r"\", "a{2,1}", r"\p{Nope}"]
        {
            assert!(!matches(pattern, pattern), "{pattern}");
            assert!(!fits(pattern, Anchoring::Part, "a b"), "{pattern}");
        }
        for anchoring in [Anchoring::Whole, Anchoring::Part] {
            let large = "((a{1000}){1000}){1000}";
            assert!(Regexp::of(large, anchoring).is_err());
            assert!(!Patterns::default().fits("a", large, anchoring));
        }
    }

    #[test]
    fn patterns_of_the_payload_are_told_apart_by_their_reach() {
        let patterns = Patterns::default();
        for round in 0..20 {
            assert!(patterns.fits("abc", "b", Anchoring::Part));
            assert!(!patterns.fits("abc", "b", Anchoring::Whole));
            assert!(patterns.fits(&format!("x{round}"), &format!("x{round}"), Anchoring::Whole));
        }
        assert!(patterns.compiled.borrow().len() <= KEPT);
    }
}
