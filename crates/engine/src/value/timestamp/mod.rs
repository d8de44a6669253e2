//! Timestamps: moments parsed in one form and written in another.

use std::borrow::Cow;

use jiff::civil::DateTime;
use jiff::fmt::strtime::{self, BrokenDownTime};
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};
use jiff::{Zoned, civil};

use super::unix::TimeUnit;
use super::zone::{Zone, zone};
use super::{InvalidOption, Misfit, Scalar, rfc3339};
use crate::record::Cell;

/// A moment that tells all parts of a pattern apart: an hour after noon, a day that is no month, a fraction.
const SAMPLE: DateTime = civil::date(2006, 1, 23).at(16, 30, 45, 123_456_789);

/// How a moment stands in a text or number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TimeFormat {
    /// `unix_s`: seconds since 1970-01-01T00:00:00Z, down to the nanosecond behind a point.
    UnixSeconds,
    /// `unix_ms`: milliseconds since then.
    UnixMilliseconds,
    /// `rfc3339`: `2024-07-11T16:12:38.068+05:30` (RFC 3339, section 5.6).
    Rfc3339,
    /// A strftime pattern: `%d/%m/%Y %I:%M %p`.
    Pattern(String),
}

impl TimeFormat {
    /// The formats that have a name in a mapping.
    pub(crate) const NAMES: [&str; 3] = ["unix_s", "unix_ms", "rfc3339"];

    /// The format of a mapping's text: one of the names or a strftime pattern.
    ///
    /// # Errors
    /// When the text is neither, or a pattern that is not understood.
    pub fn parse(text: &str) -> Result<Self, InvalidOption> {
        match text {
            "unix_s" => Ok(TimeFormat::UnixSeconds),
            "unix_ms" => Ok(TimeFormat::UnixMilliseconds),
            "rfc3339" => Ok(TimeFormat::Rfc3339),
            pattern if pattern.contains('%') => {
                match BrokenDownTime::from(&sample()).to_string(pattern) {
                    Ok(_) => Ok(TimeFormat::Pattern(pattern.to_owned())),
                    Err(error) => {
                        Err(invalid(format!("`{pattern}` is not a time pattern: {error}")))
                    }
                }
            }
            other => Err(InvalidOption {
                message: format!(
                    "`{other}` is none of unix_s, unix_ms, rfc3339 or a strftime pattern such as %Y-%m-%d"
                ),
                suggestion: nearest(other),
            }),
        }
    }
}

/// The named format that `wanted` comes near to, whichever way it is punctuated.
fn nearest(wanted: &str) -> Option<String> {
    let plain = |name: &str| name.to_lowercase().replace(['-', '_', ' '], "");
    let wanted = plain(wanted);
    let edits = |name: &&str| strsim::osa_distance(&wanted, &plain(name));
    let near = TimeFormat::NAMES.into_iter().filter(|name| edits(name) <= 1);
    near.min_by_key(edits).map(str::to_owned)
}

fn invalid(message: String) -> InvalidOption {
    InvalidOption { message, suggestion: None }
}

fn sample() -> Zoned {
    Offset::UTC.to_timestamp(SAMPLE).unwrap_or_default().to_zoned(TimeZone::UTC)
}

/// How moments are read and written.
///
/// A time that names no zone of its own is read in the mapping's. Of a time that occurs twice there, when clocks are
/// put back, the first is taken; one that is skipped, when they are put forward, does not fit. A date alone, which
/// only a pattern can read, is its midnight. A leap second does not fit `rfc3339`; `%S` takes it for the second before.
///
/// Moments are written in the mapping's zone, or else in the zone they came with: UTC for a Unix time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timestamp {
    input: TimeFormat,
    output: TimeFormat,
    zone: Option<Zone>,
}

impl Timestamp {
    /// Reads moments as `input` and writes them as `output`.
    ///
    /// # Errors
    /// When `input` is a pattern from which no moment can be told: without a full date, with an hour that may be
    /// before or after noon, or without a zone although `zone` is none. The fault is always `input`'s.
    pub fn new(
        input: TimeFormat,
        output: TimeFormat,
        zone: Option<Zone>,
    ) -> Result<Self, InvalidOption> {
        let timestamp = Timestamp { input, output, zone };
        if let TimeFormat::Pattern(pattern) = &timestamp.input {
            timestamp.try_pattern(pattern).map_err(invalid)?;
        }
        Ok(timestamp)
    }

    /// Whether a sample written with `pattern` can be read back.
    fn try_pattern(&self, pattern: &str) -> Result<(), String> {
        let sample = sample();
        let text = BrokenDownTime::from(&sample)
            .to_string(pattern)
            .map_err(|error| format!("`{pattern}` is not a time pattern: {error}"))?;
        let parts = strtime::parse(pattern, &text)
            .map_err(|error| format!("`{pattern}` can be written but not read: {error}"))?;
        if parts.timestamp().is_some() {
            // The library would read the fraction and leave it out of the moment.
            return match parts.subsec_nanosecond() {
                None => Ok(()),
                Some(_) => Err(format!("`{pattern}` has a fraction beside %s: unix_s reads both")),
            };
        }
        if parts.to_date().ok() != Some(SAMPLE.date()) {
            return Err(format!(
                "`{pattern}` has no full date: a year, a month and a day are needed"
            ));
        }
        match parts.to_time() {
            Ok(time) if parts.hour().is_some() && time.hour() != SAMPLE.hour() => {
                return Err(format!(
                    "`{pattern}` has an hour that may be before or after noon: %p is needed beside %I"
                ));
            }
            Ok(_) => {}
            Err(error) => return Err(format!("`{pattern}` has no full time: {error}")),
        }
        if parts.offset().is_none() && parts.iana_time_zone().is_none() && self.zone.is_none() {
            return Err(format!("`{pattern}` names no time zone, and neither does the field"));
        }
        Ok(())
    }

    /// The moment as `output` has it: a JSON number for the Unix formats, otherwise a string.
    pub(super) fn convert<'a>(&self, scalar: &Scalar<'_>) -> Result<Cell<'a>, Misfit> {
        if let Scalar::Boolean(_) = scalar {
            return Err("is a boolean, not a time".into());
        }
        let moment = self.read(scalar.trimmed())?;
        self.write(moment)
    }

    fn read(&self, text: &str) -> Result<Zoned, Misfit> {
        match &self.input {
            TimeFormat::UnixSeconds => {
                TimeUnit::Seconds.read(text).map(|moment| moment.to_zoned(TimeZone::UTC))
            }
            TimeFormat::UnixMilliseconds => {
                TimeUnit::Milliseconds.read(text).map(|moment| moment.to_zoned(TimeZone::UTC))
            }
            TimeFormat::Rfc3339 => {
                let (time, offset) = rfc3339::read(text).ok_or("is not an RFC 3339 time")?;
                match offset {
                    Some(offset) => at_offset(time, offset).ok_or_else(|| "is out of range".into()),
                    None => self.local(time),
                }
            }
            TimeFormat::Pattern(pattern) => self.read_pattern(pattern, text),
        }
    }

    fn read_pattern(&self, pattern: &str, text: &str) -> Result<Zoned, Misfit> {
        let misfit = || Misfit::from(format!("is not a time in the form {pattern}"));
        let parts = strtime::parse(pattern, text).map_err(|_| misfit())?;
        let named = match parts.iana_time_zone() {
            Some(name) => Some(zone(name).ok_or("names a time zone that does not exist")?),
            None => None,
        };
        if let Some(moment) = parts.timestamp() {
            let offset = parts.offset().map(TimeZone::fixed);
            return Ok(moment.to_zoned(named.or(offset).unwrap_or(TimeZone::UTC)));
        }
        let time = parts.to_datetime().map_err(|_| misfit())?;
        match (parts.offset(), named) {
            (None, None) => self.local(time),
            (None, Some(named)) => local(time, &named),
            (Some(offset), named) => {
                let moment = at_offset(time, offset).ok_or("is out of range")?;
                match named {
                    Some(named) if named.to_offset(moment.timestamp()) != offset => {
                        Err("names an offset that its time zone does not have then".into())
                    }
                    Some(named) => Ok(moment.with_time_zone(named)),
                    None => Ok(moment),
                }
            }
        }
    }

    /// The moment of a time that names no zone.
    fn local(&self, time: DateTime) -> Result<Zoned, Misfit> {
        let zone = self.zone.as_ref().ok_or("names no time zone, and neither does the field")?;
        local(time, zone.time_zone())
    }

    fn write<'a>(&self, moment: Zoned) -> Result<Cell<'a>, Misfit> {
        let moment = match &self.zone {
            Some(zone) => moment.with_time_zone(zone.time_zone().clone()),
            None => moment,
        };
        // RFC 3339 and readers of dates know no year before 0; 9999 is the last that can be read at all.
        if moment.year() < 0 {
            return Err("is out of range: it is before the year 0".into());
        }
        match &self.output {
            TimeFormat::UnixSeconds => {
                Ok(Cell::Json(Cow::Owned(TimeUnit::Seconds.write(moment.timestamp()))))
            }
            TimeFormat::UnixMilliseconds => {
                Ok(Cell::Json(Cow::Owned(TimeUnit::Milliseconds.write(moment.timestamp()))))
            }
            TimeFormat::Rfc3339 => Ok(Cell::Text(Cow::Owned(rfc3339::write(&moment)))),
            TimeFormat::Pattern(pattern) => {
                match BrokenDownTime::from(&moment).to_string(pattern) {
                    Ok(text) => Ok(Cell::Text(Cow::Owned(text))),
                    Err(_) => Err(format!("cannot be written as {pattern}").into()),
                }
            }
        }
    }
}

/// The moment of a local time in `zone`: the first of two, none if clocks skip it.
fn local(time: DateTime, zone: &TimeZone) -> Result<Zoned, Misfit> {
    let offset = match zone.to_ambiguous_timestamp(time).offset() {
        AmbiguousOffset::Unambiguous { offset } | AmbiguousOffset::Fold { before: offset, .. } => {
            offset
        }
        AmbiguousOffset::Gap { .. } => {
            let name = zone.iana_name().unwrap_or("its time zone");
            return Err(format!("is a time that {name} skips").into());
        }
    };
    let moment = at_offset(time, offset).ok_or("is out of range")?;
    Ok(moment.with_time_zone(zone.clone()))
}

/// The moment of a local time at `offset`, if it is within the years that can be kept.
fn at_offset(time: DateTime, offset: Offset) -> Option<Zoned> {
    let moment = offset.to_timestamp(time).ok()?;
    Some(moment.to_zoned(TimeZone::fixed(offset)))
}

#[cfg(test)]
mod tests;
