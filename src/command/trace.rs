//! `leadmap trace`

use std::io::{self, IsTerminal as _, Write as _};

use anyhow::{Context, Result, bail};

use leadmap_engine::mapping::Mapping;
use leadmap_engine::message::{shortened, visible};
use leadmap_engine::problem::nearest::nearest;
use leadmap_engine::projection::Strictness;
use leadmap_engine::tally::Tally;
use leadmap_engine::trace::{self, CellIs, Fate, Search, Tracer};
use leadmap_view::paint::{Ink, Tone};
use leadmap_view::trace as view;

use super::captures::{self, Counts};
use super::report::Volume;
use super::settings::{color, messages};
use super::{Status, mapping};
use crate::cli::{self, Trace, TraceFormat};

/// How many reasons one line names.
const NAMED: usize = 5;

pub(super) fn run(arguments: &Trace) -> Result<Status> {
    let (volume, stderr_color) = messages(arguments.messages);
    let mapping = mapping::read(&arguments.mapping, volume, stderr_color)?;
    let search = search(arguments, &mapping)?;
    let strictness = if arguments.strict { Strictness::Strict } else { Strictness::Lenient };
    let ink = Ink(color(arguments.messages.color, io::stdout().is_terminal()));

    let mut shown = None;
    let mut tracer = Tracer::new(&mapping, strictness, search);
    let counts =
        captures::read(&arguments.inputs, &arguments.reading, arguments.messages, |arrival| {
            tracer.take(arrival, |traced| {
                shown = Some(match arguments.format {
                    TraceFormat::Text => view::text(traced, ink),
                    TraceFormat::Json => trace::json::document(traced),
                });
                Ok(())
            })
        })?;

    let tell = |text: &str| {
        if volume == Volume::Normal {
            // Where standard error is closed nobody wants to know.
            let _ = io::stderr().write_all(text.as_bytes());
        }
    };
    if let Some(shown) = shown {
        tell(&passed_over(tracer.tally(), &counts));
        let mut stdout = io::stdout().lock();
        stdout
            .write_all(shown.as_bytes())
            .and_then(|()| stdout.flush())
            .context("could not write standard output")?;
        return Ok(Status::Clean);
    }
    let label = Ink(stderr_color).paint(Tone::Doubtful, "not found");
    tell(&format!(
        "{label}: {}\n{}",
        nothing(arguments, tracer.tally(), &counts),
        passed_over(tracer.tally(), &counts)
    ));
    Ok(Status::Something)
}

fn search(arguments: &Trace, mapping: &Mapping) -> Result<Search> {
    let fate = arguments.only.map(|fate| match fate {
        cli::Fate::Written => Fate::Written,
        cli::Fate::Duplicate => Fate::Duplicate,
        cli::Fate::Rejected => Fate::Rejected,
    });
    if fate == Some(Fate::Duplicate) && mapping.unique.is_empty() {
        bail!("--only duplicate: the mapping has no `unique`, so that no record is a duplicate");
    }
    let cell = arguments.cell.as_deref().map(|text| cell(text, mapping));
    Ok(Search { fate, number: arguments.record, cell: cell.transpose()? })
}

/// Reads `COLUMN=VALUE`. A column's name may itself hold a `=`.
fn cell(text: &str, mapping: &Mapping) -> Result<CellIs> {
    let columns = || mapping.fields.iter().map(|field| field.name.as_str());
    let found = text.match_indices('=').find_map(|(at, _)| {
        let field = columns().position(|column| column == &text[..at])?;
        let text = text[at + 1..].to_owned();
        Some(CellIs { field, text })
    });
    if let Some(found) = found {
        return Ok(found);
    }
    let Some((column, _)) = text.split_once('=') else {
        bail!("--where takes COLUMN=VALUE, not `{}`", shortened(text, 100));
    };
    let help = match nearest(column, columns()) {
        Some(meant) => format!("did you mean `{}`?", visible(meant)),
        None => {
            let columns: Vec<_> =
                columns().map(|column| format!("`{}`", visible(column))).collect();
            format!("it has {}", columns.join(", "))
        }
    };
    bail!("--where: the mapping has no column `{}`; {help}", shortened(column, 100))
}

/// Why there is no such record.
fn nothing(arguments: &Trace, tally: &Tally, counts: &Counts) -> String {
    let (payloads, rejected) = (counts.payloads, counts.rejected);
    if payloads == 0 {
        return match rejected {
            0 => "there was nothing to read".into(),
            1 => "the only payload was rejected".into(),
            rejected => format!("all {rejected} payloads were rejected"),
        };
    }
    let made = tally.records.made;
    if made == 0 {
        let all = match payloads {
            1 => "the payload".into(),
            payloads => format!("all {payloads} payloads"),
        };
        let verb = if payloads == 1 { "was" } else { "were" };
        return if tally.payloads.filtered == payloads {
            format!("{all} {verb} filtered")
        } else {
            format!("{} gave no record", numbered(payloads, "payload"))
        };
    }
    let of_fate = match arguments.only {
        None => made,
        Some(cli::Fate::Written) => tally.records.written,
        Some(cli::Fate::Duplicate) => tally.records.duplicate,
        Some(cli::Fate::Rejected) => tally.records.rejected,
    };
    let which = match arguments.only {
        None => "",
        Some(cli::Fate::Written) => "written ",
        Some(cli::Fate::Duplicate) => "duplicate ",
        Some(cli::Fate::Rejected) => "rejected ",
    };
    let there = match of_fate {
        0 => format!("no {which}record"),
        count => numbered(count, &format!("{which}record")),
    };
    match &arguments.cell {
        Some(cell) if of_fate > 0 => {
            format!("none of {there} has {}", shortened(cell, 100))
        }
        _ => format!(
            "there {} {there} in {}",
            if of_fate > 1 { "are only" } else { "is" },
            numbered(payloads, "payload")
        ),
    }
}

/// What came before the record and gave none, if there is such.
fn passed_over(tally: &Tally, counts: &Counts) -> String {
    let mut text = String::new();
    let rejected = tally.payloads.rejected + counts.rejected;
    let what = [
        (tally.payloads.filtered, "filtered"),
        (tally.payloads.empty, "empty"),
        (rejected, "rejected"),
    ];
    let what: Vec<_> = what
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    if !what.is_empty() {
        text = format!("passed over:  {}\n", what.join(", "));
    }
    if !tally.filtered.is_empty() {
        let mut filtered: Vec<_> = tally.filtered.iter().collect();
        filtered.sort_by_key(|(_, _, count)| std::cmp::Reverse(*count));
        let mut named: Vec<_> = filtered
            .iter()
            .take(NAMED)
            .map(|(path, found, count)| {
                format!("{} = {} {count}", visible(path), shortened(found, 40))
            })
            .collect();
        if filtered.len() > NAMED {
            named.push("…".into());
        }
        text += &format!("filtered:     {}\n", named.join(", "));
    }
    text
}

fn numbered(count: u64, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}
