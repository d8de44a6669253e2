//! Checks a mapping: its problems, and the results of its own tests.
//!
//! ```text
//!   text ──▶ mapping::parse ──▶ a mapping ──▶ each of its tests: input ──▶ apply ──▶ records, compared with `expect`
//!                 │                                                                     │
//!                 └──────────▶ problems, in the order of the text ◀─────────────────────┘
//! ```
//!
//! - [`files`] finds the mappings that somebody names and reads them.
//! - [`samples`] holds mappings to payloads as they really come.
//! - `trial` runs one test; `comparison` compares what came out with what it expects.

mod comparison;
pub mod files;
pub mod samples;
mod surroundings;
mod trial;

use std::path::Path;

use crate::mapping::Mapping;
use crate::problem::Problem;

/// What checking one mapping has come to.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The mapping; `None` where it has errors with which it cannot be used.
    pub mapping: Option<Mapping>,
    /// Everything that was found, in the order of the text.
    pub problems: Vec<Problem>,
    /// What became of the mapping's tests; `None` where they were not run because the mapping has errors.
    pub tests: Option<Tests>,
}

/// How many of a mapping's tests hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tests {
    /// Those that do.
    pub passed: u64,
    /// Those that do not, or that could not be run.
    pub failed: u64,
}

/// Checks the mapping in `bytes`. Files that its tests name are looked for from `folder`.
///
/// Nothing stops it: what cannot be read is a problem too.
pub fn check(bytes: &[u8], folder: &Path) -> Checked {
    let (mapping, mut problems) = match Mapping::parse_bytes(bytes) {
        Ok(usable) => usable,
        Err(problems) => {
            return Checked { mapping: None, problems, tests: None };
        }
    };
    let mut tests = Tests::default();
    for (index, test) in mapping.tests.iter().enumerate() {
        match trial::run(&mapping, test, index, folder) {
            Ok(()) => tests.passed += 1,
            Err(problem) => {
                tests.failed += 1;
                problems.push(problem);
            }
        }
    }
    let mut checked = Checked { mapping: Some(mapping), problems: Vec::new(), tests: Some(tests) };
    checked.add(problems);
    checked
}

impl Checked {
    /// Adds problems, keeping all of them in the order of the text.
    pub fn add(&mut self, problems: impl IntoIterator<Item = Problem>) {
        self.problems.extend(problems);
        self.problems.sort_by_key(|problem| (problem.span.start, problem.span.end));
    }
}
