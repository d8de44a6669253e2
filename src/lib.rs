//! Captured webhook deliveries in, lead records out.

pub mod apply;
pub mod capture;
pub mod input;
pub mod json;
pub mod mapping;
pub mod path;
pub mod problem;
pub mod projection;
pub mod record;
pub mod reject;
pub mod sink;
pub mod tally;
pub mod terminal;
pub mod value;
