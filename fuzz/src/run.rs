//! `leadmap apply`, in memory. Every run is held to the laws that hold whatever the input is.

use std::io::Read;

use leadmap_engine::apply::{Options, Run};
use leadmap_engine::input::frame::{Faults, FrameOptions, Unit};
use leadmap_engine::input::source::{Pace, Source};
use leadmap_engine::mapping::Mapping;
use leadmap_engine::reading;
use leadmap_engine::sink::{self, CsvOptions, Format};
use leadmap_engine::tally::Tally;
use serde_json::Value;

use crate::judge::{is_json, is_strict_json};
use crate::kept::Kept;

/// What inputs are called.
pub const INPUT: &str = "input";

/// What a run has given.
#[derive(Debug, PartialEq)]
pub struct Ran {
    pub output: String,
    pub rejects: String,
    pub told: Vec<String>,
    pub tally: Tally,
}

pub fn mapping(text: &str) -> Mapping {
    Mapping::parse(text).unwrap_or_else(|problems| panic!("{problems:#?}\n{text}")).0
}

pub fn options(faults: Faults) -> reading::Options {
    reading::Options {
        frames: FrameOptions { max_payload: 1 << 20, faults, unit: Unit::Value },
        ..reading::Options::default()
    }
}

/// Applies `mapping` to one input.
pub fn run(mapping: &Mapping, format: Format, options: &reading::Options, input: impl Read) -> Ran {
    ran(mapping, format, |run| {
        reading::read_one(INPUT, input, Pace::Ready, options, run).map(|()| 1)
    })
}

/// Applies `mapping` to files, in as many threads as `options` say.
pub fn run_files(
    mapping: &Mapping,
    format: Format,
    options: &reading::Options,
    files: &[Source],
) -> Ran {
    ran(mapping, format, |run| reading::divided(files, options, run))
}

fn ran(
    mapping: &Mapping,
    format: Format,
    read: impl FnOnce(&mut Run<'_, '_>) -> leadmap_engine::error::Result<u64>,
) -> Ran {
    let columns: Vec<&str> = mapping.fields.iter().map(|field| field.name.as_str()).collect();
    let mut output = Vec::new();
    let mut kept = Kept::default();
    let mut sink = sink::open(format, &columns, CsvOptions::default(), &mut output)
        .expect("memory can be written");
    let mut run = Run::new(mapping, &Options::default(), sink.as_mut(), &mut kept);
    let inputs = read(&mut run).expect("the input can be read");
    // This is where the tally is checked.
    let (tally, _) = run.finish(inputs).expect("nothing is lost");
    drop(sink);
    let Kept { rejects, told, count, .. } = kept;
    let [output, rejects] =
        [output, rejects].map(|bytes| String::from_utf8(bytes).expect("what is written is UTF-8"));
    if format == Format::Ndjson {
        output.lines().for_each(is_strict_json);
        assert_eq!(output.split_terminator('\n').count() as u64, tally.records.written);
    }
    assert_eq!(count, tally.rejected(), "each reject is told once");
    rejects.lines().for_each(|line| is_json(line.as_bytes()));
    Ran { output, rejects, told, tally }
}

impl Ran {
    /// The rows of NDJSON; a value that serde_json has no room for is `None`.
    pub fn rows(&self) -> Vec<Option<Value>> {
        self.output.split_terminator('\n').map(|row| serde_json::from_str(row).ok()).collect()
    }

    /// The lines of the rejects file, of those that serde_json can read.
    pub fn reject_lines(&self) -> Vec<Value> {
        self.rejects
            .split_terminator('\n')
            .filter_map(|line| serde_json::from_str(line).ok())
            .collect()
    }
}
