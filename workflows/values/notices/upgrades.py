"""What is said where a running case takes up another version of its workflow."""

from dataclasses import dataclass

from workflows.values.notices.base import Day, Notice


@dataclass(frozen=True, slots=True)
class UpgradeShown(Notice):
    """What another version changes for new cases (`changes`), and in this case: numbers of tasks.

    `late`: new tasks whose time is over already. `again`: fields whose value the new version does not know.
    `alone`: roles that nobody here plays. `looked`: another version went live since a code was shown.
    """

    ref: str
    template: str
    was: int
    now: int
    changes: tuple[Notice, ...]
    more: int
    new: tuple[int, ...]
    withdrawn: tuple[int, ...]
    late: tuple[int, ...]
    again: tuple[str, ...]
    alone: tuple[str, ...]
    code: str
    looked: bool = False


@dataclass(frozen=True, slots=True)
class CaseUpgraded(Notice):
    """To the lead who confirmed it, and to the rooms of the case."""

    ref: str
    template: str
    number: int
    new: tuple[int, ...]
    withdrawn: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class UpToDate(Notice):
    ref: str
    template: str
    number: int


@dataclass(frozen=True, slots=True)
class NothingToUpgradeTo(Notice):
    """Its template is not live any more."""

    ref: str
    template: str


@dataclass(frozen=True, slots=True)
class PeriodWouldEnd(Notice):
    """A running period that protects the person would end, or forbid less. `until`: its end, if it has one."""

    ref: str
    number: int
    until: Day | None


@dataclass(frozen=True, slots=True)
class NeedsAnotherRoom(Notice):
    """The new version has tasks for a support-only room, and this case has none."""

    ref: str
    template: str
