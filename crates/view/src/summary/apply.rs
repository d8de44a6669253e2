//! The summary of `leadmap apply`.

use std::cmp::Reverse;
use std::fmt::Write as _;

use leadmap_engine::capture::Wrapper;
use leadmap_engine::input::source::PassedOver;
use leadmap_engine::mapping::Mapping;
use leadmap_engine::message::{counted, shortened, visible};
use leadmap_engine::path::{Path, Step};
use leadmap_engine::tally::{Payloads, Records, Tally};

use super::{NAMED, captures, not_read};
use crate::paint::{Ink, Tone};

/// How many messages were left out during the run.
#[derive(Debug, Clone, Copy, Default)]
pub struct NotShown {
    /// Rejects.
    pub rejects: u64,
    /// Repairs.
    pub repairs: u64,
}

/// What a run has counted.
pub fn text(
    tally: &Tally,
    mapping: &Mapping,
    passed_over: &[PassedOver],
    not_shown: NotShown,
    ink: Ink,
) -> String {
    let mut lines = LabelledLines::default();
    totals(&mut lines, tally);
    rejects(&mut lines, tally, not_shown.rejects);
    filtered(&mut lines, tally);
    fields(&mut lines, tally, mapping);
    blank_columns(&mut lines, tally, mapping);
    repairs(&mut lines, tally, not_shown.repairs);
    flaws(&mut lines, tally);
    for (label, files) in not_read(passed_over) {
        lines.add(label, &files);
    }
    let warning = match tally.records.written {
        0 => format!("nothing was written: {}", why_nothing(tally)),
        _ if tally.blank_records > 0 => blank_records(tally, mapping),
        _ => return lines.text,
    };
    lines.text += &format!("{}: {warning}\n", ink.paint(Tone::Doubtful, "warning"));
    lines.text
}

fn totals(lines: &mut LabelledLines, tally: &Tally) {
    if let Some(captures) = captures(&tally.captures, tally.payloads.read) {
        lines.add("read", &captures);
    }
    let Payloads { read, mapped, empty, filtered, rejected } = tally.payloads;
    lines.add(
        "payloads",
        &format!("{read} read = {mapped} mapped + {empty} empty + {filtered} filtered + {rejected} rejected"),
    );
    let Records { made, written, duplicate, rejected, refused } = tally.records;
    let refused = if refused > 0 { format!(" + {refused} refused") } else { String::new() };
    lines.add(
        "records",
        &format!(
            "{made} made = {written} written + {duplicate} duplicate + {rejected} rejected{refused}"
        ),
    );
}

fn rejects(lines: &mut LabelledLines, tally: &Tally, not_shown: u64) {
    lines.add_counts("rejects", tally.rejects.iter().map(|(code, count)| (code.name(), *count)));
    if not_shown > 0 {
        lines.add("", &format!("{not_shown} of them not shown (--rejects FILE keeps them all)"));
    }
}

fn filtered(lines: &mut LabelledLines, tally: &Tally) {
    let by_value = tally
        .filtered
        .iter()
        .map(|(path, found, count)| (format!("{path} = {}", shortened(found, 40)), count));
    lines.add_counts("filtered", by_value.chain([("others".to_owned(), tally.filtered.others())]));
    let wrappers = &tally.captures.wrappers;
    if wrappers.keys().any(|wrapper| *wrapper != Wrapper::Bare) {
        let wrappers = wrappers.iter();
        lines.add_counts("captures", wrappers.map(|(name, count)| (name.to_string(), *count)));
    }
}

fn fields(lines: &mut LabelledLines, tally: &Tally, mapping: &Mapping) {
    let fields = || mapping.fields.iter().map(|field| field.name.as_str()).zip(&tally.fields);
    lines.add_counts("kept invalid", fields().map(|(name, field)| (name, field.misfits)));
    lines.add_counts(
        "fallbacks",
        fields().map(|(name, field)| (name, field.paths.iter().skip(1).sum())),
    );
}

fn repairs(lines: &mut LabelledLines, tally: &Tally, not_shown: u64) {
    lines.add_counts("repairs", tally.repairs.iter().map(|(kind, count)| (kind.name(), *count)));
    if not_shown > 0 {
        lines.add("", &format!("{not_shown} of them not shown"));
    }
}

fn flaws(lines: &mut LabelledLines, tally: &Tally) {
    let flaws = [
        ("lone surrogates now U+FFFD", tally.flaws.lone_surrogates),
        ("duplicate keys of which the last was taken", tally.flaws.duplicate_keys),
        ("strings to decode that are not JSON", tally.flaws.undecoded),
    ];
    lines.add_counts("flaws", flaws.into_iter().map(|(what, count)| (what, count as u64)));
    if tally.guarded_cells > 0 {
        let cells = counted(tally.guarded_cells, "cell");
        lines.add(
            "guarded",
            &format!("{cells} that a spreadsheet would run (--guard off writes them as they are)"),
        );
    }
}

/// What is said of records in which no path into the payload has found a value.
fn blank_records(tally: &Tally, mapping: &Mapping) -> String {
    let Records { made, .. } = tally.records;
    let blank = tally.blank_records;
    let are = if blank == 1 { "is" } else { "are" };
    let which = match blank == made {
        true => "every record is".to_owned(),
        false => format!("{blank} of {made} records {are}"),
    };
    let wrappers = &tally.captures.wrappers;
    let why = match body_in_path(mapping) {
        Some(path) if wrappers.keys().any(|wrapper| *wrapper != Wrapper::Bare) => format!(
            "`{}` has to begin inside the wrapper that was opened, without `{BODY}`",
            visible(&shortened(path, 60))
        ),
        _ if wrappers.keys().all(|wrapper| *wrapper == Wrapper::Bare) => {
            "do the paths of the mapping fit these captures? If payloads stand in a wrapper that is not known, \
             --from PATH says where"
                .to_owned()
        }
        _ => "do the paths of the mapping fit these captures?".to_owned(),
    };
    format!(
        "{which} blank in all columns that come from payloads: {why} \
         (`leadmap check MAPPING --samples INPUT` tells what is there)"
    )
}

/// Where payloads stand in most wrappers.
const BODY: &str = "body";

/// A path of the mapping that begins where a wrapper has its payload.
fn body_in_path(mapping: &Mapping) -> Option<&str> {
    let mut paths = mapping.fields.iter().flat_map(|field| field.source.paths());
    let begins = |path: &Path| match path {
        Path::Payload(query) => query.plain.first() == Some(&Step::Key(BODY.into())),
        _ => false,
    };
    paths.find(|(_, written)| begins(&written.path)).map(|(_, written)| written.text.as_str())
}

/// Columns that are blank in every record. Where all records are blank all through, that is said as a whole.
fn blank_columns(lines: &mut LabelledLines, tally: &Tally, mapping: &Mapping) {
    let columns = tally.blank_columns(mapping);
    if columns.is_empty() || tally.blank_records == tally.records.made {
        return;
    }
    let names: Vec<String> =
        columns.iter().take(NAMED).map(|name| visible(&shortened(name, 40)).into_owned()).collect();
    let more = match columns.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(", {more} more"),
    };
    lines.add(
        "blank",
        &format!(
            "{}{more} in every record (`leadmap check MAPPING --samples INPUT` tells why)",
            names.join(", ")
        ),
    );
}

fn why_nothing(tally: &Tally) -> String {
    let Payloads { read, filtered, .. } = tally.payloads;
    match read {
        0 if tally.captures.empty > 0 => "no capture holds a payload".to_owned(),
        0 => "there was nothing to read".to_owned(),
        1 if filtered == 1 => "the payload was filtered".to_owned(),
        read if read == filtered => format!("all {read} payloads were filtered"),
        _ => "no payload gave a record".to_owned(),
    }
}

/// Lines, each with its label.
#[derive(Default)]
struct LabelledLines {
    text: String,
}

impl LabelledLines {
    fn add(&mut self, label: &str, what: &str) {
        let label = if label.is_empty() { String::new() } else { format!("{label}:") };
        // Writing to a string cannot fail.
        let _ = writeln!(self.text, "{label:<13} {what}");
    }

    /// Names with their counts, those that are not zero, the most frequent first.
    fn add_counts<N: AsRef<str>>(&mut self, label: &str, counts: impl Iterator<Item = (N, u64)>) {
        let mut counts: Vec<_> = counts.filter(|(_, count)| *count > 0).collect();
        if counts.is_empty() {
            return;
        }
        counts.sort_by_key(|(_, count)| Reverse(*count));
        let more = counts.len().saturating_sub(NAMED);
        let named = counts.iter().take(NAMED);
        let mut named: Vec<_> =
            named.map(|(name, count)| format!("{} {count}", visible(name.as_ref()))).collect();
        if more > 0 {
            named.push(format!("{more} more"));
        }
        self.add(label, &named.join(", "));
    }
}
