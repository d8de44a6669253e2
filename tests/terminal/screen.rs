//! A terminal, its keys and its screen.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::BINARY;

/// How long a test waits for what must come to be seen.
const PATIENCE: Duration = Duration::from_secs(60);

/// Set where a test must not be skipped.
const REQUIRED: &str = "LEADMAP_REQUIRE_TMUX";

/// Whether a program that a test needs is there.
pub(crate) fn is_there(program: &str, version: &str) -> bool {
    let mut command = Command::new(program);
    command.arg(version).stdout(Stdio::null());
    let found = command.stderr(Stdio::null()).status().is_ok_and(|status| status.success());
    if !found {
        let required = std::env::var_os(REQUIRED).is_some();
        assert!(!required, "{program} is missing, and {REQUIRED} is set");
        eprintln!("skipped: {program} is missing");
    }
    found
}

/// A terminal with a shell in a folder of its own.
pub(crate) struct Terminal {
    pub(crate) folder: TempDir,
}

impl Terminal {
    /// Opens one of 100 by 30; `None` where there is no tmux.
    pub(crate) fn open() -> Option<Terminal> {
        if !is_there("tmux", "-V") {
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let terminal = Terminal { folder };
        let shell = "env -u NO_COLOR PS1='$ ' sh";
        terminal.tmux(&["new-session", "-d", "-x", "100", "-y", "30", shell]);
        Some(terminal)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn tmux(&self, arguments: &[&str]) -> String {
        let output = tmux(self.folder.path(), arguments);
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Presses keys, by the names that tmux has for them.
    pub(crate) fn press(&self, keys: &[&str]) {
        self.tmux(&[&["send-keys"], keys].concat());
    }

    pub(crate) fn type_in(&self, text: &str) {
        self.tmux(&["send-keys", "-l", text]);
    }

    /// Runs `leadmap` with these arguments in the shell, which says its status at the end.
    pub(crate) fn run(&self, arguments: &str) {
        self.type_in(&format!("{BINARY} {arguments}; echo status=$?"));
        self.press(&["Enter"]);
    }

    pub(crate) fn screen(&self) -> String {
        self.tmux(&["capture-pane", "-p"])
    }

    /// Waits until the screen is as it should be.
    pub(crate) fn wait(&self, what: &str, is_there: impl Fn(&str) -> bool) -> String {
        let begin = Instant::now();
        loop {
            let screen = self.screen();
            if is_there(&screen) {
                return screen;
            }
            let patience = begin.elapsed() < PATIENCE;
            assert!(patience, "waited in vain for {what}:\n{screen}");
            thread::sleep(Duration::from_millis(10));
        }
    }

    pub(crate) fn wait_for(&self, text: &str) -> String {
        self.wait(text, |screen| screen.contains(text))
    }

    /// Waits for the end of the program, and checks that the terminal is as it was.
    pub(crate) fn wait_for_status(&self, status: u8) -> String {
        let screen = self.wait_for(&format!("status={status}\n"));
        let state = self.tmux(&["display", "-p", "#{alternate_on} #{cursor_flag} #{wrap_flag}"]);
        assert_eq!(state.trim(), "0 1 1");
        self.wait("a prompt", |screen| screen.trim_end().ends_with("\n$"));
        // A shell that echoes what is typed is in no raw mode.
        self.type_in("stty -a | grep -ow -e '-*icanon' -e '-*echo'");
        self.press(&["Enter"]);
        self.wait("a cooked terminal", |screen| screen.contains("\nicanon\necho\n"));
        screen
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = tmux(self.folder.path(), &["kill-server"]);
    }
}

/// Runs tmux with a server of its own, whose socket is in `folder`.
fn tmux(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new("tmux");
    command.args(["-u", "-f", "/dev/null", "-S"]);
    command.arg(folder.join("tmux")).args(arguments);
    command.env_remove("TMUX").env("LC_ALL", "C.UTF-8");
    command.current_dir(folder).output().unwrap()
}
