//! Bodies in base64.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::BodyFault;

/// The bytes that `encoded` stands for. Line breaks, which some tools put in, are passed over; most do not, so they are
/// looked for only where decoding fails.
pub(super) fn decode(encoded: &[u8]) -> Result<Vec<u8>, BodyFault> {
    let without_white = |_| {
        let mut unbroken = encoded.to_vec();
        unbroken.retain(|byte| !byte.is_ascii_whitespace());
        STANDARD.decode(unbroken)
    };
    STANDARD.decode(encoded).or_else(without_white).map_err(|error| {
        BodyFault::NotJson(format!("the body is not the base64 it is said to be: {error}"))
    })
}
