//! A record as a JSON object: what both JSON formats have in common.

use std::io;

use super::plain::is_plain;
use crate::json::compact::write_compact;
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
