//! Parsers for option values that are more than a word.

use leadmap_engine::apply::MaxRejects;
use leadmap_engine::capture::Unwrapping;
use leadmap_engine::message::visible;
use leadmap_engine::reading::RejectLines;

/// The largest size that `--max-payload` can ask for.
const LARGEST: usize = 1 << 40;

/// A value with the text it was given as, for messages that repeat it.
#[derive(Debug, Clone)]
pub(crate) struct Given<T> {
    pub(crate) text: String,
    pub(crate) value: T,
}

impl<T> Given<T> {
    fn new(text: &str, value: T) -> Self {
        Given { text: text.to_owned(), value }
    }
}

/// What `--from` says.
#[derive(Debug, Clone)]
pub(crate) struct From {
    pub(crate) unwrapping: Unwrapping,
    pub(crate) reject_lines: RejectLines,
}

impl From {
    /// As `unwrapping` says. Only what is recognised can be a line of a rejects file.
    pub(crate) fn of(unwrapping: Unwrapping) -> Self {
        let reject_lines = match unwrapping {
            Unwrapping::Auto => RejectLines::OfRejectsFiles,
            Unwrapping::Never | Unwrapping::Log | Unwrapping::At(_) => RejectLines::None,
        };
        From { unwrapping, reject_lines }
    }
}

/// The value of `--from`.
pub(super) fn from(text: &str) -> Result<Given<From>, String> {
    let (unwrapping, reject_lines) = match text {
        "rejects" => (Unwrapping::Auto, RejectLines::All),
        text => {
            let named = Unwrapping::named(text);
            let named = named.map_err(|error| visible(&error.to_string()).into_owned())?;
            return Ok(Given::new(text, From::of(named)));
        }
    };
    Ok(Given::new(text, From { unwrapping, reject_lines }))
}

/// The value of `--max-payload`, a number of bytes: `4096`, `64K`, `64M`, `64MiB`, `1G`.
pub(super) fn max_payload(text: &str) -> Result<Given<usize>, &'static str> {
    let size = size(text).filter(|size| (1..=LARGEST).contains(size));
    let size = size.ok_or("expected a size such as 64M")?;
    Ok(Given::new(text, size))
}

fn size(text: &str) -> Option<usize> {
    let digits = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let factor = match text[digits.len()..].to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "k" | "kb" | "kib" => 1 << 10,
        "m" | "mb" | "mib" => 1 << 20,
        "g" | "gb" | "gib" => 1 << 30,
        _ => return None,
    };
    digits.parse::<usize>().ok()?.checked_mul(factor)
}

/// The value of `--max-rejects`: a number, or per cent.
pub(super) fn max_rejects(text: &str) -> Result<Given<MaxRejects>, &'static str> {
    let limit = match text.strip_suffix('%') {
        Some(percent) => {
            let percent = percent.trim().parse().ok();
            percent.filter(|share| (0.0..=100.0).contains(share)).map(MaxRejects::Percent)
        }
        None => text.parse().ok().map(MaxRejects::Count),
    };
    let limit = limit.ok_or("expected a number such as 10 or 5%")?;
    Ok(Given::new(text, limit))
}
