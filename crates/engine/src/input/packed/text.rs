//! Text in which there is no JSON: what it looks like.

use super::beginning::CSV;
use crate::text_log::payload::holds_payload;

/// How much of a text is looked at, in bytes.
const LOOKED_AT: usize = 4 << 10;

/// What is said of YAML.
const YAML: &str = "looks like YAML";

/// How many lines.
const LINES: usize = 10;

/// What `bytes`, all of an input and without any JSON, look like: to be said after the name. `None` where nothing can be told
/// that is of more use than what stands at the beginning.
pub(crate) fn looks_like(bytes: &[u8]) -> Option<&'static str> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let start = bytes.get(..LOOKED_AT).unwrap_or(bytes);
    let text = match str::from_utf8(start) {
        Ok(text) => text,
        // The last character is cut off, or this is no text.
        Err(error) if error.error_len().is_none() && start.len() < bytes.len() => {
            str::from_utf8(start.get(..error.valid_up_to()).unwrap_or_default()).ok()?
        }
        Err(_) => return is_binary(start).then_some("is binary data"),
    };
    if is_binary(start) {
        return Some("is binary data");
    }
    let text = text.trim_start();
    // A line that is cut off says nothing.
    let whole = if start.len() < bytes.len() { text.rfind('\n').unwrap_or(0) } else { text.len() };
    let lines = text.get(..whole).unwrap_or_default().lines();
    let lines: Vec<&str> = lines.filter(|line| !line.trim().is_empty()).take(LINES).collect();
    let begins =
        |start: &str| text.get(..start.len()).is_some_and(|text| text.eq_ignore_ascii_case(start));
    Some(if begins("<!doctype html") || begins("<html") {
        "is HTML"
    } else if begins("<?xml") || (begins("<") && text.contains("</")) {
        "looks like XML"
    } else if begins("-----BEGIN ") {
        "is a key, or encrypted"
    } else if begins("#!") {
        "is a script"
    } else if begins("%YAML") || lines.first() == Some(&"---") {
        YAML
    } else if holds_payload(bytes) {
        // Lines of a log look like anything.
        return None;
    } else if is_yaml(&lines) {
        YAML
    } else if is_csv(&lines) {
        CSV
    } else if is_prose(&lines) {
        "looks like text that people read"
    } else {
        return None;
    })
}

/// Control characters that text does not have.
fn is_binary(start: &[u8]) -> bool {
    let is_control = |byte: &&u8| matches!(byte, 0..=8 | 0x0E..=0x1A | 0x1C..=0x1D | 0x1F);
    let controls = start.iter().filter(is_control).count();
    controls * 50 > start.len()
}

/// Whether every line is a key with or without a value, an item or a comment, and more than one is a key.
fn is_yaml(lines: &[&str]) -> bool {
    let is_key = |line: &str| {
        line.split_once(':').is_some_and(|(key, value)| {
            let key = key.trim_start_matches("- ").trim();
            let plain = |it: char| it.is_alphanumeric() || matches!(it, '_' | '-' | '.');
            !key.is_empty()
                && key.chars().all(plain)
                && (value.is_empty() || value.starts_with(' '))
        })
    };
    let keys = lines.iter().filter(|line| is_key(line.trim())).count();
    keys > 1
        && lines.iter().all(|line| {
            let line = line.trim();
            is_key(line) || line.starts_with("- ") || line.starts_with('#')
        })
}

/// Whether the lines have the same number of cells, more than one.
fn is_csv(lines: &[&str]) -> bool {
    [',', ';', '\t', '|'].into_iter().any(|separator| {
        let Some((header, rows)) = lines.split_first() else {
            return false;
        };
        let columns = cells(header, separator);
        // A sentence has commas as well, with a space after each.
        let spaced =
            header.matches(separator).count() == header.matches(&*format!("{separator} ")).count();
        match rows {
            [] => columns > 2 && !spaced,
            rows => {
                let fitting = rows.iter().filter(|row| cells(row, separator) == columns).count();
                // A cell may have line breaks in it.
                columns > 1 && !(spaced && columns < 4) && fitting * 2 >= rows.len()
            }
        }
    })
}

/// How many cells a row has, of which some may be in quotes.
fn cells(row: &str, separator: char) -> usize {
    let mut is_quoted = false;
    let ends = row.chars().filter(|&character| {
        is_quoted ^= character == '"';
        character == separator && !is_quoted
    });
    ends.count() + 1
}

/// Whether most of it are words.
fn is_prose(lines: &[&str]) -> bool {
    let words = lines.iter().flat_map(|line| line.split_whitespace());
    let (mut all, mut plain) = (0, 0);
    for word in words {
        all += 1;
        let word = word.trim_matches(|it: char| !it.is_alphanumeric());
        plain += usize::from(
            !word.is_empty() && word.chars().all(|it| it.is_alphabetic() || it == '\''),
        );
    }
    all >= 8 && plain * 10 >= all * 7
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_lines_tell_what_a_text_is() {
        for (text, what) in [
            ("name,phone\nAsha,98200 10431\n", "looks like CSV"),
            ("name;phone\r\n\"Rao; Asha\";98200 10431\r\n", "looks like CSV"),
            ("id\tname\tcity\n1\tAsha\tPune\n", "looks like CSV"),
            ("name,phone,city\n", "looks like CSV"),
            ("name: Asha\nphone: 98200 10431\n", "looks like YAML"),
            ("leads:\n  - name: Asha\n    phone: \"98200 10431\"\n", "looks like YAML"),
            ("---\nname: Asha\n", "looks like YAML"),
            ("<?xml version=\"1.0\"?>\n<lead/>\n", "looks like XML"),
            ("<lead><name>Asha</name></lead>", "looks like XML"),
            ("<!DOCTYPE html>\n<html></html>\n", "is HTML"),
            ("Dear Asha,\nthank you for your visit to our office last week.\n", "looks like text"),
            ("#!/bin/sh\ncurl example.com\n", "is a script"),
            ("\u{1}\u{2}\0\0\0\0abc", "is binary"),
        ] {
            let told = looks_like(text.as_bytes()).unwrap_or_default();
            assert!(told.starts_with(what), "{text:?}: {told:?}");
        }
        for text in ["oops", "garbage here", "}", "undefined\n", "a, b", "nul", ""] {
            assert_eq!(looks_like(text.as_bytes()), None, "{text:?}");
        }
    }
}
