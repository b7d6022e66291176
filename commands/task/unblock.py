"""`unblock 4`: what it waited for is there."""

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
    return tasks.unblock(state, asked(turn))


COMMAND = Command(
    name="task unblock",
    words=("unblock", "task unblock"),
    summary="What it waited for is there.",
    usage="unblock N",
    example="!unblock 4",
    scope=Scope.TASK,
    places=ANYWHERE,
    args=Args,
    run=run,
    who="the owner agency or a lead",
)
