"""What a decision may look at: one case as it stands, or all cases that concern one person."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from workflows.language.shelf import Shelf
from workflows.language.template import Template
from workflows.values.directory import Directory, Ladder, Ladders, Priority
from workflows.values.ids import CaseRef, Draw, RoomId, TaskId, TaskNumber, TemplateId, UserId
from workflows.values.model import (
    Case,
    ConfirmCode,
    Dialogue,
    HandleRow,
    Member,
    Pin,
    Presence,
    Room,
    RoomKind,
    Seat,
    Task,
    Told,
)
from workflows.values.person_changes import PersonChange


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Who can be reached now: a person is reachable with an open direct chat and an identity that is not frozen."""

    frozen: frozenset[UserId] = frozenset()
    chats: Mapping[UserId, RoomId] = field(default_factory=dict)  # open direct chats
    leads_rooms: Mapping[str, RoomId] = field(default_factory=dict)  # by task force id
    leads_rooms_to_be: Mapping[str, RoomId] = field(default_factory=dict)  # those that are not open yet
    admins_room: RoomId | None = None
    up_since: datetime | None = None  # when this process began to work
    down_from: datetime | None = None  # when it was last known to work before that

    def passed(self, user: UserId) -> str | None:
        """Why `user` cannot be told, as a code; None where they can."""
        if user in self.frozen:
            return "frozen"
        return None if user in self.chats else "no-chat"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What every decision is given: the time, chance, and who is who at this moment."""

    now: datetime
    draw: Draw
    directory: Directory
    standing: Standing
    empty_after: timedelta = timedelta(days=30)  # so long after closing the members leave a case's rooms


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSnapshot:
    """One case whole. Tasks are in the order of their numbers."""

    case: Case
    template: Template
    ladders: Ladders
    rooms: tuple[Room, ...]
    members: tuple[Member, ...]
    seats: tuple[Seat, ...]
    tasks: tuple[Task, ...]
    handles: tuple[HandleRow, ...] = ()
    told: tuple[Told, ...] = ()  # of all episodes; only where it was asked for

    @property
    def ladder(self) -> Ladder:
        return self.ladder_for(self.case.priority)

    def ladder_for(self, priority: Priority) -> Ladder:
        """The template's own ladder goes before that of the directory."""
        return self.template.ladders.get(priority) or self.ladders[priority]

    @property
    def live_seats(self) -> tuple[Seat, ...]:
        return tuple(seat for seat in self.seats if seat.removed_at is None)

    def find(self, number: TaskNumber) -> Task | None:
        return next((task for task in self.tasks if task.number == number), None)

    def task_by_id(self, task: TaskId) -> Task | None:
        return next((t for t in self.tasks if t.id == task), None)

    def room(self, kind: RoomKind) -> Room | None:
        return next((room for room in self.rooms if room.kind is kind), None)

    def handle(self, task: TaskId) -> HandleRow | None:
        return next((handle for handle in self.handles if handle.task == task), None)

    def joined(self, room: RoomId) -> frozenset[UserId]:
        return frozenset(m.user for m in self.members if m.room == room and m.presence is Presence.JOINED)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonSnapshot:
    """What there is about one person whom a command is about: only for coordinators and administrators."""

    pin: Pin | None = None
    codes: tuple[ConfirmCode, ...] = ()  # drawn for them and not used yet
    members: tuple[Member, ...] = ()  # their rows in every room
    cases: tuple[CaseSnapshot, ...] = ()  # where they hold a live seat
    changes: tuple[PersonChange, ...] = ()  # made by command, and not over


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What is stored about people beside the directory."""

    members: tuple[Member, ...] = ()  # of every room
    seen: frozenset[UserId] = frozenset()  # who once showed an identity
    heard: Mapping[UserId, datetime] = field(default_factory=dict)  # when the newest message of each came


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskSnapshot:
    """Every case that concerns one person: where they hold a seat, and those of the task forces they lead."""

    cases: tuple[CaseSnapshot, ...] = ()
    dialogue: Dialogue | None = None
    templates: Mapping[TemplateId, Template] = field(default_factory=dict)  # the live ones
    taken_refs: frozenset[CaseRef] = frozenset()
    about: Mapping[UserId, PersonSnapshot] = field(default_factory=dict)  # whom a command about persons mentions
    shelf: Shelf = field(default_factory=Shelf)  # for commands about templates: every version of each
    signs: Signs | None = None  # for the report about people


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskInCase:
    """One task, and the case it stands in."""

    case: CaseSnapshot
    task: Task
