//! Equality of values, by their texts.

use super::number;
use super::text;
use super::unique::{LastMembers, unique_members};
use super::walk::{elements, members};

/// Whether the values that two checked texts hold are equal as RFC 9535, section 2.3.5.2.2 has it: numbers by value, objects
/// without regard to order, of duplicate keys the last.
pub fn equal(left: &str, right: &str) -> bool {
    match (left.as_bytes().first(), right.as_bytes().first()) {
        (Some(b'"'), Some(b'"')) => left == right || decoded(left) == decoded(right),
        (Some(b'['), Some(b'[')) => equal_arrays(left, right),
        (Some(b'{'), Some(b'{')) => equal_objects(left, right),
        (Some(b'-' | b'0'..=b'9'), Some(b'-' | b'0'..=b'9')) => {
            number::compare(left, right).is_eq()
        }
        _ => left == right,
    }
}

fn decoded(string: &str) -> Option<text::Decoded<'_>> {
    text::decode_token(string)
}

fn equal_arrays(left: &str, right: &str) -> bool {
    let (mut left, mut right) = (elements(left), elements(right));
    loop {
        match (left.next(), right.next()) {
            (None, None) => return true,
            (Some(left), Some(right)) if equal(left, right) => {}
            _ => return false,
        }
    }
}

fn equal_objects(left: &str, right: &str) -> bool {
    if members(left).next().is_none() || members(right).next().is_none() {
        return members(left).next().is_none() && members(right).next().is_none();
    }
    let others = LastMembers::of(right);
    let mut count = 0;
    for (key, value) in unique_members(left) {
        count += 1;
        if !others.get(&key).is_some_and(|other| equal(value, other.value)) {
            return false;
        }
    }
    count == others.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Value;
    use proptest::prelude::*;

    fn json() -> impl Strategy<Value = String> {
        let leaf = prop::sample::select(vec!["1", "1.0", "\"a\"", "\"\\u0061\"", "null", "true"]);
        leaf.prop_map(str::to_owned).prop_recursive(3, 12, 3, |inner| {
            let member = (prop::sample::select(vec!["a", "b", "\\u0061"]), inner.clone());
            prop_oneof![
                prop::collection::vec(inner, 0..3).prop_map(|all| format!("[{}]", all.join(" ,"))),
                prop::collection::vec(member, 0..4).prop_map(|members| {
                    let members: Vec<_> =
                        members.iter().map(|(key, value)| format!("\"{key}\":{value}")).collect();
                    format!("{{{}}}", members.join(", "))
                }),
            ]
        })
    }

    proptest! {
        #[test]
        fn texts_are_equal_where_the_built_values_are(left in json(), right in json()) {
            prop_assert_eq!(equal(&left, &right), Value::of(&left) == Value::of(&right));
            prop_assert!(equal(&left, &left));
        }
    }
}
