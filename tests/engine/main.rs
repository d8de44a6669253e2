//! What the engine promises, tried through its library: laws on any input, and the published test suites.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where it cannot go on"
)]

mod conformance;
mod framing;
mod laws;
mod mapping_cases;
mod mapping_schema;
mod path_faults;
mod path_laws;
mod reference;
mod suggestions;
