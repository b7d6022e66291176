"""`workflow withdraw ID`: takes away what waits; what is live stays."""

from dataclasses import dataclass

from commands.spec import Command, Place, Scope, Turn
from commands.workflow.named import named
from workflows.casework.access import require
from workflows.casework.snapshots import DeskSnapshot
from workflows.casework.versions import withdraw
from workflows.values.effects import Decision


@dataclass(frozen=True, slots=True)
class Args:
    workflow: str


def run(desk: DeskSnapshot, args: Args, turn: Turn) -> Decision:
    require("workflow", None, turn.actor.user, moment=turn.moment)
    return withdraw(named(args.workflow, desk), desk.shelf, turn.actor, turn.room, turn.moment)


COMMAND: Command[DeskSnapshot, Args] = Command(
    name="workflow withdraw",
    words=("workflow withdraw",),
    summary="Take away the version of a template that waits. What is live stays.",
    usage="workflow withdraw ID",
    example="!workflow withdraw uk-nrm-adult",
    scope=Scope.DESK,
    places=frozenset({Place.CHAT, Place.ADMINS}),
    args=Args,
    run=run,
    who="administrators",
    rule="workflow",
)
