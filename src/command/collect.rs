//! Taking payloads together in several threads, where in which order they come makes no difference.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result};

use leadmap_engine::apply::{self, Listener as _};
use leadmap_engine::input::frame::Repair;
use leadmap_engine::input::source::Sources;
use leadmap_engine::reading::{self, Arrival, Divide, Event, Part, Receiver};
use leadmap_engine::reject::Reject;
use leadmap_engine::sink::reach::Reach;

use super::captures::{Counts, announce_terminal};
use super::progress::{Mode, Progress};
use super::report::Report;
use super::settings::{self, messages};
use crate::cli;

/// What payloads are taken into.
pub(super) trait Collection: Send + Sized {
    /// Takes a payload.
    ///
    /// # Errors
    /// When the run cannot go on.
    fn take(&mut self, arrival: &Arrival<'_>) -> Result<()>;

    /// An empty one of the same kind.
    fn empty(&self) -> Self;

    /// Whether [`append`](Self::append) is certain to go well.
    fn has_room_for(&self, more: &Self) -> bool;

    /// Takes in what another one has taken.
    ///
    /// # Errors
    /// When the run cannot go on.
    fn append(&mut self, more: Self) -> Result<()>;
}

/// Reads the payloads of `inputs` into `collection`, of which nothing is written to standard output before the end.
///
/// # Errors
/// When an argument makes no sense, an input cannot be read, and those of the collection.
pub(super) fn collect<C: Collection>(
    inputs: &[PathBuf],
    reading: &cli::Reading,
    work: cli::Work,
    output: cli::Messages,
    collection: &mut C,
) -> Result<Counts> {
    let (volume, color) = messages(output);
    let mut options = settings::reading(reading);
    let sources = Arc::new(Sources::named(inputs)?);
    options.jobs = settings::jobs(work.jobs, &sources.sources);
    announce_terminal(&sources, volume);
    let rows = match Reach::of_stdout() {
        Reach::Terminal => Reach::Elsewhere,
        reach => reach,
    };
    let mode = Mode::of(work.progress, volume, rows, &sources);
    let mut report = Report::new(volume, color);
    report.show(mode.and_then(|mode| Progress::start(mode, "payload", Arc::clone(&sources))));
    let mut reader = Reader { report, counts: Counts::default(), collection };
    reading::divided(&sources.sources, &options, &mut reader)?;
    let (not_shown, _) = reader.report.not_shown();
    Ok(Counts { not_shown, passed_over: sources.passed_over.clone(), ..reader.counts })
}

struct Reader<'c, C> {
    report: Report,
    counts: Counts,
    collection: &'c mut C,
}

impl<C: Collection> Receiver for Reader<'_, C> {
    fn payload(&mut self, arrival: &Arrival<'_>) -> Result<()> {
        self.counts.payloads += 1;
        self.collection.take(arrival)
    }

    fn reject(&mut self, reject: &Reject<'_>) -> Result<()> {
        self.counts.rejected += 1;
        let reported = self.report.reject(reject);
        reported.context("could not report a reject")
    }

    fn repair(&mut self, input: &str, repair: Repair) {
        self.report.repair(input, repair);
    }

    fn progress(&mut self, reading: &reading::Progress) {
        self.report.progress(&apply::Progress {
            reading: *reading,
            records: self.counts.payloads,
            rejects: self.counts.rejected,
        });
    }
}

impl<C: Collection> Divide for Reader<'_, C> {
    type Part = Collector<C>;

    fn part(&self) -> Collector<C> {
        Collector {
            collection: self.collection.empty(),
            payloads: 0,
            events: Vec::new(),
            weight: 0,
        }
    }

    fn has_room_for(&self, batch: &Collected<C>) -> bool {
        let collection = batch.collection.as_ref();
        collection.is_some_and(|more| self.collection.has_room_for(more))
    }

    fn absorb(&mut self, batch: &mut Collected<C>) -> Result<()> {
        self.counts.payloads += batch.payloads;
        for event in batch.events.drain(..) {
            match event {
                Event::Reject(held) => self.reject(&held.reject())?,
                Event::Repair(input, repair) => self.repair(&input, repair),
            }
        }
        match batch.collection.take() {
            Some(more) => self.collection.append(more),
            None => Ok(()),
        }
    }
}

/// The most that rejects and repairs of a part may take, in bytes, about.
const MOST: usize = 4 << 20;

/// Takes payloads in another thread.
struct Collector<C> {
    collection: C,
    payloads: u64,
    events: Vec<Event>,
    weight: usize,
}

/// What has come of them.
struct Collected<C> {
    collection: Option<C>,
    payloads: u64,
    events: Vec<Event>,
}

impl<C> Default for Collected<C> {
    fn default() -> Self {
        Collected { collection: None, payloads: 0, events: Vec::new() }
    }
}

impl<C: Collection> Receiver for Collector<C> {
    fn payload(&mut self, arrival: &Arrival<'_>) -> Result<()> {
        self.payloads += 1;
        self.collection.take(arrival)
    }

    fn reject(&mut self, reject: &Reject<'_>) -> Result<()> {
        self.keep(Event::of_reject(reject));
        Ok(())
    }

    fn repair(&mut self, input: &str, repair: Repair) {
        self.keep(Event::of_repair(input, repair));
    }

    fn is_done(&self) -> bool {
        self.weight > MOST
    }
}

impl<C: Collection> Part for Collector<C> {
    type Batch = Collected<C>;

    fn begin(&mut self, batch: Collected<C>) {
        self.collection = self.collection.empty();
        self.payloads = 0;
        self.events = batch.events;
        self.events.clear();
        self.weight = 0;
    }

    fn finish(&mut self) -> Collected<C> {
        let empty = self.collection.empty();
        Collected {
            collection: Some(std::mem::replace(&mut self.collection, empty)),
            payloads: self.payloads,
            events: std::mem::take(&mut self.events),
        }
    }
}

impl<C> Collector<C> {
    fn keep(&mut self, event: Event) {
        self.weight += event.weight();
        self.events.push(event);
    }
}
