//! Ctrl-C and its kin: what was being written is removed before the process ends.

#[cfg(unix)]
use std::{fs, path::PathBuf, thread};

/// From now on, a signal that ends the process removes `path` first. The process then ends by that signal, as whoever
/// started it expects.
#[cfg(unix)]
pub(crate) fn remove_on_signal(path: PathBuf) -> std::io::Result<()> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

    let mut signals = signal_hook::iterator::Signals::new([SIGHUP, SIGINT, SIGTERM])?;
    thread::Builder::new()
        .name("signals".into())
        .spawn(move || {
            for signal in &mut signals {
                // It may have taken its place by now; then there is nothing to remove.
                let _ = fs::remove_file(&path);
                let _ = signal_hook::low_level::emulate_default_handler(signal);
            }
        })?;
    Ok(())
}

/// Other systems end the process at once.
#[cfg(not(unix))]
pub(crate) fn remove_on_signal(_: std::path::PathBuf) -> std::io::Result<()> {
    Ok(())
}
