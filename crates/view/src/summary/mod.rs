//! Summaries: a command's last words on standard error, with counts of inputs and results.

pub mod apply;
pub mod check;
pub mod find;
pub mod init;
pub mod schema;
pub mod trace;

use std::path::PathBuf;

use leadmap_engine::message::{counted, visible};

/// How many reasons, values or files one line names.
const NAMED: usize = 5;

/// Counts of the inputs that a command has read.
#[derive(Debug, Clone, Copy, Default)]
pub struct InputCounts<'c> {
    /// Payloads.
    pub payloads: u64,
    /// What was rejected before it was a payload.
    pub rejected: u64,
    /// Rejects that were not shown.
    pub not_shown: u64,
    /// Files in folders that did not look like captures.
    pub passed_over: &'c [PathBuf],
}

/// The files that were passed over, and why; `None` where there were none.
fn unlike_captures(passed_over: &[PathBuf]) -> Option<String> {
    let verb = match passed_over.len() {
        0 => return None,
        1 => "does",
        _ => "do",
    };
    let files = counted(passed_over.len() as u64, "file");
    let names = passed_over.iter().map(|path| visible(&path.display().to_string()).into_owned());
    let shown: Vec<_> = names.take(NAMED).collect();
    let more = if passed_over.len() > NAMED { ", …" } else { "" };
    Some(format!("{files} that {verb} not look like captures: {}{more}", shown.join(", ")))
}
