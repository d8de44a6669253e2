//! Rows: the formats in which a record becomes bytes that depend on nothing but itself, so that it can be made
//! anywhere and written where its turn comes.

use std::io::{self, Write};

use super::{Response, Sink};
use crate::record::Record;

/// How many bytes are gathered before they are passed on.
const ENOUGH: usize = 16 * 1024;

/// Rows on their way to a sink.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rows {
    /// The rows, one after the other.
    pub(crate) bytes: Vec<u8>,
    /// How many cells the formula guard has marked in them.
    pub(crate) guarded: u64,
}

/// Makes rows of records.
pub trait Renderer: Send {
    /// Adds the row of `record`.
    ///
    /// # Errors
    /// When the record is not one of the columns that the renderer was made for. The rows are of no further use then.
    fn render(&mut self, record: &Record<'_>, rows: &mut Rows) -> io::Result<()>;

    /// Another one that makes the same rows, for another thread.
    fn another(&self) -> Box<dyn Renderer>;

    /// The bytes around the rows.
    fn delimiters(&self) -> Delimiters {
        Delimiters::default()
    }
}

/// The bytes around the rows of an output.
#[derive(Debug, Clone, Copy, Default)]
pub struct Delimiters {
    /// Replaces the first byte of the first row. Each row of a JSON array begins with `,`, which is `[` in the first.
    pub(crate) first: Option<u8>,
    /// What comes after the last row.
    pub(crate) close: &'static [u8],
    /// What there is instead of no rows.
    pub(crate) empty: &'static [u8],
}

/// Writes rows one after the other.
pub(super) struct RowSink<R, W> {
    renderer: R,
    writer: W,
    /// What has not been passed on.
    pending: Rows,
    guarded: u64,
    begun: bool,
}

impl<R: Renderer, W: Write> RowSink<R, W> {
    /// A sink of which the output begins with `head`.
    pub(super) fn new(renderer: R, head: Rows, writer: W) -> Self {
        RowSink { renderer, writer, pending: head, guarded: 0, begun: false }
    }

    fn pass_on(&mut self) -> io::Result<()> {
        self.writer.write_all(&self.pending.bytes)?;
        self.pending.bytes.clear();
        Ok(())
    }

    /// Replaces the first byte of the rows that follow, if the first row is among them.
    fn first(&mut self) -> Option<u8> {
        let is_first = !std::mem::replace(&mut self.begun, true);
        self.renderer.delimiters().first.filter(|_| is_first)
    }
}

impl<R: Renderer, W: Write> Sink for RowSink<R, W> {
    fn write(&mut self, record: &Record<'_>) -> io::Result<Response> {
        let start = self.pending.bytes.len();
        self.renderer.render(record, &mut self.pending)?;
        if let Some(first) = self.first()
            && let Some(byte) = self.pending.bytes.get_mut(start)
        {
            *byte = first;
        }
        if self.pending.bytes.len() >= ENOUGH {
            self.pass_on()?;
        }
        Ok(Response::Accepted)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.pass_on()?;
        self.writer.flush()
    }

    fn finish(&mut self) -> io::Result<()> {
        let delimiters = self.renderer.delimiters();
        let end = if self.begun { delimiters.close } else { delimiters.empty };
        self.pending.bytes.extend_from_slice(end);
        self.flush()
    }

    fn guarded_cells(&self) -> u64 {
        self.guarded + self.pending.guarded
    }

    fn renderer(&self) -> Option<Box<dyn Renderer>> {
        Some(self.renderer.another())
    }

    fn write_rows(&mut self, rows: &[u8], guarded: u64) -> io::Result<()> {
        self.guarded += guarded;
        let Some((first, rest)) = rows.split_first() else {
            return Ok(());
        };
        let first = self.first().unwrap_or(*first);
        self.pending.bytes.push(first);
        if self.pending.bytes.len() + rest.len() < ENOUGH {
            self.pending.bytes.extend_from_slice(rest);
            return Ok(());
        }
        self.pass_on()?;
        self.writer.write_all(rest)
    }
}
