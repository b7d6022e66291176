"""The board of a case, lists of tasks, and one task whole."""

from dataclasses import dataclass
from typing import ClassVar

from workflows.values.notices.base import Absolute, AgencyName, Moment, Notice, PersonName, Said
from workflows.values.notices.tasks import TaskName


@dataclass(frozen=True, slots=True)
class BoardTask(Notice):
    """One line of a board."""

    number: int
    title: str | Said
    owner: AgencyName
    watch: bool
    late: bool
    due: Absolute | None
    taken_until: Absolute | None
    offered: bool
    waits_for: tuple[int, ...]
    waits_by: AgencyName | None
    clock: str = "deadline"  # which kind: deadline, watch, expiry, scheduled, protected
    lapsed: bool = False
    held: str | None = None  # it stands still: period, standby
    waits_on: tuple[str, ...] = ()  # labels of fields
    no_time: str | None = None  # label of the moment that is still to be set


@dataclass(frozen=True, slots=True)
class LaneAt(Notice):
    """Where one lane of a case stands."""

    inline: ClassVar[bool] = True

    lane: str
    stage: str


@dataclass(frozen=True, slots=True)
class BannerLine(Notice):
    """A line that always stands on the board; with the number of its task, if it is one's. `unsure`: its source has
    yet to be read."""

    text: str
    task: int | None
    unsure: bool


@dataclass(frozen=True, slots=True)
class WaitingFor(Notice):
    """How many tasks wait for a field."""

    inline: ClassVar[bool] = True

    count: int
    label: str


@dataclass(frozen=True, slots=True)
class NotHereYet(Notice):
    """An agency (or a lead) that has not joined; `declined`: all of its people left or declined."""

    inline: ClassVar[bool] = True

    who: AgencyName | PersonName
    invited: Absolute | None
    declined: bool


@dataclass(frozen=True, slots=True)
class Board(Notice):
    """The whole board. Its first line is safe on a lock screen; `elsewhere` counts the support-only tasks."""

    late: int
    next: Absolute | None
    name: str
    priority: str
    at: Absolute
    zone: str
    stage: str
    lead: AgencyName
    tasks: tuple[BoardTask, ...]
    more: int
    elsewhere: int
    done: int
    of: int
    missing: tuple[NotHereYet, ...]
    unfilled: tuple[str, ...]
    closed: bool
    clocks: tuple[Notice, ...] = ()  # above the tasks: banners, T-0, periods that protect the person
    lanes: tuple[LaneAt, ...] = ()  # both, where there are two
    waiting: tuple[WaitingFor, ...] = ()  # tasks that are not shown: they wait for a field


@dataclass(frozen=True, slots=True)
class TaskList(Notice):
    """The open tasks of a case for who may see them; `more` were left off."""

    name: str
    at: Absolute
    tasks: tuple[BoardTask, ...]
    more: int
    done: int


@dataclass(frozen=True, slots=True)
class MyTask(Notice):
    """One line of somebody's own list, across cases: no title, for it may be read on a lock screen.

    `typed` is what to type for it; `task` what that means, where it is a handle.
    """

    typed: str
    task: str | None
    owner: AgencyName
    late: bool
    due: Moment | None
    taken: bool


@dataclass(frozen=True, slots=True)
class MyTasks(Notice):
    tasks: tuple[MyTask, ...]
    late: int
    more: int
    waiting: tuple[str, ...] = ()  # as they may be typed: theirs, and not begun


@dataclass(frozen=True, slots=True)
class NothingIsMine(Notice):
    """No open task belongs to an agency of the asker's."""


@dataclass(frozen=True, slots=True)
class Because(Notice):
    """What decided that a task is not needed: a field by its label, or tasks; `value` None: these are not needed."""

    inline: ClassVar[bool] = True

    label: str | None
    tasks: tuple[int, ...]
    value: str | None


@dataclass(frozen=True, slots=True)
class TaskShown(Notice):
    """One task whole. The first line holds no title."""

    task: TaskName
    title: str | Said
    owner: AgencyName
    status: str
    watch: bool
    late: bool
    due: Moment | None
    original_due: Absolute | None
    taken_by: PersonName | None
    taken_until: Moment | None
    waits_for: tuple[int, ...]
    waits_by: AgencyName | None
    basis: str
    rule: str | None
    source: str | None
    result: str | None
    reference: Said | None
    reason: Said | None
    chased: int
    next_chase: Moment | None
    results: tuple[str, ...]
    clock: str = "deadline"
    lapsed: bool = False
    held: str | None = None
    renewed: int = 0
    round: int = 0  # of one that comes again; 0: it does not
    waits_on: tuple[str, ...] = ()  # labels of fields
    no_time: str | None = None  # label of the moment that is still to be set
    because: tuple[Because, ...] = ()  # of what is not needed
    banner: str | None = None
    unsure: str | None = None  # what of it is to be confirmed: number, duty


@dataclass(frozen=True, slots=True)
class BoardAnew(Notice):
    """The board is posted once more, for a phone that has not seen it."""


@dataclass(frozen=True, slots=True)
class DutyPhone(Notice):
    task: TaskName
    agency: AgencyName
    phone: str


@dataclass(frozen=True, slots=True)
class NoDutyPhone(Notice):
    task: TaskName
    agency: AgencyName
