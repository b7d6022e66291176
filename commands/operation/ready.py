"""`operation ready`: which gates are not green, and whose they are."""

from dataclasses import dataclass

from commands.asking import ANYWHERE
from commands.spec import Command, Scope, Turn
from workflows.casework.operations import ready
from workflows.casework.snapshots import CaseSnapshot
from workflows.values.effects import Decision


@dataclass(frozen=True, slots=True)
class Args:
    """Nothing but the case."""


def run(case: CaseSnapshot, args: Args, turn: Turn) -> Decision:
    return ready(case, turn.actor, turn.moment)


COMMAND: Command[CaseSnapshot, Args] = Command(
    name="operation ready",
    words=("operation ready", "operation readiness"),
    summary="What is not ready, and whose it is.",
    usage="operation ready",
    example="!operation ready",
    scope=Scope.CASE,
    places=ANYWHERE,
    args=Args,
    run=run,
    who="members and leads",
)
