//! JSON as bytes: checking, skipping, borrowing and decoding, without building a tree.
//!
//! [`scan`] checks a text against RFC 8259 and finds where a value ends. Everything else in this module works on
//! text that [`scan`] has accepted, and says so: it takes `&str` and does not look for faults again.

pub mod compact;
pub mod document;
pub mod equal;
pub mod fault;
pub mod index;
pub mod interoperable;
pub mod keys;
pub mod number;
mod part;
pub mod repair;
pub mod scan;
pub mod swar;
pub mod text;
mod token;
pub mod tree;
mod unique;
pub mod value;
mod view;
pub mod walk;

pub use part::{Part, PartKind};
pub use unique::sorted_members;
pub use value::{Kind, Value};
pub use view::View;
