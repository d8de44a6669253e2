//! What a key's name says of its values, where these alone do not say enough.

/// What a key says of its values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hint {
    /// They are e-mail addresses.
    Email,
    /// Digits are phone numbers.
    Phone,
    /// Digits are times.
    Time,
    Nothing,
}

impl Hint {
    /// What the last word of `name` that says something says.
    pub(super) fn of(name: &str) -> Hint {
        const PHONE: [&str; 6] =
            ["phone", "mobile", "whatsapp", "msisdn", "telephone", "cellphone"];
        const PHONE_WORDS: [&str; 3] = ["tel", "cell", "phones"];
        const TIME_WORDS: [&str; 22] = [
            "at",
            "on",
            "date",
            "day",
            "created",
            "updated",
            "modified",
            "submitted",
            "received",
            "sent",
            "seen",
            "start",
            "started",
            "end",
            "ended",
            "since",
            "until",
            "expires",
            "expiry",
            "ts",
            "epoch",
            "when",
        ];
        let hint = |word: &String| {
            let word = word.as_str();
            let phone = PHONE.iter().any(|part| word.contains(part));
            let time = ["time", "stamp", "millis"];
            if phone || PHONE_WORDS.contains(&word) {
                Some(Hint::Phone)
            } else if matches!(word, "email" | "mail" | "emails") {
                Some(Hint::Email)
            } else if TIME_WORDS.contains(&word) || time.iter().any(|end| word.ends_with(end)) {
                Some(Hint::Time)
            } else {
                None
            }
        };
        // In `phone_verified_at` the last word decides.
        words(name).iter().rev().find_map(hint).unwrap_or(Hint::Nothing)
    }
}

/// The words of a key in lower case: `createdAt`, `created_at`, `Created at`.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut after_lower = false;
    for c in name.chars() {
        let begins = !c.is_alphanumeric() || (c.is_uppercase() && after_lower);
        if begins && words.last().is_some_and(|word| !word.is_empty()) {
            words.push(String::new());
        }
        if c.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(c.to_lowercase());
        }
        after_lower = c.is_lowercase();
    }
    words
}
