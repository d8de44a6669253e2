//! A line of a source as it is shown, cut around the place that matters.

#![expect(clippy::indexing_slicing, reason = "each place was found in these bytes")]

use std::ops::Range;

use unicode_width::UnicodeWidthStr;

use leadmap_engine::capture::Values;
use leadmap_engine::message::visible;

use super::masked::masked;

/// The longest line that is shown whole, in characters.
const WHOLE: usize = 140;

/// How many characters of a longer line stand before the caret.
const BEFORE: usize = 60;

/// How many characters of a longer line are shown from the caret on.
const AFTER: usize = 60;

/// The most bytes of a line that are looked at on either side of the caret.
const REACH: usize = 4 * WHOLE;

/// What a tab is shown as.
const TAB: &str = "    ";

/// The visible part of a line, and the columns of the carets under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// The line, or the part of it around the carets.
    pub(crate) line: String,
    /// How many columns stand before the carets.
    pub(crate) indent: usize,
    /// How many carets there are: at least one.
    pub(crate) carets: usize,
}

impl Excerpt {
    /// Of `line`, of which the bytes of `span` are marked.
    pub(crate) fn of_line(line: &str, span: Range<usize>) -> Self {
        let start = line.floor_char_boundary(span.start);
        let end = line.ceil_char_boundary(span.end.max(start));
        let [before, marked, after] =
            [0..start, start..end, end..line.len()].map(|part| line.get(part).unwrap_or_default());
        let [most_before, most_after] = match first_characters(line, WHOLE) {
            (_, Cut::Nowhere) => [WHOLE, WHOLE],
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
            carets: marked.width().max(1),
            line: format!("{before}{marked}{after}"),
        }
    }

    /// Of the line in `bytes`, a part of a capture, that holds the byte `at`, which is marked. What is not UTF-8 is shown
    /// as U+FFFD. Nor is any value shown where the bytes tell of headers, whatever `values` says.
    pub fn of_capture(bytes: &[u8], at: usize, values: Values) -> Self {
        let at = at.min(bytes.len());
        let hides = values.and(Values::of(bytes)) == Values::Hidden;
        let (before, after) = bytes.split_at(at);
        let before = match hides {
            // Where a string begins can be told only from the line's beginning.
            true => before,
            false => &before[before.len().saturating_sub(REACH)..],
        };
        let before =
            memchr::memrchr2(b'\n', b'\r', before).map_or(before, |end| &before[end + 1..]);
        let after = &after[..after.len().min(REACH)];
        let after = memchr::memchr2(b'\n', b'\r', after).map_or(after, |end| &after[..end]);
        let (before, after) = (String::from_utf8_lossy(before), String::from_utf8_lossy(after));
        let (before, after) = match hides {
            true => masked(&before, &after),
            false => (before.into_owned(), after.into_owned()),
        };
        let marked = after.chars().next().map_or(0, char::len_utf8);
        let line = format!("{before}{after}");
        Self::of_line(&line, before.len()..before.len() + marked)
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

/// A part of a source as it is shown: visible, with spaces for tabs.
fn shown(source: &str) -> String {
    visible(&source.replace('\t', TAB)).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_cut_around_the_caret() {
        let bytes = format!("first\n{}X{}\nlast", "a".repeat(1000), "b".repeat(1000)).into_bytes();
        let excerpt = Excerpt::of_capture(&bytes, 1006, Values::Shown);
        assert_eq!(excerpt.line, format!("…{}X{}…", "a".repeat(60), "b".repeat(60)));
        assert_eq!((excerpt.indent, excerpt.carets), (61, 1));
    }

    #[test]
    fn what_is_not_text_is_shown_safely() {
        let excerpt = Excerpt::of_capture(b"a\x1b\t\xe9b\r\n", 3, Values::Shown);
        assert_eq!(excerpt.line, "a\\u{1b}    \u{fffd}b");
        assert_eq!((excerpt.indent, excerpt.carets), (11, 1));
        assert_eq!(Excerpt::of_capture(b"{\"a\"\n", 5, Values::Shown).line, "");
        assert_eq!(
            Excerpt::of_capture(b"", 7, Values::Shown),
            Excerpt { line: String::new(), indent: 0, carets: 1 }
        );
    }
}
