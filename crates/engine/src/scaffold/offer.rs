//! The paths to choose columns from, the proposed ones first.

#![expect(
    clippy::indexing_slicing,
    reason = "the number of an entry, or of a step in it, is one that was found in the list"
)]

use std::collections::HashSet;

use super::choice::Chosen;
use super::column::ColumnNames;
use super::{Draft, DraftField, DraftPlan, NoDraft, Scaffold, Selection, proposal};
use crate::schema::Completeness;

/// A draft, and the paths that it was chosen from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// What is proposed.
    pub draft: Draft,
    /// First the paths of the draft, in the order of its columns; then the others, in the order that payloads have.
    pub paths: Vec<OfferedPath>,
}

/// A path that could be a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferedPath {
    /// The column that it would be. No two have the same name.
    pub field: DraftField,
    /// What the values look like, in a word; empty where there are none.
    pub looks: String,
    /// How often there is one.
    pub presence: String,
    /// One of the values, or its beginning. It is somebody's, so it is not for the mapping, and can hold any character.
    pub example: Option<String>,
}

impl Scaffold {
    /// The draft of `selection`, with all that could be chosen instead.
    ///
    /// # Errors
    /// As [`Scaffold::draft`].
    pub fn offer(&self, selection: &Selection) -> Result<Offer, NoDraft> {
        let plan = self.plan(selection)?;
        let mut columns = ColumnNames::default();
        let draft = plan.draft(&mut columns);
        let taken: HashSet<usize> = plan.chosen.iter().map(|chosen| chosen.entry).collect();
        let proposed = plan.chosen.iter().zip(&draft.fields);
        let proposed = proposed.map(|(chosen, field)| plan.offered(chosen, field.clone()));
        let mut paths: Vec<OfferedPath> = proposed.collect();
        let others = plan.leaves.iter().filter(|leaf| !taken.contains(&leaf.entry));
        paths.extend(others.map(|leaf| plan.offered(leaf, plan.field(leaf, &mut columns))));
        Ok(Offer { draft, paths })
    }
}

impl DraftPlan {
    fn offered(&self, chosen: &Chosen, field: DraftField) -> OfferedPath {
        let entry = &self.entries[chosen.entry];
        let examples = entry.values.examples();
        let example = examples.first().map(|example| match example.whole {
            Completeness::Yes => example.text.to_string(),
            Completeness::Cut => format!("{}…", example.text),
        });
        OfferedPath {
            field,
            looks: proposal::looks(entry),
            presence: proposal::presence(entry, self.payloads),
            example,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Part;
    use crate::scaffold::Include;

    fn offer(payloads: &[&str], selection: &Selection) -> Result<Offer, NoDraft> {
        let mut scaffold = Scaffold::new();
        for payload in payloads {
            crate::json::scan::check(payload.as_bytes()).unwrap();
            scaffold.observe(Part::Text(payload));
        }
        let offer = scaffold.offer(selection);
        assert_eq!(offer.as_ref().map(|offer| &offer.draft), scaffold.draft(selection).as_ref());
        offer
    }

    const PAYLOAD: &str = r#"{"x":{"note":1,"email":"asha@example.com","phone":"+919820010431"},"email":{"sent":true},"id":"L1"}"#;

    #[test]
    fn what_is_proposed_comes_first_and_all_that_is_left_after_it() {
        let offer = offer(&[PAYLOAD], &Selection::default()).unwrap();
        let chosen = offer.draft.fields.len();
        let texts: Vec<_> = offer.paths.iter().map(|path| path.field.path.as_str()).collect();
        assert_eq!(&texts[..2], ["x.phone", "x.email"]);
        assert!(chosen < texts.len());
        assert_eq!(texts.len(), offer.draft.paths);
        for (path, field) in offer.paths.iter().zip(&offer.draft.fields) {
            assert_eq!(path.field, *field);
        }
        let email = &offer.paths[1];
        assert_eq!(email.looks, "e-mail");
        assert_eq!(email.presence, "always");
        assert_eq!(email.example.as_deref(), Some("asha@example.com"));
    }

    #[test]
    fn every_path_has_a_name_of_its_own_chosen_or_not() {
        let payload = r#"{"a":{"email":"a@b.co"},"b":{"email":"a@b.co"},"c":{"Email":1},"d":[{"e":{"email":null}}]}"#;
        let offer = offer(&[payload], &Selection::default()).unwrap();
        let names: HashSet<String> =
            offer.paths.iter().map(|path| path.field.name.to_lowercase()).collect();
        assert_eq!(names.len(), 4);
        assert_eq!(offer.paths.len(), 4);
    }

    #[test]
    fn where_all_is_taken_nothing_is_left_and_without_paths_there_is_no_offer() {
        let all = Selection { include: Include::All, exclude: Vec::new() };
        let everything = offer(&[PAYLOAD], &all).unwrap();
        assert_eq!(everything.paths.len(), everything.draft.fields.len());
        assert_eq!(offer(&["{}"], &all), Err(NoDraft::NoPath));
        assert_eq!(offer(&[], &all), Err(NoDraft::NoPayload));
    }
}
