//! Suggestions: the known name nearest to a misspelt one.

/// The longest name, in bytes, for which a suggestion is looked for: what is longer was not mistyped by hand.
const LONGEST: usize = 128;

/// The candidate nearest to `name`, if one is near enough to be what was meant: equal but for case, or at most one
/// edit away for each three characters (one is always allowed), never more than three, and with less than half of the
/// longer name touched. Of equally near ones the first.
pub fn nearest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    if name.len() > LONGEST {
        return None;
    }
    let length = name.chars().count();
    let limit = (length / 3).clamp(1, 3);
    candidates
        .into_iter()
        .filter(|candidate| candidate.len() <= LONGEST)
        .filter_map(|candidate| Some((distance(name, length, candidate, limit)?, candidate)))
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

/// How many edits lie between the two, if they are no more than `limit` and fewer than half of the longer has
/// characters.
fn distance(name: &str, length: usize, candidate: &str, limit: usize) -> Option<usize> {
    if name.to_lowercase() == candidate.to_lowercase() {
        return Some(0);
    }
    let other = candidate.chars().count();
    if length.abs_diff(other) > limit {
        return None;
    }
    let distance = strsim::damerau_levenshtein(name, candidate);
    (distance <= limit && distance * 2 < length.max(other)).then_some(distance)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const KEYS: [&str; 6] = ["path", "value", "values", "template", "required", "on_invalid"];

    #[test]
    fn a_slip_of_the_finger_is_understood() {
        for (typed, meant) in [
            ("pth", "path"),
            ("paht", "path"),
            ("valeu", "value"),
            ("valuess", "values"),
            ("requierd", "required"),
            ("REQUIRED", "required"),
            ("onInvalid", "on_invalid"),
            ("on-invalid", "on_invalid"),
            ("pat", "path"),
        ] {
            assert_eq!(nearest(typed, KEYS), Some(meant), "{typed}");
        }
    }

    #[test]
    fn nothing_absurd_is_suggested() {
        for typed in ["", "x", "pa", "zone", "many", "clean", "requirements of all"] {
            assert_eq!(nearest(typed, KEYS), None, "{typed}");
        }
        assert_eq!(nearest("a", ["b", "ab"]), None);
        assert_eq!(nearest("it", ["id", "i", "t"]), None);
        assert_eq!(nearest(&"a".repeat(200), [format!("{}b", "a".repeat(199)).as_str()]), None);
    }

    #[test]
    fn of_equally_near_names_the_first_is_chosen() {
        assert_eq!(nearest("nane", ["name", "lane", "nave"]), Some("name"));
        assert_eq!(nearest("nane", ["lane", "name"]), Some("lane"));
    }

    /// Names of few letters, so that many of them are near each other.
    fn name() -> impl Strategy<Value = String> {
        prop_oneof!["[abAé_-]{0,8}", "[a-z]{0,12}", "\\PC{0,6}"]
    }

    proptest! {
        #[test]
        fn what_is_suggested_is_near_and_there_is_none_nearer(
            typed in name(),
            candidates in prop::collection::vec(name(), 0..12),
        ) {
            let known: Vec<&str> = candidates.iter().map(String::as_str).filter(|name| *name != typed).collect();
            let edits = |name: &str| strsim::damerau_levenshtein(&typed, name);
            let is_same_but_for_case = |name: &str| name.to_lowercase() == typed.to_lowercase();
            let Some(meant) = nearest(&typed, known.iter().copied()) else {
                prop_assert!(!known.iter().any(|name| is_same_but_for_case(name)));
                return Ok(());
            };
            prop_assert!(known.contains(&meant));
            prop_assert_ne!(meant, &typed);
            if !is_same_but_for_case(meant) {
                let length = typed.chars().count();
                prop_assert!(edits(meant) <= 3 && edits(meant) <= (length / 3).max(1), "{}", meant);
                prop_assert!(2 * edits(meant) < length.max(meant.chars().count()), "{}", meant);
                prop_assert!(known.iter().all(|name| edits(name) >= edits(meant)), "{}", meant);
            }
        }
    }
}
