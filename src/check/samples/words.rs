//! Counts and shares in words.

/// `1 payload`, `2 payloads`.
pub(super) fn counted(count: u64, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}

/// `the only payload`, `all 2 payloads`.
pub(super) fn all(count: u64, what: &str) -> String {
    match count {
        1 => format!("the only {what}"),
        count => format!("all {count} {what}s"),
    }
}

/// A share as a percentage. It is 100 % only of all, and 0 % only of none.
pub(super) fn percent(count: u64, of: u64) -> String {
    match count.saturating_mul(100) / of.max(1) {
        0 if count > 0 => "< 1 %".to_owned(),
        percent => format!("{percent} %"),
    }
}

/// `3 of 40 (7 %)`.
pub(super) fn share(count: u64, of: u64) -> String {
    format!("{count} of {of} ({})", percent(count, of))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_all_are_a_hundred_per_cent_and_only_none_are_zero() {
        for (count, of, expected) in [
            (0, 3, "0 %"),
            (1, 1000, "< 1 %"),
            (999, 1000, "99 %"),
            (3, 3, "100 %"),
            (0, 0, "0 %"),
        ] {
            assert_eq!(percent(count, of), expected);
        }
    }
}
