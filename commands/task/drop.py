"""`drop 4 why`: it is not to be done, or an offer is declined."""

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
    return tasks.drop(state, reason_for_one(args.why), asked(turn))


COMMAND = Command(
    name="task drop",
    words=("drop", "task drop", "decline"),
    summary="It is not to be done; say why.",
    usage="drop N why",
    example="!drop 4 not needed",
    scope=Scope.TASK,
    places=ANYWHERE,
    args=Args,
    run=run,
    who="a lead; the owner agency, and the leads hear of it",
)
