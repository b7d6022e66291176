"""`workflow rollback ID VERSION`: proposes an older version again. A second administrator confirms it, as any other."""

from dataclasses import dataclass

from commands.spec import Command, Place, Scope, Turn
from commands.workflow.fitting import fitting
from commands.workflow.named import named
from workflows.casework.access import require
from workflows.casework.snapshots import DeskSnapshot
from workflows.casework.versions import roll_back
from workflows.review.differing import differences
from workflows.values.effects import Decision


@dataclass(frozen=True, slots=True)
class Args:
    workflow: str
    number: str


def run(desk: DeskSnapshot, args: Args, turn: Turn) -> Decision:
    require("workflow", None, turn.actor.user, moment=turn.moment)
    template = named(args.workflow, desk)
    decision = roll_back(template, args.number, desk.shelf, turn.actor, turn.room, differences, turn.moment)
    return fitting(decision, desk, turn)


COMMAND: Command[DeskSnapshot, Args] = Command(
    name="workflow rollback",
    words=("workflow rollback", "workflow roll back"),
    summary="Propose an older version of a template again; a second administrator confirms it.",
    usage="workflow rollback ID VERSION",
    example="!workflow rollback uk-nrm-adult 2",
    scope=Scope.DESK,
    places=frozenset({Place.CHAT, Place.ADMINS}),
    args=Args,
    run=run,
    who="administrators",
    rule="workflow",
    note="VERSION is the number or the mark that workflow history shows.",
)
