"""What the sync left out: gaps of a timeline are filled from the room's history, single events are fetched again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from bot.gateway import Message, Unreadable
from bot.matrix.absorb import objects
from bot.matrix.client import Client
from bot.matrix.incoming import Json, Vouching, read, sender_of, sender_unknown
from bot.matrix.wire import Wire, ask, at
from workflows.values.ids import EventId, MatrixRoomId, UserId

PAGE = 200  # events in one answer
MOST_PAGES = 500  # of one gap: 100,000 events, more than a room of ours ever holds


@dataclass(frozen=True, slots=True)
class Filled:
    """The events of a gap, oldest first. `why` says, as a code, why it was not filled to its end."""

    events: tuple[dict[str, Any], ...]
    why: str | None = None


async def fill(wire: Wire, room: MatrixRoomId, since: str, until: str, seen: frozenset[str]) -> Filled:
    """The events of a room between two positions of the sync, in order.

    `seen` are the ids of the events that follow: it ends there as well, should the homeserver not stop at `until`.
    """
    found: list[dict[str, Any]] = []
    position: Any = since
    for _ in range(MOST_PAGES):
        query = urlencode({"dir": "f", "from": position, "to": until, "limit": PAGE})
        answer = await ask(wire, "GET", f"{at('rooms', room, 'messages')}?{query}")
        if not answer.ok:
            return Filled(tuple(found), answer.code or f"http-{answer.status}")
        chunk = objects(answer.body.get("chunk"))
        for event in chunk:
            if event.get("event_id") in seen:
                return Filled(tuple(found))
            found.append(event)
        position, before = answer.body.get("end"), position
        if not chunk or not isinstance(position, str) or position in {until, before}:
            return Filled(tuple(found))
    return Filled(tuple(found), "too-long")


async def read_again(
    client: Client, trust: Vouching, room: MatrixRoomId, events: Sequence[EventId]
) -> tuple[tuple[Message | Unreadable, Json], ...]:
    """Fetch encrypted events once more and try to read them, each with its raw event. Those that the homeserver no
    longer shows, or that turn out to be no messages, are left out."""
    fetched = []
    for event in dict.fromkeys(events):
        answer = await ask(client, "GET", f"{at('rooms', room, 'event')}/{quote(event, safe='')}")
        if answer.ok and answer.body.get("event_id") == event and answer.body.get("room_id", room) == room:
            fetched.append(answer.body)
    unknown = await trust.ensure_known({sender for event in fetched if (sender := sender_of(event))})
    found = ((read(client, trust, room, event), event) for event in fetched)
    return tuple(
        (_unless_known(value, unknown), event) for value, event in found if isinstance(value, Message | Unreadable)
    )


def _unless_known(value: Message | Unreadable, unknown: frozenset[UserId]) -> Message | Unreadable:
    return value if isinstance(value, Unreadable) or value.sender not in unknown else sender_unknown(value)
