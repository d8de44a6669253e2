//! A draft as the text of a mapping: JSON with comments, a field a line.

use std::borrow::Cow;

use serde_json::Value as Json;
use unicode_width::UnicodeWidthStr as _;

use super::{Draft, DraftCondition, DraftField, DraftMany, DraftType};
use crate::message::{counted, visible};

/// Comments stand below each other, unless a line is longer than this.
const ALIGNED: usize = 88;

impl Draft {
    /// The mapping. [`Mapping::parse`](crate::mapping::Mapping::parse) has nothing to say against it.
    pub fn render(&self) -> String {
        let mut text = String::from("{\n");
        for line in self.head() {
            push(&mut text, &["  // ", &line, "\n"]);
        }
        if let Some(from) = &self.from {
            push(
                &mut text,
                &["\n  // What --from was.\n  \"from\": ", &quoted_visibly(from), ",\n"],
            );
        }
        if let Some(when) = &self.when {
            text.push('\n');
            if let Some(others) = others(when) {
                push(&mut text, &["  // ", &others, "\n"]);
            }
            push(&mut text, &["  \"when\": ", &condition(when), ",\n"]);
        }
        let decode = self.decode();
        if !decode.is_empty() {
            text.push_str("\n  // Strings that hold JSON.\n  \"decode\": [");
            let paths: Vec<String> = decode.iter().map(|path| quoted(path)).collect();
            match paths.as_slice() {
                [path] => text.push_str(path),
                paths => push(&mut text, &["\n    ", &paths.join(",\n    "), "\n  "]),
            }
            text.push_str("],\n");
        }
        text.push_str("\n  \"fields\": {\n");
        self.push_fields(&mut text);
        text.push_str("  }");
        if let Some(field) = self.unique.and_then(|at| self.fields.get(at)) {
            text.push_str(",\n\n  // A lead that is delivered again is written once.\n");
            push(&mut text, &["  \"unique\": [", &quoted(&field.name), "]"]);
        }
        text.push_str("\n}\n");
        text
    }

    fn head(&self) -> Vec<String> {
        let mut head = Vec::new();
        let payloads = counted(self.read, "payload");
        head.push(match &self.origin {
            Some(origin) => format!("Made by `leadmap init` from {payloads} of {origin}."),
            None => format!("Made by `leadmap init` from {payloads}."),
        });
        if self.payloads < self.read {
            head.push(format!("The comments tell of the {} that `when` lets pass.", self.payloads));
        }
        if let Some(path) = &self.several {
            head.push("A payload can hold several people, who are joined in one record here. For a record of each".to_owned());
            head.push(format!(
                "write \"each\": {}, and let the paths of the fields begin there, with `@`.",
                quoted(path)
            ));
        }
        match self.blank {
            0 => {}
            1 => head.push("1 more path is always blank and left out.".to_owned()),
            blank => head.push(format!("{blank} more paths are always blank and left out.")),
        }
        head
    }

    fn push_fields(&self, text: &mut String) {
        let lines: Vec<String> = self.fields.iter().map(line).collect();
        let widths = lines.iter().map(|line| line.width() + 1);
        let column = widths.filter(|width| *width <= ALIGNED).max().unwrap_or(0);
        let last = lines.len().saturating_sub(1);
        for (at, (field, line)) in self.fields.iter().zip(&lines).enumerate() {
            let comma = if at < last { "," } else { "" };
            push(text, &[line, comma]);
            if !field.comment.is_empty() {
                let gap = column.saturating_sub(line.width() + comma.len());
                push(text, &[&" ".repeat(gap), "  // ", &field.comment]);
            }
            text.push('\n');
        }
    }
}

/// A field without what separates it from the next.
fn line(field: &DraftField) -> String {
    let mut line = format!("    {}: ", quoted(&field.name));
    let mut options = Vec::new();
    if field.many == DraftMany::Join {
        options.push("\"many\": \"join\"");
    }
    options.extend(match field.kind {
        DraftType::Any => None,
        DraftType::Email => Some("\"type\": \"email\""),
        DraftType::Phone => Some("\"type\": \"phone\""),
        DraftType::DateTime => Some("\"type\": \"timestamp\""),
        DraftType::UnixSeconds => Some("\"type\": \"timestamp\", \"input\": \"unix_s\""),
        DraftType::UnixMilliseconds => Some("\"type\": \"timestamp\", \"input\": \"unix_ms\""),
    });
    let path = quoted(&field.path);
    if options.is_empty() {
        line.push_str(&path);
    } else {
        push(&mut line, &["{ \"path\": ", &path, ", ", &options.join(", "), " }"]);
    }
    line
}

fn condition(when: &DraftCondition) -> String {
    let values: Vec<String> = when.values.iter().map(|(value, _)| quoted(value)).collect();
    let values = match values.as_slice() {
        [value] => value.clone(),
        values => format!("[{}]", values.join(", ")),
    };
    format!("{{ {}: {values} }}", quoted(&when.path))
}

fn others(when: &DraftCondition) -> Option<String> {
    if when.others.is_empty() {
        return None;
    }
    let others: Vec<String> =
        when.others.iter().map(|(value, count)| format!("{value} ({count})")).collect();
    Some(format!("Also seen, and filtered: {}.", others.join(", ")))
}

/// A JSON string. Nothing that a draft holds acts on a terminal.
fn quoted(text: &str) -> String {
    Json::from(text).to_string()
}

/// As [`quoted`], of what a person has typed: what acts on a terminal is escaped.
fn quoted_visibly(text: &str) -> String {
    let mut escaped = String::new();
    for char in quoted(text).chars() {
        match visible(char.encode_utf8(&mut [0; 4])) {
            Cow::Borrowed(_) => escaped.push(char),
            Cow::Owned(_) => {
                let units = char.encode_utf16(&mut [0; 2]).to_vec();
                escaped.extend(units.iter().map(|unit| format!("\\u{unit:04x}")));
            }
        }
    }
    escaped
}

fn push(text: &mut String, parts: &[&str]) {
    text.extend(parts.iter().copied());
}
