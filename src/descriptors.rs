//! Standard input and standard output as they were when the process began.
//!
//! Before `main`, Rust opens `/dev/null` in the place of a standard descriptor that is closed, and its `Stdin` and `Stdout`
//! take a descriptor that cannot be read or written for one that is empty or takes everything. A run without a place for
//! its records would be a success then. So they are looked at first.

#[cfg(unix)]
mod unix {
    use std::io;
    use std::sync::atomic::{AtomicI32, Ordering};

    use rustix::fd::BorrowedFd;
    use rustix::fs::{OFlags, fcntl_getfl};
    use rustix::io::Errno;
    use rustix::stdio;

    /// Says that a descriptor stands for the name of a file, which can neither be read nor written by it.
    #[cfg(target_os = "linux")]
    const NAME_ONLY: OFlags = OFlags::PATH;
    #[cfg(not(target_os = "linux"))]
    const NAME_ONLY: OFlags = OFlags::empty();

    /// The number of the system's error for each descriptor, or 0.
    static STDIN: AtomicI32 = AtomicI32::new(0);
    static STDOUT: AtomicI32 = AtomicI32::new(0);

    ctor::declarative::ctor! {
        /// Runs before Rust's own start. It makes two system calls and stores two numbers.
        #[ctor(unsafe)]
        fn look() {
            let error = |fd: BorrowedFd<'_>, other_way: OFlags| match fcntl_getfl(fd) {
                Err(error) => error.raw_os_error(),
                Ok(flags) if flags & OFlags::RWMODE == other_way || flags.intersects(NAME_ONLY) => {
                    Errno::BADF.raw_os_error()
                }
                Ok(_) => 0,
            };
            STDIN.store(error(stdio::stdin(), OFlags::WRONLY), Ordering::Relaxed);
            STDOUT.store(error(stdio::stdout(), OFlags::RDONLY), Ordering::Relaxed);
        }
    }

    /// # Errors
    /// When standard input cannot be read: it is closed, or open only for writing or as a name (`O_PATH`).
    pub(crate) fn check_stdin() -> io::Result<()> {
        result(&STDIN)
    }

    /// # Errors
    /// When standard output cannot be written: it is closed, or open only for reading or as a name (`O_PATH`).
    pub(crate) fn check_stdout() -> io::Result<()> {
        result(&STDOUT)
    }

    fn result(errno: &AtomicI32) -> io::Result<()> {
        match errno.load(Ordering::Relaxed) {
            0 => Ok(()),
            errno => Err(io::Error::from_raw_os_error(errno)),
        }
    }
}

#[cfg(unix)]
pub(crate) use unix::{check_stdin, check_stdout};

/// Other systems have no descriptors.
#[cfg(not(unix))]
pub(crate) fn check_stdin() -> std::io::Result<()> {
    Ok(())
}

/// Other systems have no descriptors.
#[cfg(not(unix))]
pub(crate) fn check_stdout() -> std::io::Result<()> {
    Ok(())
}
