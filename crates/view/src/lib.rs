//! What people read of leadmap, made of the engine's data: tables, reports, snippets, pages about codes, and the picker.
//!
//! Nothing here reads captures or touches a terminal: values come in, text goes out, and the command line prints it.
//!
//! | module | shows |
//! |---|---|
//! | [`records`] | records as a table: a sink like those of the engine |
//! | [`schema`] | the paths of a schema as a table |
//! | [`trace`] | where the cells of one record came from |
//! | [`find`] | the paths that hold a value |
//! | [`rejects`] | rejects, and the line of the capture that is at fault |
//! | [`report`] | problems of mappings, as text and in the forms of other programs |
//! | [`snippet`] | a finding with its place, under the line that it is about |
//! | [`explain`] | the pages about codes of problems and rejects |
//! | [`pick`] | choosing a mapping's columns from a list: what keys do, what is to be seen |
//! | [`summary`] | what a command says at its end: what was read, and what came of it |
//! | [`paint`] | the colours of a terminal |
//! | [`shown`] | what is meant for programs, on a terminal |

pub mod explain;
pub mod find;
mod grid;
pub mod paint;
pub mod pick;
pub mod records;
pub mod rejects;
pub mod report;
pub mod schema;
pub mod shapes;
pub mod shown;
pub mod snippet;
pub mod summary;
pub mod trace;
