//! Runs are killed at moments that nobody has chosen.

use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::{MAPPING, Scenario, captures, unfinished};
use crate::run::Folder;

const SIGNALS: [&str; 6] = ["INT", "TERM", "HUP", "QUIT", "KILL", "XFSZ"];

/// How many runs are killed if `LEADMAP_KILLS` does not say.
const ROUNDS: u64 = 24;

/// SplitMix64: the same moments for the same seed.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

#[test]
fn a_run_that_is_killed_at_any_moment_leaves_whole_files_and_nothing_else() {
    let rounds = number("LEADMAP_KILLS").unwrap_or(ROUNDS);
    let seed = number("LEADMAP_KILLS_SEED").unwrap_or(20_261_128);
    let folder = Folder::of_mapping(MAPPING);
    folder.write("in.ndjson", captures());
    let outputs = ["out.csv", "r.ndjson", "s.json"];
    let arguments =
        ["apply", "m.json", "in.ndjson", "-q", "-oout.csv", "--rejects=r.ndjson", "--stats=s.json"];
    let start = Instant::now();
    let scenario = Scenario::of(&folder, &arguments, &outputs);
    let whole = u64::try_from(start.elapsed().as_micros()).unwrap();
    let mut random = Random(seed);
    for round in 0..rounds {
        let signal = SIGNALS[usize::try_from(round).unwrap() % SIGNALS.len()];
        let moment = random.next() % (whole + whole / 4);
        let told = format!("{signal} after {moment} of {whole} µs (round {round}, seed {seed})");
        scenario.prepare(&folder);
        let mut command = folder.command(&arguments);
        let mut child = command.stderr(Stdio::null()).spawn().unwrap();
        thread::sleep(Duration::from_micros(moment));
        let id = child.id().to_string();
        // It may have ended by then.
        let sent = Command::new("kill").args(["-s", signal, &id]).stderr(Stdio::null()).status();
        sent.unwrap();
        let status = child.wait().unwrap();
        let replaced = scenario.replaced(&folder, &told);
        if status.code().is_some() {
            assert_eq!(status.code(), Some(scenario.status), "{told}");
            assert!(!replaced.contains(&false), "{told}");
        }
        if signal != "KILL" {
            // Only what cannot be caught comes between two files.
            assert!(replaced.iter().all(|new| *new == replaced[0]), "{told}: {replaced:?}");
        }
        folder.run(&["init", "in.ndjson", "-q", "--force", "-o", "another.json"]).ends_with(0);
        assert_eq!(unfinished(&folder), [""; 0], "{told}");
    }
}
