//! What stops a run.

use std::io;
use std::path::Path;

use crate::message::{could_not_read, could_not_write};

/// The result of what can stop a run.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a run cannot go on. What is wrong with one payload or one record is data instead: a reject.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The arguments name nothing that can be read, or one thing twice.
    #[error("{0}")]
    Arguments(String),
    /// An input cannot be read.
    #[error("{place}")]
    Read {
        /// What could not be read, in the words of a message.
        place: String,
        /// What the system says.
        source: io::Error,
    },
    /// A folder cannot be walked, as its links lead in a circle.
    #[error("{place}")]
    Walk {
        /// What could not be read, in the words of a message.
        place: String,
        /// Where the links lead.
        source: walkdir::Error,
    },
    /// A file cannot be written.
    #[error("{place}")]
    Write {
        /// What could not be written, in the words of a message.
        place: String,
        /// What the system says.
        source: io::Error,
    },
    /// The output cannot be written. The caller knows what it is called.
    #[error("could not write the output")]
    Output(#[from] io::Error),
    /// The system gives no more threads.
    #[error("could not start a thread; try --jobs 1")]
    Thread(#[source] io::Error),
    /// A worker has panicked, which is a fault in leadmap.
    #[error("a thread has panicked, which is a fault in leadmap")]
    Panic,
    /// The counts of a run contradict each other, which is a fault in leadmap.
    #[error("the accounting of {0}")]
    Accounting(String),
    /// The caller's own code, which was given payloads or told of events, cannot go on.
    #[error(transparent)]
    Caller(Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// That the caller's own code cannot go on.
    pub fn caller(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Error::Caller(error.into())
    }

    /// For [`Result::map_err`]: that what is called `name` cannot be read.
    pub(crate) fn reading(name: impl AsRef<Path>) -> impl FnOnce(io::Error) -> Self {
        move |source| Error::Read { place: could_not_read(name), source }
    }

    /// For [`Result::map_err`]: that what is called `name` cannot be written.
    pub fn writing(name: impl AsRef<Path>) -> impl FnOnce(io::Error) -> Self {
        move |source| Error::Write { place: could_not_write(name), source }
    }

    /// What keeps `folder` from being walked, with the name of the place in it.
    pub(crate) fn walking(source: walkdir::Error, folder: &Path) -> Self {
        if source.io_error().is_none() {
            return Error::Walk { place: could_not_read(folder), source };
        }
        let place = could_not_read(source.path().unwrap_or(folder));
        // walkdir repeats the place in its own words; what the system says is enough.
        let source = source.into_io_error().unwrap_or_else(|| io::ErrorKind::Other.into());
        Error::Read { place, source }
    }
}
