//! Borrows a terminal's screen, and restores it however the program ends.

use std::fs::File;
use std::io::{self, Write as _};
use std::panic;
use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::{Context as _, Result, bail};
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::{QueueableCommand as _, cursor, terminal};

use leadmap_view::paint::Ink;
use leadmap_view::pick::{ScreenText, Size};

use crate::interrupt;

/// The terminal, while its screen is borrowed. A signal or a panic takes it away and gives the screen back.
static BORROWED: Mutex<Option<File>> = Mutex::new(None);

/// The controlling terminal, wherever the standard streams go.
pub(in crate::command) struct Terminal(File);

impl Terminal {
    /// Finds it.
    ///
    /// # Errors
    /// When there is none, or one that can only print.
    pub(in crate::command) fn find() -> Result<Terminal> {
        let otherwise = "without one, choose with --include and --exclude";
        if std::env::var_os("TERM").is_some_and(|term| term == "dumb") {
            bail!(
                "--pick needs a terminal that can do more than print (TERM is `dumb`); {otherwise}"
            );
        }
        let name = if cfg!(windows) { "CONOUT$" } else { "/dev/tty" };
        let file = File::options().read(true).write(true).open(name);
        let file = file.with_context(|| format!("--pick needs a terminal; {otherwise}"))?;
        Ok(Terminal(file))
    }
}

/// A borrowed screen. It is given back when this is dropped.
pub(super) struct Screen {
    ink: Ink,
    /// The lines that are on it, as they were painted.
    drawn: Vec<String>,
}

impl Screen {
    /// Borrows the screen of `terminal`.
    pub(super) fn open(terminal: Terminal, ink: Ink) -> io::Result<Screen> {
        interrupt::undo_on_signal(give_back)?;
        let report = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            give_back();
            report(info);
        }));
        take(terminal.0)?;
        Ok(Screen { ink, drawn: Vec::new() })
    }

    /// Shows a frame: only the lines that have changed are written.
    pub(super) fn draw(&mut self, frame: &ScreenText) -> io::Result<()> {
        let painted = frame.lines.iter().map(|line| line.paint(self.ink));
        let painted: Vec<String> = painted.collect();
        let mut bytes = Vec::new();
        bytes.queue(cursor::Hide)?;
        for (at, line) in painted.iter().enumerate() {
            if self.drawn.get(at) != Some(line) {
                bytes.queue(cursor::MoveTo(0, row(at)))?;
                bytes.queue(terminal::Clear(terminal::ClearType::UntilNewLine))?;
                bytes.extend_from_slice(line.as_bytes());
            }
        }
        if let Some((line, column)) = frame.cursor {
            bytes.queue(cursor::MoveTo(column, line))?;
            bytes.queue(cursor::Show)?;
        }
        self.drawn = painted;
        match borrowed().as_mut() {
            Some(terminal) => terminal.write_all(&bytes),
            // A signal is about to end the process.
            None => Ok(()),
        }
    }

    /// Forgets what is on the screen, so that all of it is drawn anew.
    pub(super) fn forget(&mut self) {
        self.drawn.clear();
        if let Some(terminal) = borrowed().as_mut() {
            // If it is lost, the next drawing says so.
            let _ = terminal.queue(terminal::Clear(terminal::ClearType::All));
            let _ = terminal.flush();
        }
    }

    /// Gives the screen back and stops, until the process is continued.
    pub(super) fn suspend(&mut self) -> io::Result<()> {
        let Some(terminal) = borrowed().as_ref().map(File::try_clone).transpose()? else {
            return Ok(());
        };
        give_back();
        #[cfg(unix)]
        signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP)?;
        self.drawn.clear();
        take(terminal)
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

/// How large the terminal is.
pub(super) fn size() -> io::Result<Size> {
    let (width, height) = terminal::size()?;
    Ok(Size { width, height })
}

fn borrowed() -> MutexGuard<'static, Option<File>> {
    BORROWED.lock().unwrap_or_else(PoisonError::into_inner)
}

fn take(mut terminal: File) -> io::Result<()> {
    terminal::enable_raw_mode()?;
    let mut bytes = Vec::new();
    bytes
        .queue(terminal::EnterAlternateScreen)?
        // Where the terminal takes a character for wider than it is drawn, the line is not to break.
        .queue(terminal::DisableLineWrap)?
        .queue(EnableBracketedPaste)?
        .queue(terminal::Clear(terminal::ClearType::All))?;
    let written = terminal.write_all(&bytes);
    *borrowed() = Some(terminal);
    written
}

/// Gives the screen back, if it is borrowed. A terminal that is gone needs nothing back.
fn give_back() {
    let Some(mut terminal) = borrowed().take() else {
        return;
    };
    let mut bytes = Vec::new();
    let _ = bytes
        .queue(DisableBracketedPaste)
        .and_then(|bytes| bytes.queue(terminal::EnableLineWrap))
        .and_then(|bytes| bytes.queue(cursor::Show))
        .and_then(|bytes| bytes.queue(terminal::LeaveAlternateScreen));
    let _ = terminal.write_all(&bytes);
    let _ = terminal::disable_raw_mode();
}

fn row(at: usize) -> u16 {
    u16::try_from(at).unwrap_or(u16::MAX)
}
