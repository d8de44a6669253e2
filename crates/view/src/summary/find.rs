//! The summary of `leadmap find`.

use leadmap_engine::find::{Extent, Findings, Near, Needle};
use leadmap_engine::message::{counted, shortened};

use super::InputCounts;
use crate::paint::{Ink, Tone};

/// How much is repeated of what was looked for, in characters.
const SHOWN: usize = 60;

/// How often the value was found, and where.
pub fn found(findings: &Findings, inputs: InputCounts<'_>) -> String {
    format!(
        "found: {} at {} in {} of {}\n{}",
        counted(findings.values, "value"),
        counted(findings.paths.len() as u64, "path"),
        findings.payloads_with,
        counted(findings.payloads, "payload"),
        captures(inputs),
    )
}

/// What became of the captures, where the payloads do not tell.
fn captures(inputs: InputCounts<'_>) -> String {
    inputs.captures().map_or_else(String::new, |captures| format!("read: {captures}\n"))
}

/// That it was not found, and what to try instead.
pub fn not_found(
    findings: &Findings,
    needle: &Needle,
    inputs: InputCounts<'_>,
    ink: Ink,
) -> String {
    let label = ink.paint(Tone::Doubtful, "not found");
    if findings.payloads == 0 {
        let why = match (inputs.captures.empty, inputs.rejected) {
            (0, 0) => "there was nothing to read",
            (_, 0) => "no capture holds a payload",
            _ => "none of what was read is a payload",
        };
        return format!("{label}: {why}\n{}", captures(inputs));
    }
    let what = match needle.extent() {
        Extent::Whole => "equals",
        Extent::Part => "contains",
    };
    let mut text = format!(
        "{label}: no value {what} `{}` in {}\n",
        shortened(needle.text(), SHOWN),
        counted(findings.payloads, "payload")
    );
    text += &captures(inputs);
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
            hints.push(format!("{} {what}: use {option}", counted(count, "value")));
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
            counted(near.same_digits, "value"),
            shortened(spelling, SHOWN)
        ));
    }
    hints
}
