//! Tar archives: read from the beginning to the end, as they come.

use std::cell::Cell;
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::rc::Rc;

use tar::{Archive, Entry, EntryType};

use super::names::is_hidden_member;
use super::{Standing, Stream, Unpacker, Why, name_of};
use crate::error::{Error, Result};
use crate::input::decompress::damage;
use crate::reject::RejectCode;

/// How much may stand between two members: headers, which are kept in memory, and zeros.
const BETWEEN: u64 = 16 << 20;

/// So many zeros end an archive.
const END: u64 = 512;

impl Unpacker<'_, '_> {
    /// Visits the members in their order.
    pub(super) fn tar(
        &mut self,
        name: &str,
        stream: Stream<'_>,
        standing: Standing,
    ) -> Result<ControlFlow<()>> {
        let before = self.inputs;
        let state = Rc::new(State::default());
        let mut archive = Archive::new(Blocks { reader: stream, state: Rc::clone(&state) });
        // Archives that were joined by `cat` have the end of one in the middle.
        archive.set_ignore_zeros(true);
        let mut entries = archive.entries().map_err(Error::reading(name))?;
        loop {
            state.left.set(Some(BETWEEN));
            let entry = entries.next();
            state.left.set(None);
            match entry {
                None => break,
                Some(Ok(entry)) => {
                    if self.tar_member(name, entry, &state)?.is_break() {
                        return Ok(ControlFlow::Break(()));
                    }
                    // The member has said so: what would come after it is lost.
                    if state.failed.get() {
                        return Ok(ControlFlow::Continue(()));
                    }
                }
                Some(Err(error)) => {
                    let error = damage("tar archive", error);
                    if error.raw_os_error().is_some() {
                        return Err(Error::reading(name)(error));
                    }
                    let message = format!("{error}: what comes after is not read");
                    return self.refuse(name, standing, RejectCode::DamagedInput, message);
                }
            }
        }
        if state.zeros.get() < END {
            let message = "the tar archive has no end: members may be missing".to_owned();
            return self.refuse(name, standing, RejectCode::DamagedInput, message);
        }
        self.without_captures(name, standing, before)
    }

    fn tar_member<R: Read>(
        &mut self,
        archive: &str,
        entry: Entry<'_, R>,
        state: &Rc<State>,
    ) -> Result<ControlFlow<()>> {
        let member = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let kind = entry.header().entry_type();
        let is_folder = matches!(kind, EntryType::Directory | EntryType::XGlobalHeader);
        if is_folder || is_hidden_member(&member) {
            return Ok(ControlFlow::Continue(()));
        }
        if !matches!(kind, EntryType::Regular | EntryType::Continuous | EntryType::GNUSparse) {
            let why = match kind {
                EntryType::Link | EntryType::Symlink => "a link",
                _ => "no file",
            };
            return self.pass_over(&name_of(archive, &member), Why::ClosedMember(why.into()));
        }
        let left = entry.size();
        let reader = Member { entry, left, state: Rc::clone(state) };
        self.member(archive, &member, Box::new(reader))
    }
}

/// What is known of the reading of an archive.
#[derive(Default)]
struct State {
    /// How many bytes may still be read before the next member; any number within one.
    left: Cell<Option<u64>>,
    /// With how many zeros the archive ends so far.
    zeros: Cell<u64>,
    /// Whether a member could not be read to its end.
    failed: Cell<bool>,
}

/// The bytes of an archive.
struct Blocks<R> {
    reader: R,
    state: Rc<State>,
}

impl<R: Read> Read for Blocks<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        let bytes = buffer.get(..count).unwrap_or_default();
        match bytes.iter().rposition(|&byte| byte != 0) {
            None => self.state.zeros.set(self.state.zeros.get() + count as u64),
            Some(last) => self.state.zeros.set((count - last - 1) as u64),
        }
        if let Some(left) = self.state.left.get() {
            let Some(left) = left.checked_sub(count as u64) else {
                let message = format!("more than {BETWEEN} bytes between two members");
                return Err(io::Error::new(io::ErrorKind::InvalidData, message));
            };
            self.state.left.set(Some(left));
        }
        Ok(count)
    }
}

/// The bytes of a member. That they end before their number is an error, which the crate leaves unsaid.
struct Member<R> {
    entry: R,
    left: u64,
    state: Rc<State>,
}

impl<R: Read> Read for Member<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = match self.entry.read(buffer) {
            Ok(0) if self.left > 0 && !buffer.is_empty() => {
                let error = io::Error::from(io::ErrorKind::UnexpectedEof);
                Err(damage("tar archive", error))
            }
            read => read,
        };
        match &read {
            Ok(count) => self.left = self.left.saturating_sub(*count as u64),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => self.state.failed.set(true),
        }
        read
    }
}
