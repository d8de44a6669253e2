//! In how many threads payloads are collected makes no difference to what is found in them, told or proven.

use leadmap_engine::check::samples::Samples;
use leadmap_engine::find::{Case, Extent, Finder, Needle};
use leadmap_engine::input::frame::Faults;
use leadmap_engine::input::source::Source;
use leadmap_engine::mapping::Mapping;
use leadmap_engine::projection::Strictness;
use leadmap_engine::reading::collect::{Collected, Collection, collect};
use leadmap_engine::reading::{self, Arrival, Events, Jobs};
use leadmap_engine::reject::Reject;
use leadmap_engine::scaffold::{Scaffold, Selection};
use leadmap_engine::tally::Fate;
use leadmap_engine::trace::{self, CellIs, Search, Traced, Tracer, Tracing};
use leadmap_json::Part;
use proptest::prelude::*;

use crate::laws::deliveries::{self, deliveries};
use crate::laws::engine::{self, mapping};
use crate::laws::jobs::{inputs, jobs, write};
use crate::laws::payloads;

/// Maps random payloads: with duplicates, and values that do not fit for several reasons.
const MAPPING: &str = r#"{
  "when": { "event": ["lead", "call"] },
  "each": "items[*]",
  "fields": {
    "name": { "path": "@.name", "required": true },
    "n": { "path": ["@.n", "@.m"], "type": "integer", "on_invalid": "keep" },
    "mail": { "path": "$.x", "type": "email" }
  },
  "unique": ["name", "n"]
}"#;

#[derive(Default)]
struct Told(Vec<String>);

impl Events for Told {
    fn reject(&mut self, reject: &Reject<'_>) -> leadmap_engine::error::Result<()> {
        self.0.push(format!("{reject:?}"));
        Ok(())
    }
}

/// A draft in the making.
struct Drafting(Scaffold);

impl Collection for Drafting {
    fn take(&mut self, arrival: &Arrival<'_>) -> leadmap_engine::error::Result<()> {
        self.0.observe(Part::Text(arrival.payload.object.text()));
        Ok(())
    }

    fn empty(&self) -> Self {
        Drafting(Scaffold::new())
    }

    fn append(&mut self, more: Self) -> leadmap_engine::error::Result<()> {
        self.0.merge(more.0);
        Ok(())
    }
}

/// What is made of all sources, with what was counted and told.
type Made = (String, Collected, Vec<String>);

struct Reading<'r> {
    sources: &'r [Source],
    jobs: Jobs,
}

impl Reading<'_> {
    fn collect<C: Collection>(&self, mut collection: C) -> (C, Collected, Vec<String>) {
        let options = reading::Options { jobs: self.jobs, ..engine::options(Faults::Refuse) };
        let mut told = Told::default();
        let collected = collect(self.sources, &options, &mut collection, &mut told).unwrap();
        (collection, collected, told.0)
    }

    fn found(&self, text: &str, extent: Extent) -> Made {
        let needle = Needle::new(text, extent, Case::Exact);
        let (finder, collected, told) = self.collect(Finder::new(needle.clone()));
        let findings = finder.finish();
        (
            format!("{}\n{findings:?}", leadmap_engine::find::json::document(&findings, &needle)),
            collected,
            told,
        )
    }

    fn drafted(&self) -> Made {
        let (Drafting(scaffold), collected, told) = self.collect(Drafting(Scaffold::new()));
        (format!("{:?}", scaffold.draft(&Selection::default())), collected, told)
    }

    fn proven(&self, mapping: &Mapping) -> Made {
        let (samples, collected, told) = self.collect(Samples::of([mapping]));
        (format!("{:#?}", samples.problems()), collected, told)
    }

    fn traced(&self, mapping: &Mapping, search: &Search) -> Made {
        let tracer = Tracer::new(mapping, Strictness::Lenient, search.clone());
        let show = |traced: &Traced<'_>| trace::json::document(traced);
        let (tracing, collected, told) = self.collect(Tracing::new(tracer, show));
        (format!("{:?} {:?}", tracing.shown, tracing.tracer.tally()), collected, told)
    }

    fn all(&self, mapping: &Mapping, search: &Search) -> Vec<Made> {
        vec![
            self.found("1", Extent::Whole),
            self.found("a", Extent::Part),
            self.found("nowhere", Extent::Whole),
            self.drafted(),
            self.proven(mapping),
            self.traced(mapping, search),
        ]
    }
}

fn search() -> impl Strategy<Value = Search> {
    let fates = vec![Fate::Written, Fate::Duplicate, Fate::Rejected];
    let fate = prop::option::of(prop::sample::select(fates));
    let number = prop::option::of(1..40u64);
    let text = prop::sample::select(vec!["Asha", "आशा", ""]);
    let cell = prop::option::of(text.prop_map(|text| CellIs { field: 0, text: text.into() }));
    (fate, number, cell).prop_map(|(fate, number, cell)| Search { fate, number, cell })
}

proptest! {
    #![proptest_config(crate::cases(60))]

    #[test]
    fn any_number_of_threads_collects_what_one_collects(
        inputs in prop::collection::vec(prop_oneof![3 => inputs(), 1 => payloads::damaged()], 1..3),
        search in search(),
        first in prop::sample::select(vec![1usize, 60, 700]),
        chunk in prop::sample::select(vec![1usize, 64, 400, 1500]),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let files = write(folder.path(), &inputs);
        let sources: Vec<Source> = files.iter().cloned().map(Source::File).collect();
        let mapping = mapping(MAPPING);
        let alone = Reading { sources: &sources, jobs: Jobs::default() };
        let expected = alone.all(&mapping, &search);
        for threads in [2, 5] {
            let divided = Reading { sources: &sources, jobs: jobs(threads, first, chunk) };
            let found = divided.all(&mapping, &search);
            prop_assert_eq!(&found, &expected, "{} threads", threads);
        }
    }
}

#[test]
fn more_paths_and_reasons_than_there_is_room_for_are_those_that_come_first() {
    let folder = tempfile::tempdir().unwrap();
    let payload = |number: usize| {
        format!(
            "{{\"kind\":\"k{}\",\"on\":\"{}\",\"id{}\":\"needle\",\"shared\":\"needle\"}}\n",
            number % 150,
            "x".repeat(number % 13),
            number % 700
        )
    };
    let input: String = (0..2000).map(payload).collect();
    let sources: Vec<Source> =
        write(folder.path(), &[input.into_bytes()]).into_iter().map(Source::File).collect();
    let mapping = mapping(
        r#"{"when": {"kind": "none"}, "fields": {"on": {"path": "on", "values": {"xx": 1}, "required": true}}}"#,
    );
    let reading = |jobs| Reading { sources: &sources, jobs };
    let made =
        |reading: Reading<'_>| (reading.found("needle", Extent::Whole), reading.proven(&mapping));
    assert_eq!(made(reading(jobs(3, 1000, 3000))), made(reading(Jobs::default())));
}

#[test]
fn every_record_is_traced_in_any_number_of_threads() {
    let folder = tempfile::tempdir().unwrap();
    let input = deliveries(120).join("\n");
    let sources: Vec<Source> =
        write(folder.path(), &[input.into_bytes()]).into_iter().map(Source::File).collect();
    let mapping = mapping(deliveries::MAPPING);
    for fate in [None, Some(Fate::Written), Some(Fate::Duplicate)] {
        for number in (1..140).step_by(7) {
            let search = Search { fate, number: Some(number), cell: None };
            let traced = |jobs| Reading { sources: &sources, jobs }.traced(&mapping, &search);
            assert_eq!(traced(jobs(3, 2000, 1500)), traced(Jobs::default()), "{search:?}");
        }
    }
}
