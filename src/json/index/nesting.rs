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
    in_object: bool,
    previous: Operator,
}

/// A container that is open.
#[derive(Debug, Clone, Copy)]
struct Open {
    /// The number of its operator.
    number: u32,
    is_object: bool,
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

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[repr(u8)]
enum Operator {
    #[default]
    OpenObject,
    CloseObject,
    OpenArray,
    CloseArray,
    Colon,
    Comma,
}

impl Nesting {
    pub(super) fn partners(&self) -> &[u32] {
        &self.partners
    }

    /// Begins with another value.
    pub(super) fn restart(&mut self) {
        self.open.clear();
    }

    /// Goes on with the operators of `bytes` at `operators`, of which those before number `next` have been seen. The
    /// value begins at the first.
    pub(super) fn walk(&mut self, bytes: &[u8], operators: &[u32], next: &mut usize) -> Walked {
        if self.partners.len() < operators.len() {
            self.partners.resize(operators.len() * 2, 0);
        }
        while let Some(&position) = operators.get(*next) {
            let Some(&byte) = bytes.get(position as usize) else {
                return Walked::Misfit;
            };
            let operator = OPERATORS[usize::from(byte)];
            let number = *next;
            if !self.fits(operator) {
                return Walked::Misfit;
            }
            match operator {
                Operator::OpenObject | Operator::OpenArray => {
                    if self.open.len() == MAX_DEPTH {
                        return Walked::Misfit;
                    }
                    self.in_object = operator == Operator::OpenObject;
                    self.open.push(Open {
                        number: number as u32,
                        is_object: self.in_object,
                    });
                }
                Operator::CloseObject | Operator::CloseArray => {
                    if self.previous == Operator::OpenObject && !is_empty(bytes, operators, number)
                    {
                        return Walked::Misfit;
                    }
                    let Some(opened) = self.open.pop() else {
                        return Walked::Misfit;
                    };
                    self.partners[opened.number as usize] = number as u32 - opened.number;
                    let Some(outer) = self.open.last() else {
                        *next += 1;
                        return Walked::Closed(position);
                    };
                    self.in_object = outer.is_object;
                }
                Operator::Colon | Operator::Comma => {}
            }
            self.previous = operator;
            *next += 1;
        }
        Walked::Open
    }

    fn fits(&self, operator: Operator) -> bool {
        if self.open.is_empty() {
            return true;
        }
        let allowed = ALLOWED[usize::from(self.in_object)][self.previous as usize];
        allowed >> operator as u8 & 1 == 1
    }
}

/// Whether nothing but white space stands between an operator and the one before it.
fn is_empty(bytes: &[u8], operators: &[u32], number: usize) -> bool {
    let between = operators[number - 1] as usize + 1..operators[number] as usize;
    bytes
        .get(between)
        .is_some_and(|between| between.trim_ascii().is_empty())
}

/// What each byte is; of bytes that are no operators nobody asks.
const OPERATORS: [Operator; 256] = {
    let mut operators = [Operator::Comma; 256];
    operators[b'{' as usize] = Operator::OpenObject;
    operators[b'}' as usize] = Operator::CloseObject;
    operators[b'[' as usize] = Operator::OpenArray;
    operators[b']' as usize] = Operator::CloseArray;
    operators[b':' as usize] = Operator::Colon;
    operators
};

/// The operators, a bit each, that can come in an array and in an object, by the operator before them.
const ALLOWED: [[u8; 6]; 2] = {
    use Operator::*;
    let opening = 1 << OpenObject as u8 | 1 << OpenArray as u8;
    let comma = 1 << Comma as u8;
    let colon = 1 << Colon as u8;
    let end_array = 1 << CloseArray as u8;
    let end_object = 1 << CloseObject as u8;
    let mut allowed = [[0; 6]; 2];

    allowed[0][OpenArray as usize] = opening | comma | end_array;
    allowed[0][Comma as usize] = opening | comma | end_array;
    allowed[0][CloseArray as usize] = comma | end_array;
    allowed[0][CloseObject as usize] = comma | end_array;

    allowed[1][OpenObject as usize] = colon | end_object;
    allowed[1][Colon as usize] = opening | comma | end_object;
    allowed[1][Comma as usize] = colon;
    allowed[1][CloseArray as usize] = comma | end_object;
    allowed[1][CloseObject as usize] = comma | end_object;
    allowed
};
