"""`case close`: the room becomes read-only; open tasks are named first and a typed code is asked for."""

from dataclasses import dataclass

from commands.spec import Command, Place, Scope, Turn
from workflows.casework.cases import ask_to_close
from workflows.casework.snapshots import CaseSnapshot
from workflows.values.effects import Decision


@dataclass(frozen=True, slots=True)
class Args:
    """Nothing but the case."""


def run(case: CaseSnapshot, args: Args, turn: Turn) -> Decision:
    return ask_to_close(case, turn.actor, turn.room, turn.moment)


COMMAND: Command[CaseSnapshot, Args] = Command(
    name="case close",
    words=("case close", "close case"),
    summary="Close the case: its room becomes read-only.",
    usage="case close [C-…]",
    example="!case close",
    scope=Scope.CASE,
    places=frozenset({Place.CASE, Place.CHAT, Place.LEADS}),
    args=Args,
    run=run,
    who="leads",
)
