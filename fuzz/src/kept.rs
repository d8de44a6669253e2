//! What a run tells while it goes on, kept.

use leadmap_engine::error::Result;
use leadmap_engine::input::frame::Repair;
use leadmap_engine::reading::Events;
use leadmap_engine::reject::{LineWriter, Reject};

#[derive(Debug, Default)]
pub struct Kept {
    /// The rejects file.
    pub rejects: Vec<u8>,
    /// All rejects and repairs, in their order.
    pub told: Vec<String>,
    /// How many of these are rejects.
    pub count: u64,
    lines: LineWriter,
}

impl Events for Kept {
    fn reject(&mut self, reject: &Reject<'_>) -> Result<()> {
        self.count += 1;
        self.told.push(format!("{reject:?}"));
        Ok(self.lines.write(reject, &mut self.rejects)?)
    }

    fn capture_ends(&mut self) -> Result<()> {
        Ok(self.lines.end(&mut self.rejects)?)
    }

    fn repair(&mut self, input: &str, repair: Repair) {
        self.told.push(format!("{input}: {repair:?}"));
    }
}
