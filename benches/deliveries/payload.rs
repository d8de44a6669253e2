//! The payloads: every event type of the sample log, with the keys that the provider's documentation and the sample log
//! have, and with their gaps.

use super::json::{Beyond, Json, Spacing};
use super::random::Random;
use super::words::{CITIES, MAIL_DOMAINS, MESSAGES, PEOPLE, QUESTIONS, STREETS, WIDGETS, Widget};

/// What a delivery tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Event {
    NewConversation,
    ConversationClosed,
    MeetingStatusChanged,
    PeopleUpdated,
}

impl Event {
    /// Its name in payloads.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Event::NewConversation => "widget_new_conversation",
            Event::ConversationClosed => "widget_conversation_closed",
            Event::MeetingStatusChanged => "meeting_status_changed",
            Event::PeopleUpdated => "people_updated",
        }
    }
}

/// One of the people, at one widget.
struct Visit<'r> {
    random: &'r mut Random,
    /// Milliseconds since 1970.
    time: i64,
    widget: &'static Widget,
    person: String,
    mobile: String,
}

/// An object with these members, in this order.
macro_rules! object {
    ($($key:literal: $value:expr),* $(,)?) => {
        Json::Object(vec![$(($key, Json::from($value))),*])
    };
}

/// A payload about `event` at `time`, in milliseconds since 1970.
pub(crate) fn payload(event: Event, time: i64, random: &mut Random) -> Json {
    let widget = random.one(WIDGETS);
    let person = random.uuid();
    let mobile = mobile(random);
    let mut visit = Visit { random, time, widget, person, mobile };
    let content = match event {
        Event::NewConversation => visit.new_conversation(),
        Event::ConversationClosed => visit.conversation_closed(),
        Event::MeetingStatusChanged => visit.meeting_status_changed(),
        Event::PeopleUpdated => visit.people_updated(),
    };
    object! { "event_type": event.name(), "payload": content, "metadata": Json::Object(Vec::new()) }
}

/// An Indian mobile number, as people type it.
fn mobile(random: &mut Random) -> String {
    let number = random.within(7_000_000_000..10_000_000_000);
    let (head, tail) = (number / 100_000, number % 100_000);
    match random.index(10) {
        0 => format!("0{head:05} {tail:05}"),
        1 => format!("{head:05}-{tail:05}"),
        2 => format!("+91 {head:05} {tail:05}"),
        3 => format!("{number}")
            .chars()
            .filter_map(|digit| char::from_u32(u32::from(digit) - 0x30 + 0x966))
            .collect(),
        _ => format!("+91{number}"),
    }
}

impl Visit<'_> {
    fn new_conversation(&mut self) -> Json {
        let meeting = self.random.happens(850).then(|| self.random.uuid());
        let meta = match &meeting {
            // A list without an element, where a path with [0] ends.
            _ if self.random.happens(20) => Vec::new(),
            Some(id) => vec![self.meeting("SCHEDULED", id), self.message()],
            None => (0..24).map(|_| self.message()).collect(),
        };
        let mut payload = object! {
            "message_content": self.random.uuid(),
            "message_type": if meeting.is_some() { "schedule_meeting" } else { "text" },
            "message_from": self.person.clone(),
            "meta": Json::Array(meta),
            "raw": Json::Object(Vec::new()),
            "acknowledged": false,
            "is_bot_handover": false,
            "message_to": self.random.uuid(),
            "people_id": self.person.clone(),
            "form_id": self.random.uuid(),
            "unique_field_value": self.mobile.clone(),
            "source_id": self.random.uuid(),
            "source_name": self.widget.name,
            "source_type": self.widget.kind,
            "source_referrer": self.widget.site,
            "session_id": self.random.uuid(),
            "whatsapp_request_id": "",
            "whatsapp_status": Json::Object(Vec::new()),
            "chat_group_id": "",
            "id": self.random.uuid(),
            "is_moderated": false,
            "is_handover_question": false,
            "client_id": self.random.uuid(),
            "created_on": self.time,
            "updated_on": self.time + 23,
            "dropped_at": 0,
            "people_detail": self.people_detail(),
        };
        if let (Some(id), Json::Object(members)) = (meeting, &mut payload) {
            let url = format!(
                "https://meet.example/{id}?user_identity={}",
                self.mobile.replace(' ', "%20")
            );
            members.push(("meeting_id", Json::from(id)));
            members.push(("meeting_url", Json::from(url)));
        }
        payload
    }

    fn conversation_closed(&mut self) -> Json {
        let transcript = (0..32).map(|_| self.message()).collect();
        object! {
            "id": self.random.uuid(),
            "conversation_id": self.random.uuid(),
            "people_id": self.person.clone(),
            "source_id": self.random.uuid(),
            "source_name": self.widget.name,
            "client_id": self.random.uuid(),
            "closed_by": "agent",
            "reason": "resolved",
            "meta": Json::Array(transcript),
            "created_on": self.time,
            "updated_on": self.time,
            "people_detail": self.people_detail(),
        }
    }

    fn meeting_status_changed(&mut self) -> Json {
        let meeting = self.random.uuid();
        object! {
            "id": self.random.uuid(),
            "meeting_status": "CONFIRMED",
            "people_id": self.person.clone(),
            "source_id": self.random.uuid(),
            "source_name": self.widget.name,
            "client_id": self.random.uuid(),
            "meta": Json::Array(vec![self.meeting("CONFIRMED", &meeting)]),
            "meeting_id": meeting,
            "created_on": self.time,
            "updated_on": self.time,
        }
    }

    fn people_updated(&mut self) -> Json {
        object! {
            "id": self.random.uuid(),
            "people_id": self.person.clone(),
            "client_id": self.random.uuid(),
            "changed": Json::Array(vec![Json::from("mobile_number")]),
            "people_detail": self.people_detail(),
            "created_on": self.time,
            "updated_on": self.time,
        }
    }

    fn message(&mut self) -> Json {
        object! { "message": *self.random.one(MESSAGES) }
    }

    /// The visitor as the form knows them. Any answer can be lacking.
    fn people_detail(&mut self) -> Json {
        if self.random.happens(10) {
            return Json::Null;
        }
        let (given, family, mailbox) = *self.random.one(PEOPLE);
        let city = self.random.one(CITIES);
        let pincode = city.pincode + self.random.within(1..100) as i64;
        let email = match self.random.index(20) {
            0 => Json::Null,
            1 => Json::from(""),
            2 => Json::from(format!("{mailbox}@")),
            _ => Json::from(format!("{mailbox}@{}", self.random.one(MAIL_DOMAINS))),
        };
        let mut members = vec![
            ("name", Json::from(format!("{given} {family}"))),
            ("mobile_number", Json::from(self.mobile.clone())),
            ("email", email),
            ("address", Json::from(*self.random.one(STREETS))),
            (
                "pincode",
                if self.random.happens(20) {
                    Json::from(pincode)
                } else {
                    Json::from(pincode.to_string())
                },
            ),
            ("utm_campaign", Json::from(*self.random.one(self.widget.campaigns))),
            ("date_of_month", Json::from("12")),
            ("time_of_day", Json::from("09:31")),
            ("day_of_week", Json::from("4")),
            ("month_of_year", Json::from("3")),
            ("originated_from", Json::from("Website")),
            ("product_category", Json::from(*self.random.one(self.widget.products))),
            ("product_sku", Json::from("SA-CU-08")),
            ("device", Json::from("Mobile")),
            ("form_fill", Json::from("Test")),
            ("otp_verified", Json::from(if self.random.happens(800) { "Yes" } else { "No" })),
            ("extra1", Json::from("")),
            ("extra2", Json::from("N1")),
            ("widget_city", Json::from(city.name)),
            ("widget_state", Json::from(city.state)),
            ("widget_country", Json::from("India")),
            ("widget_latitude", degrees(city.latitude)),
            ("widget_longitude", degrees(city.longitude)),
            ("widget_ip_address", Json::from(format!("198.51.100.{}", self.random.within(1..255)))),
            ("widget_location_source", Json::from("IP ADDRESS")),
        ];
        members.retain(|_| !self.random.happens(40));
        members.push(("id", Json::from(self.person.clone())));
        Json::Object(members)
    }

    /// A booked meeting, half of which is the form for it: JSON in a string.
    fn meeting(&mut self, status: &'static str, id: &str) -> Json {
        let room = self.random.uuid();
        object! {
            "moderators": Json::Array(vec![Json::from("visits@aravaligreens.example"), Json::from("9000000769")]),
            "participants": Json::Array(vec![Json::from(self.mobile.clone())]),
            "date": "3/14/2026",
            "time": "11:30 AM",
            "timezone": "Asia/Calcutta",
            "duration": 30,
            "duration_mode": "min",
            "watermark": "https://static.saleassist.example/icons/icon-black.png",
            "rrule": "",
            "registration_enabled": true,
            "products_enabled": false,
            "registration_form": self.form(),
            "capture_registration_otp_params": false,
            "registration_otp_params": "email",
            "unique_field_name": "email",
            "is_recurring": false,
            "auto_record": true,
            "end_recurring": 0,
            "room_name": "",
            "meeting_name": format!("Meeting with {}", self.mobile),
            "description": *self.random.one(MESSAGES),
            "meeting_password": "",
            "meeting_type": "live_call",
            "can_co_browse": true,
            "channels": Json::Array(Vec::new()),
            "widgets": Json::Array(Vec::new()),
            "products": Json::Array(Vec::new()),
            "products_listing_mode": "buy",
            "is_moderated_chat": false,
            "moderation_mode": "auto_censored",
            "moderated_keywords": Json::Array(Vec::new()),
            "pinned_messages": Json::Array(Vec::new()),
            "thumbnail": "",
            "id": id.to_owned(),
            "created_by_user_id": self.random.uuid(),
            "recording_url": "",
            "events": Json::Array(Vec::new()),
            "tokens": Json::Object(Vec::new()),
            "recurring_batch_id": "",
            "start_time": 0,
            "end_time": 0,
            "run_time": 0,
            "recording_time": 0,
            "streaming_time": 0,
            "cumulative_participant_time": 0,
            "billing_cumulative_participant_time": 0,
            "scheduled_time": self.time + 172_800_000,
            "meeting_status": status,
            "participant_count": 0,
            "active_participant_count": 0,
            "public_session_count": 0,
            "co_browsing_time": 0,
            "client_id": self.random.uuid(),
            "notify_meeting_participants": object! { "first": false, "second": false },
            "co_browsings": Json::Array(Vec::new()),
            "recordings": Json::Array(Vec::new()),
            "streamings": Json::Array(Vec::new()),
            "participant_durations": Json::Object(Vec::new()),
            "host_room": room.clone(),
            "view_room": self.random.uuid(),
            "external_id": room,
            "provider": "",
            "created_on": self.time - 120,
            "updated_on": self.time - 80,
            "source_referrer": self.widget.site,
            "uid_map": Json::Object(Vec::new()),
            "followed_up": false,
            "confirmed_at": 0,
            "picked_up_at": 0,
            "participant_exit_times": Json::Array(Vec::new()),
            "date_time": "2026-03-14T11:30",
            "date_time_ist": "2026-03-14T11:30",
        }
    }

    fn form(&mut self) -> String {
        let questions = 5 + self.random.index(3);
        let form = QUESTIONS.iter().take(questions).map(|&(label, name)| {
            object! {
                "type": "text",
                "required": true,
                "label": label,
                "placeholder": "Enter your answer",
                "className": "form-control",
                "name": name,
                "access": false,
                "subtype": "text",
            }
        });
        let mut text = Vec::new();
        Json::Array(form.collect()).write(Beyond::Raw, Spacing::Compact, &mut text);
        String::from_utf8_lossy(&text).into_owned()
    }
}

/// Degrees with four digits after the point, of which the last may be 0.
fn degrees(ten_thousandths: i64) -> Json {
    Json::Number(format!("{}.{:04}", ten_thousandths / 10_000, ten_thousandths % 10_000))
}
