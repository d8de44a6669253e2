//! A worker of a divided run: it projects the payloads of one chunk, and keeps what comes of them in a batch until the
//! run takes that in.

use std::io;

use crate::error::Result;

use super::engine::{Engine, RecordTarget, key_of};
use crate::mapping::Mapping;
use crate::projection::{Refusal, Strictness};
use crate::reading::{self, EventLog, Events};
use crate::record::Record;
use crate::sink::{Renderer, Rows};
use crate::tally::{Fate, Tally};

/// How large a batch may become, in bytes, about. The run reads the chunk itself if more comes of it: small inputs can
/// have any number of records.
const MOST: usize = 4 << 20;

/// What came of a chunk.
#[derive(Default)]
pub struct RunBatch {
    /// Duplicates are counted as written: only the run knows the other batches.
    pub(super) tally: Tally,
    pub(super) rows: Rows,
    /// Where each row ends, where the mapping has `unique`.
    pub(super) ends: Vec<RowEnd>,
    pub(super) events: EventLog,
    /// The size of the row ends and their keys, in bytes.
    weight: usize,
}

/// The end of a row.
#[derive(Debug)]
pub(super) struct RowEnd {
    pub(super) end: usize,
    pub(super) key: Option<Box<[u8]>>,
    pub(super) guarded: u64,
}

/// A worker of a [`Run`](super::Run).
pub(super) type RunWorker<'m> = Engine<'m, BatchBuilder<'m>>;

/// Keeps records as rows, and what happens beside them.
pub struct BatchBuilder<'m> {
    mapping: &'m Mapping,
    /// `None` where rows depend on each other: such a run is not divided.
    renderer: Option<Box<dyn Renderer>>,
    batch: RunBatch,
}

impl<'m> RunWorker<'m> {
    pub(super) fn new(
        mapping: &'m Mapping,
        strictness: Strictness,
        renderer: Option<Box<dyn Renderer>>,
    ) -> Self {
        let builder = BatchBuilder { mapping, renderer, batch: RunBatch::default() };
        Engine::to(builder, mapping, strictness, Tally::of_chunk(mapping))
    }
}

impl reading::Worker for RunWorker<'_> {
    type Batch = RunBatch;

    fn begin(&mut self, mut batch: RunBatch) {
        batch.rows.bytes.clear();
        batch.rows.guarded = 0;
        batch.ends.clear();
        batch.events.clear();
        batch.weight = 0;
        self.target.batch = batch;
        self.tally = Tally::of_chunk(self.mapping);
    }

    fn finish(&mut self) -> RunBatch {
        let mut batch = std::mem::take(&mut self.target.batch);
        batch.tally = std::mem::take(&mut self.tally);
        batch
    }
}

impl RecordTarget for BatchBuilder<'_> {
    fn record(&mut self, record: &Record<'_>) -> Result<Result<Fate, Refusal>> {
        let guarded = self.batch.rows.guarded;
        let renderer = self.renderer.as_mut();
        let renderer = renderer.ok_or_else(|| io::Error::from(io::ErrorKind::Unsupported))?;
        renderer.render(record, &mut self.batch.rows)?;
        if !self.mapping.unique.is_empty() {
            let key = key_of(self.mapping, record);
            self.batch.weight += size_of::<RowEnd>() + key.as_ref().map_or(0, |key| key.len());
            self.batch.ends.push(RowEnd {
                end: self.batch.rows.bytes.len(),
                key,
                guarded: self.batch.rows.guarded - guarded,
            });
        }
        Ok(Ok(Fate::Written))
    }

    fn events(&mut self) -> &mut dyn Events {
        &mut self.batch.events
    }

    fn is_done(&self) -> bool {
        self.batch.rows.bytes.len() + self.batch.weight + self.batch.events.weight() > MOST
    }
}
