"""What is changed about people by command: it lies over the directory of the files until these say the same."""

import enum
from dataclasses import dataclass
from datetime import datetime

from workflows.values.directory import SeatRole
from workflows.values.ids import AgencyId, UserId


class ChangeOf(enum.StrEnum):
    """What a change is about."""

    SEAT = "seat"
    AWAY = "away"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonChange:
    """The newest word of a command about one person, for one agency. Times are aware."""

    agency: AgencyId  # whose seat; of an absence, that of the person's first seat
    user: UserId
    what: ChangeOf
    by: UserId
    at: datetime
    name: str | None = None  # of somebody whom the files do not name
    languages: frozenset[str] = frozenset()  # of the same
    roles: frozenset[SeatRole] = frozenset()  # of a seat; none: they have left the agency
    start: datetime | None = None  # of an absence; None: they are back since `at`
    end: datetime | None = None
    over: bool = False  # save with True to end it
    version: int = 0
