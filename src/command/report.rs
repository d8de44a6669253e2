//! Reports rejects and repairs during a run: all rejects to a file, the first ones to standard error.

use std::io::Write as _;

use leadmap_engine::capture::may_hold_headers;
use leadmap_engine::error::{Error, Result};
use leadmap_engine::input::frame::Repair;
use leadmap_engine::message::{shortened, visible};
use leadmap_engine::reading::{self, Events};
use leadmap_engine::reject::{LineWriter, Reject, RejectCode};
use leadmap_engine::sink::output::Output;
use leadmap_view::paint::{Color, Ink, Tone};
use leadmap_view::snippet::{Excerpt, Snippet, Values, Where};

use super::progress::ProgressDisplay;
use crate::say::say;

/// How many rejects and how many repairs are shown; the summary counts the rest.
const SHOWN: u64 = 10;

/// How much is shown of a node's path, in characters.
const NODE: usize = 200;

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
    /// Whether a capture that was rejected may hold headers. What comes after can be a piece of it.
    headers_seen: bool,
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
            headers_seen: false,
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

    fn shown(&self, reject: &Reject<'_>) -> String {
        let place = reject.fault.map_or(reject.read_at, |fault| fault.place);
        let byte = format!("byte {}", place.byte);
        // Its keys are as long as who sent it likes.
        let node = reject.node.as_ref().map(|node| shortened(node, NODE));
        let detail = node.map_or_else(|| byte.clone(), |node| format!("{byte}, {node}"));
        let bytes = reject.capture.bytes();
        // The line of a text in another encoding is no text, and says nothing.
        let is_text = !bytes.is_empty() && reject.code != RejectCode::Encoding;
        let fault = reject.fault.filter(|_| is_text);
        let values = match self.headers_seen || is_fragment(bytes) {
            true => Values::Hidden,
            false => Values::IfHarmless,
        };
        Snippet {
            kind: "reject",
            tone: Tone::Bad,
            code: reject.code.name(),
            message: &reject.message,
            place: Where {
                file: &reject.input,
                line: place.line,
                column: place.column,
                detail: Some(&detail),
            },
            excerpt: fault.map(|fault| Excerpt::of_capture(bytes, fault.at, values)),
            label: None,
            below: &[],
            notes: &[],
        }
        .render(self.ink)
    }
}

/// Whatever ends the run, the last line is whole.
impl Drop for RejectReporter {
    fn drop(&mut self) {
        // A run that has failed says why; this could only repeat it.
        let _ = self.capture_ends();
    }
}

/// Whether this begins within a value: what stands before it may say that it is of headers.
fn is_fragment(bytes: &[u8]) -> bool {
    matches!(bytes.trim_ascii_start().first(), Some(b':' | b',' | b'"' | b'}' | b']'))
}

impl Events for RejectReporter {
    fn reject(&mut self, reject: &Reject<'_>) -> Result<()> {
        self.rejects += 1;
        if self.volume == Volume::Normal && self.rejects <= SHOWN {
            self.headers_seen |= may_hold_headers(reject.capture.bytes());
            self.say(&self.shown(reject));
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
