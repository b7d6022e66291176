"""`case reopen C-…`: rooms, seats and clocks of a closed case as they were."""

from dataclasses import dataclass

from commands.spec import Command, Place, Scope, Turn
from workflows.casework.cases import reopen
from workflows.casework.snapshots import CaseSnapshot
from workflows.values.effects import Decision


@dataclass(frozen=True, slots=True)
class Args:
    """Nothing but the case."""


def run(case: CaseSnapshot, args: Args, turn: Turn) -> Decision:
    return reopen(case, turn.actor, turn.room, turn.moment)


COMMAND: Command[CaseSnapshot, Args] = Command(
    name="case reopen",
    words=("case reopen", "reopen case"),
    summary="Open a closed case again.",
    usage="case reopen C-…",
    example="!case reopen C-7F3K2",
    scope=Scope.CASE,
    places=frozenset({Place.CHAT, Place.LEADS}),
    args=Args,
    run=run,
    who="leads",
)
