"""`case upgrade-workflow`: a running case takes up the live version of its workflow, once a lead saw what changes."""

from dataclasses import dataclass

from commands.naming import find_case
from commands.spec import Command, Place, Scope, Turn
from workflows.casework.snapshots import DeskSnapshot
from workflows.casework.upgrading import ask_to_upgrade
from workflows.review.differing import differences
from workflows.values.effects import Decision
from workflows.values.ids import CaseRef

USAGE = "case upgrade-workflow [C-…]"


@dataclass(frozen=True, slots=True)
class Args:
    case: CaseRef | None = None


def run(desk: DeskSnapshot, args: Args, turn: Turn) -> Decision:
    case = find_case(args.case, turn, desk.cases, USAGE)
    return ask_to_upgrade(case, desk.templates, turn.actor, turn.room, differences, turn.moment)


COMMAND: Command[DeskSnapshot, Args] = Command(
    name="case upgrade workflow",
    words=("case upgrade-workflow", "case upgrade workflow", "case upgrade"),
    summary="Let a case take up the live version of its workflow. What changes is shown first.",
    usage=USAGE,
    example="!case upgrade-workflow",
    scope=Scope.DESK,
    places=frozenset({Place.CASE, Place.CHAT, Place.LEADS}),
    args=Args,
    run=run,
    who="leads",
    rule="case.upgrade-workflow",
)
