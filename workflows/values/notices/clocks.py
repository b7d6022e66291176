"""What running clocks say: periods that protect the person, what lapses and is renewed."""

from dataclasses import dataclass

from workflows.values.notices.base import Absolute, Clock, Day, Moment, Notice, PersonName, Said
from workflows.values.notices.tasks import TaskName

# a period in the person's favour


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodRuns(Notice):
    """The banner on the board. The kinds of task that nobody may ask for: all but the `last`, and that one.

    `until` None: nobody knows its end yet.
    """

    number: int
    until: Day | None
    last: str
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodEnded(Notice):
    """The line in its place, for some days. `lifted`: the person wished otherwise before its end."""

    number: int
    since: Absolute
    lifted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NotDuringPeriod(Notice):
    """Something was tried that nobody may ask for now. `verb`: add, take, done, chase, give, hand, block, reopen."""

    verb: str
    kind: str
    until: Day | None
    told: bool  # a lead could be told


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodAttempt(Notice):
    """To the leads: somebody tried it. `task`: which one; None for one that they wanted to add."""

    ref: str
    verb: str
    kind: str
    until: Day | None
    task: int | None = None
    by: PersonName | None = None


@dataclass(frozen=True, slots=True)
class EndsByItself(Notice):
    """A period is nobody's task to do."""

    task: TaskName
    until: Day | None


@dataclass(frozen=True, slots=True)
class OnlyLonger(Notice):
    """The end of a period can only be put later."""

    task: TaskName
    until: Day | None


@dataclass(frozen=True, slots=True)
class Lifted(Notice):
    """The person wished otherwise. `free`: the tasks that may go on now."""

    task: TaskName
    undo_until: Clock
    free: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class LiftedForLeads(Notice):
    task: TaskName


@dataclass(frozen=True, slots=True)
class PeriodKept(Notice):
    """What was asked for would end a period early. `number` None: its task may not be named here."""

    number: int | None


@dataclass(frozen=True, slots=True)
class PeriodCut(Notice):
    """To the leads: a period ended early, or ends at `until` now, because of what somebody set or moved."""

    task: TaskName
    until: Day | None
    by: PersonName | None
    reason: Said | None


@dataclass(frozen=True, slots=True)
class NotAPeriod(Notice):
    """Only a period that protects the person can be lifted."""

    task: TaskName


@dataclass(frozen=True, slots=True)
class PeriodNotRunning(Notice):
    """It has not begun, or it is over."""

    task: TaskName


# what lapses


@dataclass(frozen=True, slots=True)
class Renewed(Notice):
    """`count` of `most`; None: as often as needed. `lapsed`: it had, since then."""

    task: TaskName
    until: Moment
    count: int
    most: int | None
    lapsed: Absolute | None
    undo_until: Clock


@dataclass(frozen=True, slots=True)
class NothingToRenew(Notice):
    """Only what lapses is renewed. `field`: its end is a moment that is set, by this name."""

    task: TaskName
    field: str | None = None


@dataclass(frozen=True, slots=True)
class CannotBeRenewed(Notice):
    """By its template: never, or not more than `most` times."""

    task: TaskName
    most: int


@dataclass(frozen=True, slots=True)
class RenewUntilWhen(Notice):
    """The template asks for the date."""

    example: str


@dataclass(frozen=True, slots=True)
class RenewedTooLong(Notice):
    """A date beyond what one renewal gives."""

    task: TaskName
    latest: Absolute


@dataclass(frozen=True, slots=True)
class RenewedBackwards(Notice):
    """A date that is not after the end it has."""

    task: TaskName
    until: Absolute
