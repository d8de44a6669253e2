use std::borrow::Cow;

use proptest::prelude::{any, prop_assert_eq, proptest};

use super::*;

fn every_type() -> Vec<Type> {
    let zone = || Zone::named("Asia/Kolkata").ok();
    let mut types =
        vec![Type::Any, Type::Text, Type::Integer, Type::Number, Type::Boolean, Type::Email];
    types.push(Type::Phone(Phone::new(None)));
    types.push(Type::Phone(Phone::new(Region::parse("IN").ok())));
    for input in [TimeFormat::UnixSeconds, TimeFormat::UnixMilliseconds, TimeFormat::Rfc3339] {
        types.push(Type::Timestamp(Timestamp::new(input, TimeFormat::Rfc3339, zone()).unwrap()));
    }
    types
}

fn text(text: &str) -> Cell<'_> {
    Cell::Text(Cow::Borrowed(text))
}

fn json(json: &str) -> Cell<'_> {
    Cell::Json(Cow::Borrowed(json))
}

#[test]
fn any_leaves_every_value_as_it_is() {
    for cell in [
        Cell::Missing,
        text(" as is "),
        json("1.10"),
        json("true"),
        json("[1, 2]"),
        json("{\"a\": 1}"),
    ] {
        assert_eq!(Type::Any.convert(cell.clone()), Ok(cell));
    }
}

#[test]
fn text_takes_strings_as_they_are_and_scalars_by_their_json_text() {
    for (cell, expected) in [
        (text(" as is "), " as is "),
        (json("1.10"), "1.10"),
        (json("12345678901234567890123"), "12345678901234567890123"),
        (json("true"), "true"),
    ] {
        assert_eq!(Type::Text.convert(cell), Ok(text(expected)));
    }
}

#[test]
fn numbers_keep_their_json_text() {
    for number in ["1.10", "1E5", "12345678901234567890123", "-0", "1e400"] {
        assert_eq!(Type::Number.convert(json(number)), Ok(json(number)));
    }
    assert_eq!(
        Type::Integer.convert(json("12345678901234567890123")),
        Ok(json("12345678901234567890123"))
    );
    assert_eq!(Type::Integer.convert(json("1e3")), Ok(json("1000")));
    assert!(Type::Number.convert(json("true")).is_err());
    assert!(Type::Integer.convert(json("1.5")).is_err());
}

#[test]
fn booleans_are_read_from_the_usual_words() {
    for (cell, expected) in [
        (json("true"), Some("true")),
        (json("false"), Some("false")),
        (json("1"), Some("true")),
        (json("1.0"), Some("true")),
        (json("0"), Some("false")),
        (json("2"), None),
        (json("-1"), None),
        (text("Yes"), Some("true")),
        (text(" ON "), Some("true")),
        (text("T"), Some("true")),
        (text("1"), Some("true")),
        (text("no"), Some("false")),
        (text("N"), Some("false")),
        (text("off"), Some("false")),
        (text("0"), Some("false")),
        (text("maybe"), None),
        (text("1.0"), None),
        (text("yes please"), None),
    ] {
        assert_eq!(Type::Boolean.convert(cell.clone()).ok(), expected.map(json), "{cell:?}");
    }
}

#[test]
fn arrays_and_objects_fit_no_type_but_any() {
    for fit in every_type().iter().filter(|fit| **fit != Type::Any) {
        assert!(fit.convert(json("[]")).is_err(), "{}", fit.name());
        assert!(fit.convert(json("{}")).is_err(), "{}", fit.name());
    }
}

#[test]
fn what_is_missing_stays_missing() {
    for fit in every_type() {
        assert_eq!(fit.convert(Cell::Missing), Ok(Cell::Missing));
    }
}

proptest! {
    #[test]
    fn no_string_makes_any_type_panic(value in any::<String>()) {
        for fit in every_type() {
            let _ = fit.convert(text(&value));
        }
    }

    #[test]
    fn converting_twice_is_converting_once(value in "[-+0-9a-cE.@ ]{1,16}|(yes|no|on|1|0)|[a-c.]{1,5}@[a-c.]{1,5}") {
        let region = Region::parse("IN").ok();
        for fit in [Type::Text, Type::Integer, Type::Number, Type::Boolean, Type::Email, Type::Phone(Phone::new(region))] {
            if let Ok(once) = fit.convert(text(&value)) {
                prop_assert_eq!(fit.convert(once.clone()), Ok(once));
            }
        }
    }
}
