//! The main job: payloads in, records out. The loop that ties frames, captures, mapping, sink, rejects and tally
//! together.

use std::collections::HashSet;
use std::io::{self, Read};
use std::ops::ControlFlow;

use anyhow::{Context, Result};

use crate::capture::{BodyFault, Object, Replay, ReplayedCapture, Unwrapping};
use crate::input::frame::{Broken, FrameOptions, Repair, Step};
use crate::input::frames::Frames;
use crate::input::place::Place;
use crate::input::source::{Pace, Source};
use crate::json::compact::write_compact;
use crate::mapping::Mapping;
use crate::projection::{Made, Outcome, Payload, Projection, Refusal, Strictness};
use crate::record::{Cell, Record};
use crate::reject::{Capture, Code, Excerpt, Reject};
use crate::sink::Sink;
use crate::tally::Tally;
use crate::terminal::visible;

/// What is asked of a run beside the mapping.
#[derive(Debug, Clone)]
pub struct Options {
    /// How values are read.
    pub frames: FrameOptions,
    /// How payloads are taken out of captures.
    pub unwrapping: Unwrapping,
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

/// A place in an input.
#[derive(Debug, Clone, Copy)]
struct Spot<'a> {
    file: &'a str,
    place: Place,
}

/// Where a capture came from.
#[derive(Debug, Clone, Copy)]
struct Origin<'a> {
    /// Where it was read: where messages point.
    read: Spot<'a>,
    /// Where it stood first. It differs where a rejects file is read again.
    first: Spot<'a>,
}

/// What alone is wanted of a capture that is read again.
#[derive(Debug, Clone, Copy, Default)]
struct Wanted<'a> {
    node: Option<&'a str>,
    element: Option<usize>,
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
        for source in sources {
            if self.out.ending.is_some() {
                break;
            }
            self.read(source)?;
        }
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
        self.out.tally.inputs += 1;
        self.read_from(name, reader, pace)?;
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

    fn read(&mut self, source: &Source) -> Result<()> {
        let name = source.name();
        let (reader, pace) = source.open().with_context(|| could_not_read(&name))?;
        self.out.tally.inputs += 1;
        self.read_from(&name, reader, pace)
    }

    fn read_from(&mut self, name: &str, reader: impl Read, pace: Pace) -> Result<()> {
        let mut frames = Frames::new(reader, self.options.frames);
        while self.out.ending.is_none() {
            let step = frames.next_step();
            let ended = matches!(step, Step::End);
            match step {
                Step::Wait => {
                    if pace == Pace::Live {
                        self.out.pause()?;
                    }
                    frames.fill().with_context(|| could_not_read(name))?;
                }
                Step::Frame(frame) => {
                    let capture = Object::with_members(frame.text, frame.members);
                    self.frame(Origin::of(name, frame.place), capture)?;
                }
                Step::Broken(broken) => {
                    self.out
                        .broken(Origin::of(name, broken.place), broken.fault_place, &broken)?;
                }
                Step::End => {}
            }
            self.out.repairs(name, frames.take_repairs());
            if ended {
                break;
            }
        }
        Ok(())
    }

    fn frame(&mut self, origin: Origin<'_>, capture: Object<'_>) -> Result<()> {
        let Some(replay) = Replay::of(capture) else {
            return self.capture(origin, capture, Wanted::default());
        };
        let first = Spot {
            file: &replay.file,
            place: replay.place,
        };
        let origin = Origin { first, ..origin };
        let wanted = Wanted {
            node: replay.node.as_deref(),
            element: replay.element,
        };
        match &replay.capture {
            ReplayedCapture::Json(text) => self.capture(origin, Object::new(text), wanted),
            ReplayedCapture::Bytes(bytes) => self.bytes(origin, bytes, replay.code, wanted),
            ReplayedCapture::Lost { why, text } => {
                let refusal = Refusal {
                    code: replay.code.unwrap_or(Code::NoPayload),
                    message: why.clone(),
                    field: None,
                };
                let kept = text
                    .as_deref()
                    .map_or(Capture::TooLarge, |text| Capture::Text(text.as_bytes()));
                self.out.tally.payloads.read += 1;
                self.out.reject_payload(origin, refusal, None, kept)
            }
        }
    }

    /// Reads bytes that were no JSON value when they were rejected for `code`, and may have been mended: all of them,
    /// or they are rejected again as they are.
    fn bytes(
        &mut self,
        origin: Origin<'_>,
        bytes: &[u8],
        code: Option<Code>,
        wanted: Wanted<'_>,
    ) -> Result<()> {
        let frames =
            || Frames::of_rejected(bytes, self.options.frames, origin.first.place.byte, code);
        let mut looking = frames();
        loop {
            match looking.next_step() {
                Step::Wait => looking.fill().context("could not read memory")?,
                Step::Frame(_) => {}
                Step::Broken(broken) => {
                    let at = usize::try_from(broken.place.byte)? + broken.fault_at;
                    // Only the place of the reject line means something to who mends it.
                    return self.out.broken(
                        origin,
                        origin.read.place,
                        &Broken {
                            bytes: Some(bytes),
                            fault_at: at,
                            ..broken
                        },
                    );
                }
                Step::End => break,
            }
        }
        let mut frames = frames();
        while self.out.ending.is_none() {
            match frames.next_step() {
                Step::Wait => frames.fill().context("could not read memory")?,
                Step::Frame(frame) => {
                    let capture = Object::with_members(frame.text, frame.members);
                    self.capture(origin, capture, wanted)?;
                }
                Step::Broken(broken) => self.out.broken(origin, origin.read.place, &broken)?,
                Step::End => break,
            }
            self.out.repairs(origin.read.file, frames.take_repairs());
        }
        self.out.repairs(origin.read.file, frames.take_repairs());
        Ok(())
    }

    fn capture(
        &mut self,
        origin: Origin<'_>,
        capture: Object<'_>,
        wanted: Wanted<'_>,
    ) -> Result<()> {
        let unwrapped = self.options.unwrapping.open(capture);
        *self
            .out
            .tally
            .wrappers
            .entry(unwrapped.wrapper)
            .or_default() += 1;
        let payloads = unwrapped.payloads();
        let several = payloads.len() > 1;
        for (index, payload) in payloads.into_iter().enumerate() {
            if self.out.ending.is_some() {
                break;
            }
            if wanted.element.is_some_and(|element| element != index) {
                continue;
            }
            self.out.tally.payloads.read += 1;
            let element = several.then_some(index);
            let kept = Capture::Json(capture.text());
            match payload {
                Err(fault) => {
                    let refusal = refusal(fault);
                    self.out.reject_payload(origin, refusal, element, kept)?;
                }
                Ok(object) => {
                    let payload = Payload {
                        object,
                        delivery: unwrapped.delivery,
                        file: origin.first.file,
                        line: origin.first.place.line,
                        byte: origin.first.place.byte,
                    };
                    self.payload(origin, &payload, wanted.node, element, kept)?;
                }
            }
        }
        Ok(())
    }

    fn payload(
        &mut self,
        origin: Origin<'_>,
        payload: &Payload<'_>,
        node: Option<&str>,
        element: Option<usize>,
        capture: Capture<'_>,
    ) -> Result<()> {
        let out = &mut self.out;
        let rejected_records = out.tally.records.rejected;
        let outcome = self.projection.run(payload, node, |made| {
            match made {
                Made::Record { cells, fills } => {
                    out.tally.count_fills(fills);
                    out.record(cells)?;
                }
                Made::Refused { refusal, node } => {
                    out.tally.records.made += 1;
                    out.tally.records.rejected += 1;
                    out.reject(origin, refusal, element, node, capture)?;
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
            Outcome::Refused(refusal) => out.reject_payload(origin, refusal, element, capture)?,
        }
        if self.out.tally.records.rejected > rejected_records {
            self.out.tally.touched += 1;
        }
        let flaws = self.projection.take_flaws();
        self.out.tally.count_flaws(flaws);
        Ok(())
    }
}

impl<'a> Origin<'a> {
    /// Of a capture that is read for the first time.
    fn of(file: &'a str, place: Place) -> Self {
        let spot = Spot { file, place };
        Origin {
            read: spot,
            first: spot,
        }
    }
}

impl Out<'_, '_> {
    /// The input pauses: what there is should be where others can see it.
    fn pause(&mut self) -> Result<()> {
        self.sink.flush()?;
        self.listener.pause().context("could not write the rejects")
    }

    fn record(&mut self, cells: &Record<'_>) -> Result<()> {
        self.tally.records.made += 1;
        if let Some(key) = unique_key(&self.mapping.unique, cells)
            && !self.seen.insert(key)
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

    fn broken(
        &mut self,
        origin: Origin<'_>,
        fault_place: Place,
        broken: &Broken<'_>,
    ) -> Result<()> {
        self.tally.payloads.read += 1;
        self.tally.payloads.rejected += 1;
        self.tally.touched += 1;
        let fault = Excerpt {
            place: fault_place,
            bytes: broken.bytes.unwrap_or_default(),
            at: broken.fault_at,
        };
        self.note(&Reject {
            code: broken.code,
            message: broken.message.clone(),
            field: None,
            input: origin.read.file,
            read_at: origin.read.place,
            file: origin.first.file,
            place: origin.first.place,
            fault: Some(fault),
            element: None,
            node: None,
            capture: broken.bytes.map_or(Capture::TooLarge, Capture::Text),
        })
    }

    fn reject_payload(
        &mut self,
        origin: Origin<'_>,
        refusal: Refusal,
        element: Option<usize>,
        capture: Capture<'_>,
    ) -> Result<()> {
        self.tally.payloads.rejected += 1;
        self.tally.touched += 1;
        self.reject(origin, refusal, element, None, capture)
    }

    fn reject(
        &mut self,
        origin: Origin<'_>,
        refusal: Refusal,
        element: Option<usize>,
        node: Option<String>,
        capture: Capture<'_>,
    ) -> Result<()> {
        let field = refusal
            .field
            .and_then(|index| self.mapping.fields.get(index));
        self.note(&Reject {
            code: refusal.code,
            message: refusal.message,
            field: field.map(|field| field.name.as_str()),
            input: origin.read.file,
            read_at: origin.read.place,
            file: origin.first.file,
            place: origin.first.place,
            fault: None,
            element,
            node,
            capture,
        })
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

    fn repairs(&mut self, input: &str, repairs: Vec<Repair>) {
        for repair in repairs {
            *self.tally.repairs.entry(repair.kind).or_default() += 1;
            self.listener.repair(input, repair);
        }
    }
}

fn could_not_read(name: &str) -> String {
    format!("could not read {}", visible(name))
}

fn refusal(fault: BodyFault) -> Refusal {
    let (code, message) = match fault {
        BodyFault::NotThere => (
            Code::NoPayload,
            "the path of --from selects nothing in this capture".into(),
        ),
        BodyFault::Empty => (Code::NoPayload, "the capture's body is empty".into()),
        BodyFault::NotJson(why) => (Code::BodyNotJson, why),
    };
    Refusal {
        code,
        message,
        field: None,
    }
}

/// What makes a record equal to another: the texts of its unique cells, each with its length before it so that no two
/// lists of texts give the same key. `None` where there are no such cells or all are blank.
fn unique_key(unique: &[usize], cells: &Record<'_>) -> Option<Box<[u8]>> {
    let mut key = Vec::new();
    let mut blank = true;
    for cell in unique.iter().filter_map(|&index| cells.get(index)) {
        blank &= cell.is_blank();
        let start = key.len();
        key.extend_from_slice(&[0; 8]);
        match cell {
            Cell::Missing => {}
            Cell::Text(text) => key.extend_from_slice(text.as_bytes()),
            Cell::Json(json) => write_compact(json, &mut key),
        }
        let length = (key.len() - start - 8) as u64;
        key[start..start + 8].copy_from_slice(&length.to_le_bytes());
    }
    (!blank).then(|| key.into_boxed_slice())
}
