"""`case status`: one case in a few lines."""

from dataclasses import dataclass

from commands.spec import Command, Place, Scope, Turn
from workflows.casework.cases import status
from workflows.casework.snapshots import CaseSnapshot
from workflows.values.effects import Decision


@dataclass(frozen=True, slots=True)
class Args:
    """Nothing but the case."""


def run(case: CaseSnapshot, args: Args, turn: Turn) -> Decision:
    return status(case, turn.actor, turn.moment)


COMMAND: Command[CaseSnapshot, Args] = Command(
    name="case status",
    words=("case status", "status"),
    summary="How the case stands: late, next, who is not here yet.",
    usage="case status [C-…]",
    example="!case status",
    scope=Scope.CASE,
    places=frozenset({Place.CASE, Place.CHAT, Place.LEADS}),
    args=Args,
    run=run,
    who="members and leads",
)
