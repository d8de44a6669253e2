//! Rejects as people see them: the reason, the place, and the line of the capture that is at fault.

use leadmap_engine::capture::Values;
use leadmap_engine::message::shortened;
use leadmap_engine::reject::{Reject, RejectCode};

use crate::paint::{Ink, Tone};
use crate::snippet::{Excerpt, Snippet, Where};

/// How much is shown of a node's path, in characters.
const NODE: usize = 200;

/// Shows the rejects of a run in their order.
#[derive(Debug, Default)]
pub struct RejectPrinter {
    /// Hidden once a capture may hold headers: what comes after it can be a piece of it.
    values: Values,
}

impl RejectPrinter {
    /// The reject as text; every line ends with a line break. Values that may be of headers are not in it.
    pub fn render(&mut self, reject: &Reject<'_>, ink: Ink) -> String {
        let place = reject.fault.map_or(reject.read_at, |fault| fault.place);
        let byte = format!("byte {}", place.byte);
        // Its keys are as long as who sent it likes.
        let node = reject.node.as_ref().map(|node| shortened(node, NODE));
        let detail = node.map_or_else(|| byte.clone(), |node| format!("{byte}, {node}"));
        let bytes = reject.capture.bytes();
        self.values = self.values.and(Values::of(bytes));
        // The line of a text in another encoding is no text, and says nothing.
        let is_other = matches!(reject.code, RejectCode::Encoding | RejectCode::OtherFormat);
        let is_text = !bytes.is_empty() && !is_other;
        let excerpt = reject.fault.filter(|_| is_text).map(|fault| {
            // What stands before a piece of a value or of a line may say that it is of headers.
            let is_piece = Values::hidden_if(!fault.begins_line || begins_within_a_value(bytes));
            Excerpt::of_capture(bytes, fault.at, self.values.and(is_piece))
        });
        Snippet {
            kind: "reject",
            tone: Tone::Bad,
            code: reject.code.name(),
            message: &reject.message,
            place: Where {
                file: &reject.input,
                line: place.line,
                column: place.column,
                detail: Some(&detail),
            },
            excerpt,
            label: None,
            below: &[],
            notes: &[],
        }
        .render(ink)
    }
}

fn begins_within_a_value(bytes: &[u8]) -> bool {
    matches!(bytes.trim_ascii_start().first(), Some(b':' | b',' | b'"' | b'}' | b']'))
}
