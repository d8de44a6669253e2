//! Reads captures for a command: collects payloads, and reports rejects and repairs on standard error.

use std::io::{self, IsTerminal as _};
use std::iter;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Result;

use leadmap_engine::input::source::{PassedOver, Source, Sources};
use leadmap_engine::reading;
use leadmap_engine::reading::collect::{Collected, Collection, collect};
use leadmap_engine::sink::output_kind::OutputKind;
use leadmap_engine::tally::Captures;
use leadmap_view::summary::{InputCounts, closed, not_read};

use super::Status;
use super::outputs::{self, Stdout};
use super::progress::{ProgressDisplay, ProgressMode};
use super::report::{RejectReporter, Volume};
use super::settings::{jobs, messages};
use crate::cli;
use crate::say::say;

/// Counts of the inputs of a command.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Counts {
    /// Captures, by what became of them.
    pub(super) captures: Captures,
    /// Payloads that were read.
    pub(super) payloads: u64,
    /// What was read and is no payload.
    pub(super) rejected: u64,
    /// Rejects that were not shown.
    pub(super) not_shown: u64,
    /// What is in folders and was not read.
    pub(super) passed_over: Vec<PassedOver>,
    /// Whether there are folders among that.
    pub(super) have_closed_folders: bool,
}

impl Counts {
    /// The same, for a summary.
    pub(super) fn inputs(&self) -> InputCounts<'_> {
        let Counts { ref captures, payloads, rejected, not_shown, ref passed_over, .. } = *self;
        InputCounts { captures, payloads, rejected, not_shown, passed_over }
    }

    /// Whether everything was read, and all of it were payloads.
    pub(super) fn status(&self) -> Status {
        if self.rejected > 0 || self.have_closed_folders {
            Status::Something
        } else {
            Status::Clean
        }
    }
}

/// Reads the payloads of `inputs` into `collection`, of which nothing is written to standard output before the end.
///
/// # Errors
/// When an argument makes no sense, an input cannot be read, and those of the collection.
pub(super) fn read<C: Collection>(
    inputs: &[PathBuf],
    reading: reading::Options,
    work: impl Into<cli::WorkArgs>,
    output: cli::Messages,
    collection: &mut C,
) -> Result<Counts> {
    read_sources(Sources::named(inputs)?, reading, work, output, collection)
}

/// As [`read`], with inputs that have been looked for.
pub(super) fn read_sources<C: Collection>(
    sources: Sources,
    mut reading: reading::Options,
    work: impl Into<cli::WorkArgs>,
    output: cli::Messages,
    collection: &mut C,
) -> Result<Counts> {
    let cli::WorkArgs { threads, progress } = work.into();
    let (volume, color) = messages(output);
    let sources = Arc::new(sources);
    outputs::refuse_sharing(&[], Stdout::Written, &sources, iter::empty())?;
    reading.jobs = jobs(threads.jobs, &sources.sources);
    warn_of_closed(&sources);
    announce_terminal(&sources, volume);
    let rows = match OutputKind::of_stdout() {
        OutputKind::Terminal => OutputKind::Elsewhere,
        reach => reach,
    };
    let mode = ProgressMode::of(progress, volume, rows, &sources);
    let mut report = RejectReporter::new(volume, color);
    report
        .show(mode.and_then(|mode| ProgressDisplay::start(mode, "payload", Arc::clone(&sources))));
    let Collected { captures, payloads, rejected } =
        collect(&sources.sources, &reading, collection, &mut report)?;
    let (not_shown, _) = report.not_shown();
    let mut passed_over = sources.passed_over.clone();
    passed_over.append(&mut report.take_passed_over());
    Ok(Counts {
        captures,
        payloads,
        rejected,
        not_shown,
        passed_over,
        have_closed_folders: sources.have_closed_folders(),
    })
}

/// Warns of what could not be looked into and may hold captures, also where little is said: nobody could tell otherwise
/// that leads are missing.
pub(super) fn warn_of_closed(sources: &Sources) {
    if let Some(warning) = closed(&sources.passed_over) {
        say(&warning);
    }
}

/// Tells a person who started a command without an input what it waits for.
pub(super) fn announce_terminal(sources: &Sources, volume: Volume) {
    let waits = sources.sources.contains(&Source::Stdin) && io::stdin().is_terminal();
    if waits && volume == Volume::Normal {
        say("reading captures from the terminal; Ctrl-D ends them\n");
    }
}

/// Tells what was not read, or had nothing in it.
pub(super) fn say_not_read(counts: &Counts) {
    for (label, files) in not_read(&counts.passed_over) {
        say(&format!("{label}: {files}\n"));
    }
}
