"""`board`: the board of a case, posted and pinned anew in its room, or shown where it was asked for."""

from dataclasses import dataclass

from commands.asking import ANYWHERE
from commands.spec import Command, Place, Scope, Turn
from workflows.casework.access import require
from workflows.casework.board import compose
from workflows.casework.snapshots import CaseSnapshot
from workflows.values.effects import Decision, Reply, ShowBoard
from workflows.values.model import RoomKind
from workflows.values.notices.board import BoardAnew


@dataclass(frozen=True, slots=True)
class Args:
    """Nothing but the case."""


def run(case: CaseSnapshot, args: Args, turn: Turn) -> Decision:
    require("board", case, turn.actor.user, moment=turn.moment)
    if turn.place is Place.CASE:
        return Decision(effects=(ShowBoard(case=case.case.id, anew=True, room=turn.room), Reply(notice=BoardAnew())))
    return Decision(effects=(Reply(notice=compose(case, RoomKind.JOINT, turn.moment)),))


COMMAND = Command(
    name="board",
    words=("board", "case board"),
    summary="Everything at a glance.",
    usage="board",
    example="!board",
    scope=Scope.CASE,
    places=ANYWHERE,
    args=Args,
    run=run,
    who="members and leads",
)
