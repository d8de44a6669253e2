//! Texts that come out of a capture while it is opened, and that live as long as what is made of it.

use std::cell::Cell;

use elsa::FrozenVec;

use crate::json::View;
use crate::json::fault::Fault;
use crate::json::index::Index;
use crate::json::scan;

/// The texts that a capture is unpacked to, and what is known of their structure. A bare payload needs none, and costs none.
#[derive(Default)]
pub(crate) struct Texts {
    texts: FrozenVec<String>,
    bytes: FrozenVec<Vec<u8>>,
    indexes: FrozenVec<Box<Index>>,
    /// How many bytes the texts have.
    size: Cell<usize>,
}

/// The most bytes that a capture is unpacked to: each wrapper in it can be compressed by itself.
pub(super) const MOST: usize = 64 << 20;

/// A text of fewer bytes is read as fast without its structure, and a capture can hold very many of them.
const SMALL: usize = 512;

impl Texts {
    /// Keeps `text`.
    pub(super) fn keep(&self, text: String) -> &str {
        self.size.set(self.size.get() + text.len());
        self.texts.push_get(text)
    }

    /// Whether a capture may not be unpacked any further.
    pub(super) fn are_full(&self) -> bool {
        self.size.get() > MOST
    }

    /// Keeps `bytes`.
    pub(super) fn keep_bytes(&self, bytes: Vec<u8>) -> &[u8] {
        self.size.set(self.size.get() + bytes.len());
        self.bytes.push_get(bytes)
    }

    /// The JSON value that is all of `text`, white space aside.
    ///
    /// # Errors
    /// Where `text` is none.
    pub(super) fn json<'a>(&'a self, text: &'a str) -> Result<View<'a>, Fault> {
        let json = text.trim_matches(WHITE);
        let mut index = Index::default();
        if json.len() >= SMALL && index.whole(json).is_some() {
            let structure = self.indexes.push_get(Box::new(index)).structure();
            return Ok(View::with_structure(json, structure));
        }
        scan::check(text.as_bytes()).map(View::new)
    }
}

/// White space of JSON (RFC 8259, section 2).
pub(super) const WHITE: [char; 4] = [' ', '\n', '\r', '\t'];
