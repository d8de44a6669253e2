//! Summaries: a command's last words on standard error, with counts of inputs and results.

pub mod apply;
pub mod check;
pub mod find;
pub mod init;
pub mod schema;
pub mod trace;

use leadmap_engine::input::source::{PassedOver, Why};
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
    /// What is in folders and archives and was not read, and inputs with nothing in them.
    pub passed_over: &'c [PassedOver],
}

/// What became of the captures, where the payloads do not tell: some held none, or several. `payloads` counts also what
/// was rejected before it was one.
fn captures(captures: &Captures, payloads: u64) -> Option<String> {
    let Captures { read, opened, empty, rejected, without_body, text, cut_characters, .. } =
        captures;
    let is_told =
        *empty == 0 && *read == payloads && without_body.is_empty() && *cut_characters == 0;
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
    let cut = match cut_characters {
        0 => String::new(),
        cut => format!("; {} cut where lines were divided", counted(*cut, "character")),
    };
    (!is_told).then(|| {
        format!(
            "{read} = {opened} opened + {empty} empty + {rejected} rejected{without_body}{text}{cut}"
        )
    })
}

impl InputCounts<'_> {
    /// What became of the captures, where the payloads do not tell.
    fn captures(&self) -> Option<String> {
        captures(self.captures, self.payloads.saturating_add(self.rejected))
    }
}

/// What was passed over in folders and archives and why, and which inputs have nothing in them: lines with their labels.
pub fn not_read(passed_over: &[PassedOver]) -> Vec<(&'static str, String)> {
    let of = |kind: fn(&Why) -> bool| -> Vec<&PassedOver> {
        passed_over.iter().filter(|entry| kind(&entry.why)).collect()
    };
    let unlike = of(|why| matches!(why, Why::Unlike));
    let failed =
        of(|why| matches!(why, Why::LeadsNowhere(_) | Why::ClosedFile(_) | Why::ClosedMember(_)));
    let folders = of(|why| matches!(why, Why::ClosedFolder(_)));
    let verb = if unlike.len() == 1 { "does" } else { "do" };
    let unlike = kind(&unlike, "file", &format!("that {verb} not look like captures"));
    let failed = kind(&failed, "file", "that could not be looked into");
    let folders = kind(&folders, "folder", "that could not be looked into");
    let kinds: Vec<String> = [unlike, failed, folders].into_iter().flatten().collect();
    let nothing = of(|why| matches!(why, Why::Nothing));
    let mut lines = Vec::new();
    if !kinds.is_empty() {
        lines.push(("not read", kinds.join("; ")));
    }
    if !nothing.is_empty() {
        lines.push(("nothing in", names(&nothing)));
    }
    lines
}

/// A warning of what was passed over in folders and could be captures; `None` where there was nothing of that kind.
pub fn closed(passed_over: &[PassedOver]) -> Option<String> {
    let is_closed =
        |entry: &&PassedOver| matches!(entry.why, Why::ClosedFile(_) | Why::ClosedFolder(_));
    let closed: Vec<_> = passed_over.iter().filter(is_closed).collect();
    let names = names(&closed);
    (!closed.is_empty()).then(|| format!("warning: not read, and may hold captures: {names}\n"))
}

/// Those of one kind; `None` where there are none.
fn kind(entries: &[&PassedOver], noun: &str, what: &str) -> Option<String> {
    let count = counted(entries.len() as u64, noun);
    (!entries.is_empty()).then(|| format!("{count} {what}: {}", names(entries)))
}

fn names(entries: &[&PassedOver]) -> String {
    let names: Vec<_> = entries.iter().take(NAMED).map(|entry| named(entry)).collect();
    let more = if entries.len() > NAMED { ", …" } else { "" };
    format!("{}{more}", names.join(", "))
}

fn named(PassedOver { path, why }: &PassedOver) -> String {
    let path = path.display().to_string();
    match why {
        Why::Unlike | Why::Nothing => visible(&path).into_owned(),
        Why::LeadsNowhere(said)
        | Why::ClosedFile(said)
        | Why::ClosedMember(said)
        | Why::ClosedFolder(said) => {
            format!("{} ({})", visible(&path), visible(said))
        }
    }
}
