//! Phone numbers, after Google's libphonenumber as ported by the `rlibphonenumber` crate.

use std::borrow::Cow;
use std::fmt;

use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat};

use super::plan::{self, Number, NumberingPlan, PhoneError};
use super::{InvalidOption, Misfit, Scalar};
use crate::record::Cell;

/// More digits than any number has, with an international prefix and a trunk prefix before it.
const MOST_DIGITS: usize = 25;

/// A country whose numbers may be written without `+` and country code.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Region(&'static NumberingPlan);

/// How phone numbers are read: always to E.164 (ITU-T), such as `+919876543210`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Phone {
    region: Option<Region>,
}

impl Region {
    /// The region of a two-letter country code (ISO 3166-1), in upper or lower case.
    ///
    /// # Errors
    /// When no country with a numbering plan has that code. A calling code (`+91`) and `UK` are answered with the
    /// code that was meant.
    pub fn parse(code: &str) -> Result<Self, InvalidOption> {
        plan::of_region(code).map(Region).ok_or_else(|| InvalidOption {
            message: format!("`{code}` is not a country's two-letter code, such as IN or US"),
            suggestion: meant_by(code),
        })
    }
}

/// The country code behind a text that is commonly mistaken for one.
fn meant_by(code: &str) -> Option<String> {
    if code.eq_ignore_ascii_case("UK") {
        return Some("GB".to_owned());
    }
    let digits = code.strip_prefix('+').unwrap_or(code);
    plan::region_of_code(digits).map(str::to_owned)
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.region())
    }
}

impl fmt::Debug for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Region({self})")
    }
}

impl Phone {
    /// Reads numbers with `+`, and those without as they are dialled in `region`.
    pub fn new(region: Option<Region>) -> Self {
        Phone { region }
    }

    /// The number as E.164. It must be valid in its numbering plan, and E.164 must hold all of it: a text with an
    /// extension or a second number does not fit.
    pub(super) fn convert<'a>(&self, scalar: Scalar<'a>) -> Result<Cell<'a>, Misfit> {
        let text = scalar.trimmed();
        match scalar {
            Scalar::Text(_) => {}
            // A point is punctuation in `650.253.0000` as a string, but a fraction in a number.
            Scalar::Number(_) if text.bytes().all(|byte| byte.is_ascii_digit()) => {}
            Scalar::Number(_) | Scalar::Boolean(_) => return Err("is not a phone number".into()),
        }
        let dialled = Dialled::of(text)?;
        let region = match (dialled.international, self.region) {
            (true, _) => None,
            (false, Some(region)) => Some(region),
            (false, None) => {
                return Err("has no `+` and country code, and the field names no region".into());
            }
        };
        let digits = dialled.digits();
        let e164 = match plan::read(digits, region.map(|Region(plan)| plan)) {
            Some(Ok(Number { code, national })) => {
                whole(digits, national)?;
                // Most numbers come as E.164 and need no copy.
                let rest = text.strip_prefix('+').and_then(|rest| rest.strip_prefix(code));
                if rest == Some(national) {
                    return Ok(Cell::Text(scalar.into_trimmed()));
                }
                ["+", code, national].concat()
            }
            Some(Err(PhoneError::Unreadable)) => return Err("is not a phone number".into()),
            Some(Err(PhoneError::Invalid)) => return Err("is not a valid phone number".into()),
            None => asked(digits, region)?,
        };
        Ok(Cell::Text(Cow::Owned(e164)))
    }
}

/// The number as E.164, from the library.
fn asked(digits: &str, region: Option<Region>) -> Result<String, Misfit> {
    let plus = if region.is_some() { "" } else { "+" };
    let region =
        region.and_then(|Region(plan)| rlibphonenumber::Region::from_code(plan.region()).ok());
    let number = PHONE_NUMBER_UTIL
        .parse(format!("{plus}{digits}"), region)
        .map_err(|_| Misfit::from("is not a phone number"))?;
    if !PHONE_NUMBER_UTIL.is_valid_number(&number) {
        return Err("is not a valid phone number".into());
    }
    whole(digits, &number.get_national_significant_number())?;
    let e164 = PHONE_NUMBER_UTIL.format(&number, PhoneNumberFormat::E164);
    Ok(e164.into_owned())
}

/// What a text says to dial: digits in ASCII, the country code the first of them if there was a `+`.
struct Dialled {
    digits: [u8; MOST_DIGITS],
    length: usize,
    international: bool,
}

impl Dialled {
    /// Takes the punctuation out of a phone number. What is neither digit nor punctuation would be lost in E.164, so
    /// it is refused here, before the library passes over it.
    fn of(text: &str) -> Result<Self, Misfit> {
        let mut dialled = Dialled { digits: [0; MOST_DIGITS], length: 0, international: false };
        for c in text.chars() {
            if let Some(digit) = digit(c) {
                if let Some(place) = dialled.digits.get_mut(dialled.length) {
                    *place = digit;
                }
                dialled.length += 1;
            } else if matches!(c, '+' | '\u{ff0b}') {
                if dialled.length > 0 || dialled.international {
                    return Err("has a `+` inside: it may be more than one phone number".into());
                }
                dialled.international = true;
            } else if !is_punctuation(c) {
                return Err(format!("is not a phone number alone: it has {c:?} in it").into());
            }
        }
        match dialled.length {
            0 => Err("is not a phone number".into()),
            1..=MOST_DIGITS => Ok(dialled),
            _ => Err("has too many digits for a phone number".into()),
        }
    }

    fn digits(&self) -> &str {
        let digits = self.digits.get(..self.length).unwrap_or_default();
        str::from_utf8(digits).unwrap_or_default()
    }
}

/// How many digits a text says to dial, and whether the country code is the first of them; `None` where there is
/// anything else in it than digits and punctuation.
pub(crate) fn dialled(text: &str) -> Option<(usize, bool)> {
    let dialled = Dialled::of(text).ok()?;
    Some((dialled.digits().len(), dialled.international))
}

/// Whether the type `phone` takes a text where the field names no region.
pub(crate) fn is_valid_international(text: &str) -> bool {
    let text = Scalar::Text(Cow::Borrowed(text));
    Phone::new(None).convert(text).is_ok()
}

/// The ASCII digit for a decimal digit of the scripts that phone keyboards offer where leads come from.
fn digit(c: char) -> Option<u8> {
    const ZEROS: [char; 9] = [
        '\u{660}', '\u{6f0}', '\u{966}', '\u{9e6}', '\u{a66}', '\u{ae6}', '\u{be6}', '\u{c66}',
        '\u{ff10}',
    ];
    if let Ok(ascii) = u8::try_from(c) {
        return Some(ascii).filter(u8::is_ascii_digit);
    }
    ZEROS.iter().find_map(|&zero| {
        let value = u32::from(c).checked_sub(u32::from(zero))?;
        let value = u8::try_from(value).ok().filter(|value| *value <= 9)?;
        Some(b'0' + value)
    })
}

/// What may stand between the digits of one number and says nothing: white space, dashes, points, parentheses, and the
/// invisible marks that address books wrap around numbers. Slashes and commas stand between numbers.
fn is_punctuation(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '-' | '.' | '(' | ')'
                | '\u{ad}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2010}'..='\u{2015}'
                | '\u{202a}'..='\u{202e}'
                | '\u{2060}'
                | '\u{2066}'..='\u{2069}'
                | '\u{2212}'
                | '\u{30fc}'
                | '\u{feff}'
                | '\u{ff08}' | '\u{ff09}' | '\u{ff0d}' | '\u{ff0e}'
        )
}

/// Refuses a number of which E.164 would not hold all that was dialled.
fn whole(dialled: &str, national: &str) -> Result<(), Misfit> {
    if is_whole(dialled, national) {
        Ok(())
    } else {
        Err("is not a phone number that E.164 can hold whole".into())
    }
}

/// Whether `national` holds every digit of `dialled` but the prefixes before it.
///
/// Some plans put an area code before a local number. Argentina alone writes a mobile number at home with a 15 inside
/// (`011 15 2345-6789`), for which there is a 9 before the area code in E.164 (`+54 9 11 2345-6789`).
fn is_whole(dialled: &str, national: &str) -> bool {
    let argentine = || {
        national.strip_prefix('9').is_some_and(|national| {
            (1..national.len()).any(|at| {
                let (area, local) = national.split_at(at);
                let before = dialled.strip_suffix(local).and_then(|rest| rest.strip_suffix("15"));
                before.is_some_and(|rest| rest.ends_with(area))
            })
        })
    };
    dialled.ends_with(national) || national.ends_with(dialled) || argentine()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{any, proptest};

    fn read(text: &str, region: &str) -> Result<String, Misfit> {
        let region = (!region.is_empty()).then(|| Region::parse(region).unwrap());
        match Phone::new(region).convert(Scalar::Text(Cow::Borrowed(text)))? {
            Cell::Text(text) => Ok(text.into_owned()),
            cell => panic!("{cell:?} is no text"),
        }
    }

    #[test]
    fn numbers_in_every_usual_form_become_e164() {
        for (text, region, expected) in [
            ("9876543210", "IN", "+919876543210"),
            ("98765 43210", "IN", "+919876543210"),
            (" 098765-43210 ", "IN", "+919876543210"),
            ("919876543210", "IN", "+919876543210"),
            ("0091 98765 43210", "IN", "+919876543210"),
            ("+91-7120966590", "", "+917120966590"),
            ("(+91) 98765 43210", "", "+919876543210"),
            ("+91 (0) 98765 43210", "US", "+919876543210"),
            ("022 2778 2183", "IN", "+912227782183"),
            ("1800 123 4567", "IN", "+9118001234567"),
            ("९८७६५४३२१०", "IN", "+919876543210"),
            ("\u{202a}+91\u{a0}98765\u{2011}43210\u{202c}", "", "+919876543210"),
            ("+919876543210", "", "+919876543210"),
            ("(650) 253-0000", "US", "+16502530000"),
            ("1-650-253-0000", "US", "+16502530000"),
            ("+1 650.253.0000", "", "+16502530000"),
            ("011 91 98765 43210", "US", "+919876543210"),
            ("+1 242 365 1234", "US", "+12423651234"),
            ("+44 (0) 20 7946 0958", "", "+442079460958"),
            ("020 7946 0958", "GB", "+442079460958"),
            ("07400 123456", "gb", "+447400123456"),
            ("050 123 4567", "AE", "+971501234567"),
            ("00971501234567", "AE", "+971501234567"),
            ("٠٥٠١٢٣٤٥٦٧", "AE", "+971501234567"),
            ("+971 4 331 1111", "", "+97143311111"),
            ("8123 4567", "SG", "+6581234567"),
            ("+65 6123 4567", "", "+6561234567"),
            ("(11) 98765-4321", "BR", "+5511987654321"),
            ("0 15 11 98765-4321", "BR", "+5511987654321"),
            ("+55 11 2345-6789", "", "+551123456789"),
            ("55 1234 5678", "MX", "+525512345678"),
            ("+52 55 1234 5678", "", "+525512345678"),
            ("011 15 2345-6789", "AR", "+5491123456789"),
            ("011 2345-6789", "AR", "+541123456789"),
            ("+54 9 11 2345 6789", "", "+5491123456789"),
            ("02 3661 8300", "IT", "+390236618300"),
            ("+39 02 3661 8300", "", "+390236618300"),
            ("347 123 4567", "IT", "+393471234567"),
            ("8 (912) 345-67-89", "RU", "+79123456789"),
            ("+800 1234 5678", "", "+80012345678"),
        ] {
            assert_eq!(read(text, region).as_deref(), Ok(expected), "{text} {region}");
        }
    }

    #[test]
    fn a_number_must_be_valid_and_not_merely_parseable() {
        for (text, region) in [
            ("+910987654321", ""),
            ("+91 98765 4321", ""),
            ("+91 98765 43210 98", ""),
            ("15550000000", "US"),
            ("253-0000", "US"),
            ("+1 555 000 0000", ""),
            ("+44 791234567", ""),
            ("+971 99 123 4567", ""),
            ("+65 2123 4567", ""),
            ("+55 00 98765-4321", ""),
            ("+800 123456789", ""),
            ("+972 33142764978", ""),
            ("+999 123456789", ""),
            ("447400123456", "IN"),
            ("0", "IN"),
            ("+", "IN"),
            ("", "IN"),
            ("()", "IN"),
        ] {
            assert!(read(text, region).is_err(), "{text} {region}");
        }
    }

    #[test]
    fn what_e164_cannot_hold_does_not_fit() {
        for text in [
            "+91 98765 43210 ext. 5",
            "98765 43210 x5",
            "98765 43210#5",
            "98765 43210 / 98765 43211",
            "022-27782183/84",
            "98765 43210, 98765 43211",
            "98765 43210; 98765 43211",
            "98765 43210 98765 43211",
            "+91 98765 43210 +91 98765 43211",
            "++91 98765 43210",
            "+abc",
            "1-800-FLOWERS",
            "98765 43210 (home)",
            "98765O43210",
            "tel:+919876543210",
            "98765*43210",
        ] {
            assert!(read(text, "IN").is_err(), "{text}");
            assert!(read(text, "US").is_err(), "{text}");
        }
    }

    #[test]
    fn a_number_without_a_country_needs_a_region() {
        let misfit = read("98765 43210", "").unwrap_err();
        assert!(misfit.0.contains("region"), "{misfit}");
    }

    #[test]
    fn json_numbers_are_read_by_their_digits() {
        let phone = Phone::new(Region::parse("IN").ok());
        let number = |json| phone.convert(Scalar::Number(Cow::Borrowed(json)));
        assert_eq!(number("919876543210"), Ok(Cell::Text("+919876543210".into())));
        assert_eq!(number("9876543210"), Ok(Cell::Text("+919876543210".into())));
        for json in ["-9876543210", "98765.43210", "9.876543210e9"] {
            assert!(number(json).is_err(), "{json}");
        }
        assert!(phone.convert(Scalar::Boolean(Cow::Borrowed("true"))).is_err());
    }

    #[test]
    fn regions_are_country_codes_with_a_numbering_plan() {
        assert_eq!(Region::parse("IN"), Region::parse("in"));
        for (code, suggestion) in [
            ("UK", Some("GB")),
            ("+91", Some("IN")),
            ("44", Some("GB")),
            ("800", None),
            ("XX", None),
            ("IND", None),
            ("India", None),
            ("001", None),
            ("", None),
        ] {
            let error = Region::parse(code).unwrap_err();
            assert_eq!(error.suggestion.as_deref(), suggestion, "{code}: {error}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in any::<String>()) {
            let _ = read(&text, "IN");
        }

        #[test]
        fn what_fits_is_e164_and_stays_as_it_is(text in "[+(]{0,2}[0-9][-0-9 ().]{5,16}") {
            for region in ["", "IN", "US", "AR", "BR", "IT"] {
                if let Ok(e164) = read(&text, region) {
                    assert!(e164.starts_with('+') && e164[1..].bytes().all(|byte| byte.is_ascii_digit()), "{e164}");
                    assert_eq!(read(&e164, region).as_deref(), Ok(e164.as_str()));
                    assert_eq!(read(&e164, "").as_deref(), Ok(e164.as_str()));
                }
            }
        }
    }
}
