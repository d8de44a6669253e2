//! `leadmap apply`

use std::fs::{self, File};
use std::io::{self, IsTerminal as _, Write as _};
use std::path::Path;

use anyhow::{Context, Result, bail};

use leadmap::apply::{Ending, MaxRejects, Options, Run};
use leadmap::capture::Unwrapping;
use leadmap::input::frames::{Faults, FrameOptions};
use leadmap::input::source::{Source, Sources};
use leadmap::mapping::Mapping;
use leadmap::path;
use leadmap::problem::text::Printer;
use leadmap::projection::Strictness;
use leadmap::sink::output::{Output, is_stdin, same_file, same_place};
use leadmap::sink::{self, CsvOptions, Dialect, Format, Guard, Header, TableOptions};
use leadmap::terminal::{Color, visible};

use super::Finding;
use super::report::{Report, Volume};
use super::summary;
use crate::cli::{self, Apply, When};
use crate::interrupt;

/// The longest captures that `--max-payload` can ask for.
const MAX_PAYLOAD: usize = 1 << 40;

pub(super) fn run(arguments: &Apply) -> Result<Finding> {
    let stderr_color = color(arguments.color, io::stderr().is_terminal());
    let mapping = read_mapping(&arguments.mapping, stderr_color)?;
    let options = options(arguments)?;
    let sources = Sources::named(&arguments.inputs)?;
    refuse_to_overwrite(arguments, &sources)?;

    let volume = if arguments.quiet {
        Volume::Quiet
    } else {
        Volume::Normal
    };
    let mut report = Report::new(volume, stderr_color);
    let mut output = open_output(arguments.output.as_deref())?;
    if let Some(temporary) = output.temporary() {
        interrupt::remove_on_signal(temporary.to_owned())
            .context("could not listen for signals")?;
    }
    let to = arguments
        .output
        .as_deref()
        .unwrap_or(Path::new("standard output"));
    if sources.files().any(|input| output.is_same_file(input)) {
        bail!(
            "{} is also an input, which would never end",
            visible(&to.display().to_string())
        );
    }
    let stats = arguments.stats.as_deref().map(Statistics::open);
    let stats = stats.transpose()?;
    // What was there is lost here: nothing else may stand in the way of the run now.
    if let Some(path) = &arguments.rejects {
        report.keep_rejects_in(File::create(path).with_context(|| could_not_write(path))?);
    }

    let columns: Vec<&str> = mapping
        .fields
        .iter()
        .map(|field| field.name.as_str())
        .collect();
    let format = format(arguments);
    let mut sink = sink::open(format, &columns, &sink_options(arguments), &mut output)
        .with_context(|| could_not_write(to))?;
    let run = Run::new(&mapping, &options, sink.as_mut(), &mut report);
    let (mut tally, ending) = run
        .over(&sources.sources)
        .map_err(|error| name_output(error, to))?;
    drop(sink);
    tally.passed_over = sources.passed_over.len() as u64;

    let complete = matches!(ending, Ending::Complete);
    report.close().context("could not write the rejects")?;
    if complete {
        output.commit().with_context(|| could_not_write(to))?;
    }
    if let Some(stats) = stats {
        stats.write(&tally.to_json(&mapping, complete))?;
    }
    if volume == Volume::Normal {
        let text = summary::text(
            &tally,
            &mapping,
            &sources.passed_over,
            report.not_shown(),
            stderr_color,
        );
        // Where standard error is closed nobody wants to know.
        let _ = io::stderr().write_all(text.as_bytes());
    }
    if !complete {
        let limit = arguments.max_rejects.as_deref().unwrap_or_default();
        bail!(
            "{} rejects of {} payloads are more than --max-rejects {limit} allows",
            tally.rejected(),
            tally.payloads.read
        );
    }
    Ok(if tally.rejected() > 0 {
        Finding::Something
    } else {
        Finding::Clean
    })
}

fn read_mapping(path: &Path, color: Color) -> Result<Mapping> {
    let name = path.display().to_string();
    let bytes =
        fs::read(path).with_context(|| format!("could not read the mapping {}", visible(&name)))?;
    let problems = match Mapping::parse_bytes(&bytes) {
        Ok((mapping, _)) => return Ok(mapping),
        Err(problems) => problems,
    };
    let text = String::from_utf8_lossy(&bytes);
    let mut stderr = io::stderr().lock();
    Printer::new(&name, &text, color)
        .write(&problems, &mut stderr)
        .context("could not write the mapping's problems")?;
    let count = match problems.len() {
        1 => "1 problem".into(),
        count => format!("{count} problems"),
    };
    bail!("{count} in the mapping {}", visible(&name))
}

fn options(arguments: &Apply) -> Result<Options> {
    Ok(Options {
        frames: FrameOptions {
            max_payload: size(&arguments.max_payload).with_context(|| {
                format!(
                    "--max-payload takes a size such as 64M, not `{}`",
                    arguments.max_payload
                )
            })?,
            faults: if arguments.repair {
                Faults::Mend
            } else {
                Faults::Refuse
            },
        },
        unwrapping: unwrapping(&arguments.from)?,
        strictness: if arguments.strict {
            Strictness::Strict
        } else {
            Strictness::Lenient
        },
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

fn unwrapping(from: &str) -> Result<Unwrapping> {
    match from {
        "auto" => Ok(Unwrapping::Auto),
        "json" => Ok(Unwrapping::Never),
        text => match path::Path::parse(text) {
            Ok(path::Path::Payload(query)) => Ok(Unwrapping::At(query)),
            Ok(_) => bail!(
                "--from takes auto, json or a path into the capture, not `{}`",
                visible(text)
            ),
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

/// The place of `--stats`.
struct Statistics<'p> {
    path: &'p Path,
    file: Output,
}

impl<'p> Statistics<'p> {
    /// A place that cannot be written is told before the run, not after it.
    fn open(path: &'p Path) -> Result<Self> {
        let file = Output::open(path).with_context(|| could_not_write(path))?;
        Ok(Statistics { path, file })
    }

    fn write(mut self, document: &serde_json::Value) -> Result<()> {
        writeln!(self.file, "{document:#}")
            .and_then(|()| self.file.commit())
            .with_context(|| could_not_write(self.path))
    }
}

/// Writing over what is still to be read would destroy it.
fn refuse_to_overwrite(arguments: &Apply, sources: &Sources) -> Result<()> {
    let read: Vec<&Path> = sources
        .files()
        .chain([arguments.mapping.as_path()])
        .collect();
    let reads_stdin = sources.sources.contains(&Source::Stdin);
    let written = [
        (
            "--output",
            arguments.output.as_deref().filter(|path| !is_stdout(path)),
        ),
        ("--rejects", arguments.rejects.as_deref()),
        ("--stats", arguments.stats.as_deref()),
    ];
    let written: Vec<(&str, &Path)> = written
        .into_iter()
        .filter_map(|(option, path)| Some((option, path?)))
        .collect();
    for (index, (option, path)) in written.iter().enumerate() {
        if option != &"--output" && is_stdout(path) {
            bail!("{option} takes a file; `-` is for --output");
        }
        if read.iter().any(|input| same_file(input, path)) || (reads_stdin && is_stdin(path)) {
            bail!(
                "{option} {} is also an input, which would be lost",
                visible(&path.display().to_string())
            );
        }
        if written[..index]
            .iter()
            .any(|(_, other)| same_place(other, path))
        {
            bail!(
                "{} is given for two outputs",
                visible(&path.display().to_string())
            );
        }
    }
    Ok(())
}

fn is_stdout(path: &Path) -> bool {
    path.as_os_str() == "-"
}

fn open_output(path: Option<&Path>) -> Result<Output> {
    match path.filter(|path| !is_stdout(path)) {
        None => Ok(Output::stdout()),
        Some(path) => Output::open(path).with_context(|| could_not_write(path)),
    }
}

fn format(arguments: &Apply) -> Format {
    match arguments.format {
        Some(cli::Format::Csv) => Format::Csv,
        Some(cli::Format::Tsv) => Format::Tsv,
        Some(cli::Format::Ndjson) => Format::Ndjson,
        Some(cli::Format::Json) => Format::Json,
        Some(cli::Format::Table) => Format::Table,
        None => match &arguments.output {
            Some(path) if !is_stdout(path) => Format::of_path(path).unwrap_or(Format::Csv),
            _ if io::stdout().is_terminal() => Format::Table,
            _ => Format::Csv,
        },
    }
}

fn sink_options(arguments: &Apply) -> sink::Options {
    let on_terminal = arguments.output.is_none() && io::stdout().is_terminal();
    sink::Options {
        csv: CsvOptions {
            header: if arguments.no_header {
                Header::Absent
            } else {
                Header::Present
            },
            dialect: if arguments.excel {
                Dialect::Excel
            } else {
                Dialect::Plain
            },
            guard: match arguments.guard {
                cli::Guard::Auto => Guard::Auto,
                cli::Guard::Off => Guard::Off,
            },
        },
        table: TableOptions {
            width: terminal_size::terminal_size()
                .filter(|_| on_terminal)
                .map(|(terminal_size::Width(width), _)| width),
            color: color(arguments.color, on_terminal),
        },
    }
}

fn color(when: When, on_terminal: bool) -> Color {
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

fn could_not_write(path: &Path) -> String {
    format!("could not write {}", visible(&path.display().to_string()))
}

/// An error of the system that does not yet say what it was about came from the output.
fn name_output(error: anyhow::Error, to: &Path) -> anyhow::Error {
    let is_bare = error.chain().len() == 1 && error.is::<io::Error>();
    if is_bare {
        error.context(could_not_write(to))
    } else {
        error
    }
}
