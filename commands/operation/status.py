"""`operation status`: T-0 by all clocks, which gates are green, and the counts so far."""

from dataclasses import dataclass

from commands.asking import ANYWHERE
from commands.spec import Command, Scope, Turn
from workflows.casework.operations import status
from workflows.casework.snapshots import CaseSnapshot
from workflows.values.effects import Decision


@dataclass(frozen=True, slots=True)
class Args:
    """Nothing but the case."""


def run(case: CaseSnapshot, args: Args, turn: Turn) -> Decision:
    return status(case, turn.actor, turn.moment)


COMMAND: Command[CaseSnapshot, Args] = Command(
    name="operation status",
    words=("operation status", "operation"),
    summary="T-0 by all clocks, the gates, and the counts so far.",
    usage="operation status",
    example="!operation status",
    scope=Scope.CASE,
    places=ANYWHERE,
    args=Args,
    run=run,
    who="members and leads",
)
