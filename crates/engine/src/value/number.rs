//! Numbers as text: recognised, never computed with.

use std::borrow::Cow;

use super::{Misfit, Scalar};
use crate::json::number::{Decimal, WholeNumber, is_number};
use crate::record::Cell;

/// The most digits a whole number is written out to when it was given with an exponent.
pub(super) const MOST_DIGITS: usize = 40;

/// A number, with the digits it was given in.
pub(super) fn number(scalar: Scalar<'_>) -> Result<Cell<'_>, Misfit> {
    match scalar {
        Scalar::Number(json) => Ok(Cell::Json(json)),
        Scalar::Boolean(_) => Err("is a boolean, not a number".into()),
        Scalar::Text(_) => {
            let text = scalar.into_trimmed();
            if is_number(text.as_bytes()) {
                Ok(Cell::Json(text))
            } else {
                Err(why_not(&text).into())
            }
        }
    }
}

/// A whole number in plain digits: as it was if it is that already, written out if it has a point or an exponent.
pub(super) fn integer(scalar: Scalar<'_>) -> Result<Cell<'_>, Misfit> {
    let Cell::Json(text) = number(scalar)? else {
        return Err("is not a number".into());
    };
    if !text.contains(['.', 'e', 'E']) {
        return Ok(Cell::Json(text));
    }
    match Decimal::of(&text).whole(0, MOST_DIGITS) {
        WholeNumber::Digits(digits) => Ok(Cell::Json(Cow::Owned(digits))),
        WholeNumber::Fraction => Err("is not a whole number".into()),
        WholeNumber::TooLong => {
            Err(format!("is a whole number of more than {MOST_DIGITS} digits").into())
        }
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The likeliest reason why a text that looks like a number is none.
fn why_not(text: &str) -> &'static str {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if !unsigned.starts_with(|c: char| c.is_ascii_digit()) {
        "is not a number"
    } else if text.starts_with('+') {
        "is not a number as JSON has them: it begins with `+`"
    } else if text.contains(',') {
        "is not a number as JSON has them: it has a comma in it"
    } else if is_digits(unsigned) {
        "is not a number as JSON has them: it begins with a zero, which would be lost"
    } else {
        "is not a number"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::proptest;

    fn read(
        text: &str,
        convert: fn(Scalar<'_>) -> Result<Cell<'_>, Misfit>,
    ) -> Result<String, Misfit> {
        match convert(Scalar::Text(Cow::Borrowed(text)))? {
            Cell::Json(json) => Ok(json.into_owned()),
            cell => panic!("{cell:?} is no number"),
        }
    }

    #[test]
    fn a_string_that_is_a_number_becomes_it_with_the_same_digits() {
        for text in
            ["0", "-0", "1.10", "1E5", "1e+5", "-2.50e-3", "12345678901234567890123", "28.4098"]
        {
            assert_eq!(read(text, number).as_deref(), Ok(text));
            assert_eq!(read(&format!("\t{text} "), number).as_deref(), Ok(text));
        }
    }

    #[test]
    fn nothing_else_becomes_a_number() {
        for text in [
            "", "-", "+5", "007", "-01", "1,234.50", "1.", ".5", "1e", "1e+", "NaN", "Infinity",
            "0x1F", "1_000", "1 000", "١", "--1", "1.2.3", "1e5.0", "1e5e5", "₹500", "5%",
        ] {
            assert!(read(text, number).is_err(), "{text:?}");
        }
    }

    #[test]
    fn the_reason_is_named_where_it_is_known() {
        for (text, part) in
            [("007", "a zero"), ("+5", "`+`"), ("1,234.50", "comma"), ("abc", "is not a number")]
        {
            let Err(misfit) = read(text, number) else { panic!("{text} fits") };
            assert!(misfit.0.contains(part), "{text}: {misfit}");
        }
    }

    #[test]
    fn whole_numbers_come_out_in_plain_digits() {
        for (text, expected) in [
            ("12345678901234567890123", "12345678901234567890123"),
            ("-7", "-7"),
            ("-0", "-0"),
            ("1.0", "1"),
            ("-1.50e1", "-15"),
            ("1e3", "1000"),
            ("100e-2", "1"),
            ("0.001E3", "1"),
            ("0.0", "0"),
            ("-0.0", "0"),
            ("0e999999999999", "0"),
            ("1.5500e2", "155"),
            ("1e39", "1000000000000000000000000000000000000000"),
        ] {
            assert_eq!(read(text, integer).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn fractions_and_absurd_exponents_are_no_integers() {
        for text in [
            "1.5",
            "0.1",
            "1e-1",
            "15e-2",
            "1e-99999999999999999999",
            "1e40",
            "1e99999999999999999999",
            "abc",
        ] {
            assert!(read(text, integer).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_number_keeps_its_digits(text in "-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,20})?([eE][+-]?[0-9]{1,5})?") {
            assert_eq!(read(&text, number).as_deref(), Ok(text.as_str()));
        }

        #[test]
        fn an_integer_equals_the_number_it_came_from(text in "-?(0|[1-9][0-9]{0,9})(\\.[0-9]{1,4})?([eE][+-]?[0-9])?") {
            if let Ok(integer) = read(&text, integer) {
                assert_eq!(crate::json::number::compare(&text, &integer), std::cmp::Ordering::Equal, "{text} {integer}");
            }
        }

        #[test]
        fn what_is_a_number_here_is_one_to_serde_json(text in "[-+0-9.]{0,6}([eE][-+0-9.]{0,2})?") {
            assert_eq!(is_number(text.as_bytes()), serde_json::from_str::<serde_json::Value>(&text).is_ok(), "{text}");
        }
    }
}
