//! A finding with its place, as rustc made it the custom to show one:
//!
//! ```text
//! error[unknown-key]: unknown key `unqiue`
//!  --> leads.json:3:3
//!   |
//! 3 |   "unqiue": []
//!   |   ^^^^^^^^ did you mean `unique`?
//!   |
//!   = note: one of `fields`, `unique`, `when` …
//! ```

mod excerpt;
mod masked;

use std::fmt::Write as _;

use leadmap_engine::message::{shortened, visible};

use crate::paint::{Ink, Tone};

pub use excerpt::Excerpt;

/// Messages and notes of more characters are cut.
const SENTENCE: usize = 1000;

/// A finding, ready to be shown.
#[derive(Debug, Clone)]
pub struct Snippet<'a> {
    /// What kind of finding: `error`, `reject`.
    pub kind: &'a str,
    /// How the kind is painted.
    pub tone: Tone,
    /// The finding's code.
    pub code: &'a str,
    /// What is the matter, in one sentence.
    pub message: &'a str,
    /// Where.
    pub place: Where<'a>,
    /// The line there, if it is at hand.
    pub excerpt: Option<Excerpt>,
    /// What stands beside the carets.
    pub label: Option<&'a str>,
    /// What stands below the excerpt, line by line: already safe to show, and painted.
    pub below: &'a [String],
    /// What else helps.
    pub notes: &'a [String],
}

/// A place in a file. Lines and columns are counted from 1.
#[derive(Debug, Clone, Copy)]
pub struct Where<'a> {
    /// The file's name.
    pub file: &'a str,
    /// The line.
    pub line: u64,
    /// The column, in characters.
    pub column: u64,
    /// What else tells the place.
    pub detail: Option<&'a str>,
}

impl Snippet<'_> {
    /// The finding as text; every line ends with a line break. Control characters, and those that change the
    /// direction of text, are shown, not sent.
    pub fn render(&self, ink: Ink) -> String {
        let Where { file, line, column, detail } = self.place;
        let number = line.to_string();
        let margin = " ".repeat(number.len());
        let title = ink.paint(self.tone, &format!("{}[{}]", self.kind, self.code));
        let message = ink.paint(Tone::Strong, &format!(": {}", shortened(self.message, SENTENCE)));
        let arrow = ink.paint(Tone::Frame, "-->");
        let bar = ink.paint(Tone::Frame, "|");
        let detail = detail.map_or_else(String::new, |detail| format!(" ({})", visible(detail)));
        let mut text = format!(
            "{title}{message}\n{margin}{arrow} {}:{line}:{column}{detail}\n",
            visible(file)
        );
        // Writing to a string cannot fail.
        if let Some(excerpt) = &self.excerpt {
            let numbered = ink.paint(Tone::Frame, &format!("{number} |"));
            let label = self
                .label
                .map_or_else(String::new, |label| format!(" {}", shortened(label, SENTENCE)));
            let carets = ink.paint(self.tone, &format!("{}{label}", "^".repeat(excerpt.carets)));
            let indent = excerpt.indent;
            let _ = writeln!(text, "{margin} {bar}");
            let _ = writeln!(text, "{}", format!("{numbered} {}", excerpt.line).trim_end());
            let _ = writeln!(text, "{margin} {bar} {:indent$}{carets}", "");
            if !(self.below.is_empty() && self.notes.is_empty()) {
                let _ = writeln!(text, "{margin} {bar}");
            }
        }
        for line in self.below {
            let _ = writeln!(text, "{margin} {line}");
        }
        let (sign, word) = (ink.paint(Tone::Frame, "="), ink.paint(Tone::Strong, "note"));
        for note in self.notes {
            let _ = writeln!(text, "{margin} {sign} {word}: {}", shortened(note, SENTENCE));
        }
        text
    }
}
