//! The shapes of texts and numbers, by their bytes alone.

#![expect(
    clippy::indexing_slicing,
    reason = "there is a count for each sign, and the text is not empty"
)]

use serde::{Deserialize, Serialize};

use super::form::{is_date, is_email, is_strict_time, is_uri, is_url, is_uuid, phone_digits};
use super::keys::Hint;
use crate::value::{phone, rfc3339};

/// The shortest text that can be a phone number, and the longest with digits of three bytes, in bytes.
const SHORTEST_PHONE: usize = 7;
const LONGEST_PHONE: usize = 80;

/// What the values of a path look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shape {
    /// E-mail addresses.
    Email,
    /// Phone numbers.
    Phone,
    /// Addresses of the web: `https://…`.
    Url,
    /// `47ebbbc0-b1ae-4249-aee1-4caf16b570e8`
    Uuid,
    /// Seconds since 1970-01-01T00:00:00Z.
    UnixSeconds,
    /// Milliseconds since then.
    UnixMilliseconds,
    /// `2024-07-11`
    Date,
    /// A date and a time of day as the type `timestamp` reads it: `2024-07-11T16:12:38+0530`.
    DateTime,
    /// JSON arrays and objects, in strings.
    Json,
    /// A list of named things: `[{"name": "email", "value": "…"}, …]`.
    NamedList,
    /// An object whose keys are not told apart.
    Map,
}

impl Shape {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Shape::Email => "e-mail",
            Shape::Phone => "phone",
            Shape::Url => "URL",
            Shape::Uuid => "UUID",
            Shape::UnixSeconds => "epoch s",
            Shape::UnixMilliseconds => "epoch ms",
            Shape::Date => "date",
            Shape::DateTime => "date-time",
            Shape::Json => "JSON",
            Shape::NamedList => "name/value list",
            Shape::Map => "map",
        }
    }
}

/// Something that can be said of one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Sign {
    /// It is an e-mail address.
    Email,
    /// It could be a phone number.
    Phone,
    /// It is a phone number with `+` and country code.
    #[serde(rename = "international_phone")]
    International,
    /// It begins like an address of the web.
    Url,
    /// It does, and has nothing in it that RFC 3986 forbids.
    Uri,
    /// It is a UUID.
    Uuid,
    /// It could be a count of seconds of this age.
    #[serde(rename = "unix_s")]
    Seconds,
    /// It could be a count of milliseconds of this age.
    #[serde(rename = "unix_ms")]
    Milliseconds,
    /// It is a date.
    Date,
    /// It is a date and a time of day.
    DateTime,
    /// It is one as RFC 3339 has it.
    Rfc3339,
    /// It is JSON, an array or object.
    Json,
    /// There is white space around it.
    Padded,
}

/// How many values had each sign.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Signs(Option<Box<[u64; Sign::ALL.len()]>>);

impl Sign {
    pub(super) const ALL: [Sign; 13] = [
        Sign::Email,
        Sign::Phone,
        Sign::International,
        Sign::Url,
        Sign::Uri,
        Sign::Uuid,
        Sign::Seconds,
        Sign::Milliseconds,
        Sign::Date,
        Sign::DateTime,
        Sign::Rfc3339,
        Sign::Json,
        Sign::Padded,
    ];
}

impl Signs {
    pub(crate) fn count(&self, sign: Sign) -> u64 {
        self.0.as_ref().map_or(0, |counts| counts[sign as usize])
    }

    /// The signs that some value had, with how many had them.
    pub(super) fn counts(&self) -> impl Iterator<Item = (Sign, u64)> {
        let counts = Sign::ALL.into_iter().map(|sign| (sign, self.count(sign)));
        counts.filter(|(_, count)| *count > 0)
    }

    pub(super) fn add(&mut self, sign: Sign, count: u64) {
        let counts = self.0.get_or_insert_default();
        counts[sign as usize] = counts[sign as usize].saturating_add(count);
    }

    pub(super) fn absorb(&mut self, other: &Signs) {
        for (sign, count) in other.counts() {
            self.add(sign, count);
        }
    }

    /// Notes what can be said of a string, apart from the white space around it.
    pub(super) fn add_text(&mut self, text: &str) {
        let trimmed = text.trim();
        if trimmed.len() < text.len() {
            self.add(Sign::Padded, 1);
        }
        let bytes = trimmed.as_bytes();
        if (SHORTEST_PHONE..=LONGEST_PHONE).contains(&bytes.len()) && !bytes.is_ascii() {
            if let Some((digits, international)) = phone::dialled(trimmed) {
                self.add_phone(digits, international);
            }
            return self.add_address(bytes);
        }
        if let Some(b'0'..=b'9' | b'+' | b'(') = bytes.first() {
            self.add_digits(bytes);
            self.add_time(trimmed);
        }
        self.add_address(bytes);
    }

    fn add_address(&mut self, bytes: &[u8]) {
        if is_url(bytes) {
            self.add(Sign::Url, 1);
            if is_uri(bytes) {
                self.add(Sign::Uri, 1);
            }
        } else if is_uuid(bytes) {
            self.add(Sign::Uuid, 1);
        } else if is_email(bytes) {
            self.add(Sign::Email, 1);
        }
    }

    fn add_phone(&mut self, digits: usize, international: bool) {
        if (7..=15).contains(&digits) {
            self.add(Sign::Phone, 1);
            if international {
                self.add(Sign::International, 1);
            }
        }
    }

    /// Notes what can be said of a JSON number.
    pub(super) fn add_number(&mut self, text: &str) {
        self.add_digits(text.as_bytes());
    }

    fn add_digits(&mut self, bytes: &[u8]) {
        if !(7..=25).contains(&bytes.len()) {
            return;
        }
        if let Some(digits) = phone_digits(bytes) {
            self.add_phone(digits, bytes[0] == b'+');
        }
        if let Some(sign) = moment(bytes) {
            self.add(sign, 1);
        }
    }

    fn add_time(&mut self, text: &str) {
        let bytes = text.as_bytes();
        if bytes.get(4) != Some(&b'-') {
            return;
        }
        if is_date(bytes) {
            self.add(Sign::Date, 1);
        } else if let Some((_, offset)) = rfc3339::read(text) {
            self.add(Sign::DateTime, 1);
            if offset.is_some() && is_strict_time(bytes) {
                self.add(Sign::Rfc3339, 1);
            }
        }
    }

    /// The shape of `values` values. Nearly all must have it, or most of them if the name says the same; what digits
    /// mean is for the name to say.
    pub(super) fn shape(&self, values: u64, name: &str) -> Option<Shape> {
        let at_least = |sign: Sign, part: u64, of: u64| {
            values > 0 && self.count(sign).saturating_mul(of) >= values.saturating_mul(part)
        };
        let nearly_all = |sign: Sign| at_least(sign, 19, 20);
        let most = |sign: Sign| at_least(sign, 3, 4);
        let plain = [
            (Sign::Email, Shape::Email),
            (Sign::Uuid, Shape::Uuid),
            (Sign::Url, Shape::Url),
            (Sign::Json, Shape::Json),
            (Sign::Date, Shape::Date),
            (Sign::DateTime, Shape::DateTime),
        ];
        if let Some((_, shape)) = plain.into_iter().find(|(sign, _)| nearly_all(*sign)) {
            return Some(shape);
        }
        match Hint::of(name) {
            Hint::Email if most(Sign::Email) => return Some(Shape::Email),
            Hint::Phone if most(Sign::Phone) => return Some(Shape::Phone),
            Hint::Time if nearly_all(Sign::Seconds) => return Some(Shape::UnixSeconds),
            Hint::Time if nearly_all(Sign::Milliseconds) => return Some(Shape::UnixMilliseconds),
            _ => {}
        }
        (nearly_all(Sign::Phone) && at_least(Sign::International, 1, 2)).then_some(Shape::Phone)
    }
}

/// What digits alone count, from September 2001 to 2065.
fn moment(bytes: &[u8]) -> Option<Sign> {
    let plausible = bytes.first().is_some_and(|first| matches!(first, b'1' | b'2'))
        && bytes.iter().all(u8::is_ascii_digit);
    match bytes.len() {
        10 if plausible => Some(Sign::Seconds),
        13 if plausible => Some(Sign::Milliseconds),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(name: &str, texts: &[&str]) -> Option<Shape> {
        let mut signs = Signs::default();
        for text in texts {
            signs.add_text(text);
        }
        signs.shape(texts.len() as u64, name)
    }

    #[test]
    fn each_shape_is_recognised() {
        for (name, text, expected) in [
            ("a", "asha.rao@example.com", Shape::Email),
            ("a", "o'neil+x@sub.example.co", Shape::Email),
            ("a", "+91 98200-10431", Shape::Phone),
            ("mobile_number", "9820010431", Shape::Phone),
            ("phoneNumber", "(022) 2778 2183", Shape::Phone),
            ("whatsapp", "1773287047", Shape::Phone),
            ("a", "https://example.com/a?b=c|d", Shape::Url),
            ("a", "HTTP://EXAMPLE.COM", Shape::Url),
            ("a", "https://example.com/a?phone=98200 10431", Shape::Url),
            ("a", "https://例え.jp/道", Shape::Url),
            ("a", " asha@example.com\n", Shape::Email),
            ("mobile", "९८१४०२९०३७", Shape::Phone),
            ("a", "47ebbbc0-b1ae-4249-aee1-4caf16b570e8", Shape::Uuid),
            ("created_time", "1773287047", Shape::UnixSeconds),
            ("createdAt", "1773287047431", Shape::UnixMilliseconds),
            ("updated_on", "1773287047431", Shape::UnixMilliseconds),
            ("a", "2024-07-11", Shape::Date),
            ("a", "2024-07-11T16:12:38Z", Shape::DateTime),
            ("a", "2024-07-11T16:12:38.068+0530", Shape::DateTime),
            ("a", "2026-02-06 13:31:59", Shape::DateTime),
        ] {
            assert_eq!(shape(name, &[text]), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_only_comes_near_a_shape_has_none() {
        for (name, text) in [
            ("a", "asha@localhost"),
            ("a", "a@b@example.com"),
            ("a", ".asha@example.com"),
            ("a", "Asha <asha@example.com>"),
            ("id", "9820010431"),
            ("pincode", "411038"),
            ("id", "1773287047431"),
            ("created_at", "4102444800000"),
            ("amount", "1234567.50"),
            ("a", "2024-02-30"),
            ("a", "2024-7-11"),
            ("a", "7/11/2024"),
            ("a", "https://"),
            ("a", "https://a b"),
            ("a", "47ebbbc0-b1ae-4249-aee1-4caf16b570e"),
            ("phone", "call me"),
            ("phone", "123456"),
            ("phone", "1234567890123456"),
        ] {
            assert_eq!(shape(name, &[text]), None, "{text}");
        }
    }

    #[test]
    fn nearly_all_is_enough_and_half_is_not() {
        let mut texts = vec!["a@example.com"; 19];
        texts.push("none");
        assert_eq!(shape("x", &texts), Some(Shape::Email));
        texts.push("none");
        assert_eq!(shape("x", &texts), None);
        assert_eq!(shape("x", &[]), None);
    }

    #[test]
    fn most_is_enough_where_the_name_says_so_too() {
        let texts = ["9820010431", "+91 98200 10431", "९८१४०२९०३७", "NA"];
        assert_eq!(shape("mobile_number", &texts), Some(Shape::Phone));
        assert_eq!(shape("value", &texts), None);
        let texts = ["a@example.com", "b@example.com", "c@example.com", "NA"];
        assert_eq!(shape("work_email", &texts), Some(Shape::Email));
        assert_eq!(shape("value", &texts), None);
    }

    #[test]
    fn phone_numbers_of_both_kinds_are_phone_numbers_whatever_the_name() {
        assert_eq!(shape("participants", &["+919820010431", "098110 20562"]), Some(Shape::Phone));
        assert_eq!(shape("value", &["+919820010431", "a@example.com"]), None);
    }

    #[test]
    fn the_name_decides_what_ten_digits_are() {
        let us_phone_or_2036 = "2095551234";
        assert_eq!(shape("phone", &[us_phone_or_2036]), Some(Shape::Phone));
        assert_eq!(shape("phone_verified_at", &[us_phone_or_2036]), Some(Shape::UnixSeconds));
        assert_eq!(shape("time", &[us_phone_or_2036]), Some(Shape::UnixSeconds));
        assert_eq!(shape("number", &[us_phone_or_2036]), None);
    }
}
