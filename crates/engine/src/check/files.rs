//! The mappings that somebody names: files, standard input, and folders with mappings in them.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use walkdir::{DirEntry, WalkDir};

use crate::input::source::Source;
use crate::mapping;
use crate::message::visible;
use crate::whole;

/// The extensions of files in a folder that are taken for mappings.
const EXTENSIONS: [&str; 2] = ["json", "jsonc"];

/// The mappings that some arguments name.
#[derive(Debug, Default)]
pub struct Named {
    /// In the order in which they are checked.
    pub files: Vec<MappingFile>,
    /// Why some arguments name nothing that could be checked.
    pub failures: Vec<Error>,
}

/// A file that is taken for a mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MappingFile {
    source: Source,
    found: Discovery,
}

/// How a file was come by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Discovery {
    /// It was named.
    ByName,
    /// It was in a folder that was named.
    InFolder,
}

/// What is in such a file.
#[derive(Debug)]
pub enum FileContent {
    /// A mapping, or what should be one.
    Mapping(Vec<u8>),
    /// A JSON Schema that lies beside mappings, such as the one that editors read.
    Schema,
}

impl Named {
    /// The mappings that `arguments` name: files as they are, `-` for standard input, and folders, which are walked in
    /// the order of names for files that are named `*.json` or `*.jsonc`. Hidden files are left alone.
    pub fn by(arguments: &[PathBuf]) -> Self {
        let mut named = Named::default();
        for argument in arguments {
            if let Err(failure) = named.add(argument) {
                named.failures.push(failure);
            }
        }
        named
    }

    fn add(&mut self, argument: &Path) -> Result<()> {
        if argument.as_os_str() == "-" {
            if self.files.iter().any(|file| file.source == Source::Stdin) {
                return Err(Error::Arguments("standard input can be read only once".into()));
            }
            self.files.push(MappingFile { source: Source::Stdin, found: Discovery::ByName });
            return Ok(());
        }
        let kind = fs::metadata(argument).map_err(Error::reading(argument))?;
        if kind.is_dir() {
            return self.walk(argument);
        }
        self.files.push(MappingFile {
            source: Source::File(argument.to_owned()),
            found: Discovery::ByName,
        });
        Ok(())
    }

    fn walk(&mut self, folder: &Path) -> Result<()> {
        let before = (self.files.len(), self.failures.len());
        let is_hidden = |entry: &DirEntry| entry.file_name().as_encoded_bytes().starts_with(b".");
        let entries = WalkDir::new(folder)
            .follow_links(true)
            .sort_by_file_name()
            .into_iter()
            .filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry));
        for entry in entries {
            match entry {
                Ok(entry)
                    if entry.file_type().is_file() && is_named_like_a_mapping(entry.path()) =>
                {
                    self.files.push(MappingFile {
                        source: Source::File(entry.into_path()),
                        found: Discovery::InFolder,
                    });
                }
                Ok(_) => {}
                // A link that leads nowhere, and is not named like a mapping, hides none.
                Err(error) if hides_nothing(&error) => {}
                Err(error) => self.failures.push(Error::walking(error, folder)),
            }
        }
        if before == (self.files.len(), self.failures.len()) {
            return Err(Error::Arguments(format!(
                "no mappings in the folder {}: no file is named *.json or *.jsonc",
                visible(&folder.display().to_string())
            )));
        }
        Ok(())
    }
}

impl MappingFile {
    /// The name in messages.
    pub fn name(&self) -> String {
        self.source.name()
    }

    /// The folder from which the files of the mapping's tests are looked for.
    pub fn folder(&self) -> &Path {
        self.source.path().and_then(Path::parent).unwrap_or(Path::new(""))
    }

    /// Reads it.
    ///
    /// # Errors
    /// When it cannot be read, or is larger than any mapping would be.
    pub fn read(&self) -> Result<FileContent> {
        let path = self.source.path();
        let bytes = whole::read(path, whole::LARGEST_MAPPING).map_err(|error| match path {
            None => Error::reading("standard input")(error),
            Some(path) => Error::reading(path)(error),
        })?;
        // Who names a schema as a mapping is told that it is none.
        if self.found == Discovery::InFolder && mapping::is_json_schema(&bytes) {
            return Ok(FileContent::Schema);
        }
        Ok(FileContent::Mapping(bytes))
    }
}

/// Whether what could not be looked into is neither a folder nor named like a mapping.
fn hides_nothing(error: &walkdir::Error) -> bool {
    error.path().is_some_and(|path| {
        error.io_error().is_some_and(|error| error.kind() == io::ErrorKind::NotFound)
            && !is_named_like_a_mapping(path)
    })
}

fn is_named_like_a_mapping(path: &Path) -> bool {
    let extension = path.extension().and_then(OsStr::to_str);
    extension.is_some_and(|extension| {
        EXTENSIONS.iter().any(|known| extension.eq_ignore_ascii_case(known))
    })
}
