"""Who is who: jurisdictions, agencies, people, task forces. One immutable snapshot, kept by its hash."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from workflows.values.ids import AgencyId, ContentHash, JurisdictionId, TaskForceId, TemplateId, UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """Weekly opening hours in the zone of their jurisdiction; `always` is 24/7. Weekdays: Monday is 0."""

    always: bool = False
    days: frozenset[int] = frozenset({0, 1, 2, 3, 4})
    opens: time = time(9)
    closes: time = time(17)
    cut_off: time | None = None  # a working-day clock that starts later counts from the next working day


@dataclass(frozen=True, slots=True, kw_only=True)
class Jurisdiction:
    """A legal area with its own calendar. `holidays` are expanded for a span of years; later dates are refused."""

    id: JurisdictionId
    name: str
    zone: str  # IANA
    hours: Hours = Hours()
    holidays: frozenset[date] = frozenset()
    holidays_until: date = date.max  # the calendar is known up to and including this day
    day_zero: bool = True  # False: the day of the trigger counts as the first working day


class SeatRole(enum.StrEnum):
    """What a person is in an agency. Several may hold the same role."""

    LIAISON = "liaison"
    DEPUTY = "deputy"
    COORDINATOR = "coordinator"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencySeat:
    agency: AgencyId
    roles: frozenset[SeatRole]


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """From the first instant (inclusive) to the last (exclusive), both aware."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    user: UserId
    name: str  # as shown to colleagues: "Lead Morgan", never a display name from Matrix
    seats: tuple[AgencySeat, ...] = ()
    languages: frozenset[str] = frozenset()  # spoken, ISO 639-1
    zone: str | None = None  # None: their first agency's jurisdiction
    absences: tuple[Absence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    id: AgencyId
    name: str
    type: str  # one of AGENCY_TYPES
    jurisdictions: tuple[JurisdictionId, ...]
    capabilities: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    hours: Hours = Hours(always=True)
    phone: str | None = None  # duty phone, for `call`
    synonyms: tuple[str, ...] = ()


AGENCY_TYPES: frozenset[str] = frozenset(
    {
        "police", "prosecution", "judiciary", "immigration", "border", "customs", "labour_inspection", "child_services",
        "social_services", "health", "ngo", "legal_aid", "consular", "international", "private_partner", "guardian",
        "education",
    }
)  # fmt: skip

POLICE_TYPES: frozenset[str] = frozenset(
    {"police", "prosecution", "immigration", "border", "customs"}
)  # never on a support-only roster


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskForce:
    id: TaskForceId
    name: str
    jurisdictions: tuple[JurisdictionId, ...]
    templates: tuple[TemplateId, ...]
    agencies: tuple[AgencyId, ...]
    leads: tuple[UserId, ...]
    deputies: tuple[UserId, ...] = ()
    on_call: tuple[UserId, ...] = ()  # in order; empty: the leads
    committee: tuple[UserId, ...] = ()
    room: str | None = None  # a leads' room named in the settings, adopted only if it passes the check
    networked: bool = True  # False: leads join every case room by themselves


class TargetKind(enum.StrEnum):
    """Whom a level of a ladder tells; resolved to people at the moment it fires."""

    OWNER = "owner"
    DEPUTY = "deputy"
    LEAD_AGENCY = "lead_agency"
    TASK_FORCE_LEAD = "task_force_lead"
    COMMITTEE = "committee"
    SPOC = "spoc"  # the contact across the border, where the template has that role; else the lead


class Priority(enum.StrEnum):
    P1 = "P1"
    P2 = "P2"
    P3 = "P3"
    P4 = "P4"


class SpanUnit(enum.StrEnum):
    """`m h d w` are calendar units, `wd` working days and `wh` working hours of a jurisdiction."""

    MINUTES = "m"
    HOURS = "h"
    DAYS = "d"
    WEEKS = "w"
    WORKING_DAYS = "wd"
    WORKING_HOURS = "wh"


@dataclass(frozen=True, slots=True)
class Span:
    amount: int  # never negative
    unit: SpanUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One level of a ladder. Level 1 is reached at due when `after` is zero."""

    after: Span  # after due, in calendar time for P1 and P2, in working time for P3 and P4
    tell: tuple[TargetKind, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """How late tasks of one priority climb (defaults: domain tables; every deployment reviews its own)."""

    levels: tuple[Level, ...]
    remind_at: tuple[int, ...] = ()  # per cent of the window between start and due: 50, 75
    remind_before: tuple[Span, ...] = ()  # and so long before due
    working_time: bool = False  # levels fire and pages go out in working hours only
    repeat: timedelta = timedelta(hours=1)  # at the last level, after an expired take


Ladders = Mapping[Priority, Ladder]


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """The whole directory. Somebody who is not in the live one has no authority from that second."""

    hash: ContentHash
    jurisdictions: Mapping[JurisdictionId, Jurisdiction]
    agencies: Mapping[AgencyId, Agency]
    people: Mapping[UserId, Person]
    task_forces: Mapping[TaskForceId, TaskForce]
    administrators: tuple[UserId, ...]
    ladders: Ladders
    ladders_hash: ContentHash
    admins_room: str | None = None
    default_zone: str = "UTC"
    extra: Mapping[str, str] = field(default_factory=dict)

    def person(self, user: UserId) -> Person | None:
        return self.people.get(user)

    def seated(self, agency: AgencyId, role: SeatRole) -> tuple[Person, ...]:
        """The people who hold `role` in `agency`, in the order of the directory."""
        return tuple(
            person
            for person in self.people.values()
            if any(seat.agency == agency and role in seat.roles for seat in person.seats)
        )

    def agencies_of(self, user: UserId) -> tuple[AgencyId, ...]:
        person = self.people.get(user)
        return tuple(seat.agency for seat in person.seats) if person else ()

    def leads_of(self, task_force: TaskForceId) -> tuple[UserId, ...]:
        """Leads and deputies: those who may do what a lead may. Nobody where the directory has no such task force."""
        force = self.task_forces.get(task_force)
        return tuple(dict.fromkeys((*force.leads, *force.deputies))) if force is not None else ()

    def is_lead(self, user: UserId, task_force: TaskForceId) -> bool:
        return user in self.people and user in self.leads_of(task_force)

    def serves(self, user: UserId) -> bool:
        """Whether somebody is in it for more than a seat: administrator, lead, on call, committee."""
        return user in self.administrators or any(
            user in (*force.leads, *force.deputies, *force.on_call, *force.committee)
            for force in self.task_forces.values()
        )

    def is_administrator(self, user: UserId) -> bool:
        return user in self.people and user in self.administrators
