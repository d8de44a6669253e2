//! Paths: where a value is in a payload or a delivery, in three spellings that compile to one [`Path`].
//!
//! ```text
//! text ──delivery──▶ Header | QueryParameter | Origin
//!      ──dotted──────────────────────────────────────▶ Query ──eval──▶ Nodes
//!      ──source (checks) ──▶ query (jsonpath_rust) ──▶
//! ```
//!
//! A path is compiled once and run on many payloads. What is only names and indices is left to the caller, who can
//! walk it over the payload's bytes ([`Query::plain`]); the rest runs on an [`Argument`].

use std::fmt;
use std::ops::Range;

mod argument;
mod comparison;
mod delivery;
mod dotted;
mod dotted_text;
mod eval;
mod filter;
mod hops;
mod nodes;
mod numeral;
mod pattern;
mod query;
mod quoted;
mod segment;
mod source;

pub use argument::Argument;
pub(crate) use dotted_text::{Dotted, DottedStep};
pub use hops::Hop;
pub use nodes::{Below, Location, Node, Nodes, Normalized};

use segment::Segment;

/// The longest path, in bytes.
const MAX_LENGTH: usize = 4096;

/// A compiled path.
#[derive(Debug, Clone)]
pub enum Path {
    /// Into the payload (`$`, or dotted).
    Payload(Query),
    /// Into the node of `each` (`@`).
    Node(Query),
    /// A header of the delivery, its name in lower case.
    Header(String),
    /// A parameter of the delivery's query string.
    QueryParameter(String),
    /// Where the payload came from.
    Origin(Origin),
}

/// A part of a payload's origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The input's name as it was given.
    File,
    /// The line on which the capture begins, counted from 1.
    Line,
    /// The offset of the capture's first byte, counted from 0.
    Byte,
}

/// A path into a JSON value: its longest plain prefix, then what needs more than names and indices.
#[derive(Debug, Clone)]
pub struct Query {
    /// Names and indices from the start.
    pub plain: Vec<Step>,
    /// What follows them; begins with something that is neither a name nor a non-negative index.
    rest: Vec<Segment>,
    /// Whether a filter mentions `$`.
    uses_root: bool,
    /// Where each segment stands in the path's text: a name without the dot before it, a bracket as a whole.
    pub(crate) spans: Vec<Range<usize>>,
    /// Where the first call of `match` or `search` stands in the path's text whose pattern no text can fit, because it
    /// is not a regular expression or too large.
    pub(crate) never_fits: Option<Range<usize>>,
}

/// One step of a plain path.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Step {
    /// The member of this name.
    Key(String),
    /// The element at this index, counted from 0.
    Index(usize),
}

/// Why a text is not a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathError {
    /// The bytes of the text that are at fault; empty where something is missing.
    pub span: Range<usize>,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// What to write instead, where that is known.
    pub help: Option<String>,
}

impl Path {
    /// Compiles `text`, in whichever of the three spellings it is.
    ///
    /// What begins with `$` or `@` is JSONPath (RFC 9535), what begins with `header:`, `query:` or `origin:` is of
    /// the delivery, and everything else is dotted. A path is at most 4 KiB long, nests brackets and parentheses
    /// at most 16 deep and function calls at most 4 deep.
    ///
    /// # Errors
    /// When `text` is not a path, with the place in it.
    pub fn parse(text: &str) -> Result<Self, PathError> {
        if text.len() > MAX_LENGTH {
            let message = format!("the path is longer than {MAX_LENGTH} bytes");
            return Err(PathError::new(0..text.len(), message));
        }
        if text.starts_with('$') {
            return query::parse(text).map(Path::Payload);
        }
        if text.starts_with('@') {
            return query::parse(text).map(Path::Node);
        }
        if let Some(path) = delivery::parse(text) {
            return path;
        }
        dotted::parse(text).map(Path::Payload)
    }

    /// Where each of its segments stands in the `text` that it was read from: of `a.b[0]` those of `a`, `b` and `[0]`, of
    /// `header:x-id` that of `x-id`.
    pub(crate) fn spans(&self, text: &str) -> Vec<Range<usize>> {
        match self {
            Path::Payload(query) | Path::Node(query) => query.spans.clone(),
            Path::Header(_) | Path::QueryParameter(_) | Path::Origin(_) => {
                let name = text.find(':').map_or(0, |colon| colon + 1);
                std::iter::once(name..text.len()).collect()
            }
        }
    }

    /// Whether messages may repeat what it selects. Values of headers are secrets: tokens and signatures.
    pub fn may_be_shown(&self) -> bool {
        !matches!(self, Path::Header(_))
    }
}

impl Query {
    /// A query of these segments, its plain prefix taken off.
    fn of(segments: Vec<Segment>, spans: Vec<Range<usize>>) -> Self {
        let mut plain = Vec::new();
        let mut segments = segments.into_iter().peekable();
        while let Some(step) = segments.peek().and_then(Segment::as_step) {
            plain.push(step);
            segments.next();
        }
        Query::new(plain, segments.collect(), spans)
    }

    fn new(plain: Vec<Step>, rest: Vec<Segment>, spans: Vec<Range<usize>>) -> Self {
        let uses_root = rest.iter().any(Segment::uses_root);
        Query { plain, rest, uses_root, spans, never_fits: None }
    }

    /// Whether names and non-negative indices are all there is, so that [`plain`](Self::plain) is the whole query.
    pub fn is_plain(&self) -> bool {
        self.rest.is_empty()
    }

    /// Whether it can select something in an array, whatever that holds; in other values that are no objects only the
    /// path to the value [itself](Self::is_root) does.
    pub(crate) fn leads_into_arrays(&self) -> bool {
        match (self.plain.first(), self.rest.first()) {
            (Some(step), _) => matches!(step, Step::Index(_)),
            (None, Some(segment)) => segment.leads_into_arrays(),
            (None, None) => true,
        }
    }

    /// Whether it is the path to the value itself: `$` or `@`.
    pub(crate) fn is_root(&self) -> bool {
        self.plain.is_empty() && self.rest.is_empty()
    }

    /// Whether a filter mentions `$`, so that [`select`](Self::select) needs the root.
    pub(crate) fn uses_root(&self) -> bool {
        self.uses_root
    }

    /// The plain prefix as a normalized path (RFC 9535, section 2.7).
    pub fn plain_path(&self) -> Normalized<'_> {
        Normalized(&self.plain)
    }
}

impl PathError {
    fn new(span: Range<usize>, message: impl fmt::Display) -> Self {
        PathError { span, message: escape_control(message), help: None }
    }

    fn help(mut self, help: impl fmt::Display) -> Self {
        self.help = Some(escape_control(help));
        self
    }
}

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for PathError {}

/// `text` with its control characters as escapes: messages quote the path, and stay on one line.
fn escape_control(text: impl fmt::Display) -> String {
    let mut escaped = String::new();
    for c in text.to_string().chars() {
        if c.is_control() {
            escaped.extend(c.escape_default());
        } else {
            escaped.push(c);
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The query of a path into the payload or a node.
    pub(super) fn query(text: &str) -> Query {
        match Path::parse(text) {
            Ok(Path::Payload(query) | Path::Node(query)) => query,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn the_beginning_of_a_path_decides_its_spelling() {
        assert!(matches!(Path::parse("$.a"), Ok(Path::Payload(_))));
        assert!(matches!(Path::parse("$"), Ok(Path::Payload(_))));
        assert!(matches!(Path::parse("@.a"), Ok(Path::Node(_))));
        assert!(matches!(Path::parse("@"), Ok(Path::Node(_))));
        assert!(matches!(Path::parse("a.b"), Ok(Path::Payload(_))));
        assert!(matches!(Path::parse("header:X-A"), Ok(Path::Header(name)) if name == "x-a"));
        assert!(matches!(Path::parse("headers:a"), Ok(Path::Payload(_))));
    }

    #[test]
    fn the_plain_prefix_ends_at_the_first_thing_that_is_neither_name_nor_index() {
        let key = |name: &str| Step::Key(name.to_owned());
        for text in ["a.b[0].c", "$.a['b'][0].c", "$[\"a\"] .b [ 0 ]['c']", "@.a.b[0].c"] {
            let query = query(text);
            assert_eq!(query.plain, [key("a"), key("b"), Step::Index(0), key("c")], "{text}");
            assert!(query.is_plain() && !query.uses_root(), "{text}");
            assert_eq!(query.plain_path().to_string(), "$['a']['b'][0]['c']");
        }
        for text in [
            "a[-1].c",
            "$.a[-1].c",
            "a[n=x].c",
            "$.a[*].c",
            "$.a..c",
            "$.a[0,1]",
            "$.a[:1]",
            "$.a[?@]",
            "a[*].b",
        ] {
            let query = query(text);
            assert_eq!(query.plain, [key("a")], "{text}");
            assert!(!query.is_plain(), "{text}");
        }
    }

    #[test]
    fn every_segment_has_its_place_in_every_spelling() {
        for (path, expected) in [
            ("a", vec!["a"]),
            ("payload.meta[0].date", vec!["payload", "meta", "[0]", "date"]),
            ("[0].x", vec!["[0]", "x"]),
            (r#"a["b.c"].d[*]"#, vec!["a", r#"["b.c"]"#, "d", "[*]"]),
            ("f[name=it's].v[0]", vec!["f", "[name=it's]", "v", "[0]"]),
            ("f[n=\"x]\"].v", vec!["f", "[n=\"x]\"]", "v"]),
            ("$", vec![]),
            ("@", vec![]),
            ("$.a ['b'] .c", vec!["a", "['b']", "c"]),
            (
                "$..a[?@.b[0] == 'x]' && @[\"\\\"]\"]].c",
                vec!["a", "[?@.b[0] == 'x]' && @[\"\\\"]\"]]", "c"],
            ),
            ("$..[*].*", vec!["[*]", "*"]),
            ("@.имя['é']", vec!["имя", "['é']"]),
            ("header:X-A", vec!["X-A"]),
            ("query:a:b", vec!["a:b"]),
            ("origin:line", vec!["line"]),
            ("a..b", vec![]),
        ] {
            let spans = Path::parse(path).map_or_else(|_| Vec::new(), |read| read.spans(path));
            let texts: Vec<_> = spans.into_iter().map(|span| &path[span]).collect();
            assert_eq!(texts, expected, "{path}");
            if let Ok(Path::Payload(query) | Path::Node(query)) = Path::parse(path) {
                assert_eq!(query.hops().len(), expected.len(), "{path}");
            }
        }
    }

    #[test]
    fn a_filter_that_mentions_the_root_says_so_however_deep() {
        for text in [
            "$.a[?@.b==$.c]",
            "$[?$.a]",
            "$[?!(@.b || $.c)]",
            "$[?count($..a)>1]",
            "$[?length(value($..a))>1]",
            "$[?@[?@.x==$.y]]",
            "$[?match(@, $.p)]",
            "$[?search($.p, 'x')]",
        ] {
            assert!(query(text).uses_root(), "{text}");
        }
        assert!(!query("$.a[?@.b==@.c && match(@.a, '[$]')]").uses_root());
    }

    #[test]
    fn a_path_of_4_kib_is_read_and_a_longer_one_refused() {
        let text = "a".repeat(4096);
        assert!(Path::parse(&text).is_ok());
        for long in
            [format!("{text}a"), format!("${}", ".a".repeat(2048)), format!("header:{text}")]
        {
            assert_eq!(
                Path::parse(&long).unwrap_err().message,
                "the path is longer than 4096 bytes"
            );
        }
    }
}
