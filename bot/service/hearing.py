"""Whether a message counts: who really sent it, in which room, and what to do with the rest. No word is read here.

A message counts only if it was decrypted, its device is vouched for by the identity accepted for its sender, the
sender is in the live directory, and the room is one of ours whose roster has them.
"""

import enum
from dataclasses import dataclass

from bot.gateway import Message
from bot.service.known import Known
from commands.spec import Place
from workflows.values.directory import Person
from workflows.values.model import Pin, PinState, Room, RoomKind, RoomState

PLACES = {
    RoomKind.JOINT: Place.CASE,
    RoomKind.SUPPORT: Place.CASE,
    RoomKind.DIRECT: Place.CHAT,
    RoomKind.LEADS: Place.LEADS,
    RoomKind.ADMINS: Place.ADMINS,
}


class Deaf(enum.StrEnum):
    """Why a message does not count. Codes for the audit log and the counters."""

    STRANGER = "stranger"
    UNKNOWN_ROOM = "unknown-room"
    NOTICE = "notice"  # bots do not answer each other
    NO_IDENTITY = "no-identity"  # nobody vouches for the device
    NOT_PINNED = "not-pinned"  # an identity is there, but not accepted yet: seen first, then heard
    OTHER_IDENTITY = "other-identity"
    FROZEN = "frozen"
    NOT_ON_ROSTER = "not-on-roster"
    ROOM_NOT_OPEN = "room-not-open"
    CLOSED_ROOM = "closed-room"


@dataclass(frozen=True, slots=True)
class Heard:
    """A message that counts."""

    person: Person
    room: Room
    place: Place


@dataclass(frozen=True, slots=True)
class Refusal:
    """A message that does not, from whom and where as far as that is known."""

    why: Deaf
    person: Person | None = None
    room: Room | None = None


def hear(message: Message, known: Known, fresh: Pin | None = None) -> Heard | Refusal:
    """In the order in which less is given away: stranger, room, device, identity, roster.

    `fresh` is a pin that the very same turn is about to store: a first message brings its identity with it.
    """
    person = known.directory.person(message.sender)
    room = known.room_of(message.room)
    if person is None:
        return Refusal(Deaf.STRANGER, None, room)
    if message.notice:
        return Refusal(Deaf.NOTICE, person, room)
    if room is None or room.kind not in PLACES:
        return Refusal(Deaf.UNKNOWN_ROOM, person)
    if room.state in (RoomState.WANTED, RoomState.CREATING):
        return Refusal(Deaf.ROOM_NOT_OPEN, person, room)
    if message.identity is None:
        return Refusal(Deaf.NO_IDENTITY, person, room)
    pinned = fresh.identity if fresh else known.pinned(message.sender)
    if pinned is None:
        return Refusal(Deaf.NOT_PINNED, person, room)
    if pinned != message.identity:
        return Refusal(Deaf.OTHER_IDENTITY, person, room)
    if known.frozen(message.sender) or (fresh and fresh.state is PinState.FROZEN):
        return Refusal(Deaf.FROZEN, person, room)
    if message.sender not in known.roster(room.id):
        return Refusal(Deaf.NOT_ON_ROSTER, person, room)
    if room.state is not RoomState.OPEN:
        return Refusal(Deaf.CLOSED_ROOM, person, room)
    return Heard(person, room, PLACES[room.kind])
