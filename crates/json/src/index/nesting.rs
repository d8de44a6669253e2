//! Checks brackets and commas: looks at each operator once, guided by a table.
//!
//! ```text
//!   {  "a"  :  [  1  ,  2  ]  ,  "b"  :  {  }  }
//!   0       1  2     3     4  5       6  7  8  9
//!   │          └───────────┘             └──┘  │     partners: 2 ─▶ 4, 7 ─▶ 8, 0 ─▶ 9
//!   └──────────────────────────────────────────┘
//! ```
//!
//! It takes for granted what the suspects of [`blocks`](super::blocks) tell: that between two operators stands one value,
//! one key or nothing, as these two ask for wherever they stand. What is left depends on the container that they are in.

#![expect(
    clippy::indexing_slicing,
    reason = "the tables have an entry for each byte, the depth is compared with the limit, and numbers are those of operators that were pushed"
)]

use crate::scan::MAX_DEPTH;

/// The walk over the operators of one value.
#[derive(Debug)]
pub(super) struct Nesting {
    /// For each operator that opens a container, how many operators later it is closed. Other entries mean nothing.
    partners: Vec<u32>,
    /// The numbers of the operators that opened the containers in which the walk is, and how many these are.
    open: [u32; MAX_DEPTH],
    depth: usize,
    /// Which of them are objects, a bit each, the innermost the lowest.
    objects: u128,
    /// The operators that may come next.
    allowed: u8,
}

// There is a bit for each.
const _: () = assert!(MAX_DEPTH <= u128::BITS as usize);

impl Default for Nesting {
    fn default() -> Self {
        Nesting { partners: Vec::new(), open: [0; MAX_DEPTH], depth: 0, objects: 0, allowed: 0 }
    }
}

/// The result of a walk over operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NestingStatus {
    /// The operator at this position closes the value.
    Closed(u32),
    /// All operators fit so far.
    Open,
    /// One does not.
    Misfit,
}

// The operators, a bit each, so that several of them are a byte too.
const OPEN_OBJECT: u8 = 1;
const CLOSE_OBJECT: u8 = 1 << 1;
const OPEN_ARRAY: u8 = 1 << 2;
const CLOSE_ARRAY: u8 = 1 << 3;
const COLON: u8 = 1 << 4;
const COMMA: u8 = 1 << 5;

/// The operators that may come in a container: after its opening one, after a comma, after a value that is a container.
struct NestingRules {
    after_open: u8,
    after_comma: u8,
    after_value: u8,
}

/// An element is a container, or something before the next operator.
const ELEMENT: u8 = OPEN_OBJECT | OPEN_ARRAY | COMMA | CLOSE_ARRAY;
const IN_ARRAY: NestingRules =
    NestingRules { after_open: ELEMENT, after_comma: ELEMENT, after_value: COMMA | CLOSE_ARRAY };
const IN_OBJECT: NestingRules = NestingRules {
    after_open: COLON | CLOSE_OBJECT,
    after_comma: COLON,
    after_value: COMMA | CLOSE_OBJECT,
};
/// What may come after a colon.
const IN_MEMBER: u8 = OPEN_OBJECT | OPEN_ARRAY | COMMA | CLOSE_OBJECT;

/// What each byte is.
const OPERATORS: [u8; 256] = {
    let mut operators = [0; 256];
    operators[b'{' as usize] = OPEN_OBJECT;
    operators[b'}' as usize] = CLOSE_OBJECT;
    operators[b'[' as usize] = OPEN_ARRAY;
    operators[b']' as usize] = CLOSE_ARRAY;
    operators[b':' as usize] = COLON;
    operators[b',' as usize] = COMMA;
    operators
};

impl Nesting {
    pub(super) fn partners(&self) -> &[u32] {
        &self.partners
    }

    /// Begins with another value, an object or array.
    pub(super) fn restart(&mut self) {
        self.depth = 0;
        self.objects = 0;
        self.allowed = OPEN_OBJECT | OPEN_ARRAY;
    }

    /// Goes on with the operators of `bytes` at `operators`, of which so many have been `seen`. The value begins at the
    /// first.
    pub(super) fn walk(
        &mut self,
        bytes: &[u8],
        operators: &[u32],
        seen: &mut usize,
    ) -> NestingStatus {
        if self.partners.len() < operators.len() {
            self.partners.resize(operators.len() * 2, 0);
        }
        let mut number = *seen;
        let mut allowed = self.allowed;
        let mut after_comma = self.inner().after_comma;
        let is_at = |number: usize, wanted: u8| {
            let position = operators.get(number);
            position.and_then(|&position| bytes.get(position as usize)) == Some(&wanted)
        };
        let walked = loop {
            // Most members are no containers: a colon and a comma each, one pair after the other.
            if allowed & COLON != 0 {
                while is_at(number, b':') && is_at(number + 1, b',') {
                    number += 2;
                    allowed = COLON;
                }
            }
            let Some(&position) = operators.get(number) else {
                break NestingStatus::Open;
            };
            let Some(&byte) = bytes.get(position as usize) else {
                break NestingStatus::Misfit;
            };
            let operator = OPERATORS[usize::from(byte)];
            if operator & allowed == 0 {
                break NestingStatus::Misfit;
            }
            if operator & (COLON | COMMA) != 0 {
                allowed = if operator == COLON { IN_MEMBER } else { after_comma };
            } else if operator & (OPEN_OBJECT | OPEN_ARRAY) != 0 {
                let Some(place) = self.open.get_mut(self.depth) else {
                    break NestingStatus::Misfit;
                };
                *place = number as u32;
                self.depth += 1;
                let is_object = operator == OPEN_OBJECT;
                self.objects = self.objects << 1 | u128::from(is_object);
                let rules = NestingRules::of(is_object);
                (allowed, after_comma) = (rules.after_open, rules.after_comma);
            } else {
                self.depth -= 1;
                let opened = self.open[self.depth];
                let distance = number as u32 - opened;
                // In an object without a colon there must be nothing at all.
                if distance == 1 && operator == CLOSE_OBJECT && !is_empty(bytes, operators, number)
                {
                    break NestingStatus::Misfit;
                }
                self.partners[opened as usize] = distance;
                self.objects >>= 1;
                if self.depth == 0 {
                    number += 1;
                    break NestingStatus::Closed(position);
                }
                let rules = self.inner();
                (allowed, after_comma) = (rules.after_value, rules.after_comma);
            }
            number += 1;
        };
        self.allowed = allowed;
        *seen = number;
        walked
    }

    /// The rules of the innermost container.
    fn inner(&self) -> &'static NestingRules {
        NestingRules::of(self.objects & 1 == 1)
    }
}

impl NestingRules {
    fn of(is_object: bool) -> &'static Self {
        [&IN_ARRAY, &IN_OBJECT][usize::from(is_object)]
    }
}

/// Whether nothing but white space stands between an operator and the one before it.
fn is_empty(bytes: &[u8], operators: &[u32], number: usize) -> bool {
    let between = operators[number - 1] as usize + 1..operators[number] as usize;
    bytes.get(between).is_some_and(|between| between.trim_ascii().is_empty())
}
