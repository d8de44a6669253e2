//! NDJSON: one object a line.

use std::io::{self, Write};

use super::Sink;
use super::object::Object;
use crate::record::Record;

/// Writes NDJSON.
pub(super) struct Ndjson<W> {
    writer: W,
    object: Object,
    line: Vec<u8>,
}

impl<W: Write> Ndjson<W> {
    pub(super) fn new(columns: &[&str], writer: W) -> io::Result<Self> {
        Ok(Ndjson {
            writer,
            object: Object::new(columns)?,
            line: Vec::new(),
        })
    }
}

impl<W: Write> Sink for Ndjson<W> {
    fn write(&mut self, record: &Record<'_>) -> io::Result<()> {
        self.line.clear();
        self.object.append(record, &mut self.line)?;
        self.line.push(b'\n');
        self.writer.write_all(&self.line)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }

    fn finish(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::record::Cell;
    use crate::sink::torture;

    fn written(columns: &[&str], records: &[&Record<'_>]) -> String {
        let mut bytes = Vec::new();
        let mut sink = Ndjson::new(columns, &mut bytes).unwrap();
        for record in records {
            sink.write(record).unwrap();
        }
        sink.finish().unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn keys_stand_in_field_order_and_types_are_kept() {
        let record = [
            Cell::Text("=1+1 \"x\"\n".into()),
            Cell::Missing,
            Cell::Text("".into()),
            Cell::Json("1.10".into()),
            Cell::Json("12345678901234567890123".into()),
            Cell::Json("false".into()),
            Cell::Json("{ \"b\" : [ 1E5, \"a b\" ] }".into()),
        ];
        let columns = ["z", "a", "m \"q\"", "n", "big", "f", "o"];
        assert_eq!(
            written(&columns, &[&record]),
            concat!(
                r#"{"z":"=1+1 \"x\"\n","a":null,"m \"q\"":"","n":1.10,"#,
                r#""big":12345678901234567890123,"f":false,"o":{"b":[1E5,"a b"]}}"#,
                "\n"
            )
        );
        assert_eq!(written(&columns, &[]), "");
    }

    proptest! {
        #[test]
        fn any_record_is_read_back_equal(records in torture::records(3)) {
            let columns = ["a", "b\u{1b}\"", "c"];
            let borrowed: Vec<&Record<'_>> = records.iter().map(Vec::as_slice).collect();
            let ndjson = written(&columns, &borrowed);
            prop_assert_eq!(ndjson.lines().count(), records.len());
            for (line, record) in ndjson.lines().zip(&records) {
                let object: serde_json::Value = serde_json::from_str(line).unwrap();
                for (column, cell) in columns.iter().zip(record) {
                    let expected = match cell {
                        Cell::Missing => serde_json::Value::Null,
                        Cell::Text(text) => text.as_ref().into(),
                        Cell::Json(json) => serde_json::from_str(json).unwrap(),
                    };
                    prop_assert_eq!(&object[column], &expected);
                }
            }
        }
    }
}
