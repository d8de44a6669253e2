//! Collecting: one thing is made of all payloads, in one thread or several.
//!
//! Each worker collects on its own, and the collections are appended to each other in the order of the inputs. So a
//! [`Collection`] decides itself how much order means to it: a schema does not ask for it, a trace ends at a record.

use crate::capture::Wrapper;
use crate::error::Result;

use super::{Arrival, Divide, EventLog, Events, Options, Progress, Receiver, Worker, divided};
use crate::input::frame::Repair;
use crate::input::source::{PassedOver, Source};
use crate::reject::Reject;
use crate::tally::{CaptureFate, Captures};

/// What payloads are collected into.
pub trait Collection: Send + Sized {
    /// Takes a payload.
    ///
    /// # Errors
    /// When the run cannot go on.
    fn take(&mut self, arrival: &Arrival<'_>) -> Result<()>;

    /// Whether no further payload is wanted.
    fn is_done(&self) -> bool {
        false
    }

    /// An empty one of the same kind, for the payloads of a chunk.
    fn empty(&self) -> Self;

    /// Whether to [append](Self::append) `more` is certain to go well, and the same as taking its payloads one after the
    /// other.
    fn has_room_for(&self, _more: &Self) -> bool {
        true
    }

    /// Takes what another one has taken of the payloads that follow.
    ///
    /// # Errors
    /// When the run cannot go on.
    fn append(&mut self, more: Self) -> Result<()>;
}

/// How much was read, and how many payloads were collected of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Collected {
    /// Captures, by what became of them.
    pub captures: Captures,
    /// Payloads.
    pub payloads: u64,
    /// What was read and is no payload.
    pub rejected: u64,
}

/// Collects the payloads of `sources` into `collection`, until they end or it is done; `events` is told the rest.
///
/// # Errors
/// When an input cannot be read, and those of `collection` and `events`.
pub fn collect<C: Collection>(
    sources: &[Source],
    options: &Options,
    collection: &mut C,
    events: &mut dyn Events,
) -> Result<Collected> {
    let mut collector = Collector { collection, collected: Collected::default(), events };
    divided(sources, options, &mut collector)?;
    Ok(collector.collected)
}

struct Collector<'c, C> {
    collection: &'c mut C,
    collected: Collected,
    events: &'c mut dyn Events,
}

impl<C: Collection> Receiver for Collector<'_, C> {
    fn payload(&mut self, arrival: &Arrival<'_>) -> Result<()> {
        self.collected.payloads += 1;
        self.collection.take(arrival)
    }

    fn capture_begins(&mut self) {
        self.collected.captures.begin();
    }

    fn opened(&mut self, wrapper: Wrapper) {
        self.collected.captures.count_wrapper(wrapper);
    }

    fn without_body(&mut self, method: &'static str) {
        self.collected.captures.count_without_body(method);
    }

    fn text(&mut self) {
        self.collected.captures.count_text();
    }

    fn cut_character(&mut self) {
        self.collected.captures.count_cut_character();
    }

    fn capture_became(&mut self, fate: CaptureFate) {
        self.collected.captures.count(fate);
    }

    fn is_done(&self) -> bool {
        self.collection.is_done()
    }
}

impl<C> Events for Collector<'_, C> {
    fn reject(&mut self, reject: &Reject<'_>) -> Result<()> {
        self.collected.rejected += 1;
        self.events.reject(reject)
    }

    fn capture_ends(&mut self) -> Result<()> {
        self.events.capture_ends()
    }

    fn repair(&mut self, input: &str, repair: Repair) {
        self.events.repair(input, repair);
    }

    fn passed_over(&mut self, entry: PassedOver) {
        self.events.passed_over(entry);
    }

    fn pause(&mut self) -> Result<()> {
        self.events.pause()
    }

    fn progress(&mut self, progress: &Progress) {
        self.events.progress(&Progress { results: self.collected.payloads, ..*progress });
    }
}

impl<C: Collection> Divide for Collector<'_, C> {
    type Worker = CollectorWorker<C>;

    fn worker(&self) -> CollectorWorker<C> {
        CollectorWorker(CollectorBatch::of(self.collection.empty()))
    }

    fn has_room_for(&self, batch: &Option<CollectorBatch<C>>) -> bool {
        batch.as_ref().is_some_and(|batch| self.collection.has_room_for(&batch.collection))
    }

    fn absorb(&mut self, batch: &mut Option<CollectorBatch<C>>) -> Result<()> {
        let Some(mut batch) = batch.take() else {
            return Ok(());
        };
        self.collected.payloads += batch.payloads;
        self.collected.captures.add(batch.captures);
        batch.log.replay(self)?;
        self.collection.append(batch.collection)
    }
}

/// How much the rejects and repairs of a batch may take, in bytes, about.
const MOST: usize = 4 << 20;

/// Collects the payloads of one chunk after another.
struct CollectorWorker<C>(CollectorBatch<C>);

/// What was collected of a chunk.
struct CollectorBatch<C> {
    collection: C,
    captures: Captures,
    payloads: u64,
    log: EventLog,
}

impl<C> CollectorBatch<C> {
    fn of(collection: C) -> Self {
        let captures = Captures::default();
        CollectorBatch { collection, captures, payloads: 0, log: EventLog::default() }
    }
}

impl<C: Collection> Receiver for CollectorWorker<C> {
    fn payload(&mut self, arrival: &Arrival<'_>) -> Result<()> {
        self.0.payloads += 1;
        self.0.collection.take(arrival)
    }

    fn capture_begins(&mut self) {
        self.0.captures.begin();
    }

    fn opened(&mut self, wrapper: Wrapper) {
        self.0.captures.count_wrapper(wrapper);
    }

    fn without_body(&mut self, method: &'static str) {
        self.0.captures.count_without_body(method);
    }

    fn text(&mut self) {
        self.0.captures.count_text();
    }

    fn cut_character(&mut self) {
        self.0.captures.count_cut_character();
    }

    fn capture_became(&mut self, fate: CaptureFate) {
        self.0.captures.count(fate);
    }

    fn is_done(&self) -> bool {
        self.0.log.weight() > MOST || self.0.collection.is_done()
    }
}

impl<C> Events for CollectorWorker<C> {
    fn reject(&mut self, reject: &Reject<'_>) -> Result<()> {
        self.0.log.reject(reject)
    }

    fn capture_ends(&mut self) -> Result<()> {
        self.0.log.capture_ends()
    }

    fn repair(&mut self, input: &str, repair: Repair) {
        self.0.log.repair(input, repair);
    }

    fn passed_over(&mut self, entry: PassedOver) {
        self.0.log.passed_over(entry);
    }
}

impl<C: Collection> Worker for CollectorWorker<C> {
    type Batch = Option<CollectorBatch<C>>;

    fn begin(&mut self, _: Option<CollectorBatch<C>>) {}

    fn finish(&mut self) -> Option<CollectorBatch<C>> {
        let next = CollectorBatch::of(self.0.collection.empty());
        Some(std::mem::replace(&mut self.0, next))
    }
}
