//! Turns the classes of bytes into operators and suspects, block by block.
//!
//! *Operators* are the `{ } [ ] : ,` outside strings: all that is needed to find one's way in a text. *Suspects* are the
//! places at which the text is at odds with RFC 8259 in a way that can be told from what stands beside it:
//!
//! ```text
//!   bytes      {"a" : 1 "b", "c\x" : 01,}
//!   inside     .##......##...####........     from each opening quote up to the closing one
//!   operators  #....#......#.......#...##
//!   suspects   .........#.......#...#...#     two values side by side, `\x`, `01`, a `,` before a bracket
//! ```
//!
//! Which bracket closes which, and what a comma separates, takes more than neighbours: that is the business of
//! [`nesting`](super::nesting). A text is a value exactly if it has no suspects and nests well.
//!
//! What comes after something across white space is found by adding: a carry runs through the bits of the white space
//! and comes out at the first byte that is none.

#![expect(
    clippy::indexing_slicing,
    reason = "blocks are counted in these bytes, and the rest is shorter than a block"
)]

use super::block::{BLOCK, Classes, classify, places, prefix_xor};
use super::content::{TokenCheck, escape_at, scalar, scalar_at};
use super::positions::Positions;

/// The findings in all blocks so far.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    pub(super) operators: Positions,
    pub(super) suspects: Positions,
    /// The colons after keys in which something is escaped.
    pub(super) escaped_keys: Positions,
    pub(super) carry: Carry,
}

/// The functions that a backend indexes with.
pub(super) struct BlockFunctions<C, X, P> {
    /// As [`classify`].
    pub(super) classify: C,
    /// As [`prefix_xor`].
    pub(super) prefix_xor: X,
    /// As [`places`].
    pub(super) places: P,
}

/// The functions that run on every machine.
pub(super) const PORTABLE: BlockFunctions<Classifier, fn(u64) -> u64, Placer> =
    BlockFunctions { classify, prefix_xor, places };

type Classifier = fn(&[u8; BLOCK]) -> Classes;
type Placer = fn(u64, u32, &mut [u32; BLOCK]);

/// The treatment of a token whose end has not come yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unfinished {
    /// Its block is not taken.
    Awaited,
    /// It is passed over. The value it is in is not complete either.
    Passed,
}

/// The state that a block hands to the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Carry {
    /// The next byte is escaped.
    escaped: u64,
    /// All bits if the next byte stands in a string.
    inside: u64,
    /// The last byte belongs to a number or literal.
    scalar: u64,
    /// Nothing but white space has come since a separator or opening bracket, and since the end of a string.
    wanted: u64,
    string: u64,
    /// Something is escaped in the string that goes on, and in the one since which nothing but white space has come.
    escapes: u64,
    escaped_string: u64,
}

impl Blocks {
    pub(super) fn restart(&mut self) {
        for positions in self.lists() {
            positions.truncate(0);
        }
        self.carry = Carry::default();
    }

    /// All that has been found.
    pub(super) fn lists(&mut self) -> [&mut Positions; 3] {
        let Blocks { operators, suspects, escaped_keys, .. } = self;
        [operators, suspects, escaped_keys]
    }

    /// Indexes what `bytes` hold from `at` on as if white space followed: what may be less than a block, and tokens of
    /// which the end has not come yet.
    pub(super) fn index_rest(&mut self, bytes: &[u8], mut at: usize) {
        while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
            let mut block = [b' '; BLOCK];
            let length = rest.len().min(BLOCK);
            block[..length].copy_from_slice(&rest[..length]);
            let classes = classify(&block);
            self.block(bytes, at, &classes, &PORTABLE, Unfinished::Passed);
            at += length;
        }
    }

    /// Indexes the blocks of `bytes` from `from` to `to`, and returns where it has stopped: at `to`, or before a block
    /// with a token of which the end has not come yet.
    ///
    /// This is compiled once for each backend, with its functions.
    #[inline(always)]
    pub(super) fn index<C, X, P>(
        &mut self,
        bytes: &[u8],
        from: usize,
        to: usize,
        functions: &BlockFunctions<C, X, P>,
    ) -> usize
    where
        C: Fn(&[u8; BLOCK]) -> Classes,
        X: Fn(u64) -> u64,
        P: Fn(u64, u32, &mut [u32; BLOCK]),
    {
        let (blocks, _) = bytes[from..to].as_chunks::<BLOCK>();
        let mut at = from;
        for block in blocks {
            let classes = (functions.classify)(block);
            if !self.block(bytes, at, &classes, functions, Unfinished::Awaited) {
                return at;
            }
            at += BLOCK;
        }
        at
    }

    /// Takes the block of `bytes` at `at`; false, with nothing taken, if a token in it is not all there.
    #[inline(always)]
    fn block<C, X, P>(
        &mut self,
        bytes: &[u8],
        at: usize,
        classes: &Classes,
        functions: &BlockFunctions<C, X, P>,
        unfinished: Unfinished,
    ) -> bool
    where
        X: Fn(u64) -> u64,
        P: Fn(u64, u32, &mut [u32; BLOCK]),
    {
        let mut carry = self.carry;
        let escaped = escaped(classes.backslashes, &mut carry.escaped);
        let quotes = classes.quotes & !escaped;
        let before = carry.inside;
        let inside = (functions.prefix_xor)(quotes) ^ before;
        carry.inside = 0u64.wrapping_sub(inside >> 63);

        let escapes = escaped & inside;
        // Escaped quotes and backslashes are right as they are.
        let odd_escapes = escapes & !(classes.quotes | classes.backslashes);
        if quotes | !before == 0 {
            // The middle of a long text, in which nothing counts but its characters.
            let Some(bad) = bad_escapes(bytes, at, odd_escapes, unfinished) else {
                return false;
            };
            carry.escapes |= u64::from(escapes != 0);
            self.carry = carry;
            self.push_suspects(at, classes.controls | bad, functions);
            return true;
        }

        let outside = !(inside | quotes);
        let whites = classes.whites & outside;
        let opens = classes.opens & outside;
        let closes = classes.closes & outside;
        let colons = classes.colons & outside;
        let separators = (classes.commas | classes.colons) & outside;
        let operators = opens | closes | separators;
        let scalars = outside & !(operators | whites);
        let starts = scalars & !(scalars << 1 | carry.scalar);
        carry.scalar = scalars >> 63;

        let wanted = next(separators | opens, whites, &mut carry.wanted);
        let after_string = next(quotes & !inside, whites, &mut carry.string);
        let values = (quotes & inside) | starts | opens;
        let mut suspects = (values & !wanted)
            | (separators & wanted)
            | (colons & !after_string)
            | (classes.controls & inside);

        let mut empty = closes & wanted;
        while empty != 0 {
            let place = empty.trailing_zeros();
            if !follows_open(bytes, at + place as usize) {
                suspects |= 1 << place;
            }
            empty &= empty - 1;
        }

        let mut escaped_keys = 0;
        if escapes | carry.escapes | carry.escaped_string != 0 {
            let ends = ends(escapes, inside, &mut carry.escapes);
            escaped_keys = next(ends, whites, &mut carry.escaped_string) & colons;
            let Some(bad) = bad_escapes(bytes, at, odd_escapes, unfinished) else {
                return false;
            };
            suspects |= bad;
        }

        let mut looked_at = starts;
        while looked_at != 0 {
            let place = looked_at.trailing_zeros();
            let start = at + place as usize;
            let length = (!(scalars >> place)).trailing_zeros();
            let word = bytes.get(start..start + length as usize);
            // What the block cuts in two is looked at here as a whole, and passed over in the next one.
            let token = match word.filter(|_| place + length < BLOCK as u32) {
                Some(word) => scalar(word),
                None => scalar_at(bytes, start),
            };
            match token {
                TokenCheck::Bad => suspects |= 1 << place,
                TokenCheck::Open if unfinished == Unfinished::Awaited => return false,
                TokenCheck::Good | TokenCheck::Open => {}
            }
            looked_at &= looked_at - 1;
        }

        self.carry = carry;
        self.operators.push(at as u32, operators, &functions.places);
        self.push_suspects(at, suspects, functions);
        if escaped_keys != 0 {
            self.escaped_keys.push(at as u32, escaped_keys, &functions.places);
        }
        true
    }

    #[inline(always)]
    fn push_suspects<C, X, P>(
        &mut self,
        at: usize,
        suspects: u64,
        functions: &BlockFunctions<C, X, P>,
    ) where
        P: Fn(u64, u32, &mut [u32; BLOCK]),
    {
        if suspects != 0 {
            self.suspects.push(at as u32, suspects, &functions.places);
        }
    }
}

/// Those of `escapes` in the block of `bytes` at `at` that are wrong; `None` if one is to be awaited.
#[inline(always)]
fn bad_escapes(bytes: &[u8], at: usize, escapes: u64, unfinished: Unfinished) -> Option<u64> {
    let mut bad = 0;
    let mut looked_at = escapes;
    while looked_at != 0 {
        let place = looked_at.trailing_zeros();
        match escape_at(bytes, at + place as usize) {
            TokenCheck::Bad => bad |= 1 << place,
            TokenCheck::Open if unfinished == Unfinished::Awaited => return None,
            TokenCheck::Good | TokenCheck::Open => {}
        }
        looked_at &= looked_at - 1;
    }
    Some(bad)
}

/// Whether what stands before the closing bracket at `at`, white space aside, is an opening one: between them is nothing.
#[inline]
fn follows_open(bytes: &[u8], at: usize) -> bool {
    let before = bytes.get(..at).unwrap_or_default().trim_ascii_end();
    matches!(before, [.., b'{' | b'['])
}

/// Which bytes follow a backslash that is not escaped itself.
///
/// Of a run of backslashes every second one is escaped, and what follows the run if their number is odd. Runs that begin
/// at an odd place are told from those at an even one by where the carry of an addition comes out (Langdale and Lemire,
/// Parsing Gigabytes of JSON per Second, section 3.1.1).
#[inline(always)]
fn escaped(backslashes: u64, carry: &mut u64) -> u64 {
    if backslashes == 0 {
        return std::mem::take(carry);
    }
    const EVEN: u64 = 0x5555_5555_5555_5555;
    let escaping = backslashes & !*carry;
    let follows = escaping << 1 | *carry;
    let odd_starts = escaping & !EVEN & !follows;
    let (even_runs, overflow) = odd_starts.overflowing_add(escaping);
    *carry = u64::from(overflow);
    (EVEN ^ (even_runs << 1)) & follows
}

/// Of the strings, the closing quotes of those in which something is escaped.
///
/// Adding makes a carry run from the escape through the rest of the string. Where the block ends before it has come
/// out, `carry` is set.
#[inline(always)]
fn ends(escapes: u64, inside: u64, carry: &mut u64) -> u64 {
    let (sum, first) = inside.overflowing_add(escapes);
    let (sum, second) = sum.overflowing_add(*carry);
    *carry = u64::from(first | second);
    sum & !inside
}

/// The first bytes that are not white after those in `after`. `carry` is set where the block ends before one has come.
#[inline(always)]
fn next(after: u64, whites: u64, carry: &mut u64) -> u64 {
    let follows = after << 1 | *carry;
    if whites == 0 {
        *carry = after >> 63;
        return follows;
    }
    let (through, overflow) = (follows & whites).overflowing_add(whites);
    *carry = after >> 63 | u64::from(overflow);
    (follows | through) & !whites
}
