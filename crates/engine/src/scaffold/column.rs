//! Column names: the last key, and as much before it as distinguishes it from the others.

#![expect(
    clippy::indexing_slicing,
    reason = "the number of an entry, or of a step in it, is one that was found in the list"
)]

use std::collections::{HashMap, HashSet};

use super::naming::PathName;
use crate::schema::SchemaStep;
use crate::schema::keys::name_words;

/// The longest column name, in characters.
const LONGEST: usize = 40;

/// The column of a path without any word.
const NAMELESS: &str = "value";

/// How many keys are put before a name, at most, to tell it from the others.
const PREFIXES: usize = 2;

/// Column names that are not told apart by case only, each at most once.
#[derive(Debug, Default)]
pub(super) struct ColumnNames {
    taken: HashSet<String>,
    /// For names that stand several times, the number last tried.
    numbers: HashMap<String, usize>,
}

impl ColumnNames {
    /// A name for the path `steps`, which no path before has.
    pub(super) fn name(&mut self, steps: &[SchemaStep], path_name: Option<&PathName>) -> String {
        let mut parts =
            path_name.map_or_else(Vec::new, |path_name| path_name.unnumbered().to_vec());
        let base = column(&parts).unwrap_or_else(|| NAMELESS.to_owned());
        if self.take(&base) {
            return base;
        }
        let mut before = &steps[..path_name.map_or(0, |path_name| path_name.at)];
        for _ in 0..PREFIXES {
            let Some((at, prefix)) = last_words(before) else {
                break;
            };
            before = &before[..at];
            parts.splice(..0, prefix);
            if let Some(name) = column(&parts).filter(|name| self.take(name)) {
                return name;
            }
        }
        self.numbered(&base)
    }

    fn numbered(&mut self, base: &str) -> String {
        let mut number = self.numbers.get(base).copied().unwrap_or(1);
        loop {
            number += 1;
            let name = format!("{base}_{number}");
            if self.take(&name) {
                self.numbers.insert(base.to_owned(), number);
                return name;
            }
        }
    }

    fn take(&mut self, name: &str) -> bool {
        // Some letters have a lower case only when they stand alone.
        self.taken.insert(name.to_lowercase())
    }
}

/// The last step that has words, and these.
fn last_words(steps: &[SchemaStep]) -> Option<(usize, Vec<String>)> {
    steps.iter().enumerate().rev().find_map(|(at, step)| {
        let name = match step {
            SchemaStep::Key(name) | SchemaStep::LookUp { name, .. } => name,
            SchemaStep::Each => return None,
        };
        let words = name_words(name);
        (!words.is_empty()).then_some((at, words))
    })
}

/// A column name of words, as many as there is room for; `None` where there are none.
fn column(words: &[String]) -> Option<String> {
    let mut name = String::new();
    let mut length = 0;
    for word in words {
        let more = word.chars().count() + usize::from(length > 0);
        if length + more > LONGEST {
            if length == 0 {
                name.extend(word.chars().take(LONGEST));
            }
            break;
        }
        if length > 0 {
            name.push('_');
        }
        name.push_str(word);
        length += more;
    }
    if name.starts_with(|c: char| c.is_ascii_digit()) {
        name.insert_str(0, "field_");
    }
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(paths: &[&[&str]]) -> Vec<String> {
        let mut columns = ColumnNames::default();
        let name = |keys: &&[&str]| {
            let steps: Vec<SchemaStep> =
                keys.iter().map(|key| SchemaStep::Key((*key).to_owned())).collect();
            columns.name(&steps, PathName::of(&steps).as_ref())
        };
        paths.iter().map(name).collect()
    }

    #[test]
    fn a_name_that_is_taken_gets_what_stands_before_it() {
        let paths: [&[&str]; 6] = [
            &["person", "name"],
            &["company", "name"],
            &["a", "company", "name"],
            &["Person", "Name"],
            &["NAME"],
            &["name"],
        ];
        assert_eq!(
            names(&paths),
            ["name", "company_name", "a_company_name", "person_name", "name_2", "name_3"]
        );
    }

    #[test]
    fn keys_without_words_have_names_too() {
        let paths: [&[&str]; 4] = [&[""], &["?"], &[], &["x", "*"]];
        assert_eq!(names(&paths), ["value", "value_2", "value_3", "x"]);
    }

    #[test]
    fn keys_become_columns_in_whatever_way_they_are_written() {
        for (key, expected) in [
            ("createdAt", "created_at"),
            ("Phone Number", "phone_number"),
            ("FULL_NAME", "full_name"),
            ("submissionID", "submission_id"),
            ("q3_workshopName", "q3_workshop_name"),
            ("1.3", "field_1_3"),
            ("आप_किस_समय_बात_कर_सकते_हैं?", "आप_किस_समय_बात_कर_सकते_हैं"),
            ("क्या 12वीं", "क्या_12वीं"),
            ("эл._адрес", "эл_адрес"),
            ("a\u{202e}b\n", "a_b"),
        ] {
            assert_eq!(column(&name_words(key)).as_deref(), Some(expected), "{key:?}");
        }
    }

    #[test]
    fn long_questions_end_at_a_word_and_nothing_is_no_name() {
        let question = "Which of our many products are you most interested in, and why?";
        let name = column(&name_words(question)).unwrap();
        assert_eq!(name, "which_of_our_many_products_are_you_most");
        let word = column(&name_words(&"é".repeat(100))).unwrap();
        assert_eq!(word.chars().count(), LONGEST);
        for key in ["", "?!", "\u{200b}", "…"] {
            assert_eq!(column(&name_words(key)), None, "{key:?}");
        }
    }
}
