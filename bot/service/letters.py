"""Words on their way out: a rendered message as the plain values an outbox row keeps, and for whom it is rendered."""

from collections.abc import Mapping
from typing import Any

from bot.gateway import Content, Kind
from bot.service.known import Known
from bot.text.render import Reader, render
from workflows.casework.snapshots import CaseSnapshot, Moment
from workflows.values.ids import EventId, UserId
from workflows.values.model import Room, RoomKind
from workflows.values.notices.base import Notice


def zone_of(known: Known, user: UserId | None, case: CaseSnapshot | None) -> str:
    """A person reads times in their own zone; a room in that of its case; everybody else in the installation's."""
    directory = known.directory
    person = directory.people.get(user) if user else None
    if person and person.zone:
        return person.zone
    if case and case.case.jurisdiction in directory.jurisdictions:
        return directory.jurisdictions[case.case.jurisdiction].zone
    for seat in person.seats if person else ():
        agency = directory.agencies.get(seat.agency)
        place = directory.jurisdictions.get(agency.jurisdictions[0]) if agency and agency.jurisdictions else None
        if place is not None:
            return place.zone
    return directory.default_zone


def write(
    notice: Notice,
    room: Room,
    *,
    known: Known,
    moment: Moment,
    case: CaseSnapshot | None = None,
    kind: Kind = Kind.NOTICE,
    reply_to: EventId | None = None,
    thread: EventId | None = None,
    replaces: EventId | None = None,
) -> Content:
    """Render `notice` for the readers of `room`."""
    chat = room.kind is RoomKind.DIRECT
    reader = Reader(
        now=moment.now,
        directory=moment.directory,
        zone=zone_of(known, room.person if chat else None, None if chat else case),
        chat=chat,
    )
    said = render(notice, reader)
    return Content(body=said.body, html=said.html, kind=kind, reply_to=reply_to, thread=thread, replaces=replaces)


def as_payload(content: Content) -> dict[str, Any]:
    """For the outbox row: JSON values only, without what is not set."""
    values = {
        "body": content.body,
        "html": content.html,
        "kind": content.kind.value,
        "mentions": list(content.mentions),
        "reply_to": content.reply_to,
        "thread": content.thread,
        "replaces": content.replaces,
    }
    return {name: value for name, value in values.items() if value}


def from_payload(payload: Mapping[str, Any]) -> Content:
    return Content(
        body=payload["body"],
        html=payload.get("html"),
        kind=Kind(payload.get("kind", Kind.NOTICE.value)),
        mentions=tuple(UserId(user) for user in payload.get("mentions", ())),
        reply_to=payload.get("reply_to"),
        thread=payload.get("thread"),
        replaces=payload.get("replaces"),
    )
