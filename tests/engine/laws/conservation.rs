//! From captures on nothing is lost: every payload that was put into a wrapper, a list, a string or a reject line comes
//! out as a row or is in a reject, however the work is divided.

use std::collections::BTreeMap;
use std::path::Path;

use leadmap_engine::apply::{Options, Run};
use leadmap_engine::input::frame::Faults;
use leadmap_engine::input::source::Source;
use leadmap_engine::reading::{self, Jobs, RejectLines};
use leadmap_engine::sink::{self, CsvOptions, Format};
use leadmap_engine::tally::{Captures, Tally};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use crate::laws::engine::{Kept, mapping, options};
use crate::laws::jobs::{jobs, write};
use crate::laws::json::read;

/// What is put into a capture.
#[derive(Debug, Clone, Copy)]
enum Held {
    /// A payload that gives a row.
    Lead,
    /// One whose row is rejected.
    Blank,
    /// What is no object.
    Scalar,
}

impl Held {
    fn payload(self, number: usize) -> Json {
        match self {
            Held::Lead => json!({"id": number, "name": "Asha"}),
            Held::Blank => json!({"id": number, "name": ""}),
            Held::Scalar => json!(number),
        }
    }
}

/// A capture around payloads.
#[derive(Debug, Clone)]
enum Around {
    Nothing(Held),
    Wrapper(Held),
    Text(Held),
    List(Vec<Held>),
    ListInText(Vec<Held>),
    QuotedList(Vec<Held>),
    Quoted(Held),
    /// A reject line that wants one element of a list, which may not be there.
    Line(Vec<Held>, usize),
    /// A body that is no JSON.
    Broken,
}

/// A capture, and the numbers of what is in it and wanted.
fn capture(around: &Around, next: &mut usize) -> (String, Vec<(usize, Held)>) {
    let mut numbered = |held: &[Held]| -> Vec<(usize, Held)> {
        let first = *next;
        *next += held.len();
        held.iter().enumerate().map(|(at, &held)| (first + at, held)).collect()
    };
    let text = |json: &Json| Json::String(json.to_string());
    let wrapped = |body: Json| json!({"headers": {"x": "y"}, "body": body});
    let list = |all: &[(usize, Held)]| -> Json {
        all.iter().map(|(number, held)| held.payload(*number)).collect()
    };
    let (json, inside) = match around {
        Around::Nothing(held) => {
            let inside = numbered(&[*held]);
            (held.payload(inside[0].0), inside)
        }
        Around::Wrapper(held) => {
            let inside = numbered(&[*held]);
            (wrapped(held.payload(inside[0].0)), inside)
        }
        Around::Text(held) => {
            let inside = numbered(&[*held]);
            (wrapped(text(&held.payload(inside[0].0))), inside)
        }
        Around::List(held) => {
            let inside = numbered(held);
            (wrapped(list(&inside)), inside)
        }
        Around::ListInText(held) => {
            let inside = numbered(held);
            (wrapped(text(&list(&inside))), inside)
        }
        Around::QuotedList(held) => {
            let inside = numbered(held);
            (text(&list(&inside)), inside)
        }
        Around::Quoted(held) => {
            let inside = numbered(&[*held]);
            (text(&text(&held.payload(inside[0].0))), inside)
        }
        Around::Line(held, element) => {
            let inside = numbered(held);
            let line = json!({
                "leadmap_reject": 1, "code": "required-blank", "message": "m", "field": null, "file": "f", "line": 1,
                "byte": 0, "node": null, "element": element, "payload": wrapped(list(&inside))
            });
            (line, inside.get(*element).copied().into_iter().collect())
        }
        Around::Broken => (wrapped(json!("no JSON")), Vec::new()),
    };
    (json.to_string(), inside)
}

fn arounds() -> impl Strategy<Value = Around> {
    let held =
        || prop_oneof![4 => Just(Held::Lead), 2 => Just(Held::Blank), 1 => Just(Held::Scalar)];
    let list = || prop::collection::vec(held(), 0..5);
    prop_oneof![
        held().prop_map(Around::Nothing),
        held().prop_map(Around::Wrapper),
        // A string is opened for what is in it, and a scalar in a string is a string.
        held().prop_map(|held| match held {
            Held::Scalar => Around::Wrapper(held),
            held => Around::Text(held),
        }),
        list().prop_map(Around::List),
        list().prop_map(Around::ListInText),
        list().prop_map(Around::QuotedList),
        held().prop_map(|held| match held {
            Held::Scalar => Around::Nothing(held),
            held => Around::Quoted(held),
        }),
        (list(), 0..6usize).prop_map(|(list, element)| Around::Line(list, element)),
        Just(Around::Broken),
    ]
}

/// The rows, the reject lines and the counts.
fn run(
    folder: &Path,
    input: &str,
    limit: Option<u64>,
    jobs: Jobs,
) -> (Vec<Json>, Vec<Json>, Tally) {
    let mapping =
        mapping(r#"{"fields": {"id": "id", "name": {"path": "name", "required": true}}}"#);
    let files = write(folder, &[input.as_bytes().to_vec()]);
    let sources: Vec<Source> = files.into_iter().map(Source::File).collect();
    let mut output = Vec::new();
    let mut kept = Kept::default();
    let mut sink =
        sink::open(Format::Ndjson, &["id", "name"], CsvOptions::default(), &mut output).unwrap();
    let options =
        reading::Options { jobs, reject_lines: RejectLines::All, ..options(Faults::Refuse) };
    let run = Options { limit, ..Options::default() };
    let mut run = Run::new(&mapping, &run, sink.as_mut(), &mut kept);
    let inputs = reading::divided(&sources, &options, &mut run).unwrap();
    let (tally, _) = run.finish(inputs).unwrap();
    drop(sink);
    let lines = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().lines().map(read).collect();
    (lines(output), lines(kept.rejects), tally)
}

/// How many rejects a line tells of, by their codes.
fn codes(lines: &[Json]) -> BTreeMap<String, usize> {
    let mut codes = BTreeMap::new();
    for line in lines {
        let further = line.get("more").and_then(Json::as_array).into_iter().flatten();
        for reject in std::iter::once(line).chain(further) {
            let code = reject.get("code").unwrap_or(&line["code"]).as_str().unwrap();
            *codes.entry(code.to_owned()).or_default() += 1;
        }
    }
    codes
}

proptest! {
    #![proptest_config(crate::cases(60))]

    #[test]
    fn whatever_is_in_a_capture_comes_out_or_is_rejected(all in prop::collection::vec(arounds(), 1..30), limit in prop::option::of(1..20u64)) {
        let folder = tempfile::tempdir().unwrap();
        let run = |input: &str, limit, jobs| run(folder.path(), input, limit, jobs);
        let mut next = 0;
        let captures: Vec<_> = all.iter().map(|around| capture(around, &mut next)).collect();
        let texts: Vec<&str> = captures.iter().map(|(text, _)| text.as_str()).collect();
        let input = texts.join("\n");
        let inside = || captures.iter().flat_map(|(_, inside)| inside);
        let leads: Vec<u64> = inside()
            .filter(|(_, held)| matches!(held, Held::Lead))
            .map(|(number, _)| *number as u64)
            .collect();
        let alone = run(&input, limit, Jobs::default());
        let (rows, rejects, tally) = &alone;
        let ids: Vec<u64> = rows.iter().map(|row| row["id"].as_u64().unwrap()).collect();
        let written = limit.map_or(leads.len(), |limit| leads.len().min(limit as usize));
        prop_assert_eq!(&ids[..], &leads[..written]);
        let Captures { read, opened, empty, rejected, .. } = tally.captures;
        prop_assert_eq!(read, opened + empty + rejected);
        if limit.is_none_or(|limit| limit > leads.len() as u64) {
            prop_assert_eq!(read, captures.len() as u64);
            let is_empty = |around: &&Around| matches!(
                around,
                Around::List(held) | Around::ListInText(held) | Around::QuotedList(held) if held.is_empty()
            );
            prop_assert_eq!(empty, all.iter().filter(is_empty).count() as u64);
            let count = |is: fn(&Held) -> bool| inside().filter(|(_, held)| is(held)).count();
            let missing = all.iter().filter(|around| matches!(around, Around::Line(held, at) if *at >= held.len()));
            let expected: BTreeMap<String, usize> = [
                ("required-blank", count(|held| matches!(held, Held::Blank))),
                ("not-an-object", count(|held| matches!(held, Held::Scalar))),
                ("not-found", missing.count()),
                ("body-not-json", all.iter().filter(|around| matches!(around, Around::Broken)).count()),
            ]
            .into_iter()
            .filter(|(_, count)| *count > 0)
            .map(|(code, count)| (code.to_owned(), count))
            .collect();
            prop_assert_eq!(codes(rejects), expected);
            // What was rejected is rejected again, and nothing else comes of it.
            let lines: Vec<String> = rejects.iter().map(Json::to_string).collect();
            let again = run(&lines.join("\n"), None, Jobs::default());
            prop_assert_eq!(&again.0, &Vec::<Json>::new());
            prop_assert_eq!(&again.1, rejects);
        }
        for jobs in [jobs(2, 60, 150), jobs(4, 100, 400)] {
            prop_assert_eq!(&run(&input, limit, jobs), &alone);
        }
    }
}
