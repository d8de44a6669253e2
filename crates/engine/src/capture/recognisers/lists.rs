//! Lists of captures under a key: pages of an export, journals.

use super::requests::is_in_batch;
use super::{Found, Held, recognise, wiremock};
use crate::capture::texts::Texts;
use crate::capture::top_keys::Inspected;
use crate::json::View;

/// Pairs of keys that stand beside a list of which nothing else tells what it would hold: of pages (webhook.site), an
/// export (HookSense), an inspector (ngrok), an imposter (mountebank), and pages of APIs (Hookdeck, Svix).
const BESIDE_EMPTY: [(&str, [&str; 2]); 6] = [
    ("data", ["per_page", "current_page"]),
    ("requests", ["endpoint", "exported_at"]),
    ("requests", ["protocol", "port"]),
    ("models", ["pagination", "count"]),
    ("data", ["iterator", "done"]),
    ("data", ["per_page", "is_last_page"]),
];

/// A list whose elements are all recognised themselves: that is the second sign.
pub(super) fn of_captures<'a>(holder: View<'a>, key: &str, _: &'a Texts) -> Option<Found<'a>> {
    let list = holder.member(key).filter(|list| list.text().starts_with('['))?;
    // What is unpacked for a look alone is not kept.
    let texts = Texts::default();
    let is_capture = |element: View<'_>| recognise(&Inspected::of(element), &texts).is_some();
    let mut elements = list.elements().peekable();
    match elements.peek() {
        Some(_) if key == "requests" && list.elements().any(is_in_batch) => false,
        Some(_) => elements.all(is_capture),
        None => is_empty(holder, key),
    }
    .then(|| Found::from(Held::Capture(list)))
}

/// Whether an empty list under `key` is one of captures, by what stands beside it.
fn is_empty(holder: View<'_>, key: &str) -> bool {
    let has = |key: &&str| holder.get(key).is_some();
    BESIDE_EMPTY.iter().any(|(list, beside)| *list == key && beside.iter().all(has))
        || (key == "requests"
            && (wiremock::is_empty_journal(holder) || holder.word("uri") == Some(INSPECTED)))
}

/// What ngrok's inspector gives as the place of its list.
const INSPECTED: &str = "/api/requests/http";
