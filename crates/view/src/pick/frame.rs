//! The screen as lines of spans.

use crate::paint::{Ink, Tone};

/// The lines of a screen: not more and not wider than the size of the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScreenText {
    /// The lines, from the top.
    pub lines: Vec<ScreenLine>,
    /// Where the cursor is, line and column from 0, if it is to be seen.
    pub cursor: Option<(u16, u16)>,
}

/// Spans of text, each at a column.
///
/// No span relies on the width of the one before: terminals disagree about widths.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ScreenLine {
    spans: Vec<Span>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Span {
    at: usize,
    tone: Option<Tone>,
    text: String,
}

impl ScreenLine {
    /// Puts a text at a column, behind all that was put before.
    pub(super) fn put(&mut self, at: usize, tone: Option<Tone>, text: impl Into<String>) {
        let text = text.into();
        if !text.is_empty() {
            self.spans.push(Span { at, tone, text });
        }
    }

    /// The line for a terminal, from its first column on.
    pub fn paint(&self, ink: Ink) -> String {
        let mut painted = String::new();
        for span in &self.spans {
            painted += &format!("\u{1b}[{}G", span.at + 1);
            match span.tone {
                Some(tone) => painted += &ink.paint(tone, &span.text),
                None => painted += &span.text,
            }
        }
        painted
    }

    /// The line without colours, as wide as it should be.
    #[cfg(test)]
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        for span in &self.spans {
            let gap = span.at.saturating_sub(super::fit::width(&text));
            text.extend(std::iter::repeat_n(' ', gap));
            text += &span.text;
        }
        text
    }
}
