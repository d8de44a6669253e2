//! Runs one of a mapping's own tests, as `leadmap apply` would.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use crate::apply::{Options, Run};
use crate::capture::Values;
use crate::check::comparison::Comparison;
use crate::check::surroundings;
use crate::input::frame::Faults;
use crate::input::place::Place;
use crate::input::source::{Pace, Source};
use crate::mapping::{Mapping, Test, TestInput};
use crate::message::shortened;
use crate::problem::difference::Difference;
use crate::problem::quoted::quoted;
use crate::problem::{Problem, ProblemCode};
use crate::reading::{self, Events};
use crate::record::{Cell, Record};
use crate::reject::{Reject, RejectCode};
use crate::sink::{Response, Sink};
use crate::tally::Tally;

/// How many unexpected records are kept to show.
const UNEXPECTED: usize = 3;

/// How many rejects, and how many conditions that filtered payloads, are told.
const TOLD: usize = 3;

/// How many characters are told of the value for which a payload was filtered.
const FOUND: usize = 40;

/// What an input is called that stands in the mapping itself.
const INLINE: &str = "inline";

/// What is said in the place of values of a file that is none of the mapping's.
const OUTSIDE: &str = "values are not shown: the input is outside of the mapping's repository or folder, or hidden in it";

/// Runs the test, which is the one at `index` of `mapping`. A file that it names is looked for from `folder`.
pub(super) fn run(
    mapping: &Mapping,
    test: &Test,
    index: usize,
    folder: &Path,
) -> Result<(), Problem> {
    let title = match &test.name {
        Some(name) => format!("test {}", quoted(name)),
        None => format!("test {}", index + 1),
    };
    let unreadable = |why: &str| {
        let message = format!("{title} cannot be run: {why}");
        Problem::error(ProblemCode::UnreadableTest, test.input_span.clone(), message)
    };
    let values = match &test.input {
        TestInput::File(name) if !surroundings::include(folder, &folder.join(name)) => {
            Values::Hidden
        }
        TestInput::File(_) | TestInput::Inline(_) => Values::Shown,
    };
    let mut records = TestRecords { first: Vec::new(), room: test.expect.len() + UNEXPECTED };
    let mut rejects = Rejects::default();
    let mut reading = reading::Options::default();
    reading.frames.faults = Faults::RefusePlainly;
    // What stands in the mapping itself is the payload already.
    if let (TestInput::File(_), Some(from)) = (&test.input, &mapping.from) {
        reading.unwrapping = from.clone();
    }
    let mut run = Run::new(mapping, &Options::default(), &mut records, &mut rejects);
    let read = match &test.input {
        TestInput::Inline(json) => {
            reading::read_one(INLINE, json.as_bytes(), Pace::Ready, &reading, &mut run)
        }
        TestInput::File(name) => match open(&folder.join(name)) {
            Ok(reader) => reading::read_one(name, reader, Pace::Ready, &reading, &mut run),
            Err(error) => return Err(unreadable(&format!("{} {error}", quoted(name)))),
        },
    };
    let tally = match read.and_then(|()| run.finish(1)) {
        Ok((tally, _)) => tally,
        Err(error) => return Err(unreadable(&format!("{error:#}"))),
    };
    if let Some(failure) = &rejects.failure {
        let why = match &test.input {
            TestInput::Inline(_) => "its input cannot be used".to_owned(),
            TestInput::File(name) => format!(
                "{} cannot be used, at line {}, column {}",
                quoted(name),
                failure.place.line,
                failure.place.column
            ),
        };
        let problem = unreadable(&why);
        return Err(match values {
            Values::Shown => problem.label(failure.message.as_str()),
            Values::Hidden => problem,
        });
    }
    if tally.payloads.read == 0 {
        return Err(unreadable("its input holds no payload").label("expected a payload"));
    }
    let comparison = Comparison::of(mapping, &test.expect, &records.first, values);
    let came = tally.records.written;
    let wanted = test.expect.len();
    if came == wanted as u64 && comparison.different == 0 {
        return Ok(());
    }
    let message = format!("{title} fails: {}", what_differs(&comparison, wanted, came));
    let mut problem = Problem::error(ProblemCode::FailedTest, test.title_span.clone(), message);
    problem.notes = match values {
        Values::Shown => notes(mapping, &comparison, &tally, &rejects),
        Values::Hidden => vec![OUTSIDE.to_owned()],
    };
    problem.differences = comparison.differences.into();
    Err(problem)
}

/// Opens a test's input. Only a file is read: anything else might never come to an end.
fn open(path: &Path) -> io::Result<Box<dyn Read + Send>> {
    let named = |error: io::Error| io::Error::new(error.kind(), format!("cannot be read: {error}"));
    let kind = fs::metadata(path).map_err(named)?;
    if !kind.is_file() {
        return Err(io::Error::other("is not a file"));
    }
    let source = Source::File(path.to_owned());
    source.open().map_err(named)
}

fn what_differs(comparison: &Comparison, wanted: usize, came: u64) -> String {
    let cells = match comparison {
        Comparison { cells: 1, different: 1, .. } => "its only cell differs".to_owned(),
        Comparison { cells, different: 1, .. } => format!("1 of {cells} cells differs"),
        Comparison { cells, different, .. } => format!("{different} of {cells} cells differ"),
    };
    if came == wanted as u64 {
        return cells;
    }
    let came = match came {
        0 => "none came out".to_owned(),
        came => format!("{came} came out"),
    };
    let records = match wanted {
        0 => format!("no record was expected, {came}"),
        1 => format!("1 record was expected, {came}"),
        wanted => format!("{wanted} records were expected, {came}"),
    };
    if comparison.different == 0 { records } else { format!("{records}, and {cells}") }
}

/// What may explain why other records came out.
fn notes(
    mapping: &Mapping,
    comparison: &Comparison,
    tally: &Tally,
    rejects: &Rejects,
) -> Vec<String> {
    let mut notes = Vec::new();
    let hidden = comparison.different.saturating_sub(comparison.differences.len());
    if hidden > 0 {
        notes.push(format!("{hidden} more cells differ"));
    }
    let misfits = mapping.fields.iter().zip(&tally.fields);
    for (field, _) in misfits.filter(|(field, tally)| {
        let differs = |difference: &Difference| difference.column == field.name;
        tally.misfits > 0 && comparison.differences.iter().any(differs)
    }) {
        notes.push(format!(
            "{} holds a value that does not fit, kept as it was (`on_invalid`)",
            quoted(&field.name)
        ));
    }
    let filtered = tally.filtered.iter().take(TOLD);
    notes.extend(filtered.map(|(path, found, count)| {
        let found = shortened(found, FOUND);
        format!(
            "{} filtered (`when`): {path} = {found}",
            counted(count, "payload was", "payloads were")
        )
    }));
    if tally.payloads.empty > 0 {
        notes.push(format!(
            "`each` selects nothing in {}",
            counted(tally.payloads.empty, "payload", "payloads")
        ));
    }
    notes.extend(rejects.first.iter().cloned());
    let more = rejects.count.saturating_sub(rejects.first.len() as u64);
    if more > 0 {
        notes.push(format!("{} rejected too", counted(more, "record was", "records were")));
    }
    if tally.records.duplicate > 0 {
        notes.push(format!(
            "{} of one before (`unique`)",
            counted(tally.records.duplicate, "record is a duplicate", "records are duplicates")
        ));
    }
    notes
}

fn counted(count: u64, one: &str, more: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { more })
}

/// The records that come out, as far as they are needed.
struct TestRecords {
    first: Vec<Vec<Cell<'static>>>,
    room: usize,
}

impl Sink for TestRecords {
    fn write(&mut self, record: &Record<'_>) -> io::Result<Response> {
        if self.first.len() < self.room {
            let cells = record.iter().map(|cell| cell.clone().into_owned());
            self.first.push(cells.collect());
        }
        Ok(Response::Accepted)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The rejects of a test.
#[derive(Default)]
struct Rejects {
    /// The first fault of the input itself, with which the test says nothing about the mapping.
    failure: Option<TestFailure>,
    /// The first of the rejects that the mapping asks for, as notes.
    first: Vec<String>,
    /// How many of those there are.
    count: u64,
}

struct TestFailure {
    message: String,
    place: Place,
}

impl Events for Rejects {
    fn reject(&mut self, reject: &Reject<'_>) -> crate::error::Result<()> {
        if is_by_the_mapping(reject.code) {
            self.count += 1;
            if self.first.len() < TOLD {
                self.first.push(format!(
                    "a record was rejected as `{}`: {}",
                    reject.code.name(),
                    reject.message
                ));
            }
        } else {
            self.failure.get_or_insert_with(|| TestFailure {
                message: reject.message.clone(),
                place: reject.fault.map_or(reject.read_at, |fault| fault.place),
            });
        }
        Ok(())
    }
}

/// Whether it is the mapping that rejects for this reason, and not the input that cannot be used with any mapping.
fn is_by_the_mapping(code: RejectCode) -> bool {
    match code {
        RejectCode::NotAnObject
        | RejectCode::SeveralValues
        | RejectCode::TooManyNodes
        | RejectCode::RequiredBlank
        | RejectCode::BlankRecord
        | RejectCode::InvalidValue
        | RejectCode::LoneSurrogate
        | RejectCode::DuplicateKey
        | RejectCode::NotDecoded => true,
        RejectCode::Syntax
        | RejectCode::CutShort
        | RejectCode::StrayText
        | RejectCode::InvalidUtf8
        | RejectCode::Encoding
        | RejectCode::OtherFormat
        | RejectCode::TooDeep
        | RejectCode::TooLarge
        | RejectCode::DamagedInput
        | RejectCode::NoPayload
        | RejectCode::RejectLine
        | RejectCode::NotFound
        | RejectCode::BodyNotJson => false,
    }
}
