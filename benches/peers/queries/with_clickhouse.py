"""The job as a query of ClickHouse, in this process (chdb)."""

import sys

import chdb

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

people = ",\n".join(f"JSONExtractString(payload, 'people_detail', '{name}') AS {name}" for name in PEOPLE if name != "pincode")
chdb.query(
    f"""
    INSERT INTO FUNCTION file('{sys.argv[2]}', 'CSVWithNames')
    SELECT
        event_type, id, created_on, source_name,
        name, mobile_number, email, pincode, utm_campaign, product_category, otp_verified, widget_city, widget_state,
        meeting_name, meeting_url
    FROM (
        SELECT
            event_type,
            JSONExtractString(payload, 'id') AS id,
            JSONExtractInt(payload, 'created_on') AS created_on,
            JSONExtractString(payload, 'source_name') AS source_name,
            {people},
            JSONExtract(payload, 'people_detail', 'pincode', 'String') AS pincode,
            JSONExtractString(payload, 'meta', 1, 'meeting_name') AS meeting_name,
            JSONExtractString(payload, 'meeting_url') AS meeting_url
        FROM file('{sys.argv[1]}', 'JSONEachRow', 'event_type String, payload String')
        WHERE event_type = 'widget_new_conversation'
    )
    SETTINGS input_format_json_read_objects_as_strings = 1, engine_file_truncate_on_insert = 1
    """
)
