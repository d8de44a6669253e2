"""The job as a query of polars: a lazy scan with the types of what is wanted, streamed to CSV."""

import sys

import polars as pl

PEOPLE = (
    "name",
    "mobile_number",
    "email",
    "pincode",
    "utm_campaign",
    "product_category",
    "otp_verified",
    "widget_city",
    "widget_state",
)
SCHEMA = {
    "event_type": pl.String,
    "payload": pl.Struct(
        {
            "id": pl.String,
            "created_on": pl.Int64,
            "source_name": pl.String,
            "meeting_url": pl.String,
            "people_detail": pl.Struct({name: pl.String for name in PEOPLE}),
            "meta": pl.List(pl.Struct({"meeting_name": pl.String})),
        }
    ),
}

payload = pl.col("payload").struct
(
    pl.scan_ndjson(sys.argv[1], schema=SCHEMA)
    .filter(pl.col("event_type") == "widget_new_conversation")
    .select(
        "event_type",
        *(payload.field(name) for name in ("id", "created_on", "source_name")),
        *(payload.field("people_detail").struct.field(name) for name in PEOPLE),
        payload.field("meta").list.first().struct.field("meeting_name"),
        payload.field("meeting_url"),
    )
    .sink_csv(sys.argv[2])
)
