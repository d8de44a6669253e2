//! Problems in SARIF 2.1.0, the format in which code hosts take what tools have found.

#![expect(clippy::indexing_slicing, reason = "the result is an object, which takes any key")]

use std::fmt::Write as _;
use std::io::{self, Write};

use serde_json::{Value, json};

use leadmap_engine::problem::{Problem, ProblemCode, Severity};

use super::{File, message};

/// The standard's name for its schema.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// A log in progress: it writes problems as they come, and the properties of the run at its end.
#[derive(Debug, Default)]
pub(super) struct Log {
    results: usize,
}

impl Log {
    /// Begins the log.
    pub(super) fn begin(out: &mut impl Write) -> io::Result<Self> {
        let rules: Vec<_> = ProblemCode::ALL.iter().copied().map(rule).collect();
        let driver = json!({
            "name": "leadmap",
            "version": env!("CARGO_PKG_VERSION"),
            "rules": rules,
        });
        let tool = json!({ "driver": driver });
        write!(
            out,
            "{{\"$schema\":\"{SCHEMA}\",\"version\":\"2.1.0\",\"runs\":[{{\n\
             \"tool\":{tool},\n\"columnKind\":\"utf16CodeUnits\",\n\"results\":["
        )?;
        Ok(Log::default())
    }

    /// Adds a problem, on a line of its own.
    pub(super) fn add(
        &mut self,
        file: &File<'_>,
        problem: &Problem,
        out: &mut impl Write,
    ) -> io::Result<()> {
        let separator = if self.results == 0 { "\n" } else { ",\n" };
        self.results += 1;
        write!(out, "{separator}{}", result(file, problem))
    }

    /// Ends the log, with what kept files from being checked.
    pub(super) fn end(self, failures: &[String], out: &mut impl Write) -> io::Result<()> {
        let notifications: Vec<_> = failures
            .iter()
            .map(|failure| json!({ "level": "error", "message": { "text": failure } }))
            .collect();
        let invocation = json!({
            "executionSuccessful": failures.is_empty(),
            "toolExecutionNotifications": notifications,
        });
        writeln!(out, "],\n\"invocations\":[{invocation}]\n}}]}}")
    }
}

fn result(file: &File<'_>, problem: &Problem) -> Value {
    let [start, end] = file.utf16_positions(problem);
    let region = json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    });
    let artifact = json!({ "uri": uri(file.name) });
    let mut result = json!({
        "ruleId": problem.code.name(),
        "ruleIndex": ProblemCode::ALL.iter().position(|code| *code == problem.code),
        "level": level(problem.severity),
        "message": { "text": message(problem) },
        "locations": [{
            "physicalLocation": { "artifactLocation": artifact, "region": region },
        }],
    });
    if let Some(replacement) = &problem.replacement {
        result["fixes"] = json!([{
            "description": { "text": problem.label.as_deref().unwrap_or("replace it") },
            "artifactChanges": [{
                "artifactLocation": artifact,
                "replacements": [{
                    "deletedRegion": region,
                    "insertedContent": { "text": replacement },
                }],
            }],
        }]);
    }
    result
}

fn rule(code: ProblemCode) -> Value {
    json!({
        "id": code.name(),
        "shortDescription": { "text": code.summary() },
        "fullDescription": { "text": code.summary() },
        "help": { "text": code.summary() },
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// A file's name as a URI reference (RFC 3986): relative where the name is.
fn uri(name: &str) -> String {
    let name = name.strip_prefix("./").unwrap_or(name);
    let mut uri = String::with_capacity(name.len());
    if name.starts_with('/') {
        uri.push_str("file://");
    }
    for byte in name.bytes() {
        let is_kept =
            byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/');
        if is_kept {
            uri.push(char::from(byte));
        } else if cfg!(windows) && byte == b'\\' {
            uri.push('/');
        } else {
            // Writing to a string cannot fail.
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_uri_references() {
        for (name, expected) in [
            ("mappings/leads.json", "mappings/leads.json"),
            ("./leads.json", "leads.json"),
            ("../a b.json", "../a%20b.json"),
            ("/tmp/50%#?.json", "file:///tmp/50%25%23%3F.json"),
            ("c:d/é.json", "c%3Ad/%C3%A9.json"),
            ("<stdin>", "%3Cstdin%3E"),
        ] {
            assert_eq!(uri(name), expected);
        }
    }
}
