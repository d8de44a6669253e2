//! Booleans, in JSON's two words and in those that forms send.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::{Misfit, Scalar};
use crate::json::number;
use crate::record::Cell;

const TRUE: [&str; 6] = ["true", "yes", "y", "t", "on", "1"];
const FALSE: [&str; 6] = ["false", "no", "n", "f", "off", "0"];

/// `true` or `false`, from a boolean, the numbers 1 and 0, or one of the usual words in any case.
pub(super) fn boolean<'a>(scalar: &Scalar<'_>) -> Result<Cell<'a>, Misfit> {
    let text = scalar.trimmed();
    let means = |words: [&str; 6], number: &str| match scalar {
        Scalar::Number(json) => number::compare(json, number) == Ordering::Equal,
        Scalar::Text(_) | Scalar::Boolean(_) => {
            words.iter().any(|word| word.eq_ignore_ascii_case(text))
        }
    };
    if means(TRUE, "1") {
        Ok(Cell::Json(Cow::Borrowed("true")))
    } else if means(FALSE, "0") {
        Ok(Cell::Json(Cow::Borrowed("false")))
    } else {
        Err("is neither true nor false".into())
    }
}
