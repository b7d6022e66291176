"""The pager: what wakes somebody. Three lines at most, each safe on a lock screen: no titles, no reasons."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from workflows.values.notices.base import AgencyName, Clock, Notice, PersonName

# The words to answer with: the last line.


@dataclass(frozen=True, slots=True)
class AnswerAsOwner(Notice):
    handle: int


@dataclass(frozen=True, slots=True)
class AnswerAsLead(Notice):
    handle: int


@dataclass(frozen=True, slots=True)
class AnswerAsOther(Notice):
    """For an agency that another's task waits for."""

    handle: int


@dataclass(frozen=True, slots=True)
class AnswerToLapse(Notice):
    """For whoever is to renew what lapses."""

    handle: int


# Why it is told now: the line between, at most one.


@dataclass(frozen=True, slots=True)
class NoAnswer(Notice):
    """Who was told before. `agency` is unnamed for support-only tasks.

    `whom`: owner, deputy, both, lead; owner-alone where the deputy, deputy-alone where the owner could not be told.
    """

    whom: str
    since: Clock
    agency: AgencyName | None = None


@dataclass(frozen=True, slots=True)
class WentPast(Notice):
    """A level had nobody who can be told. `whom`: owner, deputy, lead_agency, task_force_lead, committee."""

    whom: str
    empty: bool  # no one holds that place at all; otherwise they cannot be reached now
    agency: AgencyName | None = None


@dataclass(frozen=True, slots=True)
class TakeRanOut(Notice):
    until: Clock
    by: PersonName | None = None


@dataclass(frozen=True, slots=True)
class PageWaitsForYou(Notice):
    """A blocked task, told to those whom it waits for."""


@dataclass(frozen=True, slots=True)
class PageWaitsFor(Notice):
    agency: AgencyName | None = None


@dataclass(frozen=True, slots=True)
class WasDown(Notice):
    """The bot could not work, and this fell into that time."""

    since: Clock
    until: Clock


# One task.


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLate(Notice):
    """A level of the ladder, in a direct chat or the leads' room."""

    ref: str
    number: int
    late: timedelta
    priority: str
    answer: Notice
    agency: AgencyName | None = None
    why: Notice | None = None
    now: bool = False  # it was due as it began, and this is the first word of it


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSoon(Notice):
    """A reminder before due."""

    ref: str
    number: int
    at: Clock
    left: timedelta
    answer: Notice
    agency: AgencyName | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTakeOver(Notice):
    """To the person whose take ran out. `told`: who hears of it now (owner, lead, committee), None before due."""

    ref: str
    number: int
    until: Clock
    handle: int
    told: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageChase(Notice):
    """To the watcher of an outside decision: ask again. Nobody here is late."""

    ref: str
    number: int
    handle: int
    agency: AgencyName | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWatchLate(Notice):
    """To the task force lead: an outside decision did not come by its time."""

    ref: str
    number: int
    by: Clock
    answer: Notice
    agency: AgencyName | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLapses(Notice):
    """Ahead of the end of something that has to be renewed."""

    ref: str
    number: int
    at: Clock
    left: timedelta
    answer: Notice
    agency: AgencyName | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLapsed(Notice):
    """It ended and was not renewed. Nobody is late."""

    ref: str
    number: int
    at: Clock
    answer: Notice
    agency: AgencyName | None = None


# Several tasks in one message, by their handles alone.


@dataclass(frozen=True, slots=True)
class LatePiece(Notice):
    inline: ClassVar[bool] = True
    handle: int
    late: timedelta


@dataclass(frozen=True, slots=True)
class SoonPiece(Notice):
    inline: ClassVar[bool] = True
    handle: int
    left: timedelta


@dataclass(frozen=True, slots=True)
class ChasePiece(Notice):
    inline: ClassVar[bool] = True
    handle: int


@dataclass(frozen=True, slots=True)
class TakePiece(Notice):
    """`take 22 1h`: how a P1 is taken, by itself."""

    inline: ClassVar[bool] = True
    handle: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSeveral(Notice):
    """At least one of several tasks is late. `all`: how many `take all` would take, P1 never among them."""

    count: int
    head: LatePiece
    all: int
    rest: tuple[LatePiece, ...] = ()
    urgent: tuple[TakePiece, ...] = ()
    soon: tuple[SoonPiece, ...] = ()
    chase: tuple[ChasePiece, ...] = ()
    expected: tuple[ChasePiece, ...] = ()
    lapsed: tuple[ChasePiece, ...] = ()
    first: int | None = None  # the one handle that is late and not P1, where there is just one
    more: int | None = None  # late ones that are not listed
    down: WasDown | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageAhead(Notice):
    """Several tasks, none of them late: due soon, to be asked for again outside, not decided outside, lapsed."""

    soon: tuple[SoonPiece, ...] = ()
    chase: tuple[ChasePiece, ...] = ()
    expected: tuple[ChasePiece, ...] = ()
    lapsed: tuple[ChasePiece, ...] = ()


# To the leads' and administrators' rooms.


@dataclass(frozen=True, slots=True, kw_only=True)
class NobodyReached(Notice):
    """The last level is reached and not one person of it can be told."""

    ref: str
    number: int
    again: timedelta
    agency: AgencyName | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotDelivered(Notice):
    """A page was refused for good by the homeserver. `code` is a code, without content."""

    ref: str
    number: int
    person: PersonName
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadNeeded(Notice):
    """To the administrators, who are no members of any case: no lead can be told, and they have to find one."""

    force: str  # name of the task force
    ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRefused(Notice):
    """To the administrators: the homeserver refuses a page. Whose it is, the leads hear. `code` is without content."""

    ref: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityFell(Notice):
    """A P1 that no lead confirmed in time is P2 now."""

    ref: str
