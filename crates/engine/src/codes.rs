//! Codes: short names for kinds of findings, which scripts and people can rely on.

/// Declares an enum of codes: each with its stable name and its doc comment, which is also its summary.
///
/// It also exports `$list`, a macro that hands the codes with their names to another macro. So a crate that needs
/// something for each code, as a page about it, repeats no names and can forget none.
macro_rules! codes {
    (
        $(#[doc = $about:literal])+
        pub enum $codes:ident, listed by $list:ident;

        $($(#[doc = $summary:literal])+ $code:ident = $name:literal,)+
    ) => {
        $(#[doc = $about])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $codes {
            $($(#[doc = $summary])+ $code,)+
        }

        /// Calls `$then! { $given Variant = "name", … }` with every code.
        #[macro_export]
        macro_rules! $list {
            ($then:ident $given:tt) => {
                $then! { $given $($code = $name,)+ }
            };
        }

        impl $codes {
            /// Every code, in the order in which the documentation lists them.
            pub const ALL: &[Self] = &[$(Self::$code,)+];

            /// The code that is called `name`.
            pub fn named(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|code| code.name() == name)
            }

            /// The code's stable name, in kebab-case.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$code => $name,)+
                }
            }

            /// What the code means, in one sentence.
            pub fn summary(self) -> &'static str {
                match self {
                    $(Self::$code => concat!($($summary,)+).trim_ascii(),)+
                }
            }
        }
    };
}

pub(crate) use codes;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::problem::ProblemCode;
    use crate::reject::RejectCode;

    fn problems() -> Vec<(&'static str, &'static str)> {
        let codes = ProblemCode::ALL.iter();
        codes.map(|code| (code.name(), code.summary())).collect()
    }

    fn rejects() -> Vec<(&'static str, &'static str)> {
        let codes = RejectCode::ALL.iter();
        codes.map(|code| (code.name(), code.summary())).collect()
    }

    #[test]
    fn names_are_kebab_case_and_no_two_of_a_kind_are_equal() {
        for codes in [problems(), rejects()] {
            let names: BTreeSet<_> = codes.iter().map(|(name, _)| name).collect();
            assert_eq!(names.len(), codes.len());
            for name in names {
                assert!(!name.starts_with('-') && !name.ends_with('-'), "{name}");
                assert!(
                    name.bytes()
                        .all(|byte| byte == b'-' || byte.is_ascii_lowercase() || byte == b'8'),
                    "{name}"
                );
            }
        }
    }

    #[test]
    fn a_summary_is_one_sentence() {
        for (_, summary) in [problems(), rejects()].concat() {
            assert!(
                summary.ends_with('.') && summary.starts_with(|first: char| first.is_uppercase()),
                "{summary}"
            );
            assert!(!summary.contains(". "), "{summary}");
        }
    }

    #[test]
    fn a_code_is_found_by_its_name_and_by_nothing_else() {
        assert_eq!(ProblemCode::named("empty"), Some(ProblemCode::Empty));
        assert_eq!(RejectCode::named("syntax"), Some(RejectCode::Syntax));
        for name in ["", "Empty", "empty "] {
            assert_eq!(ProblemCode::named(name), None, "{name}");
        }
    }
}
