//! Problems as JSON: one object on one line each.

use std::io::{self, Write};

use serde_json::{Value, json};

use leadmap_engine::problem::Problem;
use leadmap_engine::problem::difference::{Difference, Side};

use super::File;

/// Writes the object, without a line break after it.
///
/// Lines and columns are counted from 1, columns in characters, bytes from 0; `end_…` is the place after the last
/// character. Everything is there in every object, and null or empty where there is nothing to say.
pub(super) fn write(file: &File<'_>, problem: &Problem, out: &mut impl Write) -> io::Result<()> {
    let [start, end] = file.positions(problem);
    let differences: Vec<_> = problem.differences.iter().map(difference).collect();
    let object = json!({
        "code": problem.code.name(),
        "severity": problem.severity.name(),
        "message": problem.message,
        "label": problem.label,
        "file": file.name,
        "line": start.line,
        "column": start.column,
        "byte": problem.span.start,
        "end_line": end.line,
        "end_column": end.column,
        "end_byte": problem.span.end,
        "replacement": problem.replacement,
        "differences": differences,
        "notes": problem.notes,
    });
    Ok(serde_json::to_writer(out, &object)?)
}

/// Values stand in it as JSON text, so that no number is changed on its way.
fn difference(difference: &Difference) -> Value {
    let side = |side: &Side| match side {
        Side::Json(json) => Some(json.clone()),
        Side::NoRecord | Side::Hidden => None,
    };
    json!({
        "record": difference.record,
        "column": difference.column,
        "expected": side(&difference.expected),
        "found": side(&difference.found),
    })
}
