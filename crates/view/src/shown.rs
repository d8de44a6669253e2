//! What a terminal is shown of bytes that are meant for programs.

use std::io::{self, Write};

use leadmap_engine::message::{is_hidden, visible};

/// How a character that would act on the terminal is spelled out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spelling {
    /// As JSON escapes it, so that what is written is the same JSON: such characters stand in its strings alone.
    Json,
    /// For eyes, in lines of text: `\u{1b}`. Tabs and line ends stay.
    Text,
}

/// Passes UTF-8 on to a writer, with every [hidden](is_hidden) character spelled out.
#[derive(Debug)]
pub struct Shown<W> {
    spelling: Spelling,
    writer: W,
    /// What is not known yet without what comes next: the beginning of a character, or a CR.
    pending: Vec<u8>,
}

impl<W: Write> Shown<W> {
    /// Before `writer`.
    pub fn new(spelling: Spelling, writer: W) -> Self {
        Shown { spelling, writer, pending: Vec::new() }
    }

    fn pass_on(&mut self, text: &str) -> io::Result<()> {
        let mut shown = String::with_capacity(text.len());
        let mut characters = text.chars().peekable();
        while let Some(character) = characters.next() {
            match (self.spelling, character) {
                (_, '\n' | '\t') => shown.push(character),
                (_, '\r') if characters.peek() == Some(&'\n') => shown.push(character),
                (Spelling::Json, hidden) if is_hidden(hidden) => {
                    let mut units = [0; 2];
                    for unit in hidden.encode_utf16(&mut units) {
                        shown.push_str(&format!("\\u{unit:04x}"));
                    }
                }
                (Spelling::Text, hidden) if is_hidden(hidden) => {
                    shown.push_str(&visible(hidden.encode_utf8(&mut [0; 4])));
                }
                (_, plain) => shown.push(plain),
            }
        }
        self.writer.write_all(shown.as_bytes())
    }
}

impl<W: Write> Write for Shown<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let is_clean = |byte: &u8| matches!(byte, b' '..=b'~' | b'\n' | b'\t');
        if self.pending.is_empty() && bytes.iter().all(is_clean) {
            return self.writer.write(bytes);
        }
        let mut all = std::mem::take(&mut self.pending);
        all.extend_from_slice(bytes);
        let known = all.len() - undecided(&all);
        self.pending = all.split_off(known);
        self.pass_on(&String::from_utf8_lossy(&all))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let pending = std::mem::take(&mut self.pending);
        self.pass_on(&String::from_utf8_lossy(&pending))?;
        self.writer.flush()
    }
}

/// How many of the last bytes cannot be told without what comes next.
fn undecided(bytes: &[u8]) -> usize {
    match bytes.utf8_chunks().last() {
        // The whole of a character has four bytes at most, and what is no beginning of one is told at once.
        Some(last) if !last.invalid().is_empty() => {
            let rest = last.invalid();
            let is_beginning = std::str::from_utf8(rest)
                .is_err_and(|error| error.valid_up_to() == 0 && error.error_len().is_none());
            if is_beginning { rest.len() } else { 0 }
        }
        _ => usize::from(bytes.ends_with(b"\r")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(spelling: Spelling, text: &str, piece: usize) -> String {
        let mut out = Vec::new();
        let mut writer = Shown::new(spelling, &mut out);
        for piece in text.as_bytes().chunks(piece) {
            writer.write_all(piece).unwrap();
        }
        writer.flush().unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn what_acts_on_the_terminal_is_spelled_out_however_it_arrives() {
        let csv = "a,\u{1b}[2J\u{9b}x\u{202e}é😀\tb\r\nlone \r CR\n\u{7f}\r";
        let seen = "a,\\u{1b}[2J\\u{9b}x\\u{202e}é😀\tb\r\nlone \\r CR\n\\u{7f}\\r";
        let json = "{\"a\":\"\\u001b\u{9b}\u{7f}\u{feff}\u{2066}é😀\"}\n";
        let escaped = "{\"a\":\"\\u001b\\u009b\\u007f\\ufeff\\u2066é😀\"}\n";
        for piece in 1..csv.len() {
            assert_eq!(shown(Spelling::Text, csv, piece), seen, "{piece}");
            assert_eq!(shown(Spelling::Json, json, piece), escaped, "{piece}");
        }
        let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        assert_eq!(value(json), value(escaped));
    }
}
