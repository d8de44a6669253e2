//! Faults on their way to being reported.

use super::frame::Broken;
use super::place::{Place, Track};
use crate::json::fault::{Fault, FaultKind};
use crate::reject::Code;

/// Where a value began.
#[derive(Debug, Clone, Copy)]
pub(super) struct Start {
    pub(super) track: Track,
    /// Whether all its bytes are still at hand.
    pub(super) kept: Kept,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    Whole,
    TooLarge,
}

/// A fault on its way to being reported.
#[derive(Debug)]
pub(super) struct Failing {
    pub(super) start: Start,
    pub(super) code: Code,
    pub(super) message: String,
    /// What the message is still to be made of, once what follows the fault is at hand: it quotes some of that.
    pub(super) unsaid: Option<Fault>,
    pub(super) at: usize,
    pub(super) place: Place,
}

impl Failing {
    /// A fault in `bytes`, which stand at `track`.
    pub(super) fn new(start: Start, fault: Fault, bytes: &[u8], track: &Track) -> Self {
        Failing {
            start,
            code: code_of(fault.kind),
            message: fault.message(bytes),
            unsaid: None,
            at: fault.at,
            place: track.place_after(&bytes[..fault.at.min(bytes.len())]),
        }
    }

    pub(super) fn into_broken(self, bytes: Option<&[u8]>) -> Broken<'_> {
        Broken {
            code: self.code,
            message: self.message,
            bytes,
            place: self.start.track.place(),
            fault_place: self.place,
            fault_at: self.at,
        }
    }
}

fn code_of(kind: FaultKind) -> Code {
    match kind {
        FaultKind::Unfinished(_) => Code::CutShort,
        FaultKind::InvalidUtf8(_) => Code::InvalidUtf8,
        FaultKind::TooDeep => Code::TooDeep,
        _ => Code::Syntax,
    }
}
