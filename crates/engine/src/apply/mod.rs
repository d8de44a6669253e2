//! The main job: payloads in, records out. The loop that ties payloads, mapping, sink, rejects and tally together.

mod engine;
mod part;

use std::collections::HashSet;
use std::io::{self, Read};

use anyhow::{Context, Result};

use crate::capture::Wrapper;
use crate::input::frame::Repair;
use crate::input::source::{Pace, Source};
use crate::mapping::Mapping;
use crate::projection::Strictness;
use crate::reading::{self, Arrival, Divide, Event, Receiver};
use crate::record::Record;
use crate::reject::Reject;
use crate::sink::Sink;
use crate::tally::Tally;

use engine::{Engine, Fate, Out, key_of};
use part::{Batch, Part};

/// What is asked of a run beside the mapping.
#[derive(Debug, Clone)]
pub struct Options {
    /// How inputs are read.
    pub reading: reading::Options,
    /// What is done about values that do not fit.
    pub strictness: Strictness,
    /// Stop after so many records.
    pub limit: Option<u64>,
    /// More rejects than this end the run.
    pub max_rejects: Option<MaxRejects>,
}

/// How many rejects are too many.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum MaxRejects {
    /// More than so many: the run stops there.
    Count(u64),
    /// Rejects in more than so many of a hundred payloads: judged at the end.
    Percent(f64),
}

/// Who is told what happens in a run.
pub trait Listener {
    /// Something was rejected.
    ///
    /// # Errors
    /// When it cannot be noted.
    fn reject(&mut self, reject: &Reject<'_>) -> io::Result<()>;

    /// Something was repaired in the input `file`.
    fn repair(&mut self, file: &str, repair: Repair);

    /// The input pauses: what has been noted should be where others can see it.
    ///
    /// # Errors
    /// When that cannot be done.
    fn pause(&mut self) -> io::Result<()>;

    /// How far the run has come; told every now and then.
    fn progress(&mut self, _progress: &Progress) {}
}

/// How far a run has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// What has been read.
    pub reading: reading::Progress,
    /// Records that were written.
    pub records: u64,
    /// Payloads and records that were rejected.
    pub rejects: u64,
}

/// How a run ended.
#[derive(Debug)]
pub enum Ending {
    /// It came to its end, or to `--limit`.
    Complete,
    /// There were more rejects than allowed.
    TooManyRejects,
}

/// One run of a mapping over inputs.
pub struct Run<'m, 'o> {
    options: &'o Options,
    engine: Engine<'m, Direct<'m, 'o>>,
}

/// Records and rejects go where they belong, one after the other.
struct Direct<'m, 'o> {
    mapping: &'m Mapping,
    sink: &'o mut dyn Sink,
    listener: &'o mut dyn Listener,
    /// The keys of all records so far, where the mapping has `unique`.
    seen: HashSet<Box<[u8]>>,
    limit: Option<u64>,
    max_rejects: Option<u64>,
    ending: Option<Ending>,
}

impl<'m, 'o> Run<'m, 'o> {
    /// A run of `mapping` that writes to `sink` and tells `listener`.
    pub fn new(
        mapping: &'m Mapping,
        options: &'o Options,
        sink: &'o mut dyn Sink,
        listener: &'o mut dyn Listener,
    ) -> Self {
        let max_rejects = match options.max_rejects {
            Some(MaxRejects::Count(count)) => Some(count),
            _ => None,
        };
        let out = Direct {
            mapping,
            sink,
            listener,
            seen: HashSet::new(),
            limit: options.limit,
            max_rejects,
            ending: (options.limit == Some(0)).then_some(Ending::Complete),
        };
        Run { options, engine: Engine::new(mapping, options.strictness, Tally::new(mapping), out) }
    }

    /// Reads `sources` one after the other, and returns what was counted.
    ///
    /// # Errors
    /// When an input cannot be read or the output cannot be written.
    pub fn over(mut self, sources: &[Source]) -> Result<(Tally, Ending)> {
        let options = self.options;
        self.engine.tally.inputs = reading::divided(sources, &options.reading, &mut self)?;
        self.finish()
    }

    /// Reads what `reader` gives as one input called `name`, and returns what was counted.
    ///
    /// # Errors
    /// As [`Self::over`].
    pub fn over_reader(
        mut self,
        name: &str,
        reader: impl Read,
        pace: Pace,
    ) -> Result<(Tally, Ending)> {
        let options = self.options;
        reading::read_one(name, reader, pace, &options.reading, &mut self)?;
        self.engine.tally.inputs = 1;
        self.finish()
    }

    fn finish(self) -> Result<(Tally, Ending)> {
        let Engine { mut tally, out, .. } = self.engine;
        let ending = out.ending.unwrap_or(Ending::Complete);
        out.sink.finish()?;
        tally.guarded_cells = out.sink.guarded_cells();
        tally.check()?;
        let ending = match (ending, self.options.max_rejects) {
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

impl Receiver for Run<'_, '_> {
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

    fn pause(&mut self) -> Result<()> {
        let out = &mut self.engine.out;
        out.sink.flush()?;
        let paused = out.listener.pause();
        paused.context("could not write the rejects")
    }

    fn progress(&mut self, reading: &reading::Progress) {
        let tally = &self.engine.tally;
        self.engine.out.listener.progress(&Progress {
            reading: *reading,
            records: tally.records.written,
            rejects: tally.rejected(),
        });
    }

    fn is_done(&self) -> bool {
        self.engine.out.is_done()
    }
}

impl<'m> Divide for Run<'m, '_> {
    type Part = Part<'m>;

    fn is_divisible(&self) -> bool {
        self.engine.out.sink.renderer().is_some()
    }

    fn part(&self) -> Part<'m> {
        let out = &self.engine.out;
        Part::new(out.mapping, self.options.strictness, out.sink.renderer())
    }

    fn has_room_for(&self, batch: &Batch) -> bool {
        let (tally, out) = (&self.engine.tally, &self.engine.out);
        let written = tally.records.written + batch.tally.records.written;
        let rejected = tally.rejected() + batch.tally.rejected();
        out.ending.is_none()
            && out.limit.is_none_or(|limit| written < limit)
            && out.max_rejects.is_none_or(|most| rejected <= most)
    }

    fn absorb(&mut self, batch: &mut Batch) -> Result<()> {
        let duplicates = self.engine.out.write_batch(batch)?;
        for event in batch.events.drain(..) {
            self.engine.out.replay(event)?;
        }
        let mut tally = std::mem::take(&mut batch.tally);
        tally.records.written -= duplicates;
        tally.records.duplicate += duplicates;
        self.engine.tally.append(tally);
        Ok(())
    }
}

impl Direct<'_, '_> {
    /// Writes the rows of a batch, and returns how many were not written as they had been there before.
    fn write_batch(&mut self, batch: &mut Batch) -> Result<u64> {
        let bytes = &batch.rows.bytes;
        if self.mapping.unique.is_empty() {
            self.sink.write_rows(bytes, batch.rows.guarded)?;
            return Ok(0);
        }
        let mut duplicates = 0;
        let (mut written, mut end, mut guarded) = (0, 0, 0);
        for row in batch.ends.drain(..) {
            let is_new = row.key.is_none_or(|key| self.seen.insert(key));
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

    fn replay(&mut self, event: Event) -> Result<()> {
        match event {
            Event::Reject(held) => {
                self.listener.reject(&held.reject()).context("could not write the rejects")
            }
            Event::Repair(input, repair) => {
                self.listener.repair(&input, repair);
                Ok(())
            }
        }
    }
}

impl Out for Direct<'_, '_> {
    fn record(&mut self, record: &Record<'_>) -> Result<Fate> {
        if let Some(key) = key_of(self.mapping, record)
            && !self.seen.insert(key)
        {
            return Ok(Fate::Duplicate);
        }
        self.sink.write(record)?;
        Ok(Fate::Written)
    }

    fn reject(&mut self, reject: &Reject<'_>) -> Result<()> {
        self.listener.reject(reject).context("could not write the rejects")
    }

    fn repair(&mut self, input: &str, repair: Repair) {
        self.listener.repair(input, repair);
    }

    fn counted(&mut self, tally: &Tally) {
        let Direct { limit, max_rejects, .. } = *self;
        if limit.is_some_and(|limit| tally.records.written >= limit) {
            self.ending = Some(Ending::Complete);
        }
        if max_rejects.is_some_and(|most| tally.rejected() > most) {
            self.ending = Some(Ending::TooManyRejects);
        }
    }

    fn is_done(&self) -> bool {
        self.ending.is_some()
    }
}
