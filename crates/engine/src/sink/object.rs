//! A record as a JSON object: what both JSON formats have in common.

use std::io;

use super::plain::is_plain;
use crate::json::compact::{escape_line_ends, write_compact};
use crate::record::{Cell, Record};

/// Writes records as objects. It keeps what is the same in each: the keys.
#[derive(Debug, Clone)]
pub(super) struct ObjectWriter {
    /// Each column's name as JSON, with the colon.
    keys: Vec<Vec<u8>>,
}

impl ObjectWriter {
    pub(super) fn new(columns: &[&str]) -> io::Result<Self> {
        let key = |column: &&str| {
            let mut key = Vec::with_capacity(column.len() + 3);
            write_string(column, &mut key)?;
            key.push(b':');
            Ok(key)
        };
        Ok(ObjectWriter { keys: columns.iter().map(key).collect::<io::Result<_>>()? })
    }

    /// Appends `record` to `out`, on one line: strings quoted, everything else token by token as it was read.
    pub(super) fn append(&self, record: &Record<'_>, out: &mut Vec<u8>) -> io::Result<()> {
        let start = out.len();
        out.push(b'{');
        for (at, (key, cell)) in self.keys.iter().zip(record).enumerate() {
            if at > 0 {
                out.push(b',');
            }
            out.extend_from_slice(key);
            match cell {
                Cell::Missing => out.extend_from_slice(b"null"),
                Cell::Text(text) => write_string(text, out)?,
                Cell::Json(json) => write_compact(json, out),
            }
        }
        out.push(b'}');
        escape_line_ends(start, out);
        Ok(())
    }
}

fn write_string(text: &str, out: &mut Vec<u8>) -> io::Result<()> {
    if is_plain(text.as_bytes(), b'\\') {
        out.push(b'"');
        out.extend_from_slice(text.as_bytes());
        out.push(b'"');
        return Ok(());
    }
    Ok(serde_json::to_writer(out, text)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_record_is_one_line_to_every_reader() {
        let writer = ObjectWriter::new(&["a\u{2028}", "b"]).unwrap();
        let record = [
            Cell::Text("x\u{85}\u{2028}\u{2029}\u{a0}“é”\u{c}".into()),
            Cell::Json("[\"\u{2029}\"]".into()),
        ];
        let mut out = b"{\"\xE2\x80\xA8\"}\n".to_vec();
        let before = out.len();
        writer.append(&record, &mut out).unwrap();
        let line = String::from_utf8(out.split_off(before)).unwrap();
        assert_eq!(
            line,
            "{\"a\\u2028\":\"x\\u0085\\u2028\\u2029\u{a0}“é”\\f\",\"b\":[\"\\u2029\"]}"
        );
        assert_eq!(out, b"{\"\xE2\x80\xA8\"}\n", "what was there before is left alone");
    }

    proptest! {
        #[test]
        fn every_string_is_what_serde_json_writes(text in any::<String>(), plain in "[ -~]{0,20}") {
            for text in [text, plain] {
                let mut out = Vec::new();
                write_string(&text, &mut out).unwrap();
                prop_assert_eq!(out, serde_json::to_vec(&text).unwrap());
            }
        }
    }
}
