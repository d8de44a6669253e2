//! In how many threads the work is done makes no difference: the same bytes, the same rejects, the same counts, told
//! in the same order.

use std::collections::VecDeque;
use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use leadmap_engine::apply::{Ending, MaxRejects, Options, Run};
use leadmap_engine::input::frame::{Faults, Repair, Unit};
use leadmap_engine::input::source::Source;
use leadmap_engine::mapping::Mapping;
use leadmap_engine::reading::{self, Events, Jobs, Progress};
use leadmap_engine::reject::{LineWriter, Reject};
use leadmap_engine::sink::{self, CsvOptions, Format};
use leadmap_engine::tally::Tally;
use proptest::prelude::*;

use crate::laws::deliveries::{self, deliveries};
use crate::laws::engine::{self, mapping};
use crate::laws::lines::logs;
use crate::laws::payloads::{MAPPING, damaged, fault, framed, payloads};

/// With columns of places, and without records that were there before.
const PLACES: &str = r#"{
  "when": { "event": ["lead", "call", null] },
  "fields": {
    "line": "origin:line", "byte": "origin:byte", "file": "origin:file",
    "name": { "path": "items[0].name", "on_invalid": "keep", "type": "email" },
    "x": "x", "event": { "path": "event", "default": "=none" }
  },
  "unique": ["name", "x"]
}"#;

/// Everything that can be seen of a run.
#[derive(Debug, PartialEq)]
struct Seen {
    output: String,
    told: Vec<String>,
    rejects: String,
    outcome: Result<(Tally, bool), String>,
}

#[derive(Default)]
struct Told {
    told: Vec<String>,
    rejects: Vec<u8>,
    lines: LineWriter,
    progress: Progress,
}

impl Events for Told {
    fn reject(&mut self, reject: &Reject<'_>) -> leadmap_engine::error::Result<()> {
        self.told.push(format!("{reject:?}"));
        Ok(self.lines.write(reject, &mut self.rejects)?)
    }

    fn capture_ends(&mut self) -> leadmap_engine::error::Result<()> {
        Ok(self.lines.end(&mut self.rejects)?)
    }

    fn repair(&mut self, file: &str, repair: Repair) {
        self.told.push(format!("{file}: {repair:?}"));
    }

    fn progress(&mut self, progress: &Progress) {
        self.progress = *progress;
    }
}

pub(crate) fn jobs(threads: usize, first: usize, chunk: usize) -> Jobs {
    let some = |number| NonZeroUsize::new(number).unwrap();
    Jobs { threads: some(threads), first: some(first), chunk: some(chunk) }
}

/// How a run is done.
type How = (reading::Options, Options);

fn options(faults: Faults) -> How {
    (engine::options(faults), Options::default())
}

fn seen(
    mapping: &Mapping,
    format: Format,
    (reading, options): &How,
    jobs: Jobs,
    files: &[PathBuf],
) -> (Seen, Progress) {
    let columns: Vec<&str> = mapping.fields.iter().map(|field| field.name.as_str()).collect();
    let reading = reading::Options { jobs, ..reading.clone() };
    let mut output = Vec::new();
    let mut told = Told::default();
    let mut sink = sink::open(format, &columns, CsvOptions::default(), &mut output).unwrap();
    let sources: Vec<Source> = files.iter().cloned().map(Source::File).collect();
    let mut run = Run::new(mapping, options, sink.as_mut(), &mut told);
    let outcome = reading::divided(&sources, &reading, &mut run);
    let outcome = outcome.and_then(|inputs| run.finish(inputs));
    // What a run that has failed had not passed on is lost, and how much that is says nothing.
    let _ = sink.flush();
    drop(sink);
    let seen = Seen {
        output: String::from_utf8(output).unwrap(),
        told: told.told,
        rejects: String::from_utf8(told.rejects).unwrap(),
        outcome: outcome
            .map(|(tally, ending)| (tally, matches!(ending, Ending::Complete)))
            .map_err(|error| format!("{error:#}")),
    };
    (seen, told.progress)
}

/// An input of some tens of payloads, in several layouts one after the other, not always whole.
pub(crate) fn inputs() -> impl Strategy<Value = Vec<u8>> {
    let part = (prop::collection::vec(payloads(), 1..25), 0..7usize, prop::bool::weighted(0.2));
    let faults = prop::collection::vec(fault(), 0..3);
    (prop::collection::vec(part, 1..3), faults, prop::bool::weighted(0.1)).prop_map(
        |(parts, faults, mark)| {
            let parts: Vec<String> = parts.into_iter().map(|part| laid_out(&part)).collect();
            let mut text = parts.join("\n").into_bytes();
            for (at, removed, put) in faults {
                let at = (at * 37) % (text.len() + 1);
                let end = (at + removed).min(text.len());
                text.splice(at..end, put.iter().copied());
            }
            if mark {
                text.splice(..0, *b"\xEF\xBB\xBF");
            }
            text
        },
    )
}

/// A log of Docker's: lines of two streams, many of them in pieces, of which some are lost.
fn docker_log() -> impl Strategy<Value = Vec<u8>> {
    let text = prop_oneof![4 => payloads(), 1 => Just("started {x}".to_owned())];
    let cuts = prop::collection::vec(0..300usize, 0..4);
    let line = (text, any::<bool>(), cuts, prop::option::weighted(0.1, 0..4usize));
    let order = prop::collection::vec(any::<bool>(), 1..40);
    (prop::collection::vec(line, 1..25), order).prop_map(|(lines, order)| {
        let mut streams = [VecDeque::new(), VecDeque::new()];
        for (text, is_error, mut cuts, lost) in lines {
            let text: Vec<char> = text.chars().chain(['\n']).collect();
            cuts.retain(|cut| *cut < text.len());
            cuts.extend([0, text.len()]);
            cuts.sort_unstable();
            let mut pieces: Vec<String> =
                cuts.windows(2).map(|ends| text[ends[0]..ends[1]].iter().collect()).collect();
            if let Some(lost) = lost.filter(|lost| *lost < pieces.len()) {
                pieces.remove(lost);
            }
            let stream = if is_error { "stderr" } else { "stdout" };
            let record = |log| serde_json::json!({"log": log, "stream": stream}).to_string();
            streams[usize::from(is_error)].extend(pieces.into_iter().map(record));
        }
        let mut log = String::new();
        for first in order.into_iter().cycle().map(usize::from) {
            let next = streams[first].pop_front().or_else(|| streams[1 - first].pop_front());
            let Some(record) = next else { break };
            log.extend([&record, "\n"]);
        }
        log.into_bytes()
    })
}

/// The same inputs with something before their lines, and lines of text between.
fn log_of(inputs: impl Strategy<Value = Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    (inputs, prop::collection::vec(logs(), 0..4), 0..40usize).prop_map(|(input, texts, first)| {
        let mut log = Vec::new();
        let mut texts = texts.into_iter();
        for (number, line) in input.split_inclusive(|byte| *byte == b'\n').enumerate() {
            if number >= first {
                log.extend_from_slice(b"2026-11-28T10:00:00Z INFO ");
            }
            log.extend_from_slice(line);
            if number % 7 == 3 {
                log.extend(texts.next().unwrap_or_default());
            }
        }
        log
    })
}

fn laid_out((all, layout, wrapped): &(Vec<String>, usize, bool)) -> String {
    let wrap = |text: &String| format!(r#"{{"headers":{{"host":"x"}},"body":{text}}}"#);
    let all: Vec<String> = match wrapped {
        true => all.iter().map(wrap).collect(),
        false => all.clone(),
    };
    match layout {
        5 => all.join(" "),
        6 => format!("[{}]", all.join(", ")),
        _ => framed(&all, *layout),
    }
}

fn how() -> impl Strategy<Value = How> {
    let limit = prop::option::weighted(0.3, 0..30u64);
    let most = prop_oneof![
        3 => Just(None),
        1 => (0..6u64).prop_map(|most| Some(MaxRejects::Count(most))),
        1 => (0..60u8).prop_map(|percent| Some(MaxRejects::Percent(percent.into()))),
    ];
    let unit = prop::sample::select(vec![Unit::Value, Unit::ValueOrLog, Unit::Log, Unit::Line]);
    let most_bytes = prop_oneof![2 => Just(1 << 20), 1 => 1..300usize];
    let all = (any::<bool>(), unit, limit, most, most_bytes);
    all.prop_map(|(mend, unit, limit, max_rejects, most_bytes)| {
        let mut reading = engine::options(if mend { Faults::Mend } else { Faults::Refuse });
        reading.frames.unit = unit;
        reading.frames.max_payload = most_bytes;
        (reading, Options { limit, max_rejects, ..Options::default() })
    })
}

pub(crate) fn write(folder: &Path, inputs: &[Vec<u8>]) -> Vec<PathBuf> {
    let path = |number: usize| folder.join(format!("{number:03}.json"));
    for (number, input) in inputs.iter().enumerate() {
        fs::write(path(number), input).unwrap();
    }
    (0..inputs.len()).map(path).collect()
}

proptest! {
    #![proptest_config(crate::cases(128))]

    #[test]
    fn any_number_of_threads_gives_what_one_gives(
        inputs in prop::collection::vec(
            prop_oneof![3 => inputs(), 1 => damaged(), 2 => docker_log(), 3 => log_of(inputs())],
            1..3,
        ),
        options in how(),
        places in any::<bool>(),
        format in prop::sample::select(vec![Format::Csv, Format::Ndjson, Format::Json]),
        first in prop::sample::select(vec![1usize, 2, 60, 200, 700]),
        chunk in prop::sample::select(vec![1usize, 7, 64, 150, 400, 1500]),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let files = write(folder.path(), &inputs);
        let mapping = mapping(if places { PLACES } else { MAPPING });
        let (expected, _) = seen(&mapping, format, &options, Jobs::default(), &files);
        for threads in [2, 3, 8] {
            let (found, _) = seen(&mapping, format, &options, jobs(threads, first, chunk), &files);
            prop_assert_eq!(&found, &expected, "{} threads", threads);
        }
    }

    #[test]
    fn many_small_files_give_what_one_thread_gives(
        mut inputs in prop::collection::vec(damaged(), 16..40),
        large in prop::option::weighted(0.3, (0..16usize, inputs())),
        missing in prop::option::weighted(0.2, 0..16usize),
        options in how(),
        chunk in prop::sample::select(vec![1usize, 100, 800, 5000]),
    ) {
        let folder = tempfile::tempdir().unwrap();
        if let Some((at, input)) = large {
            inputs.insert(at, input);
        }
        let files = write(folder.path(), &inputs);
        if let Some(missing) = missing {
            fs::remove_file(&files[missing]).unwrap();
        }
        let mapping = mapping(PLACES);
        let (expected, _) = seen(&mapping, Format::Csv, &options, Jobs::default(), &files);
        for threads in [2, 8] {
            let (found, _) = seen(&mapping, Format::Csv, &options, jobs(threads, 50, chunk), &files);
            prop_assert_eq!(&found, &expected, "{} threads", threads);
        }
    }
}

/// The same deliveries in every framing that is divided.
fn framings() -> Vec<(&'static str, Vec<u8>)> {
    let all = deliveries(400);
    let spread: Vec<String> = all.iter().map(|text| deliveries::pretty(text, 0)).collect();
    vec![
        ("lines", framed(&all, 0).into_bytes()),
        ("array on one line", framed(&all, 1).into_bytes()),
        ("pretty array", framed(&all, 2).into_bytes()),
        ("pretty", spread.join("\n").into_bytes()),
        ("array of lines", framed(&all, 4).into_bytes()),
        ("concatenated", all.concat().into_bytes()),
        ("array with blanks", format!("[{}]", all.join(", ")).into_bytes()),
        ("windows", framed(&all, 0).replace('\n', "\r\n").into_bytes()),
    ]
}

#[test]
fn whole_inputs_are_divided_in_every_framing_and_nothing_is_read_twice() {
    let folder = tempfile::tempdir().unwrap();
    let mapping = mapping(deliveries::MAPPING);
    for (framing, input) in framings() {
        let parts = input.len() / 4000 - 6;
        let files = write(folder.path(), &[input]);
        let is_lines = framing == "lines" || framing == "windows";
        let units = if is_lines { &[Unit::Value, Unit::Line][..] } else { &[Unit::Value] };
        for (faults, unit) in [Faults::Refuse, Faults::Mend]
            .into_iter()
            .flat_map(|faults| units.iter().map(move |unit| (faults, *unit)))
        {
            let mut options = options(faults);
            options.0.frames.unit = unit;
            let (expected, alone) = seen(&mapping, Format::Csv, &options, Jobs::default(), &files);
            let (found, divided) =
                seen(&mapping, Format::Csv, &options, jobs(3, 8000, 4000), &files);
            assert!(found == expected, "{framing}");
            assert!(expected.output.lines().count() > 200, "{framing}");
            assert_eq!((alone.absorbed, alone.redone), (0, 0));
            assert_eq!(divided.redone, 0, "{framing}, {faults:?}, {unit:?}");
            assert!(
                divided.absorbed as usize >= parts,
                "{framing}, {faults:?}, {unit:?}: {divided:?}"
            );
            assert_eq!(divided.bytes, alone.bytes);
        }
    }
}

#[test]
fn a_fault_costs_the_part_around_it_and_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let mapping = mapping(deliveries::MAPPING);
    for (framing, mut input) in framings() {
        if framing == "array on one line"
            || framing == "array with blanks"
            || framing == "concatenated"
        {
            continue;
        }
        let middle = input.len() / 2;
        let quote = middle + input[middle..].iter().position(|byte| *byte == b'"').unwrap();
        input.remove(quote);
        let parts = input.len() / 4000 - 6;
        let files = write(folder.path(), &[input]);
        let options = options(Faults::Refuse);
        let (expected, _) = seen(&mapping, Format::Csv, &options, Jobs::default(), &files);
        let (found, divided) = seen(&mapping, Format::Csv, &options, jobs(3, 8000, 4000), &files);
        assert!(found == expected, "{framing}");
        assert_eq!(found.told.len(), 1, "{framing}");
        assert!(divided.redone <= 4, "{framing}: {divided:?}");
        assert!(divided.absorbed as usize >= parts - 4, "{framing}: {divided:?}");
    }
}

#[test]
fn small_files_are_taken_some_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let inputs: Vec<Vec<u8>> = deliveries(200).into_iter().map(String::into_bytes).collect();
    let files = write(folder.path(), &inputs);
    let mapping = mapping(deliveries::MAPPING);
    let options = options(Faults::Refuse);
    let (expected, alone) = seen(&mapping, Format::Csv, &options, Jobs::default(), &files);
    let (found, divided) = seen(&mapping, Format::Csv, &options, jobs(3, 8000, 4000), &files);
    assert_eq!(found, expected);
    assert_eq!(found.outcome.unwrap().0.inputs, 200);
    assert!(divided.absorbed > 10, "{divided:?}");
    assert_eq!(divided.redone, 0);
    assert_eq!(divided.bytes, alone.bytes);
}
