//! The main job: payloads in, records out. The loop that ties payloads, mapping, sink, rejects and tally together.
//!
//! A [`Run`] receives what is read and does not read itself, so that several runs can share one reading:
//!
//! ```text
//!   reading::divided(&sources, &options, &mut run)?  ──payloads──▶  Run ──▶ sink, events
//!   run.finish(inputs)?                              ──▶ what was counted
//! ```

#![expect(
    clippy::indexing_slicing,
    reason = "ends of rows are noted as they are written to these bytes"
)]

mod engine;
mod worker;

use crate::error::Result;

use crate::mapping::Mapping;
use crate::projection::{Refusal, Strictness};
use crate::reading::{Divide, Events};
use crate::record::{FirstRecords, Record};
use crate::sink::{Response, Sink};
use crate::tally::{Fate, Tally};

use engine::{Engine, RecordTarget, key_of};
use worker::{RunBatch, RunWorker};

/// What is asked of a run beside the mapping.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// What is done about values that do not fit.
    pub strictness: Strictness,
    /// Stop after so many records.
    pub limit: Option<u64>,
    /// More rejects than this end the run.
    pub max_rejects: Option<MaxRejects>,
}

/// Lenient, and without limits.
impl Default for Options {
    fn default() -> Self {
        Options { strictness: Strictness::Lenient, limit: None, max_rejects: None }
    }
}

/// How many rejects are too many.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum MaxRejects {
    /// More than so many: the run stops there.
    Count(u64),
    /// Rejects in more than so many of a hundred payloads: judged at the end.
    Percent(f64),
}

/// How a run ended.
#[derive(Debug)]
pub enum Ending {
    /// It came to its end, or to `--limit`.
    Complete,
    /// There were more rejects than allowed.
    TooManyRejects,
}

/// One run of a mapping over what it receives.
pub type Run<'m, 'o> = Engine<'m, RecordWriter<'m, 'o>>;

/// Writes each record to the sink, if it is new.
pub struct RecordWriter<'m, 'o> {
    mapping: &'m Mapping,
    sink: &'o mut dyn Sink,
    events: &'o mut dyn Events,
    /// All records so far, where the mapping has `unique`.
    firsts: FirstRecords<()>,
    limit: Option<u64>,
    max_rejects: Option<MaxRejects>,
    ending: Option<Ending>,
}

impl<'m, 'o> Run<'m, 'o> {
    /// A run of `mapping` that writes to `sink`, and tells `events` what happens.
    pub fn new(
        mapping: &'m Mapping,
        options: &Options,
        sink: &'o mut dyn Sink,
        events: &'o mut dyn Events,
    ) -> Self {
        let Options { strictness, limit, max_rejects } = *options;
        let writer = RecordWriter {
            mapping,
            sink,
            events,
            firsts: FirstRecords::default(),
            limit,
            max_rejects,
            ending: (limit == Some(0)).then_some(Ending::Complete),
        };
        Engine::to(writer, mapping, strictness, Tally::new(mapping))
    }

    /// Finishes the output after `inputs` have been read, and returns what was counted.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn finish(self, inputs: u64) -> Result<(Tally, Ending)> {
        let Engine { mut tally, target, .. } = self;
        let RecordWriter { sink, ending, max_rejects, .. } = target;
        sink.finish()?;
        tally.inputs = inputs;
        tally.guarded_cells = sink.guarded_cells();
        tally.check()?;
        let ending = match (ending.unwrap_or(Ending::Complete), max_rejects) {
            (Ending::Complete, Some(MaxRejects::Percent(percent)))
                if tally.touched as f64 * 100.0 > percent * tally.payloads.read as f64 =>
            {
                Ending::TooManyRejects
            }
            (ending, _) => ending,
        };
        Ok((tally, ending))
    }
}

impl<'m> Divide for Run<'m, '_> {
    type Worker = RunWorker<'m>;

    fn is_divisible(&self) -> bool {
        self.target.sink.renderer().is_some()
    }

    fn worker(&self) -> RunWorker<'m> {
        RunWorker::new(self.mapping, self.strictness, self.target.sink.renderer())
    }

    fn has_room_for(&self, batch: &RunBatch) -> bool {
        let (tally, writer) = (&self.tally, &self.target);
        let written = tally.records.written + batch.tally.records.written;
        let rejected = tally.rejected() + batch.tally.rejected();
        writer.ending.is_none()
            && writer.limit.is_none_or(|limit| written < limit)
            && !writer.are_too_many(rejected)
    }

    fn absorb(&mut self, batch: &mut RunBatch) -> Result<()> {
        let duplicates = self.target.write_batch(batch)?;
        batch.events.replay(self.target.events)?;
        let mut tally = std::mem::take(&mut batch.tally);
        tally.records.written -= duplicates;
        tally.records.duplicate += duplicates;
        self.tally.append(tally);
        Ok(())
    }
}

impl RecordWriter<'_, '_> {
    /// Whether so many rejects stop the run.
    fn are_too_many(&self, rejected: u64) -> bool {
        matches!(self.max_rejects, Some(MaxRejects::Count(most)) if rejected > most)
    }

    /// Writes the rows of a batch but for duplicates, and returns how many those were.
    fn write_batch(&mut self, batch: &mut RunBatch) -> Result<u64> {
        let bytes = &batch.rows.bytes;
        if self.mapping.unique.is_empty() {
            self.sink.write_rows(bytes, batch.rows.guarded)?;
            return Ok(0);
        }
        let mut duplicates = 0;
        let (mut written, mut end, mut guarded) = (0, 0, 0);
        for row in batch.ends.drain(..) {
            let is_new = self.firsts.enter(row.key, || ()).is_none();
            if is_new {
                guarded += row.guarded;
            } else {
                duplicates += 1;
                self.sink.write_rows(&bytes[written..end], guarded)?;
                (written, guarded) = (row.end, 0);
            }
            end = row.end;
        }
        self.sink.write_rows(&bytes[written..end], guarded)?;
        Ok(duplicates)
    }
}

impl RecordTarget for RecordWriter<'_, '_> {
    fn record(&mut self, record: &Record<'_>) -> Result<Result<Fate, Refusal>> {
        if self.firsts.enter(key_of(self.mapping, record), || ()).is_some() {
            return Ok(Ok(Fate::Duplicate));
        }
        match self.sink.write(record)? {
            Response::Accepted => Ok(Ok(Fate::Written)),
            Response::Refused(refusal) => {
                if let Some(key) = key_of(self.mapping, record) {
                    self.firsts.forget(&key);
                }
                Ok(Err(refusal))
            }
        }
    }

    fn events(&mut self) -> &mut dyn Events {
        self.events
    }

    fn flush(&mut self) -> Result<()> {
        Ok(self.sink.flush()?)
    }

    fn counted(&mut self, tally: &Tally) {
        if self.limit.is_some_and(|limit| tally.records.written >= limit) {
            self.ending = Some(Ending::Complete);
        }
        if self.are_too_many(tally.rejected()) {
            self.ending = Some(Ending::TooManyRejects);
        }
    }

    fn is_done(&self) -> bool {
        self.ending.is_some()
    }
}
