"""Taking back one's own last move, for two minutes: the tasks stand again as they did, their ladders begin anew."""

from collections.abc import Sequence
from dataclasses import replace

from workflows.casework.moving import UNDO_WITHIN, Asked, a_moment, outcome_of, settle_back
from workflows.casework.snapshots import CaseSnapshot, TaskInCase
from workflows.casework.transitions import CLOSED, last_move, restarted
from workflows.values.effects import Decision, Record, Reply, Settle, ShowBoard
from workflows.values.model import Task, TaskStatus
from workflows.values.notices.base import Refused
from workflows.values.notices.tasks import MovesUndone, MoveUndone, NothingToUndo

UNDO, LIFT = "undo", "lift"


def undo(cases: Sequence[CaseSnapshot], asked: Asked, only: TaskInCase | None = None) -> Decision:
    """Go back over the asker's last move in these cases (or on that one task): what was moved at once, at once.

    Raises Refused where there is none within two minutes.
    """
    mine = [
        TaskInCase(case=case, task=task)
        for case in cases
        for task in case.tasks
        if task.last is not None
        and task.last.by == asked.by
        and task.last.verb != UNDO
        and asked.now - task.last.at <= UNDO_WITHIN
        and (only is None or task.id == only.task.id)
    ]
    if not mine:
        raise Refused(NothingToUndo(int(UNDO_WITHIN.total_seconds() // 60)))
    latest = max(state.task.last.at for state in mine if state.task.last is not None)
    decision = Decision()
    notices: tuple[MoveUndone, ...] = ()
    for state in mine:
        if state.task.last is not None and state.task.last.at == latest:
            one, notice = _undone(state, asked)
            decision, notices = decision + one, (*notices, notice)
    reply = notices[0] if len(notices) == 1 else MovesUndone(notices)
    return decision + Decision(effects=(Reply(notice=reply),))


def _undone(state: TaskInCase, asked: Asked) -> tuple[Decision, MoveUndone]:
    case, task = state.case, state.task
    before, verb = _as_it_was(task, asked)
    rest = settle_back(state, before, asked) if (task.status in CLOSED) != (before.status in CLOSED) else None
    outcome = outcome_of(state, UNDO, asked)
    notice = MoveUndone(asked.name(case, task), verb, before.status.value, a_moment(before.due))
    record = Record(action="task.undo", object=task.id, case=case.case.id, fields={"move": verb})
    return Decision(
        save=(before, *(rest.saved if rest else ())),
        effects=(
            Settle(task=task.id, case=case.case.id, episode=task.episode, outcome=outcome),
            *(rest.effects if rest else ()),
            ShowBoard(case=case.case.id),
        ),
        audit=(record, *(rest.records if rest else ())),
    ), notice


def _as_it_was(task: Task, asked: Asked) -> tuple[Task, str]:
    """The task before its last move, and which move that was."""
    last = task.last
    if last is None:
        raise ValueError("only called for a task that somebody moved")
    closed_again = last.status in (TaskStatus.DONE, TaskStatus.DROPPED)
    before = restarted(
        replace(
            task,
            status=last.status,
            owner=last.owner,
            due=last.due,
            started_at=last.started_at or (task.started_at if last.status is not TaskStatus.WAITING else None),
            round=last.round,
            renewed=last.renewed,
            lapsed_at=last.lapsed_at,
            lifted_at=None if last.verb == LIFT else task.lifted_at,
            lifted_by=None if last.verb == LIFT else task.lifted_by,
            taken_by=last.taken_by,
            taken_until=last.taken_until,
            blocked_by=last.blocked_by,
            blocked_since=last.at if last.blocked_by is not None else None,
            result=task.result if closed_again else None,
            done_at=(task.done_at or last.at) if closed_again else None,
            done_by=(task.done_by or last.by) if closed_again else None,
        ),
        asked.now,
    )
    return replace(before, last=last_move(task, UNDO, asked.by, asked.now)), last.verb
