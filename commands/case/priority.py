"""`case priority P1`: a lead sets how urgent a case is; anybody of the case may set P1, which a lead confirms."""

from dataclasses import dataclass

from commands.spec import NO_TEXT, Command, Place, Rest, Scope, Turn
from workflows.casework.cases import set_priority
from workflows.casework.snapshots import CaseSnapshot
from workflows.values.directory import Priority
from workflows.values.effects import Decision


@dataclass(frozen=True, slots=True)
class Args:
    priority: Priority
    why: Rest = NO_TEXT


def run(case: CaseSnapshot, args: Args, turn: Turn) -> Decision:
    return set_priority(case, args.priority, turn.actor, turn.room, turn.moment, why=args.why)


COMMAND: Command[CaseSnapshot, Args] = Command(
    name="case priority",
    words=("case priority", "priority"),
    summary="Set how urgent the case is: P1 to P4.",
    usage="case priority [C-…] P1-P4 [why …]",
    example="!case priority P1 children there",
    scope=Scope.CASE,
    places=frozenset({Place.CASE, Place.CHAT, Place.LEADS}),
    args=Args,
    run=run,
    who="leads; anyone of the case sets P1, which a lead confirms",
    rule="case.status",
)
