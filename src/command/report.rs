//! Telling about rejects and repairs while a run goes on: to a file, and the first of them to standard error.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufWriter, Write as _};

use leadmap::apply::Listener;
use leadmap::input::frames::Repair;
use leadmap::reject::{self, Reject};
use leadmap::terminal::{Color, Excerpt, Ink, visible};

/// How many rejects and how many repairs are shown; the summary counts the rest.
const SHOWN: u64 = 10;

/// How much is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Volume {
    Normal,
    Quiet,
}

/// Keeps rejects and shows some of them.
pub(super) struct Report {
    volume: Volume,
    ink: Ink,
    file: Option<BufWriter<File>>,
    rejects: u64,
    repairs: u64,
}

impl Report {
    pub(super) fn new(volume: Volume, color: Color) -> Self {
        Report { volume, ink: Ink::new(color), file: None, rejects: 0, repairs: 0 }
    }

    pub(super) fn keep_rejects_in(&mut self, file: File) {
        self.file = Some(BufWriter::new(file));
    }

    /// How many rejects and repairs were not shown.
    pub(super) fn not_shown(&self) -> (u64, u64) {
        (self.rejects.saturating_sub(SHOWN), self.repairs.saturating_sub(SHOWN))
    }

    pub(super) fn close(&mut self) -> io::Result<()> {
        self.pause()
    }

    fn say(&self, text: &str) {
        // Where standard error is closed nobody wants to know.
        let _ = io::stderr().write_all(text.as_bytes());
    }

    fn shown(&self, reject: &Reject<'_>) -> String {
        let mut text = String::new();
        let place = reject.fault.map_or(reject.place, |fault| fault.place);
        let code = self.ink.bad(&format!("reject[{}]", reject.code.name()));
        let message = self.ink.strong(&format!(": {}", visible(&reject.message)));
        let number = place.line.to_string();
        let margin = " ".repeat(number.len());
        let arrow = self.ink.frame("-->");
        let file = visible(reject.input);
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{code}{message}");
        let _ = write!(text, "{margin}{arrow} {file}:{number}:{} (byte {})", place.column, place.byte);
        if let Some(node) = &reject.node {
            let _ = write!(text, ", {}", visible(node));
        }
        text.push('\n');
        let fault = reject.fault.filter(|fault| !fault.bytes.is_empty());
        if let Some(excerpt) = fault.map(|fault| Excerpt::of_bytes(fault.bytes, fault.at)) {
            let bar = self.ink.frame("|");
            let numbered = self.ink.frame(&format!("{number} |"));
            let caret = self.ink.bad("^");
            let _ = writeln!(text, "{margin} {bar}");
            let _ = writeln!(text, "{numbered} {}", excerpt.line);
            let _ = writeln!(text, "{margin} {bar} {:indent$}{caret}", "", indent = excerpt.indent);
        }
        text
    }
}

impl Listener for Report {
    fn reject(&mut self, reject: &Reject<'_>) -> io::Result<()> {
        self.rejects += 1;
        if self.volume == Volume::Normal && self.rejects <= SHOWN {
            self.say(&self.shown(reject));
        }
        match &mut self.file {
            Some(file) => reject::write_line(reject, file),
            None => Ok(()),
        }
    }

    fn repair(&mut self, file: &str, repair: Repair) {
        self.repairs += 1;
        if self.volume == Volume::Normal && self.repairs <= SHOWN {
            let label = self.ink.good("repaired");
            let place = repair.place;
            self.say(&format!(
                "{label}: {} at {}:{}:{}\n",
                repair.kind,
                visible(file),
                place.line,
                place.column
            ));
        }
    }

    fn pause(&mut self) -> io::Result<()> {
        self.file.as_mut().map_or(Ok(()), BufWriter::flush)
    }
}
