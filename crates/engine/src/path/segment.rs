//! The compiled segments of a query after its plain prefix.
//!
//! Both JSONPath and the dotted spelling compile to these; nothing in them refers to the text they came from.

use super::Step;
use super::pattern::{Anchoring, Regexp};

/// One segment of a query (RFC 9535, section 2.5).
#[derive(Debug, Clone)]
pub(super) enum Segment {
    /// Selects among a node's children.
    Child(Vec<Selector>),
    /// Selects among the children of a node and of everything below it.
    Descendant(Vec<Selector>),
    /// The first element whose member `key`, as text, is `value`: `[name=email]` of the dotted spelling.
    Lookup {
        /// The member's name.
        key: String,
        /// What it must read.
        value: String,
    },
}

/// A selector of the children of one node (RFC 9535, section 2.3).
#[derive(Debug, Clone)]
pub(super) enum Selector {
    /// The member of this name.
    Name(String),
    /// The element at this index, from the end when negative.
    Index(i64),
    /// Every child.
    Wildcard,
    /// The elements from `start` to before `end`, every `step`th.
    Slice {
        /// The first, where it is given.
        start: Option<i64>,
        /// The one to stop before, where it is given.
        end: Option<i64>,
        /// The distance, backwards when negative; 0 selects nothing.
        step: i64,
    },
    /// The children of which this holds.
    Filter(Filter),
}

/// A logical expression about a child (RFC 9535, section 2.3.5).
#[derive(Debug, Clone)]
pub(super) enum Filter {
    /// At least one holds.
    Any(Vec<Filter>),
    /// Every one holds.
    All(Vec<Filter>),
    /// It does not hold.
    Not(Box<Filter>),
    /// The query selects something.
    Exists(Subquery),
    /// Two values compare so.
    Compares {
        /// The value on the left.
        left: Operand,
        /// How they must compare.
        operator: Operator,
        /// The value on the right.
        right: Operand,
    },
    /// A text fits a pattern: the functions `match` and `search`.
    Fits {
        /// The text.
        text: Operand,
        /// The pattern.
        pattern: PatternSource,
    },
}

/// The comparison operators (RFC 9535, section 2.3.5.2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// What gives one value, or nothing (`ValueType` of RFC 9535, section 2.4.1).
#[derive(Debug, Clone)]
pub(super) enum Operand {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean(bool),
    /// A number, as it was written.
    Number(String),
    /// A text.
    Text(String),
    /// The node of a query that selects one at most.
    Node(Subquery),
    /// `length(…)`
    Length(Box<Operand>),
    /// `count(…)`
    Count(Subquery),
    /// `value(…)`
    Value(Subquery),
}

/// Where the pattern of `match` and `search` comes from.
#[derive(Debug, Clone)]
pub(super) enum PatternSource {
    /// It stands in the path and was compiled with it.
    Written(Regexp),
    /// It is a value of the payload.
    Computed(Operand, Anchoring),
}

/// A query inside a filter.
#[derive(Debug, Clone)]
pub(super) struct Subquery {
    /// Where it starts.
    pub(super) start: Start,
    /// Where it goes.
    pub(super) segments: Vec<Segment>,
}

/// The start of a query inside a filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Start {
    /// `@`, the child in question.
    Current,
    /// `$`, the whole value.
    Root,
}

impl Segment {
    /// Whether it can select something of an array.
    pub(super) fn leads_into_arrays(&self) -> bool {
        match self {
            Segment::Child(selectors) => {
                selectors.iter().any(|selector| !matches!(selector, Selector::Name(_)))
            }
            // What is below an array can be an object.
            Segment::Descendant(_) | Segment::Lookup { .. } => true,
        }
    }

    /// The segment as a plain step, where it is one.
    pub(super) fn as_step(&self) -> Option<Step> {
        let Segment::Child(selectors) = self else {
            return None;
        };
        match selectors.as_slice() {
            [Selector::Name(name)] => Some(Step::Key(name.clone())),
            [Selector::Index(index)] => usize::try_from(*index).ok().map(Step::Index),
            _ => None,
        }
    }

    /// Whether it selects at most one node of one.
    pub(super) fn is_singular(&self) -> bool {
        match self {
            Segment::Child(selectors) => {
                matches!(selectors.as_slice(), [Selector::Name(_) | Selector::Index(_)])
            }
            Segment::Descendant(_) => false,
            Segment::Lookup { .. } => true,
        }
    }

    /// Whether a filter in it mentions `$`.
    pub(super) fn uses_root(&self) -> bool {
        match self {
            Segment::Child(selectors) | Segment::Descendant(selectors) => {
                selectors.iter().any(|selector| match selector {
                    Selector::Filter(filter) => filter.uses_root(),
                    _ => false,
                })
            }
            Segment::Lookup { .. } => false,
        }
    }
}

impl Filter {
    fn uses_root(&self) -> bool {
        match self {
            Filter::Any(filters) | Filter::All(filters) => filters.iter().any(Filter::uses_root),
            Filter::Not(filter) => filter.uses_root(),
            Filter::Exists(query) => query.uses_root(),
            Filter::Compares { left, right, .. } => left.uses_root() || right.uses_root(),
            Filter::Fits { text, pattern } => text.uses_root() || pattern.uses_root(),
        }
    }
}

impl PatternSource {
    fn uses_root(&self) -> bool {
        match self {
            PatternSource::Written(_) => false,
            PatternSource::Computed(operand, _) => operand.uses_root(),
        }
    }
}

impl Operand {
    fn uses_root(&self) -> bool {
        match self {
            Operand::Null | Operand::Boolean(_) | Operand::Number(_) | Operand::Text(_) => false,
            Operand::Node(query) | Operand::Count(query) | Operand::Value(query) => {
                query.uses_root()
            }
            Operand::Length(operand) => operand.uses_root(),
        }
    }
}

impl Subquery {
    /// Whether it selects at most one node (RFC 9535, section 2.3.5.1).
    pub(super) fn is_singular(&self) -> bool {
        self.segments.iter().all(Segment::is_singular)
    }

    fn uses_root(&self) -> bool {
        self.start == Start::Root || self.segments.iter().any(Segment::uses_root)
    }
}
