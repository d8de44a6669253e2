//! The summary of `leadmap apply`.

use std::cmp::Reverse;
use std::fmt::Write as _;

use leadmap_engine::capture::Wrapper;
use leadmap_engine::input::source::PassedOver;
use leadmap_engine::mapping::{FieldSource, Mapping};
use leadmap_engine::message::{counted, shortened, visible};
use leadmap_engine::path::Path;
use leadmap_engine::tally::{Payloads, Records, Tally};

use super::{NAMED, captures, not_read};
use crate::paint::{Ink, Tone};

/// What is said of a run whose every record is blank in all that should come from payloads.
const ALL_BLANK: &str = "every record is blank in all columns that come from payloads: do the paths of the mapping fit \
                         these captures? (`leadmap check MAPPING --samples INPUT` tells what is there)";

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
    repairs(&mut lines, tally, not_shown.repairs);
    flaws(&mut lines, tally);
    if let Some(files) = not_read(passed_over) {
        lines.add("not read", &files);
    }
    let warning = match tally.records.written {
        0 => format!("nothing was written: {}", why_nothing(tally)),
        _ if are_all_blank(tally, mapping) => ALL_BLANK.to_owned(),
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

/// Whether the mapping has columns of paths into payloads, and none of these paths has given anything.
fn are_all_blank(tally: &Tally, mapping: &Mapping) -> bool {
    let fields = mapping.fields.iter().zip(&tally.fields);
    let mut given = fields.flat_map(|(field, counted)| {
        let is_template = matches!(field.source, FieldSource::Template(_));
        let paths = field.source.paths();
        let paths =
            paths.filter(|(_, written)| matches!(written.path, Path::Payload(_) | Path::Node(_)));
        paths.map(move |(number, _)| match is_template {
            true => counted.filled(),
            false => counted.paths.get(number).copied().unwrap_or_default(),
        })
    });
    given.next().is_some_and(|first| first == 0) && given.all(|given| given == 0)
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
