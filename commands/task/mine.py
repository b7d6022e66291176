"""`mine`: what is mine and when it is due, in all cases."""

from dataclasses import dataclass

from commands.asking import ANYWHERE, asked
from commands.naming import sees
from commands.spec import Command, Place, Scope, Turn
from workflows.casework.access import Part, parts_of
from workflows.casework.anchoring import facts_of, waits_of
from workflows.casework.board import is_late, is_past
from workflows.casework.snapshots import CaseSnapshot, DeskSnapshot
from workflows.casework.transitions import CLOSED
from workflows.values.effects import Decision, Reply
from workflows.values.model import CaseState, ClockKind, Task, TaskStatus
from workflows.values.notices.base import AgencyName, Moment, Refused, Said
from workflows.values.notices.board import MyTask, MyTasks, NothingIsMine
from workflows.values.notices.words import NotOneOf

LINES = 12
WAITING_SHOWN = 12
ALL = "all"


@dataclass(frozen=True, slots=True)
class Args:
    which: str = ""


def run(desk: DeskSnapshot, args: Args, turn: Turn) -> Decision:
    if args.which not in ("", ALL):
        raise Refused(NotOneOf(Said(args.which[:20]), (ALL,)))
    now = turn.moment.now
    theirs = [
        (case, task)
        for case in desk.cases
        if case.case.state is not CaseState.CLOSED
        for task in case.tasks
        if task.status not in CLOSED and task.clock is not ClockKind.PROTECTED and _is_mine(task, case, turn)
    ]
    if not theirs:
        return Decision(effects=(Reply(notice=NothingIsMine()),))
    waiting = [one for one in theirs if one[1].status is TaskStatus.WAITING]
    mine = [one for one in theirs if one[1].status is not TaskStatus.WAITING]
    mine.sort(key=lambda one: (one[1].due is None, one[1].due or now, one[0].case.ref, one[1].number))
    shown = mine if args.which else mine[:LINES]
    notice = MyTasks(
        tasks=tuple(_line(case, task, turn) for case, task in shown),
        late=sum(is_late(task, case, now) for case, task in mine),
        more=len(mine) - len(shown),
        waiting=tuple(asked(turn).name(case, task).typed for case, task in _soon(waiting)[:WAITING_SHOWN]),
    )
    return Decision(effects=(Reply(notice=notice),))


def _soon(waiting: list[tuple[CaseSnapshot, Task]]) -> list[tuple[CaseSnapshot, Task]]:
    """Those that wait for other tasks alone: what waits for a field may never come, and the board counts it."""
    facts = {case.case.id: facts_of(case) for case, _ in waiting}
    return [(case, task) for case, task in waiting if not waits_of(task, case, facts[case.case.id]).fields]


def _is_mine(task: Task, case: CaseSnapshot, turn: Turn) -> bool:
    """My agency owns it, I have taken it, or I was told that it is late. What has not begun: only if I may see it."""
    if (turn.place is Place.CASE or task.status is TaskStatus.WAITING) and not sees(task, turn, case):
        return False
    parts = parts_of(turn.actor.user, turn.moment.directory, case=case, task=task)
    if Part.OWNER in parts or task.taken_by == turn.actor.user:
        return True
    return Part.PAGED in parts and is_past(task, case, turn.moment.now)


def _line(case: CaseSnapshot, task: Task, turn: Turn) -> MyTask:
    typed = asked(turn).name(case, task).typed
    is_handle = turn.place is not Place.CASE and case.case.ref not in typed
    return MyTask(
        typed=typed,
        task=f"{case.case.ref}/{task.number}" if is_handle else None,
        owner=AgencyName(task.owner),
        late=is_late(task, case, turn.moment.now),
        due=Moment(task.due) if task.due else None,
        taken=task.status is TaskStatus.TAKEN,
    )


COMMAND = Command(
    name="task mine",
    words=("mine", "task mine", "my tasks"),
    summary="What is mine and when it is due.",
    usage="mine",
    example="!mine",
    scope=Scope.DESK,
    places=ANYWHERE,
    args=Args,
    run=run,
    who="everyone",
    rule="why",
)
