//! The meaning of a key: which detail of a lead its values are.

use crate::schema::Shape;
use crate::schema::keys::{
    ARRIVAL_KEYS, PHONE_KEYS, PHONE_PARTS, PHONE_WORDS, Vocabulary, is_secret,
};

/// A detail of a lead, in the order in which columns are best read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Meaning {
    /// The whole name, or all of it that is asked for.
    Name,
    /// The given name.
    FirstName,
    /// The family name.
    LastName,
    /// A phone number.
    Phone,
    /// An e-mail address.
    Email,
    /// The company or other organisation.
    Company,
    /// The job title.
    Job,
    /// Age, gender, date of birth.
    Personal,
    /// A part of the address, such as the city.
    Place,
    /// A message, comment or question.
    Message,
    /// A product or budget.
    Interest,
    /// The answer to another question of a form.
    Answer,
    /// Consent, verification, and flags of tests and spam.
    Consent,
    /// The campaign, page or other source of the lead.
    Source,
    /// The time at which the lead came.
    Time,
    /// The lead's identifier.
    Identity,
}

/// A key, prepared for the rules.
struct KeyWords<'k> {
    words: &'k [String],
    last: &'k str,
    /// The words without anything between them.
    whole: String,
    shape: Option<Shape>,
}

/// Which keys a rule is for, and what they mean.
type Rule = (fn(&KeyWords<'_>) -> bool, Option<Meaning>);

/// The rules in the order in which they are tried: the first that is for a key decides.
const RULES: [Rule; 21] = [
    (|key| is_secret(key.words), None),
    (|key| key.is(ARRIVAL_KEYS), Some(Meaning::Time)),
    (
        |key| {
            key.is(Vocabulary("otpverified phoneverified optin istest testlead isspam"))
                || key.has(Vocabulary("consent optin"))
        },
        Some(Meaning::Consent),
    ),
    (|key| key.is_source() && key.shape == Some(Shape::Uuid), None),
    (|key| key.is_source(), Some(Meaning::Source)),
    (|key| key.is_about_a_thing(), None),
    // WhatsApp's ids of people are their numbers.
    (|key| key.whole == "waid", Some(Meaning::Phone)),
    (|key| key.last == "id" || key.shape == Some(Shape::Uuid), None),
    (|key| key.has(Vocabulary("ip useragent locale")), None),
    // WhatsApp's own number stands beside the visitor's.
    (|key| key.is(Vocabulary("displayphonenumber messagingproduct")), None),
    (
        |key| {
            key.whole.contains("email")
                || key.has(Vocabulary("mail"))
                || key.is(Vocabulary("адрес"))
                || key.shape == Some(Shape::Email)
        },
        Some(Meaning::Email),
    ),
    (
        |key| {
            PHONE_PARTS.is_in(&key.whole)
                || PHONE_KEYS.is_in(&key.whole)
                || key.has(PHONE_WORDS)
                || key.shape == Some(Shape::Phone)
        },
        Some(Meaning::Phone),
    ),
    (|key| key.is(Vocabulary("firstname givenname fname")), Some(Meaning::FirstName)),
    (
        |key| key.is(Vocabulary("lastname surname familyname lname middlename")),
        Some(Meaning::LastName),
    ),
    (|key| key.is(NAMES), Some(Meaning::Name)),
    (|key| key.has(PLACE_WORDS) || key.is(PLACE_KEYS), Some(Meaning::Place)),
    (
        |key| {
            key.has(Vocabulary("company organisation organization employer firm"))
                || key.is(Vocabulary("business businessname"))
        },
        Some(Meaning::Company),
    ),
    (
        |key| key.is(Vocabulary("jobtitle job designation occupation profession jobfunction")),
        Some(Meaning::Job),
    ),
    (|key| key.is(Vocabulary("age gender dob dateofbirth birthday")), Some(Meaning::Personal)),
    (|key| key.ends_in(MESSAGES) && key.shape.is_none(), Some(Meaning::Message)),
    (|key| key.has(INTERESTS) && key.shape.is_none(), Some(Meaning::Interest)),
];

/// Last words of keys that tell something about a thing and are not the thing.
const ABOUT: Vocabulary = Vocabulary(
    "verified status type valid consent subscription enabled mode count at by from to content \
     format required confidence hash code prefix level marketing listing score length lang \
     timezone template domain provider label params",
);

const NAMES: Vocabulary = Vocabulary(
    "name fullname contactname customername leadname personname visitorname clientname realname \
     profilename displayname profile",
);

const PLACE_WORDS: Vocabulary = Vocabulary(
    "city town country pincode zip zipcode postal postcode postalcode address addr street locality \
     district province",
);

const PLACE_KEYS: Vocabulary = Vocabulary("state widgetstate homestate currentstate region");

const MESSAGES: Vocabulary = Vocabulary(
    "message messages comment comments question questions enquiry inquiry query remark remarks \
     requirement requirements feedback note notes",
);

const INTERESTS: Vocabulary =
    Vocabulary("product products budget interest interested service services");

/// Keys that tell where a lead came from; the first ones are ids of clicks.
const SOURCES: Vocabulary = Vocabulary(
    "gclid gbraid wbraid fbclid msclkid ttclid \
     source medium campaign adset referrer referer referral landingpage landingurl pageurl \
     sourceurl sourcename leadsource sourcereferrer platform keyword placement originatedfrom \
     pagetitle formtitle form widget entryurl sourcepage",
);

/// What a lead came from, where it is named by a name, a title or an id.
const SOURCE_THINGS: Vocabulary =
    Vocabulary("campaign adset adgroup creative form ad widget asset");

impl KeyWords<'_> {
    /// Whether the whole key is one of these.
    fn is(&self, keys: Vocabulary) -> bool {
        keys.has(&self.whole)
    }

    /// Whether one of its words is one of these.
    fn has(&self, words: Vocabulary) -> bool {
        words.has_any(self.words)
    }

    fn ends_in(&self, words: Vocabulary) -> bool {
        words.has(self.last)
    }

    fn is_about_a_thing(&self) -> bool {
        self.ends_in(ABOUT)
            && !self.is(Vocabulary("pincode zipcode postalcode"))
            && !self.has(Vocabulary("postal zip pin"))
    }

    fn is_source(&self) -> bool {
        let is_thing = self.words.len() <= 3 && self.has(SOURCE_THINGS);
        self.has(Vocabulary("utm"))
            || self.whole.starts_with("utm")
            || self.is(SOURCES)
            || is_thing && self.ends_in(Vocabulary("name id title"))
    }
}

/// What the values of a key are, if they are a lead's. `words` are the key's.
pub(super) fn meaning(words: &[String], shape: Option<Shape>) -> Option<Meaning> {
    let key = KeyWords { words, last: words.last()?, whole: words.concat(), shape };
    RULES.iter().find(|(is_for, _)| is_for(&key)).and_then(|(_, meaning)| *meaning)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::keys::name_words;

    #[test]
    fn keys_of_providers_mean_what_they_say() {
        for (key, expected) in [
            ("full_name", Some(Meaning::Name)),
            ("FIRST_NAME", Some(Meaning::FirstName)),
            ("mobile_number", Some(Meaning::Phone)),
            ("emailAddress", Some(Meaning::Email)),
            ("widget_city", Some(Meaning::Place)),
            ("postal_code", Some(Meaning::Place)),
            ("utm_campaign", Some(Meaning::Source)),
            ("campaign_id", Some(Meaning::Source)),
            ("gcl_id", Some(Meaning::Source)),
            ("source_name", Some(Meaning::Source)),
            ("created_on", Some(Meaning::Time)),
            ("message", Some(Meaning::Message)),
            ("message_type", None),
            ("email_verified", None),
            ("phone_verified_at", None),
            ("widget_ip_address", None),
            ("room_name", None),
            ("google_key", None),
            ("access_token", None),
            ("products_enabled", None),
        ] {
            assert_eq!(meaning(&name_words(key), None), expected, "{key}");
        }
    }

    #[test]
    fn values_tell_what_a_key_does_not() {
        assert_eq!(meaning(&name_words("2"), Some(Shape::Email)), Some(Meaning::Email));
        assert_eq!(meaning(&name_words("message"), Some(Shape::Uuid)), None);
    }
}
