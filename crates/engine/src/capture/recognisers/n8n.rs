//! n8n: deliveries that are pinned in a workflow or kept with an execution.

use std::collections::HashMap;

use super::{Found, Held, recognise};
use crate::capture::texts::Texts;
use crate::capture::top_keys::Inspected;
use crate::json::{View, text, walk};

/// What starts a workflow without a delivery.
const OWN_TRIGGERS: [&str; 4] =
    ["manualtrigger", "scheduletrigger", "executeworkflowtrigger", "errortrigger"];

/// A workflow with pinned data: what its webhooks and forms have received. What other nodes have pinned is their output,
/// as the answer to a request that a node has made, or the same delivery once more.
pub(super) fn workflow<'a>(workflow: View<'a>, key: &str, texts: &'a Texts) -> Option<Found<'a>> {
    let nodes = workflow.member("nodes").filter(|nodes| nodes.text().starts_with('['))?;
    let pins =
        workflow.member(key).filter(|pins| matches!(pins.text().get(..1), Some("{" | "n")))?;
    let named = |node: View<'a>| {
        let name = text::decode_token(node.get("name")?)?.text;
        Some((name, node.word("type")?))
    };
    let kinds: HashMap<_, _> = nodes.elements().filter_map(named).collect();
    let receives = |name: &str| {
        kinds.get(name).is_none_or(|kind| {
            let kind = kind.to_ascii_lowercase();
            let is_own = OWN_TRIGGERS.iter().any(|own| kind.ends_with(own));
            (kind.ends_with("webhook") || kind.ends_with("trigger")) && !is_own
        })
    };
    let mut found = Found::default();
    for pin in walk::members(pins.text()) {
        if receives(&text::decode(pin.key).text) {
            let items = pins.part(pin.value).elements();
            items.filter_map(|item| received(item, texts)).for_each(|item| found.push(item));
        }
    }
    Some(found)
}

/// What the first nodes of an execution have received: those that no other node has run before.
pub(super) fn execution<'a>(result: View<'a>, key: &str, texts: &'a Texts) -> Option<Found<'a>> {
    let nodes = result.object(key)?;
    let mut found = Found::default();
    let mut is_execution = false;
    for node in walk::members(nodes.text()) {
        for run in nodes.part(node.value).elements() {
            is_execution |= run.get("executionTime").or_else(|| run.get("startTime")).is_some();
            let is_first = run
                .member("source")
                .is_none_or(|source| source.elements().all(|before| before.text() == "null"));
            let outputs = run.object("data").and_then(|data| data.member("main"));
            if let Some(outputs) = outputs.filter(|_| is_first) {
                let items = outputs.elements().flat_map(View::elements);
                items.filter_map(|item| received(item, texts)).for_each(|item| found.push(item));
            }
        }
    }
    is_execution.then_some(found)
}

/// A delivery: of a webhook, a request with or without its `json` level; of a form or a provider's trigger, its fields.
/// An answer is none.
fn received<'a>(item: View<'a>, texts: &'a Texts) -> Option<Held<'a>> {
    if recognise(&Inspected::of(item), texts).is_some() {
        return Some(Held::Capture(item));
    }
    let fields = item.object("json").unwrap_or(item);
    fields.get("statusCode").is_none().then_some(Held::Capture(fields))
}
