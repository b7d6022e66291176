"""What is said about a joint operation: when it is, what is not ready, that it goes, that it was called off."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from workflows.values.notices.base import Absolute, AgencyName, InZone, Notice, PersonName, PlaceName


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalTime(Notice):
    """T-0 by the clocks of one country; `at` None where the directory does not know its zone."""

    inline: ClassVar[bool] = True
    place: PlaceName
    at: InZone | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GateLine(Notice):
    """A gate that is not green, and whose it is. `number` None: its task does not exist before `field` is set.

    `state`: open, or the result with which it ended and which does not count.
    """

    title: str
    number: int | None = None
    owner: AgencyName | None = None
    place: str | None = None  # for which of several it is: `RO`
    state: str = "open"
    field: str | None = None


@dataclass(frozen=True, slots=True)
class CountLine(Notice):
    """One figure of the situation report: how many, never who."""

    inline: ClassVar[bool] = True
    label: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationLine(Notice):
    """The line on the board. `left`: so long after the time the board was made; `past`: so long before."""

    state: str  # planned, go, called_off, released
    t0: Absolute | None
    left: timedelta | None
    past: bool
    green: int
    gates: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationStatus(Notice):
    """How it stands. `state`: planned, go, called_off, released; `reason` why it was called off, a code."""

    ref: str
    state: str
    t0: InZone | None
    left: timedelta | None
    past: bool
    local: tuple[LocalTime, ...]
    green: int
    gates: int
    red: tuple[GateLine, ...]
    more: int
    counts: tuple[CountLine, ...]
    counted: Absolute | None
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationReady(Notice):
    """What is red, and whose; nothing: it may go."""

    ref: str
    green: int
    gates: int
    red: tuple[GateLine, ...]
    more: int


@dataclass(frozen=True, slots=True)
class NoOperation(Notice):
    """Its template has no gates and no T-0."""

    ref: str


@dataclass(frozen=True, slots=True)
class NoT0(Notice):
    """T-0 is not set yet."""


@dataclass(frozen=True, slots=True)
class AlreadyGo(Notice):
    ref: str


@dataclass(frozen=True, slots=True)
class WasCalledOff(Notice):
    ref: str


@dataclass(frozen=True, slots=True)
class NotCalledOff(Notice):
    """Nobody is on standby."""

    ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GatesAreRed(Notice):
    """It does not go before they are green."""

    red: tuple[GateLine, ...]
    more: int


@dataclass(frozen=True, slots=True)
class WhyCode(Notice):
    """A reason code is needed, one of these. `example` is a whole command."""

    codes: tuple[str, ...]
    example: str


@dataclass(frozen=True, slots=True)
class ConfirmGo(Notice):
    """Red gates: a typed code lets it go nevertheless."""

    red: tuple[GateLine, ...]
    more: int
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationGoes(Notice):
    """To every room. `red`: the gates that a lead passed over, with the reason's code."""

    ref: str
    t0: Absolute
    red: tuple[int, ...] = ()
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GatesPassedOver(Notice):
    """To the leads and the committee: a lead lets it go although gates are red."""

    ref: str
    by: PersonName
    reason: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationCalledOff(Notice):
    """To every room at once. `standby`: how many tasks of support teams wait until these are released."""

    ref: str
    reason: str
    by: PersonName
    ended: int
    standby: int


@dataclass(frozen=True, slots=True)
class OperationReleased(Notice):
    """To every room: support teams need not stand by any longer."""

    ref: str
    ended: int


@dataclass(frozen=True, slots=True)
class OnlyOperationLeads(Notice):
    """Calling it off is for leads, and for the agency that leads it in a country."""
