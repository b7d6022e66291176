"""The person wishes otherwise: a period in their favour ends early, on the word of their support provider alone."""

from dataclasses import replace

from workflows.casework import telling
from workflows.casework.access import require
from workflows.casework.moving import Asked, after, decided, elsewhere
from workflows.casework.protecting import released, runs
from workflows.casework.resettling import resettle
from workflows.casework.settled import Resettled
from workflows.casework.snapshots import TaskInCase
from workflows.casework.starting import with_task
from workflows.casework.transitions import Verb
from workflows.values.effects import Decision, Settle
from workflows.values.model import CaseState, ClockKind, Task, Where
from workflows.values.notices.base import Refused
from workflows.values.notices.clocks import Lifted, LiftedForLeads, NotAPeriod, PeriodNotRunning
from workflows.values.notices.tasks import CaseIsClosed

LIFTED = "lifted"  # the result of a period that ended so


def lift(state: TaskInCase, asked: Asked) -> Decision:
    """Record that the person wishes otherwise; what stood still may go on. Raises Refused."""
    case, task = state.case, state.task
    name = asked.name(case, task)
    if task.clock is not ClockKind.PROTECTED:
        raise Refused(NotAPeriod(name))
    parts = require(Verb.LIFT.value, case, asked.by, task, moment=asked.moment)
    if case.case.state is CaseState.CLOSED:
        raise Refused(CaseIsClosed(case.case.ref))
    if not runs(task):
        raise Refused(PeriodNotRunning(name))
    new = replace(
        after(Verb.LIFT, state, asked),
        result=LIFTED,
        lifted_at=asked.now,
        lifted_by=asked.by,
        done_at=asked.now,
        done_by=asked.by,
    )
    settled, free = _settled(state, new, asked)
    pages = tuple(Settle(task=one.id, case=one.case, episode=one.episode - 1) for one in free)
    told = telling.leads(
        case.case.task_force, LiftedForLeads(elsewhere(case, task)), asked.moment,
        key=f"lifted:{task.id}:{asked.now.isoformat()}", case=case.case.id, ref=case.case.ref, but=asked.by,
    )  # fmt: skip
    shown = tuple(int(one.number) for one in free if one.where is Where.JOINT)
    reply = Lifted(name, asked.undo_until, shown)
    return decided(state, new, Verb.LIFT, asked, reply, parts=parts, effects=(*pages, *told), settled=settled)


def _settled(state: TaskInCase, ended: Task, asked: Asked) -> tuple[Resettled, tuple[Task, ...]]:
    """What follows from the end of a period, and the tasks that may go on."""
    over = with_task(state.case, ended)
    free = released(state.case, over, asked.now)
    for one in free:
        over = with_task(over, one)
    rest = resettle(over, asked.moment, asked.by, before=state.case)
    return replace(rest, saved=(*free, *rest.saved)), free
