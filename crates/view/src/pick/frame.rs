//! What a terminal is to show, in lines of pieces.

use crate::paint::{Ink, Tone};

/// What a terminal is to show: a line each, not more and not wider than its size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScreenText {
    /// The lines, from the top.
    pub lines: Vec<ScreenLine>,
    /// Where the cursor is, line and column from 0, if it is to be seen.
    pub cursor: Option<(u16, u16)>,
}

/// Pieces of text, each at a column.
///
/// No piece relies on how wide the terminal takes the one before for, for terminals disagree about that.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ScreenLine {
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Piece {
    at: usize,
    tone: Option<Tone>,
    text: String,
}

impl ScreenLine {
    /// Puts a text at a column, behind all that was put before.
    pub(super) fn put(&mut self, at: usize, tone: Option<Tone>, text: impl Into<String>) {
        let text = text.into();
        if !text.is_empty() {
            self.pieces.push(Piece { at, tone, text });
        }
    }

    /// The line for a terminal, from its first column on.
    pub fn paint(&self, ink: Ink) -> String {
        let mut painted = String::new();
        for piece in &self.pieces {
            painted += &format!("\u{1b}[{}G", piece.at + 1);
            match piece.tone {
                Some(tone) => painted += &ink.paint(tone, &piece.text),
                None => painted += &piece.text,
            }
        }
        painted
    }

    /// The line without colours, as wide as it should be.
    #[cfg(test)]
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        for piece in &self.pieces {
            let gap = piece.at.saturating_sub(super::fit::width(&text));
            text.extend(std::iter::repeat_n(' ', gap));
            text += &piece.text;
        }
        text
    }
}
