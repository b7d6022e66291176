"""What the one decider is asked, in order: what came in, what Matrix told us, what files say, a look at the clock."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.service.commit import Origin
from config.load import Configuration
from config.mistakes import Mistake
from storage.posts import InboxItem
from workflows.language.template import Template
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


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRead:
    """What a file says that an administrator sent; its row of the inbox waits for this. A code: it could not be had."""

    row: InboxItem
    found: Template | tuple[Mistake, ...] | str
    raw: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reload:
    """What the files of the settings say now, or what is wrong with them. `id` is drawn for each reading."""

    id: str
    found: Configuration | tuple[Mistake, ...]
    asked: Origin | None = None  # who wants to know
    order: str | None = None  # an operator's, carried out with it
    starting: bool = False  # nobody asked: the bot begins to work


@dataclass(frozen=True, slots=True)
class Look:
    """Is anything due? Asked by the alarm clock."""


Question = FromInbox | FromMatrix | BoardPosted | Pinned | Unreached | FileRead | Reload | Look
Ask = Callable[[Question], None]
