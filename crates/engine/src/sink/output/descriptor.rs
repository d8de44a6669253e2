//! Descriptors that whoever started this process has opened for it.

use std::fs::{self, File};
use std::io;

use filedescriptor::{Error, FileDescriptor};
use rustix::fs::{OFlags, fcntl_getfl};
use rustix::io::Errno;

/// Another descriptor of the same open file as `number`, to write to: what is written by one stands before what is
/// written by the other next. The file opened anew would have a place of its own, and one would overwrite the other.
///
/// # Errors
/// When there is none of this number that can be written, or it was opened by this process itself.
pub(super) fn duplicate(number: i32) -> io::Result<File> {
    let file = FileDescriptor::dup(&number).and_then(|copy| copy.as_file()).map_err(of_system)?;
    let flags = fcntl_getfl(&file)?;
    let is_written = matches!(flags & OFlags::RWMODE, OFlags::WRONLY | OFlags::RDWR);
    if !is_written || is_private(number) {
        return Err(Errno::BADF.into());
    }
    Ok(file)
}

/// Whether this process has opened it for its own purposes: all that it opens is closed in other programs, and what it
/// was started with is not. Only Linux tells.
fn is_private(number: i32) -> bool {
    let information = fs::read_to_string(format!("/proc/self/fdinfo/{number}"));
    let flags = information.as_deref().unwrap_or_default().lines();
    let flags = flags.filter_map(|line| line.strip_prefix("flags:")).next();
    let flags = flags.and_then(|flags| u32::from_str_radix(flags.trim(), 8).ok());
    flags.is_some_and(|flags| flags & OFlags::CLOEXEC.bits() != 0)
}

/// What the system has said.
fn of_system(error: Error) -> io::Error {
    match error {
        Error::Dup { source, .. } => source,
        error => io::Error::other(error),
    }
}
