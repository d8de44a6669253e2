//! Reading captures in a command: payloads go to the command, rejects and repairs to standard error.

use std::io::{self, IsTerminal as _};
use std::ops::ControlFlow;
use std::path::PathBuf;

use anyhow::{Context, Result};

use leadmap_engine::apply::Listener as _;
use leadmap_engine::input::frame::Repair;
use leadmap_engine::input::source::{Source, Sources};
use leadmap_engine::reading::{self, Arrival, Receiver};
use leadmap_engine::reject::Reject;
use leadmap_view::summary::Inputs;

use super::Status;
use super::report::{Report, Volume};
use super::settings::{self, messages};
use crate::cli;
use crate::say::say;

/// What there was in the inputs of a command.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Counts {
    /// Payloads that were read.
    pub(super) payloads: u64,
    /// What was read and is no payload.
    pub(super) rejected: u64,
    /// Rejects that were not shown.
    pub(super) not_shown: u64,
    /// Files in folders that did not look like captures.
    pub(super) passed_over: Vec<PathBuf>,
}

impl Counts {
    /// The same, for a summary.
    pub(super) fn inputs(&self) -> Inputs<'_> {
        let Counts { payloads, rejected, not_shown, ref passed_over } = *self;
        Inputs { payloads, rejected, not_shown, passed_over }
    }

    /// Whether all that was read were payloads.
    pub(super) fn status(&self) -> Status {
        if self.rejected > 0 { Status::Something } else { Status::Clean }
    }
}

/// Reads the payloads of `inputs` and hands each to `take`, which can break off.
///
/// # Errors
/// When an argument makes no sense, an input cannot be read, and those of `take`.
pub(super) fn read(
    inputs: &[PathBuf],
    reading: &cli::Reading,
    output: cli::Messages,
    take: impl FnMut(&Arrival<'_>) -> Result<ControlFlow<()>>,
) -> Result<Counts> {
    let (volume, color) = messages(output);
    let options = settings::reading(reading);
    let sources = Sources::named(inputs)?;
    announce_terminal(&sources, volume);
    let mut reader =
        Reader { report: Report::new(volume, color), counts: Counts::default(), done: false, take };
    reading::read(&sources.sources, &options, &mut reader)?;
    let (not_shown, _) = reader.report.not_shown();
    Ok(Counts { not_shown, passed_over: sources.passed_over, ..reader.counts })
}

/// Tells a person who started a command without an input what it waits for.
pub(super) fn announce_terminal(sources: &Sources, volume: Volume) {
    let waits = sources.sources.contains(&Source::Stdin) && io::stdin().is_terminal();
    if waits && volume == Volume::Normal {
        say("reading captures from the terminal; Ctrl-D ends them\n");
    }
}

/// Hands payloads on and reports the rest.
struct Reader<F> {
    report: Report,
    counts: Counts,
    done: bool,
    take: F,
}

impl<F: FnMut(&Arrival<'_>) -> Result<ControlFlow<()>>> Receiver for Reader<F> {
    fn payload(&mut self, arrival: &Arrival<'_>) -> Result<()> {
        self.counts.payloads += 1;
        self.done = (self.take)(arrival)?.is_break();
        Ok(())
    }

    fn reject(&mut self, reject: &Reject<'_>) -> Result<()> {
        self.counts.rejected += 1;
        let reported = self.report.reject(reject);
        reported.context("could not report a reject")
    }

    fn repair(&mut self, input: &str, repair: Repair) {
        self.report.repair(input, repair);
    }

    fn is_done(&self) -> bool {
        self.done
    }
}
