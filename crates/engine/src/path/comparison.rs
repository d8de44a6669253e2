//! Comparing values (RFC 9535, section 2.3.5.2.2): numbers exactly, texts by their characters, nothing with nothing.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::segment::Operator;
use crate::json::{Kind, Value, number};

/// A side of a comparison.
#[derive(Debug)]
pub(super) enum Comparand<'c, 'a> {
    /// A query that selected nothing, or a function without a result.
    Nothing,
    /// `null`
    Null,
    /// `true` or `false`
    Boolean(bool),
    /// A number, as it was written.
    Number(Cow<'c, str>),
    /// A text.
    Text(&'c str),
    /// An array or an object.
    Container(&'c Value<'a>),
}

impl<'c, 'a> Comparand<'c, 'a> {
    /// The node, or nothing.
    pub(super) fn of(node: Option<&'c Value<'a>>) -> Self {
        let Some(value) = node else {
            return Comparand::Nothing;
        };
        match &value.kind {
            Kind::Null => Comparand::Null,
            Kind::Boolean(boolean) => Comparand::Boolean(*boolean),
            Kind::Number => Comparand::Number(Cow::Borrowed(value.text)),
            Kind::String(text) => Comparand::Text(text),
            Kind::Array(_) | Kind::Object(_) => Comparand::Container(value),
        }
    }

    fn equals(&self, other: &Self) -> bool {
        match (self, other) {
            (Comparand::Nothing, Comparand::Nothing) | (Comparand::Null, Comparand::Null) => true,
            (Comparand::Boolean(left), Comparand::Boolean(right)) => left == right,
            (Comparand::Container(left), Comparand::Container(right)) => left == right,
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

/// Whether `left` and `right` compare as `operator` asks.
pub(super) fn compares(
    left: &Comparand<'_, '_>,
    operator: Operator,
    right: &Comparand<'_, '_>,
) -> bool {
    match operator {
        Operator::Equal => left.equals(right),
        Operator::NotEqual => !left.equals(right),
        Operator::Less => left.order(right) == Some(Ordering::Less),
        Operator::Greater => left.order(right) == Some(Ordering::Greater),
        // Not from the order alone: two absent values are equal, and so each at most the other.
        Operator::LessOrEqual => left.equals(right) || left.order(right) == Some(Ordering::Less),
        Operator::GreaterOrEqual => {
            left.equals(right) || left.order(right) == Some(Ordering::Greater)
        }
    }
}
