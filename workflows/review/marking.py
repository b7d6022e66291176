"""What the real ladder does about one task, if nobody moves it: reminders, levels, chases, and whom they reach."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from workflows.casework.snapshots import CaseSnapshot, Moment
from workflows.escalation.ladders import calendar_for, check_task, next_check
from workflows.escalation.levels import ladder_of
from workflows.review.planned import Mark, Reached
from workflows.values.effects import Page
from workflows.values.ids import Draw
from workflows.values.model import ClockKind, Task, Telling

MOST_LOOKS = 60  # at one task
MOST_CHASES = 3  # that are told of; they go on for ever


def marks_of(task: Task, case: CaseSnapshot, moment: Moment) -> tuple[Mark, ...]:
    """Each time at which the engine would say something about this task alone, up to the end of its ladder."""
    periods = tuple(one for one in case.tasks if one.clock is ClockKind.PROTECTED and one.id != task.id)
    return tuple(_marks(task, replace(case, tasks=(*periods, task)), moment))  # no other task has a say in it


def _marks(task: Task, case: CaseSnapshot, moment: Moment) -> Iterator[Mark]:
    if task.clock is ClockKind.PROTECTED:
        return  # its end is no lateness: nobody is told that they are late
    calendar, last = calendar_for(case.case, moment.directory), len(ladder_of(task, case).levels)
    chases = 0
    for _ in range(MOST_LOOKS):
        at = next_check(task, case, calendar)
        if at is None or (chases >= MOST_CHASES and (task.due is None or task.level >= last)):
            return
        now = max(at, moment.now)
        then = Moment(now=now, draw=Draw(b"preview", at), directory=moment.directory, standing=moment.standing)
        outcome = check_task(task, case, then, calendar)
        if outcome.task == task:
            return
        for mark in _said(now, (one for one in outcome.decision.effects if isinstance(one, Page))):
            if mark.kind == Telling.REPEAT:
                return
            chases += mark.kind == Telling.CHASE
            if mark.kind != Telling.CHASE or chases <= MOST_CHASES:
                yield mark
        task = outcome.task


def _said(at: datetime, pages: Iterable[Page]) -> Iterator[Mark]:
    """One mark for each thing that is said at the same time: a watch may be late and to be chased at once."""
    found: dict[tuple[Telling, int], list[Reached]] = {}
    for page in pages:
        told = page.told
        found.setdefault((told.telling, told.level), []).append(Reached(told.target, told.as_kind, told.passed))
    for (telling, level), whom in found.items():
        yield Mark(at, telling.value, level, tuple(dict.fromkeys(whom)))
