"""`who`: who reads in this room, for which agency, on whose word."""

from dataclasses import dataclass

from commands.spec import Command, Place, Scope, Turn
from workflows.casework.roster import who
from workflows.casework.snapshots import CaseSnapshot
from workflows.values.effects import Decision
from workflows.values.model import RoomKind


@dataclass(frozen=True, slots=True)
class Args:
    """Nothing but the case."""


def run(case: CaseSnapshot, args: Args, turn: Turn) -> Decision:
    kind = turn.kind if turn.place is Place.CASE else RoomKind.JOINT
    return who(case, kind, turn.actor, turn.moment)


COMMAND: Command[CaseSnapshot, Args] = Command(
    name="who",
    words=("who", "case who", "members"),
    summary="Who reads here, for whom, and who asked for them.",
    usage="who [C-…]",
    example="!who",
    scope=Scope.CASE,
    places=frozenset({Place.CASE, Place.CHAT, Place.LEADS}),
    args=Args,
    run=run,
)
