"""What the real ladder does about one task, if nobody moves it: reminders, levels, chases, and whom they reach."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from workflows.casework.snapshots import CaseSnapshot, Moment
from workflows.casework.starting import with_task
from workflows.escalation.ladders import calendar_for, check_task, next_check
from workflows.review.planned import Mark, Reached
from workflows.values.effects import Page
from workflows.values.ids import Draw
from workflows.values.model import ClockKind, Task, Telling

MOST_MARKS = 12  # of one task; a chase goes on for ever
MOST_CHASES = 3


def marks_of(task: Task, case: CaseSnapshot, moment: Moment) -> tuple[Mark, ...]:
    """Each time at which the engine would say something about this task alone, up to the end of its ladder."""
    return tuple(_marks(task, with_task(case, task), moment))


def _marks(task: Task, case: CaseSnapshot, moment: Moment) -> Iterator[Mark]:
    if task.clock is ClockKind.PROTECTED:
        return  # its end is no lateness: nobody is told that they are late
    calendar = calendar_for(case.case, moment.directory)
    chases = made = 0
    at = next_check(task, case, calendar)
    while at is not None and made < MOST_MARKS:
        then = replace(moment, now=max(at, moment.now), draw=Draw(b"preview", at))
        outcome = check_task(task, case, then, calendar)
        if outcome.task == task:
            return
        mark = _mark(then.now, tuple(one for one in outcome.decision.effects if isinstance(one, Page)))
        if mark is not None and mark.kind == Telling.REPEAT:
            return
        if mark is not None and mark.kind == Telling.CHASE:
            chases += 1
            if chases > MOST_CHASES:
                return
        if mark is not None:
            made += 1
            yield mark
        task = outcome.task
        case = with_task(case, task)
        at = next_check(task, case, calendar)


def _mark(at: datetime, pages: tuple[Page, ...]) -> Mark | None:
    if not pages:
        return None
    last = pages[-1].told
    whom = tuple(Reached(page.told.target, page.told.as_kind, page.told.passed) for page in pages)
    return Mark(at, last.telling.value, last.level, tuple(dict.fromkeys(whom)))
