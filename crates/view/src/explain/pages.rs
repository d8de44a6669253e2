//! The text of every page, from `docs/`. A code without a page does not compile.

use leadmap_engine::{problem, problem_codes, reject, reject_codes};

macro_rules! pages {
    (($module:ident in $folder:literal) $($code:ident = $name:literal,)+) => {
        /// The page about a code.
        pub(super) fn $module(code: $module::Code) -> &'static str {
            match code {
                $($module::Code::$code => {
                    include_str!(concat!("../../../../docs/", $folder, "/", $name, ".md"))
                })+
            }
        }
    };
}

problem_codes! { pages (problem in "problems") }
reject_codes! { pages (reject in "rejects") }
