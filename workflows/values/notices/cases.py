"""What is said about a case and its people: who is asked and removed, its end, how it stands."""

from dataclasses import dataclass

from workflows.values.notices.base import Absolute, AgencyName, Day, Notice, PersonName, Said
from workflows.values.notices.board import LaneAt

# asking and removing


@dataclass(frozen=True, slots=True)
class Asked(Notice):
    """A lead asked somebody into the case."""

    ref: str
    agency: AgencyName
    people: tuple[PersonName, ...]
    role: str
    was_left_out: bool = False


@dataclass(frozen=True, slots=True)
class RequestPassedOn(Notice):
    """A member's wish for another agency went to the leads. `told`: one of them could be told."""

    agency: AgencyName
    told: bool


@dataclass(frozen=True, slots=True)
class ApprovalWanted(Notice):
    """To a lead: a member asks for another agency. `command` is what to type to agree."""

    ref: str
    by: PersonName
    agency: AgencyName
    why: Said
    command: str
    was_left_out: bool = False
    person: PersonName | None = None


@dataclass(frozen=True, slots=True)
class NeedsWhy(Notice):
    """`example` is the whole command with a reason."""

    example: str


@dataclass(frozen=True, slots=True)
class AlreadyHere(Notice):
    agency: AgencyName
    people: tuple[PersonName, ...]


@dataclass(frozen=True, slots=True)
class NotInTaskForce(Notice):
    agency: AgencyName


@dataclass(frozen=True, slots=True)
class NobodyOfAgency(Notice):
    """No liaison or deputy of the agency can be asked now."""

    agency: AgencyName


@dataclass(frozen=True, slots=True)
class NotASeat(Notice):
    """Whoever was to be removed has no seat in the case."""

    agency: AgencyName | None = None
    person: PersonName | None = None


@dataclass(frozen=True, slots=True)
class LeadAgencyStays(Notice):
    agency: AgencyName


@dataclass(frozen=True, slots=True)
class Removed(Notice):
    """`tasks` go on with the agency, or with the lead agency when the whole agency is out."""

    ref: str
    people: tuple[PersonName, ...]
    agency: AgencyName | None = None
    tasks: tuple[int, ...] = ()
    owner: AgencyName | None = None
    cover: tuple[PersonName, ...] = ()


@dataclass(frozen=True, slots=True)
class YouWereRemoved(Notice):
    """To who is no longer in a case."""

    ref: str
    lead: PersonName


# only a lead


@dataclass(frozen=True, slots=True)
class OnlyALead(Notice):
    """`verb`: close, reopen, remove, priority. The wish was passed on if a lead could be told."""

    verb: str
    told: bool


@dataclass(frozen=True, slots=True)
class LeadIsAsked(Notice):
    """To a lead: a member wants what only a lead can do."""

    ref: str
    by: PersonName
    verb: str
    command: str


# closing


@dataclass(frozen=True, slots=True)
class OpenTask(Notice):
    number: int
    agency: AgencyName


@dataclass(frozen=True, slots=True)
class CloseAllTheSame(Notice):
    """Tasks are open: a typed code closes the case nevertheless."""

    ref: str
    count: int
    tasks: tuple[OpenTask, ...]
    code: str
    leave: Day


@dataclass(frozen=True, slots=True)
class CaseClosed(Notice):
    """`leave`: the day when the members leave the room."""

    ref: str
    leave: Day
    open: int = 0


@dataclass(frozen=True, slots=True)
class AlreadyClosed(Notice):
    ref: str


@dataclass(frozen=True, slots=True)
class NotClosed(Notice):
    ref: str


@dataclass(frozen=True, slots=True)
class CaseReopened(Notice):
    """`tasks` are open again, their clocks as before."""

    name: str
    tasks: tuple[int, ...] = ()
    late: int = 0


@dataclass(frozen=True, slots=True)
class NothingToConfirm(Notice):
    """`confirm` without a question that waits for it, or too late."""


@dataclass(frozen=True, slots=True)
class WrongCode(Notice):
    typed: Said


# how it stands


@dataclass(frozen=True, slots=True)
class PrioritySet(Notice):
    ref: str
    priority: str
    was: str
    by: PersonName
    confirm: Absolute | None = None  # a lead has until then to confirm a P1
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class SamePriority(Notice):
    ref: str
    priority: str


@dataclass(frozen=True, slots=True)
class CaseStatus(Notice):
    """One case in a few lines. `state`: opening, open, closed."""

    name: str
    state: str
    priority: str
    stage: str
    lead: AgencyName
    done: int
    all: int
    late: int
    since: Absolute
    next: Absolute | None = None
    absent: tuple[AgencyName, ...] = ()
    unfilled: tuple[str, ...] = ()
    confirm: Absolute | None = None
    closed: Absolute | None = None
    lanes: tuple[LaneAt, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseLine(Notice):
    name: str
    priority: str
    state: str
    late: int
    open: int
    next: Absolute | None = None


@dataclass(frozen=True, slots=True)
class CaseList(Notice):
    cases: tuple[CaseLine, ...]
    more: int = 0
    closed: int = 0


@dataclass(frozen=True, slots=True)
class NoCases(Notice):
    """No open case that the asker can see."""

    closed: int = 0


@dataclass(frozen=True, slots=True)
class WhoLine(Notice):
    """One person of a room: for whom, as what, on whose word, and where they are: joined, invited, out, blocked."""

    person: PersonName
    agency: AgencyName | None
    role: str
    state: str
    at: Absolute | None = None
    asked_by: PersonName | None = None


@dataclass(frozen=True, slots=True)
class WhoIsHere(Notice):
    """`kind`: joint or support."""

    name: str
    kind: str
    people: tuple[WhoLine, ...]
    more: int = 0
    unfilled: tuple[str, ...] = ()
