//! Captured webhook deliveries in, lead records out.
//!
//! This is the engine of the `leadmap` command. It never prints and never exits: it takes a writer, or returns a value. What
//! people read is made in `leadmap-view`, and JSON is read in `leadmap-json`. Data goes one way:
//!
//! ```text
//!           input            capture             projection             sink
//!  bytes ─────────▶ frame ───────────▶ payload ─────────────▶ record ─────────▶ CSV, TSV, NDJSON, JSON
//!                     │                   │                      │
//!                     └───────────────────┴──────▶ reject ◀──────┘
//!
//!           mapping                                      check
//!  text ────────────▶ a mapping, or every problem in it ◀─────── payloads, a schema
//!
//!           schema               scaffold
//!  payloads ──────▶ a schema ───────────────▶ a mapping to begin with
//! ```
//!
//! - [`input`] finds the JSON values in files, folders and streams. A *frame* is the bytes of one value and where they
//!   stood. What is broken costs itself alone.
//! - [`capture`] takes the payload out of the wrapper that some tool put around it, and keeps headers and query within
//!   reach.
//! - [`projection`] goes over a payload once with a [`mapping`] that was made ready before, and fills a [`record`]. What
//!   no field asks for is checked and passed over, never built; strings and numbers are borrowed all the way.
//! - [`sink`] writes records, one file a format.
//! - [`reading`] is the loop from inputs to payloads, which whoever wants payloads goes through, in one thread or several.
//! - [`schema`] is what payloads look like: which paths they have, of what types, how often.
//! - [`scaffold`] is a first mapping, made of what payloads look like.
//! - [`check`] holds a mapping to its own tests, to payloads and to schemas; [`problem`] is what it finds.
//! - [`trace`] tells where the cells of a record came from, [`find`] where a value is.
//! - [`reject`] is what gave no row, with its reason; [`tally`] counts what became of every payload and record.
//! - [`apply`] ties these together: payloads in, records out.
//!
//! An outer `Result` stops the run: something cannot be read or written. What is wrong with one payload or record is
//! data, and the run goes on.
//!
//! # Example
//!
//! A mapping is read once and applied to one payload after another:
//!
//! ```
//! use std::ops::ControlFlow;
//!
//! use leadmap::capture::{Delivery, Object};
//! use leadmap::input::provenance::Provenance;
//! use leadmap::mapping::Mapping;
//! use leadmap::projection::{Made, Outcome, Payload, Projection, Strictness};
//! use leadmap::sink::{self, Format};
//!
//! let mapping = r#"{
//!   "fields": {
//!     "name":   "lead.name",
//!     "mobile": { "path": "lead.phone", "type": "phone", "region": "IN" },
//!     "budget": "lead.budget",
//!   },
//! }"#;
//! let (mapping, warnings) = Mapping::parse(mapping).expect("the mapping has no errors");
//! assert!(warnings.is_empty());
//!
//! let payload = r#"{"lead": {"name": "Asha Rao", "phone": "98200 10431", "budget": 1500.50}}"#;
//! leadmap_json::scan::check(payload.as_bytes()).expect("the payload is JSON");
//! let payload = Payload {
//!     object: View::new(payload),
//!     delivery: Delivery::default(),
//!     provenance: Provenance::start_of("example"),
//! };
//!
//! let columns: Vec<&str> = mapping.fields.iter().map(|field| field.name.as_str()).collect();
//! let mut csv = Vec::new();
//! let mut sink = sink::open(Format::Csv, &columns, sink::CsvOptions::default(), &mut csv)?;
//! let mut projection = Projection::new(&mapping, Strictness::Lenient);
//! let outcome = projection.run(&payload, None, |made| {
//!     match made {
//!         Made::Record { cells, .. } => {
//!             sink.write(cells)?;
//!         }
//!         Made::Refused { refusal, .. } => panic!("{}", refusal.message),
//!     }
//!     Ok(ControlFlow::Continue(()))
//! })?;
//! assert_eq!(outcome, Outcome::Mapped);
//! sink.finish()?;
//! drop(sink);
//!
//! assert_eq!(csv, b"name,mobile,budget\nAsha Rao,+919820010431,1500.50\n");
//! # Ok::<(), leadmap_engine::error::Error>(())
//! ```
//!
//! # Modules
//!
//! | module | holds |
//! |---|---|
//! | [`input`] | files, folders, standard input, gzip, Zstandard → frames; recovery after a broken value |
//! | [`capture`] | wrappers, and lines of a rejects file |
//! | [`mapping`] | the user's file: parsed, with every problem and its place |
//! | [`path`] | the three spellings of paths, and their evaluation |
//! | [`value`] | types and clean-ups |
//! | [`reading`] | the loop from inputs to payloads |
//! | [`projection`] | from a payload to records |
//! | [`record`] | values in the mapping's field order |
//! | [`schema`] | which paths payloads have, of what types, how often |
//! | [`scaffold`] | a first mapping of what payloads have |
//! | [`sink`] | the output formats, and where their bytes go |
//! | [`reject`], [`tally`] | what was not written, and the accounting |
//! | [`apply`] | payloads in, records out |
//! | [`trace`] | for one record, where every cell came from |
//! | [`find`] | which paths hold a value |
//! | [`check`] | what is wrong with a mapping, and whether its own tests hold |
//! | [`problem`] | findings about a mapping |
//! | [`message`] | how messages quote what comes from outside |

pub mod apply;
pub mod capture;
pub mod check;
mod codes;
pub mod error;
pub mod find;
pub mod input;

pub mod mapping;
pub mod message;
pub mod path;
pub mod problem;
pub mod projection;
pub mod reading;
pub mod record;
pub mod reject;
pub mod scaffold;
pub mod schema;
pub mod sink;
pub mod tally;
pub mod trace;
pub mod value;

pub(crate) use leadmap_json as json;
