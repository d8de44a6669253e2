//! The identifier of a lead, which is the same each time the lead is delivered.

#![expect(
    clippy::indexing_slicing,
    reason = "the number of an entry, or of a step in it, is one that was found in the list"
)]

use super::captions::Captions;
use super::choice::Choice;
use crate::schema::keys::{Vocabulary, is_secret};
use crate::schema::{Entry, SchemaStep, Values};

/// Ids of leads and of what people have sent in.
const OF_LEADS: Vocabulary = Vocabulary(
    "leadid leadgenid submissionid responseid entryid enquiryid inquiryid leaduuid submissionuuid \
     conversationid ticketid recordid",
);

/// Ids of whatever it is that they stand in.
const OF_ANYTHING: Vocabulary = Vocabulary("id uuid uid guid vid");

/// Ids of events. A delivery that is sent again may have another one.
const OF_EVENTS: Vocabulary = Vocabulary("eventid eventuuid notificationid messageid");

/// The entry whose value tells leads apart, where nearly all of the `payloads` have one.
///
/// `event` is the path of the event's name: what stands beside it belongs to the delivery, if the lead is further
/// inside.
pub(super) fn identity(
    entries: &[Entry],
    payloads: u64,
    choice: &Choice,
    event: Option<&[SchemaStep]>,
    captions: &Captions,
) -> Option<usize> {
    let people = choice.people.as_deref().unwrap_or_default();
    let around_event = event.and_then(|event| event.split_last().map(|(_, around)| around));
    let candidates = entries.iter().enumerate().filter_map(|(index, entry)| {
        if !is_plain(entry) || !is_in_all(entry, payloads) || !is_distinct(entry, payloads) {
            return None;
        }
        let path_name = captions.path_name(&entry.steps)?;
        if is_secret(&path_name.words) {
            return None;
        }
        let parent = &entry.steps[..path_name.at];
        let compact = path_name.words.concat();
        let of_delivery = around_event == Some(parent) && people.len() > parent.len();
        let rank = if OF_LEADS.has(&compact) {
            0
        } else if OF_ANYTHING.has(&compact) && people.starts_with(parent) {
            if of_delivery { 2 } else { 1 }
        } else if OF_EVENTS.has(&compact) {
            3
        } else {
            return None;
        };
        Some((rank, parent.len(), index))
    });
    candidates.min().map(|(_, _, index)| index)
}

fn is_plain(entry: &Entry) -> bool {
    !entry.steps.is_empty() && entry.steps.iter().all(|step| matches!(step, SchemaStep::Key(_)))
}

/// Whether nearly every payload has it, as a string or a whole number. Records without one are never duplicates.
fn is_in_all(entry: &Entry, payloads: u64) -> bool {
    let kinds = entry.kinds;
    let filled = kinds.string.max(kinds.integer);
    let blank = kinds.blank.saturating_add(kinds.null);
    payloads > 0
        && filled.saturating_mul(10) >= payloads.saturating_mul(9)
        && filled.saturating_add(blank) == kinds.total()
}

/// Whether the values are as many as the payloads, but for some that were sent more than once. Of values too many to
/// be counted that is taken for granted.
fn is_distinct(entry: &Entry, payloads: u64) -> bool {
    match &entry.values {
        Values::Counted(values) => (values.len() as u64).saturating_mul(2) >= payloads,
        Values::Sampled(_) => true,
    }
}
