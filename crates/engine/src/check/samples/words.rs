//! Counts and shares in words.

use crate::schema::Share;

/// How many members are listed.
const LISTED: usize = 8;

/// `the only payload`, `all 2 payloads`.
pub(super) fn all(count: u64, what: &str) -> String {
    match count {
        1 => format!("the only {what}"),
        count => format!("all {count} {what}s"),
    }
}

/// A share in per cent.
pub(super) fn percent(count: u64, of: u64) -> String {
    Share { count, of }.to_string()
}

/// `3 of 40 (7 %)`.
pub(super) fn share(count: u64, of: u64) -> String {
    format!("{count} of {of} ({})", percent(count, of))
}

/// The first few, and how many more there are.
pub(super) fn list(names: impl Iterator<Item = String>, count: usize) -> String {
    let listed: Vec<String> = names.take(LISTED).collect();
    match count.saturating_sub(LISTED) {
        0 => listed.join(", "),
        more => format!("{}, and {more} more", listed.join(", ")),
    }
}
