//! A sink of another crate can take records, and can refuse some: these are rejects, counted in a bin of their own.

use std::io;

use leadmap_engine::apply::{MaxRejects, Options, Run};
use leadmap_engine::input::frame::Faults;
use leadmap_engine::input::source::Pace;
use leadmap_engine::projection::Refusal;
use leadmap_engine::reading::{self, Events};
use leadmap_engine::record::Record;
use leadmap_engine::reject::{LineWriter, Reject, RejectCode};
use leadmap_engine::sink::{Response, Sink};
use leadmap_engine::tally::{Records, Tally};

use crate::laws::engine::{mapping, options};
use crate::laws::json::read;

const MAPPING: &str = r#"{
  "each": "leads[*]",
  "fields": { "name": { "path": "@.name", "required": true }, "city": "@.city" },
  "unique": ["name"]
}"#;

const INPUT: &str = r#"{"leads":[{"name":"Asha","city":"nowhere"},{"name":"Asha","city":"Pune"}]}
{"leads":[{"name":"Asha"},{"name":"Ravi","city":"nowhere"},{"city":"Pune"}]}
"#;

/// Takes no leads from nowhere.
#[derive(Default)]
struct Choosy(Vec<String>);

impl Sink for Choosy {
    fn write(&mut self, record: &Record<'_>) -> io::Result<Response> {
        let [name, city] = record else {
            return Err(io::ErrorKind::InvalidInput.into());
        };
        if city.text() == "nowhere" {
            let message = "there is no such city".into();
            let refusal = Refusal { code: RejectCode::InvalidValue, message, field: Some(1) };
            return Ok(Response::Refused(refusal));
        }
        self.0.push(name.text().into_owned());
        Ok(Response::Accepted)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[derive(Default)]
struct Rejects(Vec<u8>, LineWriter);

impl Events for Rejects {
    fn reject(&mut self, reject: &Reject<'_>) -> leadmap_engine::error::Result<()> {
        Ok(self.1.write(reject, &mut self.0)?)
    }

    fn capture_ends(&mut self) -> leadmap_engine::error::Result<()> {
        Ok(self.1.end(&mut self.0)?)
    }
}

/// What was accepted, the reject lines, and the counts.
fn run(input: &str, options: &Options) -> (Vec<String>, String, Tally) {
    let mapping = mapping(MAPPING);
    let (mut sink, mut rejects) = (Choosy::default(), Rejects::default());
    let mut run = Run::new(&mapping, options, &mut sink, &mut rejects);
    let reading = self::options(Faults::Refuse);
    reading::read_one("captures", input.as_bytes(), Pace::Ready, &reading, &mut run).unwrap();
    let (tally, _) = run.finish(1).unwrap();
    (sink.0, String::from_utf8(rejects.0).unwrap(), tally)
}

#[test]
fn a_refused_record_is_a_reject_and_no_later_one_is_its_duplicate() {
    let (accepted, rejects, tally) = run(INPUT, &Options::default());
    assert_eq!(accepted, ["Asha"]);
    let expected = Records { made: 5, written: 1, duplicate: 1, rejected: 1, refused: 2 };
    assert_eq!(tally.records, expected);
    assert_eq!((tally.rejected(), tally.touched), (3, 2));
    assert_eq!(tally.to_json(&mapping(MAPPING), true)["records"]["refused"], 2);
    let lines: Vec<_> = rejects.lines().map(read).collect();
    let nodes: Vec<_> = lines
        .iter()
        .flat_map(|line| {
            let further = line.get("more").and_then(|more| more.as_array());
            std::iter::once(line).chain(further.into_iter().flatten())
        })
        .map(|reject| reject["node"].clone())
        .collect();
    assert_eq!(nodes, ["$['leads'][0]", "$['leads'][1]", "$['leads'][2]"]);
    assert_eq!(lines[0]["field"], "city");
}

#[test]
fn refused_records_alone_are_tried_again_from_their_reject_lines() {
    let (_, rejects, _) = run(INPUT, &Options::default());
    let (accepted, _, tally) = run(&rejects.replace("nowhere", "Thane"), &Options::default());
    assert_eq!(accepted, ["Asha", "Ravi"]);
    assert_eq!(tally.records.made, 3);
}

#[test]
fn refused_records_count_for_the_most_rejects() {
    let options = Options { max_rejects: Some(MaxRejects::Count(0)), ..Options::default() };
    let (accepted, _, tally) = run(INPUT, &options);
    assert_eq!(accepted, [""; 0]);
    assert_eq!(tally.records.made, 1);
}
