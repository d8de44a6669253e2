//! A block of 64 bytes as bits: for each class of bytes a word in which bit n stands for byte n.
//!
//! ```text
//!   bytes    {"name": null, "n": [7]}
//!   quotes   .#....#.......#.#.......        (the lowest bit on the left)
//!   whites   ........#.....#....#....
//!   opens    #...................#...
//! ```
//!
//! What can be said of many bytes at once is then said with a few operations on words, with no branch for any byte.

#![expect(clippy::indexing_slicing, reason = "a class is one of the columns")]

use std::array;

/// How many bytes a block has: as many as a word has bits.
pub(super) const BLOCK: usize = 64;

/// Which bytes of a block belong to which class, whether they stand in a string or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Classes {
    /// `"`
    pub(super) quotes: u64,
    /// `\`
    pub(super) backslashes: u64,
    /// Everything below the space.
    pub(super) controls: u64,
    /// Space, tab, line feed, carriage return.
    pub(super) whites: u64,
    /// `{` and `[`
    pub(super) opens: u64,
    /// `}` and `]`
    pub(super) closes: u64,
    /// `,`
    pub(super) commas: u64,
    /// `:`
    pub(super) colons: u64,
}

/// Finds the classes of a block with nothing but ordinary integers: the way that every machine has.
///
/// The classes of a byte are a row of eight bits. Read by columns, the rows of eight bytes are eight bits of each class.
/// There is no branch and no table in it, so that the compiler can use what vectors every processor of a kind has.
pub(super) fn classify(block: &[u8; BLOCK]) -> Classes {
    let rows = block.map(row);
    let (eights, _) = rows.as_chunks::<8>();
    let mut columns = [[0; 8]; 8];
    for (columns, eight) in columns.iter_mut().zip(eights) {
        *columns = transpose(u64::from_le_bytes(*eight)).to_le_bytes();
    }
    let planes: [u64; 8] =
        array::from_fn(|class| u64::from_le_bytes(columns.map(|columns| columns[class])));
    Classes {
        quotes: planes[0],
        backslashes: planes[1],
        controls: planes[2],
        whites: planes[3],
        opens: planes[4],
        closes: planes[5],
        commas: planes[6],
        colons: planes[7],
    }
}

/// The classes of a byte, a bit each.
#[inline(always)]
fn row(byte: u8) -> u8 {
    let bit = |place: u32, holds: bool| u8::from(holds) << place;
    let folded = byte | 0x20;
    let white = (byte == b' ') | (byte == b'\t') | (byte == b'\n') | (byte == b'\r');
    bit(0, byte == b'"')
        | bit(1, byte == b'\\')
        | bit(2, byte < 0x20)
        | bit(3, white)
        | bit(4, folded == b'{')
        | bit(5, folded == b'}')
        | bit(6, byte == b',')
        | bit(7, byte == b':')
}

/// Turns eight rows of eight bits into its columns (Warren, Hacker's Delight, section 7-3).
fn transpose(mut rows: u64) -> u64 {
    for (shift, mask) in
        [(7, 0x00AA_00AA_00AA_00AA), (14, 0x0000_CCCC_0000_CCCC), (28, 0x0000_0000_F0F0_F0F0)]
    {
        let swapped = (rows ^ (rows >> shift)) & mask;
        rows ^= swapped ^ (swapped << shift);
    }
    rows
}

/// For each bit, whether the bits up to it, itself included, that are set are odd in number: of the quotes, where
/// strings are.
pub(super) fn prefix_xor(mut bits: u64) -> u64 {
    for shift in [1, 2, 4, 8, 16, 32] {
        bits ^= bits << shift;
    }
    bits
}

/// Writes `first` plus the place of each bit that is set, and after these whatever comes of it.
///
/// Eight at a time are written whether there are as many or not, so that the processor need not guess how many there are.
#[inline(always)]
pub(super) fn places(mut bits: u64, first: u32, room: &mut [u32; BLOCK]) {
    let (eights, _) = room.as_chunks_mut::<8>();
    for eight in eights {
        for place in eight {
            *place = first + bits.trailing_zeros();
            bits &= bits.wrapping_sub(1);
        }
        if bits == 0 {
            break;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn byte_by_byte(block: &[u8; BLOCK]) -> Classes {
        let class = |of: fn(u8) -> bool| {
            let bits = block.iter().enumerate();
            bits.fold(0, |bits, (place, &byte)| bits | u64::from(of(byte)) << place)
        };
        Classes {
            quotes: class(|byte| byte == b'"'),
            backslashes: class(|byte| byte == b'\\'),
            controls: class(|byte| byte < 0x20),
            whites: class(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')),
            opens: class(|byte| matches!(byte, b'{' | b'[')),
            closes: class(|byte| matches!(byte, b'}' | b']')),
            commas: class(|byte| byte == b','),
            colons: class(|byte| byte == b':'),
        }
    }

    /// Blocks that between them have every byte at every place.
    fn every_byte_at_every_place() -> impl Iterator<Item = [u8; BLOCK]> {
        (0..=255u8).map(|first| std::array::from_fn(|place| first.wrapping_add(place as u8)))
    }

    #[test]
    fn every_byte_has_its_classes_at_every_place() {
        for block in every_byte_at_every_place() {
            assert_eq!(classify(&block), byte_by_byte(&block), "{block:?}");
        }
    }

    proptest! {
        #[test]
        fn every_bit_knows_how_many_were_before_it(bits: u64) {
            let counted = (0..64).fold(0, |found, place| {
                let before = bits << (63 - place);
                found | u64::from(before.count_ones() % 2) << place
            });
            prop_assert_eq!(prefix_xor(bits), counted);
        }
    }
}
