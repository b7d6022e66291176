"""`operation release`: after it was called off, support teams need not stand by any longer."""

from dataclasses import dataclass

from commands.asking import ANYWHERE
from commands.spec import Command, Scope, Turn
from workflows.casework.calling_off import release
from workflows.casework.snapshots import CaseSnapshot
from workflows.values.effects import Decision


@dataclass(frozen=True, slots=True)
class Args:
    """Nothing but the case."""


def run(case: CaseSnapshot, args: Args, turn: Turn) -> Decision:
    return release(case, turn.actor, turn.room, turn.moment)


COMMAND: Command[CaseSnapshot, Args] = Command(
    name="operation release",
    words=("operation release",),
    summary="After it was called off: support teams need not stand by.",
    usage="operation release",
    example="!operation release",
    scope=Scope.CASE,
    places=ANYWHERE,
    args=Args,
    run=run,
    who="leads",
)
