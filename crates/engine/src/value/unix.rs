//! Moments as a count of seconds or milliseconds since 1970-01-01T00:00:00Z.

use jiff::Timestamp;

use super::Misfit;
use super::number::MOST_DIGITS;
use crate::json::number::{Decimal, WholeNumber, is_number};

/// The unit of a count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TimeUnit {
    Seconds,
    Milliseconds,
}

impl TimeUnit {
    /// How many decimal places of the unit a nanosecond is.
    fn places(self) -> u8 {
        match self {
            TimeUnit::Seconds => 9,
            TimeUnit::Milliseconds => 6,
        }
    }

    fn name(self) -> &'static str {
        match self {
            TimeUnit::Seconds => "seconds",
            TimeUnit::Milliseconds => "milliseconds",
        }
    }

    /// The moment of a count, with the fraction it has: exact, never through a float.
    pub(super) fn read(self, text: &str) -> Result<Timestamp, Misfit> {
        if !is_number(text.as_bytes()) {
            return Err(format!("is not a number of {}", self.name()).into());
        }
        let out_of_range = || format!("is out of range as {} since 1970", self.name());
        // What nearly every payload has; the rest is for fractions and exponents.
        if let Ok(count) = text.parse() {
            let moment = match self {
                TimeUnit::Seconds => Timestamp::from_second(count),
                TimeUnit::Milliseconds => Timestamp::from_millisecond(count),
            };
            return moment.map_err(|_| out_of_range().into());
        }
        match Decimal::of(text).whole(self.places(), MOST_DIGITS) {
            WholeNumber::Digits(nanoseconds) => nanoseconds
                .parse()
                .ok()
                .and_then(|nanoseconds| Timestamp::from_nanosecond(nanoseconds).ok())
                .ok_or_else(|| out_of_range().into()),
            WholeNumber::TooLong => Err(out_of_range().into()),
            WholeNumber::Fraction => Err("is finer than a nanosecond".into()),
        }
    }

    /// The count of a moment as a JSON number, with a fraction only if there is one.
    pub(super) fn write(self, moment: Timestamp) -> String {
        let nanoseconds = moment.as_nanosecond();
        let places = self.places();
        let one = 10_u128.pow(u32::from(places));
        let (whole, fraction) =
            (nanoseconds.unsigned_abs() / one, nanoseconds.unsigned_abs() % one);
        let sign = if nanoseconds < 0 { "-" } else { "" };
        if fraction == 0 {
            return format!("{sign}{whole}");
        }
        let fraction = format!("{fraction:0width$}", width = usize::from(places));
        format!("{sign}{whole}.{}", fraction.trim_end_matches('0'))
    }
}
