//! What deliveries are made of: invented people and businesses. Web and e-mail addresses are in names reserved for
//! examples, IP addresses in ranges reserved for documentation.

/// A widget that visitors talk to.
#[derive(Debug)]
pub(crate) struct Widget {
    pub(crate) name: &'static str,
    pub(crate) site: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) products: &'static [&'static str],
    pub(crate) campaigns: &'static [&'static str],
}

/// A place that visitors come from.
#[derive(Debug)]
pub(crate) struct City {
    pub(crate) name: &'static str,
    pub(crate) state: &'static str,
    pub(crate) pincode: i64,
    /// In ten-thousandths of a degree.
    pub(crate) latitude: i64,
    pub(crate) longitude: i64,
}

const fn city(
    name: &'static str,
    state: &'static str,
    pincode: i64,
    [latitude, longitude]: [i64; 2],
) -> City {
    City { name, state, pincode, latitude, longitude }
}

pub(crate) const WIDGETS: &[Widget] = &[
    Widget {
        name: "Shuddh Aqua - Product Page",
        site: "https://www.shuddhaqua.example/water-purifiers/copper-plus",
        kind: "live_call",
        products: &["Water Purifier", "Spare Filter", "Softener, 12\""],
        campaigns: &["aqua_summer_2026", "aqua_north", "aqua_west"],
    },
    Widget {
        name: "पढ़ाई घर | Admissions",
        site: "https://www.padhaighar.example/courses/neet-repeaters",
        kind: "chat",
        products: &["NEET Repeater", "JEE Foundation", "कक्षा 11"],
        campaigns: &["neet_punjab", "jee_up", "class11_raj"],
    },
    Widget {
        name: "Malabar Motors \"Book a test drive\"",
        site: "https://malabarmotors.example/cars/hatch-1-2",
        kind: "live_call",
        products: &["Hatch 1.2", "Exchange", "Service, yearly"],
        campaigns: &["exchange_mela", "onam", ""],
    },
    Widget {
        name: "காஞ்சி சில்க்ஸ் Chat",
        site: "https://kanchisilks.example/collections/wedding?lang=ta&ref=insta",
        kind: "chat",
        products: &["Saree", "Wedding set", ""],
        campaigns: &["insta_bio", "muhurtham"],
    },
    Widget {
        name: "Aravali Greens - Site Visit",
        site: "https://aravaligreens.example/towers/b",
        kind: "live_call",
        products: &["2 BHK", "3 BHK", "Plot"],
        campaigns: &["site-visit-march", "nri+metro"],
    },
];

pub(crate) const CITIES: &[City] = &[
    city("Pune", "Maharashtra", 411_000, [185_204, 738_567]),
    city("Gurugram", "Haryana", 122_000, [284_595, 770_266]),
    city("Amritsar", "Punjab", 143_000, [316_340, 748_723]),
    city("Kochi", "Kerala", 682_000, [99_312, 762_673]),
    city("Guwahati", "Assam", 781_000, [261_445, 917_362]),
    city("चेन्नई", "Tamil Nadu", 600_000, [130_827, 802_707]),
    city("Srinagar", "Jammu and Kashmir", 190_000, [340_837, 747_973]),
    city("Surat", "Gujarat", 395_000, [211_702, 728_311]),
];

/// Given name, family name, and both as they stand in an e-mail address.
pub(crate) const PEOPLE: &[(&str, &str, &str)] = &[
    ("Ananya", "Deshpande", "ananya.deshpande"),
    ("Harpreet Singh", "Bedi", "hs.bedi"),
    ("ਗੁਰਨੂਰ", "ਕੌਰ", "gurnoor.kaur"),
    ("J.", "Jayakumar", "jk.jayakumar"),
    ("हेमंत", "जोशी", "Hemant.Joshi"),
    ("Noor Jahan", "Begum", "noorjahan.b"),
    ("செல்வி", "முருகன்", "selvi.m"),
    ("Zoë", "D’Souza", "zoe.dsouza"),
    ("Bhaskar \"Bunty\"", "Das", "bunty.das"),
    ("Farah", "Contractor", "farah.contractor"),
    ("Meher\n", "Kapoor", "meher.k"),
    ("Rohit", "🙏", "rohit"),
    ("Prakash", "Mudhaliyar, Thane", "prakashm"),
    ("Devika", "Rao", "devika.rao"),
];

pub(crate) const MAIL_DOMAINS: &[&str] =
    &["example.com", "example.org", "mail.example", "Example.Com"];

pub(crate) const STREETS: &[&str] = &[
    "",
    "H. No. 1214, Sector 46",
    "Satellite Road",
    "Flat 12, \"Shanti\" Apartments\nnear the lake",
    "गली नं. 4, करोल बाग",
    "12\\3 Main Street",
];

pub(crate) const MESSAGES: &[&str] = &[
    "",
    "Is the copper model in stock in Pune?",
    "ਪੰਜਾਬੀ ਵਿੱਚ ਕਲਾਸ ਹੈ?",
    "+ICU of sarees 😍 collab?",
    "Hard water, 950 TDS.\nWhich filter do I need?\n",
    "Same as last year’s model – is the filter “universal”?",
    "दाम क्या है? और EMI मिलेगी क्या?",
    "See C:\\Users\\meher\\plan.pdf \t{\"rooms\": [2, 3]}",
    "விலை என்ன? நாளை பேசலாமா?",
    "I asked for a \"call back\" on Monday, and nobody called. Please call after 6 in the evening, or write to me.",
];

pub(crate) const QUESTIONS: &[(&str, &str)] = &[
    ("Name", "name"),
    ("Email", "email"),
    ("Mobile number", "mobile_number"),
    ("Which \"model\" are you interested in?", "model"),
    ("आपका शहर", "city"),
    ("When may we call?", "time_to_call"),
    ("Budget in ₹", "budget"),
];
