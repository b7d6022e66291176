"""What a command is: its words, what it takes, where it may be typed, and one pure function."""

import enum
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, NewType, TypeVar

from workflows.casework.snapshots import Moment
from workflows.values.directory import Person
from workflows.values.effects import Decision
from workflows.values.ids import CaseId, CaseRef, Handle, RoomId, UserId
from workflows.values.model import RoomKind

S = TypeVar("S")
A = TypeVar("A")

Rest = NewType("Rest", str)  # all the words that are left, as typed
NO_TEXT = Rest("")


class Place(enum.StrEnum):
    CASE = "case"  # joint or support-only room
    CHAT = "chat"  # the direct chat
    LEADS = "leads"
    ADMINS = "admins"


class Scope(enum.StrEnum):
    """What `run` is given first: a CaseSnapshot, a TaskInCase, a DeskSnapshot."""

    CASE = "case"  # the case of the room, or the one named by reference as the first word
    TASK = "task"  # the first word names one task
    DESK = "desk"  # all that concerns the person


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskWord:
    """How a task was named, before anybody looked whether it exists: `4`, `17`, `C-7F3K2/4`, `all`."""

    number: int | None = None
    ref: CaseRef | None = None
    all: bool = False
    typed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Who is asking, where, and when. `moment` holds the time, chance, directory and who is reachable."""

    actor: Person
    place: Place
    room: RoomId
    kind: RoomKind  # in a support-only room the tasks of the joint room do not exist, and the other way round
    moment: Moment
    mentions: tuple[UserId, ...] = ()
    handle: Handle | None = None  # the handle by which the task was named, if it was
    typed: str = ""  # the whole line, for echoes
    case: CaseId | None = None
    ourselves: UserId | None = None  # the bot: nobody who can be spoken of


@dataclass(frozen=True, slots=True, kw_only=True)
class Command(Generic[S, A]):
    """One thing people may type. `name` is the path of its file: `task done` is commands/task/done.py."""

    name: str
    words: tuple[str, ...]  # what is typed, canonical first: ("done", "task done", "finish")
    summary: str  # one line for help
    usage: str  # `done N [RESULT] [ref …]`
    example: str  # `!done 4 ref 2026/1187`
    scope: Scope
    places: frozenset[Place]
    args: type[A]
    run: Callable[[S, A, Turn], Decision]
    who: str = "members"  # for help and docs: who may
    rule: str = ""  # the verb of `MAY` that says who may, where it is not the command's own
    note: str = ""  # what its help says besides: a rule that the form does not show
    fresh_told: bool = False  # needs `told` with what was really sent

    @property
    def verb(self) -> str:
        """`done` of `task done`, `case.open` of `case open`: who may is looked up by it."""
        return self.rule or self.name.removeprefix("task ").replace(" ", ".")


AnyCommand = Command[Any, Any]
