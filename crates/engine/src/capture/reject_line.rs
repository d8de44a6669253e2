//! Lines of a rejects file: captures that a run reads again, mended or not.
//!
//! A payload can have any keys, and anybody can send one. So a line is known by a key of its own, its [`MARK`], and
//! whether it may be taken for one depends on where it stands, which the reading decides.

use std::borrow::Cow;
use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use super::quoted::is_json;
use super::{Inspected, Unwrapping};
use crate::input::place::Place;
use crate::json::{View, text};
use crate::projection::NodeSet;
use crate::reject::RejectCode;

/// The first key of every line of a rejects file.
pub(crate) const MARK: &str = "leadmap_reject";

/// The value of the mark: the version of the lines' form.
const VERSION: &str = "1";

/// The white space of JSON.
const WHITE_SPACE: [char; 4] = [' ', '\t', '\r', '\n'];

/// What can be too large to be kept.
const LOST: [RejectCode; 4] =
    [RejectCode::TooLarge, RejectCode::Encoding, RejectCode::DamagedInput, RejectCode::OtherFormat];

/// A reject line as a request to process its capture again.
#[derive(Debug)]
pub(crate) struct Replay<'a> {
    /// Why the capture was rejected; `None` for a reason that is not known here.
    pub(crate) code: Option<RejectCode>,
    /// The input in which the capture was first read, and where it stood there. The column is not kept.
    pub(crate) first: Option<(Cow<'a, str>, Place)>,
    /// How the capture is to be opened.
    pub(crate) unwrapping: Unwrapping,
    /// What is wanted of the capture.
    pub(crate) wanted: Wanted<'a>,
    /// Whether the capture stood in a list that was open before it.
    pub(crate) in_list: bool,
    /// The capture.
    pub(crate) capture: KeptCapture<'a>,
}

/// A capture as a reject line keeps it.
#[derive(Debug)]
pub(crate) enum KeptCapture<'a> {
    /// As JSON.
    Json(Cow<'a, str>),
    /// As bytes, which are to be read like an input.
    Bytes(Cow<'a, [u8]>),
    /// It cannot be read.
    Lost {
        /// Why not.
        why: String,
        /// What the line keeps in its place.
        text: Option<Cow<'a, str>>,
    },
}

/// What is wanted of a capture that was rejected: the parts of which its reject line tells.
#[derive(Debug, Default)]
pub(crate) struct Wanted<'a> {
    /// By the payload in which they are; `None` where the capture held only one.
    parts: BTreeMap<Option<usize>, WantedNodes<'a>>,
}

#[derive(Debug)]
enum WantedNodes<'a> {
    All,
    These(NodeSet<'a>),
}

/// One part of a capture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct WantedPart<'w> {
    /// Which of several payloads, counted from 0.
    pub(crate) element: Option<usize>,
    /// Which node of it, by its normalized path.
    pub(crate) node: Option<&'w str>,
}

impl<'a> Replay<'a> {
    /// Reads `line`, which has the mark.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub(crate) fn of(line: &Inspected<'a>) -> Result<Self, String> {
        let line = line.value;
        let version = line.get(MARK).unwrap_or_default();
        if version != VERSION {
            return Err(format!(
                "`{MARK}` is not {VERSION}: this form of reject lines is not known"
            ));
        }
        let unwrapping = match line.get("from") {
            None | Some("null") => Unwrapping::Auto,
            Some(from) => {
                let from = text_of("from", from)?;
                Unwrapping::named(&from).map_err(|why| format!("`from` is wrong: {why}"))?
            }
        };
        let code = line.word("code").and_then(RejectCode::named);
        let capture = match line.get("payload") {
            None if code.is_some_and(|code| LOST.contains(&code)) => KeptCapture::Lost {
                why: "the reject line keeps no payload, as it was too large".into(),
                text: None,
            },
            None => return Err("it has no `payload`".into()),
            Some(payload) => match text::decode_token(payload) {
                None => KeptCapture::Json(Cow::Borrowed(payload)),
                Some(kept) => read_again(kept.text, line.word("encoding")),
            },
        };
        Ok(Replay {
            code,
            first: first_place(line),
            unwrapping,
            wanted: Wanted::by(line)?,
            in_list: line.word("within") == Some("list"),
            capture,
        })
    }
}

/// Where the capture was read first, if the line tells.
fn first_place<'a>(line: View<'a>) -> Option<(Cow<'a, str>, Place)> {
    let number = |key| line.get(key).and_then(|digits| digits.parse().ok());
    let file = text::decode_token(line.get("file")?)?.text;
    Some((file, Place { line: number("line")?, column: 1, byte: number("byte")? }))
}

fn text_of<'a>(key: &str, json: &'a str) -> Result<Cow<'a, str>, String> {
    let text = text::decode_token(json).map(|decoded| decoded.text);
    text.ok_or_else(|| format!("`{key}` is not a string"))
}

/// What a line keeps as text.
fn read_again<'a>(text: Cow<'a, str>, encoding: Option<&str>) -> KeptCapture<'a> {
    if text.trim_matches(WHITE_SPACE).is_empty() {
        let why = "the reject line keeps no payload".into();
        let text = Some(text);
        return KeptCapture::Lost { why, text };
    }
    if encoding == Some("base64") {
        return match BASE64.decode(text.as_bytes()) {
            Ok(bytes) => KeptCapture::Bytes(Cow::Owned(bytes)),
            Err(error) => KeptCapture::Lost {
                why: format!("the reject line's payload is not base64: {error}"),
                text: Some(text),
            },
        };
    }
    // What was mended by hand may be none any more: then it is said where.
    if encoding == Some("json") && is_json(text.trim_matches(WHITE_SPACE)) {
        return KeptCapture::Json(match text {
            Cow::Borrowed(text) => Cow::Borrowed(text.trim_matches(WHITE_SPACE)),
            Cow::Owned(text) => Cow::Owned(text.trim_matches(WHITE_SPACE).to_owned()),
        });
    }
    KeptCapture::Bytes(match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
        Cow::Owned(text) => Cow::Owned(text.into_bytes()),
    })
}

/// A part as the line or one of its further rejects tells it.
#[derive(Debug, Clone)]
struct TextOfPart<'a> {
    element: Option<usize>,
    node: Option<Cow<'a, str>>,
}

impl<'a> TextOfPart<'a> {
    /// That of `reject`; what it does not tell is as in `other`.
    fn of(reject: View<'a>, other: &Self) -> Result<Self, String> {
        Ok(TextOfPart {
            element: match reject.get("element") {
                None => other.element,
                Some("null") => None,
                Some(digits) => {
                    let number = digits.parse();
                    Some(
                        number
                            .map_err(|_| "`element` is not the number of a payload".to_owned())?,
                    )
                }
            },
            node: match reject.get("node") {
                None => other.node.clone(),
                Some("null") => None,
                Some(node) => Some(text_of("node", node)?),
            },
        })
    }
}

impl<'a> Wanted<'a> {
    /// What `line` wants.
    fn by(line: View<'a>) -> Result<Self, String> {
        let first = TextOfPart::of(line, &TextOfPart { element: None, node: None })?;
        let mut wanted = Wanted::default();
        if let Some(more) = line.member("more") {
            if !more.text().starts_with('[') {
                return Err("`more` is not a list of rejects".into());
            }
            wanted.add(first.clone());
            for reject in more.elements() {
                if !reject.text().starts_with('{') {
                    return Err("`more` is not a list of rejects".into());
                }
                wanted.add(TextOfPart::of(reject, &first)?);
            }
        } else {
            wanted.add(first);
        }
        Ok(wanted)
    }

    fn add(&mut self, part: TextOfPart<'a>) {
        let nodes = self.parts.entry(part.element);
        let nodes = nodes.or_insert_with(|| WantedNodes::These(NodeSet::default()));
        match (part.node, nodes) {
            (None, nodes) => *nodes = WantedNodes::All,
            (Some(node), WantedNodes::These(nodes)) => {
                nodes.insert(node);
            }
            (Some(_), WantedNodes::All) => {}
        }
    }

    /// Whether something is wanted of this payload, counted from 0.
    pub(crate) fn holds(&self, element: usize) -> bool {
        self.parts.contains_key(&None) || self.parts.contains_key(&Some(element))
    }

    /// Whether it is wanted by its number.
    pub(crate) fn numbers(&self, element: usize) -> bool {
        self.parts.contains_key(&Some(element))
    }

    /// The nodes that alone are wanted of this payload; `None` for all.
    pub(crate) fn nodes(&self, element: usize) -> Option<&NodeSet<'a>> {
        let of = |element| match self.parts.get(element)? {
            WantedNodes::All => None,
            WantedNodes::These(nodes) => Some(nodes),
        };
        // What is wanted of any payload is wanted of this one too, which only who mends a line can bring about.
        match (self.parts.contains_key(&None), self.parts.contains_key(&Some(element))) {
            (true, true) => None,
            (true, false) => of(&None),
            (false, _) => of(&Some(element)),
        }
    }

    /// All parts, one by one.
    pub(crate) fn parts(&self) -> impl Iterator<Item = WantedPart<'_>> {
        self.parts.iter().flat_map(|(&element, nodes)| parts_of(element, nodes))
    }

    /// The parts of payloads that a capture of only `count` payloads does not have.
    pub(crate) fn beyond(&self, count: usize) -> impl Iterator<Item = WantedPart<'_>> {
        let parts = self.parts.range(Some(count)..);
        parts.flat_map(|(&element, nodes)| parts_of(element, nodes))
    }
}

fn parts_of<'w>(
    element: Option<usize>,
    nodes: &'w WantedNodes<'_>,
) -> impl Iterator<Item = WantedPart<'w>> {
    let (whole, nodes) = match nodes {
        WantedNodes::All => (Some(WantedPart { element, node: None }), None),
        WantedNodes::These(nodes) => (None, Some(nodes.iter())),
    };
    let nodes = nodes.into_iter().flatten();
    whole.into_iter().chain(nodes.map(move |node| WantedPart { element, node: Some(node) }))
}
