//! The text of a progress line: figures, and a bar in front of them.

#![expect(clippy::indexing_slicing, reason = "the number is taken within the length")]

use std::time::Duration;

use leadmap_engine::message::counted;

/// The time constant of the rate's moving average, in seconds.
const RATE_OVER: f64 = 5.0;

/// The shortest and the longest bar, in columns, without its brackets. It grows by steps, so that it does not change
/// with each digit beside it.
const SHORTEST: usize = 8;
const LONGEST: usize = 40;
const STEP: usize = 4;

/// The spinner, where the total is unknown.
const SPINNER: [char; 4] = ['|', '/', '-', '\\'];

/// The longest estimate of the time left that is shown, in seconds: a longer one says nothing.
const FORESEEN: f64 = 100.0 * 3600.0;

/// How far a run has come.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Figures {
    /// Bytes of inputs that have been read, of compressed ones as they are.
    pub(super) bytes: u64,
    /// The size of all inputs in bytes, where it is known.
    pub(super) total: Option<u64>,
    /// Bytes in a second.
    pub(super) rate: f64,
    /// What comes of the inputs: `record`.
    pub(super) counted: &'static str,
    /// How many of them there are.
    pub(super) count: u64,
    /// What was rejected.
    pub(super) rejects: u64,
}

impl Figures {
    /// In words: `48 %, 9.6 of 20.0 MiB, 11.9 MiB/s, 1 s left, 10240 records, 3 rejects`. All of it is ASCII.
    pub(super) fn text(&self) -> String {
        let mut parts = Vec::new();
        match self.total() {
            Some(total) => {
                let (unit, decimals, name) = unit(total as f64);
                let [read, all] =
                    [self.bytes, total].map(|bytes| format!("{:.decimals$}", bytes as f64 / unit));
                parts.push(format!("{} %", percent(self.bytes, total)));
                parts.push(format!("{read} of {all} {name}"));
            }
            None => parts.push(size(self.bytes as f64)),
        }
        parts.push(format!("{}/s", size(self.rate)));
        parts.extend(self.left());
        parts.push(counted(self.count, self.counted));
        parts.push(counted(self.rejects, "reject"));
        parts.join(", ")
    }

    /// The words with a bar, or where the size is not known with something that moves each `turn`, for a terminal of
    /// `width` columns. The last column stays free: a line that reaches it would take what is typed to the next one,
    /// where nothing clears it.
    pub(super) fn line(&self, width: usize, turn: usize) -> String {
        let most = width.saturating_sub(1);
        let text = self.text();
        let mut line = match self.total() {
            Some(total) => {
                let room = most.saturating_sub(text.len() + "[] ".len()) / STEP * STEP;
                match room.min(LONGEST) {
                    room if room >= SHORTEST => {
                        format!("[{}] {text}", bar(self.bytes, total, room))
                    }
                    _ => text,
                }
            }
            None => format!("{} {text}", SPINNER[turn % SPINNER.len()]),
        };
        line.truncate(most);
        line
    }

    /// The size of all inputs, if it is known: a file may have grown since, and those of `/proc` tell no size.
    fn total(&self) -> Option<u64> {
        self.total.filter(|&total| total > 0 && self.bytes <= total)
    }

    /// For how long the run goes on if the rate stays, and if that can be said.
    fn left(&self) -> Option<String> {
        let left = self.total()? - self.bytes;
        let seconds = (left as f64 / self.rate).ceil();
        if left == 0 || !(0.0..FORESEEN).contains(&seconds) {
            return None;
        }
        let seconds = seconds as u64;
        let (minutes, hours) = (seconds / 60, seconds / 3600);
        Some(match (hours, minutes) {
            (0, 0) => format!("{seconds} s left"),
            (0, minutes) => format!("{minutes} min {:02} s left", seconds % 60),
            (hours, minutes) => format!("{hours} h {:02} min left", minutes % 60),
        })
    }
}

/// How many of a hundred parts are there, not rounded up: 100 are all.
fn percent(part: u64, whole: u64) -> u128 {
    u128::from(part) * 100 / u128::from(whole.max(1))
}

/// A bar of `width` columns.
fn bar(part: u64, whole: u64, width: usize) -> String {
    let done = u128::from(part) * width as u128 / u128::from(whole.max(1));
    let done = usize::try_from(done).map_or(width, |done| done.min(width));
    let head = if done < width { ">" } else { "" };
    format!("{:<width$}", format!("{}{head}", "=".repeat(done)))
}

/// A number of bytes in the unit that fits: `1.5 MiB`.
fn size(bytes: f64) -> String {
    let (unit, decimals, name) = unit(bytes);
    format!("{:.decimals$} {name}", bytes / unit)
}

/// The unit that fits a number of bytes: its size in bytes, its decimals and its name.
fn unit(bytes: f64) -> (f64, usize, &'static str) {
    let larger = ["KiB", "MiB", "GiB", "TiB"];
    let powers = (1..).map(|power| 1024_f64.powi(power));
    let fitting = powers.zip(larger).take_while(|(unit, _)| bytes >= *unit);
    fitting.last().map_or((1.0, 0, "B"), |(unit, name)| (unit, 1, name))
}

/// Bytes a second, as an exponential moving average.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Rate {
    bytes: u64,
    at: Duration,
    sum: f64,
    weight: f64,
}

impl Rate {
    /// Records that `bytes` have been read `at` a time after the beginning.
    pub(super) fn record(&mut self, bytes: u64, at: Duration) {
        let seconds = at.saturating_sub(self.at).as_secs_f64();
        if seconds <= 0.0 {
            return;
        }
        let here = bytes.saturating_sub(self.bytes) as f64 / seconds;
        let fading = (-seconds / RATE_OVER).exp();
        self.sum = self.sum * fading + here * (1.0 - fading);
        self.weight = self.weight * fading + (1.0 - fading);
        (self.bytes, self.at) = (bytes, at);
    }

    /// In bytes a second.
    pub(super) fn per_second(self) -> f64 {
        if self.weight > 0.0 { self.sum / self.weight } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: u64 = 1 << 20;

    fn figures(bytes: u64, total: Option<u64>, rate: f64) -> Figures {
        Figures { bytes, total, rate, counted: "record", count: 10_240, rejects: 1 }
    }

    #[test]
    fn all_that_is_known_is_said_in_one_line() {
        let known = figures(10 * MIB, Some(20 * MIB), 2.5 * MIB as f64);
        assert_eq!(
            known.text(),
            "50 %, 10.0 of 20.0 MiB, 2.5 MiB/s, 4 s left, 10240 records, 1 reject"
        );
        let unknown = figures(10 * MIB, None, 512.0);
        assert_eq!(unknown.text(), "10.0 MiB, 512 B/s, 10240 records, 1 reject");
    }

    #[test]
    fn a_hundred_percent_are_all_and_nothing_is_left_then() {
        let text = |bytes| figures(bytes, Some(1000), 1.0).text();
        assert!(text(999).starts_with("99 %, 999 of 1000 B, 1 B/s, 1 s left, "));
        assert!(text(1000).starts_with("100 %, 1000 of 1000 B, 1 B/s, 10240 "));
    }

    #[test]
    fn a_size_that_turns_out_to_be_wrong_is_forgotten() {
        for total in [0, 9] {
            let figures = figures(10, Some(total), 1.0);
            assert_eq!(figures.text(), "10 B, 1 B/s, 10240 records, 1 reject");
            assert!(figures.line(80, 1).starts_with("/ 10 B, "));
        }
    }

    #[test]
    fn the_time_left_is_said_as_exactly_as_it_is_known() {
        let left = |seconds: u64| figures(0, Some(seconds), 1.0).left();
        assert_eq!(left(59).as_deref(), Some("59 s left"));
        assert_eq!(left(60).as_deref(), Some("1 min 00 s left"));
        assert_eq!(left(3599).as_deref(), Some("59 min 59 s left"));
        assert_eq!(left(3660).as_deref(), Some("1 h 01 min left"));
        assert_eq!(left(100 * 3600), None);
        assert_eq!(figures(0, Some(9), 0.0).left(), None);
        assert_eq!(figures(0, Some(u64::MAX), 1e-9).left(), None);
    }

    #[test]
    fn the_bar_takes_the_room_that_is_there_and_the_last_column_stays_free() {
        let half = figures(10 * MIB, Some(20 * MIB), 2.5 * MIB as f64);
        let text = half.text();
        assert_eq!(half.line(200, 0), format!("[{}>{}] {text}", "=".repeat(20), " ".repeat(19)));
        assert_eq!(half.line(80, 0), format!("[====>   ] {text}"));
        assert_eq!(half.line(79, 0), text);
        for width in 0..200 {
            assert!(half.line(width, 0).len() < width.max(1), "{width}");
        }
        assert_eq!(half.line(20, 0), "50 %, 10.0 of 20.0 ");
        let all = figures(MIB, Some(MIB), 1.0).line(200, 0);
        assert!(all.starts_with(&format!("[{}] 100 %", "=".repeat(40))), "{all}");
    }

    #[test]
    fn what_cannot_be_a_bar_moves_with_each_turn() {
        let figures = figures(5, None, 1.0);
        let begin = |turn| figures.line(80, turn).chars().next();
        let turns: Vec<_> = (0..5).filter_map(begin).collect();
        assert_eq!(turns, ['|', '/', '-', '\\', '|']);
    }

    #[test]
    fn sizes_are_said_in_the_unit_that_fits() {
        let sizes = [
            (0.0, "0 B"),
            (1023.0, "1023 B"),
            (1024.0, "1.0 KiB"),
            (1536.0 * 1024.0, "1.5 MiB"),
            (3.0 * 1024_f64.powi(3), "3.0 GiB"),
            (5000.0 * 1024_f64.powi(4), "5000.0 TiB"),
        ];
        for (bytes, said) in sizes {
            assert_eq!(size(bytes), said);
        }
    }

    #[test]
    fn the_rate_follows_what_comes_and_fades_when_nothing_does() {
        let mut rate = Rate::default();
        assert_eq!(rate.per_second(), 0.0);
        let mut at = Duration::ZERO;
        let mut bytes = 0;
        for _ in 0..100 {
            at += Duration::from_millis(100);
            bytes += 100;
            rate.record(bytes, at);
            assert!((rate.per_second() - 1000.0).abs() < 1e-6);
        }
        // The same moment again is nothing to learn from.
        rate.record(bytes + 5, at);
        assert!((rate.per_second() - 1000.0).abs() < 1e-6);
        rate.record(bytes, at + Duration::from_secs(60));
        assert!(rate.per_second() < 1.0);
    }
}
