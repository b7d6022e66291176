"""`workflow history [ID]`: what was live when and by whom; without a template, what is live of each."""

from dataclasses import dataclass

from commands.spec import Command, Place, Scope, Turn
from commands.workflow.named import named
from workflows.casework.access import require
from workflows.casework.history import history, overview
from workflows.casework.snapshots import DeskSnapshot
from workflows.values.effects import Decision, Reply


@dataclass(frozen=True, slots=True)
class Args:
    workflow: str = ""


def run(desk: DeskSnapshot, args: Args, turn: Turn) -> Decision:
    require("workflow", None, turn.actor.user, moment=turn.moment)
    if not args.workflow:
        return Decision(effects=(Reply(notice=overview(desk.shelf)),))
    return Decision(effects=(Reply(notice=history(named(args.workflow, desk), desk.shelf, turn.moment)),))


COMMAND: Command[DeskSnapshot, Args] = Command(
    name="workflow history",
    words=("workflow history",),
    summary="The versions of a template: what was live when, and by whom. Without ID: what is live of each.",
    usage="workflow history [ID]",
    example="!workflow history uk-nrm-adult",
    scope=Scope.DESK,
    places=frozenset({Place.CHAT, Place.ADMINS}),
    args=Args,
    run=run,
    who="administrators",
    rule="workflow",
)
