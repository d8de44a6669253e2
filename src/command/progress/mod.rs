//! `--progress`: a bar or lines on standard error.
//!
//! The run stores its figures in atomics. A thread of its own reads them and draws, so that the run neither looks at a clock
//! nor waits for the terminal, and the figures stay current while an input pauses.

mod line;

use std::io::{self, BufWriter, IsTerminal as _, Write as _};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crossterm::cursor::MoveToColumn;
use crossterm::queue;
use crossterm::style::Print;
use crossterm::terminal::{Clear, ClearType};

use leadmap_engine::input::source::{Source, Sources};
use leadmap_engine::reading;
use leadmap_engine::sink::output_kind::OutputKind;

use super::report::Volume;
use crate::cli::When;
use crate::interrupt;
use crate::say::say;

use line::{Figures, Rate};

/// A run that is shorter needs no bar.
const SOON: Duration = Duration::from_secs(1);

/// How often the bar is drawn.
const FRAME: Duration = Duration::from_millis(100);

/// How far apart lines of text are.
const LINE: Duration = Duration::from_secs(1);

/// The width of a terminal that does not tell its own, in columns.
const WIDTH: usize = 80;

/// How long a signal waits for the bar to be cleared.
const PATIENCE: Duration = Duration::from_millis(100);

/// How progress is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ProgressMode {
    /// In one line of the terminal, drawn over and over, that long after the beginning.
    Bar(Duration),
    /// As lines of text.
    Lines,
}

/// What `--progress` depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Surroundings {
    volume: Volume,
    stderr: Stderr,
    /// Where rows go while the run goes on.
    rows: OutputKind,
    /// Whether captures are typed in.
    typed: bool,
}

/// What standard error is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stderr {
    /// A terminal on which a line can be drawn over.
    Terminal,
    /// A terminal that can only print.
    Printer,
    /// Something else.
    Other,
}

impl ProgressMode {
    /// The mode that `--progress` asks for where rows go to `rows`; `None` if nothing is to be shown.
    pub(super) fn of(
        when: When,
        volume: Volume,
        rows: OutputKind,
        sources: &Sources,
    ) -> Option<Self> {
        let stderr = match (io::stderr().is_terminal(), std::env::var_os("TERM")) {
            (false, _) => Stderr::Other,
            (true, Some(term)) if term == "dumb" => Stderr::Printer,
            (true, _) => Stderr::Terminal,
        };
        let surroundings = Surroundings {
            volume,
            stderr,
            rows,
            typed: sources.sources.contains(&Source::Stdin) && io::stdin().is_terminal(),
        };
        surroundings.mode(when)
    }
}

impl Surroundings {
    fn mode(self, when: When) -> Option<ProgressMode> {
        // On the same terminal, rows and bar would tear each other apart.
        let is_taken = self.rows == OutputKind::Terminal || self.typed;
        let may_show = match self.volume {
            Volume::Quiet => false,
            Volume::Normal => self.stderr == Stderr::Other || !is_taken,
        };
        match (when, self.stderr) {
            _ if !may_show => None,
            // A pager that reads the rows may use the terminal.
            (When::Auto, Stderr::Terminal) if self.rows != OutputKind::Pipe => {
                Some(ProgressMode::Bar(SOON))
            }
            (When::Auto | When::Never, _) => None,
            (When::Always, Stderr::Terminal) => Some(ProgressMode::Bar(Duration::ZERO)),
            (When::Always, Stderr::Printer | Stderr::Other) => Some(ProgressMode::Lines),
        }
    }
}

/// A run's progress, shown until this is dropped.
pub(super) struct ProgressDisplay {
    shared: Arc<ProgressState>,
    thread: Option<JoinHandle<()>>,
}

/// What the run, the thread that shows, and a signal have in common.
struct ProgressState {
    counted: &'static str,
    bytes: AtomicU64,
    count: AtomicU64,
    rejects: AtomicU64,
    bar: Mutex<BarLine>,
    /// Signalled at the end of the run.
    end: Condvar,
}

/// The bar on the terminal, if it is there.
#[derive(Default)]
struct BarLine {
    /// The line that the terminal shows now.
    line: Option<String>,
    /// Whether nothing may be drawn any more.
    is_over: bool,
}

impl ProgressDisplay {
    /// Begins to show how far the reading of `sources` has come, and how many `counted` (`record`) have come of them.
    /// `None` if the system has no thread for it: that is no reason not to run.
    pub(super) fn start(
        mode: ProgressMode,
        counted: &'static str,
        sources: Arc<Sources>,
    ) -> Option<Self> {
        let shared = Arc::new(ProgressState {
            counted,
            bytes: AtomicU64::new(0),
            count: AtomicU64::new(0),
            rejects: AtomicU64::new(0),
            bar: Mutex::default(),
            end: Condvar::new(),
        });
        if matches!(mode, ProgressMode::Bar(_)) {
            let left = Arc::clone(&shared);
            // Nor is it one that a line might stay behind.
            let _ = interrupt::undo_on_signal(move || left.leave());
        }
        let theirs = Arc::clone(&shared);
        let thread = thread::Builder::new().name("progress".into());
        let thread = thread.spawn(move || theirs.show(mode, &sources)).ok()?;
        Some(ProgressDisplay { shared, thread: Some(thread) })
    }

    /// Records how far the run has come, and how many it has rejected.
    pub(super) fn tell(&self, progress: &reading::Progress, rejected: u64) {
        let ProgressState { bytes, count, rejects, .. } = &*self.shared;
        bytes.store(progress.bytes, Ordering::Relaxed);
        count.store(progress.results, Ordering::Relaxed);
        rejects.store(rejected, Ordering::Relaxed);
    }

    /// Lets `write` write whole lines to standard error, with nothing else of ours on them.
    pub(super) fn beside(&self, write: impl FnOnce()) {
        let mut bar = self.shared.bar();
        bar.clear();
        write();
    }
}

impl Drop for ProgressDisplay {
    fn drop(&mut self) {
        self.shared.bar().end();
        self.shared.end.notify_all();
        if let Some(thread) = self.thread.take() {
            // Nothing could be done about a panic in it.
            let _ = thread.join();
        }
    }
}

impl ProgressState {
    fn bar(&self) -> MutexGuard<'_, BarLine> {
        self.bar.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for `time` or for the end of the run, and returns whether it has ended.
    fn is_over_within(&self, time: Duration) -> bool {
        let bar = self.bar();
        let waited = self.end.wait_timeout_while(bar, time, |bar| !bar.is_over);
        let (bar, _) = waited.unwrap_or_else(PoisonError::into_inner);
        bar.is_over
    }

    /// What the thread does.
    fn show(&self, mode: ProgressMode, sources: &Sources) {
        let begin = Instant::now();
        let mut rate = Rate::default();
        let mut figures = |total| self.figures(total, &mut rate, begin.elapsed());
        match mode {
            ProgressMode::Bar(wait) => {
                if self.is_over_within(wait) {
                    return;
                }
                // With very many files this takes a while, which must not delay the end of a short run.
                let total = size(sources, || self.bar().is_over);
                let mut turn = 0;
                loop {
                    let figures = figures(total);
                    self.bar().draw(&figures.line(width(), turn));
                    turn += 1;
                    if self.is_over_within(FRAME) {
                        return;
                    }
                }
            }
            ProgressMode::Lines => {
                let total = size(sources, || false);
                loop {
                    let is_over = self.is_over_within(LINE);
                    let text = format!("progress: {}\n", figures(total).text());
                    let bar = self.bar();
                    say(&text);
                    drop(bar);
                    if is_over {
                        return;
                    }
                }
            }
        }
    }

    fn figures(&self, total: Option<u64>, rate: &mut Rate, after: Duration) -> Figures {
        let bytes = self.bytes.load(Ordering::Relaxed);
        rate.record(bytes, after);
        Figures {
            bytes,
            total,
            rate: rate.per_second(),
            counted: self.counted,
            count: self.count.load(Ordering::Relaxed),
            rejects: self.rejects.load(Ordering::Relaxed),
        }
    }

    /// Clears the bar before a signal ends the process. A thread does it, for the process must end even if the terminal is
    /// stopped and takes nothing.
    fn leave(self: &Arc<Self>) {
        let shared = Arc::clone(self);
        let (cleared, is_cleared) = mpsc::channel::<()>();
        let clear = move || {
            shared.bar().end();
            drop(cleared);
        };
        let _ = thread::Builder::new().name("clear".into()).spawn(clear);
        let _ = is_cleared.recv_timeout(PATIENCE);
    }
}

impl BarLine {
    fn draw(&mut self, line: &str) {
        if self.is_over || self.line.as_deref() == Some(line) {
            return;
        }
        put(line);
        self.line = Some(line.to_owned());
    }

    fn clear(&mut self) {
        if self.line.take().is_some() {
            put("");
        }
    }

    fn end(&mut self) {
        self.clear();
        self.is_over = true;
    }
}

/// Replaces the terminal's last line by `line`. The old line's rest is cleared afterwards, so that nothing flickers.
fn put(line: &str) {
    let mut stderr = BufWriter::new(io::stderr().lock());
    // A terminal that is gone has nothing left to be put right.
    let _ = queue!(stderr, MoveToColumn(0), Print(line), Clear(ClearType::UntilNewLine));
    let _ = stderr.flush();
}

fn width() -> usize {
    terminal_size::terminal_size_of(io::stderr())
        .map_or(WIDTH, |(terminal_size::Width(width), _)| width.into())
}

/// The size of all sources taken together, in bytes; `None` if one of them does not tell, or the sum is not wanted any
/// more.
fn size(sources: &Sources, is_unwanted: impl Fn() -> bool) -> Option<u64> {
    let sizes = sources.sources.iter().map(|source| source.size().filter(|_| !is_unwanted()));
    sizes.sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A terminal, with the rows going to a file.
    const TERMINAL: Surroundings = Surroundings {
        volume: Volume::Normal,
        stderr: Stderr::Terminal,
        rows: OutputKind::Elsewhere,
        typed: false,
    };

    #[test]
    fn a_terminal_has_a_bar_after_a_while_or_at_once() {
        assert_eq!(TERMINAL.mode(When::Auto), Some(ProgressMode::Bar(SOON)));
        let at_once = Some(ProgressMode::Bar(Duration::ZERO));
        assert_eq!(TERMINAL.mode(When::Always), at_once);
        assert_eq!(TERMINAL.mode(When::Never), None);
    }

    #[test]
    fn what_is_no_terminal_or_can_only_print_has_lines_if_they_are_asked_for() {
        for stderr in [Stderr::Printer, Stderr::Other] {
            let surroundings = Surroundings { stderr, ..TERMINAL };
            assert_eq!(surroundings.mode(When::Auto), None);
            assert_eq!(surroundings.mode(When::Always), Some(ProgressMode::Lines));
            assert_eq!(surroundings.mode(When::Never), None);
        }
    }

    #[test]
    fn a_quiet_run_shows_nothing() {
        for stderr in [Stderr::Terminal, Stderr::Printer, Stderr::Other] {
            let surroundings = Surroundings { volume: Volume::Quiet, stderr, ..TERMINAL };
            assert_eq!(surroundings.mode(When::Auto), None);
            assert_eq!(surroundings.mode(When::Always), None);
        }
    }

    #[test]
    fn a_terminal_that_is_written_or_typed_on_is_left_alone() {
        let taken = [(OutputKind::Terminal, false), (OutputKind::Elsewhere, true)];
        for (rows, typed) in taken {
            let surroundings = Surroundings { rows, typed, ..TERMINAL };
            assert_eq!(surroundings.mode(When::Auto), None);
            assert_eq!(surroundings.mode(When::Always), None);
            let elsewhere = Surroundings { stderr: Stderr::Other, ..surroundings };
            assert_eq!(elsewhere.mode(When::Always), Some(ProgressMode::Lines));
        }
    }

    #[test]
    fn who_reads_the_rows_from_a_pipe_may_have_the_terminal() {
        let surroundings = Surroundings { rows: OutputKind::Pipe, ..TERMINAL };
        assert_eq!(surroundings.mode(When::Auto), None);
        let at_once = Some(ProgressMode::Bar(Duration::ZERO));
        assert_eq!(surroundings.mode(When::Always), at_once);
    }

    #[test]
    fn the_size_is_known_of_files_alone_and_summed_up_only_while_it_is_wanted() {
        let folder = tempfile::tempdir().unwrap();
        let [a, b] = ["a", "b"].map(|name| folder.path().join(name));
        std::fs::write(&a, "123").unwrap();
        std::fs::write(&b, "4567").unwrap();
        let mut sources = Sources::default();
        sources.sources.extend([a, b].map(Source::File));
        assert_eq!(size(&sources, || false), Some(7));
        assert_eq!(size(&sources, || true), None);
        sources.sources.push(Source::Stdin);
        assert_eq!(size(&sources, || false), None);
    }
}
