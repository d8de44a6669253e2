//! Looking on while a field is filled.

use super::story::{Passed, Remedy, Seen};
use crate::record::Cell;

/// Who is told how a field comes to its value.
///
/// What costs something to tell is handed over as a closure: for `()`, who listens to nothing, all of it is compiled
/// away.
pub(super) trait Watch<'a> {
    /// The path of this number is looked up: of the field's paths, or of the pieces of its template.
    fn tries(&mut self, _path: usize) {}

    /// The path that is looked up selects a node.
    fn sees(&mut self, _node: impl FnOnce() -> Seen<'a>) {}

    /// What the path of this number selects is used.
    fn takes(&mut self, _path: usize) {}

    /// A value that is not blank begins its way through clean, values and type.
    fn begins(&mut self, _value: &Cell<'a>) {}

    /// The value has come through one of them.
    fn passes(&mut self, _passed: impl FnOnce() -> Passed<'a>) {}

    /// The value does not fit.
    fn misfits(&mut self, _reason: &str, _remedy: Remedy) {}
}

impl Watch<'_> for () {}
