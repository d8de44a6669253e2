//! The laws that leadmap keeps, whatever the input: tried on random and on generated payloads.
//!
//! Laws about what the program gives go through the program; laws about the engine go through the library.

mod accounting;
mod collecting;
mod conservation;
mod deliveries;
mod engine;
mod explaining;
mod fan;
mod following;
mod framings;
mod jobs;
mod json;
mod lines;
mod payloads;
mod pieces;
mod program;
mod reading;
mod refusals;
mod rejects;
mod schemas;
mod values;
