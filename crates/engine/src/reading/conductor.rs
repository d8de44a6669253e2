//! The coordinating thread: hands out chunks, merges the batches in the order of the inputs, and reads chunks again whose
//! start was guessed wrong.

#![expect(clippy::indexing_slicing, reason = "sources are counted up to their number")]

use std::io;
use std::ops::Range;
use std::sync::Arc;
use std::thread::Scope;

use crate::error::{Error, Result};

use super::cutter::{Ask, Chunk, Cutter, Guess};
use super::feed::Feed;
use super::group::FileGroup;
use super::intake::Intake;
use super::layout::ValueLayout;
use super::opening::Reading;
use super::pieces::Pieces;
use super::pool::{Pool, Task, Work};
use super::start::InputStart;
use super::{
    Advance, Divide, Input, Options, Progress, Worker, advance, flow, read_source, refuse_input,
    say_blank,
};
use crate::input::cursor::Cursor;
use crate::input::frame::Unit;
use crate::input::frames::Frames;
use crate::input::packed::{self, Content};
use crate::input::source::{BytesRead, Source};
use crate::projection::Refusal;

/// How many wrong guesses by one layout have another one learnt.
const MISSES: u32 = 2;

/// How many wrong layouts end the guessing.
const LAYOUTS: u32 = 4;

/// From how many values a layout is learnt.
const LOOKED_AT: usize = 256;

type WorkerOf<D> = <D as Divide>::Worker;
type BatchOf<D> = <WorkerOf<D> as Worker>::Batch;

/// Coordinates the workers.
pub(super) struct Conductor<'scope, 'env, 'r, D: Divide> {
    sources: &'env [Source],
    options: &'env Options,
    receiver: &'r mut D,
    pool: Pool<'scope, 'env, D::Worker>,
    progress: Progress,
    /// How many inputs have been opened.
    inputs: u64,
}

/// One input that is being read.
struct Stream {
    name: Arc<str>,
    verified: Verified,
    /// Up to here the input has been read, or is in the hands of what reads it.
    fed: u64,
    cutter: Cutter,
    taken: BytesRead,
    /// What had been read before this input, in bytes.
    before: u64,
    /// Wrong guesses, and layouts that led to them, since the last right one.
    misses: u32,
    failed_layouts: u32,
    /// Lines that have begun and go on.
    pieces: Pieces,
}

/// How far an input has been read, without a guess in it.
enum Verified {
    /// Up to a place between two values.
    Between(Cursor),
    /// Up to somewhere in a value or after a fault.
    Within(Box<Frames<Feed>>),
    /// Nothing: there was an error, or nothing more is wanted.
    Lost,
}

impl<'scope, 'env, 'r, D: Divide> Conductor<'scope, 'env, 'r, D>
where
    D::Worker: 'env,
    BatchOf<D>: 'env,
{
    pub(super) fn new(
        scope: &'scope Scope<'scope, 'env>,
        sources: &'env [Source],
        options: &'env Options,
        receiver: &'r mut D,
    ) -> Self {
        Conductor {
            sources,
            options,
            receiver,
            pool: Pool::new(scope, sources, options),
            progress: Progress::default(),
            inputs: 0,
        }
    }

    /// Reads the inputs one after the other until they end or the receiver is done, and returns how many were opened.
    pub(super) fn conduct(mut self) -> Result<u64> {
        let mut opened = 0;
        while opened < self.sources.len() && !self.receiver.is_done() {
            opened = match self.next_group(opened) {
                Some(group) => self.read_groups(group)?,
                None => {
                    self.read_source(&self.sources[opened])?;
                    opened + 1
                }
            };
        }
        Ok(self.inputs)
    }

    fn next_group(&self, start: usize) -> Option<FileGroup> {
        FileGroup::next(self.sources, start, self.options.jobs.chunk.get())
    }

    /// Reads small files as long as they come, beginning with those of `group`, and returns how many inputs have been
    /// opened then.
    fn read_groups(&mut self, group: FileGroup) -> Result<usize> {
        let mut opened = group.files.start;
        let mut next = Some(group);
        while !self.receiver.is_done() {
            if let Some(task) = self.pool.next_done()? {
                opened = self.settle_group(task)?;
            } else if let Some(group) = next.take_if(|_| self.pool.has_room()) {
                let end = group.files.end;
                self.hand_in(Work::Group(group));
                next = self.next_group(end);
            } else if !self.help() {
                if self.pool.is_idle() {
                    break;
                }
                self.pool.wakeup().wait();
            }
        }
        Ok(opened)
    }

    fn settle_group(&mut self, mut task: Task<BatchOf<D>>) -> Result<usize> {
        let Work::Group(group) = &task.work else {
            return Ok(0);
        };
        let Range { start, mut end } = group.files.clone();
        if group.complete && self.receiver.has_room_for(&task.batch) {
            self.receiver.absorb(&mut task.batch)?;
            self.progress.absorbed += 1;
            self.inputs += (end - start) as u64;
            self.progress.bytes += group.size();
            self.receiver.progress(&self.progress);
        } else {
            self.progress.redone += 1;
            for index in start..end {
                if self.receiver.is_done() {
                    end = index;
                    break;
                }
                let source = &self.sources[index];
                let progress = &mut self.progress;
                self.inputs += read_source(source, self.options, self.receiver, progress)?;
            }
        }
        self.pool.keep_batch(task.batch);
        Ok(end)
    }

    fn hand_in(&mut self, work: Work) {
        let receiver = &*self.receiver;
        self.pool.hand_in(work, || receiver.worker());
    }

    fn help(&mut self) -> bool {
        let receiver = &*self.receiver;
        self.pool.help(|| receiver.worker())
    }

    fn read_source(&mut self, source: &Source) -> Result<()> {
        let taken = BytesRead::default();
        let before = self.progress.bytes;
        source.visit(&taken, &mut |content| {
            match content {
                Content::Input { name, stream, is_found } => {
                    self.inputs += 1;
                    let start = InputStart::found(is_found);
                    self.read_input(name, stream, start, (before, &taken))?;
                }
                Content::Refused { name, code, message } => {
                    self.inputs += 1;
                    let refusal = Refusal { code, message, field: None };
                    refuse_input(name, &refusal, self.options, self.receiver)?;
                }
                Content::PassedOver(entry) => self.receiver.passed_over(entry),
            }
            Ok(flow(self.receiver))
        })?;
        if let Some(size) = source.size().filter(|_| !self.receiver.is_done()) {
            self.progress.bytes = before + size;
            self.receiver.progress(&self.progress);
        }
        Ok(())
    }

    /// Reads one input of a source of which so much has been `taken`, after what had been read `before`, in bytes.
    fn read_input(
        &mut self,
        name: &str,
        stream: packed::Stream<'_>,
        start: InputStart,
        (before, taken): (u64, &BytesRead),
    ) -> Result<()> {
        let jobs = &self.options.jobs;
        let (first, chunk) = (jobs.first.get(), jobs.chunk.get());
        let mut intake = Intake::of(stream);
        let mut stream = Stream {
            name: name.into(),
            verified: Verified::Within(Box::new(Frames::new(Feed::default(), self.options.frames))),
            fed: 0,
            cutter: Cutter::new(start, first, chunk, self.pool.buffer()),
            taken: taken.clone(),
            before,
            misses: 0,
            failed_layouts: 0,
            pieces: Pieces::default(),
        };
        let mut end = None;
        while !self.receiver.is_done() {
            if let Some(task) = self.pool.next_done()? {
                self.settle(&mut stream, task)?;
                continue;
            }
            // To read here may block: that must not hold back batches that are done.
            let can_wait = !intake.waits() || self.pool.is_idle();
            if can_wait
                && self.pool.has_room()
                && self.take_in(&mut stream, &mut intake, &mut end)?
            {
                continue;
            }
            if self.help() {
                continue;
            }
            if self.pool.is_idle() {
                if intake.has_ended() {
                    let (start, is_sound) = (stream.cutter.start, !matches!(end, Some(Err(_))));
                    self.finish(stream, end.unwrap_or(Ok(())))?;
                    if is_sound {
                        say_blank(name, &start, self.receiver);
                    }
                    return Ok(());
                }
                self.receiver.pause()?;
            }
            self.pool.wakeup().wait();
        }
        Ok(())
    }

    /// Takes bytes in and hands out a chunk. False if there is nothing to be done now.
    fn take_in(
        &mut self,
        stream: &mut Stream,
        intake: &mut Intake<'_>,
        end: &mut Option<io::Result<()>>,
    ) -> Result<bool> {
        let jobs = &self.options.jobs;
        if intake.waits() {
            self.receiver.pause()?;
        }
        let cutter = &mut stream.cutter;
        let wanted = cutter.wanted();
        let ended = intake.fill(&mut cutter.rest, wanted);
        *end = ended.or(end.take());
        intake
            .hand_over(jobs.first.get(), jobs.chunk.get(), self.pool.wakeup())
            .map_err(Error::Thread)?;
        // With nothing else to do, even a few bytes are read at once.
        let all = intake.has_ended() || (intake.is_live() && self.pool.is_idle());
        let mut chunk = cutter.cut(Ask::Enough, || self.pool.buffer());
        if all && chunk.is_none() {
            chunk = cutter.cut(Ask::All, || self.pool.buffer());
        }
        let Some(chunk) = chunk else {
            return Ok(!intake.has_ended() && !intake.is_live());
        };
        if chunk.guess.is_some() {
            let name = Arc::clone(&stream.name);
            self.hand_in(Work::Chunk(name, Box::new(chunk)));
        } else if self.pool.is_idle() {
            self.read_on(stream, chunk)?;
        } else {
            let name = Arc::clone(&stream.name);
            self.pool.put_by(Work::Chunk(name, Box::new(chunk)));
        }
        Ok(true)
    }

    /// Takes in what came of a chunk, or reads it again.
    fn settle(&mut self, stream: &mut Stream, mut task: Task<BatchOf<D>>) -> Result<()> {
        let Work::Chunk(_, chunk) = task.work else {
            return Ok(());
        };
        let is_right = match (&stream.verified, &chunk.guess) {
            (Verified::Between(here), Some(guess)) => *here == guess.cursor,
            _ => false,
        };
        let is_alone = stream.pieces.is_empty() && !chunk.ends_in_line;
        match chunk.reached.filter(|_| is_right && is_alone) {
            Some(reached) if self.receiver.has_room_for(&task.batch) => {
                self.receiver.absorb(&mut task.batch)?;
                (stream.misses, stream.failed_layouts) = (0, 0);
                stream.verified = Verified::Between(reached);
                stream.fed = chunk.ends();
                self.pool.keep_buffer(chunk.buffer);
                self.progress.absorbed += 1;
                self.tell_progress(stream);
            }
            reached => {
                if let Some(guess) = &chunk.guess {
                    self.progress.redone += 1;
                    if reached.is_none() && (is_alone || !is_right) {
                        stream.miss(guess);
                    }
                }
                self.read_on(stream, *chunk)?;
            }
        }
        self.pool.keep_batch(task.batch);
        Ok(())
    }

    /// Reads a chunk from where the input has been read to, one value after the other.
    fn read_on(&mut self, stream: &mut Stream, chunk: Chunk) -> Result<()> {
        let (begins, ends) = (chunk.begins, chunk.ends());
        let marked = chunk.start.marked(self.options.reject_lines);
        let upto = begins + chunk.buffer.len() as u64;
        let learns = stream.failed_layouts < LAYOUTS && stream.cutter.wants_layout(ends);
        let looks = learns && matches!(self.options.frames.unit, Unit::Value | Unit::ValueOrLog);
        let text = looks.then(|| chunk.buffer.clone());
        let mut values = Vec::new();
        let mut frames = match std::mem::replace(&mut stream.verified, Verified::Lost) {
            Verified::Between(place) => Box::new(Frames::resuming(
                Feed::default(),
                self.options.frames,
                place,
                chunk.buffer,
            )),
            Verified::Within(mut frames) => {
                // The bytes ahead of the chunk before are among these.
                let known = stream.fed.saturating_sub(begins) as usize;
                let read = frames.reader_mut().give(chunk.buffer, known);
                self.pool.keep_buffer(read);
                frames
            }
            Verified::Lost => return Ok(()),
        };
        stream.fed = stream.fed.max(upto);
        while !self.receiver.is_done() {
            let left = frames.left() + frames.reader_mut().left();
            if stream.fed - left as u64 == ends
                && let Some(place) = frames.cursor()
            {
                stream.fed = ends;
                stream.verified = Verified::Between(place);
                self.pool.keep_buffer(frames.into_buffer());
                break;
            }
            let input = Input { name: &stream.name, marked };
            match advance(&mut frames, input, self.options, self.receiver, &mut stream.pieces)? {
                Advance::Went(place) if values.len() < LOOKED_AT && looks => {
                    let left = frames.left() + frames.reader_mut().left();
                    values.push(place.byte..stream.fed - left as u64);
                }
                Advance::Wait if frames.reader_mut().left() == 0 => {
                    // White space at the end has been passed over only now.
                    let is_between = stream.fed == ends && frames.left() == 0;
                    if is_between && frames.cursor().is_some() {
                        continue;
                    }
                    stream.verified = Verified::Within(frames);
                    break;
                }
                Advance::Wait => frames.fill().map_err(Error::reading(&*stream.name))?,
                Advance::Went(_) | Advance::End => {}
            }
        }
        // Nothing is between fewer than two. In the middle of a large value to look would cost more with each chunk of it.
        if let Some(text) = text.filter(|_| values.len() > 1) {
            stream.learn(|after| match after.in_log {
                true => Some(ValueLayout::of_lines(after)),
                false => ValueLayout::learn(&text, begins, &values, after),
            });
        } else if learns && !looks {
            stream.learn(|after| Some(ValueLayout::of_lines(after)));
        }
        self.tell_progress(stream);
        Ok(())
    }

    /// There is nothing more in this input.
    fn finish(&mut self, stream: Stream, end: io::Result<()>) -> Result<()> {
        self.progress.bytes = stream.before + stream.taken.bytes();
        let mut pieces = stream.pieces;
        let marked = stream.cutter.start.marked(self.options.reject_lines);
        let mut frames = match stream.verified {
            Verified::Between(place) if end.is_ok() && place.array.is_none() => {
                let (options, receiver) = (self.options, &mut *self.receiver);
                return Reading { options, marked, receiver }.pieces_end(&stream.name, &mut pieces);
            }
            Verified::Between(place) => {
                Box::new(Frames::resuming(Feed::default(), self.options.frames, place, Vec::new()))
            }
            Verified::Within(frames) => frames,
            Verified::Lost => return Ok(()),
        };
        frames.reader_mut().end(end);
        let input = Input { name: &stream.name, marked };
        while !self.receiver.is_done() {
            match advance(&mut frames, input, self.options, self.receiver, &mut pieces)? {
                Advance::Went(_) => {}
                Advance::Wait => frames.fill().map_err(Error::reading(&*stream.name))?,
                Advance::End => break,
            }
        }
        self.receiver.progress(&self.progress);
        Ok(())
    }

    fn tell_progress(&mut self, stream: &Stream) {
        self.progress.bytes = stream.before + stream.taken.bytes();
        self.receiver.progress(&self.progress);
    }
}

impl Stream {
    /// A guess was wrong.
    fn miss(&mut self, guess: &Guess) {
        self.misses += 1;
        if self.misses >= MISSES && self.cutter.unlearn(guess.layout) {
            self.misses = 0;
            self.failed_layouts += 1;
        }
    }

    /// Cuts the input by the layout that `layout` makes of the cursor after all bytes so far.
    fn learn(&mut self, layout: impl FnOnce(&Cursor) -> Option<ValueLayout>) {
        let after = match &mut self.verified {
            Verified::Between(place) => *place,
            Verified::Within(frames) => frames.after_all(),
            Verified::Lost => return,
        };
        if let Some(layout) = layout(&after) {
            self.cutter.learn(layout, after.track);
        }
    }
}
