//! The selection of paths for a mapping.

use std::fmt;

use wildmatch::WildMatch;

/// Which paths become columns.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Selection {
    /// The paths to take.
    pub include: Include,
    /// The paths to leave out again.
    pub exclude: Vec<PathPattern>,
}

/// The paths that a selection takes.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Include {
    /// Those that look like a lead's details, or tell where it came from.
    #[default]
    LeadLike,
    /// All that hold values.
    All,
    /// Those that match one of these. Whole objects and arrays are taken where nothing else matches.
    Matching(Vec<PathPattern>),
}

/// A pattern for the text of a path: `*` stands for any characters, `?` for any one, everything else for itself, in
/// upper or lower case. It has to match the whole path.
#[derive(Debug, Clone, PartialEq)]
pub struct PathPattern(WildMatch);

/// Why a text is no pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadPattern;

impl fmt::Display for BadPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an empty pattern matches no path; `*` matches all")
    }
}

impl std::error::Error for BadPattern {}

impl PathPattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// When it is empty.
    pub fn parse(text: &str) -> Result<Self, BadPattern> {
        if text.trim().is_empty() {
            return Err(BadPattern);
        }
        Ok(PathPattern(WildMatch::new_case_insensitive(text)))
    }

    /// Whether it matches a path.
    pub(crate) fn matches(&self, path: &str) -> bool {
        self.0.matches(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_paths_as_they_are_written() {
        for (pattern, path, expected) in [
            ("*utm*", "payload.people_detail.utm_campaign", true),
            ("payload.people_detail.*", "payload.people_detail.name", true),
            ("payload.people_detail.*", "payload.name", false),
            ("f[name=email].values[*]", "f[name=email].values[*]", true),
            ("*[NAME=?mail]*", "f[name=email].values[*]", true),
            ("name", "person.name", false),
        ] {
            let matches = PathPattern::parse(pattern).unwrap().matches(path);
            assert_eq!(matches, expected, "{pattern} {path}");
        }
        assert_eq!(PathPattern::parse(" "), Err(BadPattern));
    }
}
