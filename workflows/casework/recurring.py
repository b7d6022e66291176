"""What comes again: once a round is done, the same task is open with its next due time, for as long as it is needed."""

from dataclasses import replace
from datetime import datetime

from workflows.casework.anchoring import facts_of
from workflows.casework.keeping import kept
from workflows.casework.resettling import resettle
from workflows.casework.settled import Resettled
from workflows.casework.snapshots import CaseSnapshot, Moment
from workflows.casework.starting import calendar_in, first_chase, reckoned, with_task
from workflows.casework.transitions import restarted
from workflows.language.template import Recurrence
from workflows.time.calendar import Calendar
from workflows.values.ids import UserId
from workflows.values.model import CaseState, Task, TaskStatus


def come_again(settled: Resettled, ended: Task, moment: Moment, by: UserId | None) -> tuple[Resettled, Task | None]:
    """The case with the next round of `ended` in it, and that round; as it was where nothing comes again."""
    again = next_round(ended, settled.case, moment)
    if again is None:
        return settled, None
    rest = resettle(with_task(settled.case, again), moment, by, before=settled.case)
    rest = kept(settled.case, rest, by, moment) if by is not None else rest
    return replace(
        rest,
        saved=(*settled.saved, again, *rest.saved),
        effects=(*settled.effects, *rest.effects),
        records=(*settled.records, *rest.records),
        begun=(*settled.begun, *rest.begun),
        fallen=(*settled.fallen, *rest.fallen),
        waiting=(*settled.waiting, *rest.waiting),
        moved=(*settled.moved, *rest.moved),
        invited=(*settled.invited, *rest.invited),
    ), again


def next_round(ended: Task, case: CaseSnapshot, moment: Moment) -> Task | None:
    """The task open again; None if it does not come again, or is needed no longer. While nothing is known of what it
    hangs on it goes on: a round that was taken does, too.
    """
    facts = facts_of(case)
    row = facts.rows.get(ended.code)
    if row is None or row.recurs is None or ended.status is not TaskStatus.DONE:
        return None
    if case.case.state is CaseState.CLOSED or facts.needed(row, ended) is False:
        return None
    calendar = calendar_in(case.case, moment)
    due = next_due(ended, row.recurs, calendar, moment.now)
    return restarted(
        replace(
            ended,
            status=TaskStatus.OPEN,
            round=ended.round + 1,
            due=due,
            original_due=due,
            started_at=moment.now,
            first_started_at=_first(ended),
            next_chase=first_chase(ended, calendar, moment.now),
            result=None,
            reference=None,
            reason=None,
            done_at=None,
            done_by=None,
            taken_by=None,
            taken_until=None,
        ),
        moment.now,
    )


def next_due(ended: Task, recurs: Recurrence, calendar: Calendar, now: datetime) -> datetime:
    """So long after the due time it had; from now where that is past: a round that was missed whole is not made up."""
    before = ended.due or now
    every = recurs.every
    long_ago = recurs.after is not None and max(before, now) >= reckoned(calendar, _first(ended), recurs.after)
    if recurs.then is not None and long_ago:
        every = recurs.then
    due = reckoned(calendar, before, every)
    return due if due > now else reckoned(calendar, now, every)


def _first(task: Task) -> datetime:
    return task.first_started_at or task.started_at or task.created_at
