//! The text of every page, from `docs/`.

/// Names of codes with their pages.
type Pages = &'static [(&'static str, &'static str)];

macro_rules! pages {
    ($folder:literal: $($name:literal,)+) => {
        &[$(($name, include_str!(concat!("../../../../docs/", $folder, "/", $name, ".md"))),)+]
    };
}

/// Of the codes of problems.
pub(super) const PROBLEMS: Pages = pages! {
    "problems":
    "syntax",
    "not-utf8",
    "duplicate-key",
    "unknown-key",
    "wrong-kind",
    "empty",
    "missing-key",
    "no-fields",
    "no-source",
    "several-sources",
    "bad-path",
    "misplaced-path",
    "bad-template",
    "unknown-word",
    "stray-option",
    "bad-time-format",
    "unknown-zone",
    "unknown-region",
    "does-not-fit",
    "unknown-field",
    "listed-twice",
    "unused-fallback",
    "no-effect",
    "failed-test",
    "unreadable-test",
    "unknown-path",
    "never-holds",
    "several-values",
    "invalid-values",
    "required-blank",
    "always-blank",
    "idle-fallback",
    "not-decoded",
    "unmapped-path",
    "new-path",
    "vanished-path",
    "changed-type",
};

/// Of the codes of rejects.
pub(super) const REJECTS: Pages = pages! {
    "rejects":
    "syntax",
    "cut-short",
    "stray-text",
    "invalid-utf8",
    "encoding",
    "too-deep",
    "too-large",
    "damaged-input",
    "no-payload",
    "body-not-json",
    "several-values",
    "required-blank",
    "invalid-value",
    "lone-surrogate",
    "duplicate-key",
    "not-decoded",
};
