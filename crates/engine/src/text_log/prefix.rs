//! What the lines of logs begin with.
//!
//! One table, [`PREFIXES`]. Each entry is exact enough that no JSON begins so, and nothing that only looks like it: a
//! date alone is no time, `Error` in a sentence no level. What an entry takes is bounded, so that the first bytes of a line
//! tell, however long it is.

use crate::json::scan::More;

/// The longest name and the most blanks that are looked at.
const LONGEST: usize = 64;

const MONTHS: &[&str] =
    &["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const DAYS: &[&str] = &["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// Levels in capitals. What begins like another comes after it.
const LEVELS: &[&str] = &[
    "TRACE", "DEBUG", "INFO", "NOTICE", "WARNING", "WARN", "ERROR", "CRITICAL", "FATAL", "SEVERE",
];

/// Levels as they are also written.
const SMALL_LEVELS: &[&str] = &[
    "trace", "debug", "info", "notice", "warning", "warn", "error", "critical", "fatal", "Trace",
    "Debug", "Info", "Notice", "Warning", "Warn", "Error", "Critical", "Fatal", "dbug", "fail",
    "crit",
];

/// The first keys of lines in logfmt.
const FIRST_KEYS: &[&str] =
    &["timestamp=", "time=", "ts=", "level=", "lvl=", "severity=", "msg=", "at="];

/// A part of a prefix.
#[derive(Debug, Clone, Copy)]
enum Part {
    /// These characters.
    Is(&'static str),
    /// One of these characters.
    OneOf(&'static str),
    /// One of these words.
    Word(&'static [&'static str]),
    /// So many digits: at least, and at most.
    Digits(usize, usize),
    /// So many blanks at least.
    Blanks(usize),
    /// A name that begins with a letter, and is no literal of JSON.
    Name,
    /// A name that ends with a digit.
    NumberedName,
    /// The end of the line, or a blank.
    End,
}

use Part::{Blanks, Digits, End, Is, Name, NumberedName, OneOf, Word};

/// Something that lines of logs begin with.
#[derive(Debug)]
struct LogPrefix {
    name: &'static str,
    parts: &'static [Part],
}

const fn prefix(name: &'static str, parts: &'static [Part]) -> LogPrefix {
    LogPrefix { name, parts }
}

/// Moments: at the beginning of a line or in brackets there.
const TIMES: &[LogPrefix] = &[
    prefix(
        "time as in RFC 3339",
        &[
            Digits(4, 4),
            Is("-"),
            Digits(2, 2),
            Is("-"),
            Digits(2, 2),
            OneOf("Tt _"),
            Digits(2, 2),
            Is(":"),
            Digits(2, 2),
        ],
    ),
    prefix(
        "date with slashes, year first, and time",
        &[
            Digits(4, 4),
            Is("/"),
            Digits(2, 2),
            Is("/"),
            Digits(2, 2),
            OneOf(" -"),
            Digits(2, 2),
            Is(":"),
            Digits(2, 2),
        ],
    ),
    prefix(
        "date in figures, and time",
        &[
            Digits(1, 2),
            OneOf("/.-"),
            Digits(1, 2),
            OneOf("/.-"),
            Digits(2, 4),
            OneOf(", "),
            Blanks(0),
            Digits(1, 2),
            Is(":"),
            Digits(2, 2),
        ],
    ),
    prefix(
        "time of day",
        &[Digits(1, 2), Is(":"), Digits(2, 2), Is(":"), Digits(2, 2), OneOf(" \t.,|-]")],
    ),
    prefix(
        "time of syslog",
        &[
            Word(MONTHS),
            Blanks(1),
            Digits(1, 2),
            OneOf(", "),
            Blanks(0),
            Digits(1, 2),
            Is(":"),
            Digits(2, 2),
            Is(":"),
            Digits(2, 2),
        ],
    ),
    prefix(
        "day of the week, and time",
        &[
            Word(DAYS),
            OneOf(", "),
            Blanks(0),
            Word(MONTHS),
            Blanks(1),
            Digits(1, 2),
            Blanks(1),
            Digits(2, 2),
            Is(":"),
            Digits(2, 2),
        ],
    ),
    prefix(
        "day of the week, and date",
        &[
            Word(DAYS),
            OneOf(", "),
            Blanks(0),
            Digits(4, 4),
            Is("-"),
            Digits(2, 2),
            Is("-"),
            Digits(2, 2),
            Blanks(1),
            Digits(2, 2),
            Is(":"),
        ],
    ),
    prefix(
        "day of the week, and time of HTTP",
        &[
            Word(DAYS),
            Is(","),
            Blanks(1),
            Digits(1, 2),
            Blanks(1),
            Word(MONTHS),
            Blanks(1),
            Digits(4, 4),
            Blanks(1),
            Digits(2, 2),
            Is(":"),
        ],
    ),
    prefix(
        "day, month and time",
        &[
            Digits(1, 2),
            OneOf(" /-"),
            Word(MONTHS),
            OneOf(" /-"),
            Digits(4, 4),
            OneOf(" :"),
            Digits(2, 2),
            Is(":"),
            Digits(2, 2),
        ],
    ),
];

/// Everything else.
const PREFIXES: &[LogPrefix] = &[
    prefix("seconds since 1970", &[Digits(10, 10), Blanks(1), OneOf("{[<")]),
    prefix("seconds since 1970", &[Digits(10, 10), Is("."), Digits(1, 9), Blanks(1), OneOf("{[<")]),
    prefix("milliseconds since 1970", &[Digits(13, 13), Blanks(1), OneOf("{[<")]),
    prefix("level", &[Word(LEVELS), OneOf(" \t:|[(-")]),
    prefix("level", &[Word(SMALL_LEVELS), Is(":")]),
    prefix("level in brackets", &[Is("["), Blanks(0), Word(LEVELS), Blanks(0), Is("]")]),
    prefix("level in brackets", &[Is("["), Blanks(0), Word(SMALL_LEVELS), Blanks(0), Is("]")]),
    prefix("name in brackets", &[Is("["), Name, Is("]"), Blanks(1)]),
    prefix("key of logfmt", &[Word(FIRST_KEYS)]),
    prefix(
        "level of klog",
        &[
            OneOf("IWEF"),
            Digits(4, 4),
            Blanks(1),
            Digits(2, 2),
            Is(":"),
            Digits(2, 2),
            Is(":"),
            Digits(2, 2),
        ],
    ),
    prefix(
        "level of Ruby's logger",
        &[OneOf("DIWEFA"), Is(", ["), Digits(4, 4), Is("-"), Digits(2, 2), Is("-")],
    ),
    prefix("priority of syslog", &[Is("<"), Digits(1, 3), Is(">")]),
    prefix("octet count of syslog", &[Digits(1, 7), Is(" <"), Digits(1, 3), Is(">")]),
    prefix("name of a process with its number", &[Name, Is("["), Digits(1, 7), Is("]:"), End]),
    prefix("name of a dyno", &[Name, Is("["), Name, Is("]:"), End]),
    prefix("name of a container", &[NumberedName, Blanks(1), Is("|"), End]),
    prefix("name of a container", &[Name, Blanks(2), Is("|"), End]),
    prefix("process of pm2", &[Digits(1, 4), Is("|"), Name, Blanks(1), Is("|"), End]),
    prefix("data of server-sent events", &[Is("data:")]),
    prefix("invocation of a function", &[Word(&["START", "END", "REPORT"]), Is(" RequestId: ")]),
    prefix("name of a file that tail follows", &[Is("==> ")]),
    prefix(
        "address in an access log",
        &[
            Digits(1, 3),
            Is("."),
            Digits(1, 3),
            Is("."),
            Digits(1, 3),
            Is("."),
            Digits(1, 3),
            Is(" "),
        ],
    ),
    prefix("colours of a terminal", &[Is("\u{1b}[")]),
    prefix("beginning that was cut to nothing", &[Is("\0\0\0\0")]),
];

/// Whether a line begins as those of logs do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Begins {
    /// It does, with this.
    With(&'static str),
    /// More has to come before that can be told.
    Undecided,
    /// It does not.
    Otherwise,
}

/// What the line begins with that `bytes` begin with.
pub(crate) fn begins(bytes: &[u8], more: More) -> Begins {
    // All that JSON begins with but digits, brackets and literals, which take a closer look.
    if matches!(bytes.first(), Some(b'{' | b'"' | b'\n' | b'\r')) {
        return Begins::Otherwise;
    }
    let in_brackets = bytes.strip_prefix(b"[").unwrap_or_default();
    let more_in_brackets = if bytes.starts_with(b"[") { more } else { More::Never };
    let times = TIMES.iter().map(|prefix| prefix.begin(bytes, more));
    let bracketed = TIMES.iter().map(|prefix| prefix.begin(in_brackets, more_in_brackets));
    let others = PREFIXES.iter().map(|prefix| prefix.begin(bytes, more));
    let mut begins = Begins::Otherwise;
    for found in times.chain(bracketed).chain(others) {
        match found {
            Begins::With(_) => return found,
            Begins::Undecided => begins = Begins::Undecided,
            Begins::Otherwise => {}
        }
    }
    begins
}

impl LogPrefix {
    fn begin(&self, bytes: &[u8], more: More) -> Begins {
        let mut rest = bytes;
        for part in self.parts {
            match part.length(rest) {
                Length::Is(length) => rest = rest.get(length..).unwrap_or_default(),
                Length::Open if more == More::Coming => return Begins::Undecided,
                Length::OpenAt(length) if more == More::Never => {
                    rest = rest.get(length..).unwrap_or_default();
                }
                Length::OpenAt(_) => return Begins::Undecided,
                Length::Open | Length::None => return Begins::Otherwise,
            }
        }
        Begins::With(self.name)
    }
}

/// How much of some bytes a part takes.
enum Length {
    Is(usize),
    /// All that is there, and it is not enough.
    Open,
    /// All that is there, which would do if nothing more came.
    OpenAt(usize),
    /// They do not begin with it.
    None,
}

impl Part {
    fn length(self, bytes: &[u8]) -> Length {
        match self {
            Is(text) => word(bytes, text),
            Word(words) => {
                let mut length = Length::None;
                for text in words {
                    match word(bytes, text) {
                        Length::None => {}
                        Length::Is(found) => return Length::Is(found),
                        open => length = open,
                    }
                }
                length
            }
            OneOf(characters) => match bytes.first() {
                None => Length::Open,
                Some(byte) if characters.as_bytes().contains(byte) => Length::Is(1),
                Some(_) => Length::None,
            },
            Digits(least, most) => run(bytes, least, most, u8::is_ascii_digit),
            Blanks(least) => run(bytes, least, LONGEST, |byte| matches!(byte, b' ' | b'\t')),
            Name | NumberedName => {
                if bytes.first().is_some_and(|byte| !byte.is_ascii_alphabetic()) {
                    return Length::None;
                }
                let length = run(bytes, 1, LONGEST, is_of_name);
                let Length::Is(end) = length else { return length };
                let name = bytes.get(..end).unwrap_or_default();
                let is_right = match self {
                    NumberedName => name.last().is_some_and(u8::is_ascii_digit),
                    _ => ![&b"true"[..], b"false", b"null"].contains(&name),
                };
                if is_right { length } else { Length::None }
            }
            End => match bytes.first() {
                None => Length::OpenAt(0),
                Some(b' ' | b'\t' | b'\r' | b'\n') => Length::Is(0),
                Some(_) => Length::None,
            },
        }
    }
}

fn is_of_name(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_-./$@:".contains(byte)
}

fn word(bytes: &[u8], text: &str) -> Length {
    if bytes.starts_with(text.as_bytes()) {
        Length::Is(text.len())
    } else if text.as_bytes().starts_with(bytes) {
        Length::Open
    } else {
        Length::None
    }
}

/// The bytes at the beginning that are of a kind, from `least` to `most` of them and no more.
fn run(bytes: &[u8], least: usize, most: usize, is_one: impl Fn(&u8) -> bool) -> Length {
    let count = bytes.iter().take(most + 1).take_while(|byte| is_one(byte)).count();
    if count > most {
        Length::None
    } else if count == bytes.len() {
        if count < least { Length::Open } else { Length::OpenAt(count) }
    } else if count < least {
        Length::None
    } else {
        Length::Is(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: &[&str] = &[
        "2026-11-28T10:00:00Z {\"a\":1}",
        "2026-11-28T10:00:00.123456789+05:30 stdout F {\"a\":1}",
        "2026-11-28 10:00:00,123 INFO x",
        "2026-11-28T10:00:00.123456+00:00 app[web.1]: x",
        "2026/11/28 10:00:00 got",
        "11/28/2026, 10:00:00 AM x",
        "28.11.2026 10:00:00 x",
        "26/11/28 10:00:00 INFO x",
        "10:00:00 web.1  | x",
        "10:00:00.123 [main] INFO x",
        "Nov 28 10:00:00 host app[12]: x",
        "Nov  8 10:00:00 host",
        "Nov 28, 10:00:00 AM: x",
        "Fri Nov 28 10:00:00 2026",
        "Fri 2026-11-28 10:00:00 IST host",
        "Fri, 28 Nov 2026 10:00:00 GMT x",
        "28 Nov 2026 10:00:00 x",
        "28/Nov/2026:10:00:00 +0530 x",
        "[2026-11-28T10:00:00Z] x",
        "[12:00:01] got {\"a\":1}",
        "[28/Nov/2026:10:00:00 +0000] x",
        "[28-Nov-2026 10:00:00 UTC] x",
        "[Fri Nov 28 10:00:00.123 2026] [error] x",
        "[Nest] 12  - 11/28/2026",
        "[pod/web-7c9/app] {\"a\":1}",
        "1795860000 {\"a\":1}",
        "1795860000.123 {\"a\":1}",
        "1795860000123 {\"a\":1}",
        "INFO {\"a\":1}",
        "INFO:root:{\"a\":1}",
        "WARNING  x",
        "ERROR\tx",
        "info: x",
        "info: App.Hooks[0]",
        "Error: x",
        "[INFO] x",
        "[ WARN ] x",
        "[info]{\"a\":1}",
        "level=info msg=x",
        "time=\"2026-11-28\" level=info",
        "at=info method=POST",
        "I1128 10:00:00.000000       1 hook.go:12] x",
        "I, [2026-11-28T10:00:00.123456 #7]  INFO -- : x",
        "<34>1 2026-11-28T10:00:00Z x",
        "<13>Nov 28 10:00:00 x",
        "83 <40>1 2026-11-28T10:00:00+00:00 host app web.1 - x",
        "app[12]: x",
        "app[web.1]: x",
        "web-1 | {\"a\":1}",
        "web-1  | {\"a\":1}",
        "web-1  |",
        "backend  | {\"a\":1}",
        "0|server  | {\"a\":1}",
        "data: {\"a\":1}",
        "data:{\"a\":1}",
        "START RequestId: 8f5 Version: $LATEST",
        "==> /var/log/app.log <==",
        "127.0.0.1 - - [28/Nov/2026:10:00:00 +0000] \"POST / HTTP/1.1\" 200",
        "\u{1b}[32mINFO\u{1b}[0m x",
        "\0\0\0\0\0\0{\"a\":1}",
    ];

    #[test]
    fn lines_of_logs_are_known_by_what_they_begin_with() {
        for line in LINES {
            let found = begins(line.as_bytes(), More::Never);
            assert!(matches!(found, Begins::With(_)), "{line}");
            let line = format!("{line}\nmore");
            assert_eq!(begins(line.as_bytes(), More::Coming), found, "{line}");
        }
    }

    #[test]
    fn each_entry_of_the_table_has_a_line_that_shows_it() {
        let shown: Vec<Begins> =
            LINES.iter().map(|line| begins(line.as_bytes(), More::Never)).collect();
        for prefix in TIMES.iter().chain(PREFIXES) {
            assert!(shown.contains(&Begins::With(prefix.name)), "{}", prefix.name);
        }
    }

    #[test]
    fn what_only_looks_like_it_begins_no_log() {
        for line in [
            "",
            "{\"a\":1}",
            "[{\"a\":1}]",
            "[[1]]",
            "[1, 2]",
            "[12] {\"a\":1}",
            "[2026, 11]",
            "[\"INFO\"]",
            "[true] {\"a\":1}",
            "[null] x",
            "[x]",
            "\"2026-11-28T10:00:00Z\"",
            "2026",
            "-2026",
            "2026-11-28",
            "2026-11-28,Asha",
            "12:00",
            "12:00:01",
            "1.5",
            "10.0.0.1",
            "1795860000",
            "1795860000 1795860001",
            "17958600001 {\"a\":1}",
            "true",
            "null",
            "November",
            "Nov 28",
            "Friday",
            "INFORMATION",
            "INFO",
            "info about it",
            "error in line 5",
            "Errors: 5",
            "levels=5",
            "name | city",
            "name|city",
            "Asha Rao | Pune",
            "a || b",
            "<html>",
            "<1234> x",
            "83 40",
            "app[12] x",
            "app[]: x",
            "data",
            "database: x",
            "==>",
            "started",
            "> app@1.0.0 start",
            "Attaching to web-1",
            "POST /hook HTTP/1.1",
            "Content-Type: application/json",
            "name: Asha",
            "// comment",
            "\0\0\0{",
        ] {
            for end in ["", "\n", "\r\n{\"a\":1}"] {
                let line = format!("{line}{end}");
                assert_eq!(begins(line.as_bytes(), More::Never), Begins::Otherwise, "{line:?}");
                if !end.is_empty() {
                    assert_eq!(
                        begins(line.as_bytes(), More::Coming),
                        Begins::Otherwise,
                        "{line:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn what_has_come_is_enough_or_more_is_waited_for() {
        for line in LINES {
            let line = format!("{line}\n");
            let whole = begins(line.as_bytes(), More::Coming);
            let bytes = line.as_bytes();
            for end in 0..=bytes.len() {
                let found = begins(bytes.get(..end).unwrap(), More::Coming);
                assert!(found == Begins::Undecided || found == whole, "{line:?} {end}");
            }
        }
    }

    #[test]
    fn json_is_told_at_once() {
        for start in ["{", "[{", "[[", "[\"", "[ {", "\"", "[]"] {
            assert_eq!(begins(start.as_bytes(), More::Coming), Begins::Otherwise, "{start}");
        }
    }
}
