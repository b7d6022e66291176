"""What a decision asks for: rows to save, things to say, and what the audit log keeps. Nothing here acts."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from workflows.values.ids import CaseId, OutboxId, RoomId, TaskId, UserId
from workflows.values.model import (
    Case,
    ConfirmCode,
    Dialogue,
    HandleRow,
    Member,
    Pin,
    Room,
    Seat,
    Task,
    Telling,
    Told,
)
from workflows.values.notices.base import Notice
from workflows.values.person_changes import PersonChange
from workflows.values.versions import Version

Saved = Case | Room | Member | Seat | Task | HandleRow | Dialogue | Pin | ConfirmCode | PersonChange | Version


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The answer to what somebody typed, where they typed it. Rendered at commit and frozen."""

    notice: Notice


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell:
    """A line for everybody in a room: a notice, gathered behind pages and replies. Rendered at commit."""

    room: RoomId
    notice: Notice
    case: CaseId | None = None
    key: str | None = None  # at most one row is ever made for a key
    wakes: bool = False  # m.text instead of m.notice
    edits: OutboxId | None = None  # the earlier row whose message this takes the place of


@dataclass(frozen=True, slots=True, kw_only=True)
class TellPerson:
    """A line in somebody's direct chat that is not about a late task: hello, a code, news. Wakes their phone.

    Where they have no chat, nothing is sent and `otherwise` (a leads' or administrators' room) hears it.
    """

    user: UserId
    notice: Notice
    case: CaseId | None = None
    key: str | None = None
    otherwise: RoomId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Wake `told.target` in their direct chat about a late task. Saved with its `Told` row, once by key.

    Only ids are kept. The words are made from what is still late when the first attempt begins, one message a person.
    With `told.passed` set it is only recorded that this person could not be told.
    """

    told: Told


@dataclass(frozen=True, slots=True, kw_only=True)
class NotePage:
    """The same news as a notice in the leads' room, edited to its outcome later."""

    room: RoomId
    task: TaskId
    case: CaseId
    episode: int
    level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Settle:
    """The ladder of this episode ended or holds: pages not yet sent are withdrawn, copies sent in rooms are edited."""

    task: TaskId
    case: CaseId
    episode: int
    outcome: Notice | None = None  # what the edited copies say; None: leave them


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowBoard:
    """Make the board of a case right: edit it, or post and pin it anew so that the newest member can read it."""

    case: CaseId
    anew: bool = False
    room: RoomId | None = None  # None: in each room of the case


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRoom:
    """Create the room of this row (saved in the same decision as `wanted`)."""

    room: RoomId


@dataclass(frozen=True, slots=True, kw_only=True)
class SendFixed:
    """One of the fixed texts, to a device that is not trusted. `text` is a value of bot.gateway.FixedText."""

    room: RoomId
    user: UserId
    text: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadSettings:
    """Read the files of the settings again. What comes of it is the answer to who asked."""


Effect = Reply | Tell | TellPerson | Page | NotePage | Settle | ShowBoard | OpenRoom | SendFixed | ReadSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One line of the audit log. `fields` may hold free text: it is kept outside the chain under the case key."""

    action: str  # case.open, task.done, page.recorded, command.refused, identity.frozen, ...
    object: str  # an id: of a case, a task, a room, a person
    case: CaseId | None = None
    decision: str = "allow"  # or deny, with the rule in `fields`
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The answer to one question. Storing it is one transaction; nothing of it happens otherwise."""

    save: tuple[Saved, ...] = ()
    effects: tuple[Effect, ...] = ()
    audit: tuple[Record, ...] = ()

    def __add__(self, other: "Decision") -> "Decision":
        return Decision(
            save=self.save + other.save, effects=self.effects + other.effects, audit=self.audit + other.audit
        )


NOTHING = Decision()

__all__ = ["NOTHING", "Decision", "Effect", "Record", "Saved", "Telling"]
