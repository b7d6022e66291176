"""What one attempt to reach Matrix came to, and what follows from it."""

import enum
from dataclasses import dataclass, field
from datetime import timedelta

from workflows.values.ids import EventId, MatrixRoomId, UserId


@dataclass(frozen=True, slots=True)
class Sent:
    """The homeserver gave an event id. It does not say that anybody read it."""

    event: EventId


@dataclass(frozen=True, slots=True)
class Opened:
    """The room exists on the homeserver, is ours, encrypted and locked."""

    room: MatrixRoomId


@dataclass(frozen=True, slots=True)
class Done:
    """A change of room state or membership is as wanted."""


class Hold(enum.StrEnum):
    """Who an attempt waits for: that decides whether one row or the whole lane waits."""

    SERVER = "server"  # offline, rate limited, unwell, or our token is not accepted
    ROOM = "room"  # not in the sync yet, not encrypted, or somebody is in it who is not on the roster
    READERS = "readers"  # nobody in the room can be given a key: only a fixed text may go there
    PERSON = "person"  # what this one row waits for is not there: a device to reach, the message it edits


@dataclass(frozen=True, slots=True)
class NotYet:
    """Worth trying again. `why` is a code for logs and metrics, without content."""

    why: str
    hold: Hold
    wait: timedelta | None = None  # asked for by the homeserver
    people: tuple[UserId, ...] = ()  # whose keys are missing, or who should not be in the room
    unsaid: bool = field(default=False, compare=False)  # surely nothing of it left: the words may be made anew


@dataclass(frozen=True, slots=True)
class Rejected:
    """Will never work as it is: forbidden, unknown room, too large. `why` is a code."""

    why: str


Outcome = Sent | NotYet | Rejected
RoomOutcome = Opened | NotYet | Rejected
StateOutcome = Done | NotYet | Rejected
