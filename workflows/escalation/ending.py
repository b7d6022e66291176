"""What ends by itself: a period that protects the person, and what lapses because nobody renewed it."""

from dataclasses import replace

from workflows.casework.holding import has_lapsed
from workflows.casework.protecting import released, runs
from workflows.casework.resettling import resettle
from workflows.casework.snapshots import CaseSnapshot, Moment
from workflows.casework.starting import with_task
from workflows.escalation.telling import Outcome
from workflows.values.effects import NOTHING, Decision, Record, Settle
from workflows.values.model import ClockKind, Task, TaskStatus


def periods_over(case: CaseSnapshot, moment: Moment) -> tuple[CaseSnapshot, Decision]:
    """The case after each period whose end has come; what stood still because of it begins anew at that end."""
    decision = NOTHING
    while task := _over(case, moment):  # one that began because another one ended may be over as well
        ended = replace(task, status=TaskStatus.DONE, done_at=task.due, taken_by=None, taken_until=None)
        record = Record(action="protected.over", object=task.id, case=task.case)
        after = with_task(case, ended)
        free = released(case, after, task.due or moment.now)
        for one in free:
            after = with_task(after, one)
        rest = resettle(after, moment, None, before=case)
        pages = tuple(Settle(task=one.id, case=one.case, episode=one.episode - 1) for one in free)
        decision += Decision(
            save=(ended, *free, *rest.saved), effects=(*pages, *rest.effects), audit=(record, *rest.records)
        )
        case = rest.case
    return case, decision


def _over(case: CaseSnapshot, moment: Moment) -> Task | None:
    """The first of the periods that run although their end has come."""
    ends = ((task.due, task.number, task) for task in case.tasks if runs(task) and task.due is not None)
    return min(((due, number, task) for due, number, task in ends if due <= moment.now), default=(None, 0, None))[2]


def lapse(task: Task, moment: Moment) -> Outcome:
    """What has come to its end without being renewed has lapsed since then, whether somebody holds it or not."""
    if task.clock is not ClockKind.EXPIRY or has_lapsed(task) or task.due is None or moment.now < task.due:
        return Outcome(task)
    record = Record(action="task.lapsed", object=task.id, case=task.case, fields={"since": task.due.isoformat()})
    return Outcome(replace(task, lapsed_at=task.due), Decision(audit=(record,)))
