//! A part of a run: the same work on some of the payloads, with everything that comes of it held back until it is the
//! part's turn.

use std::io;

use anyhow::Result;

use super::engine::{Engine, Fate, Out, key_of};
use crate::capture::Wrapper;
use crate::input::frame::Repair;
use crate::mapping::Mapping;
use crate::projection::Strictness;
use crate::reading::{self, Arrival, Event, Receiver};
use crate::record::Record;
use crate::reject::Reject;
use crate::sink::{Renderer, Rows};
use crate::tally::Tally;

/// The most that is held back, in bytes, about. What would come to more is done when its turn has come.
const MOST: usize = 4 << 20;

/// What came of a part.
#[derive(Default)]
pub struct Batch {
    /// Duplicates are counted as written: only the run knows the other parts.
    pub(super) tally: Tally,
    pub(super) rows: Rows,
    /// Where each row ends, where the mapping has `unique`.
    pub(super) ends: Vec<RowEnd>,
    pub(super) events: Vec<Event>,
    /// What is held back beside the rows, in bytes.
    weight: usize,
}

/// The end of a row.
#[derive(Debug)]
pub(super) struct RowEnd {
    pub(super) end: usize,
    pub(super) key: Option<Box<[u8]>>,
    pub(super) guarded: u64,
}

impl Batch {
    fn keep(&mut self, event: Event) {
        self.weight += event.weight();
        self.events.push(event);
    }
}

/// One who does parts.
pub struct Part<'m> {
    mapping: &'m Mapping,
    engine: Engine<'m, Apart<'m>>,
}

/// Records and rejects are kept.
struct Apart<'m> {
    mapping: &'m Mapping,
    /// `None` where there can be no parts: then none is ever of use.
    renderer: Option<Box<dyn Renderer>>,
    batch: Batch,
}

impl<'m> Part<'m> {
    pub(super) fn new(
        mapping: &'m Mapping,
        strictness: Strictness,
        renderer: Option<Box<dyn Renderer>>,
    ) -> Self {
        let out = Apart { mapping, renderer, batch: Batch::default() };
        Part { mapping, engine: Engine::new(mapping, strictness, Tally::of_part(mapping), out) }
    }
}

impl Receiver for Part<'_> {
    fn payload(&mut self, arrival: &Arrival<'_>) -> Result<()> {
        self.engine.payload(arrival)
    }

    fn reject(&mut self, reject: &Reject<'_>) -> Result<()> {
        self.engine.reject(reject)
    }

    fn repair(&mut self, input: &str, repair: Repair) {
        self.engine.repair(input, repair);
    }

    fn opened(&mut self, wrapper: Wrapper) {
        self.engine.opened(wrapper);
    }

    fn is_done(&self) -> bool {
        self.engine.out.is_done()
    }
}

impl reading::Part for Part<'_> {
    type Batch = Batch;

    fn begin(&mut self, mut batch: Batch) {
        batch.rows.bytes.clear();
        batch.rows.guarded = 0;
        batch.ends.clear();
        batch.events.clear();
        batch.weight = 0;
        self.engine.out.batch = batch;
        self.engine.tally = Tally::of_part(self.mapping);
    }

    fn finish(&mut self) -> Batch {
        let mut batch = std::mem::take(&mut self.engine.out.batch);
        batch.tally = std::mem::take(&mut self.engine.tally);
        batch
    }
}

impl Out for Apart<'_> {
    fn record(&mut self, record: &Record<'_>) -> Result<Fate> {
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
        Ok(Fate::Written)
    }

    fn reject(&mut self, reject: &Reject<'_>) -> Result<()> {
        self.batch.keep(Event::of_reject(reject));
        Ok(())
    }

    fn repair(&mut self, input: &str, repair: Repair) {
        self.batch.keep(Event::of_repair(input, repair));
    }

    fn counted(&mut self, _tally: &Tally) {}

    fn is_done(&self) -> bool {
        self.batch.rows.bytes.len() + self.batch.weight > MOST
    }
}
