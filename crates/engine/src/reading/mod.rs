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
mod start;

use std::borrow::Cow;
use std::io::Read;

use crate::error::{Error, Result};

use crate::capture::{
    BodyFault, Inspected, KeptCapture, Replay, Unpacked, Unwrapped, Unwrapping, Wanted, WantedPart,
    Wrapper, unquoted,
};
use crate::input::frame::{Broken, Faults, FrameOptions, Next, Repair, Unit};
use crate::input::frames::{Frames, Stood};
use crate::input::place::Place;
use crate::input::provenance::{InputPlace, Provenance};
use crate::input::source::{Pace, Source};
use crate::json::View;
use crate::message::counted;
use crate::projection::{NodeSet, Payload, Refusal};
use crate::reject::{self, FaultLocation, Reject, RejectCode};
use crate::tally::CaptureFate;

use small::SmallFiles;
use start::{InputStart, Marked, Watched};

pub use divide::{Divide, Jobs, Worker, divided};
pub use events::{EventLog, Events};

/// How inputs are read.
#[derive(Debug, Clone)]
pub struct Options {
    /// How values are read.
    pub frames: FrameOptions,
    /// How payloads are taken out of captures.
    pub unwrapping: Unwrapping,
    /// Which captures are taken for lines of a rejects file.
    pub reject_lines: RejectLines,
    /// How the work is divided, where it can be: see [`divided`].
    pub jobs: Jobs,
}

/// Which captures with the mark of reject lines are taken for such lines: read again as what was rejected.
///
/// A payload that anybody has sent can have that mark, and then tells of places where nothing was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RejectLines {
    /// None: what has the mark is a capture like any other.
    None,
    /// Those in inputs that begin with one and that the user named. Elsewhere they are rejected.
    OfRejectsFiles,
    /// All.
    All,
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
            reject_lines: RejectLines::OfRejectsFiles,
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

    /// Is told that a capture was read, or something that is none.
    fn capture_begins(&mut self) {}

    /// Is told what a capture was taken for, before its payloads come.
    fn opened(&mut self, _wrapper: Wrapper) {}

    /// Is told what has become of the capture, after its payloads and rejects.
    fn capture_became(&mut self, _fate: CaptureFate) {}

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
    /// The nodes of `each` that alone are wanted, where rejects are read again.
    pub nodes: Option<&'a NodeSet<'a>>,
    /// The text of the capture.
    pub(crate) capture: &'a str,
    /// How the capture was opened, in the words of `--from`.
    pub(crate) from: Option<&'a str>,
}

/// An input, as its captures need to know it.
#[derive(Debug, Clone, Copy)]
struct Input<'i> {
    name: &'i str,
    /// What is done about captures with the mark of reject lines.
    marked: Marked,
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
    let reader = Watched { reader, start: InputStart::of(source) };
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
    let reader = Watched { reader, start: InputStart::default() };
    read_frames(name, reader, pace, options, receiver, |_| {})
}

/// As [`read_one`]. `came` is called whenever something has been read, and at the end.
fn read_frames<V: Receiver>(
    name: &str,
    reader: Watched<impl Read>,
    pace: Pace,
    options: &Options,
    receiver: &mut V,
    mut came: impl FnMut(&mut V),
) -> Result<()> {
    let mut frames = Frames::new(reader, options.frames);
    while !receiver.is_done() {
        let marked = frames.reader_mut().start.marked(options.reject_lines);
        match advance(&mut frames, Input { name, marked }, options, receiver)? {
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

/// Takes the next step in `input`.
fn advance<R: Read>(
    frames: &mut Frames<R>,
    Input { name, marked }: Input<'_>,
    options: &Options,
    receiver: &mut impl Receiver,
) -> Result<Advance> {
    let mut reading = Reading { options, marked, receiver };
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
            reading.broken_frame(Provenance::at(name, broken.place), &broken)?;
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
        let kept = json(self.capture);
        let part = Part { element: self.element, node };
        let from = self.from;
        rejected(Whole { provenance: self.payload.provenance, from, kept }, part, refusal, field)
    }
}

/// What was rejected, whole or in part.
struct Whole<'a> {
    provenance: Provenance<'a>,
    /// How it was opened, in the words of `--from`.
    from: Option<&'a str>,
    kept: reject::Capture<'a>,
}

/// The part of it that was rejected.
#[derive(Default)]
struct Part {
    element: Option<usize>,
    node: Option<String>,
}

fn rejected<'a>(
    Whole { provenance: Provenance { read, first }, from, kept }: Whole<'a>,
    Part { element, node }: Part,
    refusal: Refusal,
    field: Option<&'a str>,
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
        from: from.map(Cow::Borrowed),
        in_list: false,
        capture: kept,
    }
}

/// A capture on the way to its payloads: where it came from, how it is opened, and what is wanted of it.
#[derive(Clone, Copy)]
struct Origin<'a> {
    provenance: Provenance<'a>,
    unwrapping: &'a Unwrapping,
    /// The parts that a reject line wants; `None` where all is.
    wanted: Option<&'a Wanted<'a>>,
}

impl<'a> Origin<'a> {
    fn whole(&self, kept: reject::Capture<'a>) -> Whole<'a> {
        Whole { provenance: self.provenance, from: self.unwrapping.name(), kept }
    }

    /// The parts that are wanted; of all the one that is everything.
    fn parts(&self) -> Vec<WantedPart<'a>> {
        self.wanted.map_or_else(|| vec![WantedPart::default()], |wanted| wanted.parts().collect())
    }
}

/// The reading of one input.
struct Reading<'r, R> {
    options: &'r Options,
    marked: Marked,
    receiver: &'r mut R,
}

impl<R: Receiver> Reading<'_, R> {
    fn frame(&mut self, provenance: Provenance<'_>, capture: View<'_>) -> Result<()> {
        let capture = Inspected::of(capture);
        let origin = Origin { provenance, unwrapping: &self.options.unwrapping, wanted: None };
        self.capture_or_line(origin, self.marked, &capture)?;
        self.receiver.capture_ends()
    }

    fn broken_frame(&mut self, provenance: Provenance<'_>, broken: &Broken<'_>) -> Result<()> {
        let origin = Origin { provenance, unwrapping: &self.options.unwrapping, wanted: None };
        self.broken(origin, broken.fault_place, broken)?;
        self.receiver.capture_ends()
    }

    /// Takes what may be a line of a rejects file.
    fn capture_or_line(
        &mut self,
        origin: Origin<'_>,
        marked: Marked,
        capture: &Inspected<'_>,
    ) -> Result<()> {
        if !capture.has_reject_mark() {
            return self.capture(origin, capture);
        }
        match marked {
            Marked::Capture => self.capture(origin, capture),
            Marked::RejectLine => self.reject_line(origin, capture),
            Marked::OutOfPlace(place) => {
                let message = format!(
                    "this is a line of a rejects file, {place}: read it with --from rejects"
                );
                self.refuse_line(origin, capture, message)
            }
        }
    }

    fn refuse_line(
        &mut self,
        origin: Origin<'_>,
        line: &Inspected<'_>,
        message: String,
    ) -> Result<()> {
        let kept = json(line.value.text());
        let refusal = Refusal { code: RejectCode::RejectLine, message, field: None };
        self.refuse(origin, &kept, &refusal)
    }

    /// Reads again what was rejected.
    fn reject_line(&mut self, origin: Origin<'_>, line: &Inspected<'_>) -> Result<()> {
        let replay = match Replay::of(line) {
            Ok(replay) => replay,
            Err(why) => return self.refuse_line(origin, line, why),
        };
        let read = origin.provenance.read;
        let first = match &replay.first {
            Some((file, place)) => InputPlace { file, place: *place },
            None => read,
        };
        let origin = Origin {
            provenance: Provenance { read, first },
            unwrapping: &replay.unwrapping,
            wanted: Some(&replay.wanted),
        };
        match &replay.capture {
            KeptCapture::Json(text) => {
                let marked = self.marked_inside(&replay.unwrapping);
                self.capture_or_line(origin, marked, &Inspected::of(View::new(text)))
            }
            KeptCapture::Bytes(bytes) => self.bytes(origin, bytes, replay.code, replay.in_list),
            KeptCapture::Lost { why, text } => {
                let refusal = Refusal {
                    code: replay.code.unwrap_or(RejectCode::NoPayload),
                    message: why.clone(),
                    field: None,
                };
                let kept = text.as_deref().map_or(reject::Capture::TooLarge, |text| {
                    reject::Capture::Text(text.as_bytes().into())
                });
                self.refuse(origin, &kept, &refusal)
            }
        }
    }

    /// What is done about the mark in a capture that a reject line keeps: such a line was itself rejected.
    fn marked_inside(&self, unwrapping: &Unwrapping) -> Marked {
        match (unwrapping, self.options.reject_lines) {
            (Unwrapping::Never | Unwrapping::At { .. }, _) | (_, RejectLines::None) => {
                Marked::Capture
            }
            (Unwrapping::Auto, RejectLines::All) => Marked::RejectLine,
            (Unwrapping::Auto, RejectLines::OfRejectsFiles) => Marked::OutOfPlace("in another one"),
        }
    }

    /// Reads bytes that were no JSON value when they were rejected for `code`, and may have been mended: all of them,
    /// or they are rejected again as they are.
    fn bytes(
        &mut self,
        origin: Origin<'_>,
        bytes: &[u8],
        code: Option<RejectCode>,
        in_list: bool,
    ) -> Result<()> {
        let provenance = origin.provenance;
        let stood = Stood { byte: provenance.first.place.byte, in_list };
        let frames = || Frames::of_rejected(bytes, self.options.frames, stood, code);
        let mut looking = frames();
        loop {
            match looking.next_step() {
                Next::Wait => looking.fill().map_err(Error::reading("memory"))?,
                Next::Frame(_) => {}
                Next::Broken(broken) => {
                    let at = broken.place.byte as usize + broken.fault_at;
                    // Only the place of the reject line means something to who mends it.
                    let broken = Broken { bytes: Some(bytes), fault_at: at, in_list, ..broken };
                    return self.broken(origin, provenance.read.place, &broken);
                }
                Next::End => break,
            }
        }
        let mut frames = frames();
        let mut is_empty = true;
        let marked = self.marked_inside(origin.unwrapping);
        while !self.receiver.is_done() {
            match frames.next_step() {
                Next::Wait => frames.fill().map_err(Error::reading("memory"))?,
                Next::Frame(frame) => {
                    is_empty = false;
                    let capture = View::with_structure(frame.text, frame.structure);
                    self.capture_or_line(origin, marked, &Inspected::of(capture))?;
                    self.receiver.capture_ends()?;
                }
                Next::Broken(broken) => {
                    is_empty = false;
                    self.broken(origin, provenance.read.place, &broken)?;
                }
                Next::End => {
                    // An empty list, or the bracket of one: who mends it may have taken out all that was in it.
                    if is_empty {
                        self.receiver.capture_begins();
                        self.receiver.capture_became(CaptureFate::Empty);
                    }
                    break;
                }
            }
            self.repairs(provenance.read.file, frames.take_repairs());
        }
        self.repairs(provenance.read.file, frames.take_repairs());
        Ok(())
    }

    fn capture(&mut self, origin: Origin<'_>, capture: &Inspected<'_>) -> Result<()> {
        self.receiver.capture_begins();
        let text = capture.value.text();
        if text.starts_with('"')
            && matches!(origin.unwrapping, Unwrapping::Auto)
            && let Some(inner) = unquoted(text)
        {
            let unwrapped = Unwrapping::open_unquoted(&Inspected::of(View::new(&inner)));
            return self.unwrapped(origin, text, &unwrapped);
        }
        self.unwrapped(origin, text, &origin.unwrapping.open(capture))
    }

    /// Takes the payloads of a capture, of which this is the `text`.
    fn unwrapped(
        &mut self,
        origin: Origin<'_>,
        text: &str,
        unwrapped: &Unwrapped<'_>,
    ) -> Result<()> {
        self.receiver.opened(unwrapped.wrapper);
        let payloads = unwrapped.payloads();
        let payloads = payloads.as_slice();
        if let [Unpacked { payload: Err(fault), .. }] = payloads {
            // Where nothing can be taken out, what was wanted of it is still wanted when that is mended.
            return self.refuse_begun(origin, &json(text), &refusal(fault));
        }
        let mut fate = CaptureFate::Empty;
        for (index, unpacked) in payloads.iter().enumerate() {
            if self.receiver.is_done() {
                break;
            }
            if origin.wanted.is_none_or(|wanted| wanted.holds(index)) {
                fate = fate.max(self.unpacked(origin, text, (index, payloads.len()), unpacked)?);
            }
        }
        if let Some(wanted) = origin.wanted
            && !self.receiver.is_done()
        {
            for part in wanted.beyond(payloads.len()) {
                fate = fate.max(CaptureFate::Rejected);
                let refusal = not_held(part, payloads.len());
                self.reject_part(origin, json(text), part, refusal)?;
            }
        }
        self.receiver.capture_became(fate);
        Ok(())
    }

    /// Takes what stands in the place of one of `count` payloads of a capture.
    fn unpacked(
        &mut self,
        origin: Origin<'_>,
        capture: &str,
        (index, count): (usize, usize),
        Unpacked { payload, delivery }: &Unpacked<'_>,
    ) -> Result<CaptureFate> {
        let numbered = count > 1 || origin.wanted.is_some_and(|wanted| wanted.numbers(index));
        let element = numbered.then_some(index);
        let nodes = origin.wanted.and_then(|wanted| wanted.nodes(index));
        match payload {
            Err(fault) => {
                let of = |node| WantedPart { element, node };
                let parts: Vec<WantedPart<'_>> = match nodes {
                    None => vec![of(None)],
                    Some(nodes) => nodes.iter().map(|node| of(Some(node))).collect(),
                };
                for part in parts {
                    self.reject_part(origin, json(capture), part, refusal(fault))?;
                }
                Ok(CaptureFate::Rejected)
            }
            Ok(object) => {
                let provenance = origin.provenance;
                let payload = Payload { object: *object, delivery: *delivery, provenance };
                let from = origin.unwrapping.name();
                self.receiver.payload(&Arrival { payload, element, nodes, capture, from })?;
                Ok(CaptureFate::Opened)
            }
        }
    }

    fn broken(
        &mut self,
        origin: Origin<'_>,
        fault_place: Place,
        broken: &Broken<'_>,
    ) -> Result<()> {
        let refusal = Refusal { code: broken.code, message: broken.message.clone(), field: None };
        let fault = FaultLocation { place: fault_place, at: broken.fault_at };
        self.receiver.capture_begins();
        for part in origin.parts() {
            let kept = broken
                .bytes
                .map_or(reject::Capture::TooLarge, |bytes| reject::Capture::Text(bytes.into()));
            let part = Part { element: part.element, node: part.node.map(str::to_owned) };
            let reject = rejected(origin.whole(kept), part, refusal.clone(), None);
            let in_list = broken.in_list && broken.bytes.is_some();
            self.receiver.reject(&Reject { fault: Some(fault), in_list, ..reject })?;
        }
        self.receiver.capture_became(CaptureFate::Rejected);
        Ok(())
    }

    /// Rejects what gives no payload at all, each part of it that is wanted.
    fn refuse(
        &mut self,
        origin: Origin<'_>,
        kept: &reject::Capture<'_>,
        refusal: &Refusal,
    ) -> Result<()> {
        self.receiver.capture_begins();
        self.refuse_begun(origin, kept, refusal)
    }

    fn refuse_begun(
        &mut self,
        origin: Origin<'_>,
        kept: &reject::Capture<'_>,
        refusal: &Refusal,
    ) -> Result<()> {
        for part in origin.parts() {
            self.reject_part(origin, kept.borrowed(), part, refusal.clone())?;
        }
        self.receiver.capture_became(CaptureFate::Rejected);
        Ok(())
    }

    fn reject_part(
        &mut self,
        origin: Origin<'_>,
        kept: reject::Capture<'_>,
        part: WantedPart<'_>,
        refusal: Refusal,
    ) -> Result<()> {
        let part = Part { element: part.element, node: part.node.map(str::to_owned) };
        self.receiver.reject(&rejected(origin.whole(kept), part, refusal, None))
    }

    fn repairs(&mut self, input: &str, repairs: Vec<Repair>) {
        for repair in repairs {
            self.receiver.repair(input, repair);
        }
    }
}

fn json(text: &str) -> reject::Capture<'_> {
    reject::Capture::Json(text.into())
}

/// Why a part cannot be had that a reject line wants, of a capture with only `count` payloads.
fn not_held(part: WantedPart<'_>, count: usize) -> Refusal {
    let element = part.element.unwrap_or_default();
    let message = format!(
        "the capture holds {}, element {element} is wanted: mend it in its place among the others, \
         or take `element` out of the reject line to read all that is there",
        counted(count as u64, "payload")
    );
    Refusal { code: RejectCode::NotFound, message, field: None }
}

fn refusal(fault: &BodyFault) -> Refusal {
    let (code, message) = match fault {
        BodyFault::NotThere => {
            (RejectCode::NoPayload, "the path of --from selects nothing in this capture".into())
        }
        BodyFault::Empty => (RejectCode::NoPayload, "the capture's body is empty".into()),
        BodyFault::NotJson(why) => (RejectCode::BodyNotJson, why.clone()),
        BodyFault::TooMany(most) => {
            (RejectCode::TooManyNodes, format!("the capture holds more than {most} payloads"))
        }
    };
    Refusal { code, message, field: None }
}
