//! The summary of `leadmap schema`.

use leadmap_engine::message::counted;
use leadmap_engine::schema::{Level, Survey};

use super::{InputCounts, not_read};
use crate::paint::{Ink, Tone};

/// Counts of the inputs and of their results.
#[derive(Debug, Clone, Copy)]
pub struct SchemaCounts<'c> {
    /// What was read. Schema documents are not among its payloads.
    pub inputs: InputCounts<'c>,
    /// Payloads that do not pass `--where`.
    pub filtered: u64,
    /// Schema documents among the inputs.
    pub documents: u64,
    /// The payloads they were made of.
    pub documented: u64,
    /// Payloads that look like schema documents.
    pub like_documents: u64,
}

/// What was read, in one line, and what is out of the ordinary.
pub fn text(survey: &Survey, taken: SchemaCounts<'_>, ink: Ink) -> String {
    let SchemaCounts { inputs, filtered, documents, documented, like_documents } = taken;
    let read = inputs.payloads.saturating_add(inputs.rejected);
    let taken = inputs.payloads.saturating_sub(filtered);
    let mut lines: Vec<String> =
        inputs.captures().map(|captures| format!("read      {captures}")).into_iter().collect();
    lines.push(format!(
        "payloads  {read} read = {taken} in the schema + {filtered} filtered + {} rejected",
        inputs.rejected
    ));
    if inputs.not_shown > 0 {
        lines.push(format!("          {} not shown", counted(inputs.not_shown, "reject")));
    }
    if documents > 0 {
        lines.push(format!(
            "schemas   {} taken in, made of {}",
            counted(documents, "schema"),
            counted(documented, "payload")
        ));
    }
    if like_documents > 0 {
        let warning = ink.paint(Tone::Doubtful, "warning");
        let payloads = counted(like_documents, "payload");
        let verb = if like_documents == 1 {
            "looks like a schema and is"
        } else {
            "look like schemas and are"
        };
        lines.push(format!(
            "{warning}: {payloads} {verb} read as what came: a schema is taken in where it is a whole input that you name"
        ));
    }
    lines.extend(coarser(survey));
    for (label, files) in not_read(inputs.passed_over) {
        lines.push(format!("{label:<9} {files}"));
    }
    if taken == 0 && documented == 0 {
        let why = match (read, filtered) {
            (0, _) if inputs.captures.empty > 0 => "no capture holds a payload",
            (0, _) => "there was nothing to read",
            (_, 0) => "none of what was read is a payload",
            _ => "no payload passes --where",
        };
        let warning = ink.paint(Tone::Doubtful, "warning");
        lines.push(format!("{warning}: the schema is empty: {why}"));
    }
    lines.into_iter().map(|line| line + "\n").collect()
}

/// What the schema has merged because there were too many paths.
fn coarser(survey: &Survey) -> Vec<String> {
    let schemas = survey.schemas();
    let levels = schemas.iter().map(|(_, schema)| schema.level());
    let Some(level) = levels.min_by_key(|level| (level.depth, level.keys)) else {
        return Vec::new();
    };
    let mut lines = Vec::new();
    if level.keys < Level::FINEST.keys {
        let keys = match level.keys {
            1 => "one key".to_owned(),
            keys => format!("{keys} keys"),
        };
        lines.push(format!("paths     too many: objects with more than {keys} are told as [*]"));
    }
    let too = if level.depth < Level::FINEST.depth {
        Some("many")
    } else if schemas.iter().any(|(_, schema)| schema.reaches_depth()) {
        Some("deep")
    } else {
        None
    };
    lines.extend(too.map(|too| {
        format!(
            "paths     too {too}: nothing is told more than {} steps below the payload",
            level.depth
        )
    }));
    lines
}
