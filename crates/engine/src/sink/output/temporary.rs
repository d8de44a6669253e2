//! Files that are written beside what they are to replace, and that nobody finds afterwards.
//!
//! Three things see to the last:
//!
//! - A [`Temporary`] is removed when it is dropped, thus on every error and on a panic.
//! - All of them are in one list, which is held while one is created or removed. [`give_up`] removes them all, which is
//!   what a signal does that ends the process.
//! - What nothing can be done about, such as SIGKILL, leaves a file behind. The next run that writes into the folder
//!   [removes](remove_dead) it. It knows it by its lock: each temporary is locked as long as it is open, and the system
//!   takes the lock from a process that has ended, however it has. Process numbers would not tell, as those of two
//!   containers or two machines that share a folder are not the same. A file that never has a name (`O_TMPFILE`) would
//!   leave nothing, but overlays, NFS and FUSE do not have it, and to replace a file it has to be given a name first.

use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::io::{
    self,
    ErrorKind::{NotFound, PermissionDenied},
};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::input::identity::is_at;

/// A temporary's name is this, [`DIGITS`] hexadecimal digits and [`SUFFIX`].
const PREFIX: &str = ".leadmap-";
const DIGITS: usize = 16;
const SUFFIX: &str = ".tmp";

/// The temporaries of this process, all that exist and no other.
static EXISTING: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Held while files are replaced, so that a signal comes before all of them or after.
static REPLACING: Mutex<()> = Mutex::new(());

/// What [`give_up`] and [`replacing`] return.
type Held = MutexGuard<'static, ()>;

fn existing() -> MutexGuard<'static, Vec<PathBuf>> {
    EXISTING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Files are replaced while what this returns is alive: until then, [`give_up`] waits.
pub(super) fn replacing() -> Held {
    REPLACING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Removes every unfinished file of this process. None takes its place and none is created any more while what this
/// returns is alive, which is to be until the process ends.
pub fn give_up() -> impl Sized {
    let replacing = replacing();
    let mut existing = existing();
    for path in existing.drain(..) {
        let _ = fs::remove_file(path);
    }
    (replacing, existing)
}

/// An unfinished file. It is removed when this is dropped.
#[derive(Debug)]
pub(super) struct Temporary {
    path: PathBuf,
    /// The file itself, where nobody else keeps it open: its lock is that of the open file.
    held: Option<File>,
}

impl Temporary {
    /// Creates one in `folder`, open and locked. `options` say who may read it; they create no file that is there.
    pub(super) fn create(folder: &Path, options: &OpenOptions) -> io::Result<(File, Self)> {
        loop {
            let (file, temporary) = Self::make(folder, |path| options.open(path))?;
            match file.try_lock() {
                // Another run may have taken it for dead before it was locked.
                Ok(()) if is_at(&file, temporary.path()) => return Ok((file, temporary)),
                Ok(()) | Err(TryLockError::WouldBlock) => {}
                // Where there are no locks, no run can tell, and none removes it.
                Err(TryLockError::Error(_)) => return Ok((file, temporary)),
            }
        }
    }

    /// A second name for the file at `path`, in the same folder; `None` where it can have none.
    ///
    /// # Errors
    /// When the file cannot be opened for another reason than that it may not be read.
    pub(super) fn link(path: &Path, folder: &Path) -> io::Result<Option<Self>> {
        loop {
            let file = match File::open(path) {
                Err(error) if matches!(error.kind(), PermissionDenied | NotFound) => {
                    return Ok(None);
                }
                opened => opened?,
            };
            // It is locked before it has the name, or another run may take the name for that of a dead one. Several runs
            // may replace the same file. If somebody else has locked it, that serves as well.
            let _ = file.try_lock_shared();
            let Ok(((), link)) = Self::make(folder, |link| fs::hard_link(path, link)) else {
                return Ok(None);
            };
            // Another run may have replaced it meanwhile.
            if is_at(&file, link.path()) {
                return Ok(Some(link.hold(file)));
            }
        }
    }

    /// Keeps the file open, and thus locked, as long as this lives.
    pub(super) fn hold(self, file: File) -> Self {
        let mut holding = self;
        holding.held = Some(file);
        holding
    }

    /// Makes what is new at a path of its own.
    fn make<T>(
        folder: &Path,
        mut make: impl FnMut(&Path) -> io::Result<T>,
    ) -> io::Result<(T, Self)> {
        loop {
            let path = folder.join(name());
            let mut existing = existing();
            match make(&path) {
                Ok(made) => {
                    existing.push(path.clone());
                    return Ok((made, Temporary { path, held: None }));
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Gives it the name `target`, whatever has had it.
    pub(super) fn rename(&self, target: &Path) -> io::Result<()> {
        fs::rename(&self.path, target)?;
        existing().retain(|path| *path != self.path);
        Ok(())
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let mut existing = existing();
        if let Some(at) = existing.iter().position(|path| *path == self.path) {
            let _ = fs::remove_file(&self.path);
            existing.swap_remove(at);
        }
    }
}

/// Removes what runs that were killed have left in `folder`. What cannot be looked at or removed is left: it is in
/// nobody's way.
pub(super) fn remove_dead(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    let is_own = |name: &OsStr| existing().iter().any(|path| path.file_name() == Some(name));
    for entry in entries.flatten() {
        let name = entry.file_name();
        // What is no file is not opened: to open a pipe is to wait for its other end.
        let is_file = || entry.file_type().is_ok_and(|kind| kind.is_file());
        if is_temporary(&name) && is_file() && !is_own(&name) {
            let _ = remove_if_dead(&entry.path());
        }
    }
}

/// Removes a temporary that no process holds open as its own.
fn remove_if_dead(path: &Path) -> io::Result<()> {
    // NFS gives an exclusive lock only to who may write.
    let file = File::options().read(true).write(true).open(path)?;
    // The lock is kept meanwhile, for a run may have created the file and not yet locked it.
    file.try_lock()?;
    fs::remove_file(path)
}

fn name() -> String {
    // The keys of each are different, in each process too.
    let random = RandomState::new().build_hasher().finish();
    format!("{PREFIX}{random:0DIGITS$x}{SUFFIX}")
}

fn is_temporary(name: &OsStr) -> bool {
    let digits = name.to_str().and_then(|name| name.strip_prefix(PREFIX)?.strip_suffix(SUFFIX));
    digits.is_some_and(|digits| {
        digits.len() == DIGITS
            && digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options() -> OpenOptions {
        let mut options = File::options();
        options.write(true).create_new(true);
        options
    }

    #[test]
    fn names_are_known_again_and_differ() {
        let names = [name(), name(), name()];
        assert!(names.iter().all(|name| is_temporary(name.as_ref())), "{names:?}");
        assert!(names[0] != names[1] && names[1] != names[2], "{names:?}");
        for foreign in [
            ".leadmap-.tmp",
            ".leadmap-notes.tmp",
            ".leadmap-0123456789ABCDEF.tmp",
            ".leadmap-0123456789abcdef0.tmp",
            ".leadmap-0123456789abcdef",
            "leadmap-0123456789abcdef.tmp",
        ] {
            assert!(!is_temporary(foreign.as_ref()), "{foreign}");
        }
    }

    #[test]
    fn a_dead_one_is_removed_and_neither_a_living_nor_a_foreign_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let (file, own) = Temporary::create(folder.path(), &options()).unwrap();
        let [dead, living] = [name(), name()].map(|name| path(&name));
        for path in [&dead, &living, &path(".leadmap-notes.tmp")] {
            fs::write(path, "").unwrap();
        }
        fs::create_dir(path(&name())).unwrap();
        let other = File::open(&living).unwrap();
        other.lock().unwrap();
        let before = fs::read_dir(folder.path()).unwrap().count();
        remove_dead(folder.path());
        assert!(!dead.exists() && living.exists() && own.path().exists());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), before - 1);
        drop((file, own, other));
        remove_dead(folder.path());
        assert!(!living.exists());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn the_old_file_under_a_second_name_is_not_taken_for_a_dead_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("leads.csv");
        fs::write(&path, "old").unwrap();
        // Two runs replace it, and a third looks for what is dead.
        let link = || Temporary::link(&path, folder.path()).unwrap().unwrap();
        let links = [link(), link()];
        for link in &links {
            assert!(remove_if_dead(link.path()).is_err());
            assert_eq!(fs::read(link.path()).unwrap(), b"old");
        }
        let left = folder.path().join(name());
        fs::hard_link(&path, &left).unwrap();
        drop(links);
        remove_dead(folder.path());
        assert!(path.exists() && !left.exists());
    }

    #[test]
    fn one_that_holds_its_file_is_locked() {
        let folder = tempfile::tempdir().unwrap();
        let (file, temporary) = Temporary::create(folder.path(), &options()).unwrap();
        let temporary = temporary.hold(file);
        assert!(remove_if_dead(temporary.path()).is_err() && temporary.path().exists());
    }
}
