//! JSON: one array, one record a line.

use std::io::{self, Write};

use super::Sink;
use super::object::Object;
use crate::record::Record;

/// Writes one JSON array.
pub(super) struct Json<W> {
    writer: W,
    object: Object,
    progress: Progress,
    line: Vec<u8>,
}

#[derive(PartialEq)]
enum Progress {
    Nothing,
    Begun,
}

impl<W: Write> Json<W> {
    pub(super) fn new(columns: &[&str], writer: W) -> io::Result<Self> {
        let object = Object::new(columns)?;
        Ok(Json {
            writer,
            object,
            progress: Progress::Nothing,
            line: Vec::new(),
        })
    }
}

impl<W: Write> Sink for Json<W> {
    fn write(&mut self, record: &Record<'_>) -> io::Result<()> {
        self.line.clear();
        self.line.extend_from_slice(match self.progress {
            Progress::Nothing => b"[\n",
            Progress::Begun => b",\n",
        });
        self.progress = Progress::Begun;
        self.object.append(record, &mut self.line)?;
        self.writer.write_all(&self.line)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }

    fn finish(&mut self) -> io::Result<()> {
        self.writer.write_all(match self.progress {
            Progress::Nothing => b"[]\n",
            Progress::Begun => b"\n]\n",
        })?;
        self.writer.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Cell;

    fn written(records: &[&Record<'_>]) -> String {
        let mut bytes = Vec::new();
        let mut sink = Json::new(&["a", "b"], &mut bytes).unwrap();
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
