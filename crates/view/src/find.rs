//! The paths that hold a value, for people.

use std::collections::HashSet;
use std::fmt::Write as _;

use serde_json::json;
use unicode_width::UnicodeWidthStr;

use crate::paint::{Ink, Tone};
use leadmap_engine::find::{Case, Extent, Findings, FoundPath, Needle, columns};
use leadmap_engine::message::{counted, is_hidden, shortened, visible};

/// How much is shown of an example, in characters.
const EXAMPLE: usize = 40;

/// The paths as a table, the most frequent first, and under it what to paste into a mapping.
pub fn text(findings: &Findings, needle: &Needle, ink: Ink) -> String {
    let paths = findings.by_frequency();
    let examples = needle.extent() == Extent::Part || needle.case() == Case::Ignored;
    let mut rows = vec![Row::header()];
    rows.extend(paths.iter().map(|path| Row::of(path)));
    let mut text = String::new();
    let width = |of: fn(&Row) -> &str| rows.iter().map(|row| of(row).width()).max().unwrap_or(0);
    let widths = [
        width(|row| &row.path),
        width(|row| &row.payloads),
        width(|row| &row.values),
        width(|row| &row.first),
    ];
    for (at, row) in rows.iter().enumerate() {
        let gap = |cell: &str, width: usize| " ".repeat(width.saturating_sub(cell.width()));
        let mut line = format!(
            "{}{}  {}{}  {}{}  {}",
            row.path,
            gap(&row.path, widths[0]),
            gap(&row.payloads, widths[1]),
            row.payloads,
            gap(&row.values, widths[2]),
            row.values,
            row.first,
        );
        if examples {
            let _ = write!(line, "{}  {}", gap(&row.first, widths[3]), row.example);
        }
        let line = line.trim_end();
        // Writing to a string cannot fail.
        let _ = match at {
            0 => writeln!(text, "{}", ink.paint(Tone::Strong, line)),
            _ => writeln!(text, "{line}"),
        };
    }
    if findings.values_elsewhere > 0 {
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

/// A line of the table.
struct Row {
    path: String,
    payloads: String,
    values: String,
    first: String,
    example: String,
}

impl Row {
    fn header() -> Self {
        Row {
            path: "path".into(),
            payloads: "payloads".into(),
            values: "values".into(),
            first: "first at".into(),
            example: "first value".into(),
        }
    }

    fn of(found: &FoundPath) -> Self {
        let example = found.example.as_deref();
        Row {
            path: visible(&found.path).into_owned(),
            payloads: found.payloads.to_string(),
            values: found.values.to_string(),
            first: format!("{}:{}", visible(&found.file), found.place.line),
            example: example.map_or("(not shown)".into(), |text| shortened(text, EXAMPLE)),
        }
    }
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
