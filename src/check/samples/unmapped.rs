//! What the payloads carry and no field maps.

use super::evidence::Evidence;
use super::grouped;
use super::outline::{Outline, leads, undecoded};
use super::words::percent;
use crate::mapping::{Mapping, Source};
use crate::path::Hop;
use crate::problem::{Code, Problem};
use crate::schema::{Entry, Shape, Step};

/// One note of all paths that are filled in at least half of the payloads and that the mapping does not use.
pub(super) fn judge(evidence: &Evidence<'_>, outline: &Outline) -> Option<Problem> {
    let used = Used::of(evidence.mapping);
    let mut paths: Vec<(&Entry, String)> = Vec::new();
    let mut listed: Vec<&[Step]> = Vec::new();
    for entry in &outline.entries {
        let filled = filled(entry);
        let is_common = filled > 0 && filled.saturating_mul(2) >= outline.payloads;
        let below_listed = listed.iter().any(|steps| entry.steps.starts_with(steps));
        if !is_common
            || below_listed
            || used.has(entry)
            || is_secret(entry)
            || entry.steps.contains(&Step::Each)
            || !undecoded(entry, &evidence.mapping.decode).is_empty()
        {
            continue;
        }
        if entry.kinds.array > 0 {
            listed.push(&entry.steps);
        }
        paths.push((entry, percent(filled, outline.payloads)));
    }
    paths.sort_by_key(|(entry, _)| std::cmp::Reverse(self::filled(entry)));
    if paths.is_empty() {
        return None;
    }
    let message = match paths.len() {
        1 => "1 path is filled in most payloads, and no field maps it".to_owned(),
        count => format!("{count} paths are filled in most payloads, and no field maps them"),
    };
    let span = evidence.mapping.fields_span.clone();
    let mut problem = Problem::notice(Code::UnmappedPath, span, message);
    problem.notes = grouped::notes(&paths);
    Some(problem)
}

/// In how many payloads there is something: a scalar that is not blank, or a list that may have elements.
fn filled(entry: &Entry) -> u64 {
    let kinds = entry.kinds;
    let lists = match entry.array_lengths {
        // Of a list of named things each has a path of its own.
        Some(lengths) if lengths.most > 0 && entry.shape != Some(Shape::NamedList) => kinds.array,
        _ => 0,
    };
    kinds.boolean + kinds.integer + kinds.number + kinds.string + lists
}

/// Whether the key says that the value is a secret, which should not be mapped.
pub(super) fn is_secret(entry: &Entry) -> bool {
    const WORDS: [&str; 6] = ["secret", "token", "password", "signature", "api_key", "apikey"];
    let Some(Step::Key(key)) = entry.steps.last() else {
        return false;
    };
    let key = key.to_lowercase();
    WORDS.iter().any(|word| key.contains(word)) || key.ends_with("_key")
}

/// The paths that a mapping uses.
pub(super) struct Used<'m> {
    /// Those whose values go into records, or are asked for: with all that is below them.
    whole: Vec<Vec<Hop<'m>>>,
    /// Those that only lead on: alone.
    way: Vec<Vec<Hop<'m>>>,
}

impl<'m> Used<'m> {
    pub(super) fn of(mapping: &'m Mapping) -> Self {
        use super::asked::{Asked, Origin};
        let each = mapping.each.as_ref().map(|each| each.path.hops());
        let each = each.unwrap_or_default();
        let asked = |asked: Asked<'m>| match asked.origin {
            Origin::Payload(query) => Some(query.hops()),
            Origin::Node(query) => Some(each.iter().copied().chain(query.hops()).collect()),
            Origin::Header(_) | Origin::Parameter(_) | Origin::Input => None,
        };
        let fields = mapping.fields.iter().flat_map(|field| {
            let tally = super::field::Tally::of(field);
            let paths = tally.paths.into_iter().map(|path| path.asked);
            // A fallback that may go anywhere catches what comes one day: it does not map what is there.
            let is_net = |(index, asked): &(usize, Asked<'m>)| {
                let is_vague = |hop: &Hop<'_>| matches!(hop, Hop::Some | Hop::Anywhere);
                *index > 0
                    && matches!(field.source, Source::Paths(_))
                    && asked.hops().iter().any(is_vague)
            };
            let mapped = paths.enumerate().filter(move |path| !is_net(path));
            mapped.map(|(_, asked)| asked)
        });
        let conditions = mapping.when.iter().map(|condition| Asked::of(&condition.written));
        Used {
            whole: fields.chain(conditions).filter_map(asked).collect(),
            way: mapping
                .decode
                .iter()
                .map(|written| written.path.hops())
                .chain([each.clone()])
                .collect(),
        }
    }

    /// Whether the mapping uses what is there, or something in it.
    pub(super) fn has(&self, entry: &Entry) -> bool {
        let whole = self.whole.iter().any(|hops| {
            // What descends to any depth is taken to go everywhere below where it begins.
            let certain = hops.iter().take_while(|hop| **hop != Hop::Anywhere).count();
            leads(&hops[..certain], &entry.steps)
        });
        let way = self.way.iter();
        whole
            || way
                .into_iter()
                .any(|hops| hops.len() == entry.steps.len() && leads(hops, &entry.steps))
    }
}
