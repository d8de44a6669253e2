//! The summary of `leadmap trace`.

use std::cmp::Reverse;

use leadmap_engine::message::{counted, shortened, visible};
use leadmap_engine::tally::Fate;
use leadmap_engine::tally::Tally;

use super::{InputCounts, NAMED};

/// Why no record was found of which became `fate`, if that matters, and that has `cell`, as it was given.
pub fn nothing(
    fate: Option<Fate>,
    cell: Option<&str>,
    tally: &Tally,
    inputs: InputCounts<'_>,
) -> String {
    let InputCounts { payloads, rejected, .. } = inputs;
    if payloads == 0 {
        return match rejected {
            0 if inputs.captures.empty > 0 => "no capture holds a payload".into(),
            0 => "there was nothing to read".into(),
            1 => "the only payload was rejected".into(),
            rejected => format!("all {rejected} payloads were rejected"),
        };
    }
    let made = tally.records.made;
    if made == 0 {
        let all = match payloads {
            1 => "the payload".into(),
            payloads => format!("all {payloads} payloads"),
        };
        let verb = if payloads == 1 { "was" } else { "were" };
        return if tally.payloads.filtered == payloads {
            format!("{all} {verb} filtered")
        } else {
            format!("{} gave no record", counted(payloads, "payload"))
        };
    }
    let among = match fate {
        None => made,
        Some(Fate::Written) => tally.records.written,
        Some(Fate::Duplicate) => tally.records.duplicate,
        Some(Fate::Rejected) => tally.records.rejected,
        Some(Fate::Refused) => tally.records.refused,
    };
    let which = fate.map_or_else(String::new, |fate| format!("{} ", fate.name()));
    let there = match among {
        0 => format!("no {which}record"),
        count => counted(count, &format!("{which}record")),
    };
    match cell {
        Some(cell) if among > 0 => {
            format!("none of {there} has {}", shortened(cell, 100))
        }
        _ => format!(
            "there {} {there} in {}",
            if among > 1 { "are only" } else { "is" },
            counted(payloads, "payload")
        ),
    }
}

/// What came before the record and gave none, if there is such.
pub fn passed_over(tally: &Tally, inputs: InputCounts<'_>) -> String {
    let mut text = String::new();
    if let Some(captures) = inputs.captures() {
        text += &format!("read:         {captures}\n");
    }
    let rejected = tally.payloads.rejected + inputs.rejected;
    let what = [
        (tally.payloads.filtered, "filtered"),
        (tally.payloads.empty, "empty"),
        (rejected, "rejected"),
    ];
    let what: Vec<_> = what
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    if !what.is_empty() {
        text += &format!("passed over:  {}\n", what.join(", "));
    }
    if !tally.filtered.is_empty() {
        let mut filtered: Vec<_> = tally.filtered.iter().collect();
        filtered.sort_by_key(|(_, _, count)| Reverse(*count));
        let mut named: Vec<_> = filtered
            .iter()
            .take(NAMED)
            .map(|(path, found, count)| {
                format!("{} = {} {count}", visible(path), shortened(found, 40))
            })
            .collect();
        if filtered.len() > NAMED {
            named.push("…".into());
        }
        text += &format!("filtered:     {}\n", named.join(", "));
    }
    text
}
