//! The summary of `leadmap init`.

use std::path::Path;

use leadmap_engine::message::{counted, visible};
use leadmap_engine::scaffold::{Draft, SelectionReason};

use super::{InputCounts, not_read};

/// What was read and chosen, and with `next` the command to go on with.
pub fn text(draft: &Draft, inputs: InputCounts<'_>, next: Option<&str>) -> String {
    let mut text = counted(inputs.payloads, "payload");
    text += " read";
    if inputs.rejected > 0 {
        text += &format!(", {} rejected", inputs.rejected);
    }
    if draft.payloads < draft.read {
        text += &format!(", {} of them pass `when`", draft.payloads);
    }
    let chosen = draft.fields.len();
    let why = match draft.reason {
        SelectionReason::LeadLike if chosen < draft.paths => " (--all takes all)",
        SelectionReason::NothingElse => ", for none looks like a lead's",
        SelectionReason::LeadLike | SelectionReason::Wanted => "",
    };
    let paths = counted(draft.paths as u64, "path");
    text += &format!("; {chosen} of {paths} chosen{why}\n");
    if let Some(captures) = inputs.captures() {
        text += &format!("read: {captures}\n");
    }
    for (label, files) in not_read(inputs.passed_over) {
        text += &format!("{label}: {files}\n");
    }
    if let Some(next) = next {
        text += &format!("next: {next}\n");
    }
    text
}

/// An argument as a POSIX shell takes it: in quotes, if it has to be.
pub fn shell_word(argument: &Path) -> String {
    let text = argument.display().to_string();
    let text = visible(&text);
    let is_plain = |char: char| char.is_alphanumeric() || "-_./:,+@%=".contains(char);
    if !text.is_empty() && text.chars().all(is_plain) {
        text.into_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}
