"""The job as a script of msgspec and csv: only what is wanted is decoded, into types."""

import csv
import sys

import msgspec


class People(msgspec.Struct, gc=False):
    name: str | None = None
    mobile_number: str | None = None
    email: str | None = None
    pincode: str | int | None = None
    utm_campaign: str | None = None
    product_category: str | None = None
    otp_verified: str | None = None
    widget_city: str | None = None
    widget_state: str | None = None


class Meta(msgspec.Struct, gc=False):
    meeting_name: str | None = None


class Payload(msgspec.Struct, gc=False):
    id: str | None = None
    created_on: int | None = None
    source_name: str | None = None
    meeting_url: str | None = None
    people_detail: People | None = None
    meta: list[Meta] = []


class Delivery(msgspec.Struct, gc=False):
    event_type: str | None = None
    payload: Payload | None = None


def deliveries(layout, paths):
    if layout == "lines":
        decode = msgspec.json.Decoder(Delivery).decode
        for stream in (open(path, "rb") for path in paths) if paths else [sys.stdin.buffer]:
            yield from map(decode, stream)
    elif layout == "array":
        for path in paths:
            with open(path, "rb") as file:
                yield from msgspec.json.decode(file.read(), type=list[Delivery])
    else:
        decode = msgspec.json.Decoder(Delivery).decode
        for line in sys.stdin:
            with open(line.rstrip("\n"), "rb") as file:
                yield decode(file.read())


def main():
    write = csv.writer(sys.stdout, lineterminator="\n").writerow
    people_fields = People.__struct_fields__
    nobody = People()
    nothing = Meta()
    write(["event_type", "id", "created_on", "source_name", *people_fields, "meeting_name", "meeting_url"])
    for delivery in deliveries(sys.argv[1], sys.argv[2:]):
        if delivery.event_type != "widget_new_conversation":
            continue
        payload = delivery.payload
        people = payload.people_detail or nobody
        meta = payload.meta[0] if payload.meta else nothing
        write(
            (
                delivery.event_type,
                payload.id,
                payload.created_on,
                payload.source_name,
                people.name,
                people.mobile_number,
                people.email,
                people.pincode,
                people.utm_campaign,
                people.product_category,
                people.otp_verified,
                people.widget_city,
                people.widget_state,
                meta.meeting_name,
                payload.meeting_url,
            )
        )


main()
