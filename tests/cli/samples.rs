//! The samples through the shipped mappings, and what those mappings say of themselves.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{env, fs};

use serde_json::{Value, json};

use leadmap_engine::mapping::{Mapping, TestInput};

use crate::run::{Folder, Outcome, project};

/// Each shipped mapping, and the sample that shows most of what it does.
pub(crate) const SHIPPED: [(&str, &str); 31] = [
    ("saleassist", "saleassist/log.ndjson"),
    ("meta-lead", "meta/leads.ndjson"),
    ("meta-notification", "meta/notification.json"),
    ("google-ads", "google-ads/leads.ndjson"),
    ("linkedin-lead", "linkedin/leads.ndjson"),
    ("hubspot-notification", "hubspot/notifications.ndjson"),
    ("hubspot-contact", "hubspot/contacts.ndjson"),
    ("typeform", "typeform/leads.ndjson"),
    ("calendly", "calendly/leads.ndjson"),
    ("calendly-v1", "calendly/v1.ndjson"),
    ("jotform", "jotform/leads.ndjson"),
    ("tally", "tally/leads.ndjson"),
    ("gravity-forms", "gravity-forms/leads.ndjson"),
    ("webflow", "webflow/leads.ndjson"),
    ("webflow-v1", "webflow/v1.ndjson"),
    ("shopify", "shopify/leads.ndjson"),
    ("intercom", "intercom/leads.ndjson"),
    ("drift", "drift/leads.ndjson"),
    ("freshchat", "freshchat/leads.ndjson"),
    ("freshchat-notification", "freshchat/notifications.ndjson"),
    ("whatsapp", "whatsapp/leads.ndjson"),
    ("whatsapp-messages", "whatsapp/leads.ndjson"),
    ("exotel", "exotel/calls.ndjson"),
    ("chatwoot", "chatwoot/leads.ndjson"),
    ("pipedrive", "pipedrive/leads.ndjson"),
    ("ycloud", "ycloud/leads.ndjson"),
    ("telness", "telness/leads.ndjson"),
    ("evocalize", "evocalize/leads.ndjson"),
    ("tiktok", "tiktok/leads.ndjson"),
    ("meta-relay", "meta-relay/leads.ndjson"),
    ("google-ads-relay", "google-ads-relay/leads.ndjson"),
];

fn apply(mapping: &str, sample: &str, options: &[&str]) -> Outcome {
    apply_as("ndjson", mapping, sample, options)
}

fn apply_as(format: &str, mapping: &str, sample: &str, options: &[&str]) -> Outcome {
    let (mapping, sample) =
        (project(&format!("mappings/{mapping}")), project(&format!("samples/{sample}")));
    let mut arguments = vec![sample.as_str(), "-f", format];
    arguments.extend(options);
    Folder::new().apply_mapping(&mapping, &arguments, "")
}

/// Mapping, sample and exit status; payloads read, mapped, empty, filtered, rejected; records made, written, duplicate,
/// rejected.
const COUNTS: &str = "
    saleassist             saleassist/log.ndjson                          0   51 45 0 6 0   45 40 5 0
    saleassist             saleassist/broken.ndjson                       1    9  7 0 1 1    7  6 1 0
    saleassist             saleassist/widget_new_conversation.json        0    1  1 0 0 0    1  1 0 0
    saleassist             saleassist/widget_new_conversation.bare.json   0    1  1 0 0 0    1  1 0 0
    saleassist             saleassist/documented-as-printed.txt           1    1  0 0 0 1    0  0 0 0
    saleassist             wrapped                                        0   26 26 0 0 0   26  1 25 0
    meta-lead              meta/lead.json                                 0    1  1 0 0 0    1  1 0 0
    meta-lead              meta/leads.ndjson                              0   11 11 0 0 0   11 10 1 0
    meta-notification      meta/notification.json                         0    1  1 0 0 0    3  3 0 0
    google-ads             google-ads/lead.json                           0    1  1 0 0 0    1  1 0 0
    google-ads             google-ads/leads.ndjson                        0    8  7 0 1 0    7  6 1 0
    meta-lead              google-ads/leads.ndjson                        0    8  0 0 8 0    0  0 0 0
    linkedin-lead          linkedin/leads.json                            0    1  1 0 0 0    2  2 0 0
    linkedin-lead          linkedin/leads.ndjson                          0    3  2 1 0 0    4  3 1 0
    hubspot-notification   hubspot/notifications.json                     0    3  2 0 1 0    2  2 0 0
    hubspot-notification   hubspot/notifications.ndjson                   0    6  4 0 2 0    4  3 1 0
    hubspot-contact        hubspot/contact.json                           0    1  1 0 0 0    1  1 0 0
    hubspot-contact        hubspot/contacts.ndjson                        0    4  4 0 0 0    4  3 1 0
    typeform               typeform/lead.json                             0    1  1 0 0 0    1  1 0 0
    typeform               typeform/leads.ndjson                          0    4  4 0 0 0    4  3 1 0
    calendly               calendly/lead.json                             0    1  1 0 0 0    1  1 0 0
    calendly               calendly/leads.ndjson                          0    9  7 0 2 0    7  6 1 0
    calendly-v1            calendly/v1.ndjson                             0    4  3 0 1 0    3  3 0 0
    jotform                jotform/lead.json                              0    1  1 0 0 0    1  1 0 0
    jotform                jotform/leads.ndjson                           0    4  4 0 0 0    4  3 1 0
    tally                  tally/lead.json                                0    1  1 0 0 0    1  1 0 0
    tally                  tally/leads.ndjson                            0    5  5 0 0 0    5  4 1 0
    gravity-forms          gravity-forms/lead.json                        0    1  1 0 0 0    1  1 0 0
    gravity-forms          gravity-forms/leads.ndjson                     0    5  4 0 1 0    4  3 1 0
    webflow                webflow/lead.json                              0    1  1 0 0 0    1  1 0 0
    webflow                webflow/leads.ndjson                           0    5  4 0 1 0    4  3 1 0
    webflow-v1             webflow/v1.ndjson                              0    2  2 0 0 0    2  2 0 0
    shopify                shopify/lead.json                              0    1  1 0 0 0    1  1 0 0
    shopify                shopify/leads.ndjson                           0    5  3 0 2 0    3  2 1 0
    intercom               intercom/lead.json                             0    1  1 0 0 0    1  1 0 0
    intercom               intercom/leads.ndjson                          0    7  5 0 2 0    5  4 1 0
    drift                  drift/lead.json                                0    1  1 0 0 0    1  1 0 0
    drift                  drift/leads.ndjson                             0    5  3 0 2 0    3  2 1 0
    freshchat              freshchat/lead.json                            0    1  1 0 0 0    1  1 0 0
    freshchat              freshchat/leads.ndjson                         0    5  4 0 1 0    4  3 1 0
    freshchat-notification freshchat/notifications.ndjson                 0    5  3 0 2 0    3  2 1 0
    whatsapp               whatsapp/lead.json                             0    1  1 0 0 0    1  1 0 0
    whatsapp               whatsapp/leads.ndjson                          0    5  4 1 0 0    6  5 1 0
    whatsapp-messages      whatsapp/lead.json                             0    1  1 0 0 0    1  1 0 0
    whatsapp-messages      whatsapp/leads.ndjson                          0    5  4 1 0 0    6  5 1 0
    exotel                 exotel/call.json                               0    1  1 0 0 0    1  1 0 0
    exotel                 exotel/calls.ndjson                            0    7  5 0 2 0    5  3 2 0
    chatwoot               chatwoot/lead.json                             0    1  1 0 0 0    1  1 0 0
    chatwoot               chatwoot/leads.ndjson                          0    8  6 0 2 0    6  5 1 0
    pipedrive              pipedrive/lead.json                            0    1  1 0 0 0    1  1 0 0
    pipedrive              pipedrive/leads.ndjson                         0    5  4 0 1 0    4  3 1 0
    ycloud                 ycloud/lead.json                               0    1  1 0 0 0    1  1 0 0
    ycloud                 ycloud/leads.ndjson                            0    5  3 0 2 0    3  2 1 0
    telness                telness/lead.json                              0    1  1 0 0 0    1  1 0 0
    telness                telness/leads.ndjson                           0    4  4 0 0 0    4  3 1 0
    evocalize              evocalize/lead.json                            0    1  1 0 0 0    1  1 0 0
    evocalize              evocalize/leads.ndjson                         0    3  3 0 0 0    4  3 1 0
    tiktok                 tiktok/lead.json                               0    1  1 0 0 0    1  1 0 0
    tiktok                 tiktok/leads.ndjson                            0    2  2 0 0 0    3  2 1 0
    meta-relay             meta-relay/lead.json                           0    1  1 0 0 0    2  2 0 0
    meta-relay             meta-relay/leads.ndjson                        0    4  3 1 0 0    4  3 1 0
    google-ads-relay       google-ads-relay/lead.json                     0    1  1 0 0 0    1  1 0 0
    google-ads-relay       google-ads-relay/leads.ndjson                  0    4  3 0 1 0    3  2 1 0
    meta-relay             meta/notification.json                         0    1  0 1 0 0    0  0 0 0
    tiktok                 meta/notification.json                         0    1  0 1 0 0    0  0 0 0
    google-ads             google-ads-relay/leads.ndjson                  1    4  4 0 0 0    4  0 0 4
    webflow                webflow/v1.ndjson                              0    2  0 0 2 0    0  0 0 0
    webflow-v1             webflow/leads.ndjson                           0    5  0 0 5 0    0  0 0 0
    calendly               calendly/v1.ndjson                             0    4  0 0 4 0    0  0 0 0
    calendly-v1            calendly/leads.ndjson                          0    9  0 0 9 0    0  0 0 0
    freshchat              freshchat/notifications.ndjson                 0    5  0 0 5 0    0  0 0 0
    meta-lead              meta-relay/leads.ndjson                        0    4  0 0 4 0    0  0 0 0
";

#[test]
fn every_sample_gives_the_counts_it_is_there_for() {
    const BINS: [&str; 9] = [
        "payloads/read",
        "payloads/mapped",
        "payloads/empty",
        "payloads/filtered",
        "payloads/rejected",
        "records/made",
        "records/written",
        "records/duplicate",
        "records/rejected",
    ];
    for row in COUNTS.trim().lines() {
        let mut cells = row.split_whitespace();
        let mapping = format!("{}.json", cells.next().unwrap());
        let sample = cells.next().unwrap();
        let status = cells.next().unwrap().parse().unwrap();
        let expected: Vec<u64> = cells.map(|count| count.parse().unwrap()).collect();
        let outcome = apply(&mapping, sample, &[]).ends_with(status);
        assert_eq!(BINS.map(|bin| outcome.count(bin)), *expected, "{row}");
        let written = outcome.count("records/written");
        assert_eq!(outcome.records().len() as u64, written, "{row}");
    }
}

/// The names of the shipped mappings: `mapping.schema.json` is none.
fn mappings() -> BTreeSet<String> {
    fs::read_dir(project("mappings"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "mapping.schema.json")
        .map(|name| name.strip_suffix(".json").unwrap().to_owned())
        .collect()
}

/// The rows of each mapping stand in `tests/cases/samples`. `UPDATE_CASES=1` writes them anew.
#[test]
fn every_mapping_makes_the_rows_beside_its_name() {
    for (mapping, sample) in SHIPPED {
        let made = apply_as("csv", &format!("{mapping}.json"), sample, &[]).ends_with(0);
        let expected = PathBuf::from(project(&format!("tests/cases/samples/{mapping}.csv")));
        if env::var_os("UPDATE_CASES").is_some() {
            fs::write(&expected, &made.stdout).unwrap();
        }
        let expected = fs::read_to_string(&expected).unwrap();
        assert_eq!(made.stdout, expected, "{mapping} {sample}");
    }
    let listed: BTreeSet<String> = SHIPPED.iter().map(|(mapping, _)| (*mapping).into()).collect();
    assert_eq!(listed, mappings(), "each shipped mapping has a sample here");
    let rows = fs::read_dir(project("tests/cases/samples")).unwrap().count();
    assert_eq!(rows, SHIPPED.len(), "a file of rows belongs to no mapping");
}

/// Providers send keys and tokens in bodies and headers. In the samples all of them begin alike.
#[test]
fn no_shipped_mapping_puts_out_a_secret_of_the_samples() {
    const SECRET: &str = "not-a-real-";
    let mut with_secrets = BTreeSet::new();
    for (mapping, sample) in SHIPPED {
        let folder = sample.split_once('/').unwrap().0;
        for entry in fs::read_dir(project(&format!("samples/{folder}"))).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let sample = format!("{folder}/{name}");
            if fs::read_to_string(project(&format!("samples/{sample}"))).unwrap().contains(SECRET) {
                with_secrets.insert(folder);
            }
            for format in ["ndjson", "table"] {
                let made = apply_as(format, &format!("{mapping}.json"), &sample, &[]);
                for stream in [&made.stdout, &made.stderr] {
                    assert!(!stream.contains(SECRET), "{mapping} {sample}: {stream}");
                }
            }
        }
    }
    let expected = [
        "chatwoot",
        "drift",
        "google-ads",
        "google-ads-relay",
        "hubspot",
        "meta-relay",
        "pipedrive",
        "shopify",
        "whatsapp",
    ];
    assert_eq!(with_secrets, BTreeSet::from(expected));
}

#[test]
fn the_formulas_in_the_log_are_guarded_in_csv_and_only_there() {
    let guarded = |format| {
        let outcome = apply_as(format, "saleassist.json", "saleassist/log.ndjson", &[]);
        outcome.count("guarded_cells")
    };
    assert_eq!(["csv", "tsv", "ndjson", "json", "table"].map(guarded), [6, 6, 0, 0, 0]);
}

#[test]
fn the_broken_log_loses_one_delivery_and_with_repair_none() {
    let refused = apply("saleassist.json", "saleassist/broken.ndjson", &[]).ends_with(1);
    let reject = refused.reject();
    assert!(reject.starts_with("reject[syntax]: expected `,` or `}`"), "{reject}");
    assert!(reject.contains("broken.ndjson:5:1522 (byte 9896)"), "{reject}");

    let repaired = apply("saleassist.json", "saleassist/broken.ndjson", &["--repair"]).ends_with(0);
    assert_eq!(repaired.count("records/written"), 7);
    assert_eq!(repaired.stats["repairs"], json!({"missing-comma": 1}));
    assert!(repaired.stderr.contains("repaired: inserted a missing comma at "));
    assert!(repaired.stderr.contains("broken.ndjson:5:1522\n"));
}

#[test]
fn the_documented_sample_as_printed_is_one_reject_that_offers_the_repair_that_makes_it_a_lead() {
    let sample = "saleassist/documented-as-printed.txt";
    let refused = apply("saleassist.json", sample, &[]).ends_with(1);
    let reject = refused.reject();
    assert!(reject.contains("`--repair`"), "{reject}");
    assert!(reject.contains("documented-as-printed.txt:143:11 (byte 5703)"), "{reject}");
    assert_eq!(refused.stdout, "");

    let repaired = apply("saleassist.json", sample, &["--repair"]).ends_with(0);
    assert_eq!(repaired.records().len(), 1);
    assert_eq!(repaired.stats["repairs"], json!({"missing-comma": 1, "cut-off-wrapper": 1}));
    let told: Vec<_> =
        repaired.stderr.lines().filter(|line| line.starts_with("repaired: ")).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told.iter().any(|line| line.ends_with("documented-as-printed.txt:1:1")), "{told:?}");
    assert!(told.iter().any(|line| line.ends_with("documented-as-printed.txt:142:43")), "{told:?}");

    let mended_by_hand = apply("saleassist.json", "saleassist/widget_new_conversation.json", &[]);
    assert_eq!(repaired.stdout, mended_by_hand.stdout);
}

#[test]
fn a_lead_is_the_same_whichever_tool_has_captured_it() {
    let mut records = Vec::new();
    for entry in fs::read_dir(project("samples/wrapped")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let outcome = apply("saleassist.json", &format!("wrapped/{name}"), &[]).ends_with(0);
        let record = outcome.records().pop().unwrap();
        assert_eq!(record["sent_from"], "IN", "{name}");
        assert_eq!(outcome.stats["captures"].as_object().unwrap().len(), 1, "{name}");
        assert!(outcome.stats["captures"].get("bare").is_none(), "{name}");
        records.push(record);
    }
    assert!(records.len() >= 25, "{}", records.len());
    records.dedup();
    assert_eq!(records.len(), 1, "{records:#?}");
}

#[test]
fn a_lead_is_the_same_through_whatever_queue_or_log_it_went() {
    let record = |sample: &str| {
        let outcome = apply("saleassist.json", sample, &[]).ends_with(0);
        let [record] = &*outcome.records() else { panic!("{sample}: {}", outcome.stdout) };
        record.clone()
    };
    let expected = record("wrapped/quickwork.json");
    for entry in fs::read_dir(project("samples/relayed")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert_eq!(record(&format!("relayed/{name}")), expected, "{name}");
    }
}

/// Runs one of a mapping's own tests through the program and compares the columns that it names.
fn run_own_test(path: &Path, mapping: &Mapping, index: usize) {
    let test = &mapping.tests[index];
    let name = test.name.as_deref().unwrap_or_default();
    let path_text = path.to_str().unwrap();
    let outcome = match &test.input {
        TestInput::File(file) => {
            let input = path.parent().unwrap().join(file);
            Folder::new().apply_mapping(path_text, &["-f", "ndjson", input.to_str().unwrap()], "")
        }
        TestInput::Inline(payload) => {
            Folder::new().apply_mapping(path_text, &["-f", "ndjson"], payload)
        }
    };
    let made = outcome.records();
    assert_eq!(made.len(), test.expect.len(), "{path_text}: {name}");
    for (record, expected) in made.iter().zip(&test.expect) {
        for (column, value) in expected {
            let column = &mapping.fields[*column].name;
            let value: Value = serde_json::from_str(value).unwrap();
            assert_eq!(record[column], value, "{path_text}: {name}: {column}");
        }
    }
}

#[test]
fn every_test_in_a_shipped_mapping_holds() {
    for name in mappings() {
        let path = PathBuf::from(project(&format!("mappings/{name}.json")));
        let (mapping, problems) = Mapping::parse_bytes(&fs::read(&path).unwrap()).unwrap();
        assert!(problems.is_empty(), "{path:?}: {problems:?}");
        for index in 0..mapping.tests.len() {
            run_own_test(&path, &mapping, index);
        }
        assert!(!mapping.tests.is_empty(), "{path:?} has no tests");
        assert!(!mapping.unique.is_empty(), "{path:?} has no `unique`");
    }
}
