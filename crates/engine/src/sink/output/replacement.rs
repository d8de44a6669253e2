//! How new files take the place of old ones: all together, or none.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use super::temporary::{Temporary, remove_dead, replacing};
use super::{Access, likeness};
use crate::error::{Error, Result};
use crate::input::identity::folder_of;

/// A file that is to take the place of another, or of none.
#[derive(Debug)]
pub(super) struct Replacement {
    temporary: Temporary,
    target: PathBuf,
    /// That of the file that is replaced; `None` if there is none.
    old: Option<Metadata>,
}

/// A replacement that is whole and on the disk.
pub(super) struct Ready {
    replacement: Replacement,
    /// Whether there is an old file, whose owner and rights the new one could not be given: only the content of the old
    /// one can be replaced then.
    is_unlike: bool,
    /// What the target is called in messages.
    name: PathBuf,
    /// The folder of the target, where it can be opened.
    folder: Option<File>,
}

/// A file whose place has been taken, and how it gets it back.
enum Replaced {
    /// There was none.
    New(PathBuf),
    /// It has another name meanwhile.
    Renamed(Temporary, PathBuf),
    /// Its bytes are elsewhere meanwhile.
    Copied(Temporary, PathBuf),
    /// It is gone: it could neither be given another name nor be copied.
    Gone,
}

impl Replacement {
    /// Creates the file that is to be written, for `target`.
    pub(super) fn begin(
        target: PathBuf,
        old: Option<Metadata>,
        access: Access,
    ) -> io::Result<(File, Self)> {
        let folder = folder_of(&target);
        fs::metadata(folder)?;
        remove_dead(folder);
        // Nobody else may read what replaces a file that could be a secret, until it is known to be like it.
        let options = options(if old.is_some() { Access::Private } else { access });
        let created = match Temporary::create(folder, &options) {
            // The file may be written although nothing may be created beside it.
            Err(error) if old.is_some() && is_refusal(&error) => {
                let elsewhere = std::env::temp_dir();
                remove_dead(&elsewhere);
                Temporary::create(&elsewhere, &options).map_err(|_| error)
            }
            created => created,
        };
        let (file, temporary) = created?;
        Ok((file, Replacement { temporary, target, old }))
    }

    /// Sees to it that the file that has been written is like the old one, and on the disk.
    pub(super) fn ready(self, file: &File, name: &Path) -> io::Result<Ready> {
        let is_unlike = match &self.old {
            Some(old) => !likeness::give(file, old, &self.target)?,
            None => false,
        };
        file.sync_all()?;
        let folder = open_folder(folder_of(&self.target))?;
        Ok(Ready { replacement: self, is_unlike, name: name.to_owned(), folder })
    }
}

/// Lets all of them take their places. If one cannot, those that have are put back.
///
/// A signal that ends the process comes before the first or after the last.
pub(super) fn replace(all: &[Ready]) -> Result<()> {
    let _no_signal = replacing();
    let mut replaced = Vec::new();
    let outcome = all
        .iter()
        .try_for_each(|ready| {
            replaced.push(ready.put().map_err(Error::writing(&ready.name))?);
            Ok(())
        })
        // A name is on the disk when its folder is.
        .and_then(|()| {
            all.iter().try_for_each(|ready| sync(ready).map_err(Error::writing(&ready.name)))
        });
    if outcome.is_err() {
        for replaced in replaced.into_iter().rev() {
            // What went wrong first is what is told of.
            let _ = replaced.put_back();
        }
    }
    outcome
}

impl Ready {
    fn put(&self) -> io::Result<Replaced> {
        let Replacement { temporary, target, old } = &self.replacement;
        if self.is_unlike {
            return write_in_place(temporary.path(), target);
        }
        let link = match old {
            Some(_) => Temporary::link(target, folder_of(target))?,
            None => None,
        };
        match temporary.rename(target) {
            Ok(()) => Ok(match (old, link) {
                (None, _) => Replaced::New(target.clone()),
                (Some(_), Some(link)) => Replaced::Renamed(link, target.clone()),
                (Some(_), None) => Replaced::Gone,
            }),
            // What may not be replaced may still be written: a file over which another is mounted, as containers do
            // it, or one in a folder that may not be written.
            Err(error) if old.is_some() && is_refusal(&error) => {
                write_in_place(temporary.path(), target)
            }
            Err(error) => Err(error),
        }
    }
}

/// Writes what is in the file at `from` into the one at `target`.
fn write_in_place(from: &Path, target: &Path) -> io::Result<Replaced> {
    let replaced = match File::open(target) {
        Ok(old) => Replaced::Copied(copy_of(old, from)?, target.to_owned()),
        // A file may be written that may not be read.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Replaced::Gone,
        Err(error) => return Err(error),
    };
    match pour(from, target) {
        Ok(()) => Ok(replaced),
        Err(error) => {
            let _ = replaced.put_back();
            Err(error)
        }
    }
}

impl Replaced {
    fn put_back(self) -> io::Result<()> {
        match self {
            Replaced::New(target) => fs::remove_file(target),
            Replaced::Renamed(old, target) => old.rename(&target),
            Replaced::Copied(old, target) => pour(old.path(), &target),
            Replaced::Gone => Ok(()),
        }
    }
}

/// A copy of a file, on the disk, beside the temporary at `beside`.
fn copy_of(mut from: File, beside: &Path) -> io::Result<Temporary> {
    let (mut file, copy) = Temporary::create(folder_of(beside), &options(Access::Private))?;
    io::copy(&mut from, &mut file)?;
    file.sync_all()?;
    Ok(copy.hold(file))
}

/// Writes what is in one file into another that exists.
fn pour(from: &Path, to: &Path) -> io::Result<()> {
    let mut from = File::open(from)?;
    let mut to = File::options().write(true).open(to)?;
    let length = io::copy(&mut from, &mut to)?;
    to.set_len(length)?;
    to.sync_all()
}

/// Whether an error means that a file may not be replaced, or that none may be created in its folder.
fn is_refusal(error: &io::Error) -> bool {
    use io::ErrorKind::{CrossesDevices, PermissionDenied, ReadOnlyFilesystem, ResourceBusy};
    let kind = error.kind();
    matches!(kind, CrossesDevices | PermissionDenied | ReadOnlyFilesystem | ResourceBusy)
}

fn options(access: Access) -> OpenOptions {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if access == Access::Private {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    #[cfg(not(unix))]
    let _ = access;
    options
}

/// Opens a folder to sync it; `None` where folders are not read, or this one may not be.
fn open_folder(folder: &Path) -> io::Result<Option<File>> {
    if !cfg!(unix) {
        return Ok(None);
    }
    match File::open(folder) {
        Ok(folder) => Ok(Some(folder)),
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Ok(None),
        Err(error) => Err(error),
    }
}

fn sync(ready: &Ready) -> io::Result<()> {
    match ready.folder.as_ref().map_or(Ok(()), File::sync_all) {
        // Some file systems, mostly those of a network, sync no folders.
        Err(error)
            if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) =>
        {
            Ok(())
        }
        synced => synced,
    }
}
