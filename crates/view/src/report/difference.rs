//! Differences between the records that a test expects and those that came out, as lines.

use unicode_width::UnicodeWidthStr as _;

use leadmap_engine::message::shortened;
use leadmap_engine::problem::difference::{Difference, Side};

use crate::paint::{Ink, Tone};

/// How many characters of a column's name are shown.
const NAME: usize = 40;

/// How many characters of a value are shown.
const VALUE: usize = 100;

/// Values that agree in more characters than this at their start are shown from shortly before the first difference.
const AGREEING: usize = 40;

/// How many characters before the first difference are shown then.
const BEFORE: usize = 20;

/// The differences as lines for people, record by record, with the columns under each other:
///
/// ```text
/// = record 1:
///     mobile  expected  "+919811020562"
///             found     "+910987654321"
/// ```
///
/// Control characters, and those that change the direction of text, are shown, not sent.
pub(super) fn lines(differences: &[Difference], ink: Ink) -> Vec<String> {
    differences
        .chunk_by(|left, right| left.record == right.record)
        .flat_map(|record| record_lines(record, ink))
        .collect()
}

fn record_lines(record: &[Difference], ink: Ink) -> Vec<String> {
    let names: Vec<_> =
        record.iter().map(|difference| shortened(&difference.column, NAME)).collect();
    let width = names.iter().map(|name| name.width()).max();
    let width = width.unwrap_or_default();
    let first = record.first();
    let number = first.map_or(0, |difference| difference.record);
    let what = match first.map(|difference| (&difference.expected, &difference.found)) {
        Some((Side::NoRecord, _)) => " was not expected",
        Some((_, Side::NoRecord)) => " did not come out",
        _ => "",
    };
    let sign = ink.paint(Tone::Frame, "=");
    let title = ink.paint(Tone::Strong, &format!("record {number}{what}"));
    let mut lines = vec![format!("{sign} {title}:")];
    let is_alone = !what.is_empty();
    for (difference, name) in record.iter().zip(&names) {
        let [expected, found] = shown(&difference.expected, &difference.found);
        let sides = [("expected", Tone::Good, expected), ("found", Tone::Bad, found)];
        let mut name = name.as_str();
        for (word, tone, value) in sides {
            let Some(value) = value else { continue };
            let gap = " ".repeat(width - name.width());
            let value = ink.paint(tone, &value);
            let word = if is_alone { String::new() } else { format!("{word:<8}  ") };
            lines.push(format!("    {name}{gap}  {word}{value}"));
            name = "";
        }
    }
    lines
}

/// Both sides as they are shown, cut around the first difference; `None` where there is no record.
fn shown(expected: &Side, found: &Side) -> [Option<String>; 2] {
    let agreeing = match (expected, found) {
        (Side::Json(expected), Side::Json(found)) => {
            expected.chars().zip(found.chars()).take_while(|(left, right)| left == right).count()
        }
        _ => 0,
    };
    let passed = if agreeing > AGREEING { agreeing - BEFORE } else { 0 };
    [expected, found].map(|side| match side {
        Side::NoRecord => None,
        Side::Hidden => Some("(not shown)".to_owned()),
        Side::Json(json) => {
            let start = json.char_indices().nth(passed).map_or(0, |(at, _)| at);
            let mark = if start > 0 { "…" } else { "" };
            Some(format!("{mark}{}", shortened(&json[start..], VALUE)))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paint::Color;

    fn json(text: &str) -> Side {
        Side::Json(text.to_owned())
    }

    fn difference(record: usize, column: &str, expected: Side, found: Side) -> Difference {
        Difference { record, column: column.to_owned(), expected, found }
    }

    fn printed(differences: &[Difference]) -> String {
        lines(differences, Ink(Color::Off)).join("\n")
    }

    #[test]
    fn cells_stand_under_each_other_record_by_record() {
        let differences = [
            difference(1, "mobile", json("\"1\""), json("1")),
            difference(1, "名前", json("null"), Side::Hidden),
            difference(2, "a", json("1"), Side::NoRecord),
            difference(3, "a", Side::NoRecord, json("2")),
        ];
        let expected = "\
= record 1:
    mobile  expected  \"1\"
            found     1
    名前    expected  null
            found     (not shown)
= record 2 did not come out:
    a  1
= record 3 was not expected:
    a  2";
        assert_eq!(printed(&differences), expected);
    }

    #[test]
    fn long_values_are_shown_from_shortly_before_where_they_differ() {
        let value = |end: &str| json(&format!("\"{}{end}\"", "é".repeat(5000)));
        let printed = printed(&[difference(1, "a", value("x"), value("y"))]);
        let before = "é".repeat(BEFORE);
        let expected =
            format!("= record 1:\n    a  expected  …{before}x\"\n       found     …{before}y\"");
        assert_eq!(printed, expected);
    }

    #[test]
    fn a_value_that_goes_on_where_the_other_ends_shows_what_they_share() {
        let long = format!("\"{}", "a".repeat(200));
        let printed = printed(&[difference(1, "a", json(&long), json(&format!("{long}b")))]);
        assert!(printed.contains("aaa\n"), "{printed}");
        assert!(printed.ends_with("aaab"), "{printed}");
        assert!(printed.len() < 300, "{printed}");
    }

    #[test]
    fn nothing_that_a_terminal_acts_on_is_sent_to_it() {
        let evil = "\u{1b}[2J\u{9b}\u{202e}\n";
        let printed = lines(&[difference(1, evil, json(evil), json("1"))], Ink(Color::Off));
        for line in printed {
            assert!(!line.contains(leadmap_engine::message::is_hidden), "{line:?}");
        }
    }
}
