//! E-mail addresses that a mail server on the Internet accepts.

use email_address::{EmailAddress, Options};

use super::{Misfit, Scalar};
use crate::record::Cell;

/// The longest address that fits an SMTP path (RFC 5321, section 4.5.3.1.3, less its brackets), in bytes.
const LONGEST: usize = 254;

/// The longest part before the `@` (RFC 5321, section 4.5.3.1.1), in bytes.
const LONGEST_LOCAL: usize = 64;

/// The longest label of a domain name (RFC 1034, section 3.1), in bytes.
const LONGEST_LABEL: usize = 63;

/// What the grammar must not accept as a lead's address. Built by the crate's own methods: a struct literal no longer
/// compiles when a release adds a field.
fn options() -> Options {
    Options::default().with_minimum_sub_domains(2).without_domain_literal().without_display_text()
}

/// The address without the white space around it, its case kept: the part before the `@` may depend on it
/// (RFC 5321, section 2.4).
///
/// An address is a mailbox at a domain name of two labels or more (RFC 5322, section 3.4.1, and RFC 6531 for what is
/// not ASCII), without display name, comment or IP address.
pub(super) fn email(scalar: Scalar<'_>) -> Result<Cell<'_>, Misfit> {
    let Scalar::Text(_) = scalar else {
        return Err("is not an e-mail address".into());
    };
    let address = scalar.into_trimmed();
    let Some((local, domain)) = address.rsplit_once('@') else {
        return Err("is not an e-mail address: it has no `@`".into());
    };
    let is_address =
        || is_host_name(domain) && EmailAddress::parse_with_options(&address, options()).is_ok();
    if address.len() <= LONGEST && (is_usual(local, domain) || is_address()) {
        Ok(Cell::Text(address))
    } else {
        Err("is not an e-mail address".into())
    }
}

/// Whether these are the parts of an address as nearly all are: letters and digits of ASCII with little between them.
/// The grammar, which takes longer, has it for an address too.
fn is_usual(local: &str, domain: &str) -> bool {
    let in_word = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'+');
    let is_word = |word: &[u8]| !word.is_empty() && word.iter().all(in_word);
    let in_label = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
    let is_label = |label: &[u8]| match label {
        [first, inside @ .., last] => {
            first.is_ascii_alphanumeric()
                && inside.iter().all(in_label)
                && last.is_ascii_alphanumeric()
                && label.len() <= LONGEST_LABEL
        }
        _ => false,
    };
    let is_point = |byte: &u8| *byte == b'.';
    let mut labels = domain.as_bytes().rsplit(is_point);
    let top_level = labels.next().unwrap_or_default();
    local.len() <= LONGEST_LOCAL
        && local.as_bytes().split(is_point).all(is_word)
        && top_level.first().is_some_and(u8::is_ascii_alphabetic)
        && is_label(top_level)
        && labels.next().is_some_and(is_label)
        && labels.all(is_label)
}

/// Whether `domain` has only characters of host names (RFC 1123, section 2.1) and is not an IP address: the grammar
/// of RFC 5322 alone would take `ex#ample.com` and `127.0.0.1`.
fn is_host_name(domain: &str) -> bool {
    let top_level = domain.rsplit('.').next().unwrap_or(domain);
    domain.chars().all(|c| !c.is_ascii() || c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))
        && !top_level.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Option<String> {
        match email(Scalar::Text(Cow::Borrowed(text))) {
            Ok(Cell::Text(text)) => Some(text.into_owned()),
            Ok(cell) => panic!("{cell:?} is no text"),
            Err(_) => None,
        }
    }

    fn at(local: &str, domain: &str) -> String {
        format!("{local}@{domain}")
    }

    #[test]
    fn addresses_come_out_trimmed_and_otherwise_as_they_went_in() {
        for address in [
            at("asha", "example.com"),
            at("Asha.Rao+Leads", "Mail.Example.CO.IN"),
            at("o'hara", "example.ie"),
            at("a", "b.co"),
            at("_x-1%y", "exa-mple.com"),
            at("\"asha rao\"", "example.com"),
            at("दीपक", "डाटामेल.भारत"),
            at("jörg", "bücher.de"),
            at("1", "163.com"),
            at("x", "xn--bcher-kva.example"),
        ] {
            assert_eq!(read(&address).as_deref(), Some(address.as_str()));
            assert_eq!(read(&format!(" \t{address}\n")), Some(address));
        }
    }

    #[test]
    fn what_no_mail_server_would_take_does_not_fit() {
        for text in [
            String::new(),
            "@".to_owned(),
            "asha".to_owned(),
            "[email\u{a0}protected]".to_owned(),
            "[email protected]".to_owned(),
            at("asha", ""),
            at("", "example.com"),
            at("asha", "localhost"),
            at("asha", "example."),
            at("asha", ".com"),
            at("asha", "example..com"),
            at("asha", "example.com."),
            at("asha", "example.com,"),
            at("asha", "-example.com"),
            at("asha", "exam_ple.com"),
            at("asha", "ex#ample.com"),
            at("asha", "127.0.0.1"),
            at("asha", "[127.0.0.1]"),
            at("asha rao", "example.com"),
            at(".asha", "example.com"),
            at("as..ha", "example.com"),
            at("asha(work)", "example.com"),
            at("asha", "(at)example.com"),
            at("asha@home", "example.com"),
            at("mailto:asha", "example.com"),
            format!("Asha <{}>", at("asha", "example.com")),
            format!("<{}>", at("asha", "example.com")),
            format!("{0}, {0}", at("asha", "example.com")),
            format!("{0};{0}", at("asha", "example.com")),
            at(&"a".repeat(65), "example.com"),
            at("asha", &format!("{}.com", "a".repeat(64))),
            at(
                &"a".repeat(60),
                &["a".repeat(60), "a".repeat(60), "a".repeat(60), "a".repeat(60), "com".into()]
                    .join("."),
            ),
        ] {
            assert_eq!(read(&text), None, "{text:?}");
        }
    }

    #[test]
    fn numbers_and_booleans_are_no_addresses() {
        assert!(email(Scalar::Number(Cow::Borrowed("1"))).is_err());
        assert!(email(Scalar::Boolean(Cow::Borrowed("true"))).is_err());
    }

    proptest! {
        #[test]
        fn what_is_usual_is_an_address_by_the_grammar(
            local in "[aZ0._+-]{0,6}|[a.]{60,66}",
            domain in "[aZ0.-]{0,6}|[a-]{1,2}[.][aZ0-]{1,3}|a{61,65}[.]a{61,65}",
        ) {
            let address = at(&local, &domain);
            let by_grammar =
                is_host_name(&domain) && EmailAddress::parse_with_options(&address, options()).is_ok();
            prop_assert!(by_grammar || !is_usual(&local, &domain), "{}", address);
        }
    }

    #[test]
    fn usual_addresses_need_no_grammar() {
        assert!(is_usual("asha", "example.com"));
        assert!(is_usual("Asha.Rao+Leads_1", "mail.exa-mple.co.in"));
    }
}
