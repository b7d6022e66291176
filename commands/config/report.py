"""`config report`: what administrators are told each week, now."""

from dataclasses import dataclass

from commands.spec import Command, Place, Scope, Turn
from workflows.casework.access import require
from workflows.casework.snapshots import DeskSnapshot, Signs
from workflows.casework.weekly import report
from workflows.values.effects import Decision, Reply


@dataclass(frozen=True, slots=True)
class Args:
    pass


def run(desk: DeskSnapshot, args: Args, turn: Turn) -> Decision:
    require("config", None, turn.actor.user, moment=turn.moment)
    notice = report(desk.templates, desk.signs or Signs(), turn.moment)
    return Decision(effects=(Reply(notice=notice),))


COMMAND: Command[DeskSnapshot, Args] = Command(
    name="config report",
    words=("config report",),
    summary="What is missing, who never answered, what has grown old: as I say it each Monday.",
    usage="config report",
    example="!config report",
    scope=Scope.DESK,
    places=frozenset({Place.CHAT, Place.ADMINS}),
    args=Args,
    run=run,
    who="administrators",
    rule="config",
)
