"""`why 17`: the rule, who was told when and what came of it, what comes next."""

from dataclasses import dataclass

from commands.asking import ANYWHERE
from commands.spec import Command, Scope, Turn
from workflows.casework.access import require
from workflows.casework.snapshots import TaskInCase
from workflows.escalation.why import explain
from workflows.values.effects import Decision, Reply


@dataclass(frozen=True, slots=True)
class Args:
    """Nothing but the task."""


def run(state: TaskInCase, args: Args, turn: Turn) -> Decision:
    require("why", state.case, turn.actor.user, state.task, moment=turn.moment)
    return Decision(effects=(Reply(notice=explain(state.case, state.task, turn.moment)),))


COMMAND = Command(
    name="task why",
    words=("why", "task why"),
    summary="The rule, who was told, what comes next.",
    usage="why N",
    example="!why 4",
    scope=Scope.TASK,
    places=ANYWHERE,
    args=Args,
    run=run,
    who="members, leads, whoever was paged",
    fresh_told=True,
)
