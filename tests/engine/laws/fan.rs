//! Several runs can share one reading, divided or not: each gives what it gives alone.

use leadmap_engine::apply::{Options, Run};
use leadmap_engine::capture::Wrapper;
use leadmap_engine::input::frame::{Faults, Repair};
use leadmap_engine::input::source::Source;
use leadmap_engine::mapping::Mapping;
use leadmap_engine::reading::{self, Arrival, Divide, Events, Jobs, Progress, Receiver, Worker};
use leadmap_engine::reject::{LineWriter, Reject};
use leadmap_engine::sink::{self, Format};
use leadmap_engine::tally::{CaptureFate, Tally};
use proptest::prelude::*;

use crate::laws::engine::{mapping, options};
use crate::laws::jobs::{inputs, jobs, write};
use crate::laws::payloads::MAPPING;

/// Hands everything to each of several receivers that is not done, or was not when the capture at hand began.
struct Fan<R>(Vec<R>, Vec<bool>);

type WorkerOf<R> = <R as Divide>::Worker;
type BatchOf<R> = <WorkerOf<R> as Worker>::Batch;

impl<R: Receiver> Fan<R> {
    fn try_each(
        &mut self,
        tell: impl FnMut(&mut R) -> leadmap_engine::error::Result<()>,
    ) -> leadmap_engine::error::Result<()> {
        self.0.iter_mut().filter(|receiver| !receiver.is_done()).try_for_each(tell)
    }

    /// Those for which the capture at hand has begun. They can have become done by it.
    fn begun(&mut self) -> impl Iterator<Item = &mut R> {
        self.0.iter_mut().zip(&self.1).filter_map(|(receiver, begun)| begun.then_some(receiver))
    }

    fn each(&mut self, tell: impl FnMut(&mut R)) {
        self.0.iter_mut().filter(|receiver| !receiver.is_done()).for_each(tell);
    }
}

impl<R: Receiver> Receiver for Fan<R> {
    fn payload(&mut self, arrival: &Arrival<'_>) -> leadmap_engine::error::Result<()> {
        self.try_each(|receiver| receiver.payload(arrival))
    }

    fn capture_begins(&mut self) {
        self.1 = self.0.iter().map(|receiver| !receiver.is_done()).collect();
        self.each(R::capture_begins);
    }

    fn opened(&mut self, wrapper: Wrapper) {
        self.each(|receiver| receiver.opened(wrapper));
    }

    fn capture_became(&mut self, fate: CaptureFate) {
        self.begun().for_each(|receiver| receiver.capture_became(fate));
    }

    fn is_done(&self) -> bool {
        self.0.iter().all(Receiver::is_done)
    }
}

impl<R: Receiver> Events for Fan<R> {
    fn reject(&mut self, reject: &Reject<'_>) -> leadmap_engine::error::Result<()> {
        self.try_each(|receiver| receiver.reject(reject))
    }

    fn capture_ends(&mut self) -> leadmap_engine::error::Result<()> {
        self.begun().try_for_each(R::capture_ends)
    }

    fn repair(&mut self, input: &str, repair: Repair) {
        self.each(|receiver| receiver.repair(input, repair));
    }

    fn pause(&mut self) -> leadmap_engine::error::Result<()> {
        self.try_each(R::pause)
    }

    fn progress(&mut self, progress: &Progress) {
        self.each(|receiver| receiver.progress(progress));
    }
}

impl<R: Divide> Divide for Fan<R> {
    type Worker = FanWorker<WorkerOf<R>>;

    fn is_divisible(&self) -> bool {
        self.0.iter().all(Divide::is_divisible)
    }

    fn worker(&self) -> Self::Worker {
        FanWorker(self.0.iter().map(Divide::worker).collect())
    }

    fn has_room_for(&self, batches: &Vec<BatchOf<R>>) -> bool {
        let mut pairs = self.0.iter().zip(batches);
        pairs.all(|(receiver, batch)| receiver.is_done() || receiver.has_room_for(batch))
    }

    fn absorb(&mut self, batches: &mut Vec<BatchOf<R>>) -> leadmap_engine::error::Result<()> {
        let pairs = self.0.iter_mut().zip(batches);
        let mut pairs = pairs.filter(|(receiver, _)| !receiver.is_done());
        pairs.try_for_each(|(receiver, batch)| receiver.absorb(batch))
    }
}

struct FanWorker<W>(Vec<W>);

impl<W: Worker> Receiver for FanWorker<W> {
    fn payload(&mut self, arrival: &Arrival<'_>) -> leadmap_engine::error::Result<()> {
        self.0.iter_mut().try_for_each(|worker| worker.payload(arrival))
    }

    fn capture_begins(&mut self) {
        self.0.iter_mut().for_each(Receiver::capture_begins);
    }

    fn capture_became(&mut self, fate: CaptureFate) {
        self.0.iter_mut().for_each(|worker| worker.capture_became(fate));
    }

    fn opened(&mut self, wrapper: Wrapper) {
        self.0.iter_mut().for_each(|worker| worker.opened(wrapper));
    }

    fn is_done(&self) -> bool {
        self.0.iter().any(Receiver::is_done)
    }
}

impl<W: Worker> Events for FanWorker<W> {
    fn reject(&mut self, reject: &Reject<'_>) -> leadmap_engine::error::Result<()> {
        self.0.iter_mut().try_for_each(|worker| worker.reject(reject))
    }

    fn capture_ends(&mut self) -> leadmap_engine::error::Result<()> {
        self.0.iter_mut().try_for_each(Events::capture_ends)
    }

    fn repair(&mut self, input: &str, repair: Repair) {
        self.0.iter_mut().for_each(|worker| worker.repair(input, repair));
    }
}

impl<W: Worker> Worker for FanWorker<W> {
    type Batch = Vec<W::Batch>;

    fn begin(&mut self, batches: Vec<W::Batch>) {
        let mut batches = batches.into_iter();
        for worker in &mut self.0 {
            worker.begin(batches.next().unwrap_or_default());
        }
    }

    fn finish(&mut self) -> Vec<W::Batch> {
        self.0.iter_mut().map(Worker::finish).collect()
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

/// A run's output, rejects and counts.
type Ran = (Vec<u8>, Vec<u8>, Tally);

/// What runs of these mappings give, each of which stops after so many records.
fn ran(wanted: &[(&Mapping, Option<u64>)], sources: &[Source], jobs: Jobs) -> Vec<Ran> {
    let mut outputs: Vec<(Vec<u8>, Rejects)> = wanted.iter().map(|_| Default::default()).collect();
    let mut tallies = Vec::new();
    let (mut sinks, mut rejects) = (Vec::new(), Vec::new());
    for ((mapping, _), (output, kept)) in wanted.iter().zip(&mut outputs) {
        let columns: Vec<&str> = mapping.fields.iter().map(|field| field.name.as_str()).collect();
        sinks.push(sink::open(Format::Csv, &columns, sink::CsvOptions::default(), output).unwrap());
        rejects.push(kept);
    }
    let runs = wanted.iter().zip(&mut sinks).zip(rejects);
    let runs = runs.map(|((&(mapping, limit), sink), rejects)| {
        let options = Options { limit, ..Options::default() };
        Run::new(mapping, &options, sink.as_mut(), rejects)
    });
    let mut fan = Fan(runs.collect(), Vec::new());
    let options = reading::Options { jobs, ..options(Faults::Refuse) };
    reading::divided(sources, &options, &mut fan).unwrap();
    for run in fan.0 {
        // How many inputs are opened depends on the run that goes on the longest.
        tallies.push(run.finish(0).unwrap().0);
    }
    drop(sinks);
    let outputs = outputs.into_iter().zip(tallies);
    outputs.map(|((output, Rejects(rejects, _)), tally)| (output, rejects, tally)).collect()
}

proptest! {
    #![proptest_config(crate::cases(100))]

    #[test]
    fn runs_that_share_a_reading_give_what_each_gives_alone(inputs in prop::collection::vec(inputs(), 1..3), limit in 1..40u64) {
        let folder = tempfile::tempdir().unwrap();
        let files = write(folder.path(), &inputs);
        let sources: Vec<Source> = files.into_iter().map(Source::File).collect();
        let other = r#"{"fields": {"event": "event", "x": "x", "at": "origin:byte"}, "unique": ["x", "event"]}"#;
        let (first, second) = (mapping(MAPPING), mapping(other));
        let wanted = [(&first, None), (&second, Some(limit))];
        let alone: Vec<Ran> =
            wanted.iter().flat_map(|&one| ran(&[one], &sources, Jobs::default())).collect();
        for jobs in [Jobs::default(), jobs(3, 60, 150)] {
            prop_assert_eq!(&ran(&wanted, &sources, jobs), &alone);
        }
    }
}
