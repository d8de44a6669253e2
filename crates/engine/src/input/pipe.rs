//! The pipes that inputs come through.

/// How much a pipe is to hold, in bytes: the most that Linux allows everybody, unless it is told otherwise.
#[cfg(target_os = "linux")]
const ROOM: usize = 1 << 20;

/// Lets `input`, if it is a pipe, hold more, so that its writer can be ahead. With the usual size the writer waits for room
/// and the reader for bytes sixteen times as often. An input that is no pipe, is as large, or cannot be made larger stays as
/// it is.
#[cfg(target_os = "linux")]
pub(super) fn make_room(input: impl std::os::fd::AsFd) {
    use rustix::pipe::{fcntl_getpipe_size, fcntl_setpipe_size};
    if fcntl_getpipe_size(&input).is_ok_and(|size| size < ROOM) {
        // It is only slower if that is not allowed.
        let _ = fcntl_setpipe_size(&input, ROOM);
    }
}

/// Elsewhere pipes are as they are.
#[cfg(not(target_os = "linux"))]
pub(super) fn make_room<T>(_input: T) {}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::fs::File;
    use std::io::{self, Read as _, Write as _};

    use super::*;

    #[test]
    fn a_pipe_holds_what_is_written_before_anybody_reads() {
        let (mut reader, mut writer) = io::pipe().unwrap();
        make_room(&reader);
        // Where many pipes are open already, Linux may refuse to make this one larger.
        if rustix::pipe::fcntl_getpipe_size(&reader).unwrap() < ROOM {
            return;
        }
        writer.write_all(&vec![b'x'; ROOM]).unwrap();
        drop(writer);
        let mut bytes = Vec::new();
        assert_eq!(reader.read_to_end(&mut bytes).unwrap(), ROOM);
    }

    #[test]
    fn a_pipe_that_is_larger_stays_so_and_a_file_is_left_alone() {
        let (reader, _writer) = io::pipe().unwrap();
        if rustix::pipe::fcntl_setpipe_size(&reader, 2 * ROOM).is_ok() {
            make_room(&reader);
            assert_eq!(rustix::pipe::fcntl_getpipe_size(&reader).unwrap(), 2 * ROOM);
        }
        make_room(File::open("Cargo.toml").unwrap());
    }
}
