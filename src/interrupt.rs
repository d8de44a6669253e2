//! Ctrl-C and other signals: cleans up before the process ends.

#[cfg(unix)]
use std::sync::{Mutex, PoisonError};
#[cfg(unix)]
use std::{fs, path::PathBuf, thread};

/// What to do when a signal comes, the latest first.
#[cfg(unix)]
static UNDO: Mutex<Vec<Box<dyn FnMut() + Send>>> = Mutex::new(Vec::new());

/// From now on, a signal that ends the process does `undo` first. The process then ends by that signal, as its
/// parent expects.
#[cfg(unix)]
pub(crate) fn undo_on_signal(undo: impl FnMut() + Send + 'static) -> std::io::Result<()> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

    let mut undos = UNDO.lock().unwrap_or_else(PoisonError::into_inner);
    if undos.is_empty() {
        let mut signals = signal_hook::iterator::Signals::new([SIGHUP, SIGINT, SIGTERM])?;
        thread::Builder::new().name("signals".into()).spawn(move || {
            for signal in &mut signals {
                let mut undos = UNDO.lock().unwrap_or_else(PoisonError::into_inner);
                for undo in undos.iter_mut().rev() {
                    undo();
                }
                let _ = signal_hook::low_level::emulate_default_handler(signal);
            }
        })?;
    }
    undos.push(Box::new(undo));
    Ok(())
}

/// From now on, a signal that ends the process removes `path` first.
#[cfg(unix)]
pub(crate) fn remove_on_signal(path: PathBuf) -> std::io::Result<()> {
    undo_on_signal(move || {
        // It may have taken its place by now; then there is nothing to remove.
        let _ = fs::remove_file(&path);
    })
}

/// Other systems end the process at once.
#[cfg(not(unix))]
pub(crate) fn undo_on_signal(_: impl FnMut() + Send + 'static) -> std::io::Result<()> {
    Ok(())
}

/// Other systems end the process at once.
#[cfg(not(unix))]
pub(crate) fn remove_on_signal(_: std::path::PathBuf) -> std::io::Result<()> {
    Ok(())
}
