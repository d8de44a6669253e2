//! Findings as JSON, for programs.

use serde_json::{Value, json};

use super::{Findings, Needle, columns};

/// What was found as one JSON document.
pub fn document(findings: &Findings, needle: &Needle) -> Value {
    let paths = findings.by_frequency();
    let listed: Vec<Value> = columns(&paths)
        .into_iter()
        .zip(&paths)
        .map(|(column, found)| {
            let field = match found.lists {
                0 => json!(found.path),
                _ => json!({ "path": found.path, "many": "join" }),
            };
            json!({
                "path": found.path,
                "payloads": found.payloads,
                "values": found.values,
                "first": {
                    "file": found.file,
                    "line": found.place.line,
                    "byte": found.place.byte,
                    "value": found.example,
                },
                "decode": found.decode,
                "column": column,
                "field": field,
            })
        })
        .collect();
    json!({
        "value": needle.text(),
        "payloads": findings.payloads,
        "payloads_with": findings.payloads_with,
        "values": findings.values,
        "values_at_other_paths": findings.values_elsewhere,
        "paths": listed,
    })
}
