//! Loads the mapping of a command.

use std::path::Path;

use anyhow::{Context, Result, bail};

use leadmap_engine::mapping::Mapping;
use leadmap_engine::message::{counted, visible};
use leadmap_engine::problem::Problem;
use leadmap_engine::whole;
use leadmap_view::paint::Color;
use leadmap_view::report::text::Printer;

use super::report::Volume;
use crate::say::say;

/// Reads a mapping and tells its problems on standard error.
///
/// # Errors
/// When it cannot be read, or cannot be used as it is.
pub(super) fn read(path: &Path, volume: Volume, color: Color) -> Result<Mapping> {
    let name = path.display().to_string();
    let bytes = whole::read(Some(path), whole::LARGEST_MAPPING)
        .with_context(|| format!("could not read the mapping {}", visible(&name)))?;
    let text = String::from_utf8_lossy(&bytes);
    let printer = Printer::new(&name, &text, color);
    let say = |problems: &[Problem]| {
        let problems = problems.iter().map(|problem| printer.render(problem) + "\n");
        say(&problems.collect::<String>());
    };
    let problems = match Mapping::parse_bytes(&bytes) {
        Ok((mapping, warnings)) => {
            if volume == Volume::Normal {
                say(&warnings);
            }
            return Ok(mapping);
        }
        Err(problems) => problems,
    };
    say(&problems);
    let count = counted(problems.len() as u64, "problem");
    bail!("{count} in the mapping {}", visible(&name))
}
