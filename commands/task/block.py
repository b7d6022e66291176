"""`block 4 by health`, `block 4 by 6`: it cannot go on before another agency or task."""

from dataclasses import dataclass, field

from commands.arguments import Party, after
from commands.asking import ANYWHERE, asked
from commands.converters import which_agency
from commands.spec import Command, Scope, TaskWord, Turn
from workflows.casework import tasks
from workflows.casework.snapshots import TaskInCase
from workflows.values.effects import Decision
from workflows.values.ids import AgencyId, TaskNumber


@dataclass(frozen=True, slots=True)
class Args:
    whom: Party | TaskWord | None = None
    by: Party | TaskWord | None = field(default=None, metadata=after("by"))


def run(state: TaskInCase, args: Args, turn: Turn) -> Decision:
    by: AgencyId | TaskNumber
    match args.by or args.whom:
        case Party(agency=agency):
            by = agency
        case TaskWord(number=int(number)):
            by = TaskNumber(number)
        case _:
            others = dict.fromkeys(seat.agency for seat in state.case.live_seats if seat.agency != state.task.owner)
            raise which_agency(tuple(others))
    return tasks.block(state, by, asked(turn))


COMMAND = Command(
    name="task block",
    words=("block", "task block"),
    summary="It waits for another agency or task.",
    usage="block N by AGENCY",
    example="!block 4 by health",
    scope=Scope.TASK,
    places=ANYWHERE,
    args=Args,
    run=run,
    who="the owner agency or a lead",
)
