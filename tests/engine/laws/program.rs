//! Running the program itself.

use std::fs::File;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Runs `leadmap apply` with `arguments`.
pub(crate) fn apply(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).output().unwrap()
}

/// As [`apply`], with `file` for standard input.
pub(crate) fn apply_to_stdin(folder: &Path, arguments: &[&str], file: &str) -> Output {
    let input = File::open(folder.join(file)).unwrap();
    command(folder, arguments).stdin(input).output().unwrap()
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_leadmap"));
    command.arg("apply").args(arguments).current_dir(folder);
    command.stdin(Stdio::null());
    command
}
