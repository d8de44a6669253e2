//! The wrappers that tools put around payloads, as `samples/wrapped/` has them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::deliveries::Delivery;
use crate::deliveries::json::{Json, Spacing};

/// A tool that captures webhooks.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Tool {
    Quickwork,
    N8n,
    Pipedream,
    Hookdeck,
    ApiGateway,
    WebhookTester,
    Smee,
}

impl Tool {
    pub(crate) const ALL: [Tool; 7] = [
        Tool::Quickwork,
        Tool::N8n,
        Tool::Pipedream,
        Tool::Hookdeck,
        Tool::ApiGateway,
        Tool::WebhookTester,
        Tool::Smee,
    ];

    /// What the tool keeps of `delivery`.
    pub(crate) fn capture(self, delivery: &Delivery) -> Json {
        let body = || delivery.payload.clone();
        let text = || {
            let mut text = Vec::new();
            delivery.payload.write(delivery.beyond, Spacing::Loose, &mut text);
            text
        };
        let empty = || Json::Object(Vec::new());
        match self {
            Tool::Quickwork => {
                object([("body", body()), ("headers", object(headers())), ("queryString", empty())])
            }
            Tool::N8n => Json::Array(vec![object([
                ("headers", object(headers())),
                ("params", empty()),
                ("query", empty()),
                ("body", body()),
                ("webhookUrl", "https://n8n.example.com/webhook/leads".into()),
                ("executionMode", "production".into()),
            ])]),
            Tool::Pipedream => object([
                ("method", "POST".into()),
                ("url", "https://hooks.example.com/leads".into()),
                ("client_ip", "203.0.113.15".into()),
                ("query", empty()),
                ("headers", object(headers())),
                ("body", body()),
                ("inferred_body_type", "JSON".into()),
            ]),
            Tool::Hookdeck => object([
                ("id", "req_Q2fX0mTn7bYw".into()),
                (
                    "data",
                    object([
                        ("headers", object(headers())),
                        ("body", String::from_utf8_lossy(&text()).into_owned().into()),
                        ("path", "/leads".into()),
                        ("parsed_query", empty()),
                    ]),
                ),
                ("ingested_at", "2026-03-13T05:25:12.604Z".into()),
                ("verified", false.into()),
            ]),
            Tool::ApiGateway => object([
                ("resource", "/leads".into()),
                ("path", "/leads".into()),
                ("httpMethod", "POST".into()),
                ("headers", object(headers())),
                ("queryStringParameters", Json::Null),
                ("requestContext", object([("httpMethod", "POST".into())])),
                ("body", STANDARD.encode(text()).into()),
                ("isBase64Encoded", true.into()),
            ]),
            Tool::WebhookTester => object([
                ("uuid", "8f2b6f7e-4d6c-4b1e-9a3e-5a2f7c9d0b31".into()),
                ("client_address", "203.0.113.15".into()),
                ("method", "POST".into()),
                ("request_payload_base64", STANDARD.encode(text()).into()),
                (
                    "headers",
                    Json::Array(
                        headers()
                            .into_iter()
                            .map(|(name, value)| object([("name", name.into()), ("value", value)]))
                            .collect(),
                    ),
                ),
                ("url", "https://hooks.example.com/leads".into()),
                ("captured_at_unix_milli", 1_773_379_512_611.into()),
            ]),
            Tool::Smee => {
                let mut members = headers();
                members.extend([
                    ("body", body()),
                    ("query", empty()),
                    ("timestamp", 1_773_379_512_611.into()),
                ]);
                object(members)
            }
        }
    }
}

fn object(members: impl Into<Vec<(&'static str, Json)>>) -> Json {
    Json::Object(members.into())
}

fn headers() -> Vec<(&'static str, Json)> {
    vec![
        ("host", "hooks.example.com".into()),
        ("content-type", "application/json".into()),
        ("content-length", "4482".into()),
        ("user-agent", "python-requests/2.31.0".into()),
        ("cf-ipcountry", "IN".into()),
        ("cf-visitor", "{\"scheme\":\"https\"}".into()),
        ("cf-ray", "9db1c0ffee214841-BOM".into()),
    ]
}
