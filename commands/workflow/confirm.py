"""`workflow confirm ID CODE`: stands up for a template that waits; with a second administrator it goes live."""

from dataclasses import dataclass

from commands.spec import Command, Place, Scope, Turn
from commands.workflow.fitting import fitting
from commands.workflow.named import named
from workflows.casework.access import require
from workflows.casework.snapshots import DeskSnapshot
from workflows.casework.versions import confirm
from workflows.review.differing import differences
from workflows.values.effects import Decision


@dataclass(frozen=True, slots=True)
class Args:
    workflow: str
    code: str


def run(desk: DeskSnapshot, args: Args, turn: Turn) -> Decision:
    require("workflow", None, turn.actor.user, moment=turn.moment)
    template = named(args.workflow, desk)
    decision = confirm(template, args.code, desk.shelf, turn.actor, turn.room, differences, turn.moment)
    return fitting(decision, desk, turn)


COMMAND: Command[DeskSnapshot, Args] = Command(
    name="workflow confirm",
    words=("workflow confirm",),
    summary="Let a template go live, with the code that `workflow pending` shows; it takes two administrators.",
    usage="workflow confirm ID CODE",
    example="!workflow confirm uk-nrm-adult 7Q4K",
    scope=Scope.DESK,
    places=frozenset({Place.CHAT, Place.ADMINS}),
    args=Args,
    run=run,
    who="administrators",
    rule="workflow",
)
