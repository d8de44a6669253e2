//! Any bytes, surveyed: the order of payloads makes no difference, documents are read as they were written, and a draft
//! is a mapping that has nothing against the payloads it was made of.

#![no_main]

use std::ops::ControlFlow;

use leadmap_engine::capture::Delivery;
use leadmap_engine::check::samples::{Samples, judge_by_schema};
use leadmap_engine::input::provenance::Provenance;
use leadmap_engine::input::source::Pace;
use leadmap_engine::mapping::Mapping;
use leadmap_engine::problem::{Problem, Severity};
use leadmap_engine::projection::{Made, Outcome, Payload, Projection, Strictness};
use leadmap_engine::reading::{self, Arrival, Events, Receiver};
use leadmap_engine::reject::Reject;
use leadmap_engine::scaffold::{Draft, Include, Scaffold, Selection};
use leadmap_engine::schema::{Schema, Survey, document::is_document};
use leadmap_fuzz::judge::{is_harmless, is_strict_json};
use leadmap_json::{Part, View};
use leadmap_view::schema as view;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let mut payloads = Payloads::default();
    reading::read_one("input", input, Pace::Ready, &reading::Options::default(), &mut payloads)
        .expect("memory can be read");
    let payloads = payloads.0;
    let survey = Survey::Whole(schema(&payloads));
    the_parts_make_the_whole(&payloads, &survey);
    let read = is_read_as_written(&survey);
    let mut redacted = survey.clone();
    redacted.redact();
    is_read_as_written(&redacted);
    a_draft_obeys(&payloads, &read.into_whole());
});

#[derive(Default)]
struct Payloads(Vec<String>);

impl Receiver for Payloads {
    fn payload(&mut self, arrival: &Arrival<'_>) -> leadmap_engine::error::Result<()> {
        self.0.push(arrival.payload.object.text().to_owned());
        Ok(())
    }
}

impl Events for Payloads {
    fn reject(&mut self, _: &Reject<'_>) -> leadmap_engine::error::Result<()> {
        Ok(())
    }
}

fn schema<'p>(payloads: impl IntoIterator<Item = &'p String>) -> Schema {
    let mut schema = Schema::new();
    for payload in payloads {
        schema.observe(Part::Text(payload));
    }
    schema
}

/// All that is shown of a survey, which is to be the same for the same payloads.
fn shown(survey: &Survey) -> Vec<String> {
    let mut text = Vec::new();
    view::write(survey, view::Options::default(), &mut text)
        .and_then(|()| view::write_paths(survey, &mut text))
        .expect("memory can be written");
    let text = String::from_utf8(text).expect("what is shown is UTF-8");
    is_harmless(&text);
    let documents = [document(survey), survey.json_schema().to_string()];
    documents.iter().for_each(|document| is_strict_json(document));
    documents.into_iter().chain([text]).collect()
}

fn document(survey: &Survey) -> String {
    let mut document = Vec::new();
    survey.write(&mut document).expect("memory can be written");
    String::from_utf8(document).expect("JSON is UTF-8")
}

fn the_parts_make_the_whole(payloads: &[String], whole: &Survey) {
    let whole = shown(whole);
    assert_eq!(shown(&Survey::Whole(schema(payloads.iter().rev()))), whole);
    let (first, second) = payloads.split_at(payloads.len() / 2);
    let (first, second) = (schema(first), schema(second));
    let (mut forwards, mut backwards) = (first.clone(), second.clone());
    forwards.merge(second);
    backwards.merge(first);
    assert_eq!(shown(&Survey::Whole(forwards)), whole);
    assert_eq!(shown(&Survey::Whole(backwards)), whole);
}

fn is_read_as_written(survey: &Survey) -> Survey {
    let document = document(survey);
    assert!(is_document(&document), "{document}");
    let read = Survey::read(&document).unwrap_or_else(|error| panic!("{error}: {document}"));
    assert_eq!(shown(&read), shown(survey));
    read
}

/// A draft is a mapping that rejects none of the payloads, and with which nothing is wrong when it is held to them.
fn a_draft_obeys(payloads: &[String], schema: &Schema) {
    let mut scaffold = Scaffold::new();
    for payload in payloads {
        scaffold.observe(Part::Text(payload));
    }
    for include in [Include::LeadLike, Include::All] {
        let exclude = Vec::new();
        let Ok(draft) = scaffold.draft(&Selection { include, exclude }) else {
            continue;
        };
        let text = draft.render();
        is_harmless(&text);
        let (mapping, warnings) =
            Mapping::parse(&text).unwrap_or_else(|problems| panic!("{problems:#?}\n{text}"));
        assert!(warnings.is_empty(), "{warnings:#?}\n{text}");
        rejects_none(&mapping, &draft, payloads);
        let mut samples = Samples::of([&mapping]).compared_with(schema.clone());
        for payload in payloads {
            samples.observe(&bare(payload), None);
        }
        let problems = samples.problems().into_iter().flatten();
        let problems = problems.chain(judge_by_schema(&mapping, schema));
        let wrong: Vec<Problem> =
            problems.filter(|problem| problem.severity > Severity::Note).collect();
        assert!(wrong.is_empty(), "{wrong:#?}\n{text}");
    }
}

fn rejects_none(mapping: &Mapping, draft: &Draft, payloads: &[String]) {
    let mut projection = Projection::new(mapping, Strictness::Lenient);
    let mut records = 0;
    for payload in payloads {
        let outcome = projection.run(&bare(payload), None, |made| {
            match made {
                Made::Record { .. } => records += 1,
                Made::Refused { refusal, .. } => panic!("{refusal:?} of {payload}"),
            }
            Ok(ControlFlow::Continue(()))
        });
        let outcome = outcome.expect("no record stops the run");
        assert!(!matches!(outcome, Outcome::Refused(_)), "{outcome:?} of {payload}");
    }
    assert_eq!(records, draft.payloads);
}

/// A payload that came without anything else.
fn bare(payload: &str) -> Payload<'_> {
    Payload {
        object: View::new(payload),
        delivery: Delivery::default(),
        provenance: Provenance::start_of("input"),
    }
}
