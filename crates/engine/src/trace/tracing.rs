//! Traces records in inputs, in one thread or several.

use crate::error::Result;

use super::{Traced, Tracer};
use crate::reading::Arrival;
use crate::reading::collect::Collection;

/// The search for a record in inputs, which ends when `show` has made a text of it.
pub struct Tracing<'m, F> {
    /// What looks for it.
    pub tracer: Tracer<'m>,
    /// The record, if it has been found.
    pub shown: Option<String>,
    show: F,
}

impl<'m, F> Tracing<'m, F> {
    /// The search of `tracer`.
    pub fn new(tracer: Tracer<'m>, show: F) -> Self {
        Tracing { tracer, shown: None, show }
    }
}

impl<F: Fn(&Traced<'_>) -> String + Copy + Send> Collection for Tracing<'_, F> {
    fn take(&mut self, arrival: &Arrival<'_>) -> Result<()> {
        let Tracing { tracer, show, shown } = self;
        tracer
            .take(arrival, |traced| {
                *shown = Some(show(traced));
                Ok(())
            })
            .map(|_| ())
    }

    fn is_done(&self) -> bool {
        self.shown.is_some() || self.tracer.is_full()
    }

    fn empty(&self) -> Self {
        Tracing { tracer: self.tracer.of_chunk(), show: self.show, shown: None }
    }

    fn has_room_for(&self, more: &Self) -> bool {
        !self.tracer.is_in(&more.tracer)
    }

    fn append(&mut self, more: Self) -> Result<()> {
        self.tracer.append(more.tracer);
        Ok(())
    }
}
