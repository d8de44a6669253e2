//! Texts that come out of a capture while it is opened, and that live as long as what is made of it.

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
}

impl Texts {
    /// Keeps `text`.
    pub(super) fn keep(&self, text: String) -> &str {
        self.texts.push_get(text)
    }

    /// Keeps `bytes`.
    pub(super) fn keep_bytes(&self, bytes: Vec<u8>) -> &[u8] {
        self.bytes.push_get(bytes)
    }

    /// The JSON value that is all of `text`, white space aside.
    ///
    /// # Errors
    /// Where `text` is none.
    pub(super) fn json<'a>(&'a self, text: &'a str) -> Result<View<'a>, Fault> {
        let json = text.trim_matches(WHITE);
        let mut index = Index::default();
        if index.whole(json).is_some() {
            let structure = self.indexes.push_get(Box::new(index)).structure();
            return Ok(View::with_structure(json, structure));
        }
        scan::check(text.as_bytes()).map(View::new)
    }
}

/// White space of JSON (RFC 8259, section 2).
pub(super) const WHITE: [char; 4] = [' ', '\n', '\r', '\t'];
