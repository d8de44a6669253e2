//! Base64 (RFC 4648, sections 4 and 5), with padding or without.

use base64::Engine as _;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

const CONFIG: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
const PLAIN: GeneralPurpose = GeneralPurpose::new(&STANDARD, CONFIG);
const FOR_URLS: GeneralPurpose = GeneralPurpose::new(&URL_SAFE, CONFIG);

/// The bytes that `encoded` stands for. Line breaks, which some tools put in, are passed over; most do not, so they are
/// looked for only where decoding fails.
///
/// # Errors
/// What is wrong with it.
pub(super) fn decode(encoded: &[u8]) -> Result<Vec<u8>, String> {
    let again = |_| {
        let mut unbroken = encoded.to_vec();
        unbroken.retain(|byte| !byte.is_ascii_whitespace());
        match unbroken.iter().any(|byte| matches!(byte, b'-' | b'_')) {
            true => FOR_URLS.decode(unbroken),
            false => PLAIN.decode(unbroken),
        }
    };
    PLAIN.decode(encoded).or_else(again).map_err(|error| error.to_string())
}
