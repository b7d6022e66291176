"""`config reload`: reads settings, directory and templates again, all or nothing, while everything goes on."""

from dataclasses import dataclass

from commands.spec import Command, Place, Scope, Turn
from workflows.casework.access import require
from workflows.casework.snapshots import DeskSnapshot
from workflows.values.effects import Decision, ReadSettings


@dataclass(frozen=True, slots=True)
class Args:
    pass


def run(desk: DeskSnapshot, args: Args, turn: Turn) -> Decision:
    """The files are read elsewhere; what they say, or their mistakes, is the answer."""
    require("config", None, turn.actor.user, moment=turn.moment)
    return Decision(effects=(ReadSettings(),))


COMMAND: Command[DeskSnapshot, Args] = Command(
    name="config reload",
    words=("config reload", "reload"),
    summary="Read the settings again. With one mistake nothing changes, and I name it.",
    usage="config reload",
    example="!config reload",
    scope=Scope.DESK,
    places=frozenset({Place.CHAT, Place.ADMINS}),
    args=Args,
    run=run,
    who="administrators",
    rule="config",
)
