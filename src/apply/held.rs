//! What happened in a part of a run, kept until its turn comes to be told.

use crate::input::frame::Repair;
use crate::input::place::Place;
use crate::reject::{Capture, Code, Excerpt, Reject};

/// What a listener is to be told.
#[derive(Debug)]
pub(super) enum Event {
    Reject(Box<Held>),
    Repair { input: Box<str>, repair: Repair },
}

/// A reject that borrows nothing.
#[derive(Debug)]
pub(super) struct Held {
    code: Code,
    message: String,
    field: Option<String>,
    input: Box<str>,
    read_at: Place,
    /// Where it stood first, if that is another input.
    file: Option<Box<str>>,
    place: Place,
    fault: Option<HeldExcerpt>,
    element: Option<usize>,
    node: Option<String>,
    capture: HeldCapture,
}

#[derive(Debug)]
struct HeldExcerpt {
    place: Place,
    /// `None` where they are those of the capture.
    bytes: Option<Box<[u8]>>,
    at: usize,
}

#[derive(Debug)]
enum HeldCapture {
    Json(Box<str>),
    Text(Box<[u8]>),
    TooLarge,
}

impl HeldCapture {
    fn bytes(&self) -> &[u8] {
        match self {
            HeldCapture::Json(text) => text.as_bytes(),
            HeldCapture::Text(bytes) => bytes,
            HeldCapture::TooLarge => &[],
        }
    }
}

impl Held {
    pub(super) fn of(reject: &Reject<'_>) -> Self {
        let (capture, bytes) = match reject.capture {
            Capture::Json(text) => (HeldCapture::Json(text.into()), text.as_bytes()),
            Capture::Text(bytes) => (HeldCapture::Text(bytes.into()), bytes),
            Capture::TooLarge => (HeldCapture::TooLarge, &[][..]),
        };
        let fault = reject.fault.map(|fault| HeldExcerpt {
            place: fault.place,
            bytes: (fault.bytes != bytes).then(|| fault.bytes.into()),
            at: fault.at,
        });
        Held {
            code: reject.code,
            message: reject.message.clone(),
            field: reject.field.map(str::to_owned),
            input: reject.input.into(),
            read_at: reject.read_at,
            file: (reject.file != reject.input).then(|| reject.file.into()),
            place: reject.place,
            fault,
            element: reject.element,
            node: reject.node.clone(),
            capture,
        }
    }

    pub(super) fn reject(&self) -> Reject<'_> {
        let fault = self.fault.as_ref().map(|fault| Excerpt {
            place: fault.place,
            bytes: fault
                .bytes
                .as_deref()
                .unwrap_or_else(|| self.capture.bytes()),
            at: fault.at,
        });
        Reject {
            code: self.code,
            message: self.message.clone(),
            field: self.field.as_deref(),
            input: &self.input,
            read_at: self.read_at,
            file: self.file.as_deref().unwrap_or(&self.input),
            place: self.place,
            fault,
            element: self.element,
            node: self.node.clone(),
            capture: match &self.capture {
                HeldCapture::Json(text) => Capture::Json(text),
                HeldCapture::Text(bytes) => Capture::Text(bytes),
                HeldCapture::TooLarge => Capture::TooLarge,
            },
        }
    }

    /// How much memory it takes, in bytes, about.
    pub(super) fn weight(&self) -> usize {
        let excerpt = self.fault.as_ref().and_then(|fault| fault.bytes.as_ref());
        size_of::<Held>()
            + self.message.len()
            + self.input.len()
            + self.capture.bytes().len()
            + excerpt.map_or(0, |bytes| bytes.len())
    }
}
