//! `leadmap trace`

use std::io::{self, IsTerminal as _};

use anyhow::{Result, bail};

use leadmap_engine::mapping::Mapping;
use leadmap_engine::message::{shortened, visible};
use leadmap_engine::problem::nearest::nearest;
use leadmap_engine::projection::Strictness;
use leadmap_engine::tally::Fate;
use leadmap_engine::trace::{self, CellIs, Search, Traced, Tracer, Tracing};
use leadmap_view::paint::{Ink, Tone};
use leadmap_view::summary;
use leadmap_view::trace as view;

use super::captures::{self, say_not_read};
use super::report::Volume;
use super::settings::{self, color, messages};
use super::{Status, mapping, print, print_json};
use crate::cli::{Trace, TraceFormat};
use crate::say::say;

pub(super) fn run(arguments: &Trace) -> Result<Status> {
    let (volume, stderr_color) = messages(arguments.messages);
    let mapping = mapping::read(&arguments.mapping, volume, stderr_color)?;
    let search = search(arguments, &mapping)?;
    let strictness = if arguments.strict { Strictness::Strict } else { Strictness::Lenient };
    let ink = Ink(color(arguments.messages.color, io::stdout().is_terminal()));

    let show = |traced: &Traced<'_>| match arguments.format {
        TraceFormat::Text => view::text(traced, ink),
        TraceFormat::Json => trace::json::document(traced),
    };
    let tracer = Tracer::new(&mapping, strictness, search);
    let mut tracing = Tracing::new(tracer, show);
    let counts = captures::read(
        &arguments.inputs,
        settings::reading(&arguments.reading, mapping.from.as_ref()),
        arguments.threads,
        arguments.messages,
        &mut tracing,
    )?;
    let Tracing { tracer, shown, .. } = tracing;

    let inputs = counts.inputs();
    let passed_over = summary::trace::passed_over(tracer.tally(), inputs);
    let is_found = shown.is_some();
    if volume == Volume::Normal {
        if !is_found {
            let label = Ink(stderr_color).paint(Tone::Doubtful, "not found");
            let fate = arguments.only.map(Fate::from);
            let cell = arguments.cell.as_deref();
            let nothing = summary::trace::nothing(fate, cell, tracer.tally(), inputs);
            say(&format!("{label}: {nothing}\n"));
        }
        say(&passed_over);
        say_not_read(&counts);
    }
    let shown = shown.unwrap_or_default();
    match arguments.format {
        TraceFormat::Text => print(shown.as_bytes())?,
        TraceFormat::Json => print_json(&shown)?,
    }
    Ok(if is_found { Status::Clean } else { Status::Something })
}

fn search(arguments: &Trace, mapping: &Mapping) -> Result<Search> {
    let fate = arguments.only.map(Fate::from);
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
