"""`chase 8`: the outside authority was asked once more."""

from dataclasses import dataclass

from commands.asking import ANYWHERE, asked
from commands.spec import Command, Scope, Turn
from workflows.casework import tasks
from workflows.casework.snapshots import TaskInCase
from workflows.values.effects import Decision


@dataclass(frozen=True, slots=True)
class Args:
    """Nothing but the task."""


def run(state: TaskInCase, args: Args, turn: Turn) -> Decision:
    return tasks.chase(state, asked(turn))


COMMAND = Command(
    name="task chase",
    words=("chase", "task chase", "chased"),
    summary="I asked the outside authority once more.",
    usage="chase N",
    example="!chase 8",
    scope=Scope.TASK,
    places=ANYWHERE,
    args=Args,
    run=run,
    who="the agency that watches it",
)
