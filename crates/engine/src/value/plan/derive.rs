//! Derives the automaton from the library's metadata, and tests that both agree.
//!
//! `UPDATE_PLANS=1 cargo test --lib value::plan` writes it anew, which is due when the library's version changes.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::{fs, path::Path};

use proptest::prelude::*;
use regex_automata::Anchored;
use regex_automata::dfa::{Automaton as _, StartKind, dense};
use regex_automata::util::{primitives::StateID, start, syntax};
use rlibphonenumber::interfaces::AsOriginal as _;
use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat, Region};

use super::*;

/// More digits than any number has that is asked about.
const DEEPEST: usize = 26;

/// A pattern of the library, anchored at the start and, where it has a `$`, at the end.
struct NumberPattern(dense::DFA<Vec<u32>>);

impl NumberPattern {
    fn of(pattern: &str) -> Self {
        let dfa = dense::Builder::new()
            .configure(dense::Config::new().start_kind(StartKind::Anchored))
            .syntax(syntax::Config::new().unicode(false).utf8(false))
            .build(pattern);
        NumberPattern(dfa.unwrap())
    }

    fn start(&self) -> StateID {
        let start = start::Config::new().anchored(Anchored::Yes);
        self.0.start_state(&start).unwrap()
    }

    fn fits(&self, at: StateID) -> bool {
        self.0.is_match_state(self.0.next_eoi_state(at))
    }

    /// Whether it fits what was read so far, whatever follows.
    fn has_fitted(&self, at: StateID) -> bool {
        // A match is told one digit late.
        self.fits(at) || self.0.is_match_state(at)
    }
}

/// The numbers of one kind.
struct NumberDesc {
    pattern: NumberPattern,
    lengths: Vec<i32>,
}

/// What decides on the numbers of a country that shares its code with others.
struct Country {
    general: NumberDesc,
    kinds: Vec<NumberDesc>,
    leading: Option<NumberPattern>,
}

/// Which numbers are wanted.
enum NumberSet<'c> {
    General(&'c NumberPattern),
    Valid(&'c [Country]),
}

/// What was read so far: a state for each pattern, and the countries whose leading digits have been seen.
#[derive(Clone, PartialEq, Eq, Hash)]
struct ProductState {
    states: Vec<StateID>,
    led: u64,
    length: usize,
}

/// The automaton in the making. Equal rows are one.
struct Automaton {
    rows: Vec<[State; 10]>,
    known: HashMap<[State; 10], State>,
}

impl Automaton {
    fn new() -> Self {
        let nothing = [0; 10];
        Automaton { rows: vec![nothing], known: HashMap::from([(nothing, 0)]) }
    }

    fn add(&mut self, wanted: &NumberSet<'_>) -> State {
        let reading = ProductState {
            states: wanted.patterns().iter().map(|pattern| pattern.start()).collect(),
            led: 0,
            length: 0,
        };
        self.node(wanted, reading, &mut HashMap::new())
    }

    fn node(
        &mut self,
        wanted: &NumberSet<'_>,
        mut reading: ProductState,
        seen: &mut HashMap<ProductState, State>,
    ) -> State {
        reading.led |= wanted.led(&reading);
        if let Some(&state) = seen.get(&reading) {
            return state;
        }
        let patterns = wanted.patterns();
        let is_dead = |(pattern, &at): (&&NumberPattern, _)| pattern.0.is_dead_state(at);
        let mut row = [0; 10];
        if reading.length < DEEPEST && !patterns.iter().zip(&reading.states).all(is_dead) {
            for (digit, to) in (b'0'..=b'9').zip(&mut row) {
                let states = patterns.iter().zip(&reading.states);
                let next = ProductState {
                    states: states.map(|(pattern, &at)| pattern.0.next_state(at, digit)).collect(),
                    led: reading.led,
                    length: reading.length + 1,
                };
                *to = self.node(wanted, next, seen);
            }
        }
        let next = State::try_from(self.rows.len() << 1).unwrap();
        let row = *self.known.entry(row).or_insert_with(|| {
            self.rows.push(row);
            next
        });
        let state = row | State::from(wanted.accepts(&reading));
        seen.insert(reading, state);
        state
    }
}

impl NumberSet<'_> {
    fn patterns(&self) -> Vec<&NumberPattern> {
        match self {
            NumberSet::General(pattern) => vec![pattern],
            NumberSet::Valid(countries) => countries.iter().flat_map(Country::patterns).collect(),
        }
    }

    fn led(&self, reading: &ProductState) -> u64 {
        let NumberSet::Valid(countries) = self else {
            return 0;
        };
        let mut states = reading.states.iter();
        let mut led = 0;
        for (place, country) in countries.iter().enumerate() {
            for pattern in country.patterns() {
                let at = *states.next().unwrap();
                let leads =
                    country.leading.as_ref().is_some_and(|leading| std::ptr::eq(leading, pattern));
                led |= u64::from(leads && pattern.has_fitted(at)) << place;
            }
        }
        led
    }

    fn accepts(&self, reading: &ProductState) -> bool {
        let countries = match self {
            NumberSet::General(pattern) => return pattern.fits(reading.states[0]),
            NumberSet::Valid(countries) => countries,
        };
        let mut states = reading.states.iter();
        for (place, country) in countries.iter().enumerate() {
            let mut fits = |kind: &NumberDesc| {
                let fits = kind.pattern.fits(*states.next().unwrap());
                let length = i32::try_from(reading.length).unwrap();
                fits && (kind.lengths.is_empty() || kind.lengths.contains(&length))
            };
            let general = fits(&country.general);
            let kinds = country.kinds.iter().filter(|kind| fits(kind)).count();
            states.by_ref().take(usize::from(country.leading.is_some())).for_each(drop);
            let is_valid = general && kinds > 0;
            // The first country that claims a number decides on it.
            if is_valid || countries.len() == 1 || reading.led >> place & 1 == 1 {
                return is_valid;
            }
        }
        false
    }
}

impl Country {
    fn patterns(&self) -> impl Iterator<Item = &NumberPattern> {
        let kinds = std::iter::once(&self.general).chain(&self.kinds);
        kinds.map(|kind| &kind.pattern).chain(&self.leading)
    }
}

/// What precedes a number in a country, from the library's pattern for it.
fn prefix(pattern: Option<&str>, is_rewritten: bool) -> String {
    let Some(pattern) = pattern.filter(|pattern| !pattern.is_empty()) else {
        return "Prefix::Never".into();
    };
    let inner = pattern.strip_prefix("^(?:").unwrap().strip_suffix(")$").unwrap();
    if !is_rewritten && inner.bytes().all(|byte| byte.is_ascii_digit()) {
        return format!("Prefix::Digits({inner:?})");
    }
    let pattern = NumberPattern::of(&format!("^(?:{inner})"));
    let start = pattern.start();
    let begins = (0..10u8).filter(|digit| {
        let next = pattern.0.next_state(start, b'0' + digit);
        !pattern.0.is_dead_state(next)
    });
    let firsts = begins.fold(0u16, |bits, digit| bits | 1 << digit);
    format!("Prefix::Begins({firsts:#012b})")
}

fn bits(lengths: &[i32]) -> u32 {
    let bit = |length: &i32| 1u32.checked_shl(u32::try_from(*length).unwrap()).unwrap();
    lengths.iter().map(bit).fold(0, |bits, bit| bits | bit)
}

/// The table's text and the automaton's bytes.
fn derived() -> (String, Vec<u8>) {
    let library = PHONE_NUMBER_UTIL.as_original();
    let mut codes: Vec<String> =
        library.get_supported_calling_codes().map(|code| code.to_string()).collect();
    codes.sort_unstable();
    let mut automaton = Automaton::new();
    let (mut code_rows, mut plan_rows, mut plan_count) = (String::new(), String::new(), 0);
    for (place, digits) in codes.iter().enumerate() {
        let code = digits.parse().unwrap();
        let regions: Vec<_> = library.get_regions_for_country_calling_code(code).unwrap().collect();
        let main = plan_count;
        let mut countries = Vec::new();
        for region in regions {
            let metadata = library.get_metadata_for_region_or_calling_code(code, region).unwrap();
            let kind =
                |desc: &rlibphonenumber::PhoneNumberDesc, pattern: Option<&str>| NumberDesc {
                    pattern: NumberPattern::of(pattern.unwrap_or("[^0-9]")),
                    lengths: desc.possible_length.clone(),
                };
            let general = &metadata.general_desc;
            let kinds = [
                &metadata.premium_rate,
                &metadata.toll_free,
                &metadata.shared_cost,
                &metadata.voip,
                &metadata.personal_number,
                &metadata.pager,
                &metadata.uan,
                &metadata.voicemail,
                &metadata.fixed_line,
                &metadata.mobile,
            ];
            let leading = metadata.leading_digits().pattern_base.as_deref();
            let country = Country {
                general: kind(
                    &general.original,
                    general.national_number_pattern().pattern_base.as_deref(),
                ),
                kinds: kinds
                    .into_iter()
                    .map(|desc| {
                        kind(&desc.original, desc.national_number_pattern().pattern_base.as_deref())
                    })
                    .collect(),
                leading: leading
                    .map(|pattern| NumberPattern::of(pattern.strip_suffix('$').unwrap_or(pattern))),
            };
            let state = automaton.add(&NumberSet::General(&country.general.pattern));
            let national = metadata.national_prefix_for_parsing().pattern_base.as_deref();
            let is_rewritten = !metadata.original.national_prefix_transform_rule().is_empty();
            // A national prefix of no digits changes nothing; an international one would make a difference.
            let international = metadata.international_prefix().pattern_base.as_deref();
            let no_digits = international.map(NumberPattern::of);
            assert!(!no_digits.is_some_and(|pattern| pattern.fits(pattern.start())));
            writeln!(
                plan_rows,
                "    NumberingPlan {{ region: {:?}, code: {place}, general: {state}, lengths: {:#x}, local: {:#x}, national_prefix: {}, international_prefix: {} }},",
                region.to_string(),
                bits(&general.original.possible_length),
                bits(&general.original.possible_length_local_only),
                prefix(national, is_rewritten),
                prefix(international, false),
            )
            .unwrap();
            plan_count += 1;
            countries.push(country);
        }
        let valid = automaton.add(&NumberSet::Valid(&countries));
        writeln!(
            code_rows,
            "    CallingCode {{ digits: {digits:?}, main: {main}, valid: {valid} }},"
        )
        .unwrap();
    }
    let text = format!(
        "//! The calling codes and numbering plans that the library knows; written by `derive.rs`, not by hand.\n\n\
         use super::{{CallingCode, NumberingPlan, Prefix}};\n\n\
         /// In the order of their digits as text.\n#[rustfmt::skip]\n\
         pub(super) static CODES: &[CallingCode] = &[\n{code_rows}];\n\n\
         /// Code by code, its main country first.\n#[rustfmt::skip]\n\
         pub(super) static PLANS: &[NumberingPlan] = &[\n{plan_rows}];\n"
    );
    let states = automaton.rows.iter().flatten().flat_map(|state| state.to_le_bytes());
    (text, states.collect())
}

#[test]
fn the_plans_are_those_of_the_library() {
    let (text, states) = derived();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/value/plan");
    if std::env::var_os("UPDATE_PLANS").is_some() {
        fs::write(folder.join("table.rs"), text).unwrap();
        fs::write(folder.join("states.bin"), states).unwrap();
        return;
    }
    let written = include_str!("table.rs").replace("\r\n", "\n");
    assert!(written == text && STATES == states, "run with UPDATE_PLANS=1");
}

/// What the library says, in the terms of [`read`].
fn asked(digits: &str, home: Option<&NumberingPlan>) -> Result<(String, String), PhoneError> {
    let library = &PHONE_NUMBER_UTIL;
    let plus = if home.is_some() { "" } else { "+" };
    let home = home.map(|plan| Region::from_code(plan.region).unwrap());
    let number =
        library.parse(format!("{plus}{digits}"), home).map_err(|_| PhoneError::Unreadable)?;
    if !library.is_valid_number(&number) {
        return Err(PhoneError::Invalid);
    }
    let e164 = library.format(&number, PhoneNumberFormat::E164);
    let national = number.get_national_significant_number();
    Ok((e164.into_owned(), national))
}

/// Holds what the automaton says, if it says anything, to what the library says.
fn agree(digits: &str, home: Option<&'static NumberingPlan>) -> bool {
    let Some(read) = read(digits, home) else {
        return false;
    };
    let read = read
        .map(|number| (format!("+{}{}", number.code, number.national), number.national.to_owned()));
    assert_eq!(read, asked(digits, home), "{digits} in {home:?}");
    true
}

/// A number of each kind that each plan has, as the library has them.
fn examples() -> Vec<(&'static NumberingPlan, String)> {
    use rlibphonenumber::PhoneNumberType as Type;
    let mut examples = Vec::new();
    for plan in PLANS.iter().filter(|plan| plan.region.len() == 2) {
        let region = Region::from_code(plan.region).unwrap();
        for kind in [
            Type::FixedLine,
            Type::Mobile,
            Type::TollFree,
            Type::VoIP,
            Type::PersonalNumber,
            Type::UAN,
        ] {
            if let Ok(number) =
                PHONE_NUMBER_UTIL.get_example_number_for_type_and_region(region, kind)
            {
                examples.push((plan, number.get_national_significant_number()));
            }
        }
    }
    examples
}

#[test]
fn every_countrys_usual_numbers_are_read_without_the_library() {
    let mut asked_for = 0;
    let examples = examples();
    assert!(examples.len() > 700);
    for (plan, national) in &examples {
        let code = plan.code().digits;
        for international in [format!("{code}{national}"), format!("{code}0{national}")] {
            asked_for += usize::from(!agree(&international, None));
        }
        for dialled in [
            national.clone(),
            format!("0{national}"),
            format!("1{national}"),
            format!("{code}{national}"),
            format!("00{code}{national}"),
            format!("011{code}{national}"),
        ] {
            agree(&dialled, Some(plan));
        }
    }
    // Those of the countries that rewrite their prefixes.
    assert!(asked_for < examples.len() / 5, "{asked_for} of {}", examples.len());
    for (digits, home) in
        [("919820010431", None), ("9820010431", Some("IN")), ("910987654321", None)]
    {
        assert!(agree(digits, home.map(|region| of_region(region).unwrap())));
    }
}

#[test]
fn countries_are_those_that_the_library_has_a_plan_for() {
    let letters = || (b'A'..=b'Z').chain(b'a'..=b'z').map(char::from);
    for first in letters() {
        for second in letters() {
            let code = format!("{first}{second}");
            let known = Region::from_code(&code)
                .ok()
                .filter(|&region| PHONE_NUMBER_UTIL.get_country_code_for_region(region).is_some())
                .map(|region| region.to_string());
            assert_eq!(of_region(&code).map(|plan| plan.region.to_owned()), known, "{code}");
        }
    }
}

proptest! {
    #[test]
    fn any_digits_are_read_as_the_library_reads_them(digits in "[0-9]{1,25}", home in 0..PLANS.len()) {
        agree(&digits, None);
        agree(&digits, Some(&PLANS[home]).filter(|plan| plan.region.len() == 2));
    }

    #[test]
    fn what_is_nearly_a_number_is_read_as_the_library_reads_it(
        example in any::<prop::sample::Index>(),
        before in "(|0|1|8|00|011|810|0[0-9]{1,3})",
        with_code in any::<bool>(),
        edits in prop::collection::vec((0..16usize, b'0'..=b'9'), 0..4),
        after in "[0-9]{0,3}",
        home in any::<prop::sample::Index>(),
    ) {
        let examples = EXAMPLES.with(Clone::clone);
        let (plan, national) = &examples[example.index(examples.len())];
        let mut national = national.clone().into_bytes();
        for (place, digit) in edits {
            if let Some(byte) = national.get_mut(place) {
                *byte = digit;
            }
        }
        let national = String::from_utf8(national).unwrap();
        let code = if with_code { plan.code().digits } else { "" };
        let digits = format!("{before}{code}{national}{after}");
        let digits = &digits[..digits.len().min(25)];
        agree(digits, None);
        agree(digits, Some(plan));
        agree(&format!("{}{before}{national}", plan.code().digits), None);
        let home = &PLANS[home.index(PLANS.len())];
        agree(digits, Some(home).filter(|plan| plan.region.len() == 2));
    }
}

thread_local! {
    static EXAMPLES: std::rc::Rc<Vec<(&'static NumberingPlan, String)>> = std::rc::Rc::new(examples());
}
