//! Findings for people: the paths that hold a value.

#![expect(clippy::indexing_slicing, reason = "each row has all columns")]

use std::collections::HashSet;
use std::fmt::Write as _;

use serde_json::json;

use leadmap_engine::find::{Case, Extent, Findings, FoundPath, Needle, columns};
use leadmap_engine::message::{counted, is_hidden, shortened, visible};

use crate::grid::{self, Column, width_of};
use crate::paint::{Ink, Tone};

/// How much is shown of an example, in characters.
const EXAMPLE: usize = 40;

const HEADER: [&str; 5] = ["path", "payloads", "values", "first at", "first value"];

/// The paths as a table, the most frequent first, and under it what to paste into a mapping.
pub fn text(findings: &Findings, needle: &Needle, ink: Ink) -> String {
    let paths = findings.by_frequency();
    let examples = needle.extent() == Extent::Part || needle.case() == Case::Ignored;
    let mut rows = vec![HEADER.map(str::to_owned)];
    rows.extend(paths.iter().map(|path| row(path)));
    let widest = |at: usize| rows.iter().map(|row| width_of(&row[at])).max().unwrap_or(1);
    let layout = [
        Column::of_text(widest(0)),
        Column::of_numbers(widest(1)),
        Column::of_numbers(widest(2)),
        Column::of_text(widest(3)),
        Column::of_text(widest(4)),
    ];
    let layout = if examples { &layout[..] } else { &layout[..4] };
    let rows = rows.into_iter().map(|row| grid::row(row.into_iter().take(layout.len())));
    let mut text = String::new();
    for line in grid::lines(layout, None, rows, ink) {
        text += &line;
        text.push('\n');
    }
    if findings.values_elsewhere > 0 {
        // Writing to a string cannot fail.
        let _ =
            writeln!(text, "… and {} at other paths", counted(findings.values_elsewhere, "value"));
    }
    let decode: Vec<String> = distinct(paths.iter().flat_map(|path| &path.decode));
    if !decode.is_empty() {
        let title = ink.paint(Tone::Strong, "strings to decode, for a mapping:");
        let list: Vec<_> = decode.iter().map(|path| quoted(path)).collect();
        let _ = writeln!(text, "\n{title}\n    \"decode\": [{}],", list.join(", "));
    }
    let title = ink.paint(Tone::Strong, "fields for a mapping:");
    let _ = writeln!(text, "\n{title}");
    for (column, path) in columns(&paths).iter().zip(&paths) {
        let field = match path.lists {
            0 => quoted(&path.path),
            _ => format!("{{ \"path\": {}, \"many\": \"join\" }}", quoted(&path.path)),
        };
        let _ = writeln!(text, "    {}: {field},", quoted(column));
    }
    text
}

fn row(found: &FoundPath) -> [String; 5] {
    let example = found.example.as_deref();
    [
        visible(&found.path).into_owned(),
        found.payloads.to_string(),
        found.values.to_string(),
        format!("{}:{}", visible(&found.file), found.place.line),
        example.map_or("(not shown)".into(), |text| shortened(text, EXAMPLE)),
    ]
}

fn distinct<'p>(paths: impl Iterator<Item = &'p String>) -> Vec<String> {
    let mut seen = HashSet::new();
    paths.filter(|path| seen.insert(*path)).cloned().collect()
}

/// `text` as a JSON string that can be printed.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    for c in json!(text).to_string().chars() {
        if is_hidden(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // Writing to a string cannot fail.
                let _ = write!(quoted, "\\u{unit:04x}");
            }
        } else {
            quoted.push(c);
        }
    }
    quoted
}
