//! Reports rejects and repairs during a run: all rejects to a file, the first ones to standard error.

use std::io::Write as _;

use leadmap_engine::error::{Error, Result};
use leadmap_engine::input::frame::Repair;
use leadmap_engine::input::source::PassedOver;
use leadmap_engine::message::visible;
use leadmap_engine::reading::{self, Events};
use leadmap_engine::reject::{LineWriter, Reject};
use leadmap_engine::sink::output::Output;
use leadmap_view::paint::{Color, Ink, Tone};
use leadmap_view::rejects::RejectPrinter;

use super::progress::ProgressDisplay;
use crate::say::say;

/// How many rejects and how many repairs are shown; the summary counts the rest.
const SHOWN: u64 = 10;

/// How much is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Volume {
    Normal,
    Quiet,
}

/// Keeps rejects and shows some of them.
pub(super) struct RejectReporter {
    volume: Volume,
    ink: Ink,
    file: Option<Output>,
    lines: LineWriter,
    rejects: u64,
    repairs: u64,
    progress: Option<ProgressDisplay>,
    printer: RejectPrinter,
    /// What was not read, or had nothing in it.
    passed_over: Vec<PassedOver>,
}

impl RejectReporter {
    pub(super) fn new(volume: Volume, color: Color) -> Self {
        RejectReporter {
            volume,
            ink: Ink(color),
            file: None,
            lines: LineWriter::default(),
            rejects: 0,
            repairs: 0,
            progress: None,
            printer: RejectPrinter::default(),
            passed_over: Vec::new(),
        }
    }

    pub(super) fn keep_rejects_in(&mut self, file: Output) {
        self.file = Some(file);
    }

    /// Shows `progress` until this is closed or dropped.
    pub(super) fn show(&mut self, progress: Option<ProgressDisplay>) {
        self.progress = progress;
    }

    /// How many rejects and repairs were not shown.
    pub(super) fn not_shown(&self) -> (u64, u64) {
        (self.rejects.saturating_sub(SHOWN), self.repairs.saturating_sub(SHOWN))
    }

    /// What was not read, or had nothing in it.
    pub(super) fn take_passed_over(&mut self) -> Vec<PassedOver> {
        std::mem::take(&mut self.passed_over)
    }

    /// Ends the report. The file of the rejects is yet to be committed.
    pub(super) fn close(&mut self) -> Option<Output> {
        self.progress = None;
        self.file.take()
    }

    fn say(&self, text: &str) {
        match &self.progress {
            Some(progress) => progress.beside(|| say(text)),
            None => say(text),
        }
    }
}

/// Whatever ends the run, the last line is whole.
impl Drop for RejectReporter {
    fn drop(&mut self) {
        // A run that has failed says why; this could only repeat it.
        let _ = self.capture_ends();
    }
}

impl Events for RejectReporter {
    fn reject(&mut self, reject: &Reject<'_>) -> Result<()> {
        self.rejects += 1;
        if self.volume == Volume::Normal && self.rejects <= SHOWN {
            let shown = self.printer.render(reject, self.ink);
            self.say(&shown);
        }
        match &mut self.file {
            Some(file) => self.lines.write(reject, file).map_err(Error::writing(file.name())),
            None => Ok(()),
        }
    }

    fn capture_ends(&mut self) -> Result<()> {
        match &mut self.file {
            Some(file) => self.lines.end(file).map_err(Error::writing(file.name())),
            None => Ok(()),
        }
    }

    fn repair(&mut self, file: &str, repair: Repair) {
        self.repairs += 1;
        if self.volume == Volume::Normal && self.repairs <= SHOWN {
            let label = self.ink.paint(Tone::Good, "repaired");
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

    fn passed_over(&mut self, entry: PassedOver) {
        self.passed_over.push(entry);
    }

    fn pause(&mut self) -> Result<()> {
        self.capture_ends()?;
        match &mut self.file {
            Some(file) => file.flush().map_err(Error::writing(file.name())),
            None => Ok(()),
        }
    }

    fn progress(&mut self, progress: &reading::Progress) {
        if let Some(shown) = &self.progress {
            shown.tell(progress, self.rejects);
        }
    }
}
