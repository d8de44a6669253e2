//! The name of a path: the last key or look-up that says what its values are.

#![expect(
    clippy::indexing_slicing,
    reason = "the number of an entry, or of a step in it, is one that was found in the list"
)]

use crate::schema::SchemaStep;
use crate::schema::keys::{Vocabulary, name_words};

/// Keys that say only that here is the value of what the key before is called.
const HOLDERS: Vocabulary = Vocabulary(
    "value values stringvalue textvalue fieldvalue propertyvalue answer answers answerdetails \
     response responses useranswer selected text label labels formatted raw full body number \
     boolean",
);

/// The name of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PathName {
    /// The words of it.
    pub(super) words: Vec<String>,
    /// The step that says so.
    pub(super) at: usize,
}

impl PathName {
    /// What `steps` are called; `None` where nothing in them says so.
    pub(super) fn of(steps: &[SchemaStep]) -> Option<PathName> {
        let mut held = None;
        for (at, step) in steps.iter().enumerate().rev() {
            let (name, at) = match step {
                SchemaStep::Each => continue,
                // What is looked up by its name and stands under it has one name.
                SchemaStep::Key(name) if at > 0 && is_look_up(&steps[at - 1], name) => {
                    (name, at - 1)
                }
                SchemaStep::Key(name) | SchemaStep::LookUp { name, .. } => (name, at),
            };
            let words = name_words(name);
            if words.is_empty() {
                continue;
            }
            let named_by_list = || {
                let list = steps[..at].last();
                matches!(list, Some(SchemaStep::Key(list)) if !is_holder(&name_words(list)))
            };
            let is_key = matches!(step, SchemaStep::Key(_));
            if is_holder(&words) && (is_key && !is_look_up(&steps[at], name) || named_by_list()) {
                held = held.or(Some(PathName { words, at }));
                continue;
            }
            return Some(PathName { words, at }.with_part(steps));
        }
        held
    }

    /// Takes in the key before, where this one names a part of it: `name.first`, `phone.area`.
    fn with_part(mut self, steps: &[SchemaStep]) -> PathName {
        let part = Vocabulary("first last middle area").has(&self.words.concat());
        if part && let Some(outer) = PathName::of(&steps[..self.at]) {
            // The first of a full name is the first name.
            self.words.extend(outer.words.last().cloned());
        }
        self
    }

    /// The words without the number that a form has given the question: `q3_name`.
    pub(super) fn unnumbered(&self) -> &[String] {
        match self.words.split_first() {
            Some((first, rest)) if !rest.is_empty() && is_question_number(first) => rest,
            _ => &self.words,
        }
    }

    /// The words that mean something: `your name` is a name.
    pub(super) fn plain_words(&self) -> Vec<String> {
        let fillers = Vocabulary("your my the enter please what is");
        let words = self.unnumbered().iter().filter(|word| !fillers.has(word));
        let plain: Vec<_> = words.cloned().collect();
        if plain.is_empty() { self.words.clone() } else { plain }
    }
}

fn is_look_up(step: &SchemaStep, wanted: &str) -> bool {
    matches!(step, SchemaStep::LookUp { name, .. } if name == wanted)
}

fn is_holder(words: &[String]) -> bool {
    HOLDERS.has(&words.concat())
}

fn is_question_number(word: &str) -> bool {
    word.strip_prefix('q')
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path_name(steps: &[SchemaStep]) -> String {
        PathName::of(steps).map_or_else(String::new, |path_name| path_name.plain_words().join(" "))
    }

    fn key(name: &str) -> SchemaStep {
        SchemaStep::Key(name.to_owned())
    }

    #[test]
    fn what_holds_a_value_does_not_name_it() {
        let look_up = SchemaStep::LookUp { key: "name".to_owned(), name: "full_name".to_owned() };
        let answer = [key("field_data"), look_up, key("values"), SchemaStep::Each];
        assert_eq!(path_name(&answer), "full name");
        assert_eq!(path_name(&[key("properties"), key("city"), key("value")]), "city");
        assert_eq!(path_name(&[key("q3_name"), key("first")]), "first name");
        assert_eq!(path_name(&[key("q4_phoneNumber"), key("full")]), "phone number");
        let typed =
            |name: &str| SchemaStep::LookUp { key: "type".to_owned(), name: name.to_owned() };
        let choice = [key("answers"), typed("choice"), key("choice"), key("label")];
        assert_eq!(PathName::of(&choice).unwrap().at, 1);
        assert_eq!(path_name(&choice), "choice");
        let text = [typed("text"), key("text"), key("body")];
        assert_eq!(path_name(&[&[key("messages")], text.as_slice()].concat()), "messages");
        assert_eq!(path_name(&[&[key("answers")], text.as_slice()].concat()), "text");
        assert_eq!(path_name(&[key("value")]), "value");
        assert_eq!(path_name(&[SchemaStep::Each]), "");
    }
}
