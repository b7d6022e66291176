"""`call 17`: the duty phone of the agency that has to move now."""

from dataclasses import dataclass

from commands.asking import ANYWHERE, asked
from commands.spec import Command, Scope, Turn
from workflows.casework.access import require
from workflows.casework.snapshots import TaskInCase
from workflows.escalation.whom import acting_agency
from workflows.values.effects import Decision, Reply
from workflows.values.notices.base import AgencyName
from workflows.values.notices.board import DutyPhone, NoDutyPhone


@dataclass(frozen=True, slots=True)
class Args:
    """Nothing but the task."""


def run(state: TaskInCase, args: Args, turn: Turn) -> Decision:
    require("call", state.case, turn.actor.user, state.task, moment=turn.moment)
    name, id = asked(turn).name(state.case, state.task), acting_agency(state.task)
    agency = turn.moment.directory.agencies.get(id)
    if agency is None or agency.phone is None:
        return Decision(effects=(Reply(notice=NoDutyPhone(name, AgencyName(id))),))
    return Decision(effects=(Reply(notice=DutyPhone(name, AgencyName(id), agency.phone)),))


COMMAND = Command(
    name="task call",
    words=("call", "task call", "phone"),
    summary="The duty phone of its agency.",
    usage="call N",
    example="!call 4",
    scope=Scope.TASK,
    places=ANYWHERE,
    args=Args,
    run=run,
    who="members, leads, whoever was paged",
)
