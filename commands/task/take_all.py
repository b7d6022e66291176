"""`take all 1h`: everything late that I was told of, but never a task of priority P1."""

from dataclasses import dataclass, field, replace

from commands.arguments import When, after
from commands.asking import ANYWHERE, asked
from commands.spec import Command, Scope, Turn
from commands.task.take import AN_HOUR
from workflows.casework import tasks
from workflows.casework.board import is_late
from workflows.casework.moving import moment_of
from workflows.casework.snapshots import DeskSnapshot, TaskInCase
from workflows.escalation.levels import priority_of
from workflows.values.directory import Priority
from workflows.values.effects import NOTHING, Decision, Reply
from workflows.values.model import CaseState, TaskStatus
from workflows.values.notices.base import Moment, Refused
from workflows.values.notices.tasks import AllTaken, NothingToTake


@dataclass(frozen=True, slots=True)
class Args:
    time: When | None = None
    until: When | None = field(default=None, metadata=after("until", "till", "for"))


def run(desk: DeskSnapshot, args: Args, turn: Turn) -> Decision:
    me, time = asked(turn), args.until or args.time or AN_HOUR
    taken: list[str] = []
    urgent: list[str] = []
    decision = NOTHING
    until = turn.moment.now
    for state in _told_of(desk, turn):
        name = me.name(state.case, state.task).typed
        if priority_of(state.task, state.case) is Priority.P1:
            urgent.append(name)
            continue
        until = moment_of(time, turn.moment.now, state.case, turn.moment)
        one = tasks.take(state, until, me)
        silent = tuple(effect for effect in one.effects if not isinstance(effect, Reply))
        decision, taken = decision + replace(one, effects=silent), [*taken, name]
    if not taken:
        raise Refused(NothingToTake(tuple(urgent)))
    return decision + Decision(effects=(Reply(notice=AllTaken(tuple(taken), Moment(until), tuple(urgent))),))


def _told_of(desk: DeskSnapshot, turn: Turn) -> list[TaskInCase]:
    """The late tasks whose handle was shown to the asker and that nobody has taken."""
    return [
        TaskInCase(case=case, task=task)
        for case in desk.cases
        for handle in case.handles
        if turn.actor.user in handle.shown_to
        and case.case.state is not CaseState.CLOSED
        and (task := case.task_by_id(handle.task)) is not None
        and is_late(task, case, turn.moment.now)
        and task.status is not TaskStatus.TAKEN
    ]


COMMAND = Command(
    name="task take all",
    words=("take all", "ack all", "task take all"),
    summary="Take everything late that I was paged about, but no P1.",
    usage="take all TIME",
    example="!take all 1h",
    scope=Scope.DESK,
    places=ANYWHERE,
    args=Args,
    run=run,
    who="whoever was paged",
    rule="take",
)
