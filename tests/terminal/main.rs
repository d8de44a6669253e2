//! The program as a person at a terminal meets it: the real binary in a real terminal, which tmux plays.

#![cfg(unix)]
#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test stops where it cannot go on, and says what it skips"
)]

mod screen;

mod lists;
mod pick;
mod progress;

/// The program.
const BINARY: &str = env!("CARGO_BIN_EXE_leadmap");
