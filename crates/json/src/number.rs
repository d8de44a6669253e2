//! Numbers as the text they are: compared exactly, never through a float.

#![expect(clippy::indexing_slicing, reason = "the length is counted in these bytes")]

use std::cmp::Ordering;

/// Whether `word` is a number as RFC 8259, section 6 has it.
pub fn is_number(word: &[u8]) -> bool {
    let digits = |from: &[u8]| from.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let unsigned = word.strip_prefix(b"-").unwrap_or(word);
    let whole = digits(unsigned);
    if whole == 0 || (whole > 1 && unsigned[0] == b'0') {
        return false;
    }
    let mut rest = &unsigned[whole..];
    if let Some(fraction) = rest.strip_prefix(b".") {
        let length = digits(fraction);
        if length == 0 {
            return false;
        }
        rest = &fraction[length..];
    }
    if let [b'e' | b'E', exponent @ ..] = rest {
        let exponent =
            exponent.strip_prefix(b"+").or_else(|| exponent.strip_prefix(b"-")).unwrap_or(exponent);
        let length = digits(exponent);
        return length > 0 && length == exponent.len();
    }
    rest.is_empty()
}

/// Whether `text` is a number of the same value as `number`.
pub fn reads(number: &str, text: &str) -> bool {
    is_number(text.as_bytes()) && compare(number, text).is_eq()
}

/// A JSON number (RFC 8259, section 6) taken apart: ±0.`digits` × 10^`exponent`, without zeros at either end.
#[derive(Debug, Clone, Copy)]
pub struct Decimal<'a> {
    negative: bool,
    /// The digits before and after the point; the first of the two is not empty unless the number is zero.
    digits: (&'a [u8], &'a [u8]),
    /// Where the point stands, counted from the first digit.
    exponent: i128,
}

/// What [`Decimal::whole`] found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WholeNumber {
    /// A whole number.
    Digits(String),
    /// There is a fraction left.
    Fraction,
    /// A whole number of more digits.
    TooLong,
}

/// Compares two JSON numbers by their exact value: `1` equals `1.0` and `10e-1`, and 2^53 is less than 2^53 + 1.
///
/// An exponent of more than 38 digits is taken as the largest that fits; such numbers compare equal to each other
/// when their digits are equal.
pub fn compare(left: &str, right: &str) -> Ordering {
    let (left, right) = (Decimal::of(left), Decimal::of(right));
    match (left.sign(), right.sign()) {
        (0, 0) => Ordering::Equal,
        (1, 1) => left.compare_magnitude(&right),
        (-1, -1) => right.compare_magnitude(&left),
        (left, right) => left.cmp(&right),
    }
}

impl<'a> Decimal<'a> {
    /// Takes a number apart that [`is_number`] has accepted.
    pub fn of(text: &'a str) -> Self {
        let negative = text.starts_with('-');
        let unsigned = text.strip_prefix('-').unwrap_or(text);
        let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let mut exponent = saturating_exponent(exponent);

        let mut whole = trim_start_zeros(whole.as_bytes());
        let mut fraction = trim_end_zeros(fraction.as_bytes());
        exponent = exponent.saturating_add(whole.len() as i128);
        if fraction.is_empty() {
            whole = trim_end_zeros(whole);
        }
        if whole.is_empty() {
            let digits = trim_start_zeros(fraction);
            exponent = exponent.saturating_sub((fraction.len() - digits.len()) as i128);
            (whole, fraction) = (digits, b"");
        }
        Decimal { negative, digits: (whole, fraction), exponent }
    }

    /// The number times 10^`shift`, if that is whole: in plain digits with its sign, of which there may be `most`.
    pub fn whole(&self, shift: u8, most: usize) -> WholeNumber {
        let digits = [self.digits.0, self.digits.1].concat();
        if digits.is_empty() {
            return WholeNumber::Digits("0".to_owned());
        }
        let point = self.exponent.saturating_add(i128::from(shift));
        if point < digits.len() as i128 {
            return WholeNumber::Fraction;
        }
        let Some(width) = usize::try_from(point).ok().filter(|&width| width <= most) else {
            return WholeNumber::TooLong;
        };
        let sign = if self.negative { "-" } else { "" };
        let digits = String::from_utf8_lossy(&digits);
        WholeNumber::Digits(format!("{sign}{digits:0<width$}"))
    }

    /// Gives what is equal for two numbers if [`compare`] finds them equal, and never otherwise, piece by piece.
    pub fn key(&self, mut give: impl FnMut(&[u8])) {
        if self.sign() < 0 {
            give(b"-");
        }
        give(self.digits.0);
        give(self.digits.1);
        if self.sign() != 0 {
            give(format!("e{}", self.exponent).as_bytes());
        }
    }

    fn sign(&self) -> i8 {
        match (self.digits.0.is_empty(), self.negative) {
            (true, _) => 0,
            (false, false) => 1,
            (false, true) => -1,
        }
    }

    fn compare_magnitude(&self, other: &Self) -> Ordering {
        let digits = |decimal: &Self| {
            decimal.digits.0.iter().chain(decimal.digits.1).copied().collect::<Vec<_>>()
        };
        self.exponent.cmp(&other.exponent).then_with(|| digits(self).cmp(&digits(other)))
    }
}

fn saturating_exponent(text: &str) -> i128 {
    let digits = text.trim_start_matches(['+', '-']);
    let magnitude = if digits.is_empty() { 0 } else { digits.parse().unwrap_or(i128::MAX / 4) };
    if text.starts_with('-') { -magnitude } else { magnitude }
}

fn trim_start_zeros(digits: &[u8]) -> &[u8] {
    &digits[digits.iter().take_while(|&&digit| digit == b'0').count()..]
}

fn trim_end_zeros(digits: &[u8]) -> &[u8] {
    &digits[..digits.len() - digits.iter().rev().take_while(|&&digit| digit == b'0').count()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(number: &str) -> Vec<u8> {
        let mut key = Vec::new();
        Decimal::of(number).key(|piece| key.extend_from_slice(piece));
        key
    }

    #[test]
    fn equal_values_in_different_spellings_are_equal() {
        for [left, right] in [
            ["1", "1.0"],
            ["1", "10e-1"],
            ["100", "1E2"],
            ["0", "-0.0e7"],
            ["0.001", "1e-3"],
            ["-1.50", "-15e-1"],
            ["1e400", "10e399"],
            ["120000", "1.2e+5"],
        ] {
            assert_eq!(compare(left, right), Ordering::Equal, "{left} {right}");
            assert_eq!(key(left), key(right), "{left} {right}");
        }
    }

    #[test]
    fn order_is_exact_beyond_what_a_float_holds() {
        for [less, more] in [
            ["9007199254740992", "9007199254740993"],
            ["12345678901234567890122", "12345678901234567890123"],
            ["0", "1e-400"],
            ["-1e400", "-1"],
            ["-2", "-1"],
            ["-1", "0"],
            ["2", "10"],
            ["0.09", "0.1"],
            ["1.0000000000000000000000001", "1.0000000000000000000000002"],
        ] {
            assert_eq!(compare(less, more), Ordering::Less, "{less} {more}");
            assert_eq!(compare(more, less), Ordering::Greater, "{more} {less}");
            assert_ne!(key(more), key(less), "{more} {less}");
        }
    }
}
