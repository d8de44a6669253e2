//! What a new file has from the one it replaces: owner, group, mode, access control list, and attributes.

use std::fs::{File, Metadata};
use std::io;
use std::path::Path;

/// Gives `file` what `old` at `path` has. Whether it could be given all that says who may do what. If not, nobody but the
/// user may do anything with it, and it must not take the place of the old one: that would lock out who could use it.
#[cfg(unix)]
pub(super) fn give(file: &File, old: &Metadata, path: &Path) -> io::Result<bool> {
    use std::fs::Permissions;
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, fchown};

    let own = file.metadata()?;
    let is_alike = (own.gid() == old.gid() || fchown(file, None, Some(old.gid())).is_ok())
        && (own.uid() == old.uid() || fchown(file, Some(old.uid()), None).is_ok())
        && attributes::copy(path, file);
    if is_alike {
        file.set_permissions(Permissions::from_mode(old.mode() & 0o7777))?;
    }
    Ok(is_alike)
}

#[cfg(not(unix))]
pub(super) fn give(file: &File, old: &Metadata, _: &Path) -> io::Result<bool> {
    file.set_permissions(old.permissions())?;
    Ok(true)
}

/// Extended attributes.
#[cfg(unix)]
mod attributes {
    use std::fs::File;
    use std::io;
    use std::path::Path;

    use xattr::FileExt as _;

    /// Linux keeps the access control list of a file in this.
    const LIST: &str = "system.posix_acl_access";

    /// What users themselves have set. Others, such as labels of a security system, are the system's to give.
    const OF_USERS: &str = "user.";

    /// Copies those that say who may do what, and those of users. Whether `to` has the access control list of `from`
    /// now, or as that none.
    pub(super) fn copy(from: &Path, to: &File) -> bool {
        // A file system without attributes has none to copy.
        for name in xattr::list_deref(from).into_iter().flatten() {
            if name.as_encoded_bytes().starts_with(OF_USERS.as_bytes())
                && let Ok(Some(value)) = xattr::get_deref(from, &name)
            {
                let _ = to.set_xattr(&name, &value);
            }
        }
        match xattr::get_deref(from, LIST) {
            Ok(Some(list)) => to.set_xattr(LIST, &list).is_ok(),
            // The folder may have given the new file one of its own.
            Ok(None) => !matches!(to.get_xattr(LIST), Ok(Some(_))) || to.remove_xattr(LIST).is_ok(),
            Err(error) => error.kind() == io::ErrorKind::Unsupported,
        }
    }
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use std::fs::{self, Permissions};
    use std::io::Write as _;
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;
    use crate::sink::output::{Access, Output};

    const LIST: &str = "system.posix_acl_access";
    const OF_FOLDER: &str = "system.posix_acl_default";

    /// An access control list, as Linux keeps it: the owner may read and write, one other user may read.
    fn list() -> Vec<u8> {
        let entries: [(u16, u16, u32); 5] = [
            (0x01, 6, u32::MAX),
            (0x02, 4, 65534),
            (0x04, 0, u32::MAX),
            (0x10, 4, u32::MAX),
            (0x20, 0, u32::MAX),
        ];
        let mut list = 2u32.to_le_bytes().to_vec();
        for (tag, rights, id) in entries {
            list.extend(tag.to_le_bytes());
            list.extend(rights.to_le_bytes());
            list.extend(id.to_le_bytes());
        }
        list
    }

    fn replace(path: &Path) -> u32 {
        let mut output = Output::open(path, Access::Usual).unwrap();
        output.write_all(b"new").unwrap();
        output.commit().unwrap();
        assert_eq!(fs::read(path).unwrap(), b"new");
        fs::metadata(path).unwrap().permissions().mode() & 0o7777
    }

    #[test]
    fn the_list_and_the_attributes_of_the_old_file_are_those_of_the_new_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("leads.csv");
        fs::write(&path, "old").unwrap();
        let set =
            xattr::set(&path, "user.note", b"mine").and_then(|()| xattr::set(&path, LIST, &list()));
        if let Err(error) = set {
            writeln!(io::stderr(), "skipped: lists and attributes ({error})").unwrap();
            return;
        }
        let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o7777;
        assert_eq!(replace(&path), mode);
        assert_eq!(xattr::get(&path, "user.note").unwrap().as_deref(), Some(&b"mine"[..]));
        assert_eq!(xattr::get(&path, LIST).unwrap(), Some(list()));
    }

    #[test]
    fn a_file_without_a_list_gets_none_from_its_folder() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("leads.csv");
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o640)).unwrap();
        if let Err(error) = xattr::set(folder.path(), OF_FOLDER, &list()) {
            writeln!(io::stderr(), "skipped: lists of folders ({error})").unwrap();
            return;
        }
        assert_eq!(replace(&path), 0o640);
        assert_eq!(xattr::get(&path, LIST).unwrap(), None);
    }
}
