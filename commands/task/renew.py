"""`renew 5`, `renew 5 27 feb`: what lapses goes on for another time."""

from dataclasses import dataclass

from commands.arguments import When
from commands.asking import ANYWHERE, asked
from commands.spec import Command, Scope, Turn
from workflows.casework.expiring import renew
from workflows.casework.snapshots import TaskInCase
from workflows.values.effects import Decision


@dataclass(frozen=True, slots=True)
class Args:
    to: When | None = None


def run(state: TaskInCase, args: Args, turn: Turn) -> Decision:
    return renew(state, args.to, asked(turn))


COMMAND = Command(
    name="task renew",
    words=("renew", "task renew"),
    summary="What lapses was renewed.",
    usage="renew N [DATE]",
    example="!renew 5",
    scope=Scope.TASK,
    places=ANYWHERE,
    args=Args,
    run=run,
    who="the owner agency or a lead",
)
