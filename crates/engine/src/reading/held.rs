//! Rejects and repairs of a part, kept until its turn comes for them to be told.

use crate::input::frame::Repair;
use crate::input::place::Place;
use crate::reject::{Capture, Code, Excerpt, Reject};

/// Something that is to be told later.
#[derive(Debug)]
pub enum Event {
    /// Something was rejected.
    Reject(Box<HeldReject>),
    /// Something was repaired.
    Repair(Box<str>, Repair),
}

impl Event {
    /// Of a reject.
    pub fn of_reject(reject: &Reject<'_>) -> Self {
        Event::Reject(Box::new(HeldReject::of(reject)))
    }

    /// Of a repair in `input`.
    pub fn of_repair(input: &str, repair: Repair) -> Self {
        Event::Repair(input.into(), repair)
    }

    /// How much memory it takes, in bytes, about.
    pub fn weight(&self) -> usize {
        match self {
            Event::Reject(held) => held.weight(),
            Event::Repair(input, _) => size_of::<Event>() + input.len(),
        }
    }
}

/// A reject that borrows nothing.
#[derive(Debug)]
pub struct HeldReject {
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

impl HeldReject {
    fn of(reject: &Reject<'_>) -> Self {
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
        HeldReject {
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

    /// The reject.
    pub fn reject(&self) -> Reject<'_> {
        let fault = self.fault.as_ref().map(|fault| Excerpt {
            place: fault.place,
            bytes: fault.bytes.as_deref().unwrap_or_else(|| self.capture.bytes()),
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

    fn weight(&self) -> usize {
        let excerpt = self.fault.as_ref().and_then(|fault| fault.bytes.as_ref());
        size_of::<HeldReject>()
            + self.message.len()
            + self.input.len()
            + self.capture.bytes().len()
            + excerpt.map_or(0, |bytes| bytes.len())
    }
}
