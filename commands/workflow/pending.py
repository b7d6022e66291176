"""`workflow pending`: what waits to go live, what it changes, and the line that confirms it."""

from dataclasses import dataclass

from commands.spec import Command, Place, Scope, Turn
from workflows.casework.access import require
from workflows.casework.snapshots import DeskSnapshot
from workflows.casework.versions import waits
from workflows.review.differing import differences
from workflows.values.effects import Decision, Reply
from workflows.values.notices.versions import VersionsWaiting


@dataclass(frozen=True, slots=True)
class Args:
    pass


def run(desk: DeskSnapshot, args: Args, turn: Turn) -> Decision:
    require("workflow", None, turn.actor.user, moment=turn.moment)
    shown = tuple(waits(row, desk.shelf, differences, turn.moment) for row in desk.shelf.waiting)
    return Decision(effects=(Reply(notice=VersionsWaiting(shown)),))


COMMAND: Command[DeskSnapshot, Args] = Command(
    name="workflow pending",
    words=("workflow pending", "workflows pending"),
    summary="The templates that wait to go live, and what they change.",
    usage="workflow pending",
    example="!workflow pending",
    scope=Scope.DESK,
    places=frozenset({Place.CHAT, Place.ADMINS}),
    args=Args,
    run=run,
    who="administrators",
    rule="workflow",
)
