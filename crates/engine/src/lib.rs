//! Captured webhook deliveries in, lead records out.
//!
//! This is the engine of the `leadmap` command. It never prints and never exits: it takes a writer, or returns a value.
//! `leadmap-view` makes what people read of its data, and `leadmap-json` reads the JSON. Data goes one way:
//!
//! ```text
//!          input            capture            projection             sink
//!  bytes ─────────▶ frame ──────────▶ payload ────────────▶ record ──────────▶ CSV, TSV, NDJSON, JSON
//!                     │                  │                     │
//!                     └──────────────────┴──────▶ reject ◀─────┘
//!
//!         mapping                                      check
//!  text ───────────▶ a mapping, or every problem in it ◀─────── payloads, a schema
//!
//!              schema              scaffold
//!  payloads ────────────▶ a schema ──────────▶ a mapping to begin with
//! ```
//!
//! # Words
//!
//! | word | means |
//! |---|---|
//! | frame | the bytes of one JSON value in an input, and its place there ([`input::frame`]) |
//! | capture | a frame as some tool wrote it: a payload, or a wrapper around payloads ([`capture`]) |
//! | delivery | the headers and the query that a webhook's request came with ([`capture::Delivery`]) |
//! | payload | the JSON that the provider sent: what a mapping is applied to ([`projection::Payload`]) |
//! | provenance | where a payload stands, and where it stood first if it was rejected before ([`input::provenance`]) |
//! | mapping | the user's file: which columns are made of which paths ([`mapping`]) |
//! | field, cell, record | a field of the mapping makes a cell of each record; a record is a row of the output ([`record`]) |
//! | path, node | a path of a mapping selects nodes of a payload, as in RFC 9535 ([`path`]) |
//! | `each` | the mapping's path whose nodes are a record each; without it a payload is one record |
//! | reject | a payload or record that gives no row, with code, reason and place ([`reject`]); a *refusal* is its code and reason alone |
//! | problem | a finding about a mapping, with code and span ([`problem`]) |
//! | sink | what records are written to, one file a format ([`sink`]) |
//! | tally | the counts of a run, in which every payload and record is in one bin ([`tally`]) |
//! | chunk, worker, batch | with `--jobs`, a worker reads a chunk of an input into a batch, which is absorbed in order ([`reading`]) |
//!
//! # The way of a payload
//!
//! 1. [`reading::divided`] opens the sources and reads them, in one thread or in chunks.
//! 2. [`input::frames::Frames`] checks the bytes and cuts them into frames: values, or for callers that ask for it lines.
//!    A broken value costs itself alone.
//! 3. The reading looks at the top-level keys once: for the mark of a line of a rejects file, which is read as what was
//!    rejected if it stands where one is expected, and for wrappers, out of which [`capture::Unwrapping`] takes payloads and deliveries.
//! 4. [`apply::Run`], as the [`reading::Receiver`], takes each payload (`apply/engine.rs`, which the workers share) and counts
//!    it.
//! 5. [`projection::Projection`] goes over the payload with all paths of the fields in one plan, after the conditions and for
//!    each node of `each`, and fills the record. It passes over what no field asks for and never builds it; strings and
//!    numbers are borrowed all the way.
//! 6. [`sink::Sink`] writes the record. It may refuse one, which is a reject then.
//!
//! A reject goes from where it arises to the run, which counts it, and to the caller's [`reading::Events`].
//!
//! An [`error::Error`] stops the run: something cannot be read or written. What is wrong with one payload or record is
//! data, and the run goes on.
//!
//! # Example
//!
//! A mapping is read once and applied to one payload after another:
//!
//! ```
//! use std::ops::ControlFlow;
//!
//! use leadmap_engine::capture::Delivery;
//! use leadmap_engine::input::provenance::Provenance;
//! use leadmap_engine::mapping::Mapping;
//! use leadmap_engine::projection::{Made, Outcome, Payload, Projection, Strictness};
//! use leadmap_engine::sink::{self, Format};
//! use leadmap_json::View;
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
//! | [`text_log`] | logs of text: what their lines begin with, and which payloads are in them |
//! | [`trace`] | for one record, where every cell came from |
//! | [`find`] | which paths hold a value |
//! | [`check`] | what is wrong with a mapping, and whether its own tests hold |
//! | [`problem`] | findings about a mapping |
//! | [`whole`] | files that are read whole, with a limit: mappings, schemas |
//! | [`message`] | how messages quote what comes from outside |
//! | [`error`] | what stops a run |

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
pub mod text_log;
pub mod trace;
pub mod value;
pub mod whole;

pub(crate) use leadmap_json as json;
