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
        SIGALRM, SIGHUP, SIGINT, SIGPROF, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGVTALRM, SIGXCPU,
        SIGXFSZ,
    },
    flag,
    iterator::Signals,
    low_level::emulate_default_handler,
};

/// The signals that end a process and can be caught, but for those that tell of a fault in it, and SIGPIPE, which is
/// ignored in favour of an error of writing.
#[cfg(unix)]
const ENDING: [i32; 10] =
    [SIGALRM, SIGHUP, SIGINT, SIGPROF, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGVTALRM, SIGXCPU];

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
        thread::Builder::new().name("signals".into()).spawn(move || {
            for signal in &mut signals {
                let mut undo = UNDO.lock().unwrap_or_else(PoisonError::into_inner);
                for undo in undo.iter_mut().flatten().rev() {
                    undo();
                }
                let _to_the_end = give_up();
                let _ = emulate_default_handler(signal);
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
