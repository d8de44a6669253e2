//! The documents: their blocks of code, and the commands in them.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// A document and its lines.
pub(crate) struct Document {
    pub(crate) path: PathBuf,
    pub(crate) lines: Vec<String>,
}

/// A fenced block.
#[derive(Debug)]
pub(crate) struct Block {
    /// What stands behind the opening fence.
    pub(crate) language: String,
    /// The file that it is to be written to.
    pub(crate) file: Option<String>,
    /// Its lines, as indices into those of the document.
    pub(crate) lines: Range<usize>,
}

/// A command and what it prints.
#[derive(Debug)]
pub(crate) struct Example {
    pub(crate) command: String,
    pub(crate) ending: Ending,
    /// The lines it prints, as indices into those of the document.
    pub(crate) output: Range<usize>,
}

/// How a command ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// With this status.
    Status(i32),
    /// Only when it is stopped.
    Stopped,
}

impl Document {
    /// README.md and all that is in docs/.
    pub(crate) fn all() -> Vec<Document> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut paths = vec![root.join("README.md")];
        let docs = walkdir::WalkDir::new(root.join("docs")).sort_by_file_name();
        for entry in docs {
            let path = entry.expect("an entry of docs/").into_path();
            if path.extension().is_some_and(|extension| extension == "md") {
                paths.push(path);
            }
        }
        paths.into_iter().map(Document::read).collect()
    }

    pub(crate) fn read(path: PathBuf) -> Document {
        let text = fs::read_to_string(&path).expect("the document");
        Document { path, lines: text.lines().map(str::to_owned).collect() }
    }

    pub(crate) fn blocks(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut file = None;
        let mut at = 0;
        while let Some(line) = self.lines.get(at) {
            if let Some(language) = line.strip_prefix("```") {
                let start = at + 1;
                let length = self.lines[start..]
                    .iter()
                    .position(|line| line == "```")
                    .unwrap_or_else(|| panic!("{}: the block is not closed", self.place(at)));
                blocks.push(Block {
                    language: language.to_owned(),
                    file: file.take(),
                    lines: start..start + length,
                });
                at = start + length;
            } else if let Some(name) =
                line.strip_prefix("<!-- file: ").and_then(|rest| rest.strip_suffix(" -->"))
            {
                file = Some(name.to_owned());
            } else if let (Some(name), false) = (&file, line.is_empty()) {
                panic!("{}: no block follows for the file {name}", self.place(at));
            }
            at += 1;
        }
        blocks
    }

    pub(crate) fn text(&self, lines: &Range<usize>) -> String {
        self.lines[lines.clone()].iter().map(|line| format!("{line}\n")).collect()
    }

    pub(crate) fn examples(&self, block: &Block) -> Vec<Example> {
        let mut examples: Vec<Example> = Vec::new();
        let mut at = block.lines.start;
        while at < block.lines.end {
            let Some(start) = self.lines[at].strip_prefix("$ ") else {
                match examples.last_mut() {
                    Some(example) => example.output.end = at + 1,
                    None => panic!("{}: output without a command", self.place(at)),
                }
                at += 1;
                continue;
            };
            let mut command = start.to_owned();
            while command.ends_with('\\') {
                at += 1;
                assert!(at < block.lines.end, "{}: cut short", self.place(at - 1));
                command = format!("{command}\n{}", self.lines[at]);
            }
            at += 1;
            examples.push(Example { ending: ending(&command), command, output: at..at });
        }
        examples
    }

    pub(crate) fn place(&self, line: usize) -> String {
        let root = env!("CARGO_MANIFEST_DIR");
        let name = self.path.strip_prefix(root).unwrap_or(&self.path);
        format!("{}:{}", name.display(), line + 1)
    }
}

fn ending(command: &str) -> Ending {
    match command.rsplit_once(" # ").map(|(_, comment)| comment) {
        None => Ending::Status(0),
        Some("until stopped") => Ending::Stopped,
        Some(comment) => comment
            .strip_prefix("exit status ")
            .and_then(|status| status.parse().ok())
            .map_or_else(|| panic!("not an ending: {comment}"), Ending::Status),
    }
}
