//! The colours of a terminal.

use anstyle::{AnsiColor, Style};

/// Whether text is written with the colours of a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Color {
    /// No escape sequences.
    #[default]
    Off,
    /// ANSI escape sequences.
    On,
}

/// The meaning of a piece of text, which chooses its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Something is wrong.
    Bad,
    /// Something is doubtful.
    Doubtful,
    /// Something is worth knowing.
    Good,
    /// What to read first.
    Strong,
    /// What frames a source: line numbers, bars, arrows.
    Frame,
}

/// Paints text, or leaves it as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ink(pub Color);

impl Ink {
    /// `text` in the colour of its tone.
    pub fn paint(self, tone: Tone, text: &str) -> String {
        let style = match tone {
            Tone::Bad => AnsiColor::BrightRed.on_default().bold(),
            Tone::Doubtful => AnsiColor::Yellow.on_default().bold(),
            Tone::Good => AnsiColor::BrightGreen.on_default().bold(),
            Tone::Strong => Style::new().bold(),
            Tone::Frame => AnsiColor::BrightBlue.on_default().bold(),
        };
        match self.0 {
            Color::Off => text.to_owned(),
            Color::On => format!("{style}{text}{style:#}"),
        }
    }
}
