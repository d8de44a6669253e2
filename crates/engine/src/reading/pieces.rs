//! Lines of Docker's logs that stand in pieces.
//!
//! Docker divides a line that is longer than 16 KB among several records. One whose text does not end in a line break goes
//! on in the next record of the same stream, between which records of the other one may stand. They are put together
//! here, and are one capture then, in the place of the first.
//!
//! A line in pieces goes on behind the border of a chunk too. So a chunk that ends within one is not taken as a worker has
//! read it, nor is the one that follows: both are read in order.

use crate::capture::DockerLine;
use crate::input::place::Place;

/// The lines that have begun and go on, by their stream.
#[derive(Debug, Default)]
pub(super) struct Pieces([Option<Begun>; 2]);

/// A line in pieces, as far as it has been read.
#[derive(Debug)]
pub(super) struct Begun {
    /// Where its first piece stands.
    pub(super) place: Place,
    /// The first record, and in its text the pieces that followed.
    pub(super) record: String,
    /// Where that text ends in it.
    end: usize,
    /// How many characters were cut where it was divided.
    pub(super) cut: u64,
    /// Whether it is larger than a capture may be; what follows is let go then.
    pub(super) is_too_large: bool,
}

/// What a record is.
#[derive(Debug)]
pub(super) enum Taken {
    /// A line of its own. One that had begun before goes on nowhere.
    Line(Option<Begun>),
    /// A piece, with which the line is not at its end.
    Piece,
    /// The last piece of this line.
    Last(Begun),
}

impl Pieces {
    /// Takes a record, which stands at `place`. Lines longer than `most` bytes are not kept.
    pub(super) fn take(&mut self, line: &DockerLine<'_>, place: Place, most: usize) -> Taken {
        let Some(slot) = self.0.get_mut(line.stream()) else { return Taken::Line(None) };
        let Some(begun) = slot else {
            if line.ends() || line.holds_json() {
                return Taken::Line(None);
            }
            *slot = Some(Begun::with(line, place));
            return Taken::Piece;
        };
        // What is JSON by itself is no piece of what it does not complete.
        if line.holds_json() && !begun.would_hold_json_with(line) {
            return Taken::Line(slot.take());
        }
        begun.add(line, most);
        match slot.take_if(|_| line.ends()) {
            Some(whole) => Taken::Last(whole),
            None => Taken::Piece,
        }
    }

    /// Whether no line has begun.
    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(Option::is_none)
    }

    /// The lines that have begun and do not go on, in their order.
    pub(super) fn end(&mut self) -> impl Iterator<Item = Begun> {
        let mut left = std::mem::take(&mut self.0);
        left.sort_by_key(|begun| begun.as_ref().map(|begun| begun.place.byte));
        left.into_iter().flatten()
    }
}

impl Begun {
    fn with(line: &DockerLine<'_>, place: Place) -> Self {
        Begun {
            place,
            record: line.record().to_owned(),
            end: line.text_end(),
            cut: 0,
            is_too_large: false,
        }
    }

    fn add(&mut self, line: &DockerLine<'_>, most: usize) {
        let piece = line.text();
        let before = self.record.get(..self.end).unwrap_or_default();
        self.cut += u64::from(ends_cut(before) || begins_cut(piece));
        self.is_too_large |= self.record.len().saturating_add(piece.len()) > most;
        if !self.is_too_large {
            self.record.insert_str(self.end, piece);
            self.end += piece.len();
        }
    }

    fn would_hold_json_with(&self, line: &DockerLine<'_>) -> bool {
        let mut record = self.record.clone();
        record.insert_str(self.end, line.text());
        DockerLine::in_record(&record).is_some_and(|whole| whole.holds_json())
    }

    /// Whether it is a text with JSON in it, so far, and no more.
    pub(super) fn holds_json(&self) -> bool {
        DockerLine::in_record(&self.record).is_some_and(|line| line.holds_json())
    }

    /// Whether it is plainly a part of JSON: an object begins in it, or a name stands there.
    pub(super) fn is_part_of_json(&self) -> bool {
        let text = DockerLine::in_record(&self.record).map_or("", |line| line.text());
        matches!(text, "{" | "[" | "[{") || text.contains("{\\\"") || text.contains("\\\":")
    }
}

/// What Docker writes for each byte of a character that it cuts.
const REPLACEMENTS: [&str; 3] = ["\\ufffd", "\\uFFFD", "\u{FFFD}"];

fn ends_cut(text: &str) -> bool {
    REPLACEMENTS.iter().any(|replacement| text.ends_with(replacement))
}

fn begins_cut(text: &str) -> bool {
    REPLACEMENTS.iter().any(|replacement| text.starts_with(replacement))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: Place = Place { line: 1, column: 1, byte: 0 };

    /// What becomes of records of these streams and texts: the lines, `…` at the end of those that go on nowhere.
    fn lines(records: &[(&str, &str)]) -> Vec<String> {
        let mut pieces = Pieces::default();
        let mut lines = Vec::new();
        for (stream, text) in records {
            let record = serde_json::json!({"log": text, "stream": stream}).to_string();
            let line = DockerLine::in_record(&record).unwrap();
            match pieces.take(&line, PLACE, 1 << 20) {
                Taken::Line(None) => lines.push((*text).to_owned()),
                Taken::Line(Some(begun)) => {
                    lines.push(log(&begun) + "…");
                    lines.push((*text).to_owned());
                }
                Taken::Piece => {}
                Taken::Last(whole) => lines.push(log(&whole)),
            }
        }
        lines.extend(pieces.end().map(|begun| log(&begun) + "…"));
        assert!(pieces.is_empty());
        lines
    }

    fn log(begun: &Begun) -> String {
        let record: serde_json::Value = serde_json::from_str(&begun.record).unwrap();
        record["log"].as_str().unwrap().to_owned()
    }

    #[test]
    fn pieces_of_one_stream_are_one_line() {
        let records = [
            ("stdout", "{\"a\":\""),
            ("stderr", "oh\n"),
            ("stdout", "b\\"),
            ("stdout", "n\"}\n"),
            ("stdout", "{}\n"),
        ];
        assert_eq!(lines(&records), ["oh\n", "{\"a\":\"b\\n\"}\n", "{}\n"]);
    }

    #[test]
    fn a_text_without_a_line_break_is_a_line_before_one_that_is_json_by_itself() {
        let records =
            [("stdout", "started"), ("stdout", "{\"a\":1}"), ("stdout", "{x} {\"a\":2}\n")];
        assert_eq!(lines(&records), ["started…", "{\"a\":1}", "{x} {\"a\":2}\n"]);
    }

    #[test]
    fn a_line_of_which_the_end_is_missing_takes_no_other_with_it() {
        let records = [("stdout", "{\"a\":"), ("stdout", "{\"b\":1}\n"), ("stderr", "{\"c\":")];
        assert_eq!(lines(&records), ["{\"a\":…", "{\"b\":1}\n", "{\"c\":…"]);
    }

    #[test]
    fn a_piece_that_is_json_can_complete_a_line() {
        assert_eq!(
            lines(&[("stdout", "[{\"a\":1},"), ("stdout", "{\"b\":[")]),
            ["[{\"a\":1},{\"b\":[…"]
        );
        assert_eq!(
            lines(&[("stdout", "[{\"a\":1},"), ("stdout", "{\"b\":[]}"), ("stdout", "]\n")]),
            ["[{\"a\":1},…", "{\"b\":[]}", "]\n"]
        );
    }

    #[test]
    fn characters_that_were_cut_are_counted_by_the_border() {
        let mut pieces = Pieces::default();
        let records = [
            r#"{"log":"{\"a\":\"x\ufffd","stream":"stdout"}"#,
            "{\"log\":\"\u{FFFD}\u{FFFD}y\",\"stream\":\"stdout\"}",
            r#"{"log":"z\"}\n","stream":"stdout"}"#,
        ];
        let taken = records.map(|record| {
            let line = DockerLine::in_record(record).unwrap();
            pieces.take(&line, PLACE, 1 << 20)
        });
        let [Taken::Piece, Taken::Piece, Taken::Last(whole)] = taken else { panic!("{taken:?}") };
        assert_eq!(whole.cut, 1);
        assert_eq!(log(&whole), "{\"a\":\"x\u{FFFD}\u{FFFD}\u{FFFD}yz\"}\n");
    }

    #[test]
    fn a_line_that_is_too_large_is_not_kept() {
        let mut pieces = Pieces::default();
        let take = |pieces: &mut Pieces, text: &str| {
            let record = serde_json::json!({"log": text, "stream": "stdout"}).to_string();
            pieces.take(&DockerLine::in_record(&record).unwrap(), PLACE, 100)
        };
        assert!(matches!(take(&mut pieces, "{\"a\":\""), Taken::Piece));
        for _ in 0..50 {
            assert!(matches!(take(&mut pieces, "0123456789"), Taken::Piece));
        }
        let Taken::Last(whole) = take(&mut pieces, "\"}\n") else { panic!() };
        assert!(whole.is_too_large);
        assert!(whole.record.len() <= 100);
    }
}
