"""`case list`: the cases that the asker can see, the most urgent first."""

from dataclasses import dataclass

from commands.spec import Command, Place, Scope, Turn
from workflows.casework.cases import list_cases
from workflows.casework.snapshots import DeskSnapshot
from workflows.values.effects import Decision
from workflows.values.notices.base import Refused, Said
from workflows.values.notices.words import NotOneOf

CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Args:
    which: str = ""


def run(desk: DeskSnapshot, args: Args, turn: Turn) -> Decision:
    if args.which not in ("", CLOSED):
        raise Refused(NotOneOf(Said(args.which[:20]), (CLOSED,)))
    return list_cases(desk.cases, turn.actor, turn.moment, closed=args.which == CLOSED)


COMMAND: Command[DeskSnapshot, Args] = Command(
    name="case list",
    words=("case list", "cases"),
    summary="Your cases, the most urgent first.",
    usage="case list [closed]",
    example="!case list",
    scope=Scope.DESK,
    places=frozenset({Place.CHAT, Place.LEADS}),
    args=Args,
    run=run,
    who="members and leads",
)
