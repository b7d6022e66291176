"""`lift 10`: the person wishes otherwise. Only their support provider can say so, and nobody is to ask them for it."""

from dataclasses import dataclass

from commands.asking import asked
from commands.spec import Command, Place, Scope, Turn
from workflows.casework.lifting import lift
from workflows.casework.snapshots import TaskInCase
from workflows.values.effects import Decision


@dataclass(frozen=True, slots=True)
class Args:
    """Nothing but the task."""


def run(state: TaskInCase, args: Args, turn: Turn) -> Decision:
    return lift(state, asked(turn))


COMMAND = Command(
    name="task lift",
    words=("lift", "task lift"),
    summary="The person wishes otherwise: what protects them ends.",
    usage="lift N",
    example="!lift 10",
    scope=Scope.TASK,
    places=frozenset({Place.CASE, Place.CHAT}),
    args=Args,
    run=run,
    who="the person's support provider",
)
