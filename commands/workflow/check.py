"""`workflow check [ID]`: whether templates can be used as they are, among the agencies and people of today."""

from dataclasses import dataclass

from commands.spec import Command, Place, Scope, Turn
from commands.workflow.named import named
from workflows.casework.access import require
from workflows.casework.snapshots import DeskSnapshot
from workflows.review.checking import checked
from workflows.values.effects import Decision, Reply


@dataclass(frozen=True, slots=True)
class Args:
    workflow: str = ""


def run(desk: DeskSnapshot, args: Args, turn: Turn) -> Decision:
    require("workflow", None, turn.actor.user, moment=turn.moment)
    asked = named(args.workflow, desk) if args.workflow else None
    return Decision(effects=(Reply(notice=checked(asked, desk.templates, desk.shelf, turn.moment)),))


COMMAND: Command[DeskSnapshot, Args] = Command(
    name="workflow check",
    words=("workflow check",),
    summary="Whether templates can be used as they are: roles that nobody fills, levels without people, past reviews.",
    usage="workflow check [ID]",
    example="!workflow check uk-nrm-adult",
    scope=Scope.DESK,
    places=frozenset({Place.CHAT, Place.ADMINS}),
    args=Args,
    run=run,
    who="administrators",
    rule="workflow",
    note="Without ID: those that a task force uses, and those that wait.",
)
