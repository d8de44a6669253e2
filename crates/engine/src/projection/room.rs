//! The room of a record: how much it may hold.
//!
//! Paths select by walking the text, so that it does not matter how much they pass by. What they select stands in memory
//! until the record is written, and a path such as `$..*` can select much more than the payload is long.

use std::cell::Cell;

use super::fit::RefusalReason;
use crate::reject::RejectCode;

/// The most nodes that one cell is made of.
const NODES: usize = 1 << 20;

/// The most text in all cells of a record, in bytes.
const TEXT: usize = 64 << 20;

/// What is left of the room of a record.
#[derive(Debug, Default)]
pub(super) struct RecordRoom {
    taken: Cell<usize>,
}

impl RecordRoom {
    /// For the next record.
    pub(super) fn restart(&self) {
        self.taken.set(0);
    }

    /// Takes so many bytes for a cell that is complete.
    #[inline]
    pub(super) fn take(&self, field: &str, bytes: usize) -> Result<(), RefusalReason> {
        let taken = self.taken.get() + bytes;
        self.taken.set(taken);
        if taken > TEXT { Err(too_much_text(field)) } else { Ok(()) }
    }

    /// Asks whether a cell that is being made may have so many bytes.
    pub(super) fn ask(&self, field: &str, bytes: usize) -> Result<(), RefusalReason> {
        if self.taken.get() + bytes > TEXT { Err(too_much_text(field)) } else { Ok(()) }
    }
}

/// Whether a cell cannot be made of so many nodes.
pub(super) fn is_full(nodes: usize) -> bool {
    nodes >= NODES
}

#[cold]
pub(super) fn too_many_nodes(field: &str) -> RefusalReason {
    let message =
        format!("`{field}` selects more than {NODES} values, the most that a cell is made of");
    (RejectCode::TooManyNodes, message)
}

#[cold]
fn too_much_text(field: &str) -> RefusalReason {
    let most = TEXT >> 20;
    let message = format!("with `{field}` the record holds more than {most} MiB of text");
    (RejectCode::TooManyNodes, message)
}
