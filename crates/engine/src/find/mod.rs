//! Finding: which paths hold a value.
//!
//! Values are grouped by their path, with `[*]` for the indices of lists and look-ups for lists of named things, so that
//! what is found can stand in a mapping as it is. What strings hold as JSON is looked into as well, and the headers and
//! query around a payload. Memory is bounded: only so many paths are told apart.

#![expect(clippy::indexing_slicing, reason = "a path's number is its place in the findings")]

pub mod json;
mod named;
mod near;
mod needle;
mod walk;

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use crate::error::Result;

use crate::capture::Delivery;
use crate::input::place::Place;
use crate::json::{Part, text};
use crate::path::Path;
use crate::reading::Arrival;
use crate::reading::collect::Collection;

pub use near::Near;
use near::Nearness;
pub use needle::{Case, Extent, Needle};
use walk::{CurrentPath, Walk};

/// How many paths are told apart. Objects whose keys are ids have as many as there are ids.
pub(crate) const MAX_PATHS: usize = 200;

/// How many paths are told apart of a chunk, whose finder cannot know which of them the others have found before. A chunk
/// with more is looked into once more, in its turn.
const MAX_CHUNK_PATHS: usize = 10 * MAX_PATHS;

/// How many characters of an example are kept.
const EXAMPLE: usize = 60;

/// Looks for a value in payloads, one after the other.
#[derive(Debug)]
pub struct Finder {
    needle: Needle,
    nearness: Nearness,
    findings: Findings,
    /// The places of the paths in the findings.
    by_path: HashMap<String, usize>,
    scope: SearchScope,
}

/// The payloads that a finder searches: all, or those of a chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SearchScope {
    All,
    Chunk,
}

/// The findings.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    /// How many payloads were looked into.
    pub payloads: u64,
    /// How many of them hold the value.
    pub payloads_with: u64,
    /// How often the value was found.
    pub values: u64,
    /// Where, in the order in which the paths were come by; at most `MAX_PATHS`.
    pub paths: Vec<FoundPath>,
    /// How often the value was found at paths for which there was no more room, or that are too long to be written.
    pub values_elsewhere: u64,
    /// Values that are nearly what was looked for, while nothing was found.
    pub near: Near,
}

/// A path that holds the value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundPath {
    /// The path, as it can be written in a mapping.
    pub path: String,
    /// Paths of strings that the mapping must decode for it, the outermost first.
    pub decode: Vec<String>,
    /// What the column might be called.
    pub(crate) column: String,
    /// How many of its lists have several elements, in the payload that has the most: then it can select several values.
    pub lists: usize,
    /// In how many payloads it holds the value.
    pub payloads: u64,
    /// How often it holds the value.
    pub values: u64,
    /// The input of the first of them.
    pub file: String,
    /// Where its capture begins there.
    pub place: Place,
    /// The first value, if it is long only its beginning; `None` for headers, which hold secrets.
    pub example: Option<String>,
    /// The number of the payload in which it was last found.
    last: u64,
}

impl Findings {
    /// The paths, the most frequent first.
    pub fn by_frequency(&self) -> Vec<&FoundPath> {
        let mut paths: Vec<_> = self.paths.iter().collect();
        paths.sort_by_key(|path| Reverse((path.payloads, path.values)));
        paths
    }
}

/// A name for each path's column, no two the same.
pub fn columns(paths: &[&FoundPath]) -> Vec<String> {
    let mut taken = HashSet::new();
    let free = |path: &&FoundPath| {
        let numbered = (2u64..).map(|number| format!("{}_{number}", path.column));
        let mut names = std::iter::once(path.column.clone()).chain(numbered);
        let name = names.find(|name| !name.is_empty() && !taken.contains(name));
        let name = name.unwrap_or_default();
        taken.insert(name.clone());
        name
    };
    paths.iter().map(free).collect()
}

/// A value that was found.
struct Hit<'h> {
    path: String,
    column: &'h str,
    decode: &'h [String],
    lists: usize,
    example: Option<&'h str>,
}

impl Finder {
    /// Looks for `needle`.
    pub fn new(needle: Needle) -> Self {
        Finder {
            nearness: Nearness::to(&needle),
            needle,
            findings: Findings::default(),
            by_path: HashMap::new(),
            scope: SearchScope::All,
        }
    }

    /// Looks into a payload, and into what was delivered with it.
    pub fn look_into(&mut self, arrival: &Arrival<'_>) {
        self.findings.payloads += 1;
        let before = self.findings.values;
        self.delivery(arrival, &arrival.payload.delivery);
        let root = Part::from(arrival.payload.object);
        Walk { finder: self, arrival }.value(root, &mut CurrentPath::default());
        if self.findings.values > before {
            self.findings.payloads_with += 1;
        }
    }

    /// What was found.
    pub fn finish(self) -> Findings {
        self.findings
    }

    fn max_paths(&self) -> usize {
        match self.scope {
            SearchScope::All => MAX_PATHS,
            SearchScope::Chunk => MAX_CHUNK_PATHS,
        }
    }

    fn delivery(&mut self, arrival: &Arrival<'_>, delivery: &Delivery<'_>) {
        let headers = delivery.headers().into_iter();
        let headers = headers.map(|(name, json)| ("header", name.to_ascii_lowercase(), json));
        let query = delivery.query_parameters().into_iter();
        let query = query.map(|(name, json)| ("query", name.into_owned(), json));
        for (scheme, name, json) in headers.chain(query) {
            let decoded = text::decode_token(json);
            let text = decoded.as_ref().map_or(json, |decoded| &decoded.text);
            if json.starts_with(['{', '[']) || !self.needle.is_in(text, kind_of(json)) {
                continue;
            }
            let hit = Hit {
                path: format!("{scheme}:{name}"),
                column: &name,
                decode: &[],
                lists: 0,
                example: (scheme == "query").then_some(text),
            };
            self.add(arrival, hit);
        }
    }

    fn add(&mut self, arrival: &Arrival<'_>, hit: Hit<'_>) {
        let most = self.max_paths();
        let findings = &mut self.findings;
        findings.values += 1;
        let payload = findings.payloads;
        let found = match self.by_path.get(&hit.path) {
            Some(&at) => findings.paths.get_mut(at),
            None if findings.paths.len() < most && Path::parse(&hit.path).is_ok() => {
                self.by_path.insert(hit.path.clone(), findings.paths.len());
                let first = arrival.payload.provenance.first;
                findings.paths.push(FoundPath {
                    path: hit.path,
                    decode: hit.decode.to_vec(),
                    column: hit.column.to_owned(),
                    lists: 0,
                    payloads: 0,
                    values: 0,
                    file: first.file.to_owned(),
                    place: first.place,
                    example: hit.example.map(|text| text.chars().take(EXAMPLE).collect()),
                    last: 0,
                });
                findings.paths.last_mut()
            }
            None => None,
        };
        let Some(found) = found else {
            findings.values_elsewhere += 1;
            return;
        };
        found.values += 1;
        found.lists = found.lists.max(hit.lists);
        if found.last != payload {
            found.last = payload;
            found.payloads += 1;
        }
    }
}

impl Collection for Finder {
    fn take(&mut self, arrival: &Arrival<'_>) -> Result<()> {
        self.look_into(arrival);
        Ok(())
    }

    fn is_done(&self) -> bool {
        self.scope == SearchScope::Chunk && self.findings.paths.len() == MAX_CHUNK_PATHS
    }

    fn empty(&self) -> Self {
        Finder { scope: SearchScope::Chunk, ..Finder::new(self.needle.clone()) }
    }

    fn append(&mut self, more: Self) -> Result<()> {
        let more = more.findings;
        let findings = &mut self.findings;
        if findings.values == 0 {
            findings.near.append(more.near);
        }
        for mut path in more.paths {
            path.last += findings.payloads;
            let at = self.by_path.get(&path.path).copied();
            match at {
                Some(at) => findings.paths[at].append(&path),
                None if findings.paths.len() < MAX_PATHS => {
                    self.by_path.insert(path.path.clone(), findings.paths.len());
                    findings.paths.push(path);
                }
                None => findings.values_elsewhere += path.values,
            }
        }
        findings.payloads += more.payloads;
        findings.payloads_with += more.payloads_with;
        findings.values += more.values;
        findings.values_elsewhere += more.values_elsewhere;
        Ok(())
    }
}

impl FoundPath {
    /// Counts what was found later at the same path.
    fn append(&mut self, later: &FoundPath) {
        self.lists = self.lists.max(later.lists);
        self.payloads += later.payloads;
        self.values += later.values;
        self.last = later.last;
    }
}

/// What a JSON text that is no array and no object is.
fn kind_of(json: &str) -> needle::ScalarKind {
    match json.as_bytes().first() {
        Some(b'-' | b'0'..=b'9') => needle::ScalarKind::Number,
        _ => needle::ScalarKind::Text,
    }
}
