//! Ctrl-C and other signals: cleans up before the process ends.

use std::io;
#[cfg(unix)]
use std::{
    fs,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
};

#[cfg(unix)]
use leadmap_engine::sink::output::give_up;
#[cfg(unix)]
use signal_hook::{
    consts::{
        SIGABRT, SIGALRM, SIGHUP, SIGINT, SIGPROF, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGVTALRM,
        SIGXCPU, SIGXFSZ,
    },
    flag,
    iterator::Signals,
    low_level::{emulate_default_handler, exit},
};

/// The signals that end a process on every system and can be caught, but for those by which the processor or the system
/// tells of a fault in it (SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGSYS), after which nothing can be relied on, and
/// SIGPIPE, which is ignored in favour of an error of writing.
#[cfg(unix)]
const ENDING: [i32; 11] = [
    SIGABRT, SIGALRM, SIGHUP, SIGINT, SIGPROF, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGVTALRM,
    SIGXCPU,
];

/// Those that end one on Linux, too: SIGSTKFLT, SIGIO, SIGPWR, and the signals for users' own purposes, of which the C
/// library may keep some for itself.
#[cfg(target_os = "linux")]
const ENDING_HERE: [std::ops::RangeInclusive<i32>; 3] = [16..=16, 29..=30, 32..=64];

#[cfg(all(unix, not(target_os = "linux")))]
const ENDING_HERE: [std::ops::RangeInclusive<i32>; 0] = [];

#[cfg(unix)]
type Undo = Box<dyn FnMut() + Send>;

/// What to do when a signal comes, the latest first; `None` as long as nothing listens.
#[cfg(unix)]
static UNDO: Mutex<Option<Vec<Undo>>> = Mutex::new(None);

/// From now on, a signal that ends the process removes unfinished files first. The process then ends by that signal,
/// as its parent expects.
#[cfg(unix)]
pub(crate) fn clean_up_on_signal() -> io::Result<()> {
    listening().map(drop)
}

/// As [`clean_up_on_signal`], and does `undo`, too.
#[cfg(unix)]
pub(crate) fn undo_on_signal(undo: impl FnMut() + Send + 'static) -> io::Result<()> {
    listening()?.get_or_insert_default().push(Box::new(undo));
    Ok(())
}

/// What to do when a signal comes, for which somebody listens now.
#[cfg(unix)]
fn listening() -> io::Result<MutexGuard<'static, Option<Vec<Undo>>>> {
    let mut undo = UNDO.lock().unwrap_or_else(PoisonError::into_inner);
    if undo.is_none() {
        let ignored = ignored();
        let mut signals = Signals::new(ENDING.into_iter().filter(|signal| !ignored(*signal)))?;
        for signal in ENDING_HERE.into_iter().flatten().filter(|signal| !ignored(*signal)) {
            // The system refuses those that the C library keeps for itself.
            let _ = signals.add_signal(signal);
        }
        thread::Builder::new().name("signals".into()).spawn(move || {
            if let Some(signal) = signals.forever().next() {
                let mut undo = UNDO.lock().unwrap_or_else(PoisonError::into_inner);
                for undo in undo.iter_mut().flatten().rev() {
                    undo();
                }
                let _to_the_end = give_up();
                let _ = emulate_default_handler(signal);
                // Of some signals it does not know that they end a process. Shells have this status for those.
                exit(128 + signal);
            }
        })?;
        *undo = Some(Vec::new());
    }
    Ok(undo)
}

/// Which signals this process was started to ignore, as by `nohup`. They stay ignored.
#[cfg(unix)]
fn ignored() -> impl Fn(i32) -> bool {
    // Only Linux tells.
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0);
    move |signal| mask >> (signal - 1) & 1 == 1
}

/// From now on, a file that grows larger than the process may make one is an error of writing, which is told of, and
/// no signal that ends the process.
#[cfg(unix)]
pub(crate) fn outlive_file_size_limit() {
    // Without it, the signal does what it does to other programs.
    let _ = flag::register(SIGXFSZ, Arc::default());
}

/// Other systems end the process at once.
#[cfg(not(unix))]
pub(crate) fn clean_up_on_signal() -> io::Result<()> {
    Ok(())
}

/// Other systems end the process at once.
#[cfg(not(unix))]
pub(crate) fn undo_on_signal(_: impl FnMut() + Send + 'static) -> io::Result<()> {
    Ok(())
}

/// Other systems have no such signal.
#[cfg(not(unix))]
pub(crate) fn outlive_file_size_limit() {}
