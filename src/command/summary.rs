//! The summary at the end of a run.

use std::fmt::Write as _;
use std::path::PathBuf;

use leadmap_engine::capture::Wrapper;
use leadmap_engine::mapping::Mapping;
use leadmap_engine::message::{shortened, visible};
use leadmap_engine::tally::{Payloads, Records, Tally};
use leadmap_view::paint::{Color, Ink, Tone};

/// How many reasons, values or files one line names.
const NAMED: usize = 5;

/// The files of folders that were passed over, and why; `None` where there were none.
pub(super) fn unlike_captures(passed_over: &[PathBuf]) -> Option<String> {
    let files = match passed_over.len() {
        0 => return None,
        1 => "1 file that does not look like captures".to_owned(),
        count => format!("{count} files that do not look like captures"),
    };
    let names = passed_over.iter().map(|path| visible(&path.display().to_string()).into_owned());
    let shown: Vec<_> = names.take(NAMED).collect();
    let more = if passed_over.len() > NAMED { ", …" } else { "" };
    Some(format!("{files}: {}{more}", shown.join(", ")))
}

/// What was counted, for people.
pub(super) fn text(
    tally: &Tally,
    mapping: &Mapping,
    passed_over: &[PathBuf],
    not_shown: (u64, u64),
    color: Color,
) -> String {
    let ink = Ink(color);
    let mut lines = Lines { text: String::new() };
    let Payloads { read, mapped, empty, filtered, rejected } = tally.payloads;
    let Records { made, written, duplicate, rejected: rejected_records, refused } = tally.records;
    let refused = if refused > 0 { format!(" + {refused} refused") } else { String::new() };
    lines.add(
        "payloads",
        &format!("{read} read = {mapped} mapped + {empty} empty + {filtered} filtered + {rejected} rejected"),
    );
    lines.add(
        "records",
        &format!(
            "{made} made = {written} written + {duplicate} duplicate + {rejected_records} rejected{refused}"
        ),
    );
    let rejects = tally.rejects.iter().map(|(code, count)| (code.name().to_owned(), *count));
    lines.add_counts("rejects", rejects);
    if not_shown.0 > 0 {
        lines
            .add("", &format!("{} of them not shown (--rejects FILE keeps them all)", not_shown.0));
    }
    let filtered_by = tally
        .filtered
        .iter()
        .map(|(path, found, count)| (format!("{path} = {}", shortened(found, 40)), count));
    let others =
        (tally.filtered.others() > 0).then(|| ("others".to_owned(), tally.filtered.others()));
    lines.add_counts("filtered", filtered_by.chain(others));
    if tally.wrappers.keys().any(|wrapper| *wrapper != Wrapper::Bare) {
        let wrappers =
            tally.wrappers.iter().map(|(wrapper, count)| (wrapper.name().to_owned(), *count));
        lines.add_counts("captures", wrappers);
    }
    let fields = mapping.fields.iter().zip(&tally.fields);
    lines.add_counts(
        "kept invalid",
        fields.clone().map(|(field, tally)| (field.name.clone(), tally.misfits)),
    );
    let fallbacks =
        fields.map(|(field, tally)| (field.name.clone(), tally.paths.iter().skip(1).sum()));
    lines.add_counts("fallbacks", fallbacks);
    lines.add_counts(
        "repairs",
        tally.repairs.iter().map(|(kind, count)| (kind.name().to_owned(), *count)),
    );
    if not_shown.1 > 0 {
        lines.add("", &format!("{} of them not shown", not_shown.1));
    }
    let flaws = [
        ("lone surrogates now U+FFFD", tally.flaws.lone_surrogates),
        ("duplicate keys of which the last was taken", tally.flaws.duplicate_keys),
        ("strings to decode that are not JSON", tally.flaws.undecoded),
    ];
    lines.add_counts(
        "flaws",
        flaws.into_iter().map(|(what, count)| (what.to_owned(), count as u64)),
    );
    if tally.guarded_cells > 0 {
        let cells = if tally.guarded_cells == 1 {
            "1 cell"
        } else {
            &format!("{} cells", tally.guarded_cells)
        };
        lines.add(
            "guarded",
            &format!("{cells} that a spreadsheet would run (--guard off writes them as they are)"),
        );
    }
    if let Some(files) = unlike_captures(passed_over) {
        lines.add("not read", &files);
    }
    if written == 0 {
        let why = match read {
            0 => "there was nothing to read".into(),
            1 if filtered == 1 => "the payload was filtered".into(),
            read if read == filtered => format!("all {read} payloads were filtered"),
            _ => "no payload gave a record".to_owned(),
        };
        let warning = ink.paint(Tone::Doubtful, "warning");
        // Writing to a string cannot fail.
        let _ = writeln!(lines.text, "{warning}: nothing was written: {why}");
    }
    lines.text
}

/// Lines of a label and what it is about.
struct Lines {
    text: String,
}

impl Lines {
    fn add(&mut self, label: &str, what: &str) {
        let label = if label.is_empty() { String::new() } else { format!("{label}:") };
        // Writing to a string cannot fail.
        let _ = writeln!(self.text, "{label:<13} {what}");
    }

    /// Names with their counts, those that are not zero, the most frequent first.
    fn add_counts(&mut self, label: &str, counts: impl Iterator<Item = (String, u64)>) {
        let mut counts: Vec<_> = counts.filter(|(_, count)| *count > 0).collect();
        if counts.is_empty() {
            return;
        }
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let more = counts.len().saturating_sub(NAMED);
        let mut named: Vec<_> = counts
            .iter()
            .take(NAMED)
            .map(|(name, count)| format!("{} {count}", visible(name)))
            .collect();
        if more > 0 {
            named.push(format!("{more} more"));
        }
        self.add(label, &named.join(", "));
    }
}
