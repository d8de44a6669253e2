//! What can go wrong with files does, at every place: each old file stays whole or is replaced by a whole one.

// The calls are those of the C library of Linux.
#[cfg(target_os = "linux")]
mod faults;
mod kills;

use std::fs;

use crate::run::Folder;

const MAPPING: &str = r#"{"fields": {"a": {"path": "a", "required": true}}}"#;

/// Captures of which some are rejected, more than a buffer holds.
fn captures() -> String {
    let captures = (0..8_000).map(|n| match n % 5 {
        0 => format!("{{\"b\":{n}}}\n"),
        _ => format!("{{\"a\":\"lead number {n}\"}}\n"),
    });
    captures.collect()
}

/// A run, and the files that it writes.
struct Scenario<'s> {
    arguments: Vec<&'s str>,
    outputs: Vec<&'s str>,
    /// What is in the outputs after a run that goes well, in their order.
    new: Vec<Vec<u8>>,
    /// The status of such a run.
    status: i32,
}

impl<'s> Scenario<'s> {
    /// Runs it once, and keeps what it writes.
    fn of(folder: &Folder, arguments: &[&'s str], outputs: &[&'s str]) -> Self {
        let status = folder.run(arguments).status;
        assert!(status < 2, "{arguments:?}");
        let new = outputs.iter().map(|name| fs::read(folder.path(name)).unwrap()).collect();
        Scenario { arguments: arguments.to_vec(), outputs: outputs.to_vec(), new, status }
    }

    fn old(name: &str) -> Vec<u8> {
        format!("old {name}\r\n").into_bytes()
    }

    /// Writes old outputs.
    fn prepare(&self, folder: &Folder) {
        for name in &self.outputs {
            folder.write(name, Self::old(name));
        }
    }

    /// Which of the outputs are new. The others are old: none is anything else.
    #[track_caller]
    fn replaced(&self, folder: &Folder, after: &str) -> Vec<bool> {
        let outputs = self.outputs.iter().zip(&self.new);
        let is_new = outputs.map(|(name, new)| {
            let now = fs::read(folder.path(name)).unwrap();
            assert!(now == *new || now == Self::old(name), "{name} is neither, after {after}");
            now == *new
        });
        is_new.collect()
    }
}

/// The names of unfinished files, anywhere in the folder.
fn unfinished(folder: &Folder) -> Vec<String> {
    let all = walkdir::WalkDir::new(folder.path("."));
    let names = all.into_iter().map(|entry| entry.unwrap().file_name().display().to_string());
    names.filter(|name| name.starts_with(".leadmap-")).collect()
}
