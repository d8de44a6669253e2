//! One run of the engine in memory.

use std::io::Read;

use leadmap_engine::apply::{Options, Run};
use leadmap_engine::input::frame::{Faults, FrameOptions, Unit};
use leadmap_engine::input::source::Pace;
use leadmap_engine::mapping::Mapping;
use leadmap_engine::reading::{self, Events};
use leadmap_engine::reject::{LineWriter, Reject};
use leadmap_engine::sink::{self, CsvOptions, Format, Guard, Header};
use leadmap_engine::tally::Tally;

use crate::laws::json::read;

/// What a run has given.
#[derive(Debug, Clone)]
pub(crate) struct Ran {
    pub(crate) output: String,
    pub(crate) rejects: String,
    pub(crate) tally: Tally,
}

impl Ran {
    pub(crate) fn rows(&self) -> Vec<&str> {
        self.output.lines().collect()
    }

    /// The reject lines.
    pub(crate) fn reject_lines(&self) -> Vec<serde_json::Value> {
        self.rejects.lines().map(read).collect()
    }
}

pub(crate) fn mapping(text: &str) -> Mapping {
    Mapping::parse(text).unwrap().0
}

pub(crate) fn options(faults: Faults) -> reading::Options {
    reading::Options {
        frames: FrameOptions { max_payload: 1 << 20, faults, unit: Unit::Value },
        ..reading::Options::default()
    }
}

/// NDJSON of `input`.
pub(crate) fn apply(mapping: &Mapping, input: &[u8]) -> Ran {
    run(mapping, Faults::Refuse, Format::Ndjson, input).unwrap()
}

/// As `leadmap apply` with `--no-header --guard off`.
pub(crate) fn run(
    mapping: &Mapping,
    faults: Faults,
    format: Format,
    input: impl Read,
) -> anyhow::Result<Ran> {
    let columns: Vec<&str> = mapping.fields.iter().map(|field| field.name.as_str()).collect();
    let as_they_are =
        CsvOptions { header: Header::Absent, guard: Guard::Off, ..CsvOptions::default() };
    let mut output = Vec::new();
    let mut sink = sink::open(format, &columns, as_they_are, &mut output)?;
    let mut kept = Kept::default();
    let mut run = Run::new(mapping, &Options::default(), sink.as_mut(), &mut kept);
    reading::read_one("captures", input, Pace::Ready, &options(faults), &mut run)?;
    let (tally, _) = run.finish(1)?;
    drop(sink);
    Ok(Ran { output: String::from_utf8(output)?, rejects: String::from_utf8(kept.rejects)?, tally })
}

#[derive(Default)]
pub(crate) struct Kept {
    pub(crate) rejects: Vec<u8>,
    lines: LineWriter,
}

impl Events for Kept {
    fn reject(&mut self, reject: &Reject<'_>) -> leadmap_engine::error::Result<()> {
        Ok(self.lines.write(reject, &mut self.rejects)?)
    }

    fn capture_ends(&mut self) -> leadmap_engine::error::Result<()> {
        Ok(self.lines.end(&mut self.rejects)?)
    }
}
