"""The weekly report to the administrators: what is missing, who never answered, what has grown old."""

from dataclasses import dataclass

from workflows.values.notices.base import Day, Notice, PersonName, Said


@dataclass(frozen=True, slots=True)
class RolesToFill(Notice):
    """Roles of a procedure that no agency of the task force fills now, in these jurisdictions."""

    template: str
    force: Said
    places: tuple[str, ...]
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LevelsEmpty(Notice):
    """Levels of ladders on which the task force has nobody: `P2 level 3`."""

    force: Said
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PeopleToLookAt(Notice):
    """`why`: unanswered (an invitation), never-seen (no identity), no-chat, absence-over, silent (for 90 days)."""

    why: str
    people: tuple[PersonName, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class ReviewsPast(Notice):
    templates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WeeklyReport(Notice):
    """As of a day; no `lines`: nothing is missing."""

    day: Day
    lines: tuple[Notice, ...] = ()
    more: int = 0
