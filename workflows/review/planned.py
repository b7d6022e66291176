"""What a preview shows: a case that nobody has opened, with every time at which something would happen by itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from workflows.language.template import Template, TemplateTask
from workflows.time.moved import Moved
from workflows.values.directory import Directory, Jurisdiction, Priority, TaskForce
from workflows.values.ids import AgencyId, FieldName, JurisdictionId, RoleName, StageName, TaskForceId, TaskId, UserId
from workflows.values.model import Lane, Task


class CannotPlan(ValueError):
    """The directory has nobody who could open such a case. Codes: jurisdiction, force, opener, nobody, abstract."""

    def __init__(self, code: str, what: str = "") -> None:
        super().__init__(code)
        self.code, self.what = code, what


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What somebody is supposed to record: the values of a field, or of a moment when it is. All times in UTC."""

    field: FieldName
    values: tuple[str, ...] = ()  # none for a moment
    since: datetime
    at: datetime  # when they record it


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """When a task is supposed to end and with which result. `instance` None: all tasks of the row."""

    code: str
    at: datetime
    result: str | None = None
    instance: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Supposed:
    """What a plan is made for. Whatever is not said here is supposed: each task is done when it is due."""

    start: datetime  # UTC
    jurisdiction: JurisdictionId
    force: TaskForceId | None = None  # None: the first that opens such cases there
    priority: Priority | None = None  # None: the template's
    settings: tuple[Setting, ...] = ()
    endings: tuple[Ending, ...] = ()


@dataclass(frozen=True, slots=True)
class Reached:
    """Somebody whom a level or a reminder would reach, as what; `passed` says why they could not be told."""

    user: UserId
    kind: str
    passed: str | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happens by itself because of one task, if nobody moves it. `kind`: a Telling."""

    at: datetime
    kind: str
    level: int
    whom: tuple[Reached, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedTask:
    """One task as it would stand. `ends` None: nothing is supposed about its end."""

    task: Task
    row: TemplateTask
    starts: datetime | None  # None: it never begins in this plan
    marks: tuple[Mark, ...] = ()
    moved: Moved | None = None
    ends: datetime | None = None
    result: str | None = None
    said: bool = False  # the end was given, not supposed
    waits: tuple[str, ...] = ()  # ids of tasks and fields that keep it from beginning, or from having a time
    needed: bool = True
    office_hours: bool = False  # its ladder tells people in working hours only


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """One agency that would be asked in, as what and when. `why`: opener, only, first, open (others are closed then).

    `instead_of`: the others that would fit, best first. `deputies`: its liaisons cannot be asked then.
    """

    at: datetime
    role: RoleName
    agency: AgencyId
    people: tuple[UserId, ...]
    why: str
    instead_of: tuple[AgencyId, ...] = ()
    deputies: bool = False
    closed: bool = False  # outside its hours at that time


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that the template's events do: a field that is recorded, a stage that is reached."""

    at: datetime
    fields: Mapping[FieldName, tuple[str, ...]] = field(default_factory=dict)
    stages: Mapping[Lane, StageName] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The whole of it. Tasks in the order of their numbers; times in UTC."""

    template: Template
    directory: Directory
    jurisdiction: Jurisdiction
    force: TaskForce
    priority: Priority
    start: datetime
    opener: UserId
    lead_agency: AgencyId
    invitations: tuple[Invitation, ...]
    unfilled: tuple[RoleName, ...]
    tasks: tuple[PlannedTask, ...]
    happenings: tuple[Happening, ...] = ()
    settings: tuple[Setting, ...] = ()
    supposed: tuple[FieldName, ...] = ()  # moments asked at opening that nobody gave: taken as they are here

    def task(self, id: TaskId) -> PlannedTask | None:
        return next((one for one in self.tasks if one.task.id == id), None)

    def stands_in(self, one: PlannedTask) -> bool:
        """Whether its agency only keeps it, because nobody in the directory fits its role."""
        role, place = one.task.role, one.task.instance
        return role is not None and any(name in self.unfilled for name in (role, f"{role} {place}"))

    @property
    def until(self) -> datetime:
        """The last moment that the plan speaks of."""
        ends = [one.task.due for one in self.tasks if one.task.due is not None and one.starts is not None]
        return max([*ends, *(one.ends for one in self.tasks if one.ends is not None), self.start])
