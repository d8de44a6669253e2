//! What the documents say: every example in them is run, every page is about something, every promise has its test, and
//! the files for pipelines do what they promise.

// The examples are lines for a Unix shell.
#![cfg(unix)]
#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test stops where it cannot go on"
)]

mod ci_files;
mod document;
mod examples;
mod pages;
mod promises;
