//! Opening: from a frame to its payloads, or to the rejects that say why there are none.

use std::borrow::Cow;

use super::pieces::{Begun, Pieces, Taken};
use super::start::Marked;
use super::{Arrival, Options, Receiver};
use crate::capture::{
    BodyFault, Inspected, PayloadFault, Texts, Unpacked, Unwrapping, Wanted, WantedPart,
};
use crate::error::Result;
use crate::input::frame::{Broken, Repair};
use crate::input::packed::looks_like;
use crate::input::place::Place;
use crate::input::provenance::Provenance;
use crate::json::View;
use crate::json::index::Index;
use crate::mapping::is_mapping;
use crate::message::{counted, visible};
use crate::projection::{Payload, Refusal};
use crate::reject::{self, FaultLocation, Reject, RejectCode};
use crate::tally::CaptureFate;

impl<'a> Arrival<'a> {
    /// The reject of this payload, or with `node` of one of its records.
    pub fn reject(
        &self,
        refusal: Refusal,
        field: Option<&'a str>,
        node: Option<String>,
    ) -> Reject<'a> {
        let kept = json(self.capture);
        let part = Part { element: self.element, node };
        let from = self.from;
        rejected(Whole { provenance: self.payload.provenance, from, kept }, part, refusal, field)
    }
}

/// What was rejected, whole or in part.
struct Whole<'a> {
    provenance: Provenance<'a>,
    /// How it was opened, in the words of `--from`.
    from: Option<&'a str>,
    kept: reject::Capture<'a>,
}

/// The part of it that was rejected.
#[derive(Default)]
struct Part {
    element: Option<usize>,
    node: Option<String>,
}

fn rejected<'a>(
    Whole { provenance: Provenance { read, first }, from, kept }: Whole<'a>,
    Part { element, node }: Part,
    refusal: Refusal,
    field: Option<&'a str>,
) -> Reject<'a> {
    Reject {
        code: refusal.code,
        message: refusal.message,
        field: field.map(Cow::Borrowed),
        input: read.file.into(),
        read_at: read.place,
        file: first.file.into(),
        place: first.place,
        fault: None,
        element,
        node,
        from: from.map(Cow::Borrowed),
        in_list: false,
        capture: kept,
    }
}

/// A capture on the way to its payloads: where it came from, how it is opened, and what is wanted of it.
#[derive(Clone, Copy)]
pub(super) struct Origin<'a> {
    pub(super) provenance: Provenance<'a>,
    pub(super) unwrapping: &'a Unwrapping,
    /// The parts that a reject line wants; `None` where all is.
    pub(super) wanted: Option<&'a Wanted<'a>>,
}

impl<'a> Origin<'a> {
    fn whole(&self, kept: reject::Capture<'a>) -> Whole<'a> {
        Whole { provenance: self.provenance, from: self.unwrapping.name(), kept }
    }

    /// The parts that are wanted; of all the one that is everything.
    fn parts(&self) -> Vec<WantedPart<'a>> {
        self.wanted.map_or_else(|| vec![WantedPart::default()], |wanted| wanted.parts().collect())
    }
}

/// The reading of one input.
pub(super) struct Reading<'r, R> {
    pub(super) options: &'r Options,
    pub(super) marked: Marked,
    pub(super) receiver: &'r mut R,
}

impl<R: Receiver> Reading<'_, R> {
    /// Takes a capture, unless it is a piece of a line that goes on.
    pub(super) fn frame(
        &mut self,
        provenance: Provenance<'_>,
        capture: View<'_>,
        pieces: &mut Pieces,
    ) -> Result<()> {
        let capture = Inspected::of(capture);
        if let Some(line) = capture.docker_line()
            && !matches!(self.options.unwrapping, Unwrapping::Never)
        {
            let (file, place) = (provenance.read.file, provenance.read.place);
            match pieces.take(&line, place, self.options.frames.max_payload) {
                Taken::Line(None) => {}
                Taken::Line(Some(begun)) => self.unfinished(file, &begun)?,
                Taken::Piece => return Ok(()),
                Taken::Last(whole) => return self.joined(file, &whole),
            }
        }
        if begins_input(provenance) && is_mapping(capture.value.text()) {
            return self.refuse_mapping(provenance, capture.value.text());
        }
        let origin = Origin { provenance, unwrapping: &self.options.unwrapping, wanted: None };
        self.capture_or_line(origin, self.marked, &capture)?;
        self.receiver.capture_ends()
    }

    /// Rejects a mapping that is given as captures.
    fn refuse_mapping(&mut self, provenance: Provenance<'_>, text: &str) -> Result<()> {
        let message = mapping_message(provenance.read.file);
        let refusal = Refusal { code: RejectCode::OtherFormat, message, field: None };
        let origin = Origin { provenance, unwrapping: &self.options.unwrapping, wanted: None };
        self.refuse(origin, &json(text), &refusal)?;
        self.receiver.capture_ends()
    }

    /// Rejects an input as a whole.
    pub(super) fn refuse_input(
        &mut self,
        provenance: Provenance<'_>,
        refusal: &Refusal,
    ) -> Result<()> {
        let origin = Origin { provenance, unwrapping: &self.options.unwrapping, wanted: None };
        self.refuse(origin, &reject::Capture::TooLarge, refusal)?;
        self.receiver.capture_ends()
    }

    /// Takes a line that was put together.
    fn joined(&mut self, file: &str, whole: &Begun) -> Result<()> {
        let provenance = Provenance::at(file, whole.place);
        let origin = Origin { provenance, unwrapping: &self.options.unwrapping, wanted: None };
        if whole.is_too_large {
            let message = format!(
                "the line, put together of its pieces, is larger than {} bytes",
                self.options.frames.max_payload
            );
            let refusal = Refusal { code: RejectCode::TooLarge, message, field: None };
            self.refuse(origin, &reject::Capture::TooLarge, &refusal)?;
            return self.receiver.capture_ends();
        }
        for _ in 0..whole.cut {
            self.receiver.cut_character();
        }
        let mut index = Index::default();
        let record = View::new(&whole.record).indexed(&mut index);
        self.capture(origin, &Inspected::of(record))?;
        self.receiver.capture_ends()
    }

    /// Takes a line that goes on nowhere: in one that is not whole, a piece is missing.
    fn unfinished(&mut self, file: &str, begun: &Begun) -> Result<()> {
        if begun.is_too_large || begun.holds_json() || !begun.is_part_of_json() {
            return self.joined(file, begun);
        }
        let provenance = Provenance::at(file, begun.place);
        let origin = Origin { provenance, unwrapping: &self.options.unwrapping, wanted: None };
        let message = "the line goes on in a record that is missing".to_owned();
        let refusal = Refusal { code: RejectCode::BodyNotJson, message, field: None };
        self.refuse(origin, &json(&begun.record), &refusal)?;
        self.receiver.capture_ends()
    }

    /// Takes the lines that have begun: the input is at its end.
    pub(super) fn pieces_end(&mut self, file: &str, pieces: &mut Pieces) -> Result<()> {
        for begun in pieces.end() {
            if !self.receiver.is_done() {
                self.unfinished(file, &begun)?;
            }
        }
        Ok(())
    }

    pub(super) fn broken_frame(
        &mut self,
        provenance: Provenance<'_>,
        broken: &Broken<'_>,
    ) -> Result<()> {
        // Once it is mended, text may still stand beside it.
        let unwrapping = match broken.in_log {
            true => &Unwrapping::Log,
            false => &self.options.unwrapping,
        };
        let origin = Origin { provenance, unwrapping, wanted: None };
        match broken.is_whole.then(|| of_other_format(broken, provenance)).flatten() {
            Some(named) => self.broken(origin, named.fault_place, &named)?,
            None => self.broken(origin, broken.fault_place, broken)?,
        }
        self.receiver.capture_ends()
    }

    pub(super) fn capture(&mut self, origin: Origin<'_>, capture: &Inspected<'_>) -> Result<()> {
        self.receiver.capture_begins();
        let text = capture.value.text();
        let texts = Texts::default();
        let opened = origin.unwrapping.open(capture, &texts);
        self.receiver.opened(opened.wrapper);
        let payloads = opened.payloads();
        if let [Unpacked { payload: Err(fault), .. }] = payloads
            && !fault.is_absence()
        {
            // Where nothing can be taken out, what was wanted of it is still wanted when that is mended.
            return self.refuse_begun(origin, &json(text), &refusal(fault));
        }
        let mut fate = CaptureFate::Empty;
        for (index, unpacked) in payloads.iter().enumerate() {
            if self.receiver.is_done() {
                break;
            }
            if origin.wanted.is_none_or(|wanted| wanted.holds(index)) {
                fate = fate.max(self.unpacked(origin, text, (index, payloads.len()), unpacked)?);
            }
        }
        if let Some(wanted) = origin.wanted
            && !self.receiver.is_done()
        {
            for part in wanted.beyond(payloads.len()) {
                fate = fate.max(CaptureFate::Rejected);
                let refusal = not_held(part, payloads.len());
                self.reject_part(origin, json(text), part, refusal)?;
            }
        }
        self.receiver.capture_became(fate);
        Ok(())
    }

    /// Takes what stands in the place of one of `count` payloads of a capture.
    fn unpacked(
        &mut self,
        origin: Origin<'_>,
        capture: &str,
        (index, count): (usize, usize),
        Unpacked { payload, delivery }: &Unpacked<'_>,
    ) -> Result<CaptureFate> {
        let numbered = count > 1 || origin.wanted.is_some_and(|wanted| wanted.numbers(index));
        let element = numbered.then_some(index);
        let nodes = origin.wanted.and_then(|wanted| wanted.nodes(index));
        match payload {
            Err(PayloadFault::NoBody) => {
                self.receiver.without_body(delivery.method_name());
                Ok(CaptureFate::Empty)
            }
            Err(PayloadFault::Text) => {
                self.receiver.text();
                Ok(CaptureFate::Empty)
            }
            Err(fault) => {
                let of = |node| WantedPart { element, node };
                let parts: Vec<WantedPart<'_>> = match nodes {
                    None => vec![of(None)],
                    Some(nodes) => nodes.iter().map(|node| of(Some(node))).collect(),
                };
                for part in parts {
                    self.reject_part(origin, json(capture), part, refusal(fault))?;
                }
                Ok(CaptureFate::Rejected)
            }
            Ok(object) => {
                let provenance = origin.provenance;
                let payload = Payload { object: *object, delivery: *delivery, provenance };
                let from = origin.unwrapping.name();
                self.receiver.payload(&Arrival { payload, element, nodes, capture, from })?;
                Ok(CaptureFate::Opened)
            }
        }
    }

    pub(super) fn broken(
        &mut self,
        origin: Origin<'_>,
        fault_place: Place,
        broken: &Broken<'_>,
    ) -> Result<()> {
        let refusal = Refusal { code: broken.code, message: broken.message.clone(), field: None };
        let fault = FaultLocation {
            place: fault_place,
            at: broken.fault_at,
            begins_line: broken.begins_line,
        };
        self.receiver.capture_begins();
        for part in origin.parts() {
            let kept = broken
                .bytes
                .map_or(reject::Capture::TooLarge, |bytes| reject::Capture::Text(bytes.into()));
            let part = Part { element: part.element, node: part.node.map(str::to_owned) };
            let reject = rejected(origin.whole(kept), part, refusal.clone(), None);
            let in_list = broken.in_list && broken.bytes.is_some();
            self.receiver.reject(&Reject { fault: Some(fault), in_list, ..reject })?;
        }
        self.receiver.capture_became(CaptureFate::Rejected);
        Ok(())
    }

    /// Rejects what gives no payload at all, each part of it that is wanted.
    pub(super) fn refuse(
        &mut self,
        origin: Origin<'_>,
        kept: &reject::Capture<'_>,
        refusal: &Refusal,
    ) -> Result<()> {
        self.receiver.capture_begins();
        self.refuse_begun(origin, kept, refusal)
    }

    fn refuse_begun(
        &mut self,
        origin: Origin<'_>,
        kept: &reject::Capture<'_>,
        refusal: &Refusal,
    ) -> Result<()> {
        for part in origin.parts() {
            self.reject_part(origin, kept.borrowed(), part, refusal.clone())?;
        }
        self.receiver.capture_became(CaptureFate::Rejected);
        Ok(())
    }

    fn reject_part(
        &mut self,
        origin: Origin<'_>,
        kept: reject::Capture<'_>,
        part: WantedPart<'_>,
        refusal: Refusal,
    ) -> Result<()> {
        let part = Part { element: part.element, node: part.node.map(str::to_owned) };
        self.receiver.reject(&rejected(origin.whole(kept), part, refusal, None))
    }

    /// Tells of so many lines of a log without JSON in them.
    pub(super) fn texts(&mut self, count: u64) {
        for _ in 0..count {
            self.receiver.capture_begins();
            self.receiver.text();
            self.receiver.capture_became(CaptureFate::Empty);
        }
    }

    pub(super) fn repairs(&mut self, input: &str, repairs: Vec<Repair>) {
        for repair in repairs {
            self.receiver.repair(input, repair);
        }
    }
}

/// Whether a capture is the first thing in its input, save for a byte-order mark.
fn begins_input(provenance: Provenance<'_>) -> bool {
    matches!(provenance.read.place, Place { byte: 0 | 3, line: 1, column: 1 })
}

/// `broken`, which is a whole input, as one in which there is no JSON, if it can be told what it is.
pub(super) fn of_other_format<'b>(
    broken: &Broken<'b>,
    provenance: Provenance<'_>,
) -> Option<Broken<'b>> {
    let is_told =
        matches!(broken.code, RejectCode::StrayText | RejectCode::Syntax | RejectCode::InvalidUtf8);
    let bytes = broken.bytes.filter(|_| is_told)?;
    let message = other_format(bytes, provenance.first.file)?;
    let (fault_at, fault_place) = (0, broken.place);
    Some(Broken { code: RejectCode::OtherFormat, message, fault_at, fault_place, ..*broken })
}

/// What the input `name` is in which there is no JSON, if that can be told.
fn other_format(bytes: &[u8], name: &str) -> Option<String> {
    if str::from_utf8(bytes).is_ok_and(is_mapping) {
        return Some(mapping_message(name));
    }
    // An object or a list is JSON, whatever is wrong with it.
    if bytes.starts_with(b"{") || bytes.starts_with(b"[") {
        return None;
    }
    looks_like(bytes).map(|what| format!("{} {what}: captures are JSON", visible(name)))
}

fn mapping_message(name: &str) -> String {
    format!("{} is a mapping: `leadmap apply MAPPING INPUT` applies it to captures", visible(name))
}

pub(super) fn json(text: &str) -> reject::Capture<'_> {
    reject::Capture::Json(text.into())
}

/// Why a part cannot be had that a reject line wants, of a capture with only `count` payloads.
fn not_held(part: WantedPart<'_>, count: usize) -> Refusal {
    let element = part.element.unwrap_or_default();
    let message = format!(
        "the capture holds {}, element {element} is wanted: mend it in its place among the others, \
         or take `element` out of the reject line to read all that is there",
        counted(count as u64, "payload")
    );
    Refusal { code: RejectCode::NotFound, message, field: None }
}

fn refusal(fault: &PayloadFault) -> Refusal {
    let (code, message) = match fault {
        PayloadFault::NoBody => (RejectCode::NoPayload, "the request has no body".into()),
        PayloadFault::Text => (RejectCode::NoPayload, "the text has no JSON in it".into()),
        PayloadFault::NotThere(why) => (RejectCode::NoPayload, why.clone()),
        PayloadFault::Body(BodyFault::NotJson(why)) => (RejectCode::BodyNotJson, why.clone()),
        PayloadFault::Body(BodyFault::TooLarge(most)) => {
            (RejectCode::TooLarge, format!("the body is larger than {most} bytes, decompressed"))
        }
        PayloadFault::TooMany(most) => {
            (RejectCode::TooManyNodes, format!("the capture holds more than {most} payloads"))
        }
    };
    Refusal { code, message, field: None }
}
