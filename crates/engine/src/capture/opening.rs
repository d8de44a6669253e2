//! Opening a capture: wrapper after wrapper, until payloads are left.

use std::borrow::Cow;
use std::ops::ControlFlow;

use super::around;
use super::body::{Body, BodyFault};
use super::delivery::Delivery;
use super::one_or_many::OneOrMany;
use super::quoted::unquoted;
use super::recognisers::{self, Held};
use super::steps::STEPS;
use super::texts::Texts;
use super::top_keys::Inspected;
use super::{IN_STRING, NAMED, PayloadPath, Unwrapping, Wrapper};
use crate::json::{View, text};
use crate::text_log::fragment;
use crate::text_log::payload::{Part, payloads};

/// The most payloads in one capture.
const PAYLOADS: usize = 1 << 20;

/// A capture, opened.
#[derive(Debug)]
pub(crate) struct Opened<'a> {
    /// What it was taken for: by the way to its first payload.
    pub(crate) wrapper: Wrapper,
    payloads: OneOrMany<Unpacked<'a>>,
}

/// A payload, or why there is none, and what else the capture tells of its delivery.
#[derive(Debug)]
pub(crate) struct Unpacked<'a> {
    /// The payload, checked.
    pub(crate) payload: Result<View<'a>, PayloadFault>,
    /// The delivery that it came with.
    pub(crate) delivery: Delivery<'a>,
}

/// Why there is no payload in the place of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PayloadFault {
    /// The request came without a body.
    NoBody,
    /// It is the text of a log, and there is no JSON in it.
    Text,
    /// The way of `--from` leads to nothing, for this reason.
    NotThere(String),
    /// The body is not what it should be, for this reason.
    Body(BodyFault),
    /// The capture has more of them than so many.
    TooMany(usize),
}

impl PayloadFault {
    /// Whether nothing is wrong: there was no payload to begin with.
    pub(crate) fn is_absence(&self) -> bool {
        matches!(self, PayloadFault::NoBody | PayloadFault::Text)
    }
}

impl Unwrapping {
    /// Opens `capture`. What it is unpacked to is kept in `texts`.
    pub(crate) fn open<'a>(&self, capture: &Inspected<'a>, texts: &'a Texts) -> Opened<'a> {
        if let Unwrapping::Never = self {
            let bare = Unpacked { payload: Ok(capture.value), delivery: Delivery::default() };
            return Opened { wrapper: Wrapper::Bare, payloads: OneOrMany::from(bare) };
        }
        let from = match self {
            Unwrapping::At(from) => Some(from),
            Unwrapping::Auto | Unwrapping::Never | Unwrapping::Log => None,
        };
        let mut opening = Opening {
            from,
            texts,
            wrapper: Wrapper::Bare,
            is_told: false,
            payloads: OneOrMany::default(),
        };
        if opening.outermost(capture).is_break() {
            let payload = Err(PayloadFault::TooMany(PAYLOADS));
            opening.payloads = OneOrMany::from(Unpacked { payload, delivery: Delivery::default() });
        }
        Opened { wrapper: opening.wrapper, payloads: opening.payloads }
    }
}

impl<'a> Opened<'a> {
    /// The payloads, in order; if they are too many, that alone.
    pub(crate) fn payloads(&self) -> &[Unpacked<'a>] {
        self.payloads.as_slice()
    }
}

struct Opening<'o, 'a> {
    /// The way to the payload in what is left when no more is recognised.
    from: Option<&'o PayloadPath>,
    texts: &'a Texts,
    wrapper: Wrapper,
    /// Whether `wrapper` tells the whole way to the first payload.
    is_told: bool,
    payloads: OneOrMany<Unpacked<'a>>,
}

impl<'a> Opening<'_, 'a> {
    fn outermost(&mut self, capture: &Inspected<'a>) -> ControlFlow<()> {
        let start = Delivery::default();
        if !is_string(capture.value) {
            return self.value(capture, start, 0);
        }
        match self.unquoted(capture.value) {
            Some(inner) => {
                self.step(IN_STRING);
                self.values(inner, start, 1)
            }
            None => self.payload(capture.value, start),
        }
    }

    /// The object or array that a string holds.
    fn unquoted(&self, string: View<'a>) -> Option<View<'a>> {
        let inner = self.texts.keep(unquoted(string.text())?);
        self.texts.json(inner).ok()
    }

    /// Opens a value that stands in `steps` wrappers. An array is read as it would be at the top of an input: a list of
    /// captures is so many captures.
    fn values(&mut self, value: View<'a>, delivery: Delivery<'a>, steps: usize) -> ControlFlow<()> {
        if !value.text().starts_with('[') {
            return self.value(&Inspected::of(value), delivery, steps);
        }
        value.elements().try_for_each(|element| {
            self.value(&Inspected::of(self.element(element)), delivery, steps)
        })
    }

    fn value(
        &mut self,
        value: &Inspected<'a>,
        delivery: Delivery<'a>,
        steps: usize,
    ) -> ControlFlow<()> {
        let found = match steps < STEPS {
            true => recognisers::recognise(value, self.texts),
            false => None,
        };
        let Some((name, held)) = found else {
            return self.payload(value.value, delivery);
        };
        self.step(name);
        held.into_iter().try_for_each(|held| self.held(held, delivery, steps + 1))
    }

    fn held(&mut self, held: Held<'a>, outer: Delivery<'a>, steps: usize) -> ControlFlow<()> {
        match held {
            Held::Capture(capture) => self.values(capture, outer, steps),
            Held::Text(text) => self.text(text, outer, steps),
            Held::Request { delivery, body } => {
                let delivery = delivery.within(outer);
                match body.unpack(&delivery, self.texts) {
                    Ok(Some(value)) => self.values(value, delivery, steps),
                    Ok(None) => self.without_body(&body, delivery),
                    Err(fault) => self.push(Err(PayloadFault::Body(fault)), delivery),
                }
            }
        }
    }

    /// The text of a log record: a capture if it is JSON, and otherwise those that are in it, as in a line of a log of text.
    fn text(&mut self, text: View<'a>, outer: Delivery<'a>, steps: usize) -> ControlFlow<()> {
        if let Some(inner) = self.unquoted(text) {
            return self.values(inner, outer, steps);
        }
        let text = match text::decode_token(text.text()).map(|decoded| decoded.text) {
            Some(Cow::Borrowed(text)) => text,
            Some(Cow::Owned(text)) => self.texts.keep(text),
            None => "",
        };
        let fragment = match text.as_bytes() {
            text if fragment::is_tail(text) => Some(fragment::TAIL),
            text if fragment::is_member(text) => Some(fragment::MEMBER),
            _ => None,
        };
        if let Some(why) = fragment {
            return self.push(Err(PayloadFault::Body(BodyFault::NotJson(why.into()))), outer);
        }
        let mut parts = payloads(text).peekable();
        if parts.peek().is_none() {
            return self.push(Err(PayloadFault::Text), outer);
        }
        parts.try_for_each(|part| {
            let (Part::Payload(span) | Part::Broken(span, _)) = part;
            let part = Body::of_bytes(text.get(span).unwrap_or_default().as_bytes());
            match part.unpack(&Delivery::default(), self.texts) {
                Ok(Some(value)) => self.values(value, outer, steps),
                Ok(None) => ControlFlow::Continue(()),
                Err(fault) => self.push(Err(PayloadFault::Body(fault)), outer),
            }
        })
    }

    /// A request without a body. Where what received it was made for that, as for a webhook with GET, the query is the
    /// payload.
    fn without_body(&mut self, body: &Body<'a>, delivery: Delivery<'a>) -> ControlFlow<()> {
        let query = || delivery.query_as_payload(self.texts);
        let may_count = body.query_counts && delivery.has_lead_in_query();
        match may_count.then(query).flatten() {
            Some(query) => self.payload(View::new(query), delivery),
            None => self.push(Err(PayloadFault::NoBody), delivery),
        }
    }

    /// What is left when no more is recognised.
    fn payload(&mut self, value: View<'a>, delivery: Delivery<'a>) -> ControlFlow<()> {
        let Some(from) = self.from else {
            return self.push(Ok(value), delivery);
        };
        self.step(NAMED);
        let mut parts = Vec::new();
        from.path.show(value, |text, _| {
            parts.push(value.part(text));
            match parts.len() > PAYLOADS {
                true => ControlFlow::Break(()),
                false => ControlFlow::Continue(()),
            }
        })?;
        if parts.is_empty() {
            return self.push(Err(PayloadFault::NotThere(from.selects_nothing())), delivery);
        }
        let deliveries = around::deliveries(value, &parts, delivery, self.texts);
        let mut parts = parts.into_iter().zip(deliveries);
        parts.try_for_each(|(part, delivery)| self.part(from, part, delivery))
    }

    /// What `--from` has named in a value.
    fn part(
        &mut self,
        from: &PayloadPath,
        part: View<'a>,
        delivery: Delivery<'a>,
    ) -> ControlFlow<()> {
        let decoded = match from.decode(part, self.texts) {
            Ok(decoded) => Body::of(decoded).unpack(&delivery, self.texts),
            Err(why) => return self.push(Err(PayloadFault::NotThere(why)), delivery),
        };
        match decoded {
            Ok(Some(list)) if list.text().starts_with('[') => list
                .elements()
                .try_for_each(|element| self.push(Ok(self.element(element)), delivery)),
            Ok(Some(found)) => self.push(Ok(found), delivery),
            Ok(None) => self.push(Err(PayloadFault::NotThere(from.selects_nothing())), delivery),
            Err(fault) => self.push(Err(PayloadFault::Body(fault)), delivery),
        }
    }

    /// An element of a list, without the quotes of a string that holds an object.
    fn element(&self, element: View<'a>) -> View<'a> {
        let inner = Some(element).filter(|it| is_string(*it)).and_then(|it| self.unquoted(it));
        inner.filter(|inner| is_object(*inner)).unwrap_or(element)
    }

    fn push(
        &mut self,
        payload: Result<View<'a>, PayloadFault>,
        delivery: Delivery<'a>,
    ) -> ControlFlow<()> {
        self.is_told = true;
        if self.payloads.as_slice().len() == PAYLOADS {
            return ControlFlow::Break(());
        }
        self.payloads.push(Unpacked { payload, delivery });
        ControlFlow::Continue(())
    }

    fn step(&mut self, name: &'static str) {
        if !self.is_told {
            self.wrapper = self.wrapper.then(name);
        }
    }
}

fn is_string(value: View<'_>) -> bool {
    value.text().starts_with('"')
}

fn is_object(value: View<'_>) -> bool {
    value.text().starts_with('{')
}
