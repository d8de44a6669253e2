//! What the targets have in common: runs in memory, and judges of what they give.
//!
//! A judge uses nothing of the code that it judges.

pub mod judge;
pub mod kept;
pub mod run;
pub mod sip;
