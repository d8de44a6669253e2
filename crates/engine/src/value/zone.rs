//! Time zones of the IANA database in the binary; never those of the system.

use std::sync::LazyLock;

use jiff::tz::{TimeZone, TimeZoneDatabase};

use super::InvalidOption;

static ZONES: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// The most edits between a name and the one that was probably meant.
const FEW_EDITS: usize = 3;

/// A named time zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone(TimeZone);

impl Zone {
    /// The zone of an IANA name in any case, an old one (`Asia/Calcutta`) as well as a new one.
    ///
    /// # Errors
    /// When there is no zone of that name.
    pub fn named(name: &str) -> Result<Self, InvalidOption> {
        match zone(name) {
            Some(zone) => Ok(Zone(zone)),
            None => Err(InvalidOption {
                message: format!(
                    "`{name}` is not the IANA name of a time zone, such as Asia/Kolkata or UTC"
                ),
                suggestion: nearest(name),
            }),
        }
    }

    pub(super) fn time_zone(&self) -> &TimeZone {
        &self.0
    }
}

/// The zone of an IANA name.
pub(super) fn zone(name: &str) -> Option<TimeZone> {
    ZONES.get(name).ok().filter(|zone| !zone.is_unknown())
}

/// The known name that is nearest to `name`, or whose city is, if it is near at all.
fn nearest(name: &str) -> Option<String> {
    let wanted = name.to_lowercase();
    let few = FEW_EDITS.min(wanted.chars().count() / 4);
    ZONES
        .available()
        .map(|known| {
            let lower = known.as_str().to_lowercase();
            let city = lower.rsplit('/').next().unwrap_or(&lower);
            let edits =
                strsim::osa_distance(&wanted, &lower).min(strsim::osa_distance(&wanted, city));
            (edits, known)
        })
        .filter(|&(edits, _)| edits <= few)
        .min_by_key(|&(edits, _)| edits)
        .map(|(_, known)| known.as_str().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_and_new_names_are_known_in_any_case() {
        for name in [
            "Asia/Kolkata",
            "Asia/Calcutta",
            "asia/kolkata",
            "UTC",
            "Europe/Kyiv",
            "Europe/Kiev",
            "US/Eastern",
        ] {
            assert!(Zone::named(name).is_ok(), "{name}");
        }
    }

    #[test]
    fn an_unknown_name_is_answered_with_the_nearest() {
        for (name, suggestion) in [
            ("Asia/Kolkatta", Some("Asia/Kolkata")),
            ("Asia/Kokata", Some("Asia/Kolkata")),
            ("Kolkata", Some("Asia/Kolkata")),
            ("new_york", Some("America/New_York")),
            ("Europe/Berlim", Some("Europe/Berlin")),
            ("IST", None),
            ("+05:30", None),
            ("", None),
            ("Etc/Unknown", None),
            ("../../etc/passwd", None),
        ] {
            let error = Zone::named(name).unwrap_err();
            assert_eq!(error.suggestion.as_deref(), suggestion, "{name}");
            assert!(error.message.contains(name));
        }
    }
}
