//! Logs that are lines of text, with JSON in some of them.
//!
//! Three questions are answered here, for everybody who meets such text, be it an input or a string in a JSON record:
//!
//! - Does a line begin as those of logs do? `prefix.rs` has one table of what they begin with: times, levels, names of
//!   processes. No JSON begins so, which is why an input needs no option to be read as a log.
//! - Which payloads are in a text? `payload.rs` has the rule: what begins at a `{` with a name after it, up to where that
//!   value ends. A brace in prose is prose.
//! - Is a line only a piece of one? `piece.rs` knows the lines that a container's runtime has cut.
//!
//! The reading of such inputs, with its state, is a mode of [`Frames`](crate::input::frames::Frames).

pub(crate) mod fragment;
pub mod payload;
pub(crate) mod piece;
pub(crate) mod prefix;
