//! Any text, read as a path: what is refused is refused with a place, and what is accepted can be run.

#![no_main]

use leadmap_engine::path::{Hop, Path};
use leadmap_json::Value;
use libfuzzer_sys::fuzz_target;

const DOCUMENT: &str =
    r#"{"a":{"b":[1,"x",{"b":null,"name":"email"}],"é":-1.50},"b":[[],{},"a"],"name":true}"#;

fuzz_target!(|text: &str| {
    match Path::parse(text) {
        Err(error) => {
            assert!(!error.message.is_empty() && !error.message.contains('\n'));
            assert!(text.get(error.span.clone()).is_some(), "{error:?}");
        }
        Ok(Path::Payload(query) | Path::Node(query)) => {
            let document = Value::of(DOCUMENT);
            let nodes = query.select_all(&document);
            let leads_to_one =
                |hop: &Hop<'_>| !matches!(hop, Hop::Every | Hop::Some | Hop::Anywhere);
            if query.hops().iter().all(leads_to_one) {
                assert!(nodes.iter().len() <= 1);
            }
            for node in nodes.iter() {
                let normalized = nodes.normalized(&query.plain, node.location);
                let Ok(Path::Payload(again)) = Path::parse(&normalized) else {
                    panic!("{normalized} is no path");
                };
                let found = again.select_all(&document);
                assert_eq!(found.first().map(|found| found.value.text), Some(node.value.text));
            }
        }
        Ok(_) => {}
    }
});
