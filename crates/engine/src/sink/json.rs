//! JSON: one array, one record a line.

use std::io::{self, Write};

use super::object::ObjectWriter;
use super::rows::{Delimiters, Renderer, RowSink, Rows};
use crate::record::Record;

/// Makes the elements of one JSON array, each with the comma before it.
#[derive(Debug, Clone)]
pub(super) struct Json {
    object: ObjectWriter,
}

/// The sink that writes one JSON array to `writer`.
pub(super) fn open<W: Write>(columns: &[&str], writer: W) -> io::Result<RowSink<Json, W>> {
    let object = ObjectWriter::new(columns)?;
    Ok(RowSink::new(Json { object }, Rows::default(), writer))
}

impl Renderer for Json {
    fn render(&mut self, record: &Record<'_>, rows: &mut Rows) -> io::Result<()> {
        rows.bytes.extend_from_slice(b",\n");
        self.object.append(record, &mut rows.bytes)
    }

    fn another(&self) -> Box<dyn Renderer> {
        Box::new(self.clone())
    }

    fn delimiters(&self) -> Delimiters {
        Delimiters { first: Some(b'['), close: b"\n]\n", empty: b"[]\n" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Cell;
    use crate::sink::Sink as _;

    fn written(records: &[&Record<'_>]) -> String {
        let mut bytes = Vec::new();
        let mut sink = open(&["a", "b"], &mut bytes).unwrap();
        for record in records {
            sink.write(record).unwrap();
            sink.flush().unwrap();
        }
        sink.finish().unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn records_stand_one_a_line_in_one_array() {
        let first = [Cell::Text("x".into()), Cell::Json("1.0".into())];
        let second = [Cell::Missing, Cell::Json("[ ]".into())];
        assert_eq!(written(&[&first]), "[\n{\"a\":\"x\",\"b\":1.0}\n]\n");
        assert_eq!(
            written(&[&first, &second]),
            "[\n{\"a\":\"x\",\"b\":1.0},\n{\"a\":null,\"b\":[]}\n]\n"
        );
    }

    #[test]
    fn an_empty_run_gives_an_empty_array() {
        assert_eq!(written(&[]), "[]\n");
    }
}
