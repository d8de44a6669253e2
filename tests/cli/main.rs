//! The program as its users meet it: every test here runs the real binary, and looks at nothing but what goes in and
//! what comes out.

#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where it cannot go on"
)]

mod run;

mod bad_mappings;
mod blanks;
mod broken_inputs;
mod captures;
mod check;
mod check_formats;
mod check_samples;
mod damaged_files;
// What a shell redirects is that of Unix.
#[cfg(unix)]
mod descriptors;
mod encodings;
mod equality;
mod explain;
mod fields;
mod find;
mod formats;
mod hostile_text;
mod init;
mod jobs;
mod mapping_schema;
// What limits memory is that of Linux.
#[cfg(target_os = "linux")]
mod memory;
mod numbers;
mod options;
// Links, devices and signals are those of Unix.
#[cfg(unix)]
mod outputs;
mod packaging;
mod packed;
mod payload_kinds;
mod progress;
mod recorders;
mod reject_lines;
mod rejects_file;
mod relayed;
// Owners, modes and mounts are those of Unix.
#[cfg(unix)]
mod replacing;
mod samples;
mod schema;
mod secrets;
mod selection;
mod spreadsheets;
mod statistics;
mod status;
mod streaming;
#[cfg(unix)]
mod text_logs;
mod torture;
mod trace;
mod wanted_parts;
