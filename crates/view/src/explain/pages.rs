//! The text of every page, from `docs/`. A code without a page does not compile.

use leadmap_engine::problem::ProblemCode;
use leadmap_engine::reject::RejectCode;
use leadmap_engine::{problem_codes, reject_codes};

macro_rules! pages {
    (($function:ident of $codes:ident in $folder:literal) $($code:ident = $name:literal,)+) => {
        /// The page about a code.
        pub(super) fn $function(code: $codes) -> &'static str {
            match code {
                $($codes::$code => {
                    include_str!(concat!("../../../../docs/", $folder, "/", $name, ".md"))
                })+
            }
        }
    };
}

problem_codes! { pages (problem of ProblemCode in "problems") }
reject_codes! { pages (reject of RejectCode in "rejects") }
