"""What the one decider is asked, in order: something that came in, something Matrix told us, or a look at the clock."""

from collections.abc import Callable
from dataclasses import dataclass

from storage.posts import InboxItem
from workflows.values.facts import Fact
from workflows.values.ids import EventId, OutboxId, RoomId, UserId


@dataclass(frozen=True, slots=True)
class FromInbox:
    """A row of the inbox, stored before it is asked about."""

    row: InboxItem


@dataclass(frozen=True, slots=True)
class FromMatrix:
    """A fact that can be found out again, so it needs no row: what an attempt of ours came to."""

    fact: Fact
    outbox: OutboxId | None = None  # the row whose attempt brought it: ends in the same transaction


@dataclass(frozen=True, slots=True)
class BoardPosted:
    """A board message was sent: it is the one to edit and to pin from now on."""

    room: RoomId
    outbox: OutboxId
    event: EventId


@dataclass(frozen=True, slots=True)
class Pinned:
    room: RoomId
    event: EventId


@dataclass(frozen=True, slots=True)
class Unreached:
    """A page will never arrive: somebody else must be told."""

    outbox: OutboxId
    user: UserId
    why: str


@dataclass(frozen=True, slots=True)
class Look:
    """Is anything due? Asked by the alarm clock."""


Question = FromInbox | FromMatrix | BoardPosted | Pinned | Unreached | Look
Ask = Callable[[Question], None]
