//! Rejects: payloads and records that gave no output row, and why.

/// Why something was rejected. The names are stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// The payload is not valid JSON.
    Syntax,
    /// The input ends inside a payload.
    CutShort,
    /// Text that is no JSON value stands between the payloads.
    StrayText,
    /// The payload is not UTF-8.
    InvalidUtf8,
    /// The input is in another encoding.
    Encoding,
    /// The payload nests too deep.
    TooDeep,
    /// The payload is larger than allowed.
    TooLarge,
    /// Compressed data is damaged or cut short.
    DamagedInput,
}
