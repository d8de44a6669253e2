//! A record as a JSON object: what both JSON formats have in common.

use std::io;

use crate::json::compact::write_compact;
use crate::record::{Cell, Record};

/// The part of the objects that is the same in every record.
#[derive(Debug, Clone)]
pub(super) struct Object {
    /// Each column's name as JSON, with the colon.
    keys: Vec<Vec<u8>>,
}

impl Object {
    pub(super) fn new(columns: &[&str]) -> io::Result<Self> {
        let key = |column: &&str| {
            let mut key = Vec::with_capacity(column.len() + 3);
            write_string(column, &mut key)?;
            key.push(b':');
            Ok(key)
        };
        Ok(Object {
            keys: columns.iter().map(key).collect::<io::Result<_>>()?,
        })
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
    Ok(serde_json::to_writer(out, text)?)
}
