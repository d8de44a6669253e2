//! Summaries: a command's last words on standard error, with counts of inputs and results.

pub mod apply;
pub mod check;
pub mod find;
pub mod init;
pub mod schema;
pub mod trace;

use leadmap_engine::input::source::PassedOver;
use leadmap_engine::message::{counted, visible};
use leadmap_engine::tally::Captures;

/// How many reasons, values or files one line names.
const NAMED: usize = 5;

/// Counts of the inputs that a command has read.
#[derive(Debug, Clone, Copy)]
pub struct InputCounts<'c> {
    /// Captures, by what became of them.
    pub captures: &'c Captures,
    /// Payloads.
    pub payloads: u64,
    /// What was rejected before it was a payload.
    pub rejected: u64,
    /// Rejects that were not shown.
    pub not_shown: u64,
    /// What is in folders and was not read.
    pub passed_over: &'c [PassedOver],
}

/// What became of the captures, where the payloads do not tell: some held none, or several. `payloads` counts also what
/// was rejected before it was one.
fn captures(captures: &Captures, payloads: u64) -> Option<String> {
    let Captures { read, opened, empty, rejected, without_body, text, .. } = captures;
    let is_told = *empty == 0 && *read == payloads && without_body.is_empty();
    let read = counted(*read, "capture");
    let methods: Vec<String> =
        without_body.iter().map(|(method, count)| format!("{method} {count}")).collect();
    let without_body = match methods.as_slice() {
        [] => String::new(),
        methods => format!("; requests without a body: {}", methods.join(", ")),
    };
    let text = match text {
        0 => String::new(),
        text => format!("; {} without JSON", counted(*text, "text")),
    };
    (!is_told).then(|| {
        format!(
            "{read} = {opened} opened + {empty} empty + {rejected} rejected{without_body}{text}"
        )
    })
}

impl InputCounts<'_> {
    /// What became of the captures, where the payloads do not tell.
    fn captures(&self) -> Option<String> {
        captures(self.captures, self.payloads.saturating_add(self.rejected))
    }
}

/// What was passed over in folders, and why; `None` where there was nothing.
pub fn not_read(passed_over: &[PassedOver]) -> Option<String> {
    let (unlike, failed): (Vec<_>, Vec<_>) =
        passed_over.iter().partition(|entry| entry.failure.is_none());
    let verb = if unlike.len() == 1 { "does" } else { "do" };
    let kinds = [
        (unlike, format!("{verb} not look like captures")),
        (failed, "could not be looked into".to_owned()),
    ];
    let kinds: Vec<String> = kinds
        .iter()
        .filter(|(entries, _)| !entries.is_empty())
        .map(|(entries, what)| {
            let count = counted(entries.len() as u64, "file");
            let names: Vec<_> = entries.iter().take(NAMED).map(|entry| named(entry)).collect();
            let more = if entries.len() > NAMED { ", …" } else { "" };
            format!("{count} that {what}: {}{more}", names.join(", "))
        })
        .collect();
    (!kinds.is_empty()).then(|| kinds.join("; "))
}

fn named(PassedOver { path, failure }: &PassedOver) -> String {
    let path = path.display().to_string();
    match failure {
        None => visible(&path).into_owned(),
        Some(failure) => format!("{} ({})", visible(&path), visible(failure)),
    }
}
