//! The kinds of outputs: a terminal, a pipe, or a file.

use std::fs::File;
use std::io::IsTerminal as _;

use same_file::Handle;

/// What an output is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutputKind {
    /// A terminal, which a person reads.
    Terminal,
    /// A pipe to another program.
    Pipe,
    /// A file, or nothing.
    Elsewhere,
}

impl OutputKind {
    /// The kind of standard output.
    pub fn of_stdout() -> Self {
        Handle::stdout().map_or(OutputKind::Elsewhere, |handle| Self::of(handle.as_file()))
    }

    /// The kind of `file`.
    pub(super) fn of(file: &File) -> Self {
        if file.is_terminal() {
            OutputKind::Terminal
        } else if is_pipe(file) {
            OutputKind::Pipe
        } else {
            OutputKind::Elsewhere
        }
    }
}

#[cfg(unix)]
fn is_pipe(file: &File) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    file.metadata().is_ok_and(|metadata| {
        let kind = metadata.file_type();
        // Some shells make their pipes of sockets.
        kind.is_fifo() || kind.is_socket()
    })
}

/// Elsewhere, what tells no size is a pipe or a device.
#[cfg(not(unix))]
fn is_pipe(file: &File) -> bool {
    file.metadata().is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_neither_a_terminal_nor_a_pipe() {
        assert_eq!(OutputKind::of(&tempfile::tempfile().unwrap()), OutputKind::Elsewhere);
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_is_one_whatever_it_is_made_of() {
        use std::os::fd::OwnedFd;
        use std::os::unix::net::UnixStream;

        let (_, pipe) = std::io::pipe().unwrap();
        assert_eq!(OutputKind::of(&File::from(OwnedFd::from(pipe))), OutputKind::Pipe);
        let (socket, _other) = UnixStream::pair().unwrap();
        assert_eq!(OutputKind::of(&File::from(OwnedFd::from(socket))), OutputKind::Pipe);
    }
}
