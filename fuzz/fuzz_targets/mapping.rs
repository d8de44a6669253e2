//! Any bytes, read as a mapping: what is wrong has a place in them, and can be printed without harm.

#![no_main]

use leadmap_engine::mapping::Mapping;
use leadmap_engine::problem::ProblemCode;
use leadmap_fuzz::judge::is_harmless;
use leadmap_view::paint::Color;
use leadmap_view::report::text::Printer;
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
    for problem in &problems {
        assert!(!problem.message.is_empty());
        // In bytes that are not UTF-8 the end of a place can be inside what is shown instead of them.
        let is_place = text.get(problem.span.clone()).is_some();
        assert!(
            is_place
                || (problem.code == ProblemCode::NotUtf8
                    && text.is_char_boundary(problem.span.start)),
            "{problem:?}"
        );
    }
    let mut printed = Vec::new();
    let printer = Printer::new("mapping", &text, Color::Off);
    printer.write(&problems, &mut printed).expect("memory can be written");
    is_harmless(std::str::from_utf8(&printed).expect("what is printed is UTF-8"));
});
