//! Moments in the notation of RFC 3339, section 5.6, with the liberties that providers take.

use jiff::Zoned;
use jiff::civil::DateTime;
use jiff::fmt::temporal::DateTimePrinter;
use jiff::tz::Offset;

static PRINTER: DateTimePrinter = DateTimePrinter::new();

/// A date and time of day, and its offset from UTC if the text names one.
///
/// Beyond the RFC: a space for the `T` and before the offset, an offset without colon, `UTC` and `GMT` for `Z`, no
/// seconds, and no offset. A leap second is no time that a Unix clock has, so it is not read.
pub(crate) fn read(text: &str) -> Option<(DateTime, Option<Offset>)> {
    let mut rest = Rest(text);
    let year = rest.digits(4)?;
    let month = rest.after('-')?.digits(2)?;
    let day = rest.after('-')?.digits(2)?;
    rest.one_of(['T', 't', ' '])?;
    let hour = rest.digits(2)?;
    let minute = rest.after(':')?.digits(2)?;
    let (mut second, mut nanosecond) = (0, 0);
    if rest.after(':').is_some() {
        second = rest.digits(2)?;
        if rest.after('.').is_some() {
            nanosecond = rest.fraction()?;
        }
    }
    let time = DateTime::new(
        i16::try_from(year).ok()?,
        i8::try_from(month).ok()?,
        i8::try_from(day).ok()?,
        i8::try_from(hour).ok()?,
        i8::try_from(minute).ok()?,
        i8::try_from(second).ok()?,
        nanosecond,
    );
    Some((time.ok()?, offset(rest.0)?))
}

/// The offset that ends the text; `None` inside if there is no text left.
fn offset(text: &str) -> Option<Option<Offset>> {
    if text.is_empty() {
        return Some(None);
    }
    let text = text.strip_prefix(' ').unwrap_or(text);
    if ["Z", "UTC", "GMT"].iter().any(|name| name.eq_ignore_ascii_case(text)) {
        return Some(Some(Offset::UTC));
    }
    let mut rest = Rest(text);
    let sign = if rest.one_of(['+', '-'])? == '-' { -1 } else { 1 };
    let hours = rest.digits(2)?;
    // The colon is optional: Meta and Rails leave it out.
    let _ = rest.after(':');
    let minutes = rest.digits(2)?;
    if !rest.0.is_empty() || hours > 23 || minutes > 59 {
        return None;
    }
    Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok().map(Some)
}

/// What is still to be read.
struct Rest<'a>(&'a str);

impl Rest<'_> {
    fn after(&mut self, c: char) -> Option<&mut Self> {
        self.0 = self.0.strip_prefix(c)?;
        Some(self)
    }

    fn one_of<const N: usize>(&mut self, chars: [char; N]) -> Option<char> {
        let c = self.0.chars().next().filter(|c| chars.contains(c))?;
        self.after(c)?;
        Some(c)
    }

    fn digits(&mut self, count: usize) -> Option<i32> {
        let (digits, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        if digits.bytes().all(|byte| byte.is_ascii_digit()) { digits.parse().ok() } else { None }
    }

    /// The nanoseconds of one to nine digits; more could not be kept.
    fn fraction(&mut self) -> Option<i32> {
        let count = self.0.bytes().take_while(u8::is_ascii_digit).count();
        let scale = 9_u32.checked_sub(u32::try_from(count).ok()?)?;
        if count == 0 { None } else { Some(self.digits(count)? * 10_i32.pow(scale)) }
    }
}

/// The moment with its zone's offset, `Z` if that is zero, and with as many digits of the second as it has.
///
/// RFC 3339 has no seconds in offsets. Local mean times, before zones were agreed on, do: those are written in UTC.
pub(super) fn write(moment: &Zoned) -> String {
    let offset = moment.offset();
    if offset == Offset::UTC || offset.seconds() % 60 != 0 {
        PRINTER.timestamp_to_string(&moment.timestamp())
    } else {
        PRINTER.timestamp_with_offset_to_string(&moment.timestamp(), offset)
    }
}
