//! What a key says that its values are to whoever follows leads up.

use crate::schema::Shape;

/// What a value tells of a lead, in the order in which columns are best read.
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
    /// Whom the person works for.
    Company,
    /// As what.
    Job,
    /// Age, gender, date of birth.
    Personal,
    /// Where the person is: each kind of place for itself.
    Place,
    /// What the person says.
    Message,
    /// What the person wants, and for how much.
    Interest,
    /// What else a form asks.
    Answer,
    /// Whether the person agreed, and whether it is a person at all.
    Consent,
    /// Where the lead came from.
    Source,
    /// When.
    Time,
    /// Which lead it is.
    Identity,
}

/// Last words of keys that tell something about a thing and are not the thing.
const ABOUT: [&str; 32] = [
    "verified",
    "status",
    "type",
    "valid",
    "consent",
    "subscription",
    "enabled",
    "mode",
    "count",
    "at",
    "by",
    "from",
    "to",
    "content",
    "format",
    "required",
    "confidence",
    "hash",
    "code",
    "prefix",
    "level",
    "marketing",
    "listing",
    "score",
    "length",
    "lang",
    "timezone",
    "template",
    "domain",
    "provider",
    "label",
    "params",
];

const SECRETS: [&str; 12] = [
    "password",
    "passwd",
    "passcode",
    "secret",
    "signature",
    "token",
    "tokens",
    "apikey",
    "authorization",
    "credential",
    "credentials",
    "hmac",
];

/// Whether a key says that its values let somebody in.
pub(super) fn is_secret(words: &[String]) -> bool {
    let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(&word.as_str()));
    let key = has(&["key"])
        && (words.len() == 1
            || has(&["google", "api", "access", "private", "secret", "webhook", "auth"]));
    has(&SECRETS) || key
}

/// What the values of a key are, if they are a lead's. `words` are the key's.
pub(super) fn meaning(words: &[String], shape: Option<Shape>) -> Option<Meaning> {
    let last = words.last()?.as_str();
    let compact = words.concat();
    let compact = compact.as_str();
    let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(&word.as_str()));
    let is = |wanted: &[&str]| wanted.contains(&compact);
    if is_secret(words) {
        return None;
    }
    if is(TIMES) {
        return Some(Meaning::Time);
    }
    if is(&["otpverified", "phoneverified", "optin", "istest", "testlead", "isspam"])
        || has(&["consent", "optin"])
    {
        return Some(Meaning::Consent);
    }
    if is_source(words, compact, last) {
        return (shape != Some(Shape::Uuid)).then_some(Meaning::Source);
    }
    if ABOUT.contains(&last)
        && !is(&["pincode", "zipcode", "postalcode"])
        && !has(&["postal", "zip", "pin"])
    {
        return None;
    }
    // WhatsApp's ids of people are their numbers.
    if compact == "waid" {
        return Some(Meaning::Phone);
    }
    if last == "id" || shape == Some(Shape::Uuid) {
        return None;
    }
    // WhatsApp's own number stands beside the visitor's.
    if has(&["ip", "useragent", "locale"]) || is(&["displayphonenumber", "messagingproduct"]) {
        return None;
    }
    if compact.contains("email")
        || has(&["mail"])
        || compact == "адрес"
        || shape == Some(Shape::Email)
    {
        return Some(Meaning::Email);
    }
    let dialled = [
        "phone",
        "mobile",
        "whatsapp",
        "msisdn",
        "textremindernumber",
        "contactnumber",
        "contactno",
    ];
    if dialled.iter().any(|part| compact.contains(part))
        || has(&["tel", "cell"])
        || shape == Some(Shape::Phone)
    {
        return Some(Meaning::Phone);
    }
    if is(&["firstname", "givenname", "fname"]) {
        return Some(Meaning::FirstName);
    }
    if is(&["lastname", "surname", "familyname", "lname", "middlename"]) {
        return Some(Meaning::LastName);
    }
    if is(NAMES) {
        return Some(Meaning::Name);
    }
    let place = [
        "city",
        "town",
        "country",
        "pincode",
        "zip",
        "zipcode",
        "postal",
        "postcode",
        "postalcode",
        "address",
        "addr",
        "street",
        "locality",
        "district",
        "province",
    ];
    let state = is(&["state", "widgetstate", "homestate", "currentstate", "region"]);
    if has(&place) || state {
        return Some(Meaning::Place);
    }
    if has(&["company", "organisation", "organization", "employer", "firm"])
        || is(&["business", "businessname"])
    {
        return Some(Meaning::Company);
    }
    if is(&["jobtitle", "job", "designation", "occupation", "profession", "jobfunction"]) {
        return Some(Meaning::Job);
    }
    if is(&["age", "gender", "dob", "dateofbirth", "birthday"]) {
        return Some(Meaning::Personal);
    }
    let said = [
        "message",
        "messages",
        "comment",
        "comments",
        "question",
        "questions",
        "enquiry",
        "inquiry",
        "query",
        "remark",
        "remarks",
        "requirement",
        "requirements",
        "feedback",
        "note",
        "notes",
    ];
    if said.contains(&last) && shape.is_none() {
        return Some(Meaning::Message);
    }
    let wanted = ["product", "products", "budget", "interest", "interested", "service", "services"];
    if has(&wanted) && shape.is_none() {
        return Some(Meaning::Interest);
    }
    None
}

const NAMES: &[&str] = &[
    "name",
    "fullname",
    "contactname",
    "customername",
    "leadname",
    "personname",
    "visitorname",
    "clientname",
    "realname",
    "profilename",
    "displayname",
    "profile",
];

const TIMES: &[&str] = &[
    "created",
    "createdate",
    "createdat",
    "createdon",
    "createdtime",
    "createtime",
    "createddate",
    "datecreated",
    "creationdate",
    "submitted",
    "submittedat",
    "submittedon",
    "submissiondate",
    "submissiontime",
    "submitdate",
    "submittime",
    "leadsubmittime",
    "leadcreatedtime",
    "receivedat",
    "occurredat",
    "timestamp",
    "createdatepochseconds",
    "entrydate",
    "actiontime",
];

fn is_source(words: &[String], compact: &str, last: &str) -> bool {
    let clicks = ["gclid", "gbraid", "wbraid", "fbclid", "msclkid", "ttclid"];
    let plain = [
        "source",
        "medium",
        "campaign",
        "adset",
        "referrer",
        "referer",
        "referral",
        "landingpage",
        "landingurl",
        "pageurl",
        "sourceurl",
        "sourcename",
        "leadsource",
        "sourcereferrer",
        "platform",
        "keyword",
        "placement",
        "originatedfrom",
        "pagetitle",
        "formtitle",
        "form",
        "widget",
        "entryurl",
        "sourcepage",
    ];
    let things = ["campaign", "adset", "adgroup", "creative", "form", "ad", "widget", "asset"];
    let thing = words.len() <= 3 && words.iter().any(|word| things.contains(&word.as_str()));
    words.iter().any(|word| word == "utm")
        || compact.starts_with("utm")
        || clicks.contains(&compact)
        || plain.contains(&compact)
        || thing && ["name", "id", "title"].contains(&last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scaffold::words::words;

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
            assert_eq!(meaning(&words(key), None), expected, "{key}");
        }
    }

    #[test]
    fn values_tell_what_a_key_does_not() {
        assert_eq!(meaning(&words("2"), Some(Shape::Email)), Some(Meaning::Email));
        assert_eq!(meaning(&words("message"), Some(Shape::Uuid)), None);
    }

    #[test]
    fn secrets_are_told_from_other_keys() {
        for (key, expected) in [
            ("google_key", true),
            ("apiKey", true),
            ("key", true),
            ("token", true),
            ("client_secret", true),
            ("keyword", false),
            ("pincode", false),
        ] {
            assert_eq!(is_secret(&words(key)), expected, "{key}");
        }
    }
}
