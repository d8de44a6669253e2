//! Captures: the record that a tool made of a delivery, and the payload in it.
//!
//! A capture is often a wrapper with headers and query around the payload. [`Unwrapping::Auto`] takes one for a
//! wrapper only on two signs, a body and the key that goes with it, never on one: a payload may have a `body` of its
//! own. What was taken out stays within reach of `header:` and `query:` paths through its [`Delivery`].

mod body;
mod delivery;
mod http;
mod one_or_many;
mod quoted;
mod recognisers;
mod reject_line;
mod secrets;
mod top_keys;

use std::ops::ControlFlow;

pub(crate) use body::BodyFault;
pub use delivery::Delivery;
pub(crate) use one_or_many::OneOrMany;
pub(crate) use quoted::unquoted;
pub(crate) use reject_line::{KeptCapture, MARK as REJECT_MARK, Replay, Wanted, WantedPart};
pub use secrets::Values;
pub(crate) use top_keys::Inspected;

use crate::json::View;
use crate::path::{Path, Query};
use body::{Body, QuotedElements};

/// What `--from` calls [`Unwrapping::Auto`].
const AUTO: &str = "auto";

/// What `--from` calls [`Unwrapping::Never`].
const NEVER: &str = "json";

/// The name of payloads in strings in summaries.
const IN_STRING: &str = "JSON in a string";

/// How payloads are taken out of captures.
#[derive(Debug, Clone)]
pub enum Unwrapping {
    /// A wrapper that is recognised is opened; anything else is the payload.
    Auto,
    /// Every capture is the payload.
    Never,
    /// The payload is where a path leads.
    At {
        /// The path as it was written.
        text: String,
        /// The path.
        path: Query,
    },
}

/// The recognised wrapper of a capture.
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
    pub(crate) wrapper: Wrapper,
    deliveries: OneOrMany<PackedDelivery<'a>>,
}

/// One delivery of a capture, with its body still packed.
#[derive(Debug)]
struct PackedDelivery<'a> {
    delivery: Delivery<'a>,
    body: Body<'a>,
    /// The payloads that stand in strings of the body's list.
    quoted: QuotedElements,
}

impl<'a> PackedDelivery<'a> {
    fn new(delivery: Delivery<'a>, body: Body<'a>) -> Self {
        PackedDelivery { delivery, body, quoted: QuotedElements::default() }
    }
}

/// A payload, or why there is none, and what else the capture tells of its delivery.
#[derive(Debug)]
pub struct Unpacked<'b> {
    /// The payload, checked.
    pub(crate) payload: Result<View<'b>, BodyFault>,
    /// The delivery that it came with.
    pub(crate) delivery: Delivery<'b>,
}

impl Unwrapping {
    /// What `--from` calls so.
    ///
    /// # Errors
    /// When it is neither a word for one nor a path into the capture. The message says what was expected.
    pub fn named(text: &str) -> Result<Self, String> {
        match text {
            AUTO => Ok(Unwrapping::Auto),
            NEVER => Ok(Unwrapping::Never),
            text => match Path::parse(text) {
                Ok(Path::Payload(path)) => Ok(Unwrapping::At { text: text.to_owned(), path }),
                Ok(_) => Err(format!("expected {AUTO}, {NEVER} or a path into the capture")),
                Err(error) => Err(error.message),
            },
        }
    }

    /// What `--from` calls it; `None` for what is meant where nothing is said.
    pub(crate) fn name(&self) -> Option<&str> {
        match self {
            Unwrapping::Auto => None,
            Unwrapping::Never => Some(NEVER),
            Unwrapping::At { text, .. } => Some(text),
        }
    }

    /// Opens what a capture holds that is a string: the wrapper, the payload or the list of payloads that is `inner`.
    pub(crate) fn open_unquoted<'a>(inner: &Inspected<'a>) -> Unwrapped<'a> {
        let (wrapper, deliveries) = recognisers::recognise(inner).unwrap_or_else(|| {
            let body = Body::Json(inner.value);
            let delivery = Delivery::default();
            (Wrapper::Recognised(IN_STRING), OneOrMany::from(PackedDelivery::new(delivery, body)))
        });
        Unwrapped { wrapper, deliveries }
    }

    /// Opens `capture`.
    pub fn open<'a>(&self, capture: &Inspected<'a>) -> Unwrapped<'a> {
        let (wrapper, deliveries) = match self {
            Unwrapping::Never => bare(capture.value),
            Unwrapping::Auto => {
                recognisers::recognise(capture).unwrap_or_else(|| bare(capture.value))
            }
            Unwrapping::At { path, .. } => (Wrapper::Named, at(path, capture.value)),
        };
        Unwrapped { wrapper, deliveries }
    }
}

fn bare(capture: View<'_>) -> (Wrapper, OneOrMany<PackedDelivery<'_>>) {
    let delivery = Delivery::default();
    (Wrapper::Bare, OneOrMany::from(PackedDelivery::new(delivery, Body::Payload(capture))))
}

/// What `path` leads to.
fn at<'a>(path: &Query, capture: View<'a>) -> OneOrMany<PackedDelivery<'a>> {
    let delivery = http::delivery_around(path, capture);
    let mut deliveries = OneOrMany::default();
    let selection = path.show(capture, |text, _| {
        if deliveries.as_slice().len() == DELIVERIES {
            return ControlFlow::Break(());
        }
        deliveries.push(PackedDelivery::new(delivery, Body::of(capture.part(text), &[])));
        ControlFlow::Continue(())
    });
    let fault = match selection {
        ControlFlow::Break(()) => BodyFault::TooMany(DELIVERIES),
        ControlFlow::Continue(()) if deliveries.as_slice().is_empty() => BodyFault::NotThere,
        ControlFlow::Continue(()) => return deliveries,
    };
    OneOrMany::from(PackedDelivery::new(delivery, Body::Fault(fault)))
}

/// The most bodies that a path may select in one capture. Each has an index of its own if it is a text.
const DELIVERIES: usize = 1 << 17;

/// The most payloads in one capture.
const PAYLOADS: usize = 1 << 20;

impl Unwrapped<'_> {
    /// The payloads, taken out of the bodies and checked; if they are too many, that alone.
    pub fn payloads(&self) -> OneOrMany<Unpacked<'_>> {
        let mut found = OneOrMany::default();
        for PackedDelivery { delivery, body, quoted } in self.deliveries.as_slice() {
            let unpacked = body.unpack(quoted, &mut |payload| {
                if found.as_slice().len() == PAYLOADS {
                    return ControlFlow::Break(());
                }
                found.push(Unpacked { payload, delivery: *delivery });
                ControlFlow::Continue(())
            });
            if unpacked.is_break() {
                let payload = Err(BodyFault::TooMany(PAYLOADS));
                return OneOrMany::from(Unpacked { payload, delivery: *delivery });
            }
        }
        found
    }
}
