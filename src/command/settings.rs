//! Converts arguments to options of the engine and the view.

use std::io::{self, IsTerminal as _};
use std::num::NonZeroUsize;
use std::path::Path;
use std::thread;

use anyhow::{Result, bail};

use leadmap_engine::apply::Options;
use leadmap_engine::capture::Unwrapping;
use leadmap_engine::input::frame::{Faults, FrameOptions, Unit};
use leadmap_engine::input::source::Source;
use leadmap_engine::message::visible;
use leadmap_engine::projection::Strictness;
use leadmap_engine::reading::{self, Jobs};
use leadmap_engine::sink::output::Output;
use leadmap_engine::sink::output_kind::OutputKind;
use leadmap_engine::sink::{self, CsvOptions, Dialect, Header, Sink};
use leadmap_view::paint::Color;
use leadmap_view::records;
use leadmap_view::shown::{Shown, Spelling};

use super::report::Volume;
use crate::cli::value::From;
use crate::cli::{Apply, Messages, ReadingArgs, When};

/// How the run is to be done.
pub(super) fn options(arguments: &Apply) -> Options {
    Options {
        strictness: if arguments.strict { Strictness::Strict } else { Strictness::Lenient },
        limit: arguments.limit,
        max_rejects: arguments.max_rejects.as_ref().map(|limit| limit.value),
    }
}

/// The threads that were asked for, or one for each processor. For one small file, which is not divided, processors
/// are not counted: that takes the system longer than reading it.
pub(super) fn jobs(threads: Option<NonZeroUsize>, sources: &[Source]) -> Jobs {
    let undivided = Jobs::default();
    let first = undivided.first.get() as u64;
    let wanted = threads.or_else(|| match sources {
        [source] if source.size().is_some_and(|size| size <= first) => None,
        _ => thread::available_parallelism().ok(),
    });
    wanted.map_or(undivided, Jobs::of)
}

/// How captures are to be read. `from` is how the mapping wants them to be opened, where the command line does not say.
pub(super) fn reading(arguments: &ReadingArgs, from: Option<&Unwrapping>) -> reading::Options {
    let From { unwrapping, reject_lines } = arguments.from(from);
    reading::Options {
        frames: FrameOptions {
            max_payload: arguments.max_payload.value,
            faults: if arguments.repair { Faults::Mend } else { Faults::Refuse },
            unit: match unwrapping {
                Unwrapping::Auto | Unwrapping::At(_) => Unit::ValueOrLog,
                Unwrapping::Log => Unit::Log,
                Unwrapping::Never => Unit::Value,
            },
        },
        unwrapping,
        reject_lines,
        jobs: Jobs::default(),
    }
}

/// The format that is asked for: by name, by the output's extension, or by where the output goes. `None` is a table.
pub(super) fn format(arguments: &Apply) -> Result<Option<sink::Format>> {
    let only_csv = [("--excel", arguments.excel), ("--no-header", arguments.no_header)];
    let only_csv = only_csv.iter().find_map(|(option, given)| given.then_some(*option));
    let format = match (arguments.format, &arguments.output) {
        (Some(format), _) => format.of_files(),
        (None, Some(path)) if !is_stdout(path) => Some(of_extension(path)?),
        (None, _) if io::stdout().is_terminal() && only_csv.is_none() => None,
        (None, _) => Some(sink::Format::Csv),
    };
    match only_csv {
        Some(option) if !matches!(format, Some(sink::Format::Csv | sink::Format::Tsv)) => {
            bail!("{option} is for CSV and TSV, which this output is not")
        }
        _ => Ok(format),
    }
}

/// The format that a file's name asks for; CSV where it has no extension.
fn of_extension(path: &Path) -> Result<sink::Format> {
    match (sink::Format::of_path(path), path.extension()) {
        (Some(format), _) => Ok(format),
        (None, None) => Ok(sink::Format::Csv),
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
    format: Option<sink::Format>,
    columns: &[&str],
    arguments: &Apply,
    writer: &'w mut Output,
) -> io::Result<Box<dyn Sink + 'w>> {
    let Some(format) = format else {
        let on_terminal = arguments.output.is_none() && io::stdout().is_terminal();
        let options = table_options(arguments.messages.color, on_terminal);
        return Ok(Box::new(records::Table::new(columns, options, writer)));
    };
    let csv = CsvOptions {
        header: if arguments.no_header { Header::Absent } else { Header::Present },
        dialect: if arguments.excel { Dialect::Excel } else { Dialect::Plain },
        guard: arguments.guard.into(),
    };
    if writer.kind() != OutputKind::Terminal {
        return sink::open(format, columns, csv, writer);
    }
    // Files and programs get every byte as it is. A terminal would do what the bytes say.
    let spelling = match format {
        sink::Format::Csv | sink::Format::Tsv => Spelling::Text,
        sink::Format::Ndjson | sink::Format::Json => Spelling::Json,
    };
    sink::open(format, columns, csv, Shown::new(spelling, writer))
}

/// How much is said on standard error, and whether in colour.
pub(super) fn messages(messages: Messages) -> (Volume, Color) {
    let volume = if messages.quiet { Volume::Quiet } else { Volume::Normal };
    (volume, color(messages.color, io::stderr().is_terminal()))
}

/// How a table on standard output is drawn.
pub(super) fn table_options(when: When, on_terminal: bool) -> records::Options {
    let size = terminal_size::terminal_size().filter(|_| on_terminal);
    records::Options {
        width: size.map(|(terminal_size::Width(width), _)| width),
        color: color(when, on_terminal),
    }
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
