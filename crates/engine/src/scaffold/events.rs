//! Recognises the path of an event's name, and the events that are about leads.

use std::collections::{BTreeMap, HashMap};

use super::DraftCondition;
use super::captions::Captions;
use super::choice::lead_details;
use crate::json::{Part, PartKind, scan};
use crate::schema::Schema;

/// Keys that hold an event's name wherever they stand near the top.
const PLAIN: [&str; 12] = [
    "event_type",
    "eventType",
    "event",
    "event_name",
    "eventName",
    "triggerType",
    "trigger_type",
    "topic",
    "subscriptionType",
    "subscription_type",
    "webhookEvent",
    "webhook_event",
];

/// Keys that hold something else as often.
const DOUBTFUL: [&str; 5] = ["type", "object", "action", "trigger", "kind"];

/// Objects at the top that an event's name may stand in.
const AROUND: [&str; 5] = ["event", "data", "payload", "body", "webhook"];

/// More values than this are no names of events.
const MOST: usize = 16;

/// The longest name of an event, in characters.
const LONGEST: usize = 60;

/// The payloads by what they have at each path that may tell the event.
#[derive(Debug, Clone)]
pub(super) struct EventCandidates {
    candidates: Vec<EventKey>,
}

#[derive(Debug, Clone)]
struct EventKey {
    around: Option<&'static str>,
    key: &'static str,
    trust: Trust,
    /// The payloads by the event's name; `None` once the values have turned out to be something else.
    groups: Option<BTreeMap<Box<str>, Schema>>,
}

/// The weight of a key as evidence of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trust {
    /// It tells the event.
    Plain,
    /// It tells the event if it tells leads from other payloads.
    Doubtful,
}

impl EventCandidates {
    pub(super) fn new() -> Self {
        let candidate =
            |around, key, trust| EventKey { around, key, trust, groups: Some(BTreeMap::new()) };
        let top = PLAIN.map(|key| candidate(None, key, Trust::Plain));
        let inner = AROUND
            .iter()
            .flat_map(|around| PLAIN.map(|key| candidate(Some(around), key, Trust::Plain)));
        let doubtful = DOUBTFUL.map(|key| candidate(None, key, Trust::Doubtful));
        EventCandidates { candidates: top.into_iter().chain(inner).chain(doubtful).collect() }
    }

    /// Takes in a payload.
    pub(super) fn observe(&mut self, payload: Part<'_>) {
        let top = Holder::of(payload);
        let around = AROUND.map(|key| top.members.get(key).map(|held| Holder::of(*held)));
        for candidate in &mut self.candidates {
            let holder = match candidate.around {
                None => Some(&top),
                Some(key) => {
                    let at = AROUND.iter().position(|around| *around == key);
                    at.and_then(|at| around[at].as_ref())
                }
            };
            if let Some(value) = holder.and_then(|holder| holder.members.get(candidate.key)) {
                candidate.observe(payload, *value);
            }
        }
    }

    /// Takes in what `other` has seen.
    pub(super) fn merge(&mut self, other: EventCandidates) {
        for (candidate, other) in self.candidates.iter_mut().zip(other.candidates) {
            candidate.merge(other);
        }
    }

    /// The condition that lets the payloads pass that hold leads, and their schema: of the first path that tells
    /// events, and stands in all of the `payloads`.
    pub(super) fn condition(
        &self,
        payloads: u64,
        captions: &Captions,
    ) -> Option<(DraftCondition, Schema)> {
        self.candidates.iter().find_map(|candidate| candidate.condition(payloads, captions))
    }
}

/// The members of an object that may tell the event or hold what does, found by going through all members once.
struct Holder<'a> {
    members: HashMap<&'static str, Part<'a>>,
}

impl<'a> Holder<'a> {
    fn of(object: Part<'a>) -> Self {
        let mut members = HashMap::new();
        for (key, value) in object.members() {
            let mut known = PLAIN.iter().chain(&DOUBTFUL).chain(&AROUND);
            if let Some(known) = known.find(|known| **known == key) {
                members.insert(*known, value);
            }
        }
        Holder { members }
    }
}

impl EventKey {
    /// Takes in a payload that has `value` there.
    fn observe(&mut self, payload: Part<'_>, value: Part<'_>) {
        let Some(groups) = &mut self.groups else {
            return;
        };
        let name = match value.kind() {
            PartKind::String(text) if is_name(&text) => text,
            _ => {
                self.groups = None;
                return;
            }
        };
        if !groups.contains_key(&*name) && groups.len() >= MOST {
            self.groups = None;
            return;
        }
        groups.entry((*name).into()).or_default().observe(payload);
    }

    fn merge(&mut self, other: EventKey) {
        let Some((groups, others)) = self.groups.as_mut().zip(other.groups) else {
            self.groups = None;
            return;
        };
        for (name, schema) in others {
            groups.entry(name).or_default().merge(schema);
        }
        if groups.len() > MOST {
            self.groups = None;
        }
    }

    fn condition(&self, payloads: u64, captions: &Captions) -> Option<(DraftCondition, Schema)> {
        let groups = self.groups.as_ref()?;
        let seen: u64 = groups.values().map(Schema::payloads).sum();
        if seen != payloads || payloads == 0 {
            return None;
        }
        let details: Vec<usize> =
            groups.values().map(|schema| lead_details(&schema.paths(), captions)).collect();
        let most = details.iter().max().copied().filter(|most| *most > 0)?;
        let mut when = DraftCondition {
            path: match self.around {
                Some(around) => format!("{around}.{}", self.key),
                None => self.key.to_owned(),
            },
            values: Vec::new(),
            others: Vec::new(),
        };
        let mut passing: Option<Schema> = None;
        for ((name, schema), details) in groups.iter().zip(details) {
            // An update tells one or two things of somebody; what tells of a lead tells most of what is ever told.
            if details * 2 < most {
                when.others.push((name.to_string(), schema.payloads()));
                continue;
            }
            when.values.push((name.to_string(), schema.payloads()));
            match &mut passing {
                Some(passing) => passing.merge(schema.clone()),
                None => passing = Some(schema.clone()),
            }
        }
        let tells = self.trust == Trust::Plain || !when.others.is_empty();
        tells.then_some(when).zip(passing)
    }
}

/// Whether this can be the name of an event: a short word or a few, and nothing that could be about a person. Nor
/// anything that reads as JSON: were it decoded with what stands beside it, it would be no text any more.
fn is_name(text: &str) -> bool {
    text.trim() == text
        && text.chars().count() <= LONGEST
        && text.contains(char::is_alphabetic)
        && text
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | ':' | '/' | ' '))
        && scan::check(text.as_bytes()).is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn condition(payloads: &[&str]) -> Option<(DraftCondition, u64)> {
        let mut events = EventCandidates::new();
        for payload in payloads {
            events.observe(Part::Text(payload));
        }
        let (when, schema) = events.condition(payloads.len() as u64, &Captions::new())?;
        Some((when, schema.payloads()))
    }

    const LEAD: &str =
        r#"{"event":"lead","d":{"name":"A","email":"a@example.com","phone":"1","city":"P"}}"#;

    #[test]
    fn events_without_a_leads_details_are_left_to_others() {
        let (when, passing) = condition(&[
            LEAD,
            LEAD,
            r#"{"event":"closed","d":{"name":"A"}}"#,
            r#"{"event":"ping"}"#,
        ])
        .unwrap();
        assert_eq!(when.path, "event");
        assert_eq!(when.values, [("lead".to_owned(), 2)]);
        assert_eq!(when.others, [("closed".to_owned(), 1), ("ping".to_owned(), 1)]);
        assert_eq!(passing, 2);
    }

    #[test]
    fn what_does_not_stand_in_every_payload_filters_none() {
        assert_eq!(condition(&[LEAD, r#"{"email":"b@example.com"}"#]), None);
        assert_eq!(condition(&[LEAD, r#"{"event":{"type":1},"email":"x"}"#]), None);
    }

    #[test]
    fn a_doubtful_key_counts_only_where_it_tells_leads_from_others() {
        let lead = r#"{"type":"person","email":"a@example.com"}"#;
        assert_eq!(condition(&[lead]), None);
        let (when, _) = condition(&[lead, r#"{"type":"ping","at":1}"#]).unwrap();
        assert_eq!(when.values, [("person".to_owned(), 1)]);
    }

    #[test]
    fn many_values_are_no_events() {
        let payloads: Vec<String> =
            (0..=MOST).map(|n| format!(r#"{{"topic":"t{n}","email":"a@example.com"}}"#)).collect();
        let payloads: Vec<&str> = payloads.iter().map(String::as_str).collect();
        assert_eq!(condition(&payloads), None);
        assert!(condition(&payloads[1..]).is_some());
    }
}
