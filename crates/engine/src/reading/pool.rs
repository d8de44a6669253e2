//! The worker threads, and the tasks on their way to them and back.

use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, Scope};

use crate::error::{Error, Result};

use super::cutter::Chunk;
use super::group::FileGroup;
use super::pieces::Pieces;
use super::small::SmallFiles;
use super::{Advance, Input, Options, Worker, advance};
use crate::input::cursor::Cursor;
use crate::input::frames::Frames;
use crate::input::source::Source;

/// How many tasks are on their way for each thread.
const TASKS: usize = 3;

/// Something to be read, and its batch.
#[derive(Debug)]
pub(super) struct Task<B> {
    /// Its turn.
    turn: u64,
    pub(super) work: Work,
    pub(super) batch: B,
}

#[derive(Debug)]
pub(super) enum Work {
    /// A chunk of the input with this name.
    Chunk(Arc<str>, Box<Chunk>),
    /// Small files.
    Group(FileGroup),
}

/// Wakes the thread that waits for it.
#[derive(Debug, Default)]
pub(super) struct Wakeup {
    called: Mutex<bool>,
    condition: Condvar,
}

impl Wakeup {
    pub(super) fn call(&self) {
        let mut called = self.called.lock().unwrap_or_else(PoisonError::into_inner);
        // An earlier call has woken the thread.
        if !std::mem::replace(&mut *called, true) {
            self.condition.notify_one();
        }
    }

    /// Waits until it has been called since the last wait.
    pub(super) fn wait(&self) {
        let called = self.called.lock().unwrap_or_else(PoisonError::into_inner);
        let called = self.condition.wait_while(called, |called| !*called);
        *called.unwrap_or_else(PoisonError::into_inner) = false;
    }
}

/// What the threads have in common.
#[derive(Debug)]
struct Shared<B> {
    queue: Mutex<Queue<B>>,
    /// There is something to do, or nothing more.
    work: Condvar,
    wakeup: Arc<Wakeup>,
}

#[derive(Debug)]
struct Queue<B> {
    todo: VecDeque<Task<B>>,
    done: Vec<Task<B>>,
    closed: bool,
    /// Whether one of the threads has panicked: what it did will never be done.
    panicked: bool,
}

impl<B> Shared<B> {
    fn queue(&self) -> MutexGuard<'_, Queue<B>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The worker threads, as the coordinating thread sees them.
pub(super) struct Pool<'scope, 'env, P: Worker> {
    scope: &'scope Scope<'scope, 'env>,
    inputs: Inputs<'env>,
    shared: Arc<Shared<P::Batch>>,
    /// The coordinating thread's own worker, for when the others are behind.
    helper: Option<P>,
    small: SmallFiles,
    threads: usize,
    most_threads: usize,
    /// The turns of the next task and of the one that is waited for.
    next: u64,
    awaited: u64,
    done: BTreeMap<u64, Task<P::Batch>>,
    /// Memory to be used again.
    buffers: Vec<Vec<u8>>,
    batches: Vec<P::Batch>,
}

/// What all tasks read from.
#[derive(Debug, Clone, Copy)]
struct Inputs<'env> {
    sources: &'env [Source],
    options: &'env Options,
}

impl<'scope, 'env, P: Worker + 'env> Pool<'scope, 'env, P>
where
    P::Batch: 'env,
{
    pub(super) fn new(
        scope: &'scope Scope<'scope, 'env>,
        sources: &'env [Source],
        options: &'env Options,
    ) -> Self {
        let queue =
            Queue { todo: VecDeque::new(), done: Vec::new(), closed: false, panicked: false };
        Pool {
            scope,
            inputs: Inputs { sources, options },
            shared: Arc::new(Shared {
                queue: Mutex::new(queue),
                work: Condvar::new(),
                wakeup: Arc::default(),
            }),
            helper: None,
            small: SmallFiles::new(options),
            threads: 0,
            most_threads: options.jobs.threads.get() - 1,
            next: 0,
            awaited: 0,
            done: BTreeMap::new(),
            buffers: Vec::new(),
            batches: Vec::new(),
        }
    }

    /// Called whenever a task is done.
    pub(super) fn wakeup(&self) -> &Arc<Wakeup> {
        &self.shared.wakeup
    }

    /// Whether more may be handed in.
    pub(super) fn has_room(&self) -> bool {
        self.next - self.awaited < (TASKS * (self.most_threads + 1)) as u64
    }

    /// Whether nothing is on its way.
    pub(super) fn is_idle(&self) -> bool {
        self.next == self.awaited
    }

    /// Hands in work. `worker` makes a worker.
    pub(super) fn hand_in(&mut self, work: Work, worker: impl Fn() -> P) {
        let task = self.task(work);
        let mut queue = self.shared.queue();
        queue.todo.push_back(task);
        let is_behind = queue.todo.len() > 1;
        drop(queue);
        self.shared.work.notify_one();
        // The first task is for the helper: a short input needs no other thread.
        if is_behind && self.threads < self.most_threads {
            let (shared, inputs, worker) = (Arc::clone(&self.shared), self.inputs, worker());
            let thread = thread::Builder::new();
            match thread.spawn_scoped(self.scope, move || shared.work(inputs, worker)) {
                Ok(_) => self.threads += 1,
                // The system allows no more: those there are do the work, and be it only the one that asks.
                Err(_) => self.most_threads = self.threads,
            }
        }
    }

    /// Keeps work that the coordinating thread does in its turn.
    pub(super) fn put_by(&mut self, work: Work) {
        let task = self.task(work);
        self.done.insert(task.turn, task);
    }

    fn task(&mut self, work: Work) -> Task<P::Batch> {
        let turn = self.next;
        self.next += 1;
        Task { turn, work, batch: self.batches.pop().unwrap_or_default() }
    }

    /// The task whose turn it is, if it is done.
    ///
    /// # Errors
    /// When a thread has panicked.
    pub(super) fn next_done(&mut self) -> Result<Option<Task<P::Batch>>> {
        let mut queue = self.shared.queue();
        if queue.panicked {
            return Err(Error::Panic);
        }
        for task in queue.done.drain(..) {
            self.done.insert(task.turn, task);
        }
        drop(queue);
        let task = self.done.remove(&self.awaited);
        self.awaited += u64::from(task.is_some());
        Ok(task)
    }

    /// Performs a task that no thread has begun, if there is one.
    pub(super) fn help(&mut self, worker: impl Fn() -> P) -> bool {
        let Some(mut task) = self.shared.queue().todo.pop_front() else {
            return false;
        };
        let helper = self.helper.get_or_insert_with(worker);
        task.perform(self.inputs, helper, &mut self.small);
        self.done.insert(task.turn, task);
        true
    }

    /// Memory for bytes, in which others may still be.
    pub(super) fn buffer(&mut self) -> Vec<u8> {
        self.buffers.pop().unwrap_or_default()
    }

    /// Takes memory back.
    pub(super) fn keep_buffer(&mut self, buffer: Vec<u8>) {
        let longest = 3 * self.inputs.options.jobs.chunk.get();
        if buffer.capacity() <= longest && self.buffers.len() < TASKS * (self.most_threads + 1) {
            self.buffers.push(buffer);
        }
    }

    /// Takes memory back.
    pub(super) fn keep_batch(&mut self, batch: P::Batch) {
        self.batches.push(batch);
    }
}

impl<P: Worker> Drop for Pool<'_, '_, P> {
    fn drop(&mut self) {
        let mut queue = self.shared.queue();
        queue.closed = true;
        queue.todo.clear();
        drop(queue);
        self.shared.work.notify_all();
    }
}

impl<B: Default> Shared<B> {
    /// The loop of each thread.
    fn work<P: Worker<Batch = B>>(&self, inputs: Inputs<'_>, mut worker: P) {
        let _watch = PanicGuard(self);
        let mut small = SmallFiles::new(inputs.options);
        loop {
            let queue = self.queue();
            let queue = self.work.wait_while(queue, |queue| queue.todo.is_empty() && !queue.closed);
            let mut queue = queue.unwrap_or_else(PoisonError::into_inner);
            let Some(mut task) = queue.todo.pop_front() else {
                return;
            };
            drop(queue);
            task.perform(inputs, &mut worker, &mut small);
            self.queue().done.push(task);
            self.wakeup.call();
        }
    }
}

/// Tells when a thread panics, so that the coordinating thread does not wait for its task.
struct PanicGuard<'s, B>(&'s Shared<B>);

impl<B> Drop for PanicGuard<'_, B> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.queue().panicked = true;
            self.0.wakeup.call();
        }
    }
}

impl<B: Default> Task<B> {
    fn perform<P: Worker<Batch = B>>(
        &mut self,
        inputs: Inputs<'_>,
        worker: &mut P,
        small: &mut SmallFiles,
    ) {
        worker.begin(std::mem::take(&mut self.batch));
        match &mut self.work {
            Work::Chunk(name, chunk) => chunk.reached = read(name, chunk, inputs.options, worker),
            Work::Group(group) => group.read(inputs.sources, inputs.options, small, worker),
        }
        self.batch = worker.finish();
    }
}

/// Reads a chunk as if it began where it is guessed to begin, and tells the place where it ends if that is between two
/// values.
fn read(
    name: &str,
    chunk: &mut Chunk,
    options: &Options,
    worker: &mut impl Worker,
) -> Option<Cursor> {
    let guess = chunk.guess?;
    let buffer = std::mem::take(&mut chunk.buffer);
    let ahead = buffer.len() - chunk.length;
    let mut frames = Frames::resuming(io::empty(), options.frames, guess.cursor, buffer);
    let input = Input { name, marked: chunk.start.marked(options.reject_lines) };
    let mut pieces = Pieces::default();
    let reached = loop {
        if worker.is_done() {
            break None;
        }
        let left = frames.left();
        if left <= ahead {
            break frames.cursor().filter(|_| left == ahead);
        }
        match advance(&mut frames, input, options, worker, &mut pieces) {
            Ok(Advance::Went(_)) => {}
            // White space at the end has been passed over.
            Ok(Advance::Wait) if frames.left() == ahead => {}
            Ok(Advance::Wait | Advance::End) | Err(_) => break None,
        }
    };
    chunk.ends_in_line = !pieces.is_empty();
    chunk.buffer = frames.into_buffer();
    reached
}
