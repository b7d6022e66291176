"""One case in memory that decisions are applied to, so that a test can say: at this time, these people are told."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from tests.builders import a_case_snapshot, a_directory, a_moment
from workflows.casework.snapshots import CaseSnapshot, Moment, Standing
from workflows.escalation.ladders import calendar_for, check, next_check
from workflows.values.directory import Directory
from workflows.values.effects import Decision, Effect, Page
from workflows.values.ids import TaskId
from workflows.values.model import Case, Task, Told

Line = tuple[str, int, str, str | None]  # telling, level, person without server, why passed


@dataclass
class Play:
    """A case, who is who, and everything that was recorded so far."""

    case: CaseSnapshot = field(default_factory=a_case_snapshot)
    directory: Directory = field(default_factory=a_directory)
    standing: Standing | None = None
    told: list[Told] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)

    def moment(self, now: datetime) -> Moment:
        return a_moment(now, directory=self.directory, standing=self.standing)

    def at(self, now: datetime) -> list[Line]:
        """Check at this time, apply, and say who was told."""
        return self.apply(check(self.case, self.moment(now)))

    def apply(self, decision: Decision) -> list[Line]:
        for row in decision.save:
            if isinstance(row, Case):
                self.case = replace(self.case, case=row)
            elif isinstance(row, Task):
                self.put(row)
        self.effects = list(decision.effects)
        new = [effect.told for effect in decision.effects if isinstance(effect, Page)]
        self.told += new
        return [line(told) for told in new]

    def put(self, task: Task) -> None:
        self.case = replace(self.case, tasks=tuple(task if old.id == task.id else old for old in self.case.tasks))

    def change(self, **changes: Any) -> Task:
        """Change the first task, as a command would."""
        task = replace(self.task, **changes)
        self.put(task)
        return task

    @property
    def task(self) -> Task:
        return self.case.tasks[0]

    def next(self, task: TaskId | None = None) -> datetime | None:
        found = self.case.task_by_id(task) if task else self.task
        assert found is not None
        return next_check(found, self.case, calendar_for(self.case.case, self.directory))

    def soonest(self) -> datetime | None:
        """The next check of any task of the case."""
        return min((at for task in self.case.tasks if (at := self.next(task.id)) is not None), default=None)

    def run(self, until: datetime, most: int = 30) -> list[tuple[datetime, list[Line]]]:
        """Check whenever something is due, up to `until`, as the clock does."""
        said = []
        for _ in range(most):
            due = self.soonest()
            if due is None or due > until:
                break
            said.append((due, self.at(due)))
        return said

    def with_told(self) -> CaseSnapshot:
        """The case as a page is made from: with the records of the present episodes."""
        live = {(task.id, task.episode) for task in self.case.tasks}
        return replace(self.case, told=tuple(told for told in self.told if (told.task, told.episode) in live))


def line(told: Told) -> Line:
    return (told.telling.value, told.level, told.target[1:].partition(":")[0], told.passed)


def people(lines: Iterable[Line]) -> list[str]:
    """Who was really told."""
    return [person for _, _, person, passed in lines if passed is None]
