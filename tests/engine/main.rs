//! What the engine promises, tried through its library: laws on any input, and the published test suites.

#![allow(
    clippy::indexing_slicing,
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

use proptest::prelude::ProptestConfig;

/// As many cases as `usual`, or as PROPTEST_CASES asks for: a soak must reach the properties that usually try more or fewer
/// inputs than the others.
fn cases(usual: u32) -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig {
        cases: asked.unwrap_or(usual),
        max_global_rejects: 1 << 20,
        ..ProptestConfig::default()
    }
}
