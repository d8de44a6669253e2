//! Captured webhook deliveries in, lead records out.

pub mod input;
pub mod json;
pub mod path;
pub mod record;
pub mod reject;
pub mod value;
