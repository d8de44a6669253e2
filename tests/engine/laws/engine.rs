//! One run of the engine in memory.

use std::io::{self, Read};

use leadmap_engine::apply::{Listener, Options, Run};
use leadmap_engine::input::frame::{Faults, FrameOptions, Repair, Unit};
use leadmap_engine::input::source::Pace;
use leadmap_engine::mapping::Mapping;
use leadmap_engine::projection::Strictness;
use leadmap_engine::reading;
use leadmap_engine::reject::{self, Reject};
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

/// As `leadmap apply` with `--no-header --guard off`.
pub(crate) fn options(faults: Faults) -> Options {
    Options {
        reading: reading::Options {
            frames: FrameOptions { max_payload: 1 << 20, faults, unit: Unit::Value },
            ..reading::Options::default()
        },
        strictness: Strictness::Lenient,
        limit: None,
        max_rejects: None,
    }
}

/// NDJSON of `input`.
pub(crate) fn apply(mapping: &Mapping, input: &[u8]) -> Ran {
    run(mapping, Faults::Refuse, Format::Ndjson, input).unwrap()
}

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
    let options = options(faults);
    let (tally, _) = Run::new(mapping, &options, sink.as_mut(), &mut kept).over_reader(
        "captures",
        input,
        Pace::Ready,
    )?;
    drop(sink);
    Ok(Ran { output: String::from_utf8(output)?, rejects: String::from_utf8(kept.rejects)?, tally })
}

#[derive(Default)]
struct Kept {
    rejects: Vec<u8>,
}

impl Listener for Kept {
    fn reject(&mut self, reject: &Reject<'_>) -> io::Result<()> {
        reject::write_line(reject, &mut self.rejects)
    }

    fn repair(&mut self, _: &str, _: Repair) {}

    fn pause(&mut self) -> io::Result<()> {
        Ok(())
    }
}
