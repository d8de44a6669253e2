//! The members of an object, each key once: of a key that stands several times the last value counts, in the place of
//! the first.
//!
//! Nothing is built of the values. What an object of very many keys takes is six bytes or so for each of them, while it is
//! gone through.

#![expect(clippy::indexing_slicing, reason = "keys are compared one by one only up to the few")]

use std::borrow::Cow;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;

use hashbrown::HashTable;

use super::text;
use super::walk::{Member, Members, members};

/// Objects with more members than this look for keys with a hash table.
const FEW: usize = 16;

/// Goes through the members of an object.
#[derive(Debug)]
pub(super) struct UniqueMembers<'a> {
    members: Members<'a>,
    /// Where some keys stand several times: the last member of each key that has not come yet.
    last: Option<LastMembers<'a>>,
}

/// The last member of each key of an object.
#[derive(Debug)]
pub(super) struct LastMembers<'a> {
    object: &'a str,
    /// How many members there are in all.
    count: usize,
    places: HashTable<Place>,
    hasher: RandomState,
}

/// Where a member begins in the text of its object. Five bytes, which are enough for a terabyte, for there may be millions
/// of them.
#[derive(Debug, Clone, Copy)]
struct Place([u8; 5]);

impl Place {
    fn of(at: usize) -> Self {
        let [a, b, c, d, e, ..] = (at as u64).to_le_bytes();
        Place([a, b, c, d, e])
    }

    fn at(self) -> usize {
        let [a, b, c, d, e] = self.0;
        u64::from_le_bytes([a, b, c, d, e, 0, 0, 0]) as usize
    }
}

/// The members of the object `object`, no two of the same key; none of other values.
pub(super) fn unique_members(object: &str) -> UniqueMembers<'_> {
    UniqueMembers { members: members(object), last: LastMembers::if_repeated(object) }
}

/// How many members of this object, what they hold left aside, have a key that stands again after them.
pub(super) fn repeats(object: &str) -> usize {
    LastMembers::if_repeated(object).map_or(0, |last| last.count - last.len())
}

/// The members of the object `object`, no two of the same key, in the order of what their keys read; none of other values.
pub fn sorted_members(object: &str) -> impl Iterator<Item = (Cow<'_, str>, &str)> {
    let mut places: Vec<Place> = LastMembers::of(object).places.into_iter().collect();
    places.sort_unstable_by(|left, right| key_at(object, *left).cmp(&key_at(object, *right)));
    let members = places.into_iter().filter_map(|place| member_at(object, place));
    members.map(|member| (read(member.key), member.value))
}

/// What a key reads.
fn read(key: &str) -> Cow<'_, str> {
    text::decode(key).text
}

impl<'a> LastMembers<'a> {
    /// Those of an object in which a key stands several times.
    fn if_repeated(object: &'a str) -> Option<Self> {
        let mut keys: [&str; FEW] = [""; FEW];
        for (count, member) in members(object).enumerate() {
            if count == FEW {
                let last = LastMembers::of(object);
                return (last.len() < last.count).then_some(last);
            }
            let same = |key: &&str| {
                *key == member.key
                    || (text::has_escapes(key) || text::has_escapes(member.key))
                        && text::decode(key).text == text::decode(member.key).text
            };
            if keys[..count].iter().any(same) {
                return Some(LastMembers::of(object));
            }
            keys[count] = member.key;
        }
        None
    }

    pub(super) fn of(object: &'a str) -> Self {
        // Counting first costs less than to grow on the way, which for a while takes the memory twice.
        let count = members(object).count();
        let mut last = LastMembers {
            object,
            count,
            places: HashTable::with_capacity(count),
            hasher: RandomState::new(),
        };
        let mut walk = members(object);
        loop {
            let at = walk.position();
            let Some(member) = walk.next() else {
                break;
            };
            last.put(member, Place::of(at));
        }
        last
    }

    fn put(&mut self, member: Member<'a>, place: Place) {
        let LastMembers { object, places, hasher, .. } = self;
        let key = read(member.key);
        let entry = places.entry(
            hasher.hash_one(&*key),
            |place| key_at(object, *place) == key,
            |place| hasher.hash_one(&*key_at(object, *place)),
        );
        *entry.or_insert(place).get_mut() = place;
    }

    /// How many keys there are.
    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    /// The last member of this key.
    pub(super) fn get(&self, key: &str) -> Option<Member<'a>> {
        let is_it = |place: &Place| {
            member_at(self.object, *place).is_some_and(|member| text::reads(member.key, key))
        };
        member_at(self.object, *self.places.find(self.hasher.hash_one(key), is_it)?)
    }

    /// As [`LastMembers::get`]; the next time there is none.
    fn take(&mut self, key: &str) -> Option<Member<'a>> {
        let LastMembers { object, places, hasher, .. } = self;
        let is_it = |place: &Place| {
            member_at(object, *place).is_some_and(|member| text::reads(member.key, key))
        };
        let (place, _) = places.find_entry(hasher.hash_one(key), is_it).ok()?.remove();
        member_at(object, place)
    }
}

fn member_at(object: &str, place: Place) -> Option<Member<'_>> {
    Members::from(object, place.at()).next()
}

/// What the key of the member at `place` reads.
fn key_at(object: &str, place: Place) -> Cow<'_, str> {
    read(Members::from(object, place.at()).next_key().unwrap_or_default())
}

impl<'a> UniqueMembers<'a> {
    /// The next member, its key as it stands with the value that counts.
    pub(super) fn next_member(&mut self) -> Option<Member<'a>> {
        loop {
            let member = self.members.next()?;
            let Some(last) = &mut self.last else {
                return Some(member);
            };
            if let Some(member) = last.take(&read(member.key)) {
                return Some(member);
            }
        }
    }
}

impl<'a> Iterator for UniqueMembers<'a> {
    type Item = (Cow<'a, str>, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        self.next_member().map(|member| (read(member.key), member.value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Kind, Value};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_members_are_those_of_the_built_value(
            keys in prop::collection::vec("[a-c]{1,2}|\\\\u006[1-3]|\\\\n", 0..40),
        ) {
            let members: Vec<String> =
                keys.iter().enumerate().map(|(at, key)| format!("\"{key}\" : {at}")).collect();
            let object = format!("{{ {} }}", members.join(" , "));
            let (built, count) = Value::counted(&object);
            let Kind::Object(built) = built.kind else { panic!("an object") };
            let built: Vec<_> =
                built.iter().map(|(key, value)| (key.clone(), value.text)).collect();
            prop_assert_eq!(repeats(&object), count);
            prop_assert_eq!(unique_members(&object).collect::<Vec<_>>(), built.clone());
            let mut sorted = built;
            sorted.sort();
            prop_assert_eq!(sorted_members(&object).collect::<Vec<_>>(), sorted);
            let last = LastMembers::of(&object);
            for (key, value) in unique_members(&object) {
                prop_assert_eq!(last.get(&key).map(|member| member.value), Some(value));
            }
            prop_assert!(last.get("none").is_none());
        }
    }

    #[test]
    fn values_that_are_no_objects_have_no_members() {
        for value in ["[1]", "\"{\"", "1", "{}"] {
            assert_eq!(unique_members(value).count(), 0, "{value}");
        }
    }
}
