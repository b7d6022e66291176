"""Before it is late: reminders as shares of the window and so long before due, and the chases of a watch."""

from datetime import datetime

from workflows.casework.starting import PLAIN
from workflows.escalation.levels import added, aligned, interval
from workflows.escalation.taking import ran_out
from workflows.time.calendar import Calendar, CalendarEnds
from workflows.values.directory import Ladder, Span
from workflows.values.model import ClockKind, Task


def reminder_times(task: Task, ladder: Ladder, calendar: Calendar) -> tuple[datetime, ...]:
    """All reminders of the window from start to due, in order, past ones too. One that would come at due is none."""
    if task.due is None or task.started_at is None:
        return ()
    window = task.due - task.started_at
    times = [task.started_at + window * share / 100 for share in ladder.remind_at]
    times += [_before(task.due, span, calendar) for span in ladder.remind_before]
    return tuple(sorted(at for time in times if (at := aligned(time, ladder, calendar)) < task.due))


def next_reminder(task: Task, ladder: Ladder, calendar: Calendar) -> datetime | None:
    """The next reminder, also if its time is past; None once the task climbs.

    Those up to the last move are behind us: whoever moved the task knows of it.
    """
    if task.level or task.clock is ClockKind.WATCH:
        return None
    quiet = _quiet_until(task)
    coming = reminder_times(task, ladder, calendar)[task.reminded :]
    return next((at for at in coming if quiet is None or at > quiet), None)


def reminders_by(now: datetime, task: Task, ladder: Ladder, calendar: Calendar) -> int:
    """How many reminders of this window are behind us at `now`."""
    return sum(at <= now for at in reminder_times(task, ladder, calendar))


def next_chase(task: Task, ladder: Ladder, calendar: Calendar) -> datetime | None:
    """When the watcher of an outside decision should ask again; None where nothing is to be chased."""
    at = _first_chase(task, calendar)
    return None if at is None else aligned(at, ladder, calendar)


def chase_after(now: datetime, task: Task, ladder: Ladder, calendar: Calendar) -> datetime | None:
    """The first chase after `now`, keeping the rhythm; those that were not said in between are one."""
    every, at = interval(task), _first_chase(task, calendar)
    while every is not None and at is not None and aligned(at, ladder, calendar) <= now:
        at = added(at, every, calendar)
    return at


def _first_chase(task: Task, calendar: Calendar) -> datetime | None:
    every = interval(task)
    if every is None:
        return None
    if task.next_chase is not None:
        return task.next_chase
    return None if task.started_at is None else added(task.started_at, every, calendar)


def _quiet_until(task: Task) -> datetime | None:
    moves = [task.started_at, task.last.at if task.last else None, task.taken_until if ran_out(task) else None]
    return max((at for at in moves if at is not None), default=None)


def _before(due: datetime, span: Span, calendar: Calendar) -> datetime:
    try:
        return calendar.before(due, span)
    except CalendarEnds:
        return due - span.amount * PLAIN[span.unit]
