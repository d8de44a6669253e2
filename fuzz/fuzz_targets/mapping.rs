//! Any bytes, read as a mapping: what is wrong has a place in them and is said on one line.

#![no_main]

use leadmap::mapping::Mapping;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let problems = match Mapping::parse_bytes(bytes) {
        Ok((mapping, warnings)) => {
            assert!(!mapping.fields.is_empty());
            warnings
        }
        Err(problems) => {
            assert!(!problems.is_empty());
            problems
        }
    };
    for problem in problems {
        assert!(!problem.message.is_empty() && !problem.message.contains('\n'));
        assert!(text.get(problem.span.clone()).is_some(), "{problem:?}");
    }
});
