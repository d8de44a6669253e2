//! Inputs: from files, folders and standard input to frames with their places.

mod failing;
pub mod frame;
pub mod frames;
pub mod place;
mod recovery;
pub mod source;
mod window;
