//! The backends that index a block: AVX-512 or AVX2 where the processor has it, which only the running program knows, and
//! ordinary integers everywhere. All give the same.
//!
//! This file holds all `unsafe` of the crate: the call of functions that may run on some processors only, and the
//! loads from memory in them.

#![expect(clippy::indexing_slicing, reason = "the numbers are those of an array of this length")]

use std::sync::OnceLock;

use super::block::{BLOCK, Classes};
use super::blocks::{BlockFunctions, Blocks, PORTABLE};

/// A backend that indexes blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Backend {
    /// With what every processor has.
    Portable,
    /// With AVX2 and its companions.
    #[cfg(target_arch = "x86_64")]
    Avx2,
    /// With AVX-512 and its companions.
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

/// The variable that chooses a backend, so that each can be tested and measured on any machine that has it.
const VARIABLE: &str = "LEADMAP_SIMD";

impl Backend {
    /// The backend that the environment asks for, or the fastest that this processor has.
    pub(super) fn chosen() -> Self {
        static CHOSEN: OnceLock<Backend> = OnceLock::new();
        *CHOSEN.get_or_init(|| Backend::asked().unwrap_or_else(|_| Backend::fastest()))
    }

    /// The backend that the environment asks for, if it does; the fastest otherwise.
    ///
    /// # Errors
    /// When it asks for one that this processor does not have.
    pub(super) fn asked() -> Result<Self, String> {
        let Some(asked) = std::env::var_os(VARIABLE).filter(|asked| !asked.is_empty()) else {
            return Ok(Backend::fastest());
        };
        let backends = Backend::all();
        let named = backends.iter().find(|backend| asked == backend.name());
        named.copied().ok_or_else(|| {
            let names: Vec<_> = backends.iter().map(|backend| backend.name()).collect();
            format!("{VARIABLE} can be {} on this processor", names.join(" or "))
        })
    }

    fn fastest() -> Self {
        Backend::all().pop().unwrap_or(Backend::Portable)
    }

    /// What the environment calls it.
    fn name(self) -> &'static str {
        match self {
            Backend::Portable => "portable",
            #[cfg(target_arch = "x86_64")]
            Backend::Avx2 => "avx2",
            #[cfg(target_arch = "x86_64")]
            Backend::Avx512 => "avx512",
        }
    }

    /// All backends that this processor has, the fastest last.
    pub(super) fn all() -> Vec<Self> {
        #[allow(unused_mut)]
        let mut backends = vec![Backend::Portable];
        #[cfg(target_arch = "x86_64")]
        if avx2::is_available() {
            backends.push(Backend::Avx2);
        }
        #[cfg(target_arch = "x86_64")]
        if avx512::is_available() {
            backends.push(Backend::Avx512);
        }
        backends
    }

    /// Indexes the blocks between the positions `from` and `to`, which are whole blocks of `bytes`.
    pub(super) fn index(self, blocks: &mut Blocks, bytes: &[u8], from: usize, to: usize) -> usize {
        match self {
            Backend::Portable => blocks.index(bytes, from, to, &PORTABLE),
            #[cfg(target_arch = "x86_64")]
            Backend::Avx2 => avx2::index(blocks, bytes, from, to),
            #[cfg(target_arch = "x86_64")]
            Backend::Avx512 => avx512::index(blocks, bytes, from, to),
        }
    }
}

#[cfg(target_arch = "x86_64")]
mod avx2 {
    #![allow(unsafe_code)]

    use std::arch::x86_64::{
        __m256i, _mm_clmulepi64_si128, _mm_cvtsi128_si64, _mm_set_epi64x, _mm_set1_epi8,
        _mm256_cmpeq_epi8, _mm256_loadu_si256, _mm256_min_epu8, _mm256_movemask_epi8,
        _mm256_or_si256, _mm256_set1_epi8, _mm256_setr_epi8, _mm256_shuffle_epi8,
    };

    use super::super::block::places;
    use super::{BLOCK, BlockFunctions, Blocks, Classes};

    /// Whether the processor has all that the functions of this module are compiled for.
    pub(super) fn is_available() -> bool {
        is_x86_feature_detected!("avx2")
            && is_x86_feature_detected!("bmi1")
            && is_x86_feature_detected!("bmi2")
            && is_x86_feature_detected!("lzcnt")
            && is_x86_feature_detected!("popcnt")
            && is_x86_feature_detected!("pclmulqdq")
    }

    pub(super) fn index(blocks: &mut Blocks, bytes: &[u8], from: usize, to: usize) -> usize {
        assert!(is_available(), "the processor has no AVX2");
        // SAFETY: the function can be called on any processor that has the features it is compiled for, and the line
        // above has made sure of each of them. (Their answers are kept by the standard library: it costs a few loads.)
        unsafe { index_here(blocks, bytes, from, to) }
    }

    #[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt,pclmulqdq")]
    fn index_here(blocks: &mut Blocks, bytes: &[u8], from: usize, to: usize) -> usize {
        let functions = BlockFunctions {
            classify: |block: &_| classify(block),
            prefix_xor: |bits| prefix_xor(bits),
            places,
        };
        blocks.index(bytes, from, to, &functions)
    }

    #[target_feature(enable = "avx2")]
    fn classify(block: &[u8; BLOCK]) -> Classes {
        let (halves, _) = block.as_chunks::<32>();
        let halves = [load(&halves[0]), load(&halves[1])];
        let equal = |byte: u8| {
            let wanted = _mm256_set1_epi8(byte.cast_signed());
            bits(halves.map(|half| _mm256_cmpeq_epi8(half, wanted)))
        };
        // `[` and `]` differ from `{` and `}` in one bit only.
        let folded = halves.map(|half| _mm256_or_si256(half, _mm256_set1_epi8(0x20)));
        let equal_folded = |byte: u8| {
            let wanted = _mm256_set1_epi8(byte.cast_signed());
            bits(folded.map(|half| _mm256_cmpeq_epi8(half, wanted)))
        };
        // The minimum of a byte and a limit is the byte where it is not above the limit.
        let at_most = |limit: u8| {
            let limit = _mm256_set1_epi8(limit.cast_signed());
            bits(halves.map(|half| _mm256_cmpeq_epi8(_mm256_min_epu8(half, limit), half)))
        };
        // A shuffle looks the lower half of each byte up: what is found there is the byte itself only if it is white.
        let white = _mm256_setr_epi8(
            0x20, -1, -1, -1, -1, -1, -1, -1, -1, 0x09, 0x0A, -1, -1, 0x0D, -1, -1, //
            0x20, -1, -1, -1, -1, -1, -1, -1, -1, 0x09, 0x0A, -1, -1, 0x0D, -1, -1,
        );
        let whites =
            bits(halves.map(|half| _mm256_cmpeq_epi8(_mm256_shuffle_epi8(white, half), half)));
        Classes {
            quotes: equal(b'"'),
            backslashes: equal(b'\\'),
            controls: at_most(0x1F),
            whites,
            opens: equal_folded(b'{'),
            closes: equal_folded(b'}'),
            commas: equal(b','),
            colons: equal(b':'),
        }
    }

    #[target_feature(enable = "avx2")]
    fn load(bytes: &[u8; 32]) -> __m256i {
        // SAFETY: the reference is to 32 bytes that can be read, which is what is loaded; no alignment is asked for.
        unsafe { _mm256_loadu_si256(bytes.as_ptr().cast()) }
    }

    /// The highest bit of each byte.
    #[target_feature(enable = "avx2")]
    fn bits([low, high]: [__m256i; 2]) -> u64 {
        let low = _mm256_movemask_epi8(low).cast_unsigned();
        let high = _mm256_movemask_epi8(high).cast_unsigned();
        u64::from(low) | u64::from(high) << 32
    }

    /// As [`super::block::prefix_xor`]: a product without carries, of which one factor has all bits set.
    #[target_feature(enable = "pclmulqdq")]
    pub(super) fn prefix_xor(bits: u64) -> u64 {
        let bits = _mm_set_epi64x(0, bits.cast_signed());
        let product = _mm_clmulepi64_si128::<0>(bits, _mm_set1_epi8(-1));
        _mm_cvtsi128_si64(product).cast_unsigned()
    }
}

#[cfg(target_arch = "x86_64")]
mod avx512 {
    #![allow(unsafe_code)]

    use std::arch::x86_64::{
        _mm_setr_epi8, _mm512_add_epi32, _mm512_broadcast_i32x4, _mm512_castsi512_si128,
        _mm512_cmpeq_epi8_mask, _mm512_cmplt_epu8_mask, _mm512_cvtepu8_epi32,
        _mm512_extracti32x4_epi32, _mm512_loadu_si512, _mm512_maskz_compress_epi8, _mm512_or_si512,
        _mm512_set1_epi8, _mm512_set1_epi32, _mm512_shuffle_epi8, _mm512_storeu_si512,
    };

    use super::avx2::prefix_xor;
    use super::{BLOCK, BlockFunctions, Blocks, Classes};

    /// Whether the processor has all that the functions of this module are compiled for.
    pub(super) fn is_available() -> bool {
        super::avx2::is_available()
            && is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("avx512vbmi2")
    }

    pub(super) fn index(blocks: &mut Blocks, bytes: &[u8], from: usize, to: usize) -> usize {
        assert!(is_available(), "the processor has no AVX-512");
        // SAFETY: as for AVX2, each feature that the function is compiled for has just been made sure of.
        unsafe { index_here(blocks, bytes, from, to) }
    }

    #[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt,pclmulqdq,avx512f,avx512bw,avx512vbmi2")]
    fn index_here(blocks: &mut Blocks, bytes: &[u8], from: usize, to: usize) -> usize {
        let functions = BlockFunctions {
            classify: |block: &_| classify(block),
            prefix_xor: |bits| prefix_xor(bits),
            places: |bits, first, room: &mut _| places(bits, first, room),
        };
        blocks.index(bytes, from, to, &functions)
    }

    #[target_feature(enable = "avx512f,avx512bw")]
    fn classify(block: &[u8; BLOCK]) -> Classes {
        // SAFETY: the reference is to 64 bytes that can be read, which is what is loaded; no alignment is asked for.
        let bytes = unsafe { _mm512_loadu_si512(block.as_ptr().cast()) };
        let all = |byte: u8| _mm512_set1_epi8(byte.cast_signed());
        let equal = |byte: u8| _mm512_cmpeq_epi8_mask(bytes, all(byte));
        // As for AVX2: brackets differ from braces in one bit, and white bytes are looked up by their lower half.
        let folded = _mm512_or_si512(bytes, all(0x20));
        let white = _mm512_broadcast_i32x4(_mm_setr_epi8(
            0x20, -1, -1, -1, -1, -1, -1, -1, -1, 0x09, 0x0A, -1, -1, 0x0D, -1, -1,
        ));
        Classes {
            quotes: equal(b'"'),
            backslashes: equal(b'\\'),
            controls: _mm512_cmplt_epu8_mask(bytes, all(0x20)),
            whites: _mm512_cmpeq_epi8_mask(_mm512_shuffle_epi8(white, bytes), bytes),
            opens: _mm512_cmpeq_epi8_mask(folded, all(b'{')),
            closes: _mm512_cmpeq_epi8_mask(folded, all(b'}')),
            commas: equal(b','),
            colons: equal(b':'),
        }
    }

    /// As [`super::block::places`]: the numbers from 0 to 63, of which those are kept that have a bit.
    #[target_feature(enable = "avx512f,avx512bw,avx512vbmi2")]
    fn places(bits: u64, first: u32, room: &mut [u32; BLOCK]) {
        const NUMBERS: [u8; BLOCK] = {
            let mut numbers = [0; BLOCK];
            let mut number = 0;
            while number < BLOCK {
                numbers[number] = number as u8;
                number += 1;
            }
            numbers
        };
        // SAFETY: 64 bytes are loaded from an array of as many.
        let numbers = unsafe { _mm512_loadu_si512(NUMBERS.as_ptr().cast()) };
        let kept = _mm512_maskz_compress_epi8(bits, numbers);
        let first = _mm512_set1_epi32(first.cast_signed());
        let (sixteens, _) = room.as_chunks_mut::<16>();
        let quarters = [
            _mm512_castsi512_si128(kept),
            _mm512_extracti32x4_epi32::<1>(kept),
            _mm512_extracti32x4_epi32::<2>(kept),
            _mm512_extracti32x4_epi32::<3>(kept),
        ];
        let mut left = bits.count_ones();
        for (sixteen, quarter) in sixteens.iter_mut().zip(quarters) {
            let places = _mm512_add_epi32(_mm512_cvtepu8_epi32(quarter), first);
            // SAFETY: 64 bytes are stored into an array of sixteen numbers of four bytes each.
            unsafe { _mm512_storeu_si512(sixteen.as_mut_ptr().cast(), places) };
            if left <= 16 {
                break;
            }
            left -= 16;
        }
    }
}
