//! Captured webhook deliveries in, lead records out.

pub mod json;
pub mod mapping;
pub mod path;
pub mod problem;
pub mod record;
pub mod value;
