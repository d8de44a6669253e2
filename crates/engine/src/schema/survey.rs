//! The schemas of one run over captures: one schema, or one for each value of a path.

use std::collections::BTreeMap;

use super::{ExampleKind, Schema};
use crate::json::{Part, PartKind};
use crate::path::Query;

/// The most groups that payloads can be told apart by.
pub const GROUPS: usize = 100;

/// The schemas of a run.
#[derive(Debug, Clone)]
pub enum Survey {
    /// All payloads together.
    Whole(Schema),
    /// The payloads apart, by what they have at a path.
    Grouped(Grouped),
}

/// Schemas by what the payloads have at a path.
#[derive(Debug, Clone)]
pub struct Grouped {
    /// The path, as it was written.
    pub(crate) by: String,
    pub(super) groups: BTreeMap<Group, Schema>,
}

/// What the payloads of a group have in common.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// The first node that the path selects is this string, number or boolean, told by its text.
    Value(ExampleKind, Box<str>),
    /// There is no such node, or it is blank, an array or an object.
    Without,
}

/// Why two surveys cannot be taken together, or payloads be told apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mismatch {
    /// There are more than [`GROUPS`] groups.
    TooManyGroups,
    /// One is told apart by another path than the other, or not at all.
    Grouping {
        /// The path of the one that was to be taken in.
        found: Option<String>,
        /// The path of the one that was to take it.
        expected: Option<String>,
    },
}

impl Group {
    /// The group of a payload that is told apart by `path`.
    pub fn of(payload: Part<'_>, path: &Query) -> Group {
        let Some(text) = path.first_in(payload) else {
            return Group::Without;
        };
        match Part::Text(text).kind() {
            PartKind::String(text) if !text.trim().is_empty() => {
                Group::Value(ExampleKind::Text, text.as_ref().into())
            }
            PartKind::Number(number) => Group::Value(ExampleKind::Number, number.into()),
            PartKind::Boolean(_) => Group::Value(ExampleKind::Boolean, text.into()),
            _ => Group::Without,
        }
    }

    /// What it is called in messages: a text that may hold anything.
    pub fn label(&self) -> &str {
        match self {
            Group::Value(_, text) => text,
            Group::Without => "(no value)",
        }
    }
}

impl Grouped {
    /// Of no payloads.
    pub fn by(path: &str) -> Self {
        Grouped { by: path.to_owned(), groups: BTreeMap::new() }
    }

    /// The schema of a group, which may be new.
    ///
    /// # Errors
    /// When there are too many groups.
    pub fn schema(&mut self, group: Group) -> Result<&mut Schema, Mismatch> {
        if self.groups.len() >= GROUPS && !self.groups.contains_key(&group) {
            return Err(Mismatch::TooManyGroups);
        }
        Ok(self.groups.entry(group).or_default())
    }

    /// Whether there would not be too many groups with those of `other`.
    pub fn has_room_for(&self, other: &Grouped) -> bool {
        let new = other.groups.keys();
        let new = new.filter(|group| !self.groups.contains_key(group)).count();
        self.groups.len() + new <= GROUPS
    }

    /// The groups, those with the most payloads first.
    pub(crate) fn in_order(&self) -> Vec<(&Group, &Schema)> {
        let mut groups: Vec<_> = self.groups.iter().collect();
        groups.sort_by_key(|(group, schema)| {
            (**group == Group::Without, std::cmp::Reverse(schema.payloads()))
        });
        groups
    }
}

impl Survey {
    /// Takes in what `other` has seen.
    ///
    /// # Errors
    /// When the two tell payloads apart in different ways, or too many groups come together.
    pub fn merge(&mut self, other: Survey) -> Result<(), Mismatch> {
        match (self, other) {
            (Survey::Whole(here), Survey::Whole(there)) => here.merge(there),
            (Survey::Grouped(here), Survey::Grouped(there)) if here.by == there.by => {
                for (group, schema) in there.groups {
                    here.schema(group)?.merge(schema);
                }
            }
            (here, there) => {
                return Err(Mismatch::Grouping {
                    found: there.by().map(str::to_owned),
                    expected: here.by().map(str::to_owned),
                });
            }
        }
        Ok(())
    }

    /// The path by which payloads are told apart.
    pub fn by(&self) -> Option<&str> {
        match self {
            Survey::Whole(_) => None,
            Survey::Grouped(grouped) => Some(&grouped.by),
        }
    }

    /// Its schemas, with what their payloads have in common.
    pub fn schemas(&self) -> Vec<(Option<&Group>, &Schema)> {
        match self {
            Survey::Whole(schema) => vec![(None, schema)],
            Survey::Grouped(grouped) => {
                let groups = grouped.in_order().into_iter();
                groups.map(|(group, schema)| (Some(group), schema)).collect()
            }
        }
    }

    /// How many payloads were taken in.
    pub fn payloads(&self) -> u64 {
        let schemas = self.schemas().into_iter();
        schemas.fold(0, |sum, (_, schema)| sum.saturating_add(schema.payloads()))
    }

    /// Forgets every value, as `Schema::redact` does. What the groups have in common is kept: it is what they are
    /// called.
    pub fn redact(&mut self) {
        match self {
            Survey::Whole(schema) => schema.redact(),
            Survey::Grouped(grouped) => grouped.groups.values_mut().for_each(Schema::redact),
        }
    }

    /// All payloads together, whatever they were told apart by.
    pub fn into_whole(self) -> Schema {
        match self {
            Survey::Whole(schema) => schema,
            Survey::Grouped(grouped) => {
                let mut whole = Schema::new();
                for schema in grouped.groups.into_values() {
                    whole.merge(schema);
                }
                whole
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::Path;

    fn group(path: &str, payload: &str) -> Group {
        let Ok(Path::Payload(query)) = Path::parse(path) else { panic!("a path") };
        Group::of(Part::Text(payload), &query)
    }

    fn text(text: &str) -> Group {
        Group::Value(ExampleKind::Text, text.into())
    }

    #[test]
    fn a_group_is_told_by_the_first_node_that_is_a_scalar() {
        assert_eq!(group("e", r#"{"e":"lead"}"#), text("lead"));
        assert_eq!(group("e", r#"{"e":7.0}"#), Group::Value(ExampleKind::Number, "7.0".into()));
        assert_eq!(group("e[*].f", r#"{"e":[{"f":"a"},{"f":"b"}]}"#), text("a"));
        for payload in ["{}", r#"{"e":null}"#, r#"{"e":" "}"#, r#"{"e":[]}"#, r#"{"e":{}}"#, "1"] {
            assert_eq!(group("e", payload), Group::Without, "{payload}");
        }
    }

    #[test]
    fn the_hundred_and_first_group_is_too_many() {
        let mut grouped = Grouped::by("e");
        for n in 0..GROUPS {
            assert!(grouped.schema(text(&n.to_string())).is_ok());
        }
        assert!(grouped.schema(text("7")).is_ok());
        assert_eq!(grouped.schema(Group::Without).err(), Some(Mismatch::TooManyGroups));
    }

    #[test]
    fn surveys_are_taken_together_only_if_they_tell_the_same_apart() {
        let mut by_event = Survey::Grouped(Grouped::by("event"));
        assert!(by_event.merge(Survey::Grouped(Grouped::by("event"))).is_ok());
        for other in [Survey::Whole(Schema::new()), Survey::Grouped(Grouped::by("type"))] {
            let found = other.by().map(str::to_owned);
            let expected = Some("event".to_owned());
            assert_eq!(by_event.merge(other), Err(Mismatch::Grouping { found, expected }));
        }
    }

    #[test]
    fn the_largest_group_comes_first_and_the_rest_last() {
        let mut grouped = Grouped::by("e");
        let groups = [Group::Without, Group::Without, text("a"), text("b"), text("b"), text("c")];
        for group in groups {
            grouped.schema(group).unwrap().observe(Part::Text("{}"));
        }
        let order: Vec<&Group> = grouped.in_order().into_iter().map(|(group, _)| group).collect();
        assert_eq!(order, [&text("b"), &text("a"), &text("c"), &Group::Without]);
    }
}
