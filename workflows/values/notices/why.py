"""The answer to `why N`, line by line."""

from dataclasses import dataclass
from typing import ClassVar

from workflows.values.notices.base import Absolute, AgencyName, Clock, Day, Notice, PersonName
from workflows.values.notices.board import Because


@dataclass(frozen=True, slots=True)
class WhyRule(Notice):
    """`basis` is rule, guide or default: a default is never shown as law. `unsure`: what of it is to be confirmed,
    number or duty."""

    basis: str
    text: str | None = None
    source: str | None = None
    unsure: str | None = None


@dataclass(frozen=True, slots=True)
class WhyTaken(Notice):
    by: PersonName
    until: Absolute


@dataclass(frozen=True, slots=True)
class WhyBlocked(Notice):
    agency: AgencyName | None = None


@dataclass(frozen=True, slots=True)
class WhyOver(Notice):
    """`how`: done, dropped."""

    how: str
    at: Absolute


@dataclass(frozen=True, slots=True)
class WhyFallen(Notice):
    """It is not needed as things stand. `how`: not-needed, withdrawn (it had begun)."""

    how: str
    at: Absolute
    because: tuple[Because, ...]


@dataclass(frozen=True, slots=True)
class WhyWaits(Notice):
    """It has not begun, or has no time yet: for tasks, and for fields by their labels."""

    tasks: tuple[int, ...]
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WhyHeld(Notice):
    """Its clock stands still: a recovery period, or (None) a team on standby."""

    until: Day | None = None


@dataclass(frozen=True, slots=True)
class WhyLapsed(Notice):
    at: Absolute


@dataclass(frozen=True, slots=True)
class WhyEnds(Notice):
    """A period that is nobody's task."""


@dataclass(frozen=True, slots=True)
class WhyTold(Notice):
    """One person, or a place that no one holds.

    `kind`: owner, deputy, lead_agency, task_force_lead, committee, spoc, taker. `telling`: reminder, level, expired,
    repeat, chase. `came`: recorded, sent, taken, withdrawn, passed-frozen, passed-no-chat, passed-absent, passed-empty.
    """

    at: Clock
    person: PersonName | None
    kind: str
    telling: str
    came: str


@dataclass(frozen=True, slots=True)
class WhyWhom(Notice):
    inline: ClassVar[bool] = True
    kind: str


@dataclass(frozen=True, slots=True)
class WhyNext(Notice):
    """`what`: level, reminder, chase, take (it runs out)."""

    what: str
    at: Absolute
    whom: tuple[WhyWhom, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Why(Notice):
    ref: str
    number: int
    agency: AgencyName | None = None
    rule: WhyRule | None = None
    due: Absolute | None = None
    state: Notice | None = None
    told: tuple[WhyTold, ...] = ()
    earlier: int | None = None
    next: WhyNext | None = None
