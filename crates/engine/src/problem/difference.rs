//! Differences between the records that a test of a mapping expects and those that came out.

/// One value of one record that differs from the expected one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Which record of the test, counted from 1.
    pub record: usize,
    /// The column.
    pub column: String,
    /// What was expected.
    pub expected: Side,
    /// What came out.
    pub found: Side,
}

/// One side of a difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Side {
    /// There is no such record on this side.
    NoRecord,
    /// The record's value: JSON text on one line.
    Json(String),
    /// A value that may be a secret, and is not told.
    Hidden,
}
