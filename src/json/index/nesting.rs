//! Which bracket closes which, and what a comma separates: one look at each operator, guided by a table.
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

use crate::json::scan::MAX_DEPTH;

/// The walk over the operators of one value.
#[derive(Debug, Default)]
pub(super) struct Nesting {
    /// For each operator that opens a container, how many operators later it is closed. Other entries mean nothing.
    partners: Vec<u32>,
    /// The containers that are open.
    open: Vec<Open>,
    /// The operators that may come next.
    allowed: u8,
}

/// A container that is open.
#[derive(Debug, Clone, Copy)]
struct Open {
    /// The number of its operator.
    number: u32,
    /// The operators that may come after a comma in it, and after a value that is a container.
    after_comma: u8,
    after_value: u8,
}

/// How far a walk has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Walked {
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

/// What may come after a bracket or comma, wherever an element may: a container, or the operator after a scalar.
const IN_ARRAY: u8 = OPEN_OBJECT | OPEN_ARRAY | COMMA | CLOSE_ARRAY;
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
        self.open.clear();
        self.allowed = OPEN_OBJECT | OPEN_ARRAY;
    }

    /// Goes on with the operators of `bytes` at `operators`, of which so many have been `seen`. The value begins at the
    /// first.
    pub(super) fn walk(&mut self, bytes: &[u8], operators: &[u32], seen: &mut usize) -> Walked {
        if self.partners.len() < operators.len() {
            self.partners.resize(operators.len() * 2, 0);
        }
        let mut number = *seen;
        let mut allowed = self.allowed;
        let mut after_comma = self.open.last().map_or(0, |open| open.after_comma);
        let walked = loop {
            let Some(&position) = operators.get(number) else {
                break Walked::Open;
            };
            let Some(&byte) = bytes.get(position as usize) else {
                break Walked::Misfit;
            };
            let operator = OPERATORS[usize::from(byte)];
            if operator & allowed == 0 {
                break Walked::Misfit;
            }
            if operator & (COLON | COMMA) != 0 {
                allowed = if operator == COLON {
                    IN_MEMBER
                } else {
                    after_comma
                };
            } else if operator & (OPEN_OBJECT | OPEN_ARRAY) != 0 {
                if self.open.len() == MAX_DEPTH {
                    break Walked::Misfit;
                }
                let after_value;
                (allowed, after_comma, after_value) = if operator == OPEN_OBJECT {
                    (COLON | CLOSE_OBJECT, COLON, COMMA | CLOSE_OBJECT)
                } else {
                    (IN_ARRAY, IN_ARRAY, COMMA | CLOSE_ARRAY)
                };
                self.open.push(Open {
                    number: number as u32,
                    after_comma,
                    after_value,
                });
            } else {
                let Some(opened) = self.open.pop() else {
                    break Walked::Misfit;
                };
                let distance = number as u32 - opened.number;
                // In an object without a colon there must be nothing at all.
                if distance == 1 && operator == CLOSE_OBJECT && !is_empty(bytes, operators, number)
                {
                    break Walked::Misfit;
                }
                self.partners[opened.number as usize] = distance;
                let Some(outer) = self.open.last() else {
                    number += 1;
                    break Walked::Closed(position);
                };
                (allowed, after_comma) = (outer.after_value, outer.after_comma);
            }
            number += 1;
        };
        self.allowed = allowed;
        *seen = number;
        walked
    }
}

/// Whether nothing but white space stands between an operator and the one before it.
fn is_empty(bytes: &[u8], operators: &[u32], number: usize) -> bool {
    let between = operators[number - 1] as usize + 1..operators[number] as usize;
    bytes
        .get(between)
        .is_some_and(|between| between.trim_ascii().is_empty())
}
