//! The destination of the bytes: standard output, or a file that is replaced in one step.

use std::fs::{self, File, Permissions};
use std::io::{self, BufWriter, Stdout, Write};
use std::path::{Path, PathBuf};

use tempfile::TempPath;

use super::output_kind::OutputKind;
use crate::input::identity::{folder_of, follow_links, is_stdout, same_file};

const BUFFER: usize = 64 * 1024;

/// A buffered place for output.
///
/// A file's new content is written beside it and takes its place in [`commit`](Output::commit), so that a reader
/// finds the old file or the new one, never a part. Dropped without a commit, it leaves the old file as it was. What
/// cannot be replaced, such as standard output, a device or a pipe, is written into as bytes come.
#[derive(Debug)]
pub struct Output {
    writer: BufWriter<Destination>,
    replacement: Option<Replacement>,
}

#[derive(Debug)]
enum Destination {
    Stdout(Stdout),
    File(File),
}

/// A file that is to take the place of another.
#[derive(Debug)]
struct Replacement {
    /// What is being written. It is removed when dropped.
    temporary: TempPath,
    target: PathBuf,
    /// Those of the file that is replaced; `None` if there is none.
    permissions: Option<Permissions>,
}

impl Output {
    /// Standard output.
    pub fn stdout() -> Self {
        Self::direct(Destination::Stdout(io::stdout()))
    }

    /// The file at `path`, which is created if it does not exist.
    ///
    /// A symbolic link is followed and stays. What exists and is not a regular file, and what is standard output by
    /// another name (`/dev/stdout`), is opened and written into.
    ///
    /// # Errors
    ///
    /// Everything that can be known now: the folder does not exist or may not be written in, `path` is a folder, or
    /// its file may not be written.
    pub fn open(path: &Path) -> io::Result<Self> {
        let permissions = match fs::metadata(path) {
            Ok(metadata) if metadata.is_file() => {
                if is_stdout(path) {
                    return Ok(Self::stdout());
                }
                // A rename does not need the right to write the file. Opening it does.
                File::options().write(true).open(path)?;
                Some(metadata.permissions())
            }
            Ok(_) => {
                let file = File::options().write(true).open(path)?;
                return Ok(Self::direct(Destination::File(file)));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        let target = follow_links(path)?;
        if !names_a_file(&target) {
            return Err(io::ErrorKind::NotFound.into());
        }
        let (file, temporary) = create_beside(&target, permissions.as_ref())?;
        Ok(Output {
            writer: BufWriter::with_capacity(BUFFER, Destination::File(file)),
            replacement: Some(Replacement { temporary, target, permissions }),
        })
    }

    fn direct(destination: Destination) -> Self {
        Output { writer: BufWriter::with_capacity(BUFFER, destination), replacement: None }
    }

    /// Whether this writes to, or is about to replace, the file that is read from `input`.
    pub fn is_same_file(&self, input: &Path) -> bool {
        match (&self.replacement, self.writer.get_ref()) {
            (Some(replacement), _) => same_file(&replacement.target, input),
            (None, Destination::Stdout(_)) => is_stdout(input),
            // Neither a device nor a pipe is the worse for being read and written.
            (None, Destination::File(_)) => false,
        }
    }

    /// The kind of the output.
    pub fn kind(&self) -> OutputKind {
        match self.writer.get_ref() {
            Destination::Stdout(_) => OutputKind::of_stdout(),
            Destination::File(file) => OutputKind::of(file),
        }
    }

    /// The file that is being written, while it has not yet taken its place: what to remove when the process is ended.
    pub fn temporary(&self) -> Option<&Path> {
        self.replacement.as_ref().map(|replacement| replacement.temporary.as_ref())
    }

    /// Writes what is buffered, and lets a file take its place: its bytes have reached the disk before it is renamed.
    ///
    /// # Errors
    ///
    /// Whatever keeps the output from being whole, such as a full disk. The old file is then left as it was.
    pub fn commit(mut self) -> io::Result<()> {
        self.writer.flush()?;
        let Some(Replacement { temporary, target, permissions }) = self.replacement else {
            return Ok(());
        };
        if let Destination::File(file) = self.writer.get_ref() {
            if let Some(permissions) = permissions {
                file.set_permissions(permissions)?;
            }
            file.sync_all()?;
        }
        temporary.persist(target).map_err(|failure| failure.error)
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write(bytes)
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.writer.write_all(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
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

/// Whether `path` ends in a name, and not in nothing or a separator.
fn names_a_file(path: &Path) -> bool {
    let written = path.as_os_str().as_encoded_bytes();
    path.file_name().is_some_and(|name| written.ends_with(name.as_encoded_bytes()))
}

/// A hidden file in the folder of `target`. Nobody else may read it if it replaces a file, which could be a secret.
fn create_beside(target: &Path, replaced: Option<&Permissions>) -> io::Result<(File, TempPath)> {
    let folder = folder_of(target);
    fs::metadata(folder)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".leadmap-").suffix(".tmp");
    #[cfg(unix)]
    if replaced.is_none() {
        use std::os::unix::fs::PermissionsExt;
        // The system takes the umask off, as for every new file.
        builder.permissions(Permissions::from_mode(0o666));
    }
    #[cfg(not(unix))]
    let _ = replaced;
    // The error names the temporary file, which means nothing to anybody; only what kind it is does.
    let created = builder.tempfile_in(folder).map_err(|error| io::Error::from(error.kind()))?;
    Ok(created.into_parts())
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

    #[test]
    fn a_new_file_appears_at_commit_and_not_before() {
        let folder = folder();
        let path = folder.path().join("leads.csv");
        let mut output = Output::open(&path).unwrap();
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
        let mut output = Output::open(&path).unwrap();
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
        let mut output = Output::open(&path).unwrap();
        output.write_all(b"new").unwrap();
        output.commit().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(names(folder.path()), ["leads.csv"]);
    }

    #[test]
    fn what_cannot_be_written_is_known_at_open() {
        let folder = folder();
        let kind = |path: &Path| Output::open(path).unwrap_err().kind();
        assert_eq!(kind(&folder.path().join("none/leads.csv")), io::ErrorKind::NotFound);
        assert_eq!(kind(folder.path()), io::ErrorKind::IsADirectory);
        assert_eq!(kind(Path::new("")), io::ErrorKind::NotFound);
        assert_eq!(kind(&folder.path().join("none/")), io::ErrorKind::NotFound);
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        assert_eq!(kind(&file.join("leads.csv")), io::ErrorKind::NotADirectory);
    }

    #[test]
    fn the_same_file_is_known_by_every_name() {
        let folder = folder();
        let [input, hard, other, none] =
            ["in.ndjson", "hard.ndjson", "other", "none"].map(|name| folder.path().join(name));
        fs::write(&input, "{}").unwrap();
        fs::write(&other, "{}").unwrap();
        fs::hard_link(&input, &hard).unwrap();
        let dotted = folder.path().join(".").join("in.ndjson");
        for (name, expected) in
            [(&input, true), (&hard, true), (&dotted, true), (&other, false), (&none, false)]
        {
            assert_eq!(same_file(&input, name), expected, "{name:?}");
            assert_eq!(same_file(name, &input), expected, "{name:?}");
            assert_eq!(Output::open(&input).unwrap().is_same_file(name), expected, "{name:?}");
            assert!(!Output::stdout().is_same_file(name));
        }
        assert!(!same_file(&none, &none));
        assert!(!same_file(folder.path(), folder.path()));
    }

    #[cfg(unix)]
    mod unix {
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
            Output::open(&fresh).unwrap().commit().unwrap();
            assert_eq!(mode(&fresh), mode(&plain));

            fs::write(&old, "old").unwrap();
            fs::set_permissions(&old, Permissions::from_mode(0o640)).unwrap();
            let output = Output::open(&old).unwrap();
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
                let mut output = Output::open(link).unwrap();
                output.write_all(b"leads").unwrap();
                output.commit().unwrap();
                assert!(link.is_symlink() && first.is_symlink());
                assert_eq!(fs::read(below.join(file)).unwrap(), b"leads");
            }
            assert_eq!(names(&below), ["new", "old"]);
            assert!(Output::open(&around).is_err());
            assert!(Output::open(&first).unwrap().is_same_file(&second));
        }

        #[test]
        fn a_device_is_written_into() {
            let mut output = Output::open(Path::new("/dev/null")).unwrap();
            output.write_all(b"leads").unwrap();
            assert!(!output.is_same_file(Path::new("/dev/null")));
            output.commit().unwrap();
            assert!(!fs::metadata("/dev/null").unwrap().is_file());
        }

        #[test]
        fn a_pipe_is_written_into_and_never_opened_to_be_compared() {
            let folder = folder();
            let pipe = folder.path().join("pipe");
            assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
            assert!(!same_file(&pipe, &pipe));
            assert!(!Output::stdout().is_same_file(&pipe));
            let reader = thread::spawn({
                let pipe = pipe.clone();
                move || fs::read(pipe).unwrap()
            });
            let mut output = Output::open(&pipe).unwrap();
            output.write_all(b"leads").unwrap();
            output.commit().unwrap();
            assert_eq!(reader.join().unwrap(), b"leads");
            assert_eq!(names(folder.path()), ["pipe"]);
        }

        #[cfg(target_os = "linux")]
        #[test]
        fn a_full_disk_is_an_error_and_never_lost() {
            let full = Path::new("/dev/full");
            let mut output = Output::open(full).unwrap();
            output.write_all(b"leads").unwrap();
            assert_eq!(output.commit().unwrap_err().kind(), io::ErrorKind::StorageFull);
            let mut output = Output::open(full).unwrap();
            output.write_all(b"leads").unwrap();
            assert_eq!(output.flush().unwrap_err().kind(), io::ErrorKind::StorageFull);
            let mut output = Output::open(full).unwrap();
            let error = output.write_all(&vec![b'x'; 2 * BUFFER]).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::StorageFull);
        }
    }
}
