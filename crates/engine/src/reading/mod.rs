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
mod opening;
mod pieces;
mod pool;
mod reject_lines;
mod small;
mod start;

use std::io::Read;
use std::ops::ControlFlow;

use crate::capture::{Unwrapping, Wrapper};
use crate::error::{Error, Result};
use crate::input::frame::{Faults, FrameOptions, Next, Unit};
use crate::input::frames::Frames;
use crate::input::packed::Content;
use crate::input::place::Place;
use crate::input::provenance::Provenance;
use crate::input::source::{BytesRead, Pace, PassedOver, Source, Why};
use crate::json::View;
use crate::projection::{NodeSet, Payload, Refusal};
use crate::tally::CaptureFate;

use opening::Reading;
use pieces::Pieces;
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
                unit: Unit::ValueOrLog,
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

    /// Is told that a request in the capture has no body, with its method.
    fn without_body(&mut self, _method: &'static str) {}

    /// Is told of a text of a log in which there is no JSON.
    fn text(&mut self) {}

    /// Is told that a character was cut before it was written down: nothing can mend it.
    fn cut_character(&mut self) {}

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
                opened += 1;
            }
            _ => opened += read_source(source, options, receiver, &mut progress)?,
        }
    }
    Ok(opened)
}

/// Reads one of the sources of a run that has come so far, and returns how many inputs were in it.
fn read_source(
    source: &Source,
    options: &Options,
    receiver: &mut impl Receiver,
    progress: &mut Progress,
) -> Result<u64> {
    let taken = BytesRead::default();
    let before = progress.bytes;
    let mut inputs = 0;
    source.visit(&taken, &mut |content| {
        match content {
            Content::Input { name, stream, is_found } => {
                inputs += 1;
                let (pace, start) = (stream.pace(), InputStart::found(is_found));
                let reader = Watched { reader: stream, start };
                read_frames(name, reader, pace, options, receiver, |receiver| {
                    progress.bytes = before + taken.bytes();
                    receiver.progress(progress);
                })?;
            }
            Content::Refused { name, code, message } => {
                inputs += 1;
                let refusal = Refusal { code, message, field: None };
                refuse_input(name, &refusal, options, receiver)?;
            }
            Content::PassedOver(entry) => receiver.passed_over(entry),
        }
        Ok(flow(receiver))
    })?;
    if let Some(size) = source.size().filter(|_| !receiver.is_done()) {
        // Of a zip archive only some parts are read.
        progress.bytes = before + size;
        receiver.progress(progress);
    }
    Ok(inputs)
}

/// Whether `receiver` wants more.
fn flow(receiver: &impl Receiver) -> ControlFlow<()> {
    match receiver.is_done() {
        true => ControlFlow::Break(()),
        false => ControlFlow::Continue(()),
    }
}

/// Rejects an input that cannot be read as captures.
fn refuse_input(
    name: &str,
    refusal: &Refusal,
    options: &Options,
    receiver: &mut impl Receiver,
) -> Result<()> {
    let mut reading = Reading { options, marked: Marked::Capture, receiver };
    reading.refuse_input(Provenance::start_of(name), refusal)
}

/// Says of an input in which there was no byte but white space that it has nothing in it.
fn say_blank(name: &str, start: &InputStart, receiver: &mut impl Receiver) {
    if start.is_blank() && !receiver.is_done() {
        receiver.passed_over(PassedOver { path: name.into(), why: Why::Nothing });
    }
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
    let mut pieces = Pieces::default();
    while !receiver.is_done() {
        let marked = frames.reader_mut().start.marked(options.reject_lines);
        match advance(&mut frames, Input { name, marked }, options, receiver, &mut pieces)? {
            Advance::Went(_) => {}
            Advance::Wait => {
                if pace == Pace::Live {
                    receiver.pause()?;
                }
                frames.fill().map_err(Error::reading(name))?;
                came(receiver);
            }
            Advance::End => {
                say_blank(name, &frames.reader_mut().start, receiver);
                break;
            }
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

/// Takes the next step in `input`. What is only a piece of a line waits in `pieces` for the others.
fn advance<R: Read>(
    frames: &mut Frames<R>,
    Input { name, marked }: Input<'_>,
    options: &Options,
    receiver: &mut impl Receiver,
    pieces: &mut Pieces,
) -> Result<Advance> {
    let mut reading = Reading { options, marked, receiver };
    let advance = match frames.next_step() {
        // What has been repaired is told with what it is part of, in whatever pieces that arrives.
        Next::Wait => {
            reading.texts(frames.take_texts());
            return Ok(Advance::Wait);
        }
        Next::Frame(frame) => {
            let capture = View::with_structure(frame.text, frame.structure);
            let place = frame.place;
            reading.frame(Provenance::at(name, place), capture, pieces)?;
            Advance::Went(place)
        }
        Next::Broken(broken) => {
            reading.broken_frame(Provenance::at(name, broken.place), &broken)?;
            Advance::Went(broken.place)
        }
        Next::End => {
            reading.pieces_end(name, pieces)?;
            Advance::End
        }
    };
    reading.texts(frames.take_texts());
    reading.repairs(name, frames.take_repairs());
    Ok(advance)
}
