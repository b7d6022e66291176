"""`due 4 fri 16:00 why`: the due time is set, earlier or later."""

from dataclasses import dataclass

from commands.arguments import When
from commands.asking import ANYWHERE, asked, reason
from commands.spec import NO_TEXT, Command, Rest, Scope, Turn
from workflows.casework import tasks
from workflows.casework.snapshots import TaskInCase
from workflows.values.effects import Decision


@dataclass(frozen=True, slots=True)
class Args:
    at: When
    why: Rest = NO_TEXT


def run(state: TaskInCase, args: Args, turn: Turn) -> Decision:
    return tasks.due(state, args.at, reason(args.why), asked(turn))


COMMAND = Command(
    name="task due",
    words=("due", "task due"),
    summary="Set when it is due, earlier or later.",
    usage="due N TIME why",
    example="!due 4 fri 16:00 court",
    scope=Scope.TASK,
    places=ANYWHERE,
    args=Args,
    run=run,
    who="a lead; the owner agency, and the leads hear of it",
)
