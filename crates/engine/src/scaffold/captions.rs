//! Captions: the questions of a form whose answers stand under a meaningless key: `{"key": "question_aBc1", "label":
//! "Full Name", "value": …}`.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::naming::PathName;
use crate::json::Part;
use crate::schema::SchemaStep;
use crate::schema::keys::name_words;

/// Members that tell questions apart and are for programs.
const KEYS: [&str; 8] =
    ["key", "id", "ref", "field_id", "fieldId", "question_id", "questionId", "column_id"];

/// Members that say the same for people.
const LABELS: [&str; 5] = ["label", "title", "question", "questionText", "question_text"];

/// A form with more questions than this is none.
const MOST: usize = 1000;

/// A longer text is no question but an answer, in bytes.
const LONGEST: usize = 300;

/// How many levels below the payload are searched for questions.
const DEPTH: usize = 8;

/// Questions by the key that their answers stand under; `None` where they turned out to be too many.
#[derive(Debug, Clone)]
pub(super) struct Captions(Option<BTreeMap<Box<str>, Caption>>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Caption {
    One(Box<str>),
    /// The key is called this and that.
    Several,
}

impl Captions {
    pub(super) fn new() -> Self {
        Captions(Some(BTreeMap::new()))
    }

    /// Takes in the questions of a payload.
    pub(super) fn observe(&mut self, payload: Part<'_>) {
        self.look(payload, DEPTH);
    }

    fn look(&mut self, value: Part<'_>, depth: usize) {
        if depth == 0 || self.0.is_none() {
            return;
        }
        for (_, member) in value.members() {
            self.look(member, depth - 1);
        }
        for element in value.elements() {
            self.question(element);
            self.look(element, depth - 1);
        }
    }

    fn question(&mut self, element: Part<'_>) {
        let text = |keys: &[&str]| {
            keys.iter().find_map(|key| {
                element.member(key)?.string().filter(|text| !text.trim().is_empty())
            })
        };
        let Some((key, label)) = text(&KEYS).zip(text(&LABELS)) else {
            return;
        };
        let Some(captions) = &mut self.0 else {
            return;
        };
        if label.len() > LONGEST {
            return;
        }
        let full = captions.len() >= MOST;
        match captions.get_mut(key.as_ref()) {
            Some(Caption::One(known)) if **known == *label => {}
            Some(known) => *known = Caption::Several,
            None if full => self.0 = None,
            None => {
                captions.insert(key.as_ref().into(), Caption::One(label.as_ref().into()));
            }
        }
    }

    /// Takes in what `other` has seen.
    pub(super) fn merge(&mut self, other: Captions) {
        let Some((captions, others)) = self.0.as_mut().zip(other.0) else {
            self.0 = None;
            return;
        };
        for (key, caption) in others {
            match captions.entry(key) {
                Entry::Vacant(entry) => {
                    entry.insert(caption);
                }
                Entry::Occupied(mut entry) if *entry.get() != caption => {
                    entry.insert(Caption::Several);
                }
                Entry::Occupied(_) => {}
            }
        }
        if captions.len() > MOST {
            self.0 = None;
        }
    }

    /// The name of `steps`: the question, if the last look-up is by a key that has one.
    pub(super) fn path_name(&self, steps: &[SchemaStep]) -> Option<PathName> {
        let mut path_name = PathName::of(steps)?;
        if let Some(SchemaStep::LookUp { key, name }) = steps.get(path_name.at)
            && KEYS.contains(&key.as_str())
            && let Some(Caption::One(label)) =
                self.0.as_ref().and_then(|all| all.get(name.as_str()))
        {
            let words = name_words(label);
            if !words.is_empty() {
                path_name.words = words;
            }
        }
        Some(path_name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_called_as_their_questions_are() {
        let mut captions = Captions::new();
        let payload = r#"{"f":[{"key":"q_1","label":"Full Name"},{"key":"q_2","label":"A"},{"key":"q_2","label":"B"}]}"#;
        captions.observe(Part::Text(payload));
        let path_name = |name: &str| {
            let look_up = SchemaStep::LookUp { key: "key".to_owned(), name: name.to_owned() };
            let steps =
                [SchemaStep::Key("f".to_owned()), look_up, SchemaStep::Key("value".to_owned())];
            captions.path_name(&steps).unwrap().words.join(" ")
        };
        assert_eq!(path_name("q_1"), "full name");
        assert_eq!(path_name("q_2"), "q 2");
        assert_eq!(path_name("q_3"), "q 3");
    }
}
