//! Near misses: values to suggest when the value itself was not found.

use super::needle::{Case, Extent, Needle, ScalarKind};

/// How many digits a phone number has at least.
const PHONE_DIGITS: usize = 7;

/// How many characters of another spelling are kept.
const SPELLING: usize = 40;

/// Counts of near misses, each counted once, in its nearest sense.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Near {
    /// Equal but for upper and lower case.
    pub other_case: u64,
    /// The text is a part of them.
    pub containing: u64,
    /// The text is a part of them, but for upper and lower case.
    pub containing_in_other_case: u64,
    /// The same number with other punctuation or without its country.
    pub same_digits: u64,
    /// The first value that is the same number.
    pub spelling: Option<String>,
}

/// What is nearly a [`Needle`]: made once, for every value that is not what is looked for is compared with it.
#[derive(Debug, Clone)]
pub(super) struct Nearness {
    other_case: Option<Needle>,
    containing: Option<Needle>,
    containing_in_other_case: Option<Needle>,
    digits: Option<String>,
}

impl Nearness {
    pub(super) fn to(needle: &Needle) -> Self {
        let needle_with = |extent, case| Some(Needle::new(needle.text(), extent, case));
        let (is_exact, is_whole) = (needle.case() == Case::Exact, needle.extent() == Extent::Whole);
        let has_parts = !needle.text().is_empty();
        Nearness {
            other_case: needle_with(Extent::Whole, Case::Ignored).filter(|_| is_exact),
            containing: needle_with(Extent::Part, needle.case()).filter(|_| has_parts && is_whole),
            containing_in_other_case: needle_with(Extent::Part, Case::Ignored)
                .filter(|_| has_parts && is_exact),
            digits: phone_digits(needle.text()),
        }
    }
}

impl Near {
    /// Looks at a value that is not what was looked for.
    pub(super) fn look(&mut self, nearness: &Nearness, text: &str, kind: ScalarKind) {
        let is = |needle: &Option<Needle>| {
            needle.as_ref().is_some_and(|needle| needle.is_in(text, kind))
        };
        if is(&nearness.other_case) {
            self.other_case += 1;
        } else if is(&nearness.containing) {
            self.containing += 1;
        } else if is(&nearness.containing_in_other_case) {
            self.containing_in_other_case += 1;
        }
        if let Some(digits) = &nearness.digits
            && phone_digits(text).is_some_and(|other| are_same_number(digits, &other))
        {
            self.same_digits += 1;
            self.spelling.get_or_insert_with(|| text.chars().take(SPELLING).collect());
        }
    }

    /// Counts what was seen later.
    pub(super) fn append(&mut self, later: Near) {
        self.other_case += later.other_case;
        self.containing += later.containing;
        self.containing_in_other_case += later.containing_in_other_case;
        self.same_digits += later.same_digits;
        self.spelling = self.spelling.take().or(later.spelling);
    }
}

/// Whether the digits of two texts are the same phone number, as far as digits can tell: the one without its country may
/// be the end of the other.
fn are_same_number(left: &str, right: &str) -> bool {
    left.ends_with(right) || right.ends_with(left)
}

/// The digits of what may be a phone number, without the zeros before it.
fn phone_digits(text: &str) -> Option<String> {
    let may_be_phone = |c: char| c.is_ascii_digit() || "+-./() \u{a0}".contains(c);
    // A longer text is no phone number, nor is a shorter one.
    if !(PHONE_DIGITS..=2 * SPELLING).contains(&text.len()) || !text.chars().all(may_be_phone) {
        return None;
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_start_matches('0');
    (digits.len() >= PHONE_DIGITS).then(|| digits.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_same_number(left: &str, right: &str) -> bool {
        let digits = phone_digits(left).zip(phone_digits(right));
        digits.is_some_and(|(left, right)| are_same_number(&left, &right))
    }

    #[test]
    fn a_phone_number_is_the_same_in_other_spellings() {
        for [left, right] in [
            ["+91 98110 20562", "919811020562"],
            ["9811020562", "+91-98110-20562"],
            ["098110 20562", "(+91) 9811020562"],
        ] {
            assert!(is_same_number(left, right) && is_same_number(right, left), "{left} {right}");
        }
        for [left, right] in [
            ["98110 20562", "98110 20563"],
            ["2056", "98110 22056"],
            ["98110 20562", "id 9811020562"],
            ["", "98110 20562"],
        ] {
            assert!(!is_same_number(left, right), "{left} {right}");
        }
    }

    #[test]
    fn a_value_is_counted_for_its_nearest_sense() {
        let needle = Needle::new("Asha", Extent::Whole, Case::Exact);
        let mut near = Near::default();
        for text in ["asha", "Asha Rao", "ASHA RAO", "Ravi"] {
            near.look(&Nearness::to(&needle), text, ScalarKind::Text);
        }
        let Near { other_case, containing, containing_in_other_case, .. } = near;
        assert_eq!((other_case, containing, containing_in_other_case), (1, 1, 1));
    }
}
