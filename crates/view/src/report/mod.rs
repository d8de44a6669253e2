//! Reports: the problems of one mapping after another, in a form for people or for machines.

mod difference;
mod github;
mod json;
mod sarif;
mod short;
pub mod text;

use std::io::{self, Write};

use leadmap_engine::problem::Problem;
use leadmap_engine::problem::position::{Lines, Position};

use sarif::Log;

use crate::paint::{Color, Ink};

/// The format of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportFormat {
    /// For people: each problem with its line and a caret under the place.
    Text,
    /// One line for each problem, as compilers write them.
    Short,
    /// One JSON array with an object for each problem.
    Json,
    /// Workflow commands of GitHub Actions, which become annotations.
    Github,
    /// SARIF 2.1.0, which code hosts read.
    Sarif,
}

/// Writes a report.
///
/// Its output depends on the files' names, their texts and the problems alone.
#[derive(Debug)]
pub struct Report<W> {
    state: ReportState,
    color: Color,
    out: W,
}

/// The format, and how far the report has come in it.
#[derive(Debug)]
enum ReportState {
    Text,
    Short,
    Json { problems: usize },
    Github,
    Sarif(Log),
}

/// A file whose problems are written.
struct File<'a> {
    /// Its name.
    name: &'a str,
    /// Its text, with an index of the lines.
    lines: Lines<'a>,
}

impl File<'_> {
    /// The positions of a problem's first byte and of the byte after its last.
    fn positions(&self, problem: &Problem) -> [Position; 2] {
        [problem.span.start, problem.span.end].map(|offset| self.lines.position(offset))
    }

    /// As [`File::positions`], with columns that count the units of UTF-16.
    fn utf16_positions(&self, problem: &Problem) -> [Position; 2] {
        [problem.span.start, problem.span.end].map(|offset| self.lines.utf16_position(offset))
    }
}

impl<W: Write> Report<W> {
    /// Begins a report. Only [`ReportFormat::Text`] has colours.
    ///
    /// # Errors
    /// When `out` cannot be written to.
    pub fn new(format: ReportFormat, color: Color, mut out: W) -> io::Result<Self> {
        let state = match format {
            ReportFormat::Text => ReportState::Text,
            ReportFormat::Short => ReportState::Short,
            ReportFormat::Json => {
                out.write_all(b"[")?;
                ReportState::Json { problems: 0 }
            }
            ReportFormat::Github => ReportState::Github,
            ReportFormat::Sarif => ReportState::Sarif(Log::begin(&mut out)?),
        };
        Ok(Report { state, color, out })
    }

    /// Adds the problems of the file called `name`, which holds `text`. What was added can be seen at once where the
    /// form allows it.
    ///
    /// # Errors
    /// When the report cannot be written.
    pub fn add(&mut self, name: &str, text: &str, problems: &[Problem]) -> io::Result<()> {
        if problems.is_empty() {
            return Ok(());
        }
        if let ReportState::Text = self.state {
            text::Printer::new(name, text, self.color).write(problems, &mut self.out)?;
            return self.out.flush();
        }
        let file = File { name, lines: Lines::of(text) };
        for problem in problems {
            match &mut self.state {
                ReportState::Text => {}
                ReportState::Short => short::write(&file, problem, &mut self.out)?,
                ReportState::Json { problems } => {
                    let separator = if *problems == 0 { "\n" } else { ",\n" };
                    self.out.write_all(separator.as_bytes())?;
                    json::write(&file, problem, &mut self.out)?;
                    *problems += 1;
                }
                ReportState::Github => github::write(&file, problem, &mut self.out)?,
                ReportState::Sarif(log) => log.add(&file, problem, &mut self.out)?,
            }
        }
        self.out.flush()
    }

    /// Ends the report. `failures` says what kept files from being checked; of the forms only SARIF has a place for
    /// that.
    ///
    /// # Errors
    /// When the report cannot be written.
    pub fn finish(mut self, failures: &[String]) -> io::Result<()> {
        match self.state {
            ReportState::Text | ReportState::Short | ReportState::Github => {}
            ReportState::Json { problems: 0 } => self.out.write_all(b"]\n")?,
            ReportState::Json { .. } => self.out.write_all(b"\n]\n")?,
            ReportState::Sarif(log) => log.end(failures, &mut self.out)?,
        }
        self.out.flush()
    }
}

/// The problem as one text, for forms that have nothing but a message: what is wrong, and a line each for what stands
/// beside the caret, for the differences and the notes.
fn message(problem: &Problem) -> String {
    let mut lines = vec![problem.message.clone()];
    lines.extend(problem.label.as_deref().map(str::to_owned));
    lines.extend(difference::lines(&problem.differences, Ink(Color::Off)));
    lines.extend(problem.notes.iter().map(|note| format!("note: {note}")));
    lines.join("\n")
}
