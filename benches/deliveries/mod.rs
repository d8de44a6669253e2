//! Invented deliveries like those of SaleAssist, for measuring: the same for the same seed.
//!
//! Their average is 4.5 KB. The proportions are those of [`Deliveries`]; gaps, quotes, line breaks and scripts are those of
//! the sample log.

pub(crate) mod json;
mod payload;
pub(crate) mod random;
mod words;

use json::{Beyond, Json, Spacing};
use payload::Event;
use random::Random;

/// One delivery.
#[derive(Debug, Clone)]
pub(crate) struct Delivery {
    /// Its payload.
    pub(crate) payload: Json,
    /// How its sender writes what is not ASCII.
    pub(crate) beyond: Beyond,
    /// The white space its sender puts on one line.
    pub(crate) spacing: Spacing,
}

/// Deliveries without end, of 1,000:
///
/// - 800 new conversations (of which 850 of 1,000 book a meeting), 80 closed ones, 80 meetings whose status changed and
///   40 people that were updated;
/// - 500 with their keys in a random order;
/// - 500 with what is not ASCII as `\u`, 300 of them with a space after each comma and colon;
/// - 10 that are sent again.
#[derive(Debug)]
pub(crate) struct Deliveries {
    random: Random,
    /// Of the next, in milliseconds since 1970.
    time: i64,
    last: Option<Delivery>,
}

impl Deliveries {
    /// Those of `seed`.
    pub(crate) fn new(seed: u64) -> Self {
        Deliveries { random: Random::new(seed), time: 1_773_287_047_431, last: None }
    }

    fn fresh(&mut self) -> Delivery {
        let random = &mut self.random;
        self.time += random.within(500..60_000) as i64;
        let event = match random.within(0..1000) {
            0..800 => Event::NewConversation,
            800..880 => Event::ConversationClosed,
            880..960 => Event::MeetingStatusChanged,
            _ => Event::PeopleUpdated,
        };
        let (beyond, spacing) = match random.within(0..1000) {
            0..300 => (Beyond::Escaped, Spacing::Loose),
            300..500 => (Beyond::Escaped, Spacing::Compact),
            _ => (Beyond::Raw, Spacing::Compact),
        };
        let mut payload = payload::payload(event, self.time, random);
        if random.happens(500) {
            payload.shuffle(random);
        }
        Delivery { payload, beyond, spacing }
    }
}

impl Iterator for Deliveries {
    type Item = Delivery;

    fn next(&mut self) -> Option<Delivery> {
        let again = self.random.happens(10);
        match &self.last {
            Some(last) if again => Some(last.clone()),
            _ => {
                let fresh = self.fresh();
                self.last = Some(fresh.clone());
                Some(fresh)
            }
        }
    }
}

impl Delivery {
    /// Appends the payload on one line, as its sender wrote it.
    pub(crate) fn write_line(&self, out: &mut Vec<u8>) {
        self.payload.write(self.beyond, self.spacing, out);
    }
}
