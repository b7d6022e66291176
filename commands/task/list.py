"""`list`: the open tasks of a case; `list all` leaves none off."""

from dataclasses import dataclass

from commands.asking import ANYWHERE
from commands.naming import sees
from commands.spec import Command, Scope, Turn
from workflows.casework.access import require
from workflows.casework.board import TASKS_SHOWN, in_order, line
from workflows.casework.snapshots import CaseSnapshot
from workflows.values.effects import Decision, Reply
from workflows.values.model import RoomKind, TaskStatus
from workflows.values.notices.base import Absolute, Refused, Said
from workflows.values.notices.board import TaskList
from workflows.values.notices.words import NotOneOf

ALL = "all"


@dataclass(frozen=True, slots=True)
class Args:
    which: str = ""


def run(case: CaseSnapshot, args: Args, turn: Turn) -> Decision:
    require("list", case, turn.actor.user, moment=turn.moment)
    if args.which not in ("", ALL):
        raise Refused(NotOneOf(Said(args.which[:20]), (ALL,)))
    seen = [task for task in case.tasks if sees(task, turn, case)]
    found = in_order(seen, case, turn.moment.now)
    shown = found if args.which else found[:TASKS_SHOWN]
    notice = TaskList(
        name=_name(case, turn),
        at=Absolute(turn.moment.now),
        tasks=tuple(line(task, case, turn.moment.now) for task in shown),
        more=len(found) - len(shown),
        done=sum(task.status is TaskStatus.DONE for task in seen),
    )
    return Decision(effects=(Reply(notice=notice),))


def _name(case: CaseSnapshot, turn: Turn) -> str:
    """Where it is read in the support-only room, that one's, with a codeword of its own."""
    support = case.room(RoomKind.SUPPORT)
    if support is not None and turn.kind is RoomKind.SUPPORT:
        return support.name
    return f"{case.case.codeword} · {case.case.ref}"


COMMAND = Command(
    name="task list",
    words=("list", "task list", "tasks"),
    summary="The open tasks here.",
    usage="list",
    example="!list",
    scope=Scope.CASE,
    places=ANYWHERE,
    args=Args,
    run=run,
    who="members and leads",
)
