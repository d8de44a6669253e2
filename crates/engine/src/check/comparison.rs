//! Compares the records of a test with the expected ones.
//!
//! Compared is what NDJSON would hold: text with text, numbers by their value, lists and objects by theirs; a value
//! that is missing is `null`. Text and number are never equal.

#![expect(clippy::indexing_slicing, reason = "columns are counted up to the record's length")]

use crate::capture::Values;
use crate::json::compact::write_compact;
use crate::mapping::{Field, Mapping};
use crate::problem::difference::{Difference, Side};
use crate::record::Cell;

/// After so many differences they are counted, and no longer kept.
const KEPT: usize = 20;

/// How many cells are shown of a record of which the test says nothing.
const CELLS: usize = 8;

/// The result of a comparison.
#[derive(Debug, Default)]
pub(super) struct Comparison {
    /// How many cells were compared.
    pub(super) cells: usize,
    /// How many of them differ.
    pub(super) different: usize,
    /// The first of those that differ, and what stands in the records that are on one side only.
    pub(super) differences: Vec<Difference>,
}

impl Comparison {
    /// Compares record by record: the columns that a test names with what they hold.
    pub(super) fn of(
        mapping: &Mapping,
        expected: &[Vec<(usize, String)>],
        found: &[Vec<Cell<'static>>],
        values: Values,
    ) -> Self {
        let mut comparison = Comparison::default();
        for (index, (expected, found)) in expected.iter().zip(found).enumerate() {
            for (column, json) in expected {
                comparison.compare(mapping, index + 1, *column, json, found);
            }
        }
        let both = expected.len().min(found.len());
        for (index, record) in expected.iter().enumerate().skip(both) {
            for (column, json) in record.iter().take(CELLS) {
                let expected = Side::Json(json.clone());
                comparison.keep(mapping, index + 1, *column, expected, Side::NoRecord);
            }
        }
        for (index, record) in found.iter().enumerate().skip(both) {
            for (column, cell) in telling(expected, record) {
                let found = side(mapping.fields.get(column), cell);
                comparison.keep(mapping, index + 1, column, Side::NoRecord, found);
            }
        }
        if values == Values::Hidden {
            for difference in &mut comparison.differences {
                if let Side::Json(_) = difference.found {
                    difference.found = Side::Hidden;
                }
            }
        }
        comparison
    }

    fn compare(
        &mut self,
        mapping: &Mapping,
        record: usize,
        column: usize,
        expected: &str,
        found: &[Cell<'static>],
    ) {
        let cell = found.get(column).unwrap_or(&Cell::Missing);
        self.cells += 1;
        if cell.equals(&Cell::of_json(expected)) {
            return;
        }
        self.different += 1;
        let found = side(mapping.fields.get(column), cell);
        self.keep(mapping, record, column, Side::Json(expected.to_owned()), found);
    }

    fn keep(
        &mut self,
        mapping: &Mapping,
        record: usize,
        column: usize,
        expected: Side,
        found: Side,
    ) {
        if self.differences.len() < KEPT
            && let Some(field) = mapping.fields.get(column)
        {
            self.differences.push(Difference {
                record,
                column: field.name.clone(),
                expected,
                found,
            });
        }
    }
}

/// The cells that identify an unexpected record: those of the columns that the test names, or the first ones that are
/// not blank.
fn telling<'c>(
    expected: &[Vec<(usize, String)>],
    record: &'c [Cell<'static>],
) -> impl Iterator<Item = (usize, &'c Cell<'static>)> {
    let named: Vec<usize> = expected
        .iter()
        .find(|record| !record.is_empty())
        .map_or_else(Vec::new, |record| record.iter().map(|(column, _)| *column).collect());
    let columns = if named.is_empty() {
        let filled = |column: &usize| !record[*column].is_blank();
        (0..record.len()).filter(filled).take(CELLS).collect()
    } else {
        named
    };
    columns.into_iter().take(CELLS).filter_map(|column| Some((column, record.get(column)?)))
}

/// What is told of a cell.
fn side(field: Option<&Field>, cell: &Cell<'_>) -> Side {
    match cell {
        Cell::Missing => Side::Json("null".to_owned()),
        _ if !field.is_some_and(|field| field.source.may_be_shown()) => Side::Hidden,
        Cell::Text(text) => Side::Json(serde_json::Value::from(text.as_ref()).to_string()),
        Cell::Json(json) => {
            let mut compact = Vec::new();
            write_compact(json, &mut compact);
            Side::Json(String::from_utf8_lossy(&compact).into_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compared_is_what_ndjson_would_hold() {
        let json = |text: &'static str| Cell::Json(text.into());
        let text = |text: &'static str| Cell::Text(text.into());
        for (cell, expected, equal) in [
            (Cell::Missing, "null", true),
            (Cell::Missing, "\"\"", false),
            (text(""), "null", false),
            (text(""), "\"\"", true),
            (text("é"), r#""\u00e9""#, true),
            (text(" a"), "\"a\"", false),
            (text("1"), "1", false),
            (json("1"), "\"1\"", false),
            (json("1.10"), "1.1", true),
            (json("9007199254740993"), "9007199254740992", false),
            (json("true"), "true", true),
            (json("true"), "\"true\"", false),
            (json("[ 1, {\"a\": 2, \"b\": 3} ]"), "[1,{\"b\":3,\"a\":2.0}]", true),
            (json("[1,2]"), "[2,1]", false),
        ] {
            assert_eq!(cell.equals(&Cell::of_json(expected)), equal, "{cell:?} {expected}");
        }
    }
}
