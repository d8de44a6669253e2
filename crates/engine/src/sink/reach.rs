//! What stands at the other end of an output.

use std::fs::File;
use std::io::IsTerminal as _;

use same_file::Handle;

/// Where what is written goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// To a terminal: to eyes.
    Terminal,
    /// To another program.
    Pipe,
    /// Into a file, or nowhere.
    Elsewhere,
}

impl Reach {
    /// Where standard output goes.
    pub fn of_stdout() -> Self {
        Handle::stdout().map_or(Reach::Elsewhere, |handle| Self::of(handle.as_file()))
    }

    /// Where what is written into `file` goes.
    pub(super) fn of(file: &File) -> Self {
        if file.is_terminal() {
            Reach::Terminal
        } else if is_pipe(file) {
            Reach::Pipe
        } else {
            Reach::Elsewhere
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
        assert_eq!(Reach::of(&tempfile::tempfile().unwrap()), Reach::Elsewhere);
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_is_one_whatever_it_is_made_of() {
        use std::os::fd::OwnedFd;
        use std::os::unix::net::UnixStream;

        let (_, pipe) = std::io::pipe().unwrap();
        assert_eq!(Reach::of(&File::from(OwnedFd::from(pipe))), Reach::Pipe);
        let (socket, _other) = UnixStream::pair().unwrap();
        assert_eq!(Reach::of(&File::from(OwnedFd::from(socket))), Reach::Pipe);
    }
}
