//! Moments: read in one form, written in another, and the same moment all the way.

use std::borrow::Cow;

use jiff::civil::DateTime;
use jiff::fmt::strtime::{self, BrokenDownTime};
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};
use jiff::{Zoned, civil};

use super::unix::Unit;
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
    pub const NAMES: [&str; 3] = ["unix_s", "unix_ms", "rfc3339"];

    /// The format of a mapping's text: one of [`Self::NAMES`] or a strftime pattern.
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
                    Err(error) => Err(invalid(format!(
                        "`{pattern}` is not a time pattern: {error}"
                    ))),
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
    let near = TimeFormat::NAMES
        .into_iter()
        .filter(|name| edits(name) <= 1);
    near.min_by_key(edits).map(str::to_owned)
}

fn invalid(message: String) -> InvalidOption {
    InvalidOption {
        message,
        suggestion: None,
    }
}

fn sample() -> Zoned {
    Offset::UTC
        .to_timestamp(SAMPLE)
        .unwrap_or_default()
        .to_zoned(TimeZone::UTC)
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
        let timestamp = Timestamp {
            input,
            output,
            zone,
        };
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
                Some(_) => Err(format!(
                    "`{pattern}` has a fraction beside %s: unix_s reads both"
                )),
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
            return Err(format!(
                "`{pattern}` names no time zone, and neither does the field"
            ));
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
            TimeFormat::UnixSeconds => Unit::Seconds
                .read(text)
                .map(|moment| moment.to_zoned(TimeZone::UTC)),
            TimeFormat::UnixMilliseconds => Unit::Milliseconds
                .read(text)
                .map(|moment| moment.to_zoned(TimeZone::UTC)),
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
        let zone = self
            .zone
            .as_ref()
            .ok_or("names no time zone, and neither does the field")?;
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
            TimeFormat::UnixSeconds => Ok(Cell::Json(Cow::Owned(
                Unit::Seconds.write(moment.timestamp()),
            ))),
            TimeFormat::UnixMilliseconds => Ok(Cell::Json(Cow::Owned(
                Unit::Milliseconds.write(moment.timestamp()),
            ))),
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
mod tests {
    use super::*;
    use proptest::prelude::{any, prop_assert_eq, proptest};

    fn timestamp(input: &str, output: &str, zone: &str) -> Result<Timestamp, InvalidOption> {
        let zone = (!zone.is_empty()).then(|| Zone::named(zone).unwrap());
        Timestamp::new(TimeFormat::parse(input)?, TimeFormat::parse(output)?, zone)
    }

    fn text<'a>(text: &'a str) -> Scalar<'a> {
        Scalar::Text(Cow::Borrowed(text))
    }

    fn convert(value: &str, input: &str, output: &str, zone: &str) -> Result<String, Misfit> {
        match timestamp(input, output, zone)
            .unwrap()
            .convert(&text(value))?
        {
            Cell::Text(text) | Cell::Json(text) => Ok(text.into_owned()),
            Cell::Missing => panic!("{value} went missing"),
        }
    }

    fn table(input: &str, output: &str, zone: &str, rows: &[(&str, &str)]) {
        for (value, expected) in rows {
            let found = convert(value, input, output, zone);
            assert_eq!(
                found.as_deref(),
                Ok(*expected),
                "{value} from {input} to {output} in {zone:?}"
            );
        }
    }

    fn none_fits(input: &str, zone: &str, values: &[&str]) {
        for value in values {
            let found = convert(value, input, "rfc3339", zone);
            assert!(
                found.is_err(),
                "{value} from {input} in {zone:?}: {found:?}"
            );
        }
    }

    #[test]
    fn unix_times_are_written_in_utc_or_in_the_zone() {
        table(
            "unix_ms",
            "rfc3339",
            "",
            &[
                ("1720694558068", "2024-07-11T10:42:38.068Z"),
                (" 1720694558000 ", "2024-07-11T10:42:38Z"),
                ("1.720694558068E12", "2024-07-11T10:42:38.068Z"),
                ("1720694558068.5", "2024-07-11T10:42:38.0685Z"),
                ("-1", "1969-12-31T23:59:59.999Z"),
                ("0", "1970-01-01T00:00:00Z"),
            ],
        );
        table(
            "unix_ms",
            "rfc3339",
            "Asia/Kolkata",
            &[("1720694558068", "2024-07-11T16:12:38.068+05:30")],
        );
        table(
            "unix_ms",
            "rfc3339",
            "Asia/Calcutta",
            &[("1720694558068", "2024-07-11T16:12:38.068+05:30")],
        );
        table(
            "unix_s",
            "rfc3339",
            "",
            &[
                ("1697043223", "2023-10-11T16:53:43Z"),
                ("1697043223.5", "2023-10-11T16:53:43.5Z"),
                ("-1697043223.000000001", "1916-03-23T07:06:16.999999999Z"),
            ],
        );
        table(
            "unix_s",
            "rfc3339",
            "Europe/London",
            &[
                ("1697043223", "2023-10-11T17:53:43+01:00"),
                ("1704067200", "2024-01-01T00:00:00Z"),
            ],
        );
    }

    #[test]
    fn a_unix_time_is_a_json_number_within_the_years_that_have_four_digits() {
        let unfit = [
            "",
            "now",
            "0x10",
            "+5",
            "007",
            "1,697",
            "1697043223 s",
            "1720694558068",
            "-99999999999",
            "1e30",
            "1e99999999999",
            "1697043223.0000000001",
            "99999999999999999999999",
            "true",
        ];
        none_fits("unix_s", "", &unfit);
        none_fits("unix_s", "", &["-62198755200"]);
        assert_eq!(
            convert("253402207200", "unix_s", "rfc3339", "").as_deref(),
            Ok("9999-12-30T22:00:00Z")
        );
    }

    #[test]
    fn unix_outputs_are_json_numbers_that_lose_nothing() {
        table(
            "rfc3339",
            "unix_s",
            "",
            &[
                ("2024-07-11T10:42:38Z", "1720694558"),
                ("2024-07-11T10:42:38.068Z", "1720694558.068"),
                ("1969-12-31T23:59:59.25Z", "-0.75"),
            ],
        );
        table(
            "rfc3339",
            "unix_ms",
            "",
            &[
                ("2024-07-11T16:12:38.068+05:30", "1720694558068"),
                ("2024-07-11T10:42:38.0685Z", "1720694558068.5"),
                ("2024-07-11T10:42:38.068000001Z", "1720694558068.000001"),
            ],
        );
        let cell = timestamp("rfc3339", "unix_s", "")
            .unwrap()
            .convert(&text("1970-01-01T00:00:01Z"));
        assert_eq!(cell, Ok(Cell::Json("1".into())));
    }

    #[test]
    fn rfc3339_is_read_with_the_liberties_that_providers_take() {
        table(
            "rfc3339",
            "rfc3339",
            "",
            &[
                ("2024-07-11T10:42:38Z", "2024-07-11T10:42:38Z"),
                ("2024-07-11t10:42:38z", "2024-07-11T10:42:38Z"),
                (" 2024-07-11 10:42:38Z", "2024-07-11T10:42:38Z"),
                ("2024-07-11T16:12:38+05:30", "2024-07-11T16:12:38+05:30"),
                ("2024-07-11T16:12:38+0530", "2024-07-11T16:12:38+05:30"),
                ("2024-07-11 16:12:38 +0530", "2024-07-11T16:12:38+05:30"),
                ("2025-10-08T09:09:27+0000", "2025-10-08T09:09:27Z"),
                ("2021-12-31T19:00:00-05:00", "2021-12-31T19:00:00-05:00"),
                ("2020-03-03 13:05:57 UTC", "2020-03-03T13:05:57Z"),
                ("2024-07-11T16:12Z", "2024-07-11T16:12:00Z"),
                ("2021-07-23T18:02:58.000Z", "2021-07-23T18:02:58Z"),
                (
                    "2021-07-23T18:02:58.123456789Z",
                    "2021-07-23T18:02:58.123456789Z",
                ),
                ("2021-07-23T18:02:58.000000Z", "2021-07-23T18:02:58Z"),
            ],
        );
        table(
            "rfc3339",
            "rfc3339",
            "Asia/Kolkata",
            &[
                ("2024-07-11T16:12:38", "2024-07-11T16:12:38+05:30"),
                ("2024-07-11T10:42:38Z", "2024-07-11T16:12:38+05:30"),
            ],
        );
    }

    #[test]
    fn what_is_no_rfc3339_time_does_not_fit() {
        none_fits(
            "rfc3339",
            "Asia/Kolkata",
            &[
                "2024-07-11",
                "10:42:38",
                "2024-07-11T10",
                "20240711T104238Z",
                "2024-7-11T10:42:38Z",
                "11-07-2024T10:42:38Z",
                "2024-02-30T10:42:38Z",
                "2024-13-01T10:42:38Z",
                "2024-07-11T24:00:00Z",
                "2024-07-11T10:60:00Z",
                "2016-12-31T23:59:60Z",
                "2024-07-11T10:42:38.Z",
                "2024-07-11T10:42:38.1234567891Z",
                "2024-07-11T10:42:38,5Z",
                "2024-07-11T10:42:38+5:30",
                "2024-07-11T10:42:38+05",
                "2024-07-11T10:42:38+24:00",
                "2024-07-11T10:42:38+05:60",
                "2024-07-11T10:42:38 IST",
                "2024-07-11T10:42:38ZZ",
                "2024-07-11T10:42:38[Asia/Kolkata]",
                "+002024-07-11T10:42:38Z",
                "२०२४-07-11T10:42:38Z",
                "1720694558068",
            ],
        );
    }

    #[test]
    fn a_time_without_a_zone_needs_one_from_the_mapping() {
        let misfit = convert("2024-07-11T16:12:38", "rfc3339", "rfc3339", "").unwrap_err();
        assert!(misfit.0.starts_with("names no time zone"), "{misfit}");
    }

    #[test]
    fn a_skipped_time_does_not_fit_and_of_a_doubled_one_the_first_is_taken() {
        none_fits(
            "rfc3339",
            "Europe/Berlin",
            &["2024-03-31T02:30:00", "2024-03-31 02:00:00"],
        );
        let misfit =
            convert("2024-03-31T02:30:00", "rfc3339", "rfc3339", "Europe/Berlin").unwrap_err();
        assert_eq!(misfit.0, "is a time that Europe/Berlin skips");
        table(
            "rfc3339",
            "rfc3339",
            "Europe/Berlin",
            &[
                ("2024-10-27T02:30:00", "2024-10-27T02:30:00+02:00"),
                ("2024-10-27T02:30:00+01:00", "2024-10-27T02:30:00+01:00"),
                ("2024-03-31T03:00:00", "2024-03-31T03:00:00+02:00"),
            ],
        );
    }

    #[test]
    fn patterns_read_what_providers_write() {
        for (pattern, zone, value, expected) in [
            (
                "%m/%d/%Y %I:%M %p",
                "Asia/Calcutta",
                "7/11/2024 4:30 PM",
                "2024-07-11T16:30:00+05:30",
            ),
            (
                "%m/%d/%Y %I:%M %p",
                "Asia/Calcutta",
                "07/11/2024 04:30 pm",
                "2024-07-11T16:30:00+05:30",
            ),
            (
                "%d/%m/%Y %H:%M",
                "Asia/Kolkata",
                "07/11/2024 16:30",
                "2024-11-07T16:30:00+05:30",
            ),
            (
                "%Y-%m-%d",
                "Asia/Kolkata",
                "2024-07-11",
                "2024-07-11T00:00:00+05:30",
            ),
            ("%Y%m%d", "UTC", "20240711", "2024-07-11T00:00:00Z"),
            (
                "%d/%b/%Y:%T %z",
                "",
                "15/May/2020:06:01:09 +0000",
                "2020-05-15T06:01:09Z",
            ),
            (
                "%Y-%m-%d %H:%M:%S%.f %z",
                "",
                "2024-07-11 16:12:38.068 +0530",
                "2024-07-11T16:12:38.068+05:30",
            ),
            (
                "%F %T %Q",
                "",
                "2024-07-11 16:12:38 Asia/Kolkata",
                "2024-07-11T16:12:38+05:30",
            ),
            (
                "%F %T %z %Q",
                "",
                "2024-07-11 16:12:38 +0530 Asia/Kolkata",
                "2024-07-11T16:12:38+05:30",
            ),
            ("@%s", "", "@1697043223", "2023-10-11T16:53:43Z"),
            (
                "%a %b %d %Y %T GMT%z (India Standard Time)",
                "",
                "Fri Jul 23 2021 23:32:48 GMT+0530 (India Standard Time)",
                "2021-07-23T23:32:48+05:30",
            ),
        ] {
            table(pattern, "rfc3339", zone, &[(value, expected)]);
        }
    }

    #[test]
    fn what_contradicts_a_pattern_does_not_fit() {
        none_fits(
            "%d/%m/%Y",
            "Asia/Kolkata",
            &[
                "07/13/2024",
                "31/02/2024",
                "2024-07-11",
                "07/11/2024 16:30",
                "",
            ],
        );
        none_fits("%a %d/%m/%Y", "Asia/Kolkata", &["Mon 11/07/2024"]);
        none_fits(
            "%F %T %z %Q",
            "",
            &[
                "2024-07-11 16:12:38 +0000 Asia/Kolkata",
                "2024-07-11 16:12:38 +0000 Asia/Nowhere",
            ],
        );
        none_fits("%F %T", "Europe/Berlin", &["2024-03-31 02:30:00"]);
        none_fits("%F %T %Q", "", &["2024-03-31 02:30:00 Europe/Berlin"]);
    }

    #[test]
    fn a_leap_second_in_a_pattern_is_the_second_before_it() {
        table(
            "%F %T",
            "rfc3339",
            "UTC",
            &[("2016-12-31 23:59:60", "2016-12-31T23:59:59Z")],
        );
    }

    #[test]
    fn patterns_write_in_the_zone() {
        table(
            "unix_ms",
            "%d %b %Y, %-I:%M %p",
            "Asia/Kolkata",
            &[("1720694558068", "11 Jul 2024, 4:12 PM")],
        );
        table(
            "unix_ms",
            "%F %T %Z",
            "",
            &[("1720694558068", "2024-07-11 10:42:38 UTC")],
        );
        table(
            "rfc3339",
            "%F %T %z",
            "",
            &[("2024-07-11T16:12:38+05:30", "2024-07-11 16:12:38 +0530")],
        );
    }

    #[test]
    fn numbers_are_read_by_their_digits_and_booleans_not_at_all() {
        let day = timestamp("%Y%m%d", "%F", "UTC").unwrap();
        assert_eq!(
            day.convert(&Scalar::Number("20240711".into())),
            Ok(Cell::Text("2024-07-11".into()))
        );
        assert!(day.convert(&Scalar::Boolean("true".into())).is_err());
    }

    #[test]
    fn formats_are_names_or_patterns() {
        for (format, suggestion) in [
            ("unix", Some("unix_s")),
            ("unixms", Some("unix_ms")),
            ("rfc-3339", Some("rfc3339")),
            ("iso8601", None),
            ("YYYY-MM-DD", None),
            ("", None),
            ("%Y-%m-%d %", None),
            ("%!", None),
            ("%E", None),
        ] {
            let error = TimeFormat::parse(format).unwrap_err();
            assert_eq!(error.suggestion.as_deref(), suggestion, "{format}: {error}");
        }
    }

    #[test]
    fn an_input_pattern_must_tell_a_moment() {
        for (pattern, part) in [
            ("%Y-%m", "full date"),
            ("%m/%d %H:%M", "full date"),
            ("%H:%M", "full date"),
            ("%F %I:%M", "%p"),
            ("%F %M", "full time"),
            ("%s%.f", "unix_s"),
            ("%F %T %Z", "not read"),
            ("100%%", "full date"),
        ] {
            let error = timestamp(pattern, "rfc3339", "UTC").unwrap_err();
            assert!(error.message.contains(part), "{error}");
            assert!(timestamp("rfc3339", pattern, "UTC").is_ok(), "{pattern}");
        }
        let error = timestamp("%F %T", "rfc3339", "").unwrap_err();
        assert!(error.message.contains("names no time zone"), "{error}");
        assert!(timestamp("%s", "rfc3339", "").is_ok());
    }

    #[test]
    fn local_mean_time_keeps_the_moment() {
        table(
            "unix_s",
            "rfc3339",
            "Asia/Kolkata",
            &[("-5000000000", "1811-07-23T15:06:40Z")],
        );
    }

    proptest! {
        #[test]
        fn milliseconds_survive_the_way_through_rfc3339(count in -62_135_596_800_000_i64..253_402_200_000_000) {
            for zone in ["", "UTC", "Asia/Kolkata", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia"] {
                let there = convert(&count.to_string(), "unix_ms", "rfc3339", zone).unwrap();
                let back = convert(&there, "rfc3339", "unix_ms", zone);
                prop_assert_eq!(back, Ok(count.to_string()), "{} in {}", there, zone);
            }
        }

        #[test]
        fn nanoseconds_survive_the_way_through_seconds(nanoseconds in -62_000_000_000_000_000_000_i128..253_000_000_000_000_000_000) {
            let moment = jiff::Timestamp::from_nanosecond(nanoseconds).unwrap();
            for unit in [Unit::Seconds, Unit::Milliseconds] {
                prop_assert_eq!(unit.read(&unit.write(moment)), Ok(moment));
            }
        }

        #[test]
        fn no_text_makes_it_panic(value in any::<String>(), near in "[-0-9TtZz:+. /]{0,30}") {
            for value in [value, near] {
                for input in ["unix_s", "unix_ms", "rfc3339", "%m/%d/%Y %I:%M %p", "%F %T%.f %z %Q", "%s"] {
                    let _ = convert(&value, input, "rfc3339", "America/New_York");
                }
            }
        }

        #[test]
        fn no_pattern_makes_it_panic(pattern in "(%[-_0^#]?[0-9]{0,3}[.:]{0,3}[a-zA-Z%]|[ /x]){0,6}") {
            if let Ok(timestamp) = timestamp(&pattern, &pattern, "Asia/Kolkata") {
                let moment = timestamp.write(sample());
                if let Ok(Cell::Text(written)) = &moment {
                    let _ = timestamp.convert(&text(written));
                }
            }
        }
    }
}
