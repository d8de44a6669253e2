//! Comparing values (RFC 9535, section 2.3.5.2.2): numbers exactly, texts by their characters, nothing with nothing.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::segment::Operator;
use crate::json::number;

/// A side of a comparison.
#[derive(Debug)]
pub(super) enum Comparand<'c, N> {
    /// A query that selected nothing, or a function without a result.
    Nothing,
    /// `null`
    Null,
    /// `true` or `false`
    Boolean(bool),
    /// A number, as it was written.
    Number(Cow<'c, str>),
    /// A text.
    Text(Cow<'c, str>),
    /// An array or an object.
    Container(N),
}

impl<N: Copy> Comparand<'_, N> {
    /// Whether it compares with `other` as `operator` asks, where `equal` tells whether two containers are equal.
    pub(super) fn compares(
        &self,
        operator: Operator,
        other: &Self,
        equal: impl Fn(N, N) -> bool,
    ) -> bool {
        let equals = || self.equals(other, &equal);
        match operator {
            Operator::Equal => equals(),
            Operator::NotEqual => !equals(),
            Operator::Less => self.order(other) == Some(Ordering::Less),
            Operator::Greater => self.order(other) == Some(Ordering::Greater),
            // Not from the order alone: two absent values are equal, and so each at most the other.
            Operator::LessOrEqual => equals() || self.order(other) == Some(Ordering::Less),
            Operator::GreaterOrEqual => equals() || self.order(other) == Some(Ordering::Greater),
        }
    }

    fn equals(&self, other: &Self, equal: impl Fn(N, N) -> bool) -> bool {
        match (self, other) {
            (Comparand::Nothing, Comparand::Nothing) | (Comparand::Null, Comparand::Null) => true,
            (Comparand::Boolean(left), Comparand::Boolean(right)) => left == right,
            (Comparand::Container(left), Comparand::Container(right)) => equal(*left, *right),
            _ => self.order(other) == Some(Ordering::Equal),
        }
    }

    /// How the two are ordered; only numbers are among each other, and texts.
    fn order(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Comparand::Number(left), Comparand::Number(right)) => {
                Some(number::compare(left, right))
            }
            // The order of UTF-8's bytes is that of the characters.
            (Comparand::Text(left), Comparand::Text(right)) => Some(left.cmp(right)),
            _ => None,
        }
    }
}
