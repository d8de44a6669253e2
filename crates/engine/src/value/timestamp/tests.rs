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
    match timestamp(input, output, zone).unwrap().convert(&text(value))? {
        Cell::Text(text) | Cell::Json(text) => Ok(text.into_owned()),
        Cell::Missing => panic!("{value} went missing"),
    }
}

fn table(input: &str, output: &str, zone: &str, rows: &[(&str, &str)]) {
    for (value, expected) in rows {
        let found = convert(value, input, output, zone);
        assert_eq!(found.as_deref(), Ok(*expected), "{value} from {input} to {output} in {zone:?}");
    }
}

fn none_fits(input: &str, zone: &str, values: &[&str]) {
    for value in values {
        let found = convert(value, input, "rfc3339", zone);
        assert!(found.is_err(), "{value} from {input} in {zone:?}: {found:?}");
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
        &[("1697043223", "2023-10-11T17:53:43+01:00"), ("1704067200", "2024-01-01T00:00:00Z")],
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
    let cell = timestamp("rfc3339", "unix_s", "").unwrap().convert(&text("1970-01-01T00:00:01Z"));
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
            ("2021-07-23T18:02:58.123456789Z", "2021-07-23T18:02:58.123456789Z"),
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
    none_fits("rfc3339", "Europe/Berlin", &["2024-03-31T02:30:00", "2024-03-31 02:00:00"]);
    let misfit = convert("2024-03-31T02:30:00", "rfc3339", "rfc3339", "Europe/Berlin").unwrap_err();
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
        ("%m/%d/%Y %I:%M %p", "Asia/Calcutta", "7/11/2024 4:30 PM", "2024-07-11T16:30:00+05:30"),
        ("%m/%d/%Y %I:%M %p", "Asia/Calcutta", "07/11/2024 04:30 pm", "2024-07-11T16:30:00+05:30"),
        ("%d/%m/%Y %H:%M", "Asia/Kolkata", "07/11/2024 16:30", "2024-11-07T16:30:00+05:30"),
        ("%Y-%m-%d", "Asia/Kolkata", "2024-07-11", "2024-07-11T00:00:00+05:30"),
        ("%Y%m%d", "UTC", "20240711", "2024-07-11T00:00:00Z"),
        ("%d/%b/%Y:%T %z", "", "15/May/2020:06:01:09 +0000", "2020-05-15T06:01:09Z"),
        (
            "%Y-%m-%d %H:%M:%S%.f %z",
            "",
            "2024-07-11 16:12:38.068 +0530",
            "2024-07-11T16:12:38.068+05:30",
        ),
        ("%F %T %Q", "", "2024-07-11 16:12:38 Asia/Kolkata", "2024-07-11T16:12:38+05:30"),
        ("%F %T %z %Q", "", "2024-07-11 16:12:38 +0530 Asia/Kolkata", "2024-07-11T16:12:38+05:30"),
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
        &["07/13/2024", "31/02/2024", "2024-07-11", "07/11/2024 16:30", ""],
    );
    none_fits("%a %d/%m/%Y", "Asia/Kolkata", &["Mon 11/07/2024"]);
    none_fits(
        "%F %T %z %Q",
        "",
        &["2024-07-11 16:12:38 +0000 Asia/Kolkata", "2024-07-11 16:12:38 +0000 Asia/Nowhere"],
    );
    none_fits("%F %T", "Europe/Berlin", &["2024-03-31 02:30:00"]);
    none_fits("%F %T %Q", "", &["2024-03-31 02:30:00 Europe/Berlin"]);
}

#[test]
fn a_leap_second_in_a_pattern_is_the_second_before_it() {
    table("%F %T", "rfc3339", "UTC", &[("2016-12-31 23:59:60", "2016-12-31T23:59:59Z")]);
}

#[test]
fn patterns_write_in_the_zone() {
    table(
        "unix_ms",
        "%d %b %Y, %-I:%M %p",
        "Asia/Kolkata",
        &[("1720694558068", "11 Jul 2024, 4:12 PM")],
    );
    table("unix_ms", "%F %T %Z", "", &[("1720694558068", "2024-07-11 10:42:38 UTC")]);
    table("rfc3339", "%F %T %z", "", &[("2024-07-11T16:12:38+05:30", "2024-07-11 16:12:38 +0530")]);
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
    table("unix_s", "rfc3339", "Asia/Kolkata", &[("-5000000000", "1811-07-23T15:06:40Z")]);
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
        for unit in [TimeUnit::Seconds, TimeUnit::Milliseconds] {
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
