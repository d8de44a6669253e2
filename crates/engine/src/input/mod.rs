//! Inputs: from files, folders and standard input to frames with their places.

pub mod cursor;
pub(crate) mod decompress;
mod encoding;
mod failing;
pub mod frame;
pub mod frames;
pub mod identity;
mod lone;
pub(crate) mod packed;
mod pipe;
pub mod place;
pub mod provenance;
mod recovery;
pub mod source;
mod window;
