//! Captures: what a tool wrote down of a delivery, and the payload in it.
//!
//! A capture is often a wrapper with headers and query around the payload. [`Unwrapping::Auto`] takes one for a
//! wrapper only on two signs, a body and the key that goes with it, never on one: a payload may have a `body` of its
//! own. What was taken out stays within reach of `header:` and `query:` paths through its [`Delivery`].

mod body;
mod delivery;
mod http;
mod reject_line;

pub use body::BodyFault;
pub use delivery::Delivery;
pub use reject_line::{Replay, ReplayedCapture};

use crate::json::{Value, View};
use crate::path::Query;
use body::Body;

/// How payloads are taken out of captures.
#[derive(Debug, Clone)]
pub enum Unwrapping {
    /// A wrapper that is recognised is opened; anything else is the payload.
    Auto,
    /// Every capture is the payload.
    Never,
    /// The payload is where this path leads.
    At(Query),
}

/// What a capture was taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Wrapper {
    /// No wrapper: the capture is the payload.
    Bare,
    /// A wrapper of this shape.
    Recognised(&'static str),
    /// The wrapper that `--from` names.
    Named,
}

impl Wrapper {
    /// The name in summaries.
    pub fn name(self) -> &'static str {
        match self {
            Wrapper::Bare => "bare",
            Wrapper::Recognised(name) => name,
            Wrapper::Named => "--from",
        }
    }
}

/// A capture, opened.
#[derive(Debug)]
pub struct Unwrapped<'a> {
    /// What it was taken for.
    pub wrapper: Wrapper,
    /// What else it tells of the delivery.
    pub delivery: Delivery<'a>,
    /// Its payloads, still packed.
    bodies: Vec<Body<'a>>,
}

impl Unwrapping {
    /// Opens `capture`.
    pub fn open<'a>(&self, capture: View<'a>) -> Unwrapped<'a> {
        match self {
            Unwrapping::Never => Unwrapped::bare(capture),
            Unwrapping::Auto => {
                http::recognise(capture).unwrap_or_else(|| Unwrapped::bare(capture))
            }
            Unwrapping::At(path) => Unwrapped::at(path, capture),
        }
    }
}

impl<'a> Unwrapped<'a> {
    fn bare(capture: View<'a>) -> Self {
        Unwrapped {
            wrapper: Wrapper::Bare,
            delivery: Delivery::default(),
            bodies: vec![Body::Payload(capture)],
        }
    }

    fn at(path: &Query, capture: View<'a>) -> Self {
        let root = Value::of(capture.text());
        let bodies = path
            .select_all(&root)
            .iter()
            .map(|node| Body::of(View::new(node.value.text), body::Encoding::Plain))
            .collect();
        Unwrapped {
            wrapper: Wrapper::Named,
            delivery: http::delivery_around(path, capture),
            bodies,
        }
    }

    /// The payloads, taken out and checked.
    pub fn payloads(&self) -> Vec<Result<View<'_>, BodyFault>> {
        body::payloads(&self.bodies)
    }
}
