//! Records of Docker's json-file driver, as far as they tell whether a line goes on in another one.

use super::quoted::unquoted;
use super::recognisers::is_docker;
use crate::json::View;

/// A line in a record of Docker's, or a piece of one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DockerLine<'a> {
    record: &'a str,
    stream: usize,
    /// The string of the text, with its quotes.
    log: &'a str,
}

impl<'a> DockerLine<'a> {
    /// The line in `record`, if that is one of Docker's and has a text.
    pub(crate) fn of(record: View<'a>) -> Option<Self> {
        let log = record.get("log").filter(|log| log.starts_with('"'))?;
        let stream = match record.word("stream")? {
            "stdout" => 0,
            "stderr" => 1,
            _ => return None,
        };
        is_docker(record).then_some(DockerLine { record: record.text(), stream, log })
    }

    /// As [`DockerLine::of`], of text.
    pub(crate) fn in_record(record: &'a str) -> Option<Self> {
        DockerLine::of(View::new(record))
    }

    /// The record.
    pub(crate) fn record(&self) -> &'a str {
        self.record
    }

    /// The number of the stream that it was written to.
    pub(crate) fn stream(&self) -> usize {
        self.stream
    }

    /// The text, as it stands in the string.
    pub(crate) fn text(&self) -> &'a str {
        self.log.get(1..self.log.len() - 1).unwrap_or_default()
    }

    /// Where the text ends in the record.
    pub(crate) fn text_end(&self) -> usize {
        self.log.as_ptr() as usize - self.record.as_ptr() as usize + self.log.len() - 1
    }

    /// Whether the line is at its end.
    pub(crate) fn ends(&self) -> bool {
        let text = self.text();
        match text.strip_suffix('n') {
            // An escaped backslash may stand before the letter.
            Some(before) => before.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1,
            None => text
                .get(text.len().saturating_sub(6)..)
                .is_some_and(|end| end.eq_ignore_ascii_case("\\u000a")),
        }
    }

    /// Whether it is an object or an array as text, and nothing else.
    pub(crate) fn holds_json(&self) -> bool {
        unquoted(self.log).is_some()
    }
}
