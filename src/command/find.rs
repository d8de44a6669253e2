//! `leadmap find`

use std::io::{self, IsTerminal as _, Write as _};
use std::ops::ControlFlow;

use anyhow::{Context, Result, bail};

use leadmap_engine::find::{Case, Extent, Finder, Findings, Near, Needle};
use leadmap_engine::message::shortened;
use leadmap_view::find as view;
use leadmap_view::paint::{Ink, Tone};

use super::report::Volume;
use super::settings::{color, messages};
use super::{Status, captures};
use crate::cli::{Find, FindFormat};

/// How much is repeated of what was looked for, in characters.
const SHOWN: usize = 60;

pub(super) fn run(arguments: &Find) -> Result<Status> {
    let (volume, stderr_color) = messages(arguments.messages);
    if arguments.contains && arguments.value.is_empty() {
        bail!("--contains: an empty text is a part of every value");
    }
    let extent = if arguments.contains { Extent::Part } else { Extent::Whole };
    let case = if arguments.ignore_case { Case::Ignored } else { Case::Exact };
    let needle = Needle::new(&arguments.value, extent, case);
    let mut finder = Finder::new(needle.clone());
    captures::read(&arguments.inputs, &arguments.reading, arguments.messages, |arrival| {
        finder.take(arrival);
        Ok(ControlFlow::Continue(()))
    })?;
    let findings = finder.finish();
    let is_found = findings.values > 0;

    let shown = match arguments.format {
        FindFormat::Json => format!("{:#}\n", view::document(&findings, &needle)),
        FindFormat::Table if is_found => {
            let ink = Ink(color(arguments.messages.color, io::stdout().is_terminal()));
            view::text(&findings, &needle, ink)
        }
        FindFormat::Table => String::new(),
    };
    let mut stdout = io::stdout().lock();
    stdout
        .write_all(shown.as_bytes())
        .and_then(|()| stdout.flush())
        .context("could not write standard output")?;
    if volume == Volume::Normal {
        let text = if is_found {
            found(&findings)
        } else {
            not_found(&findings, &needle, Ink(stderr_color))
        };
        // Where standard error is closed nobody wants to know.
        let _ = io::stderr().write_all(text.as_bytes());
    }
    // As with grep, what was looked for is what a status tells of.
    Ok(if is_found { Status::Clean } else { Status::Something })
}

fn found(findings: &Findings) -> String {
    format!(
        "found: {} at {} in {} of {}\n",
        numbered(findings.values, "value"),
        numbered(findings.paths.len() as u64, "path"),
        findings.payloads_with,
        numbered(findings.payloads, "payload"),
    )
}

fn not_found(findings: &Findings, needle: &Needle, ink: Ink) -> String {
    let label = ink.paint(Tone::Doubtful, "not found");
    if findings.payloads == 0 {
        return format!("{label}: there was nothing to read\n");
    }
    let what = match needle.extent() {
        Extent::Whole => "equals",
        Extent::Part => "contains",
    };
    let mut text = format!(
        "{label}: no value {what} `{}` in {}\n",
        shortened(needle.text(), SHOWN),
        numbered(findings.payloads, "payload")
    );
    for hint in hints(&findings.near) {
        text += &format!("{}: {hint}\n", ink.paint(Tone::Strong, "note"));
    }
    text
}

/// What to try instead.
fn hints(near: &Near) -> Vec<String> {
    let mut hints = Vec::new();
    let mut add = |count: u64, one: &str, several: &str, option: &str| {
        if count > 0 {
            let what = if count == 1 { one } else { several };
            hints.push(format!("{} {what}: use {option}", numbered(count, "value")));
        }
    };
    add(
        near.other_case,
        "is equal but for upper and lower case",
        "are equal but for upper and lower case",
        "--ignore-case",
    );
    add(near.containing, "contains it", "contain it", "--contains");
    add(
        near.containing_in_other_case,
        "contains it but for upper and lower case",
        "contain it but for upper and lower case",
        "--contains --ignore-case",
    );
    if let Some(spelling) = &near.spelling {
        let verb = if near.same_digits == 1 { "is" } else { "are" };
        hints.push(format!(
            "{} {verb} the same number in another spelling: look for `{}`",
            numbered(near.same_digits, "value"),
            shortened(spelling, SHOWN)
        ));
    }
    hints
}

fn numbered(count: u64, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        count => format!("{count} {what}s"),
    }
}
