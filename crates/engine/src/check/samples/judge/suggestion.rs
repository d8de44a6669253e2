//! Suggestions for a path that selects nothing: a similar name, the same name elsewhere, values of the right shape.

#![expect(clippy::indexing_slicing, reason = "as many hops as were followed are there")]

use crate::check::samples::Facts;
use crate::check::samples::followed::{FollowedPath, PathStart};
use crate::check::samples::outline::{Outline, is_filled, leads, undecoded};
use crate::mapping::{Field, FieldSource, Written};
use crate::path::{Dotted, DottedStep, Hop, Path, Query};
use crate::problem::nearest::nearest;
use crate::problem::quoted::quoted;
use crate::schema::{Entry, SchemaStep, Shape};
use crate::value::Type;

/// What to write in place of a path that selects nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Suggestion {
    /// There is nothing to suggest.
    Nothing,
    /// Another name for the segment at which the path breaks off.
    Name {
        /// The name.
        name: String,
        /// What to put in the segment's place, where that is all.
        text: Option<String>,
    },
    /// Another path.
    Path {
        /// The path.
        path: String,
        /// What to put in the place of the segment that leads nowhere, where that is all.
        text: Option<String>,
    },
    /// Something else to do, as a sentence.
    Advice(String),
}

/// A path that selects nothing, with its surroundings.
pub(super) struct BrokenPath<'b, 'm> {
    pub(super) followed: &'b FollowedPath<'m>,
    /// The segments of `each`, for a path that begins at its nodes.
    pub(super) each: Vec<Hop<'m>>,
    /// The field that has the path.
    pub(super) field: Option<&'m Field>,
    pub(super) decode: &'m [Written<Query>],
    pub(super) outline: &'b Outline,
}

impl<'m> BrokenPath<'_, 'm> {
    /// The hops from the payload to where the path breaks off, the one that leads nowhere, and those after it.
    pub(super) fn hops(&self) -> (Vec<Hop<'m>>, Option<Hop<'m>>, Vec<Hop<'m>>) {
        let hops = self.followed.hops();
        let reached = self.followed.reached.min(hops.len());
        let before = self.each.iter().chain(&hops[..reached]).copied().collect();
        let after = hops.get(reached + 1..).unwrap_or_default().to_vec();
        (before, hops.get(reached).copied(), after)
    }

    /// The best suggestion, or none.
    pub(super) fn suggestion(&self, facts: &Facts) -> Suggestion {
        match self.followed.start {
            PathStart::Header(name) => return self.of_delivery(name, &facts.names.headers),
            PathStart::Parameter(name) => return self.of_delivery(name, &facts.names.parameters),
            PathStart::Payload(_) | PathStart::Node(_) | PathStart::Input => {}
        }
        let (before, broken, after) = self.hops();
        let found = match broken {
            Some(Hop::Key(name)) => {
                self.by_name(name, &before, &after).or_else(|| self.through(&before, name, &after))
            }
            Some(Hop::LookUp { key, value }) => self.by_look_up(key, value, &before),
            Some(Hop::Index(_) | Hop::Every) => self.not_a_list(&before, &after),
            Some(Hop::Some | Hop::Anywhere) | None => return Suggestion::Nothing,
        };
        found
            // A thing that the list does not have is elsewhere neither: what has its value's name is all the others.
            .or_else(|| if self.may_come() { None } else { self.by_level() })
            .or_else(|| self.by_shape())
            .unwrap_or(Suggestion::Nothing)
    }

    fn of_delivery(&self, name: &str, names: &std::collections::BTreeSet<String>) -> Suggestion {
        match nearest(name, names.iter().map(String::as_str)) {
            Some(near) => Suggestion::Name { name: near.to_owned(), text: Some(near.to_owned()) },
            None => Suggestion::Nothing,
        }
    }

    /// The nearest name among the siblings; those first from which the rest of the path leads on.
    fn by_name(&self, name: &str, before: &[Hop<'_>], after: &[Hop<'_>]) -> Option<Suggestion> {
        let siblings = self.outline.members(before, self.decode);
        let names: Vec<&str> = siblings.into_iter().map(|(key, _)| key).collect();
        let leads_on = |key: &&str| {
            let mut hops = before.to_vec();
            hops.push(Hop::Key(key));
            hops.extend(after);
            self.outline.at(&hops).is_some()
        };
        let near = nearest(name, names.iter().copied().filter(leads_on))
            .or_else(|| nearest(name, names.iter().copied()))?;
        let spelled = Dotted(&[DottedStep::Key("a"), DottedStep::Key(near)]).to_string();
        let [bare, bracket] = match spelled.strip_prefix("a.") {
            Some(bare) => [bare.to_owned(), format!("['{bare}']")],
            None => [String::new(), spelled[1..].to_owned()],
        };
        let text = if self.segment_text().starts_with('[') { bracket } else { bare };
        Some(Suggestion::Name {
            name: near.to_owned(),
            text: self.fits(&text, Hop::Key(near)).then_some(text),
        })
    }

    /// Through a list without an index, through JSON in a text, or into what holds nothing.
    fn through(&self, before: &[Hop<'_>], name: &str, after: &[Hop<'_>]) -> Option<Suggestion> {
        let entry = self.outline.at(before)?;
        let rest: Vec<Hop<'_>> =
            std::iter::once(Hop::Key(name)).chain(after.iter().copied()).collect();
        let mut whole = before.to_vec();
        whole.extend(&rest);
        let inside = self
            .outline
            .entries
            .iter()
            .find(|below| below.steps.len() > before.len() && leads(before, &below.steps));
        let missing = inside.map(|below| undecoded(below, self.decode));
        if let Some(text) = missing.unwrap_or_default().first() {
            let line = serde_json::Value::from(*text);
            return Some(Suggestion::Advice(format!(
                "{} is JSON in a text: give the mapping `\"decode\": [{line}]`",
                quoted(text)
            )));
        }
        if entry.kinds.object > 0 || entry.kinds.array == 0 {
            return None;
        }
        let mut in_list = before.to_vec();
        // What comes after the name is told when the path leads that far.
        in_list.extend([Hop::Every, Hop::Key(name)]);
        self.outline.at(&in_list)?;
        let (start, end) = self.around();
        let end = if end.is_empty() || end.starts_with(['.', '[']) {
            end.to_owned()
        } else {
            format!(".{end}")
        };
        Some(Suggestion::Advice(format!(
            "{} is a list: write {} for its first element, {} for all",
            quoted(start),
            quoted(&format!("{start}[0]{end}")),
            quoted(&format!("{start}[*]{end}"))
        )))
    }

    /// The nearest of the names in a list of named things.
    fn by_look_up(&self, key: &str, value: &str, before: &[Hop<'_>]) -> Option<Suggestion> {
        let names = self.outline.names(before, key);
        let near = nearest(value, names)?;
        let step = [DottedStep::LookUp { key, value: near }];
        let text = Dotted(&step).to_string();
        let fits = self.fits(&text, Hop::LookUp { key, value: near });
        Some(Suggestion::Name { name: near.to_owned(), text: fits.then_some(text) })
    }

    /// An index or `[*]` where there is no list.
    fn not_a_list(&self, before: &[Hop<'_>], after: &[Hop<'_>]) -> Option<Suggestion> {
        let entry = self.outline.at(before)?;
        if entry.kinds.array > 0 {
            let most = entry.array_lengths?.most;
            return Some(Suggestion::Advice(match most {
                0 => "the lists there are all empty".to_owned(),
                1 => "the lists there have one element at most".to_owned(),
                most => format!("the lists there have {most} elements at most"),
            }));
        }
        let mut without = before.to_vec();
        without.extend(after);
        let (start, end) = self.around();
        self.outline.at(&without)?;
        Some(Suggestion::Advice(format!(
            "{} is no list: write {}",
            quoted(start),
            quoted(&format!("{start}{end}"))
        )))
    }

    /// The same last name at another place, if there is but one, or one that agrees in more names than all others.
    fn by_level(&self) -> Option<Suggestion> {
        let hops = self.followed.hops();
        let Some(Hop::Key(last)) = hops.last() else {
            return None;
        };
        let agreeing = |entry: &Entry| {
            let pairs = hops.iter().rev().zip(entry.steps.iter().rev());
            let equal = |(hop, step): &(&Hop<'_>, &SchemaStep)| {
                leads(&[**hop], std::slice::from_ref(*step))
            };
            pairs.take_while(equal).count()
        };
        let named = |entry: &&Entry| match entry.steps.last() {
            Some(SchemaStep::Key(key)) => key.eq_ignore_ascii_case(last),
            _ => false,
        };
        let mut candidates: Vec<(usize, &Entry)> = self
            .outline
            .entries
            .iter()
            .filter(named)
            .filter(|entry| is_filled(entry) && undecoded(entry, self.decode).is_empty())
            .filter(|entry| !self.has_already(entry))
            .map(|entry| (agreeing(entry), entry))
            .collect();
        candidates.sort_by_key(|(agreeing, _)| std::cmp::Reverse(*agreeing));
        match candidates.as_slice() {
            [(_, only)] => Some(self.path(only)),
            [(most, first), (next, _), ..] if most > next => Some(self.path(first)),
            _ => None,
        }
    }

    /// The only path with values of the shape that the field is for, unless another of its paths has some anyway.
    fn by_shape(&self) -> Option<Suggestion> {
        let field = self.field.filter(|field| !self.is_fed(field))?;
        let column = field.name.to_lowercase();
        let says = |words: &[&str]| words.iter().any(|word| column.contains(word));
        let shape = match &field.kind {
            Type::Email => Shape::Email,
            Type::Phone(_) => Shape::Phone,
            Type::Any | Type::Text if says(&["email", "e-mail", "e_mail"]) => Shape::Email,
            Type::Any | Type::Text if says(&["phone", "mobile", "whatsapp"]) => Shape::Phone,
            _ => return None,
        };
        let mut shaped = self.outline.entries.iter().filter(|entry| {
            entry.shape == Some(shape)
                && undecoded(entry, self.decode).is_empty()
                && !self.has_already(entry)
        });
        match (shaped.next(), shaped.next()) {
            (Some(only), None) => Some(self.path(only)),
            _ => None,
        }
    }

    /// Whether one of the field's paths leads to something that is not blank.
    fn is_fed(&self, field: &Field) -> bool {
        let FieldSource::Paths(paths) = &field.source else {
            return false;
        };
        paths.iter().any(|written| {
            let hops = match &written.path {
                Path::Payload(query) => query.hops(),
                Path::Node(query) => self.each.iter().copied().chain(query.hops()).collect(),
                _ => return false,
            };
            self.outline.at(&hops).is_some_and(is_filled)
        })
    }

    /// Whether the field already has a path to `entry`.
    fn has_already(&self, entry: &Entry) -> bool {
        let paths = match self.field.map(|field| &field.source) {
            Some(FieldSource::Paths(paths)) => paths.as_slice(),
            _ => &[],
        };
        paths.iter().any(|written| match &written.path {
            Path::Payload(query) => {
                let hops = query.hops();
                hops.len() == entry.steps.len() && leads(&hops, &entry.steps)
            }
            _ => false,
        })
    }

    /// Whether a later payload may well have it: the path looks for a further element, or for a named thing that a list
    /// need not have.
    pub(super) fn may_come(&self) -> bool {
        let (before, broken, _) = self.hops();
        let is_list = || self.outline.at(&before).is_some_and(|entry| entry.kinds.array > 0);
        matches!(broken, Some(Hop::Index(_) | Hop::LookUp { .. })) && is_list()
    }

    fn path(&self, entry: &Entry) -> Suggestion {
        let start = self.place().start;
        let rest = entry.text.get(start..);
        let is_whole = |rest: &&str| self.with(rest) == entry.text;
        Suggestion::Path {
            path: entry.text.clone(),
            text: rest.filter(is_whole).map(str::to_owned),
        }
    }

    /// The text of the path before the segment that leads nowhere, and from it on, without the dot between.
    fn around(&self) -> (&'m str, &'m str) {
        let (text, place) = (self.followed.text, self.place());
        let before = text.get(..place.start).unwrap_or_default();
        let before = before.strip_suffix('.').unwrap_or(before);
        // Of an index the text after it counts, of a name the name too.
        let from = match self.hops().1 {
            Some(Hop::Index(_) | Hop::Every) => place.end,
            _ => place.start,
        };
        (before, text.get(from..).unwrap_or_default())
    }

    /// The place of the segment that leads nowhere, in the path's text.
    pub(super) fn place(&self) -> std::ops::Range<usize> {
        let end = self.followed.text.len();
        match self.followed.start.query() {
            Some(query) => query.spans.get(self.followed.reached).cloned().unwrap_or(end..end),
            // The name after the scheme.
            None if self.followed.reached == 0 => {
                self.followed.text.find(':').map_or(0, |colon| colon + 1)..end
            }
            None => end..end,
        }
    }

    fn segment_text(&self) -> &'m str {
        self.followed.text.get(self.place()).unwrap_or_default()
    }

    /// The path with `text` in the place of the segment that leads nowhere.
    fn with(&self, text: &str) -> String {
        let mut path = self.followed.text.to_owned();
        path.replace_range(self.place(), text);
        path
    }

    /// Whether `text` can stand in the segment's place, and does this there.
    fn fits(&self, text: &str, hop: Hop<'_>) -> bool {
        match Path::parse(&self.with(text)) {
            Ok(Path::Payload(query) | Path::Node(query)) => {
                query.hops().get(self.followed.reached) == Some(&hop)
            }
            _ => false,
        }
    }
}
