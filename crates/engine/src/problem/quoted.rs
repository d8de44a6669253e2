//! Quotes foreign text for messages.

use std::fmt::{self, Display};

/// How many characters of a text are quoted in a message.
const QUOTED: usize = 60;

/// `text` between backticks, and cut if it is long.
pub(crate) fn quoted(text: &str) -> impl Display {
    struct Quoted<'t>(&'t str);
    impl Display for Quoted<'_> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            match self.0.char_indices().nth(QUOTED) {
                Some((end, _)) => write!(f, "`{}…`", &self.0[..end]),
                None => write!(f, "`{}`", self.0),
            }
        }
    }
    Quoted(text)
}
