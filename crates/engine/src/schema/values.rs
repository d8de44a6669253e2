//! The values at a path: all while they are few, then a sample chosen by hash.

#![expect(
    clippy::indexing_slicing,
    reason = "the place was found in this list, and a chunk is no longer than a word"
)]

use std::cmp::Ordering;

/// How many distinct values are counted individually.
pub(super) const COUNTED: usize = 16;

/// How many are kept as examples where there are more.
pub(super) const SAMPLED: usize = 4;

/// How many bytes of a value are kept, cut at a whole character.
pub(super) const LENGTH: usize = 80;

/// The JSON type of an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ExampleKind {
    /// A string.
    Text,
    /// A number, in the digits that it had.
    Number,
    /// `true` or `false`.
    Boolean,
}

/// A value that was seen.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Example {
    /// What it is.
    pub scalar: ExampleKind,
    /// Its text, without quotes.
    pub text: Box<str>,
    /// Whether the text is complete, or only its first 80 bytes.
    pub whole: Completeness,
}

/// Whether a text is complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Completeness {
    /// It is complete.
    Yes,
    /// There was more of it.
    Cut,
}

/// The distinct values of a path that are not blank. Values whose kept parts are equal count as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Values {
    /// All of them with their counts, in order; at most 16.
    Counted(Vec<(Example, u64)>),
    /// Of more than that, the four with the least hashes, in the order of these.
    Sampled(Vec<Example>),
}

impl Default for Values {
    fn default() -> Self {
        Values::Counted(Vec::new())
    }
}

impl Example {
    /// All of a value.
    pub(super) fn whole(scalar: ExampleKind, text: &str) -> Self {
        Example { scalar, text: text.into(), whole: Completeness::Yes }
    }

    /// As much of it as is kept.
    pub(super) fn kept(self) -> Self {
        match kept(&self.text) {
            (text, Completeness::Cut) => Example { text: text.into(), ..self },
            (_, Completeness::Yes) => self,
        }
    }

    fn hash(&self) -> u64 {
        hash(self.scalar, &self.text, self.whole)
    }

    fn compare(&self, scalar: ExampleKind, text: &str, whole: Completeness) -> Ordering {
        (self.scalar, &*self.text, self.whole).cmp(&(scalar, text, whole))
    }
}

impl Values {
    /// How often each is there, where that is known.
    pub(super) fn counts(&self) -> impl Iterator<Item = u64> {
        let counted = match self {
            Values::Counted(counted) => counted.as_slice(),
            Values::Sampled(_) => &[],
        };
        counted.iter().map(|(_, count)| *count)
    }

    /// Notes a value.
    pub(super) fn add(&mut self, scalar: ExampleKind, text: &str) {
        let (text, whole) = kept(text);
        match self {
            Values::Counted(counted) => {
                let place =
                    counted.binary_search_by(|(value, _)| value.compare(scalar, text, whole));
                match place {
                    Ok(at) => counted[at].1 += 1,
                    Err(at) => {
                        let example = Example::of_kept(scalar, text, whole);
                        counted.insert(at, (example, 1));
                        self.settle();
                    }
                }
            }
            Values::Sampled(sampled) => {
                let new = hash(scalar, text, whole);
                let worst = sampled.last().map(Example::hash);
                if sampled.len() < SAMPLED || worst.is_some_and(|worst| new <= worst) {
                    insert(sampled, Example::of_kept(scalar, text, whole));
                }
            }
        }
    }

    /// The values of two multisets taken together.
    pub(super) fn absorb(&mut self, other: Values) {
        match (&mut *self, other) {
            (Values::Counted(counted), Values::Counted(others)) => {
                for (example, count) in others {
                    match counted.binary_search_by(|(value, _)| value.cmp(&example)) {
                        Ok(at) => counted[at].1 = counted[at].1.saturating_add(count),
                        Err(at) => counted.insert(at, (example, count)),
                    }
                }
                self.settle();
            }
            (Values::Sampled(sampled), others) => {
                for example in others.into_examples() {
                    insert(sampled, example);
                }
            }
            (Values::Counted(_), Values::Sampled(mut sampled)) => {
                for example in std::mem::take(self).into_examples() {
                    insert(&mut sampled, example);
                }
                *self = Values::Sampled(sampled);
            }
        }
    }

    /// Gives up counting where there are too many.
    fn settle(&mut self) {
        if let Values::Counted(counted) = self
            && counted.len() > COUNTED
        {
            let mut sampled = Vec::with_capacity(SAMPLED + 1);
            for (example, _) in std::mem::take(counted) {
                insert(&mut sampled, example);
            }
            *self = Values::Sampled(sampled);
        }
    }

    fn into_examples(self) -> Vec<Example> {
        match self {
            Values::Counted(counted) => counted.into_iter().map(|(example, _)| example).collect(),
            Values::Sampled(sampled) => sampled,
        }
    }

    /// Some of them to show: the most frequent first where they were counted, otherwise the sample.
    pub fn examples(&self) -> Vec<&Example> {
        match self {
            Values::Counted(counted) => {
                let mut counted: Vec<_> = counted.iter().collect();
                counted.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
                counted.into_iter().map(|(example, _)| example).collect()
            }
            Values::Sampled(sampled) => sampled.iter().collect(),
        }
    }
}

impl Example {
    fn of_kept(scalar: ExampleKind, text: &str, whole: Completeness) -> Self {
        Example { scalar, text: text.into(), whole }
    }
}

/// Puts an example among the [`SAMPLED`] with the least hashes, if it is one of them and not there yet.
fn insert(sampled: &mut Vec<Example>, example: Example) {
    let rank = (example.hash(), &example);
    let place = sampled.binary_search_by(|other| (other.hash(), other).cmp(&rank));
    if let Err(at) = place
        && at < SAMPLED
    {
        sampled.insert(at, example);
        sampled.truncate(SAMPLED);
    }
}

fn kept(text: &str) -> (&str, Completeness) {
    if text.len() <= LENGTH {
        return (text, Completeness::Yes);
    }
    let cut = text.get(..text.floor_char_boundary(LENGTH));
    (cut.unwrap_or_default(), Completeness::Cut)
}

/// FNV-1a over words of eight bytes, mixed once more at the end: the same on every machine and in every version.
fn hash(scalar: ExampleKind, text: &str, whole: Completeness) -> u64 {
    const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    let mut hash = OFFSET ^ (scalar as u64) << 1 ^ whole as u64;
    for chunk in text.as_bytes().chunks(8) {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        hash = (hash ^ u64::from_le_bytes(word)).wrapping_mul(PRIME);
        hash ^= hash >> 32;
    }
    hash.wrapping_mul(PRIME) ^ text.len() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(texts: impl IntoIterator<Item = String>) -> Values {
        let mut values = Values::default();
        for text in texts {
            values.add(ExampleKind::Text, &text);
        }
        values
    }

    fn texts(values: &Values) -> Vec<&str> {
        values.examples().iter().map(|value| &*value.text).collect()
    }

    #[test]
    fn few_values_are_counted_and_the_most_frequent_come_first() {
        let values = seen(["b", "a", "b", "c"].map(str::to_owned));
        assert_eq!(texts(&values), ["b", "a", "c"]);
        let Values::Counted(counted) = &values else { panic!("they are few") };
        assert_eq!(counted.iter().map(|(_, count)| count).sum::<u64>(), 4);
    }

    #[test]
    fn of_many_values_the_same_few_are_kept_in_whatever_order_they_come() {
        let forward = seen((0..1000).map(|n| format!("value {n}")));
        let backward = seen((0..1000).rev().map(|n| format!("value {n}")));
        assert_eq!(forward, backward);
        assert_eq!(texts(&forward).len(), SAMPLED);
        let mut halves = seen((500..1000).map(|n| format!("value {n}")));
        halves.absorb(seen((0..510).map(|n| format!("value {n}"))));
        assert_eq!(halves, forward);
        halves.absorb(seen(["value 1".to_owned()]));
        assert_eq!(halves, forward);
    }

    #[test]
    fn sixteen_values_are_counted_and_the_seventeenth_ends_it() {
        let sixteen = || (0..16).map(|n| n.to_string());
        assert!(matches!(seen(sixteen()), Values::Counted(_)));
        assert!(matches!(seen(sixteen().chain(["x".to_owned()])), Values::Sampled(_)));
    }

    #[test]
    fn a_long_text_is_cut_at_a_character_and_says_so() {
        let long = format!("{}é and more", "a".repeat(LENGTH - 1));
        let (text, whole) = kept(&long);
        assert_eq!((text.len(), whole), (LENGTH - 1, Completeness::Cut));
        let exact = "a".repeat(LENGTH);
        assert_eq!(kept(&exact), (exact.as_str(), Completeness::Yes));
    }

    #[test]
    fn a_text_and_a_number_that_read_the_same_are_two_values() {
        let mut values = Values::default();
        values.add(ExampleKind::Text, "1");
        values.add(ExampleKind::Number, "1");
        assert_eq!(values.examples().len(), 2);
    }
}
