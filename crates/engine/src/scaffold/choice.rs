//! Chooses the paths that hold a lead's details and its source.

#![expect(
    clippy::indexing_slicing,
    reason = "the number of an entry, or of a step in it, is one that was found in the list"
)]

use std::collections::{HashMap, HashSet};

use super::captions::Captions;
use super::meaning::{Meaning, meaning};
use super::naming::PathName;
use crate::schema::keys::{Vocabulary, is_secret, name_words};
use crate::schema::{Entry, SchemaStep, Shape};

/// Objects and lists that define forms and rooms: nothing in them is about a lead.
const DEFINITIONS: Vocabulary = Vocabulary(
    "definition schema registrationform formdefinition options validations versions moderators \
     eventmemberships identityprofiles metafields disclaimers settings branding",
);

/// Lists and objects that hold what was filled into a form, whatever was asked.
const FORMS: Vocabulary = Vocabulary(
    "data fields answers formdata form responses fielddata usercolumndata questionsandanswers \
     leadform formfields formvalues customfields customattributes customdata hidden",
);

/// The groups whose fields are all questions that the maker of the form has added.
const CUSTOM: Vocabulary = Vocabulary("hidden customfields customattributes");

/// A path to be mapped.
#[derive(Debug, Clone)]
pub(super) struct Chosen {
    /// The path, as an index into the entries.
    pub(super) entry: usize,
    /// Its name.
    pub(super) path_name: Option<PathName>,
    /// What it tells, if that was determined.
    pub(super) meaning: Option<Meaning>,
}

/// The chosen paths.
#[derive(Debug, Clone, Default)]
pub(super) struct Choice {
    /// The paths, in the order of their columns.
    pub(super) chosen: Vec<Chosen>,
    /// How many would have been but for always being blank.
    pub(super) blank: usize,
    /// Where most of a person's details stand together.
    pub(super) people: Option<Vec<SchemaStep>>,
}

/// How many values at a path are strings that are not blank, numbers, `true` and `false`.
pub(super) fn filled(entry: &Entry) -> u64 {
    entry.kinds.shapeable().saturating_add(entry.kinds.boolean)
}

/// Whether a path holds values of its own rather than what is below it.
pub(super) fn is_leaf(entry: &Entry) -> bool {
    let kinds = entry.kinds;
    let inner = kinds.array.saturating_add(kinds.object);
    entry.shape != Some(Shape::Json) && (inner == 0 || filled(entry) > inner)
}

/// How many different details of a lead payloads have.
pub(super) fn lead_details(entries: &[Entry], captions: &Captions) -> usize {
    let chosen = lead_like(entries, captions).chosen;
    let personal =
        |chosen: &&Chosen| chosen.meaning.is_some_and(|meaning| meaning <= Meaning::Answer);
    let contact = |chosen: &Chosen| {
        let contact = [Meaning::Name, Meaning::FirstName, Meaning::Phone, Meaning::Email];
        chosen.meaning.is_some_and(|meaning| contact.contains(&meaning))
    };
    if chosen.iter().any(contact) { chosen.iter().filter(personal).count() } else { 0 }
}

/// The paths that hold a lead's details and where it came from.
pub(super) fn lead_like(entries: &[Entry], captions: &Captions) -> Choice {
    let mut candidates = candidates(entries, captions);
    let people = people(&candidates, entries);
    let on_chain = |candidate: &Candidate<'_>| {
        people.as_deref().is_none_or(|people| {
            people.starts_with(candidate.parent) || candidate.parent.starts_with(people)
        })
    };
    candidates.retain_mut(|candidate| candidate.settle(people.as_deref()));
    let mut known: HashSet<(Meaning, String)> = HashSet::new();
    for candidate in candidates.iter().filter(|candidate| on_chain(candidate)) {
        known.insert(candidate.key());
    }
    candidates.retain(|candidate| on_chain(candidate) || !known.contains(&candidate.key()));
    if let Some(people) = &people {
        keep_nearest(&mut candidates, people);
    }
    let plain: HashSet<(Meaning, String)> = candidates
        .iter()
        .filter(|candidate| !candidate.is_repeated())
        .map(Candidate::detail)
        .collect();
    candidates.retain(|candidate| !candidate.is_repeated() || !plain.contains(&candidate.detail()));
    let all = candidates.len();
    candidates.retain(|candidate| filled(&entries[candidate.index]) > 0);
    let blank = all - candidates.len();
    candidates.sort_by_key(|candidate| (candidate.meaning, !on_chain(candidate), candidate.index));
    let chosen = candidates.into_iter().map(|candidate| Chosen {
        entry: candidate.index,
        path_name: Some(candidate.path_name),
        meaning: candidate.meaning,
    });
    Choice { chosen: chosen.collect(), blank, people }
}

/// Of names those of people, where there are others around; of times of one name the one that is nearest.
fn keep_nearest(candidates: &mut Vec<Candidate<'_>>, people: &[SchemaStep]) {
    let is_name = |candidate: &Candidate<'_>| candidate.key().0 == Meaning::Name;
    if candidates.iter().any(|candidate| is_name(candidate) && candidate.parent == people) {
        candidates.retain(|candidate| !is_name(candidate) || candidate.parent == people);
    }
    // What only looks like a number or an address is most likely the one that is told again.
    let looks = |candidate: &Candidate<'_>| {
        matches!(candidate.meaning, Some(Meaning::Phone | Meaning::Email))
            && meaning(&candidate.path_name.plain_words(), None).is_none()
    };
    let told: HashSet<Option<Meaning>> = candidates
        .iter()
        .filter(|candidate| candidate.parent == people && !looks(candidate))
        .map(|candidate| candidate.meaning)
        .collect();
    candidates.retain(|candidate| {
        candidate.parent == people || !looks(candidate) || !told.contains(&candidate.meaning)
    });
    let mut nearest: HashMap<String, usize> = HashMap::new();
    let is_time = |candidate: &Candidate<'_>| candidate.meaning == Some(Meaning::Time);
    for candidate in candidates.iter().filter(|candidate| is_time(candidate)) {
        if people.starts_with(candidate.parent) {
            let depth = nearest.entry(candidate.detail().1).or_default();
            *depth = candidate.parent.len().max(*depth);
        }
    }
    candidates.retain(|candidate| {
        let depth = nearest.get(&candidate.detail().1);
        !is_time(candidate) || depth.is_none_or(|depth| candidate.parent.len() == *depth)
    });
}

/// A path that may be a lead's.
struct Candidate<'e> {
    index: usize,
    steps: &'e [SchemaStep],
    /// The steps to what it is a detail of: an object, or a list of named things.
    parent: &'e [SchemaStep],
    path_name: PathName,
    shape: Option<Shape>,
    meaning: Option<Meaning>,
}

impl Candidate<'_> {
    /// Makes up its mind where the key says nothing: what a form asks is worth a column.
    fn settle(&mut self, people: Option<&[SchemaStep]>) -> bool {
        if self.meaning.is_none() && self.is_answer(people) {
            self.meaning = Some(Meaning::Answer);
        }
        self.meaning.is_some()
    }

    fn is_answer(&self, people: Option<&[SchemaStep]>) -> bool {
        let compact = self.path_name.words.concat();
        let is_id = self.path_name.words.last().is_some_and(|word| word == "id");
        if is_secret(&self.path_name.words) || self.shape == Some(Shape::Uuid) {
            return false;
        }
        let in_people = people.is_some_and(|people| self.parent == people);
        let in_form = self.parent.last().is_some_and(|step| match step {
            SchemaStep::Key(key) => FORMS.has(&name_words(key).concat()),
            _ => false,
        });
        if matches!(
            self.steps.get(self.path_name.at),
            Some(SchemaStep::LookUp { .. } | SchemaStep::Each)
        ) {
            return in_people || in_form;
        }
        let Some(SchemaStep::Key(key)) = self.steps.get(self.path_name.at) else {
            return false;
        };
        let asked = is_numbered(key)
            || ["extra", "custom", "cf"].iter().any(|free| {
                compact.strip_prefix(free).is_some_and(|rest| {
                    !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit())
                })
            });
        let custom = self.parent.last().is_some_and(
            |step| matches!(step, SchemaStep::Key(key) if CUSTOM.has(&name_words(key).concat())),
        );
        asked && in_people || custom || in_form && in_people && !is_id
    }

    fn is_repeated(&self) -> bool {
        self.parent.contains(&SchemaStep::Each)
    }

    fn detail(&self) -> (Meaning, String) {
        let meaning = self.meaning.unwrap_or(Meaning::Answer);
        let detail = match meaning {
            Meaning::Name
            | Meaning::FirstName
            | Meaning::LastName
            | Meaning::Phone
            | Meaning::Email
            | Meaning::Company => String::new(),
            Meaning::Answer => self.index.to_string(),
            _ => self.path_name.plain_words().concat(),
        };
        (meaning, detail)
    }

    /// As [`Candidate::detail`], but the parts of a name are as good as the whole.
    fn key(&self) -> (Meaning, String) {
        let (meaning, detail) = self.detail();
        let meaning = match meaning {
            Meaning::FirstName | Meaning::LastName => Meaning::Name,
            other => other,
        };
        (meaning, detail)
    }
}

/// Whether a key is one that a form's builder has counted: `1.3`, `q3_name`.
fn is_numbered(key: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let question = |rest: &str| rest.split_once('_').is_some_and(|(number, _)| digits(number));
    key.split('.').all(digits) || key.strip_prefix('q').is_some_and(question)
}

/// The leaves outside of definitions, each with what its key means.
fn candidates<'e>(entries: &'e [Entry], captions: &Captions) -> Vec<Candidate<'e>> {
    let places: HashMap<&[SchemaStep], usize> =
        entries.iter().enumerate().map(|(index, entry)| (entry.steps.as_slice(), index)).collect();
    let lists: HashSet<&[SchemaStep]> =
        entries.iter().filter_map(|entry| list(&entry.steps)).collect();
    let mut taken = HashSet::new();
    let mut candidates = Vec::new();
    for (index, entry) in entries.iter().enumerate() {
        if !is_leaf(entry) || is_definition(&entry.steps) || repeats(&entry.steps, &lists) {
            continue;
        }
        let Some(path_name) = captions.path_name(&entry.steps) else {
            continue;
        };
        let parent = &entry.steps[..path_name.at];
        // A list can hold several things of one name, of which a look-up finds the first: then all are taken.
        let index = all_of(entry, &places, entries).unwrap_or(index);
        if !taken.insert(index) {
            continue;
        }
        let entry = &entries[index];
        candidates.push(Candidate {
            index,
            steps: &entry.steps,
            parent,
            meaning: meaning(&path_name.plain_words(), entry.shape)
                .filter(|meaning| can_be_said(*meaning, entry)),
            shape: entry.shape,
            path_name,
        });
    }
    candidates
}

/// Whether the values are fit to be that: `true` is no message.
fn can_be_said(meaning: Meaning, entry: &Entry) -> bool {
    let yes_or_no = entry.kinds.boolean > 0 && entry.kinds.boolean == filled(entry);
    !yes_or_no || matches!(meaning, Meaning::Consent | Meaning::Answer)
}

/// The list that the last look-up of a path is in.
fn list(steps: &[SchemaStep]) -> Option<&[SchemaStep]> {
    let at = steps.iter().rposition(|step| matches!(step, SchemaStep::LookUp { .. }))?;
    steps.get(..at)
}

/// Whether a path goes through every element of a list in which things are looked up by their names.
fn repeats(steps: &[SchemaStep], lists: &HashSet<&[SchemaStep]>) -> bool {
    let mut each = steps.iter().enumerate().filter(|(_, step)| **step == SchemaStep::Each);
    each.any(|(at, _)| lists.contains(&steps[..at]))
}

/// For a look-up that finds only some of the values that are called so, the path that finds all.
fn all_of(
    entry: &Entry,
    places: &HashMap<&[SchemaStep], usize>,
    entries: &[Entry],
) -> Option<usize> {
    let at = list(&entry.steps)?.len();
    let (Some(SchemaStep::LookUp { name, .. }), Some(SchemaStep::Key(holder))) =
        (entry.steps.get(at), entry.steps.get(at + 1))
    else {
        return None;
    };
    if name != holder {
        return None;
    }
    let mut steps = entry.steps.clone();
    steps[at] = SchemaStep::Each;
    let all = *places.get(steps.as_slice())?;
    (filled(&entries[all]) > filled(entry)).then_some(all)
}

fn is_definition(steps: &[SchemaStep]) -> bool {
    steps.iter().any(|step| match step {
        SchemaStep::Key(key) => DEFINITIONS.has(&name_words(key).concat()),
        _ => false,
    })
}

/// Where most of a person's details stand together most often: what the product of one provider has many details in is
/// no place for the leads of another. Of equals the one that is repeated least and comes first.
fn people(candidates: &[Candidate<'_>], entries: &[Entry]) -> Option<Vec<SchemaStep>> {
    #[derive(Default)]
    struct ParentStats {
        meanings: HashSet<Meaning>,
        /// In how many payloads there is one of the details, at least.
        payloads: u64,
        first: usize,
    }
    let mut parents: HashMap<&[SchemaStep], ParentStats> = HashMap::new();
    for candidate in candidates {
        let Some(meaning) = candidate.meaning else {
            continue;
        };
        if meaning < Meaning::Message {
            let parent = parents.entry(candidate.parent).or_insert_with(|| ParentStats {
                first: candidate.index,
                ..ParentStats::default()
            });
            parent.meanings.insert(meaning);
            let entry = &entries[candidate.index];
            let most = entry.most.unwrap_or(u64::MAX).max(1);
            parent.payloads = filled(entry).div_ceil(most).max(parent.payloads);
        }
    }
    let weight = |meanings: &HashSet<Meaning>| -> usize {
        let weight = |meaning: &Meaning| match meaning {
            Meaning::Phone | Meaning::Email => 3,
            Meaning::Name | Meaning::FirstName | Meaning::LastName => 2,
            _ => 1,
        };
        meanings.iter().map(weight).sum()
    };
    let best = parents.into_iter().max_by_key(|(steps, parent)| {
        let repeated = steps.iter().filter(|step| **step == SchemaStep::Each).count();
        let weight = (weight(&parent.meanings) as u64).saturating_mul(parent.payloads);
        (weight, std::cmp::Reverse((repeated, parent.first)))
    });
    best.filter(|(_, parent)| weight(&parent.meanings) >= 2).map(|(steps, _)| steps.to_vec())
}
