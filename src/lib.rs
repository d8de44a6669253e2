//! Captured webhook deliveries in, lead records out.

pub mod json;
pub mod path;
pub mod record;
pub mod sink;
pub mod value;
pub mod visible;
