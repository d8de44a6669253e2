//! The world's numbering plans as one automaton, for ordinary numbers; the library takes the odd ones.
//!
//! The library knows the plans as some thousand regular expressions, which take milliseconds to load and microseconds
//! to run. What they say of digits alone is a finite language: `derive.rs` asks the library for its patterns and writes
//! that language down as [`STATES`] and [`table`], and a test holds both to the library that is linked. What cannot
//! be told from them, such as a prefix that is rewritten, is left to the library.

#![expect(
    clippy::indexing_slicing,
    reason = "the automaton holds numbers of countries that are in the table, which a test goes through"
)]

mod table;

#[cfg(test)]
mod derive;

use table::{CODES, PLANS};

/// Rows of ten little-endian state numbers, one for each digit.
static STATES: &[u8] = include_bytes!("states.bin");

/// The most digits of a national number (ITU-T E.164 has 15; some plans go beyond it), as the library has it.
const MOST_NATIONAL: usize = 17;

/// The fewest digits of a national number.
const FEWEST_NATIONAL: usize = 2;

/// Digits so far, as a node of the automaton: twice the number of its row, and one more where what was read is
/// accepted.
type State = u16;

/// A country calling code.
#[derive(Debug, PartialEq, Eq)]
struct CallingCode {
    digits: &'static str,
    /// Its main country's plan.
    main: usize,
    /// Reads the national numbers that are valid in one of its countries.
    valid: State,
}

/// The numbering plan of a country, or of a code without one.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NumberingPlan {
    /// The country's two letters, or `001`.
    region: &'static str,
    code: usize,
    /// Reads what the plan's general pattern fits.
    general: State,
    /// A bit for each length that its numbers may have, and for each that is only dialled locally.
    lengths: u32,
    local: u32,
    national_prefix: Prefix,
    international_prefix: Prefix,
}

/// The digits that people dial before a number and that are no part of it.
#[derive(Debug, PartialEq, Eq)]
enum Prefix {
    Never,
    Digits(&'static str),
    /// Whatever it is, it begins with one of the digits that have their bit here.
    Begins(u16),
}

/// Why digits are not a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PhoneError {
    /// They cannot be taken apart into a code and a national number.
    Unreadable,
    /// No plan has such a number.
    Invalid,
}

/// A number: its calling code and its national number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Number<'d> {
    pub(super) code: &'static str,
    pub(super) national: &'d str,
}

/// How a length stands to those that a plan has.
#[derive(Debug, PartialEq, Eq)]
enum Length {
    Possible,
    Impossible,
    TooLong,
}

/// The plan of a country's two-letter code, in upper or lower case.
pub(super) fn of_region(region: &str) -> Option<&'static NumberingPlan> {
    let is_meant =
        |plan: &&NumberingPlan| plan.region.len() == 2 && plan.region.eq_ignore_ascii_case(region);
    PLANS.iter().find(is_meant)
}

/// The main country of a calling code; `None` where the code has no country.
pub(super) fn region_of_code(digits: &str) -> Option<&'static str> {
    let code = CODES.iter().find(|code| code.digits == digits)?;
    let region = PLANS.get(code.main)?.region;
    (region.len() == 2).then_some(region)
}

/// Reads the digits of a number that is dialled in `home`, or of one that stood behind a `+`. `None` where only the
/// library can tell.
///
/// The steps are those of the library's `parse` and `is_valid_number`.
pub(super) fn read<'d>(
    digits: &'d str,
    home: Option<&'static NumberingPlan>,
) -> Option<Result<Number<'d>, PhoneError>> {
    // With fewer the library has rules of its own.
    if digits.len() < 3 {
        return None;
    }
    let Some((plan, national)) = taken_apart(digits, home)? else {
        return Some(Err(PhoneError::Unreadable));
    };
    if national.len() < FEWEST_NATIONAL {
        return Some(Err(PhoneError::Unreadable));
    }
    let stripped = plan.without_national_prefix(national)?;
    let national = match plan.length(stripped) {
        Length::Possible | Length::TooLong => stripped,
        Length::Impossible => national,
    };
    if !(FEWEST_NATIONAL..=MOST_NATIONAL).contains(&national.len()) {
        return Some(Err(PhoneError::Unreadable));
    }
    let code = plan.code();
    if accepts(code.valid, national) {
        let code = code.digits;
        Some(Ok(Number { code, national }))
    } else {
        Some(Err(PhoneError::Invalid))
    }
}

/// The plan by which the rest of the digits is to be read, and that rest: `Some(None)` where there is no such plan.
fn taken_apart<'d>(
    digits: &'d str,
    home: Option<&'static NumberingPlan>,
) -> Option<Option<(&'static NumberingPlan, &'d str)>> {
    let Some(home) = home else {
        return Some(after_code(digits));
    };
    if let Some(international) = home.international_prefix.strip(digits)?
        && !international.starts_with('0')
    {
        return Some(after_code(international));
    }
    // Who leaves out the `+` often writes the code all the same.
    let code = home.code();
    if let Some(national) = digits.strip_prefix(code.digits) {
        let national = home.without_national_prefix(national)?;
        let is_better = !accepts(home.general, digits) && accepts(home.general, national);
        if is_better || home.length(digits) == Length::TooLong {
            return Some(PLANS.get(code.main).map(|plan| (plan, national)));
        }
    }
    Some(Some((home, digits)))
}

/// The main plan of the code that `digits` begins with, and what follows the code.
fn after_code(digits: &str) -> Option<(&'static NumberingPlan, &str)> {
    if digits.len() < 3 {
        return None;
    }
    // No code is the beginning of another, so that the last one that does not come after the digits is the only one.
    let place = CODES.partition_point(|code| code.digits <= digits);
    let code = CODES.get(place.checked_sub(1)?)?;
    let national = digits.strip_prefix(code.digits)?;
    Some((PLANS.get(code.main)?, national))
}

impl NumberingPlan {
    /// The country's two letters, in upper case.
    pub(super) fn region(&self) -> &'static str {
        self.region
    }

    fn code(&self) -> &'static CallingCode {
        &CODES[self.code]
    }

    /// `number` without the national prefix, which stays if only with it the number fits the general pattern. `None`
    /// where only the library can tell.
    fn without_national_prefix<'d>(&self, number: &'d str) -> Option<&'d str> {
        let Some(rest) = self.national_prefix.strip(number)? else {
            return Some(number);
        };
        let is_part = accepts(self.general, number) && !accepts(self.general, rest);
        Some(if is_part { number } else { rest })
    }

    fn length(&self, number: &str) -> Length {
        let length = u32::try_from(number.len()).unwrap_or(u32::MAX);
        let has = |lengths: u32| lengths.checked_shr(length).is_some_and(|rest| rest & 1 == 1);
        if has(self.local) || self.lengths == 0 {
            Length::Impossible
        } else if has(self.lengths) {
            Length::Possible
        } else if self.lengths.ilog2() < length {
            Length::TooLong
        } else {
            Length::Impossible
        }
    }
}

impl Prefix {
    /// What follows the prefix: `Some(None)` where it is not there, `None` where only the library can tell.
    fn strip<'d>(&self, digits: &'d str) -> Option<Option<&'d str>> {
        match self {
            Prefix::Never => Some(None),
            Prefix::Digits(prefix) => Some(digits.strip_prefix(prefix)),
            Prefix::Begins(firsts) => {
                let first = digits.bytes().next().map(|byte| byte.wrapping_sub(b'0'));
                let may = first.is_some_and(|first| firsts >> first & 1 == 1);
                (!may).then_some(None)
            }
        }
    }
}

/// Whether the automaton accepts `digits` from the state `root`.
fn accepts(root: State, digits: &str) -> bool {
    let (rows, _) = STATES.as_chunks::<20>();
    let mut state = root;
    for byte in digits.bytes() {
        let digit = usize::from(byte.wrapping_sub(b'0'));
        let Some(&[low, high]) =
            rows.get(usize::from(state >> 1)).and_then(|row| row.as_chunks::<2>().0.get(digit))
        else {
            return false;
        };
        state = u16::from_le_bytes([low, high]);
    }
    state & 1 == 1
}
