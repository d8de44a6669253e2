//! Schemas as tables for people: a path a line.

use std::fmt::Write as _;
use std::io::{self, Write};

use leadmap_engine::message::{counted, shortened, visible};
use leadmap_engine::schema::survey::{Group, Survey};
use leadmap_engine::schema::{
    Completeness, Entry, Example, ExampleKind, MinMax, Schema, SchemaStep, Shape,
};

pub use crate::grid::Options;
use crate::grid::{self, Column, GAP, width_of};
use crate::paint::{Ink, Tone};

/// How many examples of a path are shown.
const EXAMPLES: usize = 3;

/// How many characters of an example are shown.
const LENGTH: usize = 40;

/// What the examples are not cut below, so that there is something of them to see.
const NARROWEST: u16 = 8;

const HEADER: [&str; 5] = ["path", "type", "present", "shape", "examples"];

/// Writes a table for each schema of a survey, under the name of its group.
///
/// # Errors
/// When `out` cannot be written.
pub fn write(survey: &Survey, options: Options, out: &mut dyn Write) -> io::Result<()> {
    for (at, (group, schema)) in survey.schemas().into_iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        if let Some(group) = group {
            let title = title(survey, group, schema);
            writeln!(out, "{}", Ink(options.color).paint(Tone::Strong, &title))?;
        }
        write_one(schema, options, out)?;
    }
    Ok(())
}

/// Writes every path, one a line; those of a group under its name, which stands behind a `#`.
///
/// # Errors
/// When `out` cannot be written.
pub fn write_paths(survey: &Survey, out: &mut dyn Write) -> io::Result<()> {
    for (at, (group, schema)) in survey.schemas().into_iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        if let Some(group) = group {
            writeln!(out, "# {}", title(survey, group, schema))?;
        }
        for entry in schema.paths() {
            writeln!(out, "{}", entry.text)?;
        }
    }
    Ok(())
}

fn title(survey: &Survey, group: &Group, schema: &Schema) -> String {
    format!(
        "{} = {}: {}",
        visible(survey.by().unwrap_or_default()),
        shortened(group.label(), LENGTH),
        counted(schema.payloads(), "payload")
    )
}

fn write_one(schema: &Schema, options: Options, out: &mut dyn Write) -> io::Result<()> {
    let entries = schema.paths();
    if entries.is_empty() {
        return Ok(());
    }
    let rows: Vec<[String; 5]> = entries
        .iter()
        .filter(|entry| says_something(entry))
        .map(|entry| row(entry, schema))
        .collect();
    let columns = columns(&rows, options.width);
    let rows = rows.into_iter().map(grid::row);
    grid::lines(&columns, Some(grid::row(HEADER)), rows, Ink(options.color))
        .try_for_each(|line| writeln!(out, "{line}"))
}

/// Whether the path has a line: elements that are all objects are described by their members' lines.
fn says_something(entry: &Entry) -> bool {
    let kinds = entry.kinds;
    let is_object = kinds.object == kinds.total() && entry.shape.is_none();
    !(is_object && entry.steps.last() == Some(&SchemaStep::Each))
}

fn row(entry: &Entry, schema: &Schema) -> [String; 5] {
    let examples = if schema.is_redacted() { in_words(entry) } else { examples(entry) };
    [
        entry.text.clone(),
        types(entry),
        present(entry),
        entry.shape.map_or_else(String::new, |shape| self::shape(shape).to_owned()),
        examples,
    ]
}

/// The kinds with their counts, the most frequent first.
fn types(entry: &Entry) -> String {
    let mut counts: Vec<_> =
        entry.kinds.counts().into_iter().filter(|(_, count)| *count > 0).collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let counts: Vec<String> =
        counts.iter().map(|(name, count)| format!("{name} {count}")).collect();
    counts.join(", ")
}

/// The share in per cent. Of elements themselves it would always be all.
fn present(entry: &Entry) -> String {
    match entry.steps.last() {
        Some(SchemaStep::Each) => String::new(),
        _ => entry.present.to_string(),
    }
}

/// The shape, and what it asks of a mapping.
fn shape(shape: Shape) -> &'static str {
    match shape {
        Shape::Json => "JSON (decode)",
        other => other.name(),
    }
}

fn examples(entry: &Entry) -> String {
    let examples = entry.values.examples();
    if examples.is_empty() {
        return elements(entry).unwrap_or_default();
    }
    let mut shown = String::new();
    for example in examples.into_iter().take(EXAMPLES) {
        if !shown.is_empty() {
            shown.push_str(", ");
        }
        shown.push_str(&self::example(example));
    }
    shown
}

fn example(example: &Example) -> String {
    let text = &*example.text;
    let mut shown = shortened(text, LENGTH);
    if example.whole == Completeness::Cut && !shown.ends_with('…') {
        shown.push('…');
    }
    // A text that would be taken for several, or not be seen whole.
    if example.scalar == ExampleKind::Text && (text.contains(',') || text.trim() != text) {
        return format!("\"{shown}\"");
    }
    shown
}

/// How many elements the arrays have, where that is all there is to say.
fn elements(entry: &Entry) -> Option<String> {
    let MinMax { least, most } = entry.array_lengths?;
    Some(if least == most {
        counted(most, "element")
    } else {
        format!("{least} to {most} elements")
    })
}

/// What can be said of the values without telling one.
fn in_words(entry: &Entry) -> String {
    let mut words = Vec::new();
    let Some(shape) = entry.shape.filter(|_| entry.kinds.shapeable() > 0) else {
        if let Some(MinMax { least, most }) = entry.text_lengths {
            let mut text = "text of ".to_owned();
            if least != most {
                // Writing to a String cannot fail.
                let _ = write!(text, "{least} to ");
            }
            words.push(text + &counted(most, "character"));
        }
        if entry.kinds.boolean > 0 {
            words.push("true or false".to_owned());
        }
        words.extend(elements(entry));
        return words.join(", ");
    };
    shape.name().to_owned()
}

/// The columns of these rows. The examples have what room the other columns leave; nothing else is cut.
fn columns(rows: &[[String; 5]], terminal: Option<u16>) -> [Column; 5] {
    let mut widths = HEADER.map(width_of);
    for row in rows {
        for (widest, cell) in widths.iter_mut().zip(row) {
            *widest = width_of(cell).max(*widest);
        }
    }
    let [others @ .., examples] = &mut widths;
    if let Some(terminal) = terminal {
        let taken =
            others.iter().fold(0_u16, |sum, width| sum.saturating_add(*width).saturating_add(GAP));
        *examples = terminal.saturating_sub(taken).clamp(NARROWEST, (*examples).max(NARROWEST));
    }
    widths.map(Column::of_text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paint::Color;
    use leadmap_json::Part;
    use unicode_width::UnicodeWidthStr as _;

    const PAYLOADS: [&str; 3] = [
        r#"{"name":"Asha Rao","email":"asha@example.com","tags":["a, b","c"],"items":[{"n":1}]}"#,
        r#"{"name":"Ravi","email":"ravi@example.com","tags":[],"ok":true}"#,
        r#"{"name":" ","email":null,"form":"{\"x\":[1]}"}"#,
    ];

    fn survey() -> Survey {
        let mut schema = Schema::new();
        for payload in PAYLOADS {
            schema.observe(Part::Text(payload));
        }
        Survey::Whole(schema)
    }

    fn drawn(survey: &Survey, width: Option<u16>) -> String {
        let mut out = Vec::new();
        let color = Color::Off;
        write(survey, Options { width, color }, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn each_path_is_a_line() {
        assert_eq!(
            drawn(&survey(), None),
            "\
path        type               present  shape          examples
─────────────────────────────────────────────────────────────────────────────────────────
name        string 2, blank 1  100 %                   Asha Rao, Ravi
email       string 2, null 1   100 %    e-mail         asha@example.com, ravi@example.com
form        string 1           33 %     JSON (decode)  {\"x\":[1]}
form.x      array 1            33 %                    1 element
form.x[*]   integer 1                                  1
tags        array 2            67 %                    0 to 2 elements
tags[*]     string 2                                   \"a, b\", c
items       array 1            33 %                    1 element
items[*].n  integer 1          100 %                   1
ok          boolean 1          33 %                    true
"
        );
    }

    #[test]
    fn examples_are_cut_first_and_paths_never() {
        for line in drawn(&survey(), Some(70)).lines() {
            assert!(line.width() <= 70, "{line}");
        }
        let narrow = drawn(&survey(), Some(10));
        assert!(narrow.contains("form.x[*]"), "{narrow}");
        assert!(narrow.contains("string 2, blank 1"), "{narrow}");
    }

    #[test]
    fn a_redacted_table_has_words_for_values() {
        let mut survey = survey();
        survey.redact();
        let drawn = drawn(&survey, None);
        for word in ["e-mail", "text of 4 to 8 characters", "true or false", "0 to 2 elements"] {
            assert!(drawn.contains(word), "{word}\n{drawn}");
        }
        for value in ["Asha", "ravi", "a, b"] {
            assert!(!drawn.contains(value), "{value}\n{drawn}");
        }
    }
}
