//! From the arguments of `leadmap apply`, as they were given, to what the library takes.

use std::io::{self, IsTerminal as _, Write};
use std::num::NonZeroUsize;
use std::path::Path;
use std::thread;

use anyhow::{Context, Result, bail};

use leadmap_engine::apply::{MaxRejects, Options};
use leadmap_engine::capture::Unwrapping;
use leadmap_engine::input::frame::{Faults, FrameOptions, Unit};
use leadmap_engine::input::source::Source;
use leadmap_engine::message::visible;
use leadmap_engine::path;
use leadmap_engine::projection::Strictness;
use leadmap_engine::reading::{self, Jobs};
use leadmap_engine::sink::{self, CsvOptions, Dialect, Guard, Header, Sink};
use leadmap_view::paint::Color;
use leadmap_view::records;

use super::report::Volume;
use crate::cli::{self, Apply, Format, Messages, Reading, When};

/// The longest captures that `--max-payload` can ask for.
const MAX_PAYLOAD: usize = 1 << 40;

/// How the run is to be done.
pub(super) fn options(arguments: &Apply) -> Result<Options> {
    Ok(Options {
        strictness: if arguments.strict { Strictness::Strict } else { Strictness::Lenient },
        limit: arguments.limit,
        max_rejects: arguments
            .max_rejects
            .as_deref()
            .map(|text| {
                max_rejects(text).with_context(|| {
                    format!("--max-rejects takes a number such as 10 or 5%, not `{text}`")
                })
            })
            .transpose()?,
    })
}

/// So many threads, or as many as there are processors. For one small file these are not even counted: that takes the
/// system longer than reading it, of which nothing would be divided.
pub(super) fn jobs(threads: Option<NonZeroUsize>, sources: &[Source]) -> Jobs {
    let undivided = Jobs::default();
    let first = undivided.first.get() as u64;
    let wanted = threads.or_else(|| match sources {
        [source] if source.size().is_some_and(|size| size <= first) => None,
        _ => thread::available_parallelism().ok(),
    });
    wanted.map_or(undivided, Jobs::of)
}

/// How captures are to be read.
pub(super) fn reading(arguments: &Reading) -> Result<reading::Options> {
    Ok(reading::Options {
        frames: FrameOptions {
            max_payload: size(&arguments.max_payload).with_context(|| {
                format!("--max-payload takes a size such as 64M, not `{}`", arguments.max_payload)
            })?,
            faults: if arguments.repair { Faults::Mend } else { Faults::Refuse },
            unit: Unit::Value,
        },
        unwrapping: unwrapping(&arguments.from)?,
        jobs: Jobs::default(),
    })
}

fn unwrapping(from: &str) -> Result<Unwrapping> {
    match from {
        "auto" => Ok(Unwrapping::Auto),
        "json" => Ok(Unwrapping::Never),
        text => match path::Path::parse(text) {
            Ok(path::Path::Payload(query)) => Ok(Unwrapping::At(query)),
            Ok(_) => {
                bail!("--from takes auto, json or a path into the capture, not `{}`", visible(text))
            }
            Err(error) => bail!("--from {}: {}", visible(text), error.message),
        },
    }
}

fn max_rejects(text: &str) -> Option<MaxRejects> {
    match text.strip_suffix('%') {
        Some(percent) => percent
            .trim()
            .parse()
            .ok()
            .filter(|percent: &f64| (0.0..=100.0).contains(percent))
            .map(MaxRejects::Percent),
        None => text.parse().ok().map(MaxRejects::Count),
    }
}

/// A number of bytes: `4096`, `64K`, `64M`, `64MiB`, `1G`.
fn size(text: &str) -> Option<usize> {
    let digits = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let factor = match text[digits.len()..].to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "k" | "kb" | "kib" => 1 << 10,
        "m" | "mb" | "mib" => 1 << 20,
        "g" | "gb" | "gib" => 1 << 30,
        _ => return None,
    };
    let size = digits.parse::<usize>().ok()?.checked_mul(factor)?;
    (1..=MAX_PAYLOAD).contains(&size).then_some(size)
}

/// The format that is asked for: by name, by the output's extension, or by where the output goes.
pub(super) fn format(arguments: &Apply) -> Result<Format> {
    let only_csv = [("--excel", arguments.excel), ("--no-header", arguments.no_header)];
    let only_csv = only_csv.iter().find_map(|(option, given)| given.then_some(*option));
    let format = match arguments.format {
        Some(format) => format,
        None => match &arguments.output {
            Some(path) if !is_stdout(path) => of_extension(path)?,
            _ if io::stdout().is_terminal() && only_csv.is_none() => Format::Table,
            _ => Format::Csv,
        },
    };
    match only_csv {
        Some(option) if !matches!(format, Format::Csv | Format::Tsv) => {
            bail!("{option} is for CSV and TSV, which this output is not")
        }
        _ => Ok(format),
    }
}

/// The format that a file's name asks for; CSV where it has no extension.
fn of_extension(path: &Path) -> Result<Format> {
    match (sink::Format::of_path(path), path.extension()) {
        (Some(sink::Format::Csv), _) | (None, None) => Ok(Format::Csv),
        (Some(sink::Format::Tsv), _) => Ok(Format::Tsv),
        (Some(sink::Format::Ndjson), _) => Ok(Format::Ndjson),
        (Some(sink::Format::Json), _) => Ok(Format::Json),
        (None, Some(extension)) => bail!(
            "`.{}` names no format; say with -f which it is: csv, tsv, ndjson, json or table",
            visible(&extension.to_string_lossy())
        ),
    }
}

/// The sink that writes records of `columns` to `writer` as the arguments ask.
///
/// # Errors
/// Those of the writer.
pub(super) fn sink<'w>(
    format: Format,
    columns: &[&str],
    arguments: &Apply,
    writer: impl Write + 'w,
) -> io::Result<Box<dyn Sink + 'w>> {
    let format = match format {
        Format::Csv => sink::Format::Csv,
        Format::Tsv => sink::Format::Tsv,
        Format::Ndjson => sink::Format::Ndjson,
        Format::Json => sink::Format::Json,
        Format::Table => {
            let on_terminal = arguments.output.is_none() && io::stdout().is_terminal();
            let options = records::Options {
                width: terminal_size::terminal_size()
                    .filter(|_| on_terminal)
                    .map(|(terminal_size::Width(width), _)| width),
                color: color(arguments.messages.color, on_terminal),
            };
            return Ok(Box::new(records::Table::new(columns, options, writer)));
        }
    };
    let csv = CsvOptions {
        header: if arguments.no_header { Header::Absent } else { Header::Present },
        dialect: if arguments.excel { Dialect::Excel } else { Dialect::Plain },
        guard: match arguments.guard {
            cli::Guard::Auto => Guard::Auto,
            cli::Guard::Off => Guard::Off,
        },
    };
    sink::open(format, columns, csv, writer)
}

/// How much is said on standard error, and whether in colour.
pub(super) fn messages(messages: Messages) -> (Volume, Color) {
    let volume = if messages.quiet { Volume::Quiet } else { Volume::Normal };
    (volume, color(messages.color, io::stderr().is_terminal()))
}

/// Whether colours are used on a stream.
pub(super) fn color(when: When, on_terminal: bool) -> Color {
    let wanted = match when {
        When::Always => true,
        When::Never => false,
        When::Auto => {
            let refused = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
            on_terminal
                && !refused("NO_COLOR")
                && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
        }
    };
    if wanted { Color::On } else { Color::Off }
}

/// Whether an output's name means standard output.
pub(super) fn is_stdout(path: &Path) -> bool {
    path.as_os_str() == "-"
}
