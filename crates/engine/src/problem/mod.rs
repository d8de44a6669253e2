//! Problems: the faults of a mapping file, with position and suggested replacement.
//!
//! A [`Problem`] is plain data. `leadmap-view` writes reports of it, for people and in the forms of other programs.

pub mod difference;
pub mod nearest;
pub mod position;
pub(crate) mod quoted;

use std::ops::Range;

use crate::codes::codes;
use difference::Difference;

/// One finding about a mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What kind of finding it is.
    pub code: ProblemCode,
    /// How bad it is.
    pub severity: Severity,
    /// The bytes of the mapping's text that it is about; empty where something is missing.
    pub span: Range<usize>,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// What to write instead, or what was expected: stands beside the caret.
    pub label: Option<Box<str>>,
    /// What else helps, a sentence each.
    pub notes: Vec<String>,
    /// What to put in the place of `span`, where nothing else has to be done: JSON text that fits in there.
    pub replacement: Option<Box<str>>,
    /// What came out of a test, where it is not what was expected. Not all of it if that is much.
    pub differences: Box<[Difference]>,
}

impl Problem {
    /// A problem that makes the mapping unusable.
    pub fn error(code: ProblemCode, span: Range<usize>, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, span, message.into())
    }

    /// A problem with which the mapping still does something, if not what was meant.
    pub fn warning(code: ProblemCode, span: Range<usize>, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, span, message.into())
    }

    /// Something that is worth knowing, and no fault.
    pub(crate) fn notice(
        code: ProblemCode,
        span: Range<usize>,
        message: impl Into<String>,
    ) -> Self {
        Self::new(Severity::Note, code, span, message.into())
    }

    fn new(severity: Severity, code: ProblemCode, span: Range<usize>, message: String) -> Self {
        Problem {
            code,
            severity,
            span,
            message,
            label: None,
            notes: Vec::new(),
            replacement: None,
            differences: Box::default(),
        }
    }

    /// Puts `label` beside the caret.
    #[must_use]
    pub fn label(mut self, label: impl Into<Box<str>>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Adds a note.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Offers `text` to be put in the place of the span.
    #[must_use]
    pub(crate) fn replacement(mut self, text: impl Into<Box<str>>) -> Self {
        self.replacement = Some(text.into());
        self
    }
}

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// For the reader's interest only.
    Note,
    /// The mapping can be used, but hardly does what was meant.
    Warning,
    /// The mapping cannot be used.
    Error,
}

impl Severity {
    /// The word that printers write.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

codes! {
    /// The kinds of problems. Their names are stable: scripts and CI may rely on them.
    pub enum ProblemCode, listed by problem_codes;

    /// The mapping is not JSON with comments and trailing commas.
    Syntax = "syntax",
    /// The mapping is not UTF-8 text.
    NotUtf8 = "not-utf8",
    /// A key is given twice in one object.
    DuplicateKey = "duplicate-key",
    /// A key that means nothing where it stands.
    UnknownKey = "unknown-key",
    /// A value of the wrong JSON kind, such as a string where `true` or `false` is expected.
    WrongKind = "wrong-kind",
    /// A list, a table, a text or a name is empty that must hold something.
    Empty = "empty",
    /// A key is missing that must be there.
    MissingKey = "missing-key",
    /// The mapping has no fields.
    NoFields = "no-fields",
    /// A field says neither `path` nor `value` nor `template`.
    NoSource = "no-source",
    /// A field says more than one of `path`, `value` and `template`.
    SeveralSources = "several-sources",
    /// A text is not a path.
    BadPath = "bad-path",
    /// A path stands where its kind cannot be used, such as `@` without `each`.
    MisplacedPath = "misplaced-path",
    /// A template's braces do not match, or hold nothing.
    BadTemplate = "bad-template",
    /// A word that is not one of those which its key takes.
    UnknownWord = "unknown-word",
    /// An option that does not belong to the field's type or to another of its options.
    StrayOption = "stray-option",
    /// A time format that is neither a known name nor a strftime pattern.
    BadTimeFormat = "bad-time-format",
    /// A time zone that the IANA database does not have.
    UnknownZone = "unknown-zone",
    /// A region that is not a two-letter country code with phone numbers.
    UnknownRegion = "unknown-region",
    /// A constant, a default or an entry of `values` does not fit the field's `type`.
    DoesNotFit = "does-not-fit",
    /// A name that is not one of the mapping's fields.
    UnknownField = "unknown-field",
    /// The same name stands twice in one list.
    ListedTwice = "listed-twice",
    /// A fallback that can never be used.
    UnusedFallback = "unused-fallback",
    /// An option that can never make a difference.
    NoEffect = "no-effect",
    /// One of the mapping's own tests gives other records than it expects.
    FailedTest = "failed-test",
    /// The input of one of the mapping's own tests cannot be read.
    UnreadableTest = "unreadable-test",
    /// A path that selects nothing in any sample.
    UnknownPath = "unknown-path",
    /// A condition of `when` that holds of no sample.
    NeverHolds = "never-holds",
    /// A path selects several values in a sample where one is wanted.
    SeveralValues = "several-values",
    /// Values in the samples do not fit the field's `type` or `values`.
    InvalidValues = "invalid-values",
    /// A required field is blank in some samples.
    RequiredBlank = "required-blank",
    /// A field is blank in all samples, though its path is there.
    AlwaysBlank = "always-blank",
    /// A fallback that no sample needs.
    IdleFallback = "idle-fallback",
    /// A path of `decode` finds no JSON in any sample.
    NotDecoded = "not-decoded",
    /// The samples carry values that no field maps.
    UnmappedPath = "unmapped-path",
    /// A path of the samples that the schema does not have.
    NewPath = "new-path",
    /// A path of the schema that no sample has.
    VanishedPath = "vanished-path",
    /// A path holds values of a type that the schema has not seen there.
    ChangedType = "changed-type",
}
