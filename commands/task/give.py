"""`give 4 health`, `give 4 @person`: it is for another agency, or for somebody of the same."""

from dataclasses import dataclass, field

from commands.arguments import Party, after
from commands.asking import ANYWHERE, asked
from commands.converters import which_agency
from commands.spec import Command, Scope, Turn
from workflows.casework import tasks
from workflows.casework.snapshots import TaskInCase
from workflows.values.effects import Decision


@dataclass(frozen=True, slots=True)
class Args:
    whom: Party | None = None
    to: Party | None = field(default=None, metadata=after("to"))


def run(state: TaskInCase, args: Args, turn: Turn) -> Decision:
    party = args.to or args.whom
    if party is None:
        others = dict.fromkeys(seat.agency for seat in state.case.live_seats if seat.agency != state.task.owner)
        raise which_agency(tuple(others))
    return tasks.give(state, party.agency, party.person, asked(turn))


COMMAND = Command(
    name="task give",
    words=("give", "assign", "task give", "task assign"),
    summary="Give it to another agency or person.",
    usage="give N AGENCY",
    example="!give 4 health",
    scope=Scope.TASK,
    places=ANYWHERE,
    args=Args,
    run=run,
    who="the owner agency or a lead",
)
