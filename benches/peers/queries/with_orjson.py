"""The job as a script of orjson and csv: NDJSON files in (standard input without any), CSV out."""

import csv
import sys

import orjson

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


def deliveries(layout, paths):
    if layout == "lines":
        for stream in (open(path, "rb") for path in paths) if paths else [sys.stdin.buffer]:
            yield from map(orjson.loads, stream)
    elif layout == "array":
        for path in paths:
            with open(path, "rb") as file:
                yield from orjson.loads(file.read())
    else:
        for line in sys.stdin:
            with open(line.rstrip("\n"), "rb") as file:
                yield orjson.loads(file.read())


def main():
    write = csv.writer(sys.stdout, lineterminator="\n").writerow
    write(["event_type", "id", "created_on", "source_name", *PEOPLE, "meeting_name", "meeting_url"])
    for delivery in deliveries(sys.argv[1], sys.argv[2:]):
        event = delivery.get("event_type")
        if event != "widget_new_conversation":
            continue
        payload = delivery["payload"]
        people = payload.get("people_detail") or {}
        meta = payload.get("meta")
        write(
            [
                event,
                payload.get("id"),
                payload.get("created_on"),
                payload.get("source_name"),
                *map(people.get, PEOPLE),
                meta[0].get("meeting_name") if meta else None,
                payload.get("meeting_url"),
            ]
        )


main()
