//! Observers of how a field is filled.

use super::story::{Passed, Remedy, SelectedNode};
use crate::record::Cell;

/// Hears how a field comes to its value.
///
/// Costly details are passed as closures. `()` ignores every event, and the compiler removes the calls.
pub(super) trait FillObserver<'a> {
    /// The path of this number is looked up: of the field's paths, or of the parts of its template.
    fn tries(&mut self, _path: usize) {}

    /// The path that is looked up selects a node.
    fn sees(&mut self, _node: impl FnOnce() -> SelectedNode<'a>) {}

    /// Whether it wants to see all nodes, also those that change nothing.
    fn needs_all(&self) -> bool {
        false
    }

    /// What the path of this number selects is used.
    fn takes(&mut self, _path: usize) {}

    /// A value that is not blank begins its way through clean, values and type.
    fn begins(&mut self, _value: &Cell<'a>) {}

    /// The value has come through one of them.
    fn passes(&mut self, _passed: impl FnOnce() -> Passed<'a>) {}

    /// The value does not fit.
    fn misfits(&mut self, _reason: &str, _remedy: Remedy) {}
}

impl FillObserver<'_> for () {}
