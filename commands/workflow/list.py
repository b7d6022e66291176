"""`workflow list [PAGE]`: the templates that are live."""

from dataclasses import dataclass

from commands.spec import Command, Place, Scope, Turn
from commands.workflow.reading import VERB, may_read
from workflows.casework.snapshots import DeskSnapshot
from workflows.review.explaining import listed
from workflows.values.effects import Decision, Reply


@dataclass(frozen=True, slots=True)
class Args:
    page: int = 1


def run(desk: DeskSnapshot, args: Args, turn: Turn) -> Decision:
    may_read(turn)
    return Decision(effects=(Reply(notice=listed(desk.templates.values(), turn.moment.now, args.page)),))


COMMAND: Command[DeskSnapshot, Args] = Command(
    name="workflow list",
    words=("workflow list", "workflows"),
    summary="The workflows that cases follow here.",
    usage="workflow list [PAGE]",
    example="!workflow list",
    scope=Scope.DESK,
    places=frozenset({Place.CHAT, Place.LEADS, Place.ADMINS}),
    args=Args,
    run=run,
    who="liaisons, leads and administrators",
    rule=VERB,
)
