"""`reopen 4 why`: it is not done after all."""

from dataclasses import dataclass

from commands.asking import ANYWHERE, asked, reason_for_one
from commands.spec import NO_TEXT, Command, Rest, Scope, Turn
from workflows.casework import tasks
from workflows.casework.snapshots import TaskInCase
from workflows.values.effects import Decision


@dataclass(frozen=True, slots=True)
class Args:
    why: Rest = NO_TEXT


def run(state: TaskInCase, args: Args, turn: Turn) -> Decision:
    return tasks.reopen(state, reason_for_one(args.why), asked(turn))


COMMAND = Command(
    name="task reopen",
    words=("reopen", "task reopen"),
    summary="It is not done after all; say why.",
    usage="reopen N why",
    example="!reopen 3 not finished",
    scope=Scope.TASK,
    places=ANYWHERE,
    args=Args,
    run=run,
    who="the owner agency or a lead",
)
