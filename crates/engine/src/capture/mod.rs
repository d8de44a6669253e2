//! Captures: the record that a tool made of a delivery, and the payload in it.
//!
//! A capture is often a wrapper with headers and query around the payload, and can stand in further wrappers: of a queue, of
//! a log. [`Unwrapping::Auto`] opens them one after the other, from the outside in. It takes a value for a wrapper only on
//! two signs, never on one: a payload may have a `body` of its own. What was taken out stays within reach of `header:` and
//! `query:` paths through its [`Delivery`].
//!
//! ```text
//!            recognisers            body                      recognisers
//!  capture ─────────────▶ held ──────────────▶ value ─▶ … ──────────────▶ payload
//!                      (delivery)  decoded, by                 (none)
//!                                  content type
//! ```

mod around;
mod body;
mod delivery;
mod docker;
mod fields;
mod http_message;
mod members;
mod one_or_many;
mod opening;
mod payload_path;
mod query;
mod quoted;
mod recognisers;
mod reject_line;
mod secrets;
mod steps;
mod texts;
mod top_keys;

pub(crate) use body::BodyFault;
pub use delivery::Delivery;
pub(crate) use docker::DockerLine;
pub(crate) use opening::{PayloadFault, Unpacked};
pub use payload_path::{PayloadPath, Unusable};
pub use recognisers::{SHAPES, Shape, ShapePlace};
pub(crate) use reject_line::{KeptCapture, MARK as REJECT_MARK, Replay, Wanted, WantedPart};
pub use secrets::Values;
pub use steps::Steps;
pub(crate) use texts::Texts;
pub(crate) use top_keys::Inspected;

use std::fmt;

/// What `--from` calls [`Unwrapping::Auto`].
const AUTO: &str = "auto";

/// What `--from` calls [`Unwrapping::Never`].
const NEVER: &str = "json";

/// What `--from` calls [`Unwrapping::Log`].
const LOG: &str = "log";

/// The name of payloads in strings in summaries.
const IN_STRING: &str = "JSON in a string";

/// The name of payloads that were named on the command line in summaries.
const NAMED: &str = "--from";

/// How payloads are taken out of captures.
#[derive(Debug, Clone)]
pub enum Unwrapping {
    /// Wrappers that are recognised are opened; anything else is the payload.
    Auto,
    /// Every capture is the payload.
    Never,
    /// As [`Unwrapping::Auto`], of captures in the lines of a log.
    Log,
    /// As [`Unwrapping::Auto`], and then the payload is where this leads.
    At(PayloadPath),
}

/// What a capture was taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Wrapper {
    /// No wrapper: the capture is the payload.
    Bare,
    /// Wrappers of these shapes, one in the other.
    Recognised(Steps),
}

impl Wrapper {
    /// With one step more, further in.
    fn then(self, name: &'static str) -> Self {
        match self {
            Wrapper::Bare => Wrapper::Recognised(Steps::first(name)),
            Wrapper::Recognised(mut steps) => {
                steps.add(name);
                Wrapper::Recognised(steps)
            }
        }
    }
}

/// The name in summaries.
impl fmt::Display for Wrapper {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Wrapper::Bare => formatter.write_str("bare"),
            Wrapper::Recognised(steps) => steps.fmt(formatter),
        }
    }
}

impl Unwrapping {
    /// What `--from` calls so.
    ///
    /// # Errors
    /// When it is neither a word for one nor a path into the capture.
    pub fn named(text: &str) -> Result<Self, Unusable> {
        match text {
            AUTO => Ok(Unwrapping::Auto),
            NEVER => Ok(Unwrapping::Never),
            LOG => Ok(Unwrapping::Log),
            text => PayloadPath::parse(text).map(Unwrapping::At),
        }
    }

    /// What `--from` calls it; `None` for what is meant where nothing is said.
    pub fn name(&self) -> Option<&str> {
        match self {
            Unwrapping::Auto => None,
            Unwrapping::Never => Some(NEVER),
            Unwrapping::Log => Some(LOG),
            Unwrapping::At(from) => Some(from.text()),
        }
    }
}
