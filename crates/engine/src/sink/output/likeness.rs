//! What a new file has from the one it replaces: owner, group, mode, access control list, and attributes.

use std::fs::{File, Metadata};
use std::io;
use std::path::Path;

/// Gives `file` what `old` at `path` has. What may not be given is left out, and then nobody gets more rights by it.
/// Whether both have the same owner now.
#[cfg(unix)]
pub(super) fn give(file: &File, old: &Metadata, path: &Path) -> io::Result<bool> {
    use std::fs::Permissions;
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, fchown};

    let own = file.metadata()?;
    let has_group = own.gid() == old.gid() || fchown(file, None, Some(old.gid())).is_ok();
    let has_owner = own.uid() == old.uid() || fchown(file, Some(old.uid()), None).is_ok();
    let has_list = attributes::copy(path, file);
    let mut mode = old.mode() & 0o7777;
    if !(has_owner && has_group) {
        // The file would run as somebody else.
        mode &= 0o777;
    }
    if !(has_group && has_list) {
        // The rights of one group are not those of another: it gets those that all have. Where there is a list, the
        // bits of the group are the most that anybody in the list has.
        mode &= !0o070 | (mode & 0o007) << 3;
    }
    file.set_permissions(Permissions::from_mode(mode))?;
    Ok(has_owner)
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
