"""A case that nobody has opened: who would be invited and why, what would fire when, what moved a time."""

from dataclasses import dataclass
from typing import ClassVar

from workflows.values.notices.base import Absolute, AgencyName, Day, Notice, PersonName


@dataclass(frozen=True, slots=True)
class PreviewReached(Notice):
    """Somebody whom a level would reach, as what; nobody where that place is empty. `passed`: why they cannot be told.

    `kind`: owner, deputy, lead_agency, task_force_lead, committee, spoc.
    """

    inline: ClassVar[bool] = True
    person: PersonName | None
    kind: str
    passed: str | None = None


@dataclass(frozen=True, slots=True)
class PreviewMark(Notice):
    """One thing that happens by itself about a task. `kind`: reminder, level, chase, ..."""

    kind: str
    level: int
    at: Absolute | None
    whom: tuple[str, ...]  # in words already: the same people are told again and again


@dataclass(frozen=True, slots=True)
class PreviewClocks(Notice):
    """Clocks are set by so many minutes."""

    inline: ClassVar[bool] = True
    on: Day
    minutes: int
    back: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewMoved(Notice):
    """What moved a due time. Days are named while they are few, else counted."""

    since: Absolute | None = None  # where the counting began, if not at the start
    cut_off: bool = False
    days_off: tuple[Day, ...] = ()
    more_days_off: int = 0
    holidays: tuple[Day, ...] = ()
    clocks: tuple[PreviewClocks, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewWhy(Notice):
    """Why this agency and no other. `kind`: opener, only, first, open."""

    kind: str
    instead_of: tuple[AgencyName, ...] = ()
    deputies: bool = False
    closed: bool = False
    later: Absolute | None = None


@dataclass(frozen=True, slots=True)
class PreviewWaits(Notice):
    """What keeps a task from beginning, or from having a time: ids of tasks, labels of fields."""

    tasks: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    needed: bool = True
    begun: bool = False
