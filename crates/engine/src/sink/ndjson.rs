//! NDJSON: one object a line.

use std::io::{self, Write};

use super::object::ObjectWriter;
use super::rows::{Renderer, RowSink, Rows};
use crate::record::Record;

/// Makes lines of NDJSON.
#[derive(Debug, Clone)]
pub(super) struct Ndjson {
    object: ObjectWriter,
}

/// The sink that writes NDJSON to `writer`.
pub(super) fn open<W: Write>(columns: &[&str], writer: W) -> io::Result<RowSink<Ndjson, W>> {
    let object = ObjectWriter::new(columns)?;
    Ok(RowSink::new(Ndjson { object }, Rows::default(), writer))
}

impl Renderer for Ndjson {
    fn render(&mut self, record: &Record<'_>, rows: &mut Rows) -> io::Result<()> {
        self.object.append(record, &mut rows.bytes)?;
        rows.bytes.push(b'\n');
        Ok(())
    }

    fn another(&self) -> Box<dyn Renderer> {
        Box::new(self.clone())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::record::Cell;
    use crate::sink::{Sink as _, torture};

    fn written(columns: &[&str], records: &[&Record<'_>]) -> String {
        let mut bytes = Vec::new();
        let mut sink = open(columns, &mut bytes).unwrap();
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
