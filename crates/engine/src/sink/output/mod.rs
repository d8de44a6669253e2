//! The destination of the bytes: standard output, or a file that is replaced in one step.

#[cfg(unix)]
mod descriptor;
mod likeness;
mod replacement;
mod temporary;

use std::fs::{self, File};
use std::io::{self, BufWriter, Stdout, Write};
use std::path::{Path, PathBuf};

use super::output_kind::OutputKind;
use crate::error::{Error, Result};
use crate::input::identity::{Descriptor, follow_links, is_stdout};
use replacement::{Replacement, replace};

pub use temporary::give_up;

const BUFFER: usize = 64 * 1024;

/// What standard output is called in messages.
const STDOUT: &str = "standard output";

/// The number of its descriptor.
#[cfg(unix)]
const STDOUT_NUMBER: i32 = 1;

/// A buffered place for output.
///
/// A file's new content is written beside it and takes its place in [`commit`](Output::commit), so that a reader
/// finds the old file or the new one, never a part. Dropped without a commit, it leaves the old file as it was. What
/// cannot be replaced, such as standard output, a device or a pipe, is written into as bytes come.
#[derive(Debug)]
pub struct Output {
    /// As messages call it.
    name: PathBuf,
    writer: BufWriter<Destination>,
    replacement: Option<Replacement>,
    reader: Reader,
}

/// Whether the reader of a pipe may leave before the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reader {
    /// It has seen enough then: the error is that of a closed pipe.
    MayLeave,
    /// Something is lost then: the error is another.
    MustStay,
}

/// Who may read a file that is new. One that is replaced stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Those who may read every new file: on Unix, the umask says who.
    Usual,
    /// Its owner alone, on Unix.
    Private,
}

#[derive(Debug)]
enum Destination {
    Stdout(Stdout),
    File(File),
}

impl Output {
    /// Standard output.
    pub fn stdout() -> Self {
        Self::direct(Path::new(STDOUT), Destination::Stdout(io::stdout()))
    }

    /// The file at `path`, which is created if it does not exist.
    ///
    /// A symbolic link is followed and stays. What exists and is not a regular file is written into, and so is an open
    /// descriptor by its name (`/dev/stdout`, `/dev/fd/3`): from where it stands, and it stands behind that afterwards.
    ///
    /// # Errors
    ///
    /// Everything that can be known now: the folder does not exist or may not be written in, `path` is a folder, or
    /// its file may not be written.
    pub fn open(path: &Path, access: Access) -> Result<Self> {
        Self::try_open(path, access).map_err(Error::writing(path))
    }

    fn try_open(path: &Path, access: Access) -> io::Result<Self> {
        let descriptor = Descriptor::named(path);
        match descriptor {
            #[cfg(unix)]
            Some(Descriptor::Own(number)) if number != STDOUT_NUMBER => {
                let file = descriptor::duplicate(number)?;
                return Ok(Self::direct(path, Destination::File(file)));
            }
            _ => {}
        }
        let old = match fs::metadata(path) {
            Ok(_) if is_stdout(path) => {
                return Ok(Self::direct(path, Destination::Stdout(io::stdout())));
            }
            Ok(metadata) if metadata.is_file() && descriptor.is_none() => {
                // A rename does not need the right to write the file. Opening it does.
                File::options().write(true).open(path)?;
                Some(metadata)
            }
            // To open the file of another process's descriptor is to begin at its start, where others may have written.
            Ok(metadata) => {
                let file = File::options().write(true).append(metadata.is_file()).open(path)?;
                return Ok(Self::direct(path, Destination::File(file)));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        let target = follow_links(path)?;
        if !names_a_file(&target) {
            return Err(io::Error::new(io::ErrorKind::NotFound, "this names no file"));
        }
        let (file, replacement) = Replacement::begin(target, old, access)?;
        Ok(Output {
            name: path.to_owned(),
            writer: BufWriter::with_capacity(BUFFER, Destination::File(file)),
            replacement: Some(replacement),
            reader: Reader::MayLeave,
        })
    }

    fn direct(name: &Path, destination: Destination) -> Self {
        Output {
            name: name.to_owned(),
            writer: BufWriter::with_capacity(BUFFER, destination),
            replacement: None,
            reader: Reader::MayLeave,
        }
    }

    /// The same, where all that is written is to be read: a reader that leaves before the end is an error like others,
    /// and not a closed pipe.
    #[must_use]
    pub fn to_be_read(self) -> Self {
        Output { reader: Reader::MustStay, ..self }
    }

    /// What it is called in messages.
    pub fn name(&self) -> &Path {
        &self.name
    }

    /// The kind of the output.
    pub fn kind(&self) -> OutputKind {
        match self.writer.get_ref() {
            Destination::Stdout(_) => OutputKind::of_stdout(),
            Destination::File(file) => OutputKind::of(file),
        }
    }

    /// Writes what is buffered, and lets a file take its place.
    ///
    /// # Errors
    ///
    /// As [`commit_all`].
    pub fn commit(self) -> Result<()> {
        commit_all([self])
    }
}

/// Writes what is buffered, and lets the files take their places: all of them, once the bytes of all have reached the
/// disk.
///
/// # Errors
///
/// Whatever keeps an output from being whole, such as a full disk. All the old files are then left as they were.
pub fn commit_all(outputs: impl IntoIterator<Item = Output>) -> Result<()> {
    let (mut open, mut ready) = (Vec::new(), Vec::new());
    for Output { name, mut writer, replacement, reader } in outputs {
        let flushed = reader.see(writer.flush()).and_then(|()| writer.get_ref().close_a_copy());
        flushed.map_err(Error::writing(&name))?;
        if let (Some(replacement), Destination::File(file)) = (replacement, writer.get_ref()) {
            ready.push(replacement.ready(file, &name).map_err(Error::writing(&name))?);
        }
        // An unfinished file that is not open is a dead one to other runs.
        open.push(writer);
    }
    replace(&ready)
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.reader.see(self.writer.write(bytes))
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.reader.see(self.writer.write_all(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.reader.see(self.writer.flush())
    }
}

impl Reader {
    /// What has come of writing, as it is with this reader.
    fn see<T>(self, written: io::Result<T>) -> io::Result<T> {
        match written {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe && self == Reader::MustStay => {
                Err(io::Error::other("nobody reads it any more"))
            }
            written => written,
        }
    }
}

impl Write for Destination {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Destination::Stdout(stdout) => stdout.write(bytes),
            Destination::File(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Destination::Stdout(stdout) => stdout.flush(),
            Destination::File(file) => file.flush(),
        }
    }
}

impl Destination {
    /// What the system says when a file is closed, which is where some file systems tell for the first time that bytes
    /// are lost. A second descriptor is closed, as the first is still needed.
    #[cfg(unix)]
    fn close_a_copy(&self) -> io::Result<()> {
        use std::os::fd::AsFd as _;

        let copy = match self {
            Destination::Stdout(stdout) => stdout.as_fd().try_clone_to_owned(),
            Destination::File(file) => file.as_fd().try_clone_to_owned(),
        };
        Ok(nix::unistd::close(copy?)?)
    }

    /// Elsewhere, the system does not say.
    #[cfg(not(unix))]
    fn close_a_copy(&self) -> io::Result<()> {
        Ok(())
    }
}

/// Whether `path` ends in a name, and not in nothing or a separator.
fn names_a_file(path: &Path) -> bool {
    let written = path.as_os_str().as_encoded_bytes();
    path.file_name().is_some_and(|name| written.ends_with(name.as_encoded_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().unwrap()
    }

    fn open(path: &Path) -> Output {
        Output::open(path, Access::Usual).unwrap()
    }

    fn kind<T>(outcome: Result<T>) -> io::ErrorKind {
        match outcome.err().unwrap() {
            Error::Write { source, .. } => source.kind(),
            error => panic!("{error}"),
        }
    }

    #[test]
    fn a_new_file_appears_at_commit_and_not_before() {
        let folder = folder();
        let path = folder.path().join("leads.csv");
        let mut output = open(&path);
        output.write_all(b"name\n").unwrap();
        output.flush().unwrap();
        assert!(!path.exists());
        assert!(names(folder.path()).iter().all(|name| name.starts_with(".leadmap-")));
        output.commit().unwrap();
        assert_eq!(names(folder.path()), ["leads.csv"]);
        assert_eq!(fs::read(&path).unwrap(), b"name\n");
    }

    #[test]
    fn without_a_commit_the_old_file_stays_and_nothing_is_left_beside_it() {
        let folder = folder();
        let path = folder.path().join("leads.csv");
        fs::write(&path, "old").unwrap();
        let mut output = open(&path);
        output.write_all(&vec![b'x'; 3 * BUFFER]).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"old");
        drop(output);
        assert_eq!(names(folder.path()), ["leads.csv"]);
        assert_eq!(fs::read(&path).unwrap(), b"old");
    }

    #[test]
    fn a_commit_replaces_the_old_file_whole() {
        let folder = folder();
        let path = folder.path().join("leads.csv");
        fs::write(&path, "a much longer old file").unwrap();
        let mut output = open(&path);
        output.write_all(b"new").unwrap();
        output.commit().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(names(folder.path()), ["leads.csv"]);
    }

    #[test]
    fn what_cannot_be_written_is_known_at_open() {
        let folder = folder();
        let kind = |path: &Path| kind(Output::open(path, Access::Usual));
        assert_eq!(kind(&folder.path().join("none/leads.csv")), io::ErrorKind::NotFound);
        assert_eq!(kind(folder.path()), io::ErrorKind::IsADirectory);
        assert_eq!(kind(Path::new("")), io::ErrorKind::NotFound);
        assert_eq!(kind(&folder.path().join("none/")), io::ErrorKind::NotFound);
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        assert_eq!(kind(&file.join("leads.csv")), io::ErrorKind::NotADirectory);
    }

    #[cfg(unix)]
    mod unix {
        use std::fs::Permissions;
        use std::os::unix::fs::{PermissionsExt, symlink};
        use std::process::Command;
        use std::thread;

        use super::*;

        fn mode(path: &Path) -> u32 {
            fs::metadata(path).unwrap().permissions().mode() & 0o7777
        }

        #[test]
        fn a_new_file_has_the_mode_of_every_new_file_and_a_replaced_one_keeps_its_own() {
            let folder = folder();
            let [fresh, plain, old] =
                ["fresh", "plain", "old"].map(|name| folder.path().join(name));
            File::create(&plain).unwrap();
            open(&fresh).commit().unwrap();
            assert_eq!(mode(&fresh), mode(&plain));

            fs::write(&old, "old").unwrap();
            fs::set_permissions(&old, Permissions::from_mode(0o640)).unwrap();
            let output = open(&old);
            let temporary =
                names(folder.path()).into_iter().find(|name| name.starts_with('.')).unwrap();
            assert_eq!(mode(&folder.path().join(temporary)), 0o600);
            output.commit().unwrap();
            assert_eq!(mode(&old), 0o640);
            assert_eq!(fs::read(&old).unwrap(), b"");
        }

        #[test]
        fn links_stay_and_what_they_lead_to_is_written() {
            let folder = folder();
            let below = folder.path().join("below");
            fs::create_dir(&below).unwrap();
            fs::write(below.join("old"), "old").unwrap();
            let [first, second, dangling, around] =
                ["first", "second", "dangling", "around"].map(|name| folder.path().join(name));
            symlink("below/old", &first).unwrap();
            symlink(&first, &second).unwrap();
            symlink("below/new", &dangling).unwrap();
            symlink("around", &around).unwrap();
            for (link, file) in [(&second, "old"), (&dangling, "new")] {
                let mut output = open(link);
                output.write_all(b"leads").unwrap();
                output.commit().unwrap();
                assert!(link.is_symlink() && first.is_symlink());
                assert_eq!(fs::read(below.join(file)).unwrap(), b"leads");
            }
            assert_eq!(names(&below), ["new", "old"]);
            assert!(Output::open(&around, Access::Usual).is_err());
        }

        #[test]
        fn a_device_is_written_into() {
            let mut output = open(Path::new("/dev/null"));
            output.write_all(b"leads").unwrap();
            output.commit().unwrap();
            assert!(!fs::metadata("/dev/null").unwrap().is_file());
        }

        #[test]
        fn a_pipe_is_written_into() {
            let folder = folder();
            let pipe = folder.path().join("pipe");
            assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
            let reader = thread::spawn({
                let pipe = pipe.clone();
                move || fs::read(pipe).unwrap()
            });
            let mut output = open(&pipe);
            output.write_all(b"leads").unwrap();
            output.commit().unwrap();
            assert_eq!(reader.join().unwrap(), b"leads");
            assert_eq!(names(folder.path()), ["pipe"]);
        }

        #[cfg(target_os = "linux")]
        #[test]
        fn a_full_disk_is_an_error_and_never_lost() {
            let full = Path::new("/dev/full");
            let mut output = open(full);
            output.write_all(b"leads").unwrap();
            assert_eq!(kind(output.commit()), io::ErrorKind::StorageFull);
            let mut output = open(full);
            output.write_all(b"leads").unwrap();
            assert_eq!(output.flush().unwrap_err().kind(), io::ErrorKind::StorageFull);
            let mut output = open(full);
            let error = output.write_all(&vec![b'x'; 2 * BUFFER]).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::StorageFull);
        }
    }
}
