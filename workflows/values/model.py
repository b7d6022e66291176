"""What exists: cases, rooms, tasks, seats, memberships, pages. Frozen values that `storage/` keeps row for row.

`version` is how often a row has been saved; 0 means it does not exist yet. Times are aware, in UTC.
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from workflows.values.directory import Priority
from workflows.values.ids import (
    AgencyId,
    CaseId,
    CaseRef,
    ContentHash,
    EventId,
    FieldName,
    Handle,
    IdentityKey,
    JurisdictionId,
    MatrixRoomId,
    OutboxId,
    RoleName,
    RoomId,
    StageName,
    TaskForceId,
    TaskId,
    TaskNumber,
    TemplateId,
    UserId,
)


class CaseState(enum.StrEnum):
    OPENING = "opening"  # recorded; its room is on its way
    OPEN = "open"
    CLOSED = "closed"


class Lane(enum.StrEnum):
    """The two sides of a case, each at a stage of its own. Support never waits for justice."""

    SUPPORT = "support"
    JUSTICE = "justice"


class Where(enum.StrEnum):
    JOINT = "joint"
    SUPPORT = "support"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldValue:
    """What is known of one coded field, and since when it is true (of a moment, that time itself)."""

    values: tuple[str, ...]  # none for a moment
    since: datetime
    set_at: datetime
    set_by: UserId | None = None  # None: by itself, by an event of the template
    before: "FieldValue | None" = None  # what it took the place of, for one step back
    where: Where = Where.JOINT  # support: only support roles set it, and it was said in their room; listed there alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """The coordination record of one person, family or operation; never the evidence file."""

    id: CaseId
    ref: CaseRef
    codeword: str
    task_force: TaskForceId
    jurisdiction: JurisdictionId
    template: TemplateId
    template_hash: ContentHash
    ladders_hash: ContentHash
    directory_hash: ContentHash
    priority: Priority
    lead_agency: AgencyId
    state: CaseState
    opened_at: datetime
    opened_by: UserId
    stages: Mapping[Lane, StageName] = field(default_factory=dict)
    fields: Mapping[FieldName, FieldValue] = field(default_factory=dict)
    holding: frozenset[str] = frozenset()  # conditions of events that hold: each fires when it becomes true
    linked: CaseId | None = None  # the case from which a lead was offered this one
    operation: str | None = None  # of an operation: go, called_off
    left_out: frozenset[str] = frozenset()  # agency and user ids that matching, deputies and ladders never add again
    unfilled: tuple[RoleName, ...] = ()  # roles no one fills, as found at opening
    closed_at: datetime | None = None
    priority_confirm_by: datetime | None = None  # a P1 set by somebody who is not a lead falls to P2 then
    next_number: int = 1
    version: int = 0


class RoomKind(enum.StrEnum):
    JOINT = "joint"
    SUPPORT = "support"
    DIRECT = "direct"
    LEADS = "leads"
    ADMINS = "admins"
    OVERSIGHT = "oversight"


class RoomState(enum.StrEnum):
    WANTED = "wanted"
    CREATING = "creating"
    OPEN = "open"
    CLOSED = "closed"  # read-only
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Our row for a room, made before the room is. Everything names this row; only the gate knows the Matrix id."""

    id: RoomId
    kind: RoomKind
    state: RoomState
    nonce: str
    name: str
    case: CaseId | None = None
    person: UserId | None = None  # of a direct chat
    task_force: TaskForceId | None = None
    matrix_id: MatrixRoomId | None = None
    attempt: int = 1  # of the creation saga: part of the alias
    empty_at: datetime | None = None  # members are removed then
    board: OutboxId | None = None  # the newest board message
    wanted_pin: EventId | None = None
    pinned: EventId | None = None
    board_posted_at: datetime | None = None
    version: int = 0


class Presence(enum.StrEnum):
    """Where a person really is, as the homeserver last told us."""

    OUT = "out"
    INVITED = "invited"
    JOINED = "joined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One person in one room: what is wanted and what is. `bot/service/converge.py` makes them meet."""

    room: RoomId
    user: UserId
    wanted: bool
    presence: Presence = Presence.OUT
    declined: bool = False  # left or declined by themselves: never invited again by itself
    power: int = 0
    invited_at: datetime | None = None
    joined_at: datetime | None = None
    briefed: bool = False
    blocked: str | None = None  # why an invitation cannot arrive: a code
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A person's place in a case: for which agency, in which role, asked for by whom and why."""

    case: CaseId
    agency: AgencyId
    user: UserId
    role: RoleName
    added_by: UserId
    added_at: datetime
    purpose: str = ""  # code words of the template role, or free text (kept under the case key)
    removed_at: datetime | None = None
    version: int = 0


class TaskStatus(enum.StrEnum):
    WAITING = "waiting"  # its anchor or a dependency is not there yet: no clock runs
    OFFERED = "offered"  # for another agency, not yet taken on
    OPEN = "open"
    TAKEN = "taken"
    BLOCKED = "blocked"
    DONE = "done"
    DROPPED = "dropped"


class ClockKind(enum.StrEnum):
    DEADLINE = "deadline"  # an agency of the case must act
    WATCH = "watch"  # an outside authority should act; its owner only chases
    PROTECTED = "protected"  # a minimum period in the person's favour
    EXPIRY = "expiry"  # something lapses
    SCHEDULED = "scheduled"  # so long before or after a moment that people set


@dataclass(frozen=True, slots=True, kw_only=True)
class LastMove:
    """What `undo` needs: the move and how the task stood before it."""

    verb: str
    by: UserId
    at: datetime
    status: TaskStatus
    owner: AgencyId
    due: datetime | None
    taken_by: UserId | None = None
    taken_until: datetime | None = None
    blocked_by: AgencyId | None = None
    started_at: datetime | None = None
    round: int = 1
    renewed: int = 0
    lapsed_at: datetime | None = None
    original_due: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing that has a time: what an agency must do, or a period that runs. `due` is its end."""

    id: TaskId
    case: CaseId
    number: TaskNumber
    code: str  # the template's task id (`N4`), or `own` for one that people added
    title: str
    owner: AgencyId
    role: RoleName | None
    kind: str
    clock: ClockKind
    where: Where
    status: TaskStatus
    created_at: datetime
    created_by: UserId
    started_at: datetime | None = None  # when its clock began; reminders are shares of started_at..due
    due: datetime | None = None
    original_due: datetime | None = None
    depends: tuple[TaskNumber, ...] = ()
    basis: str = "default"  # rule, guide, default
    source: str | None = None
    chase_every: str | None = None  # a span as text, for a watch
    next_chase: datetime | None = None
    chased: int = 0
    taken_by: UserId | None = None
    taken_until: datetime | None = None
    blocked_by: AgencyId | None = None
    blocked_since: datetime | None = None
    episode: int = 1  # grows with each change of due, reopen, undo, unblock and expired take
    level: int = 0  # how far up its ladder the present episode has climbed
    reminded: int = 0  # how many of the ladder's reminders of this episode are behind us
    last_told: datetime | None = None  # of this episode; before its first level, when the episode began
    result: str | None = None  # accepted, declined, positive, ... a code
    reference: str | None = None  # in the agency's own system; free text
    reason: str | None = None  # of the last move that asked for one; free text
    done_at: datetime | None = None
    done_by: UserId | None = None
    last: LastMove | None = None
    instance: str | None = None  # which of the tasks that a row makes: `RO` of one for each country
    round: int = 1  # of one that comes again
    first_started_at: datetime | None = None  # when the clock of its first round began
    lapsed_at: datetime | None = None  # expiry: when it ended without being renewed
    renewed: int = 0  # expiry: how often
    lifted_at: datetime | None = None  # protected: when the person wished otherwise
    lifted_by: UserId | None = None  # who of their support provider said so
    version: int = 0


class Telling(enum.StrEnum):
    REMINDER = "reminder"
    LEVEL = "level"
    EXPIRED = "expired"  # a take ran out
    REPEAT = "repeat"  # again, at the last level
    CHASE = "chase"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """That somebody had to be told, recorded once per (task, episode, level, target, telling)."""

    task: TaskId
    case: CaseId
    episode: int
    level: int
    telling: Telling
    target: UserId
    as_kind: str  # owner, deputy, lead_agency, task_force_lead, committee, taker
    recorded_at: datetime
    outbox: OutboxId | None = None  # None: could not be told; `passed` says why
    passed: str | None = None  # frozen, no-chat, absent, empty
    sent_at: datetime | None = None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HandleRow:
    """The one short number by which a paged task is named outside its room."""

    number: Handle
    task: TaskId
    case: CaseId
    shown_to: frozenset[UserId]
    last_shown: datetime
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialogue:
    """A question that waits for its answer: one per person and room, replaced by the next command word."""

    person: UserId
    room: RoomId
    kind: str  # a key of commands/dialogues.py
    data: Mapping[str, str]
    asked_at: datetime
    over: bool = False  # save with True to end it


class PinState(enum.StrEnum):
    ACCEPTED = "accepted"
    FROZEN = "frozen"  # another identity was seen than the one accepted


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """Which cross-signing identity is believed to be a person's."""

    user: UserId
    identity: IdentityKey
    state: PinState
    since: datetime
    how: str  # first_use, code, administrator
    seen: IdentityKey | None = None  # the other identity that froze this one
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmCode:
    """A code that a coordinator reads out by phone: for one person and one new identity, once, for ten minutes."""

    user: UserId
    identity: IdentityKey
    code_hash: str
    asked_by: UserId
    drawn_at: datetime
    tries_left: int = 3
    used: bool = False
    version: int = 0
