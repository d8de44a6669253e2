//! Reading: from inputs to payloads, one after the other. The loop that ties sources, frames and captures together.
//!
//! [`read`] does it in one thread, [`divided`] in several, to the same effect.

mod bytes;
pub mod collect;
mod conductor;
mod cutter;
mod divide;
mod events;
mod feed;
mod group;
mod intake;
mod layout;
mod live;
mod pool;
mod small;

use std::borrow::Cow;
use std::io::Read;

use crate::error::{Error, Result};

use crate::capture::{
    BodyFault, Inspected, Replay, ReplayedCapture, Unpacked, Unwrapping, Wrapper,
};
use crate::input::frame::{Broken, Faults, FrameOptions, Next, Repair, Unit};
use crate::input::frames::Frames;
use crate::input::place::Place;
use crate::input::provenance::{InputPlace, Provenance};
use crate::input::source::{Pace, Source};
use crate::json::View;
use crate::projection::{Payload, Refusal};
use crate::reject::{self, FaultLocation, Reject, RejectCode};

use small::SmallFiles;

pub use divide::{Divide, Jobs, Worker, divided};
pub use events::{EventLog, Events};

/// How inputs are read.
#[derive(Debug, Clone)]
pub struct Options {
    /// How values are read.
    pub frames: FrameOptions,
    /// How payloads are taken out of captures.
    pub unwrapping: Unwrapping,
    /// How the work is divided, where it can be: see [`divided`].
    pub jobs: Jobs,
}

/// The default for the largest capture, in bytes.
const MAX_PAYLOAD: usize = 64 << 20;

/// Captures of up to 64 MiB, nothing mended, wrappers recognised.
impl Default for Options {
    fn default() -> Self {
        Options {
            frames: FrameOptions {
                max_payload: MAX_PAYLOAD,
                faults: Faults::Refuse,
                unit: Unit::Value,
            },
            unwrapping: Unwrapping::Auto,
            jobs: Jobs::default(),
        }
    }
}

/// Takes what is read: payloads, and what happens beside them.
///
/// An error of any method ends the reading.
pub trait Receiver: Events {
    /// Takes a payload.
    ///
    /// # Errors
    /// When the run cannot go on.
    fn payload(&mut self, arrival: &Arrival<'_>) -> Result<()>;

    /// Is told what a capture was taken for, before its payloads come.
    fn opened(&mut self, _wrapper: Wrapper) {}

    /// Whether nothing more is wanted.
    fn is_done(&self) -> bool {
        false
    }
}

/// How far the reading has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Bytes of inputs that have been read, of compressed ones as they are: to be compared with the files' sizes.
    pub bytes: u64,
    /// Chunks that workers have read.
    pub absorbed: u64,
    /// Chunks that had to be read again, one value after the other.
    pub redone: u64,
    /// Payloads or records that have come of it. Only its receiver knows: the reading itself tells 0.
    pub results: u64,
}

/// A payload, and what is known of the way it came.
#[derive(Debug, Clone, Copy)]
pub struct Arrival<'a> {
    /// The payload.
    pub payload: Payload<'a>,
    /// Which of several payloads in its capture it is, counted from 0.
    pub element: Option<usize>,
    /// The normalized path of the node of `each` that alone is wanted, where a reject is read again.
    pub node: Option<&'a str>,
    /// The text of the capture.
    pub(crate) capture: &'a str,
}

/// What alone is wanted of a capture that is read again.
#[derive(Debug, Clone, Copy, Default)]
struct ReplayTarget<'a> {
    node: Option<&'a str>,
    element: Option<usize>,
}

/// Reads `sources` one after the other until they end or `receiver` is done, and returns how many were opened.
///
/// # Errors
/// When an input cannot be read, and those of `receiver`.
pub fn read(sources: &[Source], options: &Options, receiver: &mut impl Receiver) -> Result<u64> {
    let mut progress = Progress::default();
    let mut small_files = SmallFiles::new(options);
    let mut opened = 0;
    for source in sources {
        if receiver.is_done() {
            break;
        }
        match source.small(options.jobs.chunk.get()) {
            Some(size) if small_files.take(source, size) => {
                small_files.read(options, receiver)?;
                progress.bytes += size as u64;
                receiver.progress(&progress);
            }
            _ => read_source(source, options, receiver, &mut progress)?,
        }
        opened += 1;
    }
    Ok(opened)
}

/// Reads one of the inputs of a run that has come so far.
fn read_source(
    source: &Source,
    options: &Options,
    receiver: &mut impl Receiver,
    progress: &mut Progress,
) -> Result<()> {
    let name = source.name();
    let (reader, pace, taken) = source.open_counted().map_err(Error::reading(&name))?;
    let before = progress.bytes;
    read_frames(&name, reader, pace, options, receiver, |receiver| {
        progress.bytes = before + taken.bytes();
        receiver.progress(progress);
    })
}

/// Reads what `reader` gives as one input called `name`.
///
/// # Errors
/// As [`read`].
pub fn read_one(
    name: &str,
    reader: impl Read,
    pace: Pace,
    options: &Options,
    receiver: &mut impl Receiver,
) -> Result<()> {
    read_frames(name, reader, pace, options, receiver, |_| {})
}

/// As [`read_one`]. `came` is called whenever something has been read, and at the end.
fn read_frames<V: Receiver>(
    name: &str,
    reader: impl Read,
    pace: Pace,
    options: &Options,
    receiver: &mut V,
    mut came: impl FnMut(&mut V),
) -> Result<()> {
    let mut frames = Frames::new(reader, options.frames);
    while !receiver.is_done() {
        match advance(&mut frames, name, options, receiver)? {
            Advance::Went(_) => {}
            Advance::Wait => {
                if pace == Pace::Live {
                    receiver.pause()?;
                }
                frames.fill().map_err(Error::reading(name))?;
                came(receiver);
            }
            Advance::End => break,
        }
    }
    came(receiver);
    Ok(())
}

/// What came of one step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Advance {
    /// The receiver got what begins here.
    Went(Place),
    /// More has to be read.
    Wait,
    /// That was all.
    End,
}

/// Takes the next step in the input called `name`.
fn advance<R: Read>(
    frames: &mut Frames<R>,
    name: &str,
    options: &Options,
    receiver: &mut impl Receiver,
) -> Result<Advance> {
    let mut reading = Reading { options, receiver };
    let advance = match frames.next_step() {
        // What has been repaired is told with what it is part of, in whatever pieces that arrives.
        Next::Wait => return Ok(Advance::Wait),
        Next::Frame(frame) => {
            let capture = View::with_structure(frame.text, frame.structure);
            let place = frame.place;
            reading.frame(Provenance::at(name, place), capture)?;
            Advance::Went(place)
        }
        Next::Broken(broken) => {
            reading.broken(Provenance::at(name, broken.place), broken.fault_place, &broken)?;
            Advance::Went(broken.place)
        }
        Next::End => Advance::End,
    };
    reading.repairs(name, frames.take_repairs());
    Ok(advance)
}

impl<'a> Arrival<'a> {
    /// The reject of this payload, or with `node` of one of its records.
    pub fn reject(
        &self,
        refusal: Refusal,
        field: Option<&'a str>,
        node: Option<String>,
    ) -> Reject<'a> {
        let kept = reject::Capture::Json(self.capture.into());
        rejected(self.payload.provenance, refusal, field, self.element, node, kept)
    }
}

fn rejected<'a>(
    Provenance { read, first }: Provenance<'a>,
    refusal: Refusal,
    field: Option<&'a str>,
    element: Option<usize>,
    node: Option<String>,
    capture: reject::Capture<'a>,
) -> Reject<'a> {
    Reject {
        code: refusal.code,
        message: refusal.message,
        field: field.map(Cow::Borrowed),
        input: read.file.into(),
        read_at: read.place,
        file: first.file.into(),
        place: first.place,
        fault: None,
        element,
        node,
        capture,
    }
}

/// The reading of one input.
struct Reading<'r, R> {
    options: &'r Options,
    receiver: &'r mut R,
}

impl<R: Receiver> Reading<'_, R> {
    fn frame(&mut self, provenance: Provenance<'_>, capture: View<'_>) -> Result<()> {
        let capture = Inspected::of(capture);
        let Some(replay) = Replay::of(&capture) else {
            return self.capture(provenance, &capture, ReplayTarget::default());
        };
        let first = InputPlace { file: &replay.file, place: replay.place };
        let provenance = Provenance { first, ..provenance };
        let wanted = ReplayTarget { node: replay.node.as_deref(), element: replay.element };
        match &replay.capture {
            ReplayedCapture::Json(text) => {
                self.capture(provenance, &Inspected::of(View::new(text)), wanted)
            }
            ReplayedCapture::Bytes(bytes) => self.bytes(provenance, bytes, replay.code, wanted),
            ReplayedCapture::Lost { why, text } => {
                let refusal = Refusal {
                    code: replay.code.unwrap_or(RejectCode::NoPayload),
                    message: why.clone(),
                    field: None,
                };
                let kept = text.as_deref().map_or(reject::Capture::TooLarge, |text| {
                    reject::Capture::Text(text.as_bytes().into())
                });
                let reject = rejected(provenance, refusal, None, None, None, kept);
                self.receiver.reject(&reject)
            }
        }
    }

    /// Reads bytes that were no JSON value when they were rejected for `code`, and may have been mended: all of them,
    /// or they are rejected again as they are.
    fn bytes(
        &mut self,
        provenance: Provenance<'_>,
        bytes: &[u8],
        code: Option<RejectCode>,
        wanted: ReplayTarget<'_>,
    ) -> Result<()> {
        let frames =
            || Frames::of_rejected(bytes, self.options.frames, provenance.first.place.byte, code);
        let mut looking = frames();
        loop {
            match looking.next_step() {
                Next::Wait => looking.fill().map_err(Error::reading("memory"))?,
                Next::Frame(_) => {}
                Next::Broken(broken) => {
                    let at = broken.place.byte as usize + broken.fault_at;
                    // Only the place of the reject line means something to who mends it.
                    return self.broken(
                        provenance,
                        provenance.read.place,
                        &Broken { bytes: Some(bytes), fault_at: at, ..broken },
                    );
                }
                Next::End => break,
            }
        }
        let mut frames = frames();
        while !self.receiver.is_done() {
            match frames.next_step() {
                Next::Wait => frames.fill().map_err(Error::reading("memory"))?,
                Next::Frame(frame) => {
                    let capture = View::with_structure(frame.text, frame.structure);
                    self.capture(provenance, &Inspected::of(capture), wanted)?;
                }
                Next::Broken(broken) => self.broken(provenance, provenance.read.place, &broken)?,
                Next::End => break,
            }
            self.repairs(provenance.read.file, frames.take_repairs());
        }
        self.repairs(provenance.read.file, frames.take_repairs());
        Ok(())
    }

    fn capture(
        &mut self,
        provenance: Provenance<'_>,
        capture: &Inspected<'_>,
        wanted: ReplayTarget<'_>,
    ) -> Result<()> {
        let unwrapped = self.options.unwrapping.open(capture);
        self.receiver.opened(unwrapped.wrapper);
        let payloads = unwrapped.payloads();
        let payloads = payloads.as_slice();
        let several = payloads.len() > 1;
        let text = capture.value.text();
        for (index, Unpacked { payload, delivery }) in payloads.iter().enumerate() {
            if self.receiver.is_done() {
                break;
            }
            if wanted.element.is_some_and(|element| element != index) {
                continue;
            }
            let element = several.then_some(index);
            match payload {
                Err(fault) => {
                    let kept = reject::Capture::Json(text.into());
                    let reject = rejected(provenance, refusal(fault), None, element, None, kept);
                    self.receiver.reject(&reject)?;
                }
                Ok(object) => {
                    let payload = Payload { object: *object, delivery: *delivery, provenance };
                    self.receiver.payload(&Arrival {
                        payload,
                        element,
                        node: wanted.node,
                        capture: text,
                    })?;
                }
            }
        }
        Ok(())
    }

    fn broken(
        &mut self,
        provenance: Provenance<'_>,
        fault_place: Place,
        broken: &Broken<'_>,
    ) -> Result<()> {
        let refusal = Refusal { code: broken.code, message: broken.message.clone(), field: None };
        let kept = broken
            .bytes
            .map_or(reject::Capture::TooLarge, |bytes| reject::Capture::Text(bytes.into()));
        let fault = FaultLocation { place: fault_place, at: broken.fault_at };
        self.receiver.reject(&Reject {
            fault: Some(fault),
            ..rejected(provenance, refusal, None, None, None, kept)
        })
    }

    fn repairs(&mut self, input: &str, repairs: Vec<Repair>) {
        for repair in repairs {
            self.receiver.repair(input, repair);
        }
    }
}

fn refusal(fault: &BodyFault) -> Refusal {
    let (code, message) = match fault {
        BodyFault::NotThere => {
            (RejectCode::NoPayload, "the path of --from selects nothing in this capture".into())
        }
        BodyFault::Empty => (RejectCode::NoPayload, "the capture's body is empty".into()),
        BodyFault::NotJson(why) => (RejectCode::BodyNotJson, why.clone()),
    };
    Refusal { code, message, field: None }
}
