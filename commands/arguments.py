"""The types that a command may ask for besides the plain ones, and what is known when words become arguments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from commands.spec import Turn
from workflows.casework.snapshots import CaseSnapshot
from workflows.casework.starting import calendar_for
from workflows.time.calendar import Calendar, calendar_of
from workflows.values.directory import Span
from workflows.values.ids import AgencyId, UserId
from workflows.values.model import TaskStatus
from workflows.values.notices.base import Notice

When = Span | datetime  # so long after a moment of the command's choosing, or a moment
Words = tuple[str, ...]
Reference = NewType("Reference", str)  # a number or name of an agency's own system
Coded = NewType("Coded", str)  # names and codes of the template, and a time: read against the case they are about
CLOSED = (TaskStatus.DONE, TaskStatus.DROPPED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """To whom something is given: an agency, and the person of it where one was mentioned."""

    agency: AgencyId
    person: UserId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What converters may look at: the turn, and the case if one is meant."""

    turn: Turn
    case: CaseSnapshot | None = None

    @property
    def calendar(self) -> Calendar:
        """Of the case's jurisdiction; without a case, of the asker's first agency."""
        directory = self.turn.moment.directory
        if self.case is not None:
            return calendar_for(self.case.case, directory)
        for seat in self.turn.actor.seats:
            for jurisdiction in directory.agencies[seat.agency].jurisdictions:
                return calendar_of(directory.jurisdictions[jurisdiction])
        return calendar_of(next(iter(directory.jurisdictions.values())))

    @property
    def open_here(self) -> tuple[int, ...]:
        """The numbers of the open tasks of the case whose room this is; none elsewhere."""
        if self.case is None or self.turn.case != self.case.case.id:
            return ()
        here = (task for task in self.case.tasks if task.where.value == self.turn.kind.value)
        return tuple(task.number for task in here if task.status not in CLOSED)[:12]

    @property
    def agencies_around(self) -> tuple[AgencyId, ...]:
        """The agencies that may be spoken of: of the case's task force; without a case, of the asker's task forces.

        Whoever guesses the name of another task force's agency hears the same as for a name that nobody has.
        """
        directory, user = self.turn.moment.directory, self.turn.actor.user
        own = directory.agencies_of(user)
        around = (
            agency
            for id, force in directory.task_forces.items()
            if (
                id == self.case.case.task_force
                if self.case is not None
                else directory.is_lead(user, id) or any(agency in force.agencies for agency in own)
            )
            for agency in force.agencies
        )
        return tuple(id for id in dict.fromkeys((*self.agencies_here, *around)) if id in directory.agencies)

    @property
    def agencies_here(self) -> tuple[AgencyId, ...]:
        """The agencies of the case; none where no case is meant."""
        if self.case is None:
            return ()
        return tuple(dict.fromkeys(seat.agency for seat in self.case.live_seats))


class Unclear(Exception):
    """The words have several meanings. `options` say each without doubt; `count` words of the line they replace."""

    def __init__(self, question: Notice, options: Sequence[str], count: int = 0) -> None:
        super().__init__(type(question).__name__)
        self.question = question
        self.options = tuple(options)
        self.count = count


class NotThis(Exception):
    """The words are no such thing at all: an optional field is left out, free text goes on over them."""

    def __init__(self, notice: Notice) -> None:
        super().__init__(type(notice).__name__)
        self.notice = notice


def after(*words: str) -> Mapping[str, tuple[str, ...]]:
    """Metadata of a field that stands after one of these words and may be left out: `by health`, `due fri 16:00`."""
    return {"after": words}
