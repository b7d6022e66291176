"""`show 4`: one task whole, with the rule it comes from."""

from dataclasses import dataclass

from commands.asking import ANYWHERE, asked
from commands.naming import sees
from commands.spec import Command, Scope, Turn
from workflows.casework.access import require
from workflows.casework.anchoring import fallen
from workflows.casework.board import because, is_late, line
from workflows.casework.holding import has_lapsed
from workflows.casework.protecting import runs
from workflows.casework.snapshots import TaskInCase
from workflows.casework.transitions import FALLEN
from workflows.escalation.why import basis_of, source_in_words, to_be_confirmed
from workflows.values.effects import Decision, Reply
from workflows.values.model import ClockKind, TaskStatus
from workflows.values.notices.base import Absolute, Moment, PersonName, Refused, Said
from workflows.values.notices.board import TaskShown
from workflows.values.notices.words import NoSuchTask


@dataclass(frozen=True, slots=True)
class Args:
    """Nothing but the task."""


def run(state: TaskInCase, args: Args, turn: Turn) -> Decision:
    case, task = state.case, state.task
    require("show", case, turn.actor.user, task, moment=turn.moment)
    name = asked(turn).name(case, task)
    if not sees(task, turn, case):
        raise Refused(NoSuchTask(task.number, name.ref))
    row, short = case.template.task(task.code), line(task, case, turn.moment.now)
    source = source_in_words(task.source, case)
    taken = task.status is TaskStatus.TAKEN
    notice = TaskShown(
        task=name,
        title=short.title,
        owner=short.owner,
        status="runs" if runs(task) else task.result or "" if fallen(task) else task.status.value,
        watch=task.clock is ClockKind.WATCH,
        late=is_late(task, case, turn.moment.now),
        due=Moment(task.due) if task.due else None,
        original_due=Absolute(task.original_due) if task.original_due and task.original_due != task.due else None,
        taken_by=PersonName(task.taken_by) if taken and task.taken_by else None,
        taken_until=Moment(task.taken_until) if taken and task.taken_until else None,
        waits_for=short.waits_for,
        waits_by=short.waits_by,
        basis=basis_of(task, case),
        rule=row.rule_text if row else None,
        source=source,
        result=task.result.replace("_", " ").replace("-", " ") if task.result and task.result not in FALLEN else None,
        reference=Said(task.reference) if task.reference else None,
        reason=Said(task.reason) if task.reason else None,
        chased=task.chased,
        next_chase=Moment(task.next_chase) if task.next_chase else None,
        results=tuple(result.replace("_", " ") for result in row.results) if row else (),
        clock=task.clock.value,
        lapsed=has_lapsed(task),
        held=short.held,
        renewed=task.renewed,
        round=task.round if row and row.recurs else 0,
        waits_on=short.waits_on,
        no_time=short.no_time,
        because=because(task, case),
        banner=row.banner if row else None,
        unsure=to_be_confirmed(task, case),
    )
    return Decision(effects=(Reply(notice=notice),))


COMMAND = Command(
    name="task show",
    words=("show", "task show"),
    summary="One task with all its details.",
    usage="show N",
    example="!show 4",
    scope=Scope.TASK,
    places=ANYWHERE,
    args=Args,
    run=run,
    who="members and leads",
)
