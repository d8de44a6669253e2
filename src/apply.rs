//! The main job: payloads in, records out. The loop that ties payloads, mapping, sink, rejects and tally together.

use std::collections::HashSet;
use std::io::{self, Read};
use std::ops::ControlFlow;

use anyhow::{Context, Result};

use crate::capture::Wrapper;
use crate::input::frame::Repair;
use crate::input::source::{Pace, Source};
use crate::mapping::Mapping;
use crate::projection::{Made, Outcome, Projection, Refusal, Strictness};
use crate::reading::{self, Arrival, Receiver};
use crate::record::{Record, unique_key};
use crate::reject::Reject;
use crate::sink::Sink;
use crate::tally::Tally;

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
    projection: Projection<'m>,
    options: &'o Options,
    out: Out<'m, 'o>,
}

/// The side of a run that records and rejects go to.
struct Out<'m, 'o> {
    mapping: &'m Mapping,
    sink: &'o mut dyn Sink,
    listener: &'o mut dyn Listener,
    tally: Tally,
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
        Run {
            projection: Projection::new(mapping, options.strictness),
            options,
            out: Out {
                mapping,
                sink,
                listener,
                tally: Tally::new(mapping),
                seen: HashSet::new(),
                limit: options.limit,
                max_rejects,
                ending: (options.limit == Some(0)).then_some(Ending::Complete),
            },
        }
    }

    /// Reads `sources` one after the other, and returns what was counted.
    ///
    /// # Errors
    /// When an input cannot be read or the output cannot be written.
    pub fn over(mut self, sources: &[Source]) -> Result<(Tally, Ending)> {
        let options = self.options;
        self.out.tally.inputs = reading::read(sources, &options.reading, &mut self)?;
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
        self.out.tally.inputs = 1;
        self.finish()
    }

    fn finish(mut self) -> Result<(Tally, Ending)> {
        let ending = self.out.ending.take().unwrap_or(Ending::Complete);
        self.out.sink.finish()?;
        let mut tally = self.out.tally;
        tally.guarded_cells = self.out.sink.guarded_cells();
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
        let out = &mut self.out;
        out.tally.payloads.read += 1;
        let rejected_records = out.tally.records.rejected;
        let payload = &arrival.payload;
        let outcome = self.projection.run(payload, arrival.node, |made| {
            match made {
                Made::Record { cells, fills } => {
                    out.tally.count_fills(fills);
                    out.record(cells)?;
                }
                Made::Refused { refusal, node } => {
                    out.tally.records.made += 1;
                    out.tally.records.rejected += 1;
                    out.refuse(arrival, refusal, node)?;
                }
            }
            Ok(match out.ending {
                None => ControlFlow::Continue(()),
                Some(_) => ControlFlow::Break(()),
            })
        })?;
        match outcome {
            Outcome::Mapped => out.tally.payloads.mapped += 1,
            Outcome::Empty => out.tally.payloads.empty += 1,
            Outcome::Filtered(path, found) => out.tally.count_filtered(path, found),
            Outcome::Refused(refusal) => {
                out.tally.count_rejected_payload();
                out.refuse(arrival, refusal, None)?;
            }
        }
        if out.tally.records.rejected > rejected_records {
            out.tally.touched += 1;
        }
        let flaws = self.projection.take_flaws();
        self.out.tally.count_flaws(flaws);
        Ok(())
    }

    fn reject(&mut self, reject: &Reject<'_>) -> Result<()> {
        self.out.tally.payloads.read += 1;
        self.out.tally.count_rejected_payload();
        self.out.note(reject)
    }

    fn repair(&mut self, input: &str, repair: Repair) {
        *self.out.tally.repairs.entry(repair.kind).or_default() += 1;
        self.out.listener.repair(input, repair);
    }

    fn opened(&mut self, wrapper: Wrapper) {
        *self.out.tally.wrappers.entry(wrapper).or_default() += 1;
    }

    fn pause(&mut self) -> Result<()> {
        self.out.sink.flush()?;
        let paused = self.out.listener.pause();
        paused.context("could not write the rejects")
    }

    fn is_done(&self) -> bool {
        self.out.ending.is_some()
    }
}

impl Out<'_, '_> {
    fn record(&mut self, cells: &Record<'_>) -> Result<()> {
        self.tally.records.made += 1;
        if let Some(key) = unique_key(
            self.mapping
                .unique
                .iter()
                .filter_map(|&index| cells.get(index)),
        ) && !self.seen.insert(key)
        {
            self.tally.records.duplicate += 1;
            return Ok(());
        }
        self.sink.write(cells)?;
        self.tally.records.written += 1;
        if self
            .limit
            .is_some_and(|limit| self.tally.records.written >= limit)
        {
            self.ending = Some(Ending::Complete);
        }
        Ok(())
    }

    fn refuse(
        &mut self,
        arrival: &Arrival<'_>,
        refusal: Refusal,
        node: Option<String>,
    ) -> Result<()> {
        let field = refusal
            .field
            .and_then(|index| self.mapping.fields.get(index));
        let field = field.map(|field| field.name.as_str());
        self.note(&arrival.reject(refusal, field, node))
    }

    fn note(&mut self, reject: &Reject<'_>) -> Result<()> {
        *self.tally.rejects.entry(reject.code).or_default() += 1;
        self.listener
            .reject(reject)
            .context("could not write the rejects")?;
        if self
            .max_rejects
            .is_some_and(|most| self.tally.rejected() > most)
        {
            self.ending = Some(Ending::TooManyRejects);
        }
        Ok(())
    }
}
