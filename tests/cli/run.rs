//! Running the program: files, arguments and standard input in; status, streams and the accounting out.

use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use crate::mapping_schema::assert_accepted;

/// How long a test waits for what must come. It is never waited for in vain, so that it can be long.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// The mapping's name in the folder of a test.
pub(crate) const MAPPING: &str = "m.json";

/// A folder of a test's own, in which the program runs.
pub(crate) struct Folder(TempDir);

/// What one run has come to.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// The exit status.
    pub(crate) status: i32,
    /// What was written to standard output.
    pub(crate) stdout: String,
    /// What was written to standard error.
    pub(crate) stderr: String,
    /// What `--stats` has written, where it was asked for; otherwise null.
    pub(crate) stats: Value,
}

/// The root of the project.
pub(crate) fn project(path: &str) -> String {
    format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))
}

/// Runs a mapping on standard input, writing NDJSON.
pub(crate) fn ndjson(mapping: &str, input: impl AsRef<[u8]>) -> Outcome {
    Folder::of_mapping(mapping).apply(&["-f", "ndjson"], input)
}

/// Runs a mapping on standard input, writing CSV.
pub(crate) fn csv(mapping: &str, input: impl AsRef<[u8]>) -> Outcome {
    Folder::of_mapping(mapping).apply(&["-f", "csv"], input)
}

impl Folder {
    /// An empty one.
    pub(crate) fn new() -> Self {
        Folder(tempfile::tempdir().unwrap())
    }

    /// One that holds `mapping` as [`MAPPING`].
    pub(crate) fn of_mapping(mapping: &str) -> Self {
        let folder = Folder::new();
        folder.write(MAPPING, mapping);
        folder
    }

    /// The path of something in it.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file.
    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.path(name), content).unwrap();
    }

    /// A file's text.
    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// The names of all that is in it, in order.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.path()).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// The program with `arguments`, not yet started, in an environment that says nothing about colours.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_leadmap"));
        command.args(arguments).current_dir(&self.0);
        command.env_remove("NO_COLOR").env_remove("TERM");
        command
    }

    /// Runs the program with nothing on standard input.
    pub(crate) fn run(&self, arguments: &[&str]) -> Outcome {
        self.pipe(arguments, "")
    }

    /// Runs the program with `input` on standard input.
    pub(crate) fn pipe(&self, arguments: &[&str], input: impl AsRef<[u8]>) -> Outcome {
        outcome(self.command(arguments), input.as_ref())
    }

    /// Runs `leadmap apply m.json` with `options` on what is on standard input, or on the inputs among the options.
    /// Every such run checks that nothing has disappeared.
    pub(crate) fn apply(&self, options: &[&str], input: impl AsRef<[u8]>) -> Outcome {
        self.apply_mapping(MAPPING, options, input)
    }

    /// As [`Folder::apply`], with any mapping.
    pub(crate) fn apply_mapping(
        &self,
        mapping: &str,
        options: &[&str],
        input: impl AsRef<[u8]>,
    ) -> Outcome {
        let stats = tempfile::Builder::new().tempdir().unwrap();
        let file = stats.path().join("stats.json");
        let mut arguments = vec!["apply", mapping, "--stats", file.to_str().unwrap()];
        arguments.extend(options);
        let mut outcome = self.pipe(&arguments, input);
        if let Ok(text) = fs::read_to_string(&file) {
            outcome.stats = serde_json::from_str(&text).unwrap();
            assert_adds_up(&outcome.stats);
            // It came to records, so that the mapping is a good one.
            assert_accepted(&self.read(mapping));
        }
        outcome
    }
}

/// The program with `arguments`, as a user who is not root and owns nothing in `folder`; as whoever runs the tests, if
/// that is not root.
pub(crate) fn as_another(folder: &Folder, arguments: &[&str]) -> Command {
    let program = folder.command(arguments);
    if !is_root() {
        return program;
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=65534", "--regid=65533", "--clear-groups"]);
    command.arg(program.get_program()).args(arguments).current_dir(folder.path("."));
    command
}

/// Whether [`as_another`] can be run in `folder`, which everybody may enter from now on.
pub(crate) fn can_run_as_another(folder: &Folder) -> bool {
    fs::set_permissions(folder.path("."), fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = as_another(folder, &["-V"]);
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
    let can_run = status.is_ok_and(|status| status.success());
    if !can_run {
        skipped("nobody else can run the program");
    }
    can_run
}

pub(crate) fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}

/// Runs `command` to its end, and asks what holds of every run: it ends by itself, and does not panic.
pub(crate) fn outcome(mut command: Command, input: &[u8]) -> Outcome {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let output = thread::scope(|scope| {
        scope.spawn(move || {
            // It need not read all of it.
            let _ = stdin.write_all(input);
        });
        child.wait_with_output().unwrap()
    });
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(!stderr.contains("panicked"), "{stderr}");
    Outcome {
        status: output.status.code().unwrap_or_else(|| panic!("ended by a signal: {stderr}")),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr,
        stats: Value::Null,
    }
}

/// Asks that every payload and every record is accounted for.
pub(crate) fn assert_adds_up(stats: &Value) {
    let sum = |bins: &Value, names: &[&str]| -> u64 {
        names.iter().map(|name| bins[name].as_u64().unwrap()).sum()
    };
    let (payloads, records) = (&stats["payloads"], &stats["records"]);
    let captures = &stats["capture_totals"];
    assert_eq!(
        sum(captures, &["read"]),
        sum(captures, &["opened", "empty", "rejected"]),
        "{stats:#}"
    );
    assert_eq!(
        sum(payloads, &["read"]),
        sum(payloads, &["mapped", "empty", "filtered", "rejected"]),
        "{stats:#}"
    );
    assert_eq!(
        sum(records, &["made"]),
        sum(records, &["written", "duplicate", "rejected"]),
        "{stats:#}"
    );
    let by_code: u64 =
        stats["rejects"].as_object().unwrap().values().map(|count| count.as_u64().unwrap()).sum();
    let rejected = sum(payloads, &["rejected"]) + sum(records, &["rejected"]);
    assert_eq!(by_code, rejected, "{stats:#}");
}

impl Outcome {
    /// Asks for a status, and shows what was said if it is another.
    #[track_caller]
    pub(crate) fn ends_with(self, status: i32) -> Self {
        assert_eq!(self.status, status, "{}", self.stderr);
        self
    }

    /// The one line that a run that could not go on says, last of all.
    #[track_caller]
    pub(crate) fn error(&self) -> &str {
        assert_eq!(self.status, 2, "{}", self.stderr);
        let mut lines = self.stderr.lines().rev();
        let last = lines.next().unwrap_or_default();
        assert!(last.starts_with("error: "), "{}", self.stderr);
        assert!(!lines.any(|line| line.starts_with("error: ")), "{}", self.stderr);
        last
    }

    /// The rejects shown, each with its place on one line: `reject[CODE]: MESSAGE --> FILE:LINE:COLUMN (DETAIL)`.
    pub(crate) fn rejects(&self) -> Vec<String> {
        let lines: Vec<_> = self.stderr.lines().collect();
        let shown = lines
            .iter()
            .zip(lines.iter().skip(1))
            .filter(|(first, _)| first.starts_with("reject["));
        shown.map(|(first, place)| format!("{first} {}", place.trim_start())).collect()
    }

    /// The one reject shown.
    #[track_caller]
    pub(crate) fn reject(&self) -> String {
        let mut rejects = self.rejects();
        assert_eq!(rejects.len(), 1, "{}", self.stderr);
        rejects.remove(0)
    }

    /// The records of NDJSON on standard output.
    #[track_caller]
    pub(crate) fn records(&self) -> Vec<Value> {
        self.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// A count of the statistics, by a JSON pointer without its first slash: `payloads/read`.
    #[track_caller]
    pub(crate) fn count(&self, pointer: &str) -> u64 {
        let count = self.stats.pointer(&format!("/{pointer}"));
        count
            .and_then(Value::as_u64)
            .unwrap_or_else(|| panic!("no count {pointer} in {:#}", self.stats))
    }
}

/// A run that goes on while its input comes.
pub(crate) struct Live {
    child: Child,
    stdin: Option<ChildStdin>,
    output: Receiver<Vec<u8>>,
    seen: String,
}

impl Live {
    /// Starts `command`, whose standard error is let go.
    pub(crate) fn start(mut command: Command) -> Self {
        command.stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
        let stdout = child.stdout.take().unwrap();
        Self::following(child, stdout)
    }

    /// Starts `command`, of which only standard error is looked at.
    pub(crate) fn start_for_messages(mut command: Command) -> Self {
        command.stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
        let stderr = child.stderr.take().unwrap();
        Self::following(child, stderr)
    }

    fn following(mut child: Child, mut from: impl Read + Send + 'static) -> Self {
        let (sender, output) = mpsc::channel();
        thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = from.read(&mut bytes) {
                if sender.send(bytes[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        Live { stdin: child.stdin.take(), child, output, seen: String::new() }
    }

    /// Sends a part of the input.
    pub(crate) fn send(&mut self, input: &str) {
        let stdin = self.stdin.as_mut().unwrap();
        stdin.write_all(input.as_bytes()).unwrap();
        stdin.flush().unwrap();
    }

    /// Waits until `text` has come, without sending anything more, and returns all that has come.
    #[track_caller]
    pub(crate) fn wait_for(&mut self, text: &str) -> &str {
        while !self.seen.contains(text) {
            match self.output.recv_timeout(PATIENCE) {
                Ok(bytes) => self.seen.push_str(&String::from_utf8(bytes).unwrap()),
                Err(_) => panic!("{text:?} does not come after {:?}", self.seen),
            }
        }
        &self.seen
    }

    /// Waits until `holds`, which the program brings about.
    #[track_caller]
    pub(crate) fn wait_until(&mut self, holds: impl Fn() -> bool) {
        let patience = Instant::now() + PATIENCE;
        while !holds() {
            assert!(Instant::now() < patience, "it does not come");
            thread::sleep(Duration::from_millis(1));
        }
    }

    /// Ends the input, and returns the status and all that has come.
    pub(crate) fn end(mut self) -> (i32, String) {
        drop(self.stdin.take());
        self.wait_for_end()
    }

    /// Waits until the program ends by itself, and returns the status and all that has come.
    #[track_caller]
    pub(crate) fn wait_for_end(mut self) -> (i32, String) {
        loop {
            match self.output.recv_timeout(PATIENCE) {
                Ok(bytes) => self.seen.push_str(&String::from_utf8(bytes).unwrap()),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => panic!("it does not end after {:?}", self.seen),
            }
        }
        let status = self.child.wait().unwrap();
        (status.code().unwrap(), std::mem::take(&mut self.seen))
    }

    /// Kills the program where it stands.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The bytes, compressed as `.gz`.
pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// The bytes, compressed as `.zst`, with a check sum.
pub(crate) fn zstandard(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = zstd::Encoder::new(Vec::new(), 3).unwrap();
    encoder.include_checksum(true).unwrap();
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Whether a file of the system's is there, which not every system has.
pub(crate) fn has(path: &str) -> bool {
    Path::new(path).exists()
}

/// Says why a test does nothing here.
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
pub(crate) fn skipped(reason: &str) {
    eprintln!("skipped: {reason}");
}
