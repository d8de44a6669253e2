//! The preview: the first records by the current mapping, made by the engine from kept payloads.

use std::ops::ControlFlow;

use leadmap_engine::capture::Delivery;
use leadmap_engine::input::provenance::Provenance;
use leadmap_engine::mapping::Mapping;
use leadmap_engine::message::shortened;
use leadmap_engine::projection::{Made, Payload, Projection, Strictness};
use leadmap_engine::record::Cell;
use leadmap_engine::scaffold::Draft;
use leadmap_json::View;

/// How many records are shown at most.
pub(super) const RECORDS: usize = 8;

/// How many payloads are kept: the first may be of events that the mapping filters.
const PAYLOADS: usize = 64;

/// How many bytes are kept of all payloads together.
const BYTES: usize = 4 << 20;

/// How many characters of a value are kept.
const CHARACTERS: usize = 120;

/// The first payloads of a run, as many as are worth keeping.
#[derive(Debug, Clone)]
pub struct Sample {
    payloads: Vec<Box<str>>,
    bytes: usize,
    /// How many payloads and bytes are kept.
    most: (usize, usize),
}

impl Default for Sample {
    fn default() -> Self {
        Sample { payloads: Vec::new(), bytes: 0, most: (PAYLOADS, BYTES) }
    }
}

impl Sample {
    /// Of a chunk, which cannot know what the run has room for: it keeps all payloads.
    pub fn of_chunk() -> Self {
        Sample { most: (usize::MAX, usize::MAX), ..Sample::default() }
    }

    /// Keeps a payload, whose text is JSON, if there is room for it.
    pub fn keep(&mut self, payload: &str) {
        let bytes = self.bytes.saturating_add(payload.len());
        if self.payloads.len() < self.most.0 && bytes <= self.most.1 {
            self.payloads.push(payload.into());
            self.bytes = bytes;
        }
    }

    /// Keeps what another one has kept of the payloads that follow, if there is room for it.
    pub fn append(&mut self, later: Sample) {
        for payload in later.payloads {
            self.keep(&payload);
        }
    }

    /// How many records there can be to show.
    pub(super) fn records(&self) -> usize {
        self.payloads.len().min(RECORDS)
    }
}

/// Some records, as text that can be shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Preview {
    /// A row each, a cell a column.
    pub(super) records: Vec<Vec<String>>,
    /// Why there are none.
    pub(super) note: Option<String>,
}

impl Preview {
    /// What `draft` makes of the payloads that were kept.
    pub(super) fn of(draft: &Draft, sample: &Sample) -> Preview {
        if draft.fields.is_empty() {
            return Preview::without("nothing is chosen");
        }
        let text = draft.render();
        let mapping = match Mapping::parse(&text) {
            Ok((mapping, _)) => mapping,
            Err(problems) => {
                let problem = problems.first().map(|problem| problem.message.as_str());
                return Preview::without(problem.unwrap_or_default());
            }
        };
        let mut projection = Projection::new(&mapping, Strictness::Lenient);
        let mut records = Vec::new();
        for payload in &sample.payloads {
            if records.len() == RECORDS {
                break;
            }
            let payload = Payload {
                object: View::new(payload),
                delivery: Delivery::default(),
                provenance: Provenance::start_of(""),
            };
            let run = projection.run(&payload, None, |made| {
                if let Made::Record { cells, .. } = made {
                    records.push(cells.iter().map(shown).collect());
                }
                Ok(if records.len() < RECORDS {
                    ControlFlow::Continue(())
                } else {
                    ControlFlow::Break(())
                })
            });
            // Only what is called with each record can fail, and it never does.
            if let Err(error) = run {
                return Preview::without(&error.to_string());
            }
        }
        let note = records.is_empty().then(|| match sample.payloads.len() {
            0 => "no payload is small enough to be kept for a preview".to_owned(),
            kept => format!("none of the first {kept} payloads passes `when`"),
        });
        Preview { records, note }
    }

    fn without(note: &str) -> Preview {
        Preview { records: Vec::new(), note: Some(shortened(note, CHARACTERS)) }
    }
}

fn shown(cell: &Cell<'_>) -> String {
    if cell.is_blank() {
        return String::new();
    }
    shortened(&cell.text(), CHARACTERS)
}
