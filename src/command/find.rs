//! `leadmap find`

use std::io::{self, IsTerminal as _};

use anyhow::{Result, bail};

use leadmap_engine::find::{self, Case, Extent, Finder, Needle};
use leadmap_view::find as view;
use leadmap_view::paint::Ink;
use leadmap_view::summary;

use super::captures::{self, say_not_read};
use super::report::Volume;
use super::settings::{self, color, messages};
use super::{Status, print, print_json};
use crate::cli::{Find, FindFormat};
use crate::say::say;

pub(super) fn run(arguments: &Find) -> Result<Status> {
    let (volume, stderr_color) = messages(arguments.messages);
    if arguments.contains && arguments.value.is_empty() {
        bail!("--contains: an empty text is a part of every value");
    }
    let extent = if arguments.contains { Extent::Part } else { Extent::Whole };
    let case = if arguments.ignore_case { Case::Ignored } else { Case::Exact };
    let needle = Needle::new(&arguments.value, extent, case);
    let mut finder = Finder::new(needle.clone());
    let counts = captures::read(
        &arguments.inputs,
        settings::reading(&arguments.reading, None),
        arguments.threads,
        arguments.messages,
        &mut finder,
    )?;
    let findings = finder.finish();
    let is_found = findings.values > 0;

    match arguments.format {
        FindFormat::Json => {
            print_json(&format!("{:#}\n", find::json::document(&findings, &needle)))?;
        }
        FindFormat::Table if is_found => {
            let ink = Ink(color(arguments.messages.color, io::stdout().is_terminal()));
            print(view::text(&findings, &needle, ink).as_bytes())?;
        }
        FindFormat::Table => print(b"")?,
    }
    if volume == Volume::Normal {
        say(&if is_found {
            summary::find::found(&findings, counts.inputs())
        } else {
            let ink = Ink(stderr_color);
            summary::find::not_found(&findings, &needle, counts.inputs(), ink)
        });
        say_not_read(&counts);
    }
    // As with grep, what was looked for is what a status tells of.
    Ok(if is_found { Status::Clean } else { Status::Something })
}
